"""The hooks by which Datasette becomes our site. They act only on the sites that ``serve`` has made."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable, Coroutine, Generator, Mapping
from typing import Any, TypeAlias

from datasette import hookimpl
from datasette.app import Datasette
from datasette.filters import FilterArguments
from datasette.utils.asgi import Base400, NotFound, Request, Response
from datasette.views.base import DatasetteError
from jinja2 import Environment
from markupsafe import Markup

from anslag.db.codebook import schema
from anslag.db.site import headers, languages, lists, pages, parameters, search, templating, visits
from anslag.db.site.downloads import Unwritable
from anslag.db.site.formatting import cell
from anslag.db.site.languages import gettext as _
from anslag.db.site.sites import DATABASE, SITES

_Await: TypeAlias = Callable[[], Coroutine[Any, Any, Any]]
_log = logging.getLogger(__name__)


@hookimpl(trylast=True)  # type: ignore[untyped-decorator]
def prepare_connection(conn: sqlite3.Connection, datasette: Datasette) -> None:
    """Puts our reading of a search in the place of Datasette's, which knows no ``kommun*``; adds ``folded``."""
    if datasette in SITES:
        search.teach(conn)


@hookimpl  # type: ignore[untyped-decorator]
def prepare_jinja2_environment(env: Environment, datasette: Datasette) -> None:
    """Teaches the templates the visitor's language."""
    if datasette in SITES:
        languages.install(env)


@hookimpl(trylast=True)  # type: ignore[untyped-decorator]
def filters_from_request(request: Request, table: str, datasette: Datasette) -> FilterArguments | None:
    """Limits of the list of grants that Datasette does not know. Refuses unknown columns."""
    if datasette not in SITES:
        return None
    columns = {column.name for one in schema() if one.name == table for column in one.columns}
    for name in request.args.getlist("_facet"):
        if columns and name not in columns:
            said = _("%(table)s has no column %(name)s to break down by")
            raise DatasetteError(said % {"table": table, "name": name}, status=400)
    return lists.limits(request) if table == "grants_list" else None


@hookimpl  # type: ignore[untyped-decorator]
def render_cell(
    row: sqlite3.Row, value: object, column: str, table: str | None, database: str, datasette: Datasette
) -> Markup | None:
    """How a value looks."""
    if datasette not in SITES or database != DATABASE or isinstance(value, bytes):
        return None
    return cell(row, value, column, table)  # type: ignore[arg-type]


@hookimpl  # type: ignore[untyped-decorator]
def register_routes() -> list[tuple[str, Callable[..., object]]]:
    """Our own pages."""
    return list(pages.ROUTES)


@hookimpl  # type: ignore[untyped-decorator]
def extra_template_vars(
    template: str, request: Request | None, datasette: Datasette
) -> dict[str, object] | _Await:
    """What every page can say, and the figures, hits and quotes of some."""
    if datasette not in SITES:
        return {}
    shown = templating.shared(datasette)
    more = pages.CONTEXTS.get(template)
    if more is None or request is None:
        return shown

    async def inner() -> dict[str, object]:
        return shown | await more(datasette, request)

    return inner


@hookimpl  # type: ignore[untyped-decorator]
def asgi_wrapper(datasette: Datasette) -> Callable[[headers.App], headers.App]:
    """The visitor's language; headers that keep every page from running what is not ours; refusals in words."""
    return lambda app: headers.guarded(
        visits.told(_understood(datasette, app), datasette), lambda: datasette in SITES
    )


def _understood(datasette: Datasette, app: headers.App) -> headers.App:
    async def inner(scope: headers.Message, receive: headers.Receive, send: headers.Send) -> None:
        said = None
        if scope["type"] == "http" and datasette in SITES:
            said = parameters.refusal(scope["path"], scope["query_string"].decode("latin-1"))
        if said is None:
            await app(scope, receive, send)
        else:
            # Datasette's templates ask for a token, which only its own forms that write need.
            request = Request({**scope, "csrftoken": lambda: ""}, receive)
            answer = await _error(datasette, request, DatasetteError(said, status=400))
            await answer.asgi_send(send)

    return inner


@hookimpl(hookwrapper=True)  # type: ignore[untyped-decorator]
def handle_exception(
    datasette: Datasette, request: Request, exception: Exception
) -> Generator[None, Any, None]:
    """A page that says what was wrong and what to do, in the place of a traceback on the terminal."""
    outcome = yield
    if datasette in SITES:
        outcome.force_result([lambda: _error(datasette, request, exception)])


def _failure(exception: Exception) -> tuple[int, str]:
    """Status and message. What Datasette raises about a request is the request's fault, not ours."""
    if isinstance(exception, NotFound):
        message = str(exception)
        return 404, _("There is no such page.") if message in ("404", "Database not found", "") else message
    if isinstance(exception, Unwritable):
        return exception.status, str(exception)
    if isinstance(exception, Base400):
        return exception.status, str(exception)
    if isinstance(exception, DatasetteError):
        return (exception.status if exception.status < 500 else 400), str(exception.message)
    if isinstance(exception, sqlite3.OperationalError):
        return 400, _("SQLite refused the query: %s") % exception
    _log.error("a page failed", exc_info=exception)
    return 500, _("This page failed, which is a fault of anslag; the details are where anslag serve runs.")


async def _error(datasette: Datasette, request: Request, exception: Exception) -> Response:
    status, message = _failure(exception)
    said: Mapping[str, object] = {"ok": False, "error": message, "status": status}
    if request.path.endswith(".json") and not request.path.startswith("/-/export/"):
        return Response.json(said, status=status)
    page = await datasette.render_template("error.html", said, request=request)
    return Response.html(page, status=status)

"""The hooks by which Datasette becomes our site. They act only on the sites that ``serve`` has made."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable, Coroutine, Generator, Mapping
from typing import Any, TypeAlias

from datasette import hookimpl
from datasette.app import Datasette
from datasette.filters import FilterArguments
from datasette.utils import path_with_added_args, tilde_encode
from datasette.utils.asgi import Base400, NotFound, Request, Response
from datasette.views.base import DatasetteError
from markupsafe import Markup

from anslag.db import places
from anslag.db.codebook import schema
from anslag.db.site import feeds, headers, pages, parameters, search
from anslag.db.site.downloads import Unwritable
from anslag.db.site.formatting import DATABASE, cell, evidence_path, number
from anslag.db.site.metadata import BREAKDOWNS, COLUMNS, MOST_XLSX_ROWS, TITLES, questions, table_path
from anslag.db.site.sites import SITES

_Await: TypeAlias = Callable[[], Coroutine[Any, Any, Any]]
_log = logging.getLogger(__name__)


@hookimpl(trylast=True)  # type: ignore[untyped-decorator]
def prepare_connection(conn: sqlite3.Connection, datasette: Datasette) -> None:
    """Puts our reading of a search in the place of Datasette's, which knows no ``kommun*``; adds ``folded``."""
    if datasette in SITES:
        search.teach(conn)


@hookimpl(trylast=True)  # type: ignore[untyped-decorator]
def filters_from_request(request: Request, table: str, datasette: Datasette) -> FilterArguments | None:
    """Searches the view of grants in the grants' index, which a view cannot have. Refuses unknown columns."""
    if datasette not in SITES:
        return None
    columns = {column.name for one in schema() if one.name == table for column in one.columns}
    for name in request.args.getlist("_facet"):
        if columns and name not in columns:
            raise DatasetteError(f"{table} has no column {name} to break down by", status=400)
    if table != "grants_list":
        return None
    wanted = request.args.get("_search") or ""
    shown: dict[str, object] = {"supports_search": True, "search": wanted}
    if not wanted:
        return FilterArguments([], extra_context=shown)
    clause = (
        "id IN (SELECT id FROM grants WHERE rowid IN "
        "(SELECT rowid FROM grants_fts WHERE grants_fts MATCH escape_fts(:search)))"
    )
    return FilterArguments([clause], {"search": wanted}, [f'search matches "{wanted}"'], shown)


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
    shown = constants(datasette)
    more = pages.CONTEXTS.get(template)
    if more is None or request is None:
        return shown

    async def inner() -> dict[str, object]:
        return shown | await more(datasette, request)

    return inner


def constants(datasette: Datasette) -> dict[str, object]:
    """Names and functions for the templates."""
    return {
        "archive": SITES[datasette].archived is not None,
        "titles": TITLES,
        "shown_columns": COLUMNS,
        "breakdowns": BREAKDOWNS,
        "questions": questions(),
        "most_xlsx_rows": MOST_XLSX_ROWS,
        "counties": places.names("county"),
        "facet_label": facet_label,
        "feed_path": feeds.path_of,
        "table_path": table_path,
        "evidence_path": evidence_path,
        "number": number,
        "cell": cell,
        "tilde": tilde_encode,
        "path_with_added_args": path_with_added_args,
    }


def facet_label(column: str, value: object, label: object) -> str:
    """The name of a facet's value: of a county or kommun instead of its code."""
    if column in places.KINDS:
        return places.names(column).get(str(value), str(value))
    return str(label)


@hookimpl  # type: ignore[untyped-decorator]
def asgi_wrapper(datasette: Datasette) -> Callable[[headers.App], headers.App]:
    """Headers that keep every page from running what is not ours; words for a question that cannot be parameters."""
    return lambda app: headers.guarded(_understood(datasette, app), lambda: datasette in SITES)


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
        return 404, "There is no such page." if message in ("404", "Database not found", "") else message
    if isinstance(exception, Unwritable):
        return exception.status, str(exception)
    if isinstance(exception, Base400):
        return exception.status, str(exception)
    if isinstance(exception, DatasetteError):
        return (exception.status if exception.status < 500 else 400), str(exception.message)
    if isinstance(exception, sqlite3.OperationalError):
        return 400, f"SQLite refused the query: {exception}"
    _log.error("a page failed", exc_info=exception)
    return 500, "This page failed, which is a fault of anslag; the details are where anslag serve runs."


async def _error(datasette: Datasette, request: Request, exception: Exception) -> Response:
    status, message = _failure(exception)
    said: Mapping[str, object] = {"ok": False, "error": message, "status": status}
    if request.path.endswith(".json") and not request.path.startswith("/-/export/"):
        return Response.json(said, status=status)
    page = await datasette.render_template("error.html", said, request=request)
    return Response.html(page, status=status)

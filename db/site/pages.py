"""The pages that Datasette does not have, and what its own pages show besides."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import TypeAlias

from datasette.app import Datasette
from datasette.utils import tilde_decode
from datasette.utils.asgi import NotFound, Request, Response, asgi_send_file

from anslag.db.codebook import schema
from anslag.db.export import FORMATS
from anslag.db.export.comma_separated import EXCEL, PLAIN
from anslag.db.quality import Measured, Rate, stored
from anslag.db.schema import LACKING
from anslag.db.site import charts, downloads, feeds, release, search
from anslag.db.site.formatting import evidence_path
from anslag.db.site.headers import SANDBOX
from anslag.db.site.languages import gettext as _
from anslag.db.site.sites import DATABASE, site

Context: TypeAlias = Callable[[Datasette, Request], Awaitable[dict[str, object]]]


async def _csv(datasette: Datasette, request: Request, send: Callable[..., object]) -> None:
    """The rows of any list or question."""
    database, path = site(datasette).database, request.path.removesuffix(".csv")
    asked = await downloads.question(datasette, path, request.query_string)
    name = downloads.file_name(tilde_decode(path.rpartition("/")[2]))
    dialect = EXCEL if request.args.get(downloads.EXCEL) else PLAIN
    with tempfile.TemporaryDirectory(prefix="anslag-") as folder:
        file = Path(folder) / "rows.csv"
        rows = await asyncio.to_thread(downloads.write_csv, database, asked, file, dialect)
        await _sent(send, file, f"{name}.csv", FORMATS["csv"].media_type, {"x-rows": str(rows)})


async def _export(datasette: Datasette, request: Request, send: Callable[..., object]) -> None:
    """Every grant, in the forms of ``anslag export``."""
    database, suffix = site(datasette).database, request.url_vars["suffix"]
    with tempfile.TemporaryDirectory(prefix="anslag-") as folder:
        excel = bool(request.args.get(downloads.EXCEL))
        file = await asyncio.to_thread(downloads.write_export, database, suffix, Path(folder), excel)
        [form] = [one for one in FORMATS.values() if one.ending == f".{suffix}"]
        await _sent(send, file, file.name, form.media_type, {})


async def _sent(
    send: Callable[..., object], file: Path, name: str, kind: str, headers: Mapping[str, str]
) -> None:
    await asgi_send_file(
        send, file, filename=name, content_type=kind, chunk_size=1 << 18, headers=dict(headers)
    )


async def _release(datasette: Datasette, request: Request) -> Response:
    site(datasette)
    shown = await release.context(datasette, tilde_decode(request.url_vars["id"]))
    shown |= {
        "facts_of_file": await _facts(datasette),
        "address": datasette.absolute_url(request, request.path),
    }
    return Response.html(await datasette.render_template("release.html", shown, request=request))


async def _codebook(datasette: Datasette, request: Request) -> Response:
    site(datasette)
    return Response.html(
        await datasette.render_template("codebook.html", {"schema": schema()}, request=request)
    )


async def _dashboard(datasette: Datasette, request: Request) -> Response:
    site(datasette)
    shown = await charts.context(datasette, request)
    return Response.html(await datasette.render_template("dashboard.html", shown, request=request))


async def _hidden() -> Response:
    """Datasette's list of databases tells where the file lies on this machine."""
    raise NotFound("404")


async def _archived(datasette: Datasette, request: Request) -> Response:
    """The bytes as received, as plain text that no browser renders or runs."""
    file, offset = tilde_decode(request.url_vars["file"]), int(request.url_vars["offset"])
    known = await datasette.get_database(DATABASE).execute(
        "SELECT 1 FROM responses WHERE archive_file = :file AND archive_offset = :offset",
        {"file": file, "offset": offset},
    )
    archived = site(datasette).archived
    body = await asyncio.to_thread(archived, file, offset) if archived and known.first() else None
    if body is None:
        said = _("The archive that this site can reach holds no answer at %(file)s, byte %(offset)s")
        raise NotFound(said % {"file": file, "offset": offset})
    headers = {"content-security-policy": SANDBOX, "x-content-type-options": "nosniff"}
    return Response(body, headers=headers, content_type="text/plain; charset=utf-8")


ROUTES: tuple[tuple[str, Callable[..., object]], ...] = (
    (r"^/-/release/(?P<id>[^/]+)$", _release),
    (r"^/-/codebook$", _codebook),
    (r"^/-/dashboards?$", _dashboard),
    (r"^/-/archived/(?P<file>[^/]+)/(?P<offset>\d{1,18})$", _archived),
    (r"^/-/export/grants\.(?P<suffix>[\w.]+)$", _export),
    (r"^/-/feed/grants\.atom$", feeds.grants),
    (r"^/-/feed/changes\.atom$", feeds.changes),
    (rf"^/{DATABASE}(?:/[^/.]+)?\.csv$", _csv),
    (r"^/-/databases(?:\.json)?$", _hidden),
)
"""Our paths, each with the function that answers it."""


async def _facts(datasette: Datasette) -> dict[str, str]:
    rows = await datasette.get_database(DATABASE).execute("SELECT key, value FROM meta")
    return {row["key"]: row["value"] for row in rows.rows}


async def _home(datasette: Datasette, _request: Request) -> dict[str, object]:
    db = datasette.get_database(DATABASE)
    figures = await db.execute("SELECT name, value FROM summary")
    newest = await db.execute(
        "SELECT id, title, publisher, published, grants FROM releases ORDER BY published DESC, id LIMIT 5"
    )
    known = {row["name"]: row["value"] for row in figures.rows}
    left_out = {name.removeprefix(LACKING): known[name] for name in known if name.startswith(LACKING)}
    return {
        "figures": known,
        "forms": FORMATS,
        "without": left_out.pop("", 0),
        "left_out": left_out,
        "measured": [(one, _rates(one)) for one in await db.execute_fn(stored) if _rates(one)],
        "facts_of_file": await _facts(datasette),
        "newest": newest.rows,
    }


def _rates(sample: Measured) -> list[tuple[str, Rate]]:
    """What a judged sample says of all releases, in words; nothing where nobody has judged enough of it."""
    rates = (
        (_("Grants read that are real"), sample.rate("precision", "grants")),
        (_("Grants told that were read"), sample.rate("recall", "grants")),
        (_("Grants read that are right in every field"), sample.rate("precision", "exact grants")),
    )
    return [(said, rate) for said, rate in rates if rate and rate.value is not None]


async def _search(datasette: Datasette, request: Request) -> dict[str, object]:
    query = (request.args.get("q") or "").strip()
    return {"q": query, "hits": await search.hits(datasette, query) if query else {}}


_QUOTES = "SELECT field, quote, rule FROM evidence WHERE grant_id = :id"
_FUNDED = """
SELECT g.organisation_id, r.funder, count(*) AS grants, sum(CASE g.currency WHEN 'SEK' THEN g.amount END) AS kronor,
    min(g.year) AS first_year, max(g.year) AS last_year
FROM grants AS g JOIN releases AS r ON r.id = g.release_id
WHERE g.organisation_id = :id AND g.same_as IS NULL GROUP BY r.funder ORDER BY kronor DESC, r.funder"""


async def _row(datasette: Datasette, request: Request) -> dict[str, object]:
    """Of a grant: the words that each value was read from. Of an organisation: who gave how much."""
    table, key = request.url_vars.get("table"), tilde_decode(request.url_vars.get("pks", ""))
    db = datasette.get_database(DATABASE)
    if table == "grants":
        rows = (await db.execute(_QUOTES, {"id": key})).rows
        quotes = {row["field"]: (row["quote"], row["rule"], evidence_path(key, row["field"])) for row in rows}
        return {"quotes": quotes}
    if table == "organisations":
        return {"funded": (await db.execute(_FUNDED, {"id": key})).rows}
    return {}


CONTEXTS: Mapping[str, Context] = {"index.html": _home, "search_all.html": _search, "row.html": _row}
"""What the templates of Datasette and its plugins get besides, by their names."""

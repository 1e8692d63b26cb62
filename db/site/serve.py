"""Makes the site's ASGI application, and runs it."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import Callable, Collection
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import uvicorn
from datasette.app import Datasette
from datasette.database import Database
from datasette.plugins import pm

from anslag.db.connection import connect
from anslag.db.errors import StoreError
from anslag.db.site import headers, plugin
from anslag.db.site.downloads import Unwritable
from anslag.db.site.hosts import checked, is_loopback
from anslag.db.site.languages import gettext as _
from anslag.db.site.metadata import metadata
from anslag.db.site.sites import DATABASE, SITES, Archived, Site

_HERE = Path(__file__).parent
_log = logging.getLogger(__name__)
_SETTINGS = {
    "default_page_size": 50,
    # The stream reads page by page and can lose rows; db.site.downloads replaces it.
    "allow_csv_stream": False,
    # Suggestions scan every column of every page.
    "suggest_facets": False,
    # A breakdown takes a tenth of it with 100 000 grants; one that a busy machine drops is a page without figures.
    "facet_time_limit_ms": 1000,
    "truncate_cells_html": 90,
    "default_cache_ttl": 0,
}


_DOUBTED = "SELECT release_id FROM checks WHERE name = 'total' AND status = 'failed'"
_TOLD_AGAIN = "SELECT id, same_as FROM grants WHERE same_as IS NOT NULL"


def datasette(path: Path, host: str = "127.0.0.1", archived: Archived | None = None) -> Datasette:
    """The configured Datasette. Raises :class:`anslag.db.errors.StoreError` for a database that cannot be served."""
    with closing(connect(path)) as db:
        empty = db.execute("SELECT 1 FROM releases LIMIT 1").fetchone() is None
        doubted = frozenset(row["release_id"] for row in db.execute(_DOUBTED))
        told_again = {row["id"]: row["same_as"] for row in db.execute(_TOLD_AGAIN)}
    if not pm.is_registered(plugin):
        pm.register(plugin, "anslag")
    public = not is_loopback(host)
    site = _ForAll(
        [],
        metadata=metadata(),
        settings=_SETTINGS | ({"default_allow_sql": False, "allow_download": False} if public else {}),
        template_dir=str(_HERE / "templates"),
        static_mounts=[("-/anslag", str(_HERE / "static"))],
    )
    # Datasette names a database after its file; ours has its name whatever the file's.
    site.remove_database("_memory")
    site.add_database(_OneFile(site, path), name=DATABASE)
    SITES[site] = Site(path, archived, empty, doubted, told_again)
    return site


class _ForAll(Datasette):  # type: ignore[misc]
    """A site whose tables are for everybody who sees the site.

    Datasette would copy all metadata each time that it looks for a rule of one table, which is a fourth of the time of
    most pages; no table of ours has a rule.
    """

    def _table_permission_allows(self, database: str, table: str) -> list[object]:  # noqa: ARG002
        return []


class _OneFile(Database):  # type: ignore[misc]
    """A database that is never another file, though a new one may come to lie at its path while it is open."""

    def __init__(self, site: Datasette, path: Path) -> None:
        super().__init__(site, path=str(path), is_mutable=False)
        # Else Datasette would read the whole file for a checksum while the first page waits.
        self.cached_hash = _identity(path)

    def connect(self, write: bool = False) -> sqlite3.Connection:
        connection: sqlite3.Connection = super().connect(write)
        if _identity(Path(self.path)) != self.cached_hash:
            connection.close()
            raise Unwritable(_("the database has been built anew meanwhile; reload this page"), 503)
        return connection


def _identity(path: Path) -> str:
    """Changes when the file is another one."""
    known = path.stat()
    return sha256(f"{known.st_ino} {known.st_size} {known.st_mtime_ns}".encode()).hexdigest()


class _Newest:
    """The application for the database that lies at a path now.

    A build puts a new file in the place of the old one. Datasette opens files as it goes, so it would mix the two;
    here a new one is set up for the new file, and requests that are under way end on the old.
    """

    def __init__(self, path: Path, made: Callable[[], Datasette]) -> None:
        self._path, self._made = path, made
        self._identity = _identity(path)
        self._app: headers.App = made().app()
        self._lock = asyncio.Lock()

    async def __call__(self, scope: headers.Message, receive: headers.Receive, send: headers.Send) -> None:
        if scope["type"] == "http":
            await self._take_up()
        await self._app(scope, receive, send)

    async def _take_up(self) -> None:
        async with self._lock:
            try:
                identity = _identity(self._path)
                if identity == self._identity:
                    return
                self._identity = identity
                fresh = self._made()
            except (OSError, StoreError) as error:
                _log.warning("still showing the database as it was: %s", error)
                return
            await fresh.invoke_startup()
            self._app = fresh.app()


def application(
    path: Path, host: str = "127.0.0.1", archived: Archived | None = None, names: Collection[str] = ()
) -> headers.App:
    """The ASGI application for the database at ``path``; it never writes, and takes up a database built anew.

    ``host`` is where it will listen: off this machine, visitors may neither write SQL nor download the file.
    ``names`` are those by which visitors from elsewhere come, besides addresses; with one, they are visitors off
    this machine. ``archived`` gives archived pages to show; without it only their places are named. Raises
    :class:`anslag.db.errors.StoreError`.
    """
    # Here, for its error says more than that of a missing file.
    connect(path).close()
    seen_from = next(iter(names), host)
    return checked(_Newest(path, lambda: datasette(path, seen_from, archived)), [host, *names])


def run(
    path: Path,
    port: int = 8001,
    host: str = "127.0.0.1",
    archived: Archived | None = None,
    names: Collection[str] = (),
) -> None:
    """Serves the database until interrupted. Raises :class:`anslag.db.errors.StoreError`."""
    app = application(path, host, archived, names)
    uvicorn.run(app, host=host, port=port, log_level="warning", lifespan="on")

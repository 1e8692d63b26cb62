"""Makes the site's ASGI application, and runs it."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from ipaddress import ip_address
from pathlib import Path

import uvicorn
from datasette.app import Datasette
from datasette.database import Database
from datasette.plugins import pm

from db.site import plugin
from db.site.cells import DATABASE
from db.site.metadata import metadata
from db.site.sites import SITES, Archived, Site
from db.store import connect

_HERE = Path(__file__).parent
_SETTINGS = {
    "default_page_size": 50,
    # The stream reads page by page and can lose rows; db.site.downloads replaces it.
    "allow_csv_stream": False,
    # Suggestions scan every column of every page.
    "suggest_facets": False,
    "truncate_cells_html": 90,
    "default_cache_ttl": 0,
}


def datasette(path: Path, host: str = "127.0.0.1", archived: Archived | None = None) -> Datasette:
    """The configured Datasette. Raises :class:`db.errors.StoreError` for a database that cannot be served."""
    connect(path).close()
    if not pm.is_registered(plugin):
        pm.register(plugin, "anslag")
    public = not _loopback(host)
    site = Datasette(
        [],
        metadata=metadata(),
        settings=_SETTINGS | ({"default_allow_sql": False, "allow_download": False} if public else {}),
        template_dir=str(_HERE / "templates"),
        static_mounts=[("-/anslag", str(_HERE / "static"))],
    )
    # Datasette names a database after its file; ours has its name whatever the file's.
    site.remove_database("_memory")
    served = site.add_database(Database(site, path=str(path), is_mutable=False), name=DATABASE)
    # Or it would read the whole file for a checksum while the first page waits.
    served.cached_hash = _identity(path)
    SITES[site] = Site(path, archived)
    return site


def _identity(path: Path) -> str:
    """Changes when the file is another one."""
    known = path.stat()
    return sha256(f"{known.st_ino} {known.st_size} {known.st_mtime_ns}".encode()).hexdigest()


def _loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def application(
    path: Path, host: str = "127.0.0.1", archived: Archived | None = None
) -> Callable[..., object]:
    """The ASGI application for the database at ``path``, immutable while it is served.

    ``host`` is where it will listen: off this machine, visitors may neither write SQL nor download the file.
    ``archived`` gives archived pages to show; without it only their places are named. Raises
    :class:`db.errors.StoreError`.
    """
    made: Callable[..., object] = datasette(path, host, archived).app()
    return made


def run(
    path: Path,
    port: int = 8001,
    host: str = "127.0.0.1",
    archived: Archived | None = None,
) -> None:
    """Serves the database until interrupted. Raises :class:`db.errors.StoreError`."""
    uvicorn.run(application(path, host, archived), host=host, port=port, log_level="warning", lifespan="on")

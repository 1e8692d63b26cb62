"""Libraries that only some commands need: which extra of anslag brings each, and the line that says so."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from anslag.db.errors import MissingExtra

EXTRAS = {
    "pandas": "frames",
    "pyarrow": "files",
    "openpyxl": "files",
    "distributed": "dask",
    "datasette": "site",
    "datasette_dashboards": "site",
    "datasette_search_all": "site",
    "datasette_xlsx": "site",
    "uvicorn": "site",
    "yaml": "site",
    "markupsafe": "site",
    "llm": "llm",
}
"""The extra by the name under which a library is imported."""


@contextmanager
def needed(what: str) -> Iterator[None]:
    """Raises :class:`MissingExtra` in place of the error that a library is not there; ``what`` needs it."""
    try:
        yield
    except ModuleNotFoundError as error:
        library = (error.name or "").partition(".")[0]
        if library not in EXTRAS:
            raise
        raise MissingExtra(
            f"{what} needs {library}, which is not installed: pip install 'anslag[{EXTRAS[library]}]'"
        ) from error

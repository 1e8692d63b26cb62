"""Libraries that only some commands need: which extra of anslag brings each, and the line that says so."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

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
    "sklearn": "fit",
}
"""The extra by the name under which a library is imported."""
_INSTALLERS = {
    "pipx_metadata.json": "pipx install --force '.[all]'",
    "uv-receipt.toml": "uv tool install --force '.[all]'",
}
"""How anslag is installed anew with all extras, by the file that tells whose environment this is."""


def how_to_install(extra: str) -> str:
    """The command that brings an extra into the environment that anslag runs in, and where it is to be run.

    anslag is in no package index: it is installed from a checkout.
    """
    own = (command for file, command in _INSTALLERS.items() if Path(sys.prefix, file).is_file())
    command = next(own, f"pip install '.[{extra}]'")
    return f"{command} in a checkout of anslag"


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
            f"{what} needs {library}, which is not installed: {how_to_install(EXTRAS[library])}"
        ) from error

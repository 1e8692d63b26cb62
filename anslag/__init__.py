"""anslag reads grants out of Swedish press releases.

>>> import anslag
>>> text = "Nämnden beslutade att bevilja Umeå kommun 250 000 kronor för projektet Vinterljus."
>>> found = anslag.extract(f"Bidrag\\n\\n{text}")
>>> found.grants[0].owner, found.grants[0].amount
('Umeå kommun', 250000)
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from anslag.parsers.errors import NotARelease
from anslag.parsers.records import Check, Claims, Evidence, Extraction, Grant, Release

if TYPE_CHECKING:
    from anslag.data import Data

__version__ = "0.2.0"
__all__ = ["Check", "Claims", "Evidence", "Extraction", "Grant", "NotARelease", "Release", "extract", "open"]


def extract(
    source: str | bytes | Path, url: str | None = None, headers: Mapping[str, str] | None = None
) -> Extraction:
    """Reads one release, as ``anslag extract`` does.

    ``source`` is a file (a ``Path``, or the name of one that exists), HTML (bytes as received, or text that begins
    with a tag) or plain text. ``headers`` are those of the answer, names in lower case. Raises
    :class:`NotARelease`, and :class:`anslag.errors.BadInput` for a file that cannot be read or an address, with one
    line that says why.
    """
    from anslag import sources

    return sources.given(source, url, headers or {})


def open(data: str | Path = "anslag-data") -> Data:
    """The database of a data folder (named by the folder or by its ``anslag.db``) as pandas tables.

    Raises :class:`anslag.errors.BadInput` if there is none.
    """
    from anslag.data import Data

    return Data(Path(data))

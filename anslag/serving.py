"""The site over a data folder: the database, with the archive beside it for the pages as they were received."""

from __future__ import annotations

from pathlib import Path

from anslag.db.site import Archived
from anslag.pipeline import ARCHIVE
from anslag.scraper.archive import Archive, ArchiveError


def archived(data: Path) -> Archived:
    """Reads bodies out of the archive of ``data``; what it does not hold, or cannot give whole, is None."""
    archive = Archive(data / ARCHIVE)

    def body(file: str, offset: int) -> bytes | None:
        try:
            return archive.read(file, offset).capture.body
        except ArchiveError:
            return None

    return body

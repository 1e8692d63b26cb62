"""What the store takes beside the parsers' records: versions of a release, and answers of servers."""

from __future__ import annotations

from dataclasses import dataclass

from anslag.parsers.records import Extraction


@dataclass(frozen=True, slots=True)
class Revision:
    """One version of a release as it was read. ``seen`` is UTC in ISO 8601."""

    extraction: Extraction
    seen: str
    sha256: str
    archive_file: str
    archive_offset: int


@dataclass(frozen=True, slots=True)
class ResponseRow:
    """One answer of a server that the archive holds. ``fetched_at`` is UTC in ISO 8601.

    ``source_file`` and ``source_record`` say where another tool had archived it.
    """

    url: str
    fetched_at: str
    status: int
    sha256: str
    archive_file: str
    archive_offset: int
    role: str
    release_id: str = ""
    source_file: str = ""
    source_record: str = ""

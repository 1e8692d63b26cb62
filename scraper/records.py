"""The record types that leave the scraper: one answer of a server, and where it lies in the archive."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Role(StrEnum):
    """What an address was asked for."""

    ROBOTS = "robots"
    FEED = "feed"
    LISTING = "listing"
    RELEASE = "release"


@dataclass(frozen=True, slots=True)
class Source:
    """Where an answer was taken from that another tool had archived: its file, and the id of its record there."""

    file: str
    record: str


@dataclass(frozen=True, slots=True)
class Capture:
    """One answer of a server, as the later stages see it.

    ``url`` is the address that was asked for, ``final_url`` the one that answered after redirects.
    ``fetched_at`` is UTC. ``headers`` are in the server's order, names in lower case. ``body`` has the
    transfer and content codings taken off, charset untouched. ``truncated`` is "" or why the body was
    cut (WARC 1.1: "length", "time", "disconnect"); a cut body is never read as a release.
    ``release_id`` is the stable, readable identity of the release ("" unless ``role`` is RELEASE);
    ``newsroom`` the address or name of the newsroom that led here. ``source`` is None for what anslag fetched itself.
    """

    url: str
    final_url: str
    fetched_at: datetime
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    role: Role
    release_id: str = ""
    newsroom: str = ""
    platform: str = ""
    truncated: str = ""
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class Archived:
    """A capture read back from the archive, with its place there.

    ``file`` is the WARC file's name (no folder), ``offset`` the byte at which its response (or revisit)
    record begins, ``sha256`` the hex digest of the body. ``unchanged`` is true for a revisit record (304,
    or a body identical to an earlier one); ``body`` is then that of the record it refers to.
    """

    capture: Capture
    file: str
    offset: int
    sha256: str
    unchanged: bool = False

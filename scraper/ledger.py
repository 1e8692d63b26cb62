"""The tables of crawl.db and what a row of them is: an address to be fetched, a line of the fetch log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from anslag.scraper.outcomes import Outcome
from anslag.scraper.records import Archived, Role

VERSION = 2
SCHEMA = """
CREATE TABLE IF NOT EXISTS addresses (
    url TEXT PRIMARY KEY,            -- canonical address
    host TEXT NOT NULL,              -- origin ("https://host")
    role TEXT NOT NULL,              -- feed, listing, release
    newsroom TEXT NOT NULL,          -- the start address that led here
    platform TEXT NOT NULL,
    release_id TEXT NOT NULL,        -- identity of the release, '' for other roles
    priority REAL NOT NULL,          -- higher is fetched first
    depth INTEGER NOT NULL,          -- pages of listing between it and the start
    headline TEXT NOT NULL,
    visit INTEGER NOT NULL,          -- the crawl in which it was last due
    state TEXT NOT NULL,             -- due, done
    not_before REAL NOT NULL,        -- Unix time before which it must not be asked for
    tries INTEGER NOT NULL,          -- in this visit
    etag TEXT NOT NULL,
    modified TEXT NOT NULL,          -- Last-Modified as sent
    file TEXT NOT NULL,              -- the newest good answer in the archive
    offset INTEGER NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS due_by_host ON addresses
    (visit, host, priority DESC, depth, url, not_before) WHERE state = 'due';
CREATE INDEX IF NOT EXISTS by_release ON addresses (release_id) WHERE release_id != '';
CREATE TABLE IF NOT EXISTS fetches (
    sequence INTEGER PRIMARY KEY,    -- the order of things, whatever the clock says
    visit INTEGER NOT NULL,
    url TEXT NOT NULL,
    role TEXT NOT NULL,
    newsroom TEXT NOT NULL,
    release_id TEXT NOT NULL,
    at TEXT NOT NULL,                -- UTC
    seconds REAL NOT NULL,
    status INTEGER NOT NULL,         -- 0: no answer
    outcome TEXT NOT NULL,           -- stored, unchanged, skipped, retried, failed
    kind TEXT NOT NULL,              -- why skipped, retried or failed
    message TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    file TEXT NOT NULL,              -- '' when nothing was archived, or the archive has lost it
    offset INTEGER NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS fetches_by_newsroom ON fetches (newsroom, visit);
CREATE INDEX IF NOT EXISTS fetches_of_visit ON fetches (visit);
CREATE INDEX IF NOT EXISTS fetches_by_place ON fetches (file, offset);
CREATE TABLE IF NOT EXISTS visits (
    visit INTEGER PRIMARY KEY,
    started TEXT NOT NULL,
    finished TEXT NOT NULL           -- '' while it runs or was broken off
) STRICT;
CREATE TABLE IF NOT EXISTS yields (
    newsroom TEXT NOT NULL,
    visit INTEGER NOT NULL,
    listed INTEGER NOT NULL,         -- releases that its lists and feeds named
    PRIMARY KEY (newsroom, visit)
) STRICT;
CREATE TABLE IF NOT EXISTS lost (
    url TEXT PRIMARY KEY             -- its answer is gone from the archive: due in the next visit
) STRICT;
"""
ADD = """
INSERT INTO addresses VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'due', 0, 0, '', '', '', 0)
ON CONFLICT (url) DO UPDATE SET visit = excluded.visit, state = 'due', tries = 0,
    priority = max(priority, excluded.priority),
    headline = CASE excluded.headline WHEN '' THEN headline ELSE excluded.headline END
WHERE addresses.visit < excluded.visit
"""
"""Adds an address, due once a visit; a known one keeps its validators and its id."""
_GOOD = "file != '' AND outcome IN ('stored', 'unchanged')"
LOSE = f"""
UPDATE addresses SET etag = '', modified = '', file = coalesce(before.file, ''), offset = coalesce(before.offset, 0)
FROM lost LEFT JOIN (
    SELECT url, file, offset, max(sequence) FROM fetches WHERE {_GOOD} AND url IN (SELECT url FROM lost) GROUP BY url
) before USING (url)
WHERE addresses.url = lost.url
"""
"""Gives the addresses that are ``lost`` the answer before, if there is one."""


@dataclass(frozen=True, slots=True)
class Request:
    """An address to be fetched, and what is known of it from earlier visits."""

    url: str
    host: str
    role: Role
    newsroom: str = ""
    platform: str = ""
    release_id: str = ""
    priority: float = 0.0
    depth: int = 0
    headline: str = ""
    not_before: float = 0.0
    tries: int = 0
    etag: str = ""
    modified: str = ""
    file: str = ""
    offset: int = 0

    @property
    def place(self) -> tuple[str, int] | None:
        """Where the newest good answer lies in the archive (file, offset), None if there is none."""
        return (self.file, self.offset) if self.file else None


REQUEST = ", ".join(Request.__slots__)
"""The columns of a request, in its order."""


def request(row: Sequence[Any]) -> Request:
    """The request of a row of the columns REQUEST."""
    url, host, role, *rest = row
    return Request(url, host, Role(role), *rest)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the fetch log. ``at`` is UTC in ISO 8601."""

    url: str
    role: Role
    newsroom: str
    release_id: str
    at: str
    seconds: float
    status: int
    outcome: Outcome
    kind: str = ""
    message: str = ""
    bytes: int = 0
    file: str = ""
    offset: int = 0


ENTRY = ", ".join(Entry.__slots__)
"""The columns of an entry, in its order."""


def entry(row: Sequence[Any]) -> Entry:
    """The entry of a row of the columns ENTRY."""
    found = dict(zip(Entry.__slots__, row, strict=True))
    return Entry(**{**found, "role": Role(found["role"]), "outcome": Outcome(found["outcome"])})


def taken_over(one: Archived, *, wanted: bool) -> Entry:
    """The line of a capture whose own line a crash has swallowed; ``wanted`` when it is what was asked for."""
    c = one.capture
    good = c.status in (200, 203, 304) and not c.truncated
    outcome = (
        Outcome.UNCHANGED
        if good and wanted and one.unchanged
        else Outcome.STORED
        if good and wanted
        else Outcome.SKIPPED
        if good
        else Outcome.FAILED
    )
    at = c.fetched_at.isoformat()
    return Entry(
        c.url,
        c.role,
        c.newsroom,
        c.release_id,
        at,
        0.0,
        c.status,
        outcome,
        TAKEN_OVER,
        "",
        len(c.body),
        *place(one),
    )


TAKEN_OVER = "taken over"


def place(one: Archived) -> tuple[str, int]:
    """Where a capture lies in the archive."""
    return one.file, one.offset

"""The tables of crawl.db and what a row of them is: an address to be fetched, a line of the fetch log."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING, Any, get_type_hints

from anslag.scraper.outcomes import Outcome
from anslag.scraper.records import Archived, Role

if TYPE_CHECKING:
    from sqlite_utils import Database

VERSION = 3
TAKEN_OVER = "taken over"
"""The kind of a line that a crash has swallowed and the archive gave back."""
_INDEXES = (
    ("fetches", "fetches_by_newsroom", ("newsroom", "visit")),
    ("fetches", "fetches_of_visit", ("visit",)),
    ("fetches", "fetches_by_place", ("file", "offset")),
)
# Raw: sqlite-utils makes no partial indexes (the next of 200,000 addresses takes 13 ms without, 0.1 with), and its
# upsert asks no condition.
_PARTIAL = (
    "CREATE INDEX IF NOT EXISTS due_by_host ON addresses"
    " (visit, host, priority DESC, depth, url, not_before) WHERE state = 'due'",
    "CREATE INDEX IF NOT EXISTS by_release ON addresses (release_id) WHERE release_id != ''",
)
ADDED = ("url", "host", "role", "newsroom", "platform", "release_id", "priority", "depth", "headline")
ADD = f"""
INSERT INTO addresses ({", ".join(ADDED)}, visit, state, not_before, tries, etag, modified, file, offset)
VALUES ({"?, " * len(ADDED)} ?, 'due', 0, 0, '', '', '', 0)
ON CONFLICT (url) DO UPDATE SET visit = excluded.visit, state = 'due', tries = 0,
    priority = max(priority, excluded.priority),
    headline = CASE excluded.headline WHEN '' THEN headline ELSE excluded.headline END
WHERE addresses.visit < excluded.visit
"""
"""Adds an address (ADDED and the visit), due once a visit; a known one keeps its validators and its id."""
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
    """An address to be fetched, and what is known of it from earlier visits.

    ``host`` is its origin, ``newsroom`` the start address that led to it, ``depth`` the listings between the two;
    what has a higher ``priority`` is fetched first. ``not_before`` is Unix time, ``modified`` Last-Modified as sent;
    ``file`` and ``offset`` place the newest good answer in the archive.
    """

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
"""The columns of a request."""


def request(row: Mapping[str, Any]) -> Request:
    """The request of a row."""
    return Request(**{**row, "role": Role(row["role"])})


@dataclass(frozen=True, slots=True)
class LogLine:
    """One line of the fetch log. ``at`` is UTC in ISO 8601; ``status`` is 0 without an answer, ``file`` "" where
    nothing was archived, or the archive has lost it.
    """

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


LINE = ", ".join(LogLine.__slots__)
"""The columns of a line."""


LOG = f"""
INSERT INTO fetches (visit, {LINE}) VALUES (?{", ?" * len(LogLine.__slots__)})
"""
"""Adds a line."""
_VALUES = attrgetter(*LogLine.__slots__)


def line(row: Mapping[str, Any]) -> LogLine:
    """The line of a row."""
    return LogLine(**{**row, "role": Role(row["role"]), "outcome": Outcome(row["outcome"])})


def row(logged: LogLine, visit: int) -> tuple[Any, ...]:
    """The values of a line, for :data:`LOG`."""
    return (visit, *_VALUES(logged))


def create(db: Database, version: int) -> None:
    """Makes what is missing in a crawl.db of an earlier ``version``, 0 for an empty one. Call it in a transaction."""
    if version == 1:
        # It had other indexes, and a digest in each address that nothing read.
        for change in (
            "DROP INDEX due",
            "DROP INDEX fetches_by_visit",
            "ALTER TABLE addresses DROP COLUMN sha256",
        ):
            db.execute(change)
    for name, (columns, key) in _tables().items():
        needed = set(columns) - {"sequence"}
        db.table(name).create(columns, pk=key, not_null=needed, strict=True, if_not_exists=True)
    for name, index, of in _INDEXES:
        db.table(name).create_index(of, index, if_not_exists=True)
    for statement in _PARTIAL:
        db.execute(statement)
    db.execute(f"PRAGMA user_version = {VERSION}")


def _tables() -> dict[str, tuple[dict[str, Any], str | tuple[str, ...]]]:
    """The columns and the key of each table."""
    return {
        # visit: the crawl in which it was last due; state: due, done.
        "addresses": ({**_columns(Request), "visit": int, "state": str}, "url"),
        # sequence: the order of things, whatever the clock says.
        "fetches": ({"sequence": int, "visit": int, **_columns(LogLine)}, "sequence"),
        # finished: '' while it runs or was broken off.
        "visits": ({"visit": int, "started": str, "finished": str}, "visit"),
        # listed: releases that the lists and feeds of a newsroom named.
        "yields": ({"newsroom": str, "visit": int, "listed": int}, ("newsroom", "visit")),
        # Addresses whose answer is gone from the archive: due in the next visit.
        "lost": ({"url": str}, "url"),
    }


def _columns(record: type) -> dict[str, Any]:
    hints = get_type_hints(record)
    return {name: str if issubclass(hints[name], str) else hints[name] for name in hints}


def taken_over(one: Archived, *, wanted: bool) -> LogLine:
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
    return LogLine(
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


def place(one: Archived) -> tuple[str, int]:
    """Where a capture lies in the archive."""
    return one.file, one.offset

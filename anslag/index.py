"""Which captures each release has, oldest first; on disk, for an archive may hold millions.

Archive order is that of writing; what was taken in from the archives of others may be older than what stands before it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from anslag.scraper.records import Archived


@dataclass(frozen=True, slots=True)
class Seen:
    """One capture of a release without its body. ``at`` is UTC in ISO 8601."""

    file: str
    offset: int
    status: int
    sha256: str
    at: str
    url: str
    newsroom: str
    truncated: str


class Index:
    """A temporary database that goes when it is closed."""

    def __init__(self) -> None:
        # An empty name is SQLite's own temporary file: https://www.sqlite.org/inmemorydb.html#temp_db
        self._db = sqlite3.connect("", isolation_level=None)
        self._db.execute(
            "CREATE TABLE seen (sequence INTEGER PRIMARY KEY, release_id TEXT, file TEXT, offset INTEGER, "
            "status INTEGER, sha256 TEXT, at TEXT, url TEXT, newsroom TEXT, truncated TEXT)"
        )
        self._db.execute("CREATE INDEX by_release ON seen (release_id, at, sequence)")
        self._db.execute("BEGIN")

    def add(self, one: Archived) -> None:
        """Notes a capture of a release."""
        c = one.capture
        self._db.execute(
            "INSERT INTO seen VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                c.release_id,
                one.file,
                one.offset,
                c.status,
                one.sha256,
                c.fetched_at.isoformat(),
                c.final_url,
                c.newsroom,
                c.truncated,
            ),
        )

    def __contains__(self, release_id: str) -> bool:
        return bool(self._db.execute("SELECT 1 FROM seen WHERE release_id = ?", (release_id,)).fetchone())

    def count(self) -> int:
        """The number of releases."""
        return int(self._db.execute("SELECT count(DISTINCT release_id) FROM seen").fetchone()[0])

    def newest(self) -> str:
        """The time of the newest capture, "" without one."""
        return str(self._db.execute("SELECT coalesce(max(at), '') FROM seen").fetchone()[0])

    def releases(self) -> Iterator[tuple[str, list[Seen]]]:
        """Every release by its id, with its captures, oldest first."""
        rows = self._db.execute(
            "SELECT release_id, file, offset, status, sha256, at, url, newsroom, truncated "
            "FROM seen ORDER BY release_id, at, sequence"
        )
        for release_id, captures in groupby(rows, key=itemgetter(0)):
            yield str(release_id), [Seen(*row[1:]) for row in captures]

    def close(self) -> None:
        """Lets the index go."""
        self._db.close()

"""A build in figures, and what of it the next build goes on from."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from anslag.db.proposals import Standing
from anslag.db.queries import figures


@dataclass(frozen=True, slots=True)
class Unread:
    """How many releases could not be read for one reason, with one of them and what was said of it."""

    count: int
    example: str
    message: str


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A release, or an answer of a server, that is not in the database. ``number`` is its place among all captures.

    ``page`` is the SHA-256 of a page that could not be read, "" where none came; None where it was the database that
    did not take it.
    """

    number: int
    url: str
    message: str
    page: str | None = None


@dataclass(slots=True)
class Built:
    """A build in figures.

    ``unread`` counts releases that could not be read, by the reason; ``damaged`` and ``stale`` are lines on
    records of the archive that are damaged, and on corrections that were not applied. ``is_new`` is false where nothing
    was new, and the database stayed as it was. ``proposals`` counts those of models by what became of them.
    """

    releases: int = 0
    grants: int = 0
    failed_checks: int = 0
    releases_with_failed_checks: int = 0
    gone: int = 0
    unread: dict[str, Unread] = field(default_factory=dict)
    damaged: tuple[str, ...] = ()
    stale: tuple[str, ...] = ()
    is_new: bool = True
    proposals: dict[Standing, int] = field(default_factory=dict)

    def count(self, db: sqlite3.Connection) -> None:
        """Takes the figures from the finished database: what stands there after corrections."""
        held = figures(db)
        standings = db.execute("SELECT standing, count(*) FROM proposals GROUP BY standing").fetchall()
        self.proposals = {Standing(name): count for name, count in standings}
        self.releases, self.grants, self.failed_checks, self.releases_with_failed_checks, self.gone = (
            int(held[name].value or 0)
            for name in ("releases", "grants", "checks_failed", "releases_failed", "releases_gone")
        )

    def leave_out(self, every: Mapping[str, LeftOut]) -> None:
        """Counts what is not in the database; what stands before a colon in its message is the reason."""
        for _, one in sorted(every.items(), key=lambda item: (item[1].number, item[0])):
            reason = one.message.partition(":")[0]
            before = self.unread.get(reason, Unread(0, one.url, one.message))
            self.unread[reason] = replace(before, count=before.count + 1)

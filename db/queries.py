"""What commands and notebooks ask of a finished database."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

from anslag.parsers.records import Amount


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of the whole database, worked out when it was built."""

    name: str
    value: Amount | str | None
    meaning: str


@dataclass(frozen=True, slots=True)
class Doubtful:
    """A release to look at: how many of its checks failed, and what each of them says."""

    release_id: str
    title: str | None
    publisher: str | None
    published: str | None
    url: str
    failed: int
    messages: tuple[str, ...]


def figures(db: sqlite3.Connection) -> dict[str, Figure]:
    """Every figure of the table ``summary`` by its name."""
    return {
        row[0]: Figure(*row) for row in db.execute("SELECT name, value, meaning FROM summary ORDER BY rowid")
    }


def facts(db: sqlite3.Connection) -> dict[str, str]:
    """What the file is: ``schema_version``, ``archive_digest``, ``archive_newest``, ``anslag_version``."""
    return dict(db.execute("SELECT key, value FROM meta ORDER BY key").fetchall())


def to_review(db: sqlite3.Connection, limit: int = -1) -> Iterator[Doubtful]:
    """Releases with failed checks that nobody has found right yet, worst first; ``limit`` -1 gives all."""
    rows = db.execute(
        "SELECT id, title, publisher, published, url, failed FROM releases_to_review LIMIT ?", (limit,)
    ).fetchall()
    for row in rows:
        failed = db.execute(
            "SELECT name, message FROM checks WHERE release_id = ? AND status = 'failed' ORDER BY rowid",
            (row[0],),
        )
        messages = tuple(f"{name}: {message}" for name, message in failed)
        release_id, title, publisher, published, url, count = row
        yield Doubtful(release_id, title, publisher, published, url, count, messages)


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """A sum that nothing says the part of, as it is printed, in a release that nobody has found right yet."""

    release_id: str
    title: str | None
    url: str
    quote: str
    probability: float


def not_understood(db: sqlite3.Connection, limit: int = -1) -> Iterator[NotUnderstood]:
    """The sums that nobody understood, the likeliest grants first; ``limit`` -1 gives all."""
    rows = db.execute(
        "SELECT r.id, r.title, r.url, a.quote, a.probability FROM amounts AS a JOIN releases AS r "
        "ON r.id = a.release_id WHERE a.fate = 'not understood' AND r.reviewed IS NULL "
        "ORDER BY a.probability DESC, r.id, a.start LIMIT ?",
        (limit,),
    )
    yield from (NotUnderstood(*row) for row in rows)

"""Writes a new anslag.db beside the old one and puts it in its place when it is whole.

One release is one transaction or nothing. The same records give the same bytes: rows come in the order of
the archive, nothing of the machine or the clock goes in.
"""

from __future__ import annotations

import json
import os
import sqlite3
import unicodedata
from collections.abc import Sequence
from datetime import date
from importlib.resources import files
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlite_utils import Database

from db.rows import ResponseRow, Revision
from db.schema import INDEXES, TABLES, VERSION
from parsers.records import Amount, Check, DoubtfulPair, Evidence, Extraction, Grant, Organisation

_BIGGEST = 2**63 - 1


class StoreError(Exception):
    """A database that cannot be written or read; the message says what to do, in one line."""


class Refused(StoreError):
    """A record that must not be stored, with the field that is wrong: the rows of its release stay out."""


class Store:
    """A new database in the making. Use as a context manager and end with :meth:`finish`."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._new = path.with_name(f".{path.name}.new")
        self._finished = False

    def __enter__(self) -> Self:
        try:
            self._new.unlink(missing_ok=True)
            self._connection = sqlite3.connect(self._new, isolation_level=None)
            self._connection.execute("PRAGMA page_size = 4096")
            self._connection.execute("PRAGMA journal_mode = MEMORY")
            self._connection.execute("PRAGMA synchronous = OFF")
            self._connection.execute("PRAGMA foreign_keys = ON")
            self._connection.executescript(TABLES)
        except (OSError, sqlite3.Error) as error:
            raise self._refusal(error) from error
        self._db = Database(self._connection)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()
        if not self._finished:
            self._new.unlink(missing_ok=True)
        if isinstance(error, sqlite3.Error | OSError):
            raise self._refusal(error) from error

    def _refusal(self, error: Exception) -> StoreError:
        return StoreError(
            f"cannot write {self._path}: {error}; the old database is untouched. Free space or check permissions, then run `anslag build`"
        )

    def save(
        self,
        release_id: str,
        newsroom: str,
        revisions: Sequence[Revision],
        last_seen: str,
        gone: date | None = None,
    ) -> None:
        """Stores a release: ``revisions`` oldest first, the last one current. Raises :class:`Refused`."""
        newest = revisions[-1]
        _check(newest.extraction)
        self._connection.execute("BEGIN")
        try:
            self._release(release_id, newsroom, revisions, last_seen, gone)
            for number, revision in enumerate(revisions, 1):
                self._revision(release_id, number, revision)
            for grant in newest.extraction.grants:
                self._grant(release_id, grant)
            for check in newest.extraction.checks:
                self._check(release_id, check)
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")

    def save_response(self, row: ResponseRow) -> None:
        """Stores one answer of a server."""
        self._connection.execute(
            "INSERT INTO responses VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                row.url,
                row.fetched_at,
                row.status,
                row.sha256,
                row.archive_file,
                row.archive_offset,
                row.role,
                row.release_id or None,
            ),
        )

    def owners(self) -> list[str]:
        """Every spelling of an owner that was stored, sorted."""
        return [
            row[0]
            for row in self._connection.execute(
                "SELECT DISTINCT owner FROM grants WHERE owner IS NOT NULL ORDER BY owner"
            )
        ]

    def finish(
        self, organisations: Sequence[Organisation], doubtful: Sequence[DoubtfulPair], facts: dict[str, str]
    ) -> None:
        """Completes the database (organisations, search, views, ``facts``) and puts it in its place."""
        db = self._connection
        try:
            db.execute("BEGIN")
            self._organisations(organisations, doubtful)
            db.executemany(
                "INSERT INTO meta VALUES (?, ?)", sorted({"schema_version": str(VERSION), **facts}.items())
            )
            db.execute("COMMIT")
            db.executescript(INDEXES)
            db.executescript((files("db") / "views.sql").read_text("utf-8"))
            tokenize = "unicode61 remove_diacritics 2"
            self._db["releases"].enable_fts(["title", "text"], tokenize=tokenize)  # type: ignore[union-attr]
            self._db["grants"].enable_fts(["title", "owner", "description"], tokenize=tokenize)  # type: ignore[union-attr]
            db.execute(f"PRAGMA user_version = {VERSION}")
            db.execute("ANALYZE")
            db.execute("VACUUM")
            problem = db.execute("PRAGMA foreign_key_check").fetchone()
            if problem:
                raise StoreError(
                    f"internal: a row of {problem[0]} refers to nothing; the old database is untouched"
                )
            db.close()
            with self._new.open("rb") as written:
                os.fsync(written.fileno())
            os.replace(self._new, self._path)
        except (OSError, sqlite3.Error) as error:
            raise self._refusal(error) from error
        self._finished = True

    def _release(
        self, release_id: str, newsroom: str, revisions: Sequence[Revision], last_seen: str, gone: date | None
    ) -> None:
        found = revisions[-1].extraction
        release, claims = found.release, found.claims
        self._connection.execute(
            f"INSERT INTO releases VALUES ({', '.join('?' * 21)})",
            (
                release_id,
                release.url or "",
                newsroom,
                release.publisher,
                found.funder,
                release.title,
                release.lede,
                release.text,
                _day(release.published),
                _day(found.decided_on),
                found.decided_by,
                release.platform,
                release.language,
                claims.total,
                claims.currency,
                int(claims.approximate),
                claims.count,
                revisions[0].seen,
                last_seen,
                len(revisions),
                _day(gone),
            ),
        )
        self._connection.executemany(
            "INSERT INTO release_evidence VALUES (?, ?, ?, ?, ?, ?)",
            [
                (release_id, field, e.start, e.end, e.quote, e.rule)
                for field, e in sorted(found.evidence.items())
            ],
        )

    def _revision(self, release_id: str, number: int, revision: Revision) -> None:
        release = revision.extraction.release
        self._connection.execute(
            "INSERT INTO release_revisions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                release_id,
                number,
                revision.seen,
                release.title,
                release.text,
                json.dumps([_brief(g) for g in revision.extraction.grants], ensure_ascii=False),
                revision.sha256,
                revision.archive_file,
                revision.archive_offset,
            ),
        )

    def _grant(self, release_id: str, grant: Grant) -> None:
        grant_id = f"{release_id}-g{grant.position}"
        partners = json.dumps(list(grant.partners), ensure_ascii=False) if grant.partners else None
        self._connection.execute(
            f"INSERT INTO grants VALUES ({', '.join('?' * 16)})",
            (
                grant_id,
                release_id,
                grant.position,
                grant.number,
                grant.title,
                grant.owner,
                None,
                partners,
                grant.description,
                grant.amount,
                grant.currency,
                int(grant.amount_approximate),
                _day(grant.period_start),
                _day(grant.period_end),
                grant.layout,
                grant.confidence,
            ),
        )
        self._connection.executemany(
            "INSERT INTO evidence VALUES (?, ?, ?, ?, ?, ?)",
            [
                (grant_id, field, e.start, e.end, e.quote, e.rule)
                for field, e in sorted(grant.evidence.items())
            ],
        )

    def _check(self, release_id: str, check: Check) -> None:
        self._connection.execute(
            "INSERT INTO checks VALUES (?, ?, ?, ?, ?, ?)",
            (release_id, check.name, str(check.status), check.expected, check.found, check.message),
        )

    def _organisations(self, organisations: Sequence[Organisation], doubtful: Sequence[DoubtfulPair]) -> None:
        for one in sorted(organisations, key=lambda o: o.id):
            self._connection.execute(
                "INSERT INTO organisations VALUES (?, ?, ?, ?, ?, ?)",
                (one.id, one.name, one.kind, one.kommun, one.county, one.organisation_number),
            )
            for name in sorted(one.names):
                self._connection.execute("INSERT INTO organisation_names VALUES (?, ?)", (name, one.id))
                self._connection.execute(
                    "UPDATE grants SET organisation_id = ? WHERE owner = ?", (one.id, name)
                )
        self._connection.executemany(
            "INSERT INTO doubtful_pairs VALUES (?, ?, ?)", [(d.first, d.second, d.reason) for d in doubtful]
        )


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _brief(grant: Grant) -> dict[str, str | Amount | None]:
    return {
        "position": grant.position,
        "number": grant.number,
        "title": grant.title,
        "owner": grant.owner,
        "amount": grant.amount,
        "currency": grant.currency,
        "period_start": _day(grant.period_start),
        "period_end": _day(grant.period_end),
    }


def _check(found: Extraction) -> None:
    """Refuses what SQLite would take late or wrongly, and any evidence that does not quote the text."""
    text = found.release.text
    for name, value in (("text", text), ("title", found.release.title)):
        if value and ("\0" in value or not unicodedata.is_normalized("NFC", value)):
            raise Refused(f"{name}: not NFC text without NUL")
        try:
            (value or "").encode("utf-8")
        except UnicodeEncodeError as error:
            raise Refused(f"{name}: a lone surrogate in it") from error
    for field, one in found.evidence.items():
        _quotes(text, field, one)
    for grant in found.grants:
        if isinstance(grant.amount, int) and abs(grant.amount) > _BIGGEST:
            raise Refused(f"grant {grant.position}: amount beyond 64 bits")
        for field, one in grant.evidence.items():
            _quotes(text, f"grant {grant.position}, {field}", one)


def _quotes(text: str, field: str, one: Evidence) -> None:
    if text[one.start : one.end] != one.quote:
        raise Refused(f"{field}: the evidence does not quote the text at {one.start}–{one.end}")


def connect(path: Path) -> sqlite3.Connection:
    """A finished database, read-only. Raises :class:`StoreError` if there is none, or a newer anslag made it."""
    if not path.is_file():
        raise StoreError(f"{path} does not exist; run `anslag crawl` or `anslag build` first")
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
    try:
        version = connection.execute("PRAGMA user_version").fetchone()[0]
    except sqlite3.DatabaseError as error:
        connection.close()
        raise StoreError(f"{path} is no database ({error}); run `anslag build` to make it anew") from error
    if version > VERSION:
        connection.close()
        raise StoreError(
            f"{path} was made by a newer anslag (schema {version}, this one knows {VERSION}); update anslag, or run `anslag build`"
        )
    connection.row_factory = sqlite3.Row
    return connection

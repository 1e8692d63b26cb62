"""Writes a new anslag.db beside the old one and puts it in its place when it is whole.

One release is one transaction or nothing, and is checked before a row of it is written. The same records in
the same order give the same bytes: nothing of the machine or the clock goes in.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import astuple, replace
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Self, TypeAlias

from anslag.db import cells, changes, corrections, law, numbers
from anslag.db.cells import Row
from anslag.db.corrections import Applied, Correction, Outcome
from anslag.db.errors import Refused, StoreError
from anslag.db.rows import ResponseRow, Revision
from anslag.db.schema import VERSION, complete, create
from anslag.parsers.records import Check, DoubtfulPair, Extraction, Organisation

__all__ = ["Refused", "Store", "StoreError", "connect"]

Recheck: TypeAlias = Callable[[Extraction, Applied], Sequence[Check]]
"""The checks of a corrected extraction, given the extraction as it was read and what the decisions made of it."""


class Store:
    """A new database in the making. Use as a context manager and end with :meth:`finish`.

    ``decisions`` are applied to the newest revision of each release; ``recheck`` gives the checks of a release
    that they are about (without it the checks stay as they were read).
    """

    def __init__(
        self, path: Path, decisions: Sequence[Correction] = (), recheck: Recheck | None = None
    ) -> None:
        self._path = path
        self._new = path.with_name(f".{path.name}.new")
        self._decisions = tuple(decisions)
        self._of_release = corrections.by_release(decisions)
        self._outcomes: dict[int, tuple[Outcome, str]] = {}
        self._recheck = recheck
        self._finished = False

    def __enter__(self) -> Self:
        try:
            self._new.unlink(missing_ok=True)
            # It may name people who receive money; what goes out goes as an export.
            self._new.touch(0o600)
            self._connection = sqlite3.connect(self._new, isolation_level=None)
            # A file that is thrown away when anything fails needs no journal on disk; finish() syncs it.
            self._connection.execute("PRAGMA journal_mode = MEMORY")
            self._connection.execute("PRAGMA synchronous = OFF")
            self._connection.execute("PRAGMA foreign_keys = ON")
            create(self._connection)
        except (OSError, sqlite3.Error) as error:
            self._new.unlink(missing_ok=True)
            raise self._refusal(error) from error
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
        """Stores a release: ``revisions`` oldest first, the last one current; all of it or nothing.

        ``last_seen`` is UTC in ISO 8601, ``gone`` the day on which the release was found removed. Raises
        :class:`Refused` naming the field that breaks a rule of :mod:`anslag.db.law`.
        """
        revisions = [replace(one, extraction=numbers.storable(one.extraction)) for one in revisions]
        law.release(release_id, revisions)
        applied = self._applied(release_id, revisions[-1].extraction)
        current = [*revisions[:-1], replace(revisions[-1], extraction=applied.extraction)]
        law.release(release_id, current)
        release = cells.release(release_id, newsroom, current, applied)
        release |= {"last_seen": law.moment("last_seen", last_seen), "gone": law.day("gone", gone)}
        grants = [
            cells.grant(release_id, grant, release["year"], applied) for grant in applied.extraction.grants
        ]
        del release["year"]
        self._connection.execute("BEGIN")
        try:
            self._insert("releases", [release])
            self._insert("grants", grants)
            self._rest(release_id, revisions, applied.extraction)
            self._connection.execute("COMMIT")
        except sqlite3.IntegrityError as error:
            self._connection.execute("ROLLBACK")
            raise Refused(f"{release_id}: {error}") from error
        except BaseException:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise

    def _applied(self, release_id: str, found: Extraction) -> Applied:
        numbered = self._of_release.get(release_id)
        if not numbered:
            return Applied(found)
        applied = corrections.apply(found, [one for _, one in numbered])
        for (number, _), outcome in zip(numbered, applied.outcomes, strict=True):
            self._outcomes[number] = outcome
        if self._recheck:
            checks = tuple(self._recheck(found, applied))
            return replace(applied, extraction=replace(applied.extraction, checks=checks))
        return applied

    def _rest(self, release_id: str, revisions: Sequence[Revision], found: Extraction) -> None:
        """The rows that hang on a release and its grants."""
        self._insert(
            "release_revisions", [cells.revision(release_id, n, one) for n, one in enumerate(revisions, 1)]
        )
        columns = ("release_id", "revision", "seen", "position", "field", "before", "after")
        self._insert(
            "changes",
            [dict(zip(columns, astuple(one), strict=True)) for one in changes.between(release_id, revisions)],
        )
        own = {**found.claims.evidence, **found.evidence}
        self._insert("release_evidence", cells.evidence("release_id", release_id, own))
        for grant in found.grants:
            self._insert(
                "evidence", cells.evidence("grant_id", f"{release_id}-g{grant.position}", grant.evidence)
            )
        self._insert("amounts", cells.amounts(release_id, found))
        self._insert("checks", [cells.check(release_id, check) for check in found.checks])

    def save_response(self, row: ResponseRow) -> None:
        """Stores one answer of a server. Raises :class:`Refused`."""
        try:
            self._insert("responses", [cells.response(row)])
        except sqlite3.IntegrityError as error:
            raise Refused(f"response at {row.archive_file}, {row.archive_offset}: {error}") from error

    def owners(self) -> list[str]:
        """Every spelling of an owner that was stored, sorted by code point."""
        rows = self._connection.execute(
            "SELECT DISTINCT owner FROM grants WHERE owner IS NOT NULL ORDER BY owner"
        )
        return [row[0] for row in rows]

    def finish(
        self,
        organisations: Sequence[Organisation],
        doubtful: Sequence[DoubtfulPair],
        facts: Mapping[str, str],
    ) -> None:
        """Completes the database and puts it in the place of the old one.

        ``facts`` go into ``meta``: ``archive_digest``, ``archive_newest`` (the newest fetch, UTC) and
        ``anslag_version``. Raises :class:`StoreError`; the old database is untouched then.
        """
        db = self._connection
        try:
            db.execute("BEGIN")
            self._organisations(organisations, doubtful)
            lost = (Outcome.STALE, "the release is not in the database")
            self._insert(
                "corrections",
                [
                    cells.correction(n, one, *self._outcomes.get(n, lost))
                    for n, one in enumerate(self._decisions, 1)
                ],
            )
            meta = {"schema_version": str(VERSION), **facts}
            self._insert("meta", [{"key": key, "value": value} for key, value in sorted(meta.items())])
            db.execute("COMMIT")
            complete(db)
            db.close()
            self._publish()
        except (OSError, sqlite3.Error) as error:
            raise self._refusal(error) from error
        self._finished = True

    def _publish(self) -> None:
        with self._new.open("rb") as written:
            os.fsync(written.fileno())
        os.replace(self._new, self._path)
        # The new name is on the disk only when its folder is: fsync(2).
        folder = os.open(self._path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def _organisations(self, organisations: Sequence[Organisation], doubtful: Sequence[DoubtfulPair]) -> None:
        ordered = sorted(organisations, key=lambda one: one.id)
        self._insert("organisations", [cells.organisation(one) for one in ordered])
        names = sorted((name, one.id) for one in ordered for name in one.names)
        self._insert("organisation_names", [{"name": name, "organisation_id": id_} for name, id_ in names])
        self._connection.execute(
            "UPDATE grants SET organisation_id = (SELECT organisation_id FROM organisation_names WHERE name = owner)"
        )
        pairs = sorted((one.first, one.second, one.reason) for one in doubtful)
        self._insert("doubtful_pairs", [{"first": a, "second": b, "reason": why} for a, b, why in pairs])

    def _insert(self, table: str, rows: Iterable[Row]) -> None:
        rows = list(rows)
        if rows:
            columns = ", ".join(f'"{name}"' for name in rows[0])
            values = ", ".join(f":{name}" for name in rows[0])
            self._connection.executemany(f"INSERT INTO {table} ({columns}) VALUES ({values})", rows)


def connect(path: Path) -> sqlite3.Connection:
    """A finished database, read-only. Raises :class:`StoreError` if there is none, or another anslag made it."""
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
            f"{path} was made by a newer anslag (schema {version}, this one knows {VERSION}); update anslag, or move the file away and run `anslag build`"
        )
    if version < VERSION:
        connection.close()
        raise StoreError(
            f"{path} was made by an older anslag (schema {version}, this one needs {VERSION}); run `anslag build` to make it anew"
        )
    connection.row_factory = sqlite3.Row
    return connection

"""Writes a new anslag.db beside the old one and puts it in its place when it is whole.

One release is one transaction or nothing, and is checked before a row of it is written. The same records in
the same order give the same bytes: nothing of the machine or the clock goes in.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import astuple, dataclass, field, replace
from datetime import date
from functools import cache
from itertools import count
from pathlib import Path
from shutil import copyfile
from types import MappingProxyType, TracebackType
from typing import Self, TypeAlias

from anslag.db import changes, corrections, numbers, quality, rows, same_grant_file, validation
from anslag.db.additions import Additions
from anslag.db.connection import VERSION, read_only
from anslag.db.corrections import Applied, Correction, Decision, Outcome
from anslag.db.errors import Refused, StoreError
from anslag.db.funders import by_name, linked
from anslag.db.proposals import SecondReading
from anslag.db.quality import Measured
from anslag.db.recipients import recipients
from anslag.db.renewal import forget, make_searchable, replace_rows, row_id
from anslag.db.revisions import ResponseRow, Revision
from anslag.db.rows import Row
from anslag.db.same_grant import counted
from anslag.db.same_grant_search import Changed, same_pairs
from anslag.db.schema import complete, complete_again, create
from anslag.db.tellings import told_by
from anslag.db.whole_file import beside, put_in_place
from anslag.parsers.records import Check, DoubtfulPair, Extraction, Organisation

_BATCH = 50
"""Releases that go into the file in one transaction: sqlite-utils then writes 0.56 times as many rows a second as a
bare ``executemany`` (0.76 with what is checked before; ``python -m bench store``), release by release 0.44."""

_NO_ADDITIONS = Additions()
Recheck: TypeAlias = Callable[[Extraction, Applied], Sequence[Check]]
"""The checks of a corrected extraction, given the extraction as it was read and what the decisions made of it."""


@dataclass(frozen=True, slots=True)
class _Pending:
    """The rows of one release, or of one answer of a server, by table; ``name`` is for a person, ``number`` its place.

    ``releases`` are those whose rows these are.
    """

    name: str
    number: int = 0
    releases: list[str] = field(default_factory=list)
    rows: dict[str, list[Row]] = field(default_factory=dict)

    def add(self, table: str, more: Iterable[Row]) -> None:
        """Adds rows that hang on the release."""
        held = self.rows.setdefault(table, [])
        held.extend(
            {"rowid": row_id(self.number, place), **row} for place, row in enumerate(more, len(held) + 1)
        )

    def add_itself(self, table: str, row: Row) -> None:
        """Adds the row of the release or the answer itself."""
        self.rows.setdefault(table, []).append({"rowid": self.number, **row})

    def take(self, other: _Pending) -> None:
        """Adds all of another one."""
        self.releases.extend(other.releases)
        for table, of_table in other.rows.items():
            self.rows.setdefault(table, []).extend(of_table)


class Store:
    """A new database in the making. Use as a context manager and end with :meth:`finish`.

    ``decisions`` are applied to the newest revision of each release; ``recheck`` gives the checks of a release
    that they are about (without it the checks stay as they were read). ``additions`` are
    what people bring, ``second`` has what models proposed. ``refused`` names what the database did not take
    although no rule of :mod:`anslag.db.validation` is broken, with its number and the reason, when :meth:`finish` has
    ended. With ``earlier``, a finished database, it goes on from a copy of that: releases that are saved or forgotten
    take the place of what was there, and what it makes is the same as if all were saved anew.
    """

    def __init__(
        self,
        path: Path,
        decisions: Sequence[Correction] = (),
        recheck: Recheck | None = None,
        additions: Additions = _NO_ADDITIONS,
        earlier: Path | None = None,
        second: SecondReading | None = None,
    ) -> None:
        self._path = path
        self._new = beside(path)
        self._decisions = tuple(decisions)
        self._of_release = corrections.by_release(decisions)
        self._outcomes: dict[int, tuple[Outcome, str]] = {}
        self._recheck = recheck
        self._additions = additions
        self._second = second
        self._earlier = earlier
        self._finished = False
        self._pending: list[_Pending] = []
        self._renewed: list[str] = []
        self._moved: list[str] = []
        self._numbers, self._answers = count(1), count(1)
        self.refused: dict[str, tuple[int, str]] = {}

    def __enter__(self) -> Self:
        # It loads pandas where that is installed, which only a build can wait for.
        from sqlite_utils import Database

        try:
            self._clear()
            # It may name people who receive money; what goes out goes as an export.
            self._new.touch(0o600)
            if self._earlier is not None:
                copyfile(self._earlier, self._new)
            self._connection = sqlite3.connect(self._new, isolation_level=None)
            # A file that is thrown away when anything fails needs no journal on disk; finish() syncs it.
            self._connection.execute("PRAGMA journal_mode = MEMORY")
            self._connection.execute("PRAGMA synchronous = OFF")
            self._connection.execute("PRAGMA foreign_keys = ON")
            if self._earlier is None:
                create(self._connection)
            self._db = Database(self._connection)
        except (OSError, sqlite3.Error) as error:
            with suppress(OSError):
                self._clear()
            raise self._refusal(error) from error
        return self

    def _clear(self) -> None:
        """Takes away what an earlier build left; a journal of its would be played into the new file."""
        self._new.unlink(missing_ok=True)
        self._new.with_name(f"{self._new.name}-journal").unlink(missing_ok=True)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()
        if not self._finished:
            self._clear()
        if isinstance(error, sqlite3.Error | OSError):
            raise self._refusal(error) from error

    def _refusal(self, error: Exception) -> StoreError:
        return StoreError(
            f"cannot write {self._path}: {error}; the old database is untouched. "
            "Free space or check permissions, then run `anslag build`"
        )

    def save(
        self,
        release_id: str,
        newsroom: str,
        revisions: Sequence[Revision],
        last_seen: str,
        gone: date | None = None,
        number: int | None = None,
    ) -> None:
        """Takes a release: ``revisions`` oldest first, the last one current; all of it is stored or nothing.

        ``last_seen`` is UTC in ISO 8601, ``gone`` the day on which the release was found removed, ``number`` the place
        of its first capture in the archive (else its place among those that are saved). Raises :class:`Refused`
        naming the field that breaks a rule of :mod:`anslag.db.validation`.
        """
        revisions = [replace(one, extraction=numbers.storable(one.extraction)) for one in revisions]
        validation.release(release_id, revisions)
        applied = self._applied(release_id, revisions[-1].extraction)
        current = [*revisions[:-1], replace(revisions[-1], extraction=applied.extraction)]
        validation.release(release_id, current)
        release = rows.release(release_id, newsroom, current, applied)
        release |= {
            "last_seen": validation.moment("last_seen", last_seen),
            "gone": validation.day("gone", gone),
        }
        year = release.pop("year")
        pending = _Pending(release_id, number or next(self._numbers), [release_id])
        pending.add_itself("releases", release)
        pending.add(
            "grants", [rows.grant(release_id, one, year, applied) for one in applied.extraction.grants]
        )
        self._rest(pending, revisions, applied.extraction)
        self._queue(pending)

    def _queue(self, pending: _Pending) -> None:
        self._pending.append(pending)
        if len(self._pending) >= _BATCH:
            self._flush()

    def _flush(self) -> None:
        """Writes what was taken in one transaction, or one by one if the database refuses some of it."""
        taken, self._pending = self._pending, []
        together = _Pending("")
        for one in taken:
            together.take(one)
        try:
            self._write(together)
        except sqlite3.IntegrityError:
            for one in taken:
                try:
                    self._write(one)
                except sqlite3.IntegrityError as error:
                    self.refused[one.name] = (one.number, str(error))
                    # Nor does what the earlier database had of it stay.
                    self._write(_Pending(one.name, releases=one.releases))

    def _write(self, pending: _Pending) -> None:
        with self._db.atomic():
            if self._earlier is not None:
                for release_id in pending.releases:
                    forget(self._connection, release_id)
                    self._renewed.append(release_id)
            for table, of_table in pending.rows.items():
                self._insert(table, of_table)
            if self._earlier is not None:
                for release_id in pending.releases:
                    make_searchable(self._connection, release_id)

    def _applied(self, release_id: str, found: Extraction) -> Applied:
        numbered = self._of_release.get(release_id, [])
        applied = corrections.apply(found, [one for _, one in numbered]) if numbered else Applied(found)
        for (number, _), outcome in zip(numbered, applied.outcomes, strict=True):
            self._outcomes[number] = outcome
        if self._second:
            applied = self._second.added(release_id, found, applied)
        if self._recheck and (numbered or applied.extraction is not found):
            checks = tuple(self._recheck(found, applied))
            return replace(applied, extraction=replace(applied.extraction, checks=checks))
        return applied

    def _rest(self, pending: _Pending, revisions: Sequence[Revision], found: Extraction) -> None:
        """The rows that hang on a release and its grants."""
        id_ = pending.name
        pending.add("release_revisions", [rows.revision(id_, n, one) for n, one in enumerate(revisions, 1)])
        columns = ("release_id", "revision", "seen", "position", "field", "before", "after")
        changed = changes.between(id_, revisions)
        pending.add("changes", [dict(zip(columns, astuple(one), strict=True)) for one in changed])
        own = {**found.claims.evidence, **found.evidence}
        pending.add("release_evidence", rows.evidence("release_id", id_, own))
        for grant in found.grants:
            pending.add("evidence", rows.evidence("grant_id", f"{id_}-g{grant.position}", grant.evidence))
        pending.add("amounts", rows.amounts(id_, found))
        pending.add("checks", [rows.check(id_, check) for check in found.checks])

    def save_response(self, row: ResponseRow, number: int | None = None) -> None:
        """Takes one answer of a server, ``number`` its place among all. Raises :class:`Refused`."""
        name = f"response at {row.archive_file}, {row.archive_offset}"
        pending = _Pending(name, number or next(self._answers))
        pending.add_itself("responses", rows.response(row))
        self._queue(pending)

    def forget(self, release_id: str) -> None:
        """Takes a release out again that the earlier database had, for it cannot be stored any more."""
        self._queue(_Pending(release_id, 0, [release_id]))

    def decide(self, release_id: str, revisions: Sequence[Revision]) -> None:
        """Learns what becomes of the decisions on a release that stays as the earlier database has it."""
        # What is refused is not in the database, and nothing becomes of decisions on it.
        with suppress(Refused):
            validation.release(release_id, revisions)
            self._applied(release_id, numbers.storable(revisions[-1].extraction))

    def owners(self) -> list[str]:
        """Every spelling of an owner that was stored, sorted by code point."""
        self._flush()
        found = self._connection.execute(
            "SELECT DISTINCT owner FROM grants WHERE owner IS NOT NULL ORDER BY owner"
        )
        return [row[0] for row in found]

    def finish(
        self,
        organisations: Sequence[Organisation],
        doubtful: Sequence[DoubtfulPair],
        facts: Mapping[str, str],
        measured: Sequence[Measured] = (),
        unread: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        """Completes the database and puts it in the place of the old one.

        ``facts`` go into ``meta``: ``archive_digest``, ``archive_newest`` (the newest fetch, UTC) and
        ``anslag_version``; ``measured`` are the error rates of samples that people judged; ``unread`` gives for
        releases that could not be read the SHA-256 of what came, "" for nothing. Raises :class:`StoreError`;
        the old database is untouched then.
        """
        try:
            self._flush()
            # In memory it would hold all that is changed now.
            self._connection.execute("PRAGMA journal_mode = DELETE")
            with self._db.atomic():
                # What is replaced may be referred to until its successor is there.
                self._connection.execute("PRAGMA defer_foreign_keys = ON")
                self._organisations(organisations, doubtful)
                self._funders()
                self._told_twice()
                self._anew("corrections", self._corrections(unread))
                self._anew("proposals", self._proposals())
                self._anew("quality", [])
                self._anew("samples", [quality.sample_row(one) for one in measured])
                self._anew("quality", [row for one in measured for row in quality.rate_rows(one)])
                meta = {"schema_version": str(VERSION), **facts}
                self._anew("meta", [{"key": key, "value": value} for key, value in sorted(meta.items())])
            # Nor need what is worked out from now on ever be taken back.
            self._connection.execute("PRAGMA journal_mode = OFF")
            if self._earlier is None:
                complete(self._connection)
            else:
                complete_again(self._connection)
            self._connection.close()
            put_in_place(self._path)
        except (OSError, sqlite3.Error) as error:
            raise self._refusal(error) from error
        self._finished = True

    def _corrections(self, unread: Mapping[str, str]) -> list[Row]:
        return [
            rows.correction(number, one, *(self._outcomes.get(number) or _of_page(one, unread)))
            for number, one in enumerate(self._decisions, 1)
        ]

    def _proposals(self) -> list[Row]:
        if self._second is None:
            return []
        grants = {row[0] for row in self._connection.execute("SELECT id FROM grants WHERE read_by = 'model'")}
        return [rows.proposal(grants, one) for one in self._second.settled()]

    def _organisations(self, organisations: Sequence[Organisation], doubtful: Sequence[DoubtfulPair]) -> None:
        self._replace(
            "organisations", map(rows.recipient, recipients(organisations, self._additions.register))
        )
        names = ((name, one.id) for one in organisations for name in one.names)
        self._replace("organisation_names", ({"name": name, "organisation_id": id_} for name, id_ in names))
        known = "(SELECT organisation_id FROM organisation_names WHERE name = owner)"
        sql = f"UPDATE grants SET organisation_id = {known} WHERE organisation_id IS NOT {known}"
        if self._earlier is None:
            self._connection.execute(sql)
        else:
            self._moved = [row[0] for row in self._connection.execute(f"{sql} RETURNING id").fetchall()]
        pairs = ((one.first, one.second, one.reason) for one in doubtful)
        self._replace("doubtful_pairs", ({"first": a, "second": b, "reason": why} for a, b, why in pairs))

    def _funders(self) -> None:
        """Links who pays by name: what the release says, else the body whose newsroom it is."""
        known = self._additions.funders
        names, rooms = by_name(known), self._additions.newsrooms
        self._replace("funders", map(rows.funder, known))
        link = cache(lambda funder, room: linked(names, (funder, rooms.get(room))))
        found = self._connection.execute(
            "SELECT funder_id, id, funder, iif(funder IS publisher, newsroom, NULL) FROM releases"
        )
        links = [(new, id_) for old, id_, funder, room in found if (new := link(funder, room)) != old]
        self._connection.executemany("UPDATE releases SET funder_id = ? WHERE id = ?", links)

    def _told_twice(self) -> None:
        decisions = self._additions.pair_decisions
        decided = told_by(self._connection, (id_ for one in decisions for id_ in (one.first, one.second)))
        verdicts, outcomes = same_grant_file.applied(decisions, decided)
        found = same_pairs(self._connection, verdicts, self._changed())
        self._replace("same_grant", map(rows.same_pair, found))
        self._anew("same_grant_decisions", map(rows.pair_decision, count(1), decisions, outcomes))
        heads = counted(found)
        before = dict(self._connection.execute("SELECT id, same_as FROM grants WHERE same_as IS NOT NULL"))
        changed = sorted(id_ for id_ in heads.keys() | before.keys() if heads.get(id_) != before.get(id_))
        self._connection.executemany(
            "UPDATE grants SET same_as = ? WHERE id = ?", ((heads.get(id_), id_) for id_ in changed)
        )

    def _changed(self) -> Changed | None:
        """The grants that are others than in the earlier database; None without one."""
        if self._earlier is None:
            return None
        changed = Changed()
        changed.add(told_by(self._connection, self._renewed, "release_id"), now=True)
        changed.add(told_by(self._connection, self._moved), now=True)
        with closing(read_only(self._earlier)) as earlier:
            changed.add(told_by(earlier, self._renewed, "release_id"), now=False)
            changed.add(told_by(earlier, self._moved), now=False)
        return changed

    def _replace(self, table: str, of_table: Iterable[Row]) -> None:
        replace_rows(self._connection, table, of_table, self._insert)

    def _anew(self, table: str, of_table: Iterable[Row]) -> None:
        """Puts rows in their order in the place of all of a small table."""
        self._connection.execute(f"DELETE FROM {table}")
        self._insert(table, of_table)

    def _insert(self, table: str, of_table: Iterable[Row]) -> None:
        self._db.table(table).insert_all(of_table, batch_size=10_000)


def _of_page(one: Correction, unread: Mapping[str, str]) -> tuple[Outcome, str]:
    """What became of a decision on a release that is not in the database: a person may have looked at its page."""
    if one.decision is Decision.COMPLETE and unread.get(one.release_id) == one.text_sha256:
        return Outcome.CONFIRMED, ""
    return Outcome.STALE, "the release is not in the database"

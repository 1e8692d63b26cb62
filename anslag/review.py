"""Doubtful releases, as they were read and as they are after people's decisions on them, which are kept here.

A decision goes to ``corrections.toml`` as soon as it is made, so that stopping loses nothing; the next build
applies it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from anslag import reader
from anslag.db import corrections, corrections_file, gold
from anslag.db.connection import connect
from anslag.db.corrections import Correction, Decision
from anslag.db.queries import not_understood, to_review
from anslag.errors import BadInput
from anslag.folder import ARCHIVE, DATABASE
from anslag.parsers.errors import ParserError
from anslag.parsers.fields import Value
from anslag.parsers.records import Extraction, Grant
from anslag.scraper.archive import Archive
from anslag.teaching import taught
from anslag.values import BadValue


@dataclass(frozen=True, slots=True)
class Case:
    """A release to look at: as it was read, and as it is after the decisions made so far."""

    release_id: str
    read: Extraction
    now: Extraction


class Desk:
    """Where decisions on one data folder are made. ``who`` makes them, ``today`` is their day."""

    def __init__(self, data: Path, who: str, today: date) -> None:
        self._data, self._who, self._today = data, who, today
        self._file = data / corrections_file.NAME
        self.kept = 0

    def case(self, release_id: str) -> Case:
        """One release, read anew from the archive. Raises :class:`BadInput` where that does not fit the database."""
        with closing(connect(self._data / DATABASE)) as db:
            row = db.execute(
                "SELECT v.archive_file, v.archive_offset, r.text_sha256 FROM releases AS r JOIN release_revisions AS v "
                "ON v.release_id = r.id AND v.revision = r.revision WHERE r.id = ?",
                (release_id,),
            ).fetchone()
        if row is None:
            raise BadInput(
                f"no release {release_id!r} in the database; `anslag check` lists those to look at"
            )
        capture = Archive(self._data / ARCHIVE).read(row["archive_file"], row["archive_offset"]).capture
        try:
            with taught(self._data):
                read = reader.page(capture.body, dict(capture.headers), capture.final_url)
        except ParserError as error:
            raise BadInput(f"{release_id}: {error}; run `anslag build` first") from error
        if corrections.text_digest(read.release.text) != row["text_sha256"]:
            raise BadInput(f"{release_id}: the database was made by other rules; run `anslag build` first")
        return self._after(release_id, read)

    def _after(self, release_id: str, read: Extraction) -> Case:
        made = [one for one in corrections_file.read(self._file) if one.release_id == release_id]
        return Case(release_id, read, corrections.apply(read, made).extraction)

    def accept(self, case: Case, why: str) -> Case:
        """Keeps that all of a release is right as it stands."""
        return self._keep(case, None, None, Decision.ACCEPT, why)

    def reject(self, case: Case, position: int | None, why: str) -> Case:
        """Keeps that a grant (None: any grant of the release) is none."""
        return self._keep(case, position, None, Decision.REJECT, why)

    def correct(
        self,
        case: Case,
        position: int | None,
        field: str,
        decided: Value,
        words: tuple[int, int] | None,
        why: str,
    ) -> Case:
        """Keeps another value for a field; None says that there is none.

        ``words`` is where the release shows it (None: nowhere). Raises :class:`BadValue`.
        """
        if decided is None:
            return self._keep(case, position, field, Decision.REJECT, why)
        one = self._decision(case, position, field, Decision.CORRECT, why)
        start, end = words or (None, None)
        return self._add(case, replace(one, decided=decided, start=start, end=end))

    def _keep(
        self, case: Case, position: int | None, field: str | None, decision: Decision, why: str
    ) -> Case:
        return self._add(case, self._decision(case, position, field, decision, why))

    def _decision(
        self, case: Case, position: int | None, field: str | None, decision: Decision, why: str
    ) -> Correction:
        return Correction(
            case.release_id,
            position,
            field,
            decision,
            self._who,
            self._today,
            why,
            corrections.text_digest(case.read.release.text),
            read=corrections.value(case.now, position, field),
            span=corrections.span(_grant(case.now, position)) if position is not None else None,
        )

    def _add(self, case: Case, one: Correction) -> Case:
        try:
            corrections_file.checked(one)
        except ValueError as error:
            raise BadValue(str(error)) from error
        corrections_file.add(self._file, one)
        self.kept += 1
        return self._after(case.release_id, case.read)


def _grant(found: Extraction, position: int) -> Grant:
    return next(grant for grant in found.grants if grant.position == position)


def place(text: str, words: str) -> tuple[int, int]:
    """Where ``words`` first stand in a text, however its lines are broken. Raises :class:`BadValue`."""
    found = re.search(r"\s+".join(map(re.escape, words.split())), text) if words.split() else None
    if found is None:
        raise BadValue(f"“{words}” does not stand in the release; copy the words as they are printed there")
    return found.span()


def doubtful(data: Path) -> Iterator[str]:
    """The releases to look at that nobody has found right: failed checks first, then those with sums that nobody
    understood, then the least sure."""
    with closing(connect(data / DATABASE)) as db:
        failed = [one.release_id for one in to_review(db)]
        unsure = db.execute(
            "SELECT release_id FROM grants JOIN releases AS r ON r.id = release_id "
            "WHERE r.reviewed IS NULL AND confidence < 0.5 GROUP BY release_id ORDER BY min(confidence), release_id"
        ).fetchall()
        puzzling = [one.release_id for one in not_understood(db)]
    yield from dict.fromkeys([*failed, *puzzling, *(row[0] for row in unsure)])


def gold_files(data: Path, folder: Path) -> int:
    """Writes the releases that a person found right as a whole as gold files; gives their number."""
    with closing(connect(data / DATABASE)) as db:
        return len(gold.write(db, folder))

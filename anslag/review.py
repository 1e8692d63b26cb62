"""Releases to look at, as they were read and as they are after people's decisions on them, which are kept here.

A decision goes to ``corrections.toml`` as soon as it is made, so that stopping loses nothing; the next build
applies it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from anslag import quality, reader
from anslag.db import corrections, corrections_file, gold, numbers, proposals
from anslag.db.connection import connect
from anslag.db.corrections import Correction, Decision
from anslag.db.progress import ProgressCallback, silent
from anslag.db.proposals import Proposal, Refusal
from anslag.db.queries import not_understood, to_review
from anslag.errors import BadInput
from anslag.folder import ARCHIVE, DATABASE
from anslag.marking import Marked
from anslag.parsers.errors import ParserError
from anslag.parsers.fields import Value
from anslag.parsers.records import Evidence, Extraction, Grant, Release
from anslag.quality import Judged
from anslag.sampling import Sample
from anslag.scraper.archive import Archive
from anslag.scraper.records import Capture
from anslag.second_reader.taking import waiting
from anslag.teaching import taught
from anslag.values import BadValue

_OF_RELEASE = (
    "SELECT v.archive_file, v.archive_offset, r.text_sha256 FROM releases AS r JOIN release_revisions AS v "
    "ON v.release_id = r.id AND v.revision = r.revision WHERE r.id = ?"
)
_OF_PAGE = (
    "SELECT url, sha256, archive_file, archive_offset FROM responses WHERE release_id = ? AND role = 'release' "
    "AND status IN (200, 203, 304) ORDER BY rowid DESC LIMIT 1"
)


@dataclass(frozen=True, slots=True)
class Case:
    """A release to look at: as it was read, and as it is after the decisions made so far.

    ``judged`` is what a person answered for: that all of it is right as it is now, and that nothing is missing.
    """

    release_id: str
    read: Extraction
    now: Extraction
    judged: Judged | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """A release that could not be read, for the reason ``why``; ``sha256`` is that of the page as received."""

    release_id: str
    url: str
    sha256: str
    why: str
    judged: Judged | None = None


class NotThere(BadInput):
    """A release that the database does not have."""


class Desk:
    """Where decisions on one data folder are made. ``who`` makes them, ``today`` is their day.

    ``proposals`` are those of models, ``kept`` counts the decisions made here, ``judged`` has the releases that were
    answered for as a whole.
    """

    def __init__(self, data: Path, who: str, today: date) -> None:
        self._data, self.who, self._today = data, who, today
        self._file = data / corrections_file.NAME
        self.kept = 0
        self.judged: set[str] = set()
        self.proposals = proposals.read(data / proposals.NAME)

    def case(self, release_id: str) -> Case:
        """One release, read anew from the archive. Raises :class:`BadInput` where that does not fit the database."""
        found = self.look(release_id)
        if isinstance(found, Page):
            raise BadInput(f"{release_id} could not be read: {found.why}")
        return found

    def look(self, release_id: str) -> Case | Page:
        """One release, or the page that could not be read as one. Raises as :meth:`case`."""
        with closing(connect(self._data / DATABASE)) as db:
            row = db.execute(_OF_RELEASE, (release_id,)).fetchone()
            page = None if row else db.execute(_OF_PAGE, (release_id,)).fetchone()
        if page is not None:
            return self._page(release_id, *page)
        if row is None:
            raise NotThere(
                f"no release {release_id!r} in the database; `anslag check` lists those to look at"
            )
        try:
            read = self._read(self._capture(row["archive_file"], row["archive_offset"]))
        except ParserError as error:
            raise BadInput(f"{release_id}: {error}; run `anslag build` first") from error
        if corrections.text_digest(read.release.text) != row["text_sha256"]:
            raise BadInput(f"{release_id}: the database was made by other rules; run `anslag build` first")
        return self._after(release_id, read)

    def _capture(self, file: str, offset: int) -> Capture:
        return Archive(self._data / ARCHIVE).read(file, offset).capture

    def _read(self, capture: Capture) -> Extraction:
        with taught(self._data):
            read = reader.page(capture.body, dict(capture.headers), capture.final_url, capture.platform)
        return numbers.storable(read)

    def _page(self, release_id: str, url: str, sha256: str, file: str, offset: int) -> Page:
        try:
            self._read(self._capture(file, offset))
            why = "it came only in part"
        except ParserError as error:
            why = str(error)
        return Page(release_id, url, sha256, why, quality.judged_page(sha256, self._made(release_id)))

    def _made(self, release_id: str) -> list[Correction]:
        return [one for one in corrections_file.read(self._file) if one.release_id == release_id]

    def _after(self, release_id: str, read: Extraction) -> Case:
        made = self._made(release_id)
        now = corrections.apply(read, made).extraction
        return Case(release_id, read, now, quality.judged(read, made))

    def answered(self) -> set[str]:
        """The releases that somebody has answered for as a whole, whether that still holds or not."""
        return {
            one.release_id
            for one in corrections_file.read(self._file)
            if one.position is None and not one.field
        }

    def complete(self, case: Case, why: str) -> Case:
        """Keeps that every grant of a release is in the list, and right as it stands there."""
        one = self._decision(case, None, None, Decision.COMPLETE, why)
        return self._add(case, replace(one, read=corrections.listed(case.now)))

    def counted(self, page: Page, grants: int, why: str) -> None:
        """Keeps how many grants a page tells of that could not be read."""
        one = Correction(
            page.release_id,
            None,
            None,
            Decision.COMPLETE,
            self.who,
            self._today,
            why,
            page.sha256,
            decided=grants,
        )
        self._keep_all([one])

    def add(self, case: Case, marked: Sequence[Marked], why: str, proposal: str | None = None) -> Case:
        """Keeps that the release tells of a grant that was not read, with the values that a person marked.

        ``proposal`` is the id of the one that a person accepted. Raises :class:`BadValue`.
        """
        position = 1 + max(
            (one.position for found in (case.read, case.now) for one in found.grants), default=0
        )
        places = [one.words for one in marked if one.words]
        whole = (min(start for start, _ in places), max(end for _, end in places)) if places else None
        added = Correction(
            case.release_id,
            position,
            None,
            Decision.ADD,
            self.who,
            self._today,
            why,
            corrections.text_digest(case.read.release.text),
            span=whole,
            proposal=proposal,
        )
        values = [
            replace(
                added,
                field=one.field,
                decision=Decision.CORRECT,
                read=corrections.value(_WITHOUT_VALUES, 1, one.field),
                decided=one.value,
                start=one.words[0] if one.words else None,
                end=one.words[1] if one.words else None,
                span=None,
                proposal=None,
            )
            for one in marked
        ]
        self._keep_all([added, *values])
        return self._after(case.release_id, case.read)

    def waiting(self, case: Case) -> list[Proposal]:
        """What a model proposed for a release and nobody has decided on, as far as it still stands."""
        refused = {one.proposal for one in proposals.refusals(self._file)}
        of_release = [one for one in self.proposals if one.release_id == case.release_id]
        return waiting(
            case.read, corrections.apply(case.read, self._made(case.release_id)), of_release, refused
        )

    def accept(self, case: Case, one: Proposal) -> Case:
        """Keeps that a proposal is a grant, right as it is proposed."""
        marked = [
            Marked(name, value, (place.start, place.end) if (place := _place(one, name)) else None)
            for name, value in one.values.items()
        ]
        return self.add(case, marked, f"proposed by {one.model}, seen", one.id)

    def refuse(self, one: Proposal, why: str) -> None:
        """Keeps that a proposal is no grant, or that something in it is wrong."""
        proposals.refuse(self._file, Refusal(one.id, one.release_id, self.who, self._today, why))
        self.kept += 1

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
            self.who,
            self._today,
            why,
            corrections.text_digest(case.read.release.text),
            read=corrections.value(case.now, position, field),
            span=corrections.span(_grant(case.now, position)) if position is not None else None,
        )

    def _add(self, case: Case, one: Correction) -> Case:
        self._keep_all([one])
        return self._after(case.release_id, case.read)

    def _keep_all(self, decisions: Sequence[Correction]) -> None:
        """Keeps decisions that belong together, all or none. Raises :class:`BadValue`."""
        try:
            for one in decisions:
                corrections_file.checked(one)
        except ValueError as error:
            raise BadValue(str(error)) from error
        corrections_file.add(self._file, *decisions)
        self.kept += 1
        self.judged |= {one.release_id for one in decisions if one.position is None and one.field is None}


def _place(one: Proposal, field: str) -> Evidence | None:
    """The words that give a value; those of the sum give its currency and its hedge too."""
    return one.evidence.get("amount" if field in ("currency", "amount_approximate") else field)


_WITHOUT_VALUES = Extraction(Release("", ()), grants=(Grant(1),))


def _grant(found: Extraction, position: int) -> Grant:
    return next(grant for grant in found.grants if grant.position == position)


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


def proposed(desk: Desk) -> list[str]:
    """The releases with proposals that nobody has decided on, in the file's order."""
    found = []
    for release_id in dict.fromkeys(one.release_id for one in desk.proposals):
        # What the archive has lost since nobody can decide on.
        with suppress(NotThere):
            case = desk.look(release_id)
            if isinstance(case, Case) and desk.waiting(case):
                found.append(release_id)
    return found


def judged_of(desk: Desk, sample: Sample, progress: ProgressCallback = silent) -> dict[str, Judged]:
    """The releases of a sample that somebody answered for, by their ids."""
    found: dict[str, Judged] = {}
    answered = desk.answered()
    for done, one in enumerate(sample.drawn, 1):
        if one.release_id in answered:
            # What the archive has lost since the draw nobody can answer for.
            with suppress(NotThere):
                judged = desk.look(one.release_id).judged
                found |= {one.release_id: judged} if judged else {}
        progress(done, len(sample.drawn))
    return found


def gold_files(data: Path, folder: Path) -> int:
    """Writes the releases that a person judged as a whole as gold files; gives their number."""
    with closing(connect(data / DATABASE)) as db:
        return len(gold.write(db, folder))

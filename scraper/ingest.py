"""Takes releases out of the archives of other tools into that of a data folder, each with where it came from.

What is taken in goes the way of a crawled answer: judged, archived, and read by the next build. Nothing is taken in
twice, for the archive keeps the id of the record that each answer came from.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from zipfile import BadZipFile

from warcio.recordloader import ArcWarcRecord

from anslag.scraper.archive import Archive, ArchiveError
from anslag.scraper.containers import Places, Warc, warcs
from anslag.scraper.exchange import Fetched, Hop
from anslag.scraper.foreign_answers import Answer, Repeat, answer
from anslag.scraper.foreign_records import BROKEN, Bomb, Damage, record_at, records
from anslag.scraper.records import Role, Source
from anslag.scraper.taken import Place, Taken
from anslag.scraper.verdicts import of_answer, of_release
from anslag.scraper.wanted import Wanted, Wishes
from anslag.scraper.warc import Entry, Unreadable, payload_digest

_AT_ONCE = 100
"""Answers that are archived with one sync to the disk."""
_MOST_BYTES = 50_000_000
"""Bytes of answers that wait for that."""
Progress = Callable[[int, int], None]
"""Told how many bytes of the files were read, and how many there are."""


@dataclass(slots=True)
class Taking:
    """What came of it: answers taken in, of how many releases, answers that were there already.

    ``left_out`` counts pages by why they were not taken in; ``faults`` are lines, each with the file that it is of.
    """

    answers: int = 0
    releases: set[str] = field(default_factory=set)
    known: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    unread: int = 0
    """Files of which nothing could be read."""


@dataclass(frozen=True, slots=True)
class _Met:
    """An answer in a file of others, of which so many bytes were ``read``."""

    answer: Answer | Repeat
    file: str
    read: int


@dataclass(frozen=True, slots=True)
class _Fault:
    """What hinders reading a file, or a part of it."""

    file: str
    what: str
    is_unread: bool = False


@dataclass(frozen=True, slots=True)
class _Ready:
    """An answer that waits to be archived."""

    answer: Answer
    wanted: Wanted
    fetched: Fetched
    file: str


def ingest(
    archive: Archive, files: Sequence[Path], wishes: Wishes, progress: Progress, listed: Places | None = None
) -> Taking:
    """Takes in what the files hold of wanted releases; with ``listed``, only the records that an index lists.

    The archive must be this process's alone. What hinders a file is a fault, and stops none of the others. Raises
    :class:`anslag.scraper.archive.ArchiveError`; what was taken in until then is whole.
    """
    with closing(Taken(archive.listed())) as taken:
        work = _Intake(archive, wishes, taken)
        whole = sum(path.stat().st_size for path in files if path.is_file())
        done = 0
        for path in files:
            before = done
            for read in work.read(path, listed):
                progress(min(before + read, whole), whole)
            done += path.stat().st_size if path.is_file() else 0
        work.resolve(files)
        return work.taking


class _Intake:
    """One run."""

    def __init__(self, archive: Archive, wishes: Wishes, taken: Taken) -> None:
        self.taking = Taking()
        self._archive, self._wishes, self._taken = archive, wishes, taken
        self._ready: list[_Ready] = []
        self._waiting: list[tuple[Repeat, str]] = []
        self._now = datetime.now(UTC)

    def read(self, path: Path, listed: Places | None) -> Iterator[int]:
        """Takes in one file; gives now and then how many of its bytes were read."""
        for found in _answers(path, listed, self._wishes.may_be):
            if isinstance(found, _Fault):
                self.taking.faults.append(f"{found.file}: {found.what}")
                self.taking.unread += found.is_unread
            elif isinstance(found, str):
                self.taking.left_out[found] += 1
            else:
                self._take(found.answer, found.file)
                yield found.read
        self._flush()

    def _take(self, one: Answer | Repeat, file: str) -> None:
        if one.record in self._taken or any(one.record == other.answer.record for other in self._ready):
            self.taking.known += 1
        elif isinstance(one, Answer):
            self._judge(one, file)
        else:
            self._repeat(one, file)

    def _judge(self, one: Answer, file: str) -> None:
        """Has an answer archived if it is a whole page of a release."""
        try:
            fetched = one.fetched(one.hop.url)
        except Unreadable as error:
            self.taking.left_out[f"not readable: {error}"] += 1
            return
        verdict = of_answer(fetched, conditional=True)
        if verdict.kind is None and not verdict.unchanged:
            verdict = of_release(fetched)
        if verdict.kind is not None:
            self.taking.left_out[str(verdict.kind)] += 1
        elif (wanted := self._wishes.release(one.hop.url, fetched.body)) is None:
            self.taking.left_out["not the address of a release"] += 1
        else:
            self._ready.append(_Ready(one, wanted, one.fetched(wanted.url), file))
            if (
                len(self._ready) >= _AT_ONCE
                or sum(len(each.fetched.body) for each in self._ready) > _MOST_BYTES
            ):
                self._flush()

    def _repeat(self, one: Repeat, file: str) -> None:
        """Takes in an answer whose body another record holds; it waits where that one was not met yet."""
        self._flush()
        place = self._taken.original(one)
        original = self._original(place) if place else None
        if original is None:
            self._waiting.append((one, file))
        else:
            self._judge(one.answer(original), file)

    def _original(self, place: Place) -> Answer | None:
        """The answer at a place of the archive, its body as it was sent."""
        try:
            capture, raw = self._archive.read(*place).capture, self._archive.payload(*place)
        except ArchiveError:
            return None
        headers = tuple((name.encode("latin-1"), value.encode("latin-1")) for name, value in capture.headers)
        hop = Hop(capture.final_url, capture.fetched_at, "", b"", (), "HTTP/1.1", 200, b"OK", headers, raw)
        return Answer(capture.source.record if capture.source else "", payload_digest(raw), hop)

    def _flush(self) -> None:
        """Archives what is ready, with one sync to the disk."""
        ready, self._ready = self._ready, []
        if not ready:
            return
        places = self._archive.append_all(list(map(self._entry, ready)))
        for one, archived in zip(ready, places, strict=True):
            self._taken.add(one.answer.record, one.answer.digest, archived)
            self.taking.answers += 1
            self.taking.releases.add(one.wanted.release_id)

    def _entry(self, one: _Ready) -> Entry:
        known = self._taken.body(one.answer.hop.url, payload_digest(one.fetched.last.body))
        known = known or self._taken.body(one.answer.hop.url, one.answer.digest)
        source = Source(one.file, one.answer.record)
        own = one.wanted
        return Entry(
            one.fetched, Role.RELEASE, own.release_id, own.newsroom, own.platform, known, source, self._now
        )

    def resolve(self, files: Sequence[Path]) -> None:
        """Looks for what is repeated among all records of the files, also those of other addresses."""
        wanted: dict[str, list[tuple[Repeat, str]]] = defaultdict(list)
        for one, file in self._waiting:
            for key in filter(None, (one.original, one.digest)):
                wanted[key].append((one, file))
        done: set[str] = set()
        for original in _originals(files) if wanted else ():
            met = [*wanted.get(original.record, ()), *wanted.get(original.digest, ())]
            for one, file in met:
                if one.record not in done:
                    done.add(one.record)
                    self._judge(one.answer(original), file)
        self._flush()
        lost = Counter(file for one, file in self._waiting if one.record not in done)
        for file, count in lost.items():
            self.taking.faults.append(
                f"{file}: {count} × a revisit whose original is in no file given; name the file that holds it too"
            )


def _originals(files: Sequence[Path]) -> Iterator[Answer]:
    for path in files:
        for met in _answers(path, None, lambda _: True):
            if isinstance(met, _Met) and isinstance(met.answer, Answer):
                yield met.answer


def _answers(
    path: Path, listed: Places | None, wanted: Callable[[str], bool]
) -> Iterator[_Met | _Fault | str]:
    """The answers of wanted addresses in a file, and why others are none."""
    try:
        with warcs(path, listed, wanted) as files:
            for one in files:
                yield from _in_warc(one, wanted)
    except (Unreadable, Bomb, BadZipFile) as error:
        yield _Fault(path.name, str(error), is_unread=True)
    except OSError as error:
        yield _Fault(path.name, f"cannot be read: {error.strerror or error}", is_unread=True)


def _in_warc(warc: Warc, wanted: Callable[[str], bool]) -> Iterator[_Met | _Fault | str]:
    try:
        for record in _read(warc):
            if isinstance(record, Damage):
                yield _Fault(warc.name, record.what)
                continue
            try:
                met = answer(record, wanted)
            except Unreadable as error:
                yield f"not readable: {error}"
            except BROKEN as error:
                if warc.places is None:
                    # The next record asked for tells where.
                    continue
                yield _Fault(warc.name, f"a record that the index lists is damaged ({error})")
            else:
                if met is not None:
                    yield _Met(met, warc.name, warc.file.tell())
    except (Unreadable, Bomb) as error:
        yield _Fault(warc.name, str(error), is_unread=True)


def _read(warc: Warc) -> Iterator[ArcWarcRecord | Damage]:
    if warc.places is None:
        return records(warc.file)
    return (record_at(warc.file, offset) for offset in warc.places)

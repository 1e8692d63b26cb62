"""The readable versions of every release, read side by side on the processors that there are.

What is kept of a page is not read again; what is read is kept at once. Order and content do not depend on how many
processors read, nor on what was kept: every version is made of kept bytes.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import islice
from pathlib import Path
from typing import TypeAlias

from anslag.build_cache import BuildCache
from anslag.captures import WHOLE, Filed, Seen
from anslag.db.revisions import Revision
from anslag.parent import end_with
from anslag.parsers import weights
from anslag.parsers.records import Check, CheckStatus, Extraction
from anslag.readings import Reading, kept_reading, opened, packed, page_key
from anslag.scraper.archive import Archive, ArchiveError

_REMOVED = (404, 410)
BODY_LOST = "body_lost"
"""The name of the check that fails for a release whose page has no text any more."""
_LEAST_LEFT = 0.5
"""An edited release keeps most of its text; a page without its body keeps headline and lede at most."""
_CHUNK = 16
_WORTH_A_PROCESS = 60
"""Pages for each process: to begin one takes a second and more, to read a page some 25 ms
(``python -m bench reading``), so two are worth it from about 120 pages on."""
_DEADLY = "cannot be read: it ends the process that reads it; please report the page"

Read: TypeAlias = tuple[str, bytes, bool]
"""A page, its reading, and whether that is to be kept: what a damaged archive or a killed process says is not."""


@dataclass(slots=True)
class Versions:
    """What the captures of one release say. ``revisions`` come oldest first; none: ``refusal`` says why.

    ``number`` is the release's place among all. ``last_seen`` is the time of the newest capture that held the release,
    ``gone`` the day on which it was missing for the second time in a row, None while it is there. ``page`` is the
    SHA-256 of the newest whole answer.
    """

    release_id: str
    number: int
    url: str
    newsroom: str
    revisions: list[Revision] = field(default_factory=list)
    last_seen: str = ""
    gone: date | None = None
    refusal: str = "no whole answer"
    page: str = ""


@dataclass(slots=True)
class _Chunk:
    """Some releases, what is kept of their pages, and the work of reading the others; None where there are none."""

    releases: Sequence[Filed]
    readings: dict[str, bytes]
    lacking: Sequence[Seen]
    work: Future[list[Read]] | None = None


def versions(
    folder: Path, releases: Iterable[Filed], kept: BuildCache, unread: int
) -> Generator[Versions, None, None]:
    """The history of each release of the archive in ``folder``, in the order given.

    ``unread`` is about how many pages have no reading in ``kept`` yet.
    """
    workers = min(_processors(), unread // _WORTH_A_PROCESS)
    rest = _chunks(releases, kept)
    if workers < 2:
        for chunk in rest:
            yield from _taken(chunk, read_pages(folder, chunk.lacking), kept)
        return
    while True:
        waiting: deque[_Chunk] = deque()
        try:
            yield from _side_by_side(folder, rest, waiting, workers, kept)
            return
        except BrokenProcessPool:
            # Some page has ended its process. Which one shows when they are read apart.
            for chunk in waiting:
                yield from _taken(chunk, _apart(folder, chunk.lacking), kept)


def _processors() -> int:
    # Those that this process may use are told on Linux only.
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _chunks(releases: Iterable[Filed], kept: BuildCache) -> Iterator[_Chunk]:
    rest = iter(releases)
    while some := list(islice(rest, _CHUNK)):
        pages = {one.page: one for filed in some for one in filed.seen if one.is_page}
        readings = kept.of_pages(pages)
        yield _Chunk(some, readings, [one for page, one in pages.items() if page not in readings])


def _taken(chunk: _Chunk, read: Iterable[Read], kept: BuildCache) -> Iterator[Versions]:
    """The releases of a chunk, now that the pages that were lacking are read."""
    every = list(read)
    if fresh := {page: one for page, one, lasts in every if lasts}:
        kept.keep(fresh)
    readings = chunk.readings | {page: one for page, one, _ in every}
    for filed in chunk.releases:
        yield versions_of(filed, readings)


def _side_by_side(
    folder: Path, rest: Iterator[_Chunk], waiting: deque[_Chunk], workers: int, kept: BuildCache
) -> Iterator[Versions]:
    with _processes(workers) as pool:
        try:
            for chunk in rest:
                waiting.append(chunk)
                if chunk.lacking:
                    chunk.work = pool.submit(read_pages, folder, chunk.lacking)
                if len(waiting) > 3 * workers:
                    yield from _first(waiting, kept)
            while waiting:
                yield from _first(waiting, kept)
        finally:
            pool.shutdown(cancel_futures=True)


def _first(waiting: deque[_Chunk], kept: BuildCache) -> Iterator[Versions]:
    # Taken out only when it is there: what a broken pool leaves is read once more.
    read = waiting[0].work.result() if waiting[0].work else []
    return _taken(waiting.popleft(), read, kept)


def _apart(folder: Path, pages: Sequence[Seen]) -> list[Read]:
    if not pages:
        return []
    try:
        with _processes(1) as pool:
            return pool.submit(read_pages, folder, pages).result()
    except BrokenProcessPool:
        if len(pages) > 1:
            return [read for one in pages for read in _apart(folder, [one])]
        return [(pages[0].page, packed(_DEADLY, pages[0].page), False)]


def _processes(workers: int) -> ProcessPoolExecutor:
    # Spawned, for a fork would copy the threads that show progress in an unknown state.
    return ProcessPoolExecutor(workers, multiprocessing.get_context("spawn"), _begin, (weights.own(),))


def _begin(tables: Mapping[str, str]) -> None:
    """Readies a worker: it reads by the parent's tables, Ctrl-C is for the parent to see, and no worker outlives it."""
    weights.use(tables)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None and parent.pid is not None:
        end_with(parent.pid)


def read_pages(folder: Path, pages: Sequence[Seen]) -> list[Read]:
    """The readings of some pages of an archive."""
    archive = Archive(folder)
    return [(one.page, *_read(archive, one)) for one in pages]


def _read(archive: Archive, one: Seen) -> tuple[bytes, bool]:
    try:
        found = archive.read(one.file, one.offset)
    except ArchiveError as error:
        return packed(str(error), one.page), False
    # What is no longer what it was may be read, but stands for no page that is known.
    return kept_reading(found.capture, one.page), page_key(found.capture, found.sha256) == one.page


def versions_of(filed: Filed, readings: Mapping[str, bytes]) -> Versions:
    """What the captures of one release say, by the readings of its pages.

    A page that has lost its text later is no revision: the last good reading is kept, with a failed check.
    """
    newest = filed.seen[-1]
    found = Versions(filed.id, filed.number, newest.url, newest.newsroom, gone=_gone(filed.seen))
    read: dict[str, Reading] = {}
    lost: Seen | None = None
    found.page = _newest_page(filed.seen)
    for one in (one for one in filed.seen if one.is_page):
        said = read.get(one.page) or read.setdefault(one.page, opened(readings[one.page], one.page))
        extraction = said if isinstance(said, Extraction) else None
        found.refusal = found.refusal if isinstance(said, Extraction) else said
        lost = one if _lost(found, extraction) else None
        if extraction is not None and lost is None:
            _take(found, one, extraction)
    if lost is not None:
        found.revisions[-1] = _marked(found.revisions[-1], lost)
    return found


def _newest_page(seen: Sequence[Seen]) -> str:
    return next((one.sha256 for one in reversed(seen) if one.status in WHOLE), "")


def _lost(found: Versions, extraction: Extraction | None) -> bool:
    """Whether a page that was read before gives no text now, or no grant and less than half of its text."""
    if not found.revisions:
        return False
    before = found.revisions[-1].extraction
    return extraction is None or (
        bool(before.grants)
        and not extraction.grants
        and len(extraction.release.text) < _LEAST_LEFT * len(before.release.text)
    )


def _marked(kept: Revision, lost: Seen) -> Revision:
    message = (
        f"the page of {lost.at[:10]} has lost its text: what was read is that of {kept.seen[:10]}; "
        "look at the page"
    )
    check = Check(BODY_LOST, CheckStatus.FAILED, message=message)
    return replace(kept, extraction=replace(kept.extraction, checks=(*kept.extraction.checks, check)))


def _take(found: Versions, one: Seen, extraction: Extraction) -> None:
    """Adds a capture to a history: a new revision when its text is another than before."""
    found.last_seen = one.at
    newest = found.revisions[-1] if found.revisions else None
    if newest is None or newest.extraction.release.text != extraction.release.text:
        found.revisions.append(Revision(extraction, one.at, one.sha256, one.file, one.offset))
    else:
        # Other bytes (a counter, a new address) around the same words: no new revision.
        found.revisions[-1] = replace(newest, extraction=extraction)


def _gone(seen: Sequence[Seen]) -> date | None:
    missing = []
    for one in reversed(seen):
        if one.status not in _REMOVED:
            break
        missing.append(one.at)
    return date.fromisoformat(missing[-2][:10]) if len(missing) >= 2 else None

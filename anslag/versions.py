"""The readable versions of every release, read side by side on the processors that there are.

Order and content do not depend on how many processors read: each release is read by itself.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Generator, Iterable, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import islice
from multiprocessing.connection import wait
from pathlib import Path
from typing import TypeAlias

from anslag import reader
from anslag.db.revisions import Revision
from anslag.index import Seen
from anslag.parsers import weights
from anslag.parsers.errors import ParserError
from anslag.parsers.records import Check, CheckStatus, Extraction
from anslag.scraper.archive import Archive, ArchiveError

_REMOVED = (404, 410)
_WHOLE = (200, 203, 304)
BODY_LOST = "body_lost"
"""The name of the check that fails for a release whose page has no text any more."""
_LEAST_LEFT = 0.5
"""An edited release keeps most of its text; a page without its body keeps headline and lede at most."""
_CHUNK = 16
_WORTH_A_PROCESS = 150
"""Releases below which a further process takes longer to start than it saves."""

_Release: TypeAlias = tuple[str, list[Seen]]


@dataclass(slots=True)
class Versions:
    """What the captures of one release say. ``revisions`` come oldest first; none: ``refusal`` says why.

    ``last_seen`` is the time of the newest capture that held the release, ``gone`` the day on which it was
    missing for the second time in a row, None while it is there. ``page`` is the SHA-256 of the newest whole answer.
    """

    release_id: str
    url: str
    newsroom: str
    revisions: list[Revision] = field(default_factory=list)
    last_seen: str = ""
    gone: date | None = None
    refusal: str = "no whole answer"
    page: str = ""


def versions(folder: Path, releases: Iterable[_Release], every: int) -> Generator[Versions, None, None]:
    """The history of each release of the archive in ``folder``, in the order given; ``every`` is their number."""
    workers = min(_processors(), every // _WORTH_A_PROCESS)
    rest = iter(releases)
    if workers < 2:
        yield from _read(folder, rest)
        return
    while True:
        waiting: deque[tuple[list[_Release], Future[list[Versions]]]] = deque()
        try:
            yield from _side_by_side(folder, rest, waiting, workers)
            return
        except BrokenProcessPool:
            # Some page has ended its process. Which one shows when they are read apart.
            for chunk, _ in waiting:
                yield from _apart(folder, chunk)


def _processors() -> int:
    # Those that this process may use are told on Linux only.
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _side_by_side(
    folder: Path,
    rest: Iterator[_Release],
    waiting: deque[tuple[list[_Release], Future[list[Versions]]]],
    workers: int,
) -> Iterator[Versions]:
    with _processes(workers) as pool:
        try:
            while chunk := list(islice(rest, _CHUNK)):
                waiting.append((chunk, pool.submit(_listed, folder, chunk)))
                if len(waiting) > 3 * workers:
                    yield from _first(waiting)
            while waiting:
                yield from _first(waiting)
        finally:
            pool.shutdown(cancel_futures=True)


def _first(waiting: deque[tuple[list[_Release], Future[list[Versions]]]]) -> list[Versions]:
    # Taken out only when it is there: what a broken pool leaves is read once more.
    found = waiting[0][1].result()
    waiting.popleft()
    return found


def _apart(folder: Path, chunk: list[_Release]) -> Iterator[Versions]:
    try:
        with _processes(1) as pool:
            yield from pool.submit(_listed, folder, chunk).result()
    except BrokenProcessPool:
        for one in chunk if len(chunk) > 1 else ():
            yield from _apart(folder, [one])
        if len(chunk) == 1:
            release_id, seen = chunk[0]
            refusal = "cannot be read: it ends the process that reads it; please report the page"
            yield Versions(release_id, seen[-1].url, seen[-1].newsroom, refusal=refusal)


def _processes(workers: int) -> ProcessPoolExecutor:
    # Spawned, for a fork would copy the threads that show progress in an unknown state.
    return ProcessPoolExecutor(workers, multiprocessing.get_context("spawn"), _begin, (weights.own(),))


def _begin(tables: Mapping[str, str]) -> None:
    """Readies a worker: it reads by the parent's tables, Ctrl-C is for the parent to see, and no worker outlives it."""
    weights.use(tables)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()


def _end_with(sentinel: int) -> None:
    with suppress(OSError):
        wait([sentinel])
    os._exit(1)


def _listed(folder: Path, releases: list[_Release]) -> list[Versions]:
    return list(_read(folder, releases))


def _read(folder: Path, releases: Iterable[_Release]) -> Iterator[Versions]:
    archive = Archive(folder)
    for release_id, seen in releases:
        yield versions_of(archive, release_id, seen)


def versions_of(archive: Archive, release_id: str, seen: list[Seen]) -> Versions:
    """What the captures of one release say; bytes that were read once are not read again.

    A page that has lost its text later is no revision: the last good reading is kept, with a failed check.
    """
    found = Versions(release_id, seen[-1].url, seen[-1].newsroom, gone=_gone(seen))
    read: dict[tuple[str, str], Extraction | None] = {}
    lost: Seen | None = None
    for one in seen:
        if one.status not in _WHOLE:
            continue
        found.page = one.sha256
        if one.truncated:
            continue
        page = (one.sha256, one.url)
        if page not in read:
            read[page] = _extraction(archive, one, found)
        extraction = read[page]
        lost = one if _lost(found, extraction) else None
        if extraction is not None and lost is None:
            _take(found, one, extraction)
    if lost is not None:
        found.revisions[-1] = _marked(found.revisions[-1], lost)
    return found


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


def _extraction(archive: Archive, one: Seen, found: Versions) -> Extraction | None:
    try:
        capture = archive.read(one.file, one.offset).capture
        return reader.page(capture.body, dict(capture.headers), capture.final_url, capture.platform)
    except (ParserError, ArchiveError) as error:
        found.refusal = str(error)
        return None


def _gone(seen: list[Seen]) -> date | None:
    missing = []
    for one in reversed(seen):
        if one.status not in _REMOVED:
            break
        missing.append(one.at)
    return date.fromisoformat(missing[-2][:10]) if len(missing) >= 2 else None

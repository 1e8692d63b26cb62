"""``anslag ingest`` as a person meets it: which files, which newsrooms, progress, what came of it, exit code."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from pathlib import Path

from rich.console import Console

from anslag.crawling import NEWSROOMS, printed, rebuild
from anslag.db.connection import connect
from anslag.db.errors import StoreError
from anslag.errors import INCOMPLETE, BadInput
from anslag.folder import ARCHIVE, DATABASE
from anslag.pipeline import ready
from anslag.presentation import counted
from anslag.scraper.archive import Archive
from anslag.scraper.containers import Places, places
from anslag.scraper.frontier import LOCK
from anslag.scraper.ingest import Taking, ingest
from anslag.scraper.lock import Lock
from anslag.scraper.newsrooms import NewsroomsError, newsrooms
from anslag.scraper.permissions import own
from anslag.scraper.wanted import Wishes
from anslag.scraper.warc import Unreadable
from anslag.watching import progressing

ENDINGS = (".warc", ".warc.gz", ".wacz")
"""What is read of a folder."""
_MOST_REASONS = 8


def run(files: Sequence[Path], only: Sequence[str], index: Path | None, data: Path) -> int:
    """Takes in what the files hold, builds, says what came of it; gives the exit code (0, 3 where files are damaged).

    Raises what :mod:`anslag.errors` draws; :class:`BadInput` where no file could be read.
    """
    found = [path for given in files for path in _files(given, data)]
    wishes = Wishes(_rooms(data), only)
    listed = _places(index, wishes)
    ready(data)
    own(data)
    lock = Lock(data / LOCK)
    try:
        with progressing(Console(stderr=True), "reading archives") as progress:
            taking = ingest(Archive(data / ARCHIVE), found, wishes, progress, listed)
    finally:
        lock.release()
    if taking.unread == len(found) and not taking.answers + taking.known:
        raise BadInput("; ".join(taking.faults))
    printed(taking_lines(taking))
    built = rebuild(data, accept_loss=False) if (data / ARCHIVE).is_dir() else 0
    return INCOMPLETE if taking.faults else built


def taking_lines(taking: Taking) -> Iterator[str]:
    """What was taken in, in words."""
    yield (
        f"Taken in: {counted(taking.answers, 'answer')} of {counted(len(taking.releases), 'release')}; "
        f"{taking.known} there already"
    )
    for reason, count in taking.left_out.most_common(_MOST_REASONS):
        yield f"  left out: {count} × {reason}"
    if not taking.answers + taking.known:
        yield (
            "  no page of a known newsroom: name the newsroom in newsrooms.toml of the data folder, or its addresses "
            "with --only"
        )
    for fault in taking.faults:
        yield f"  {fault}"


def _files(given: Path, data: Path) -> list[Path]:
    """The file itself, or the archives in a folder by their names. Raises :class:`BadInput`."""
    if given.resolve().is_relative_to((data / ARCHIVE).resolve()):
        raise BadInput(f"{given} is of the archive of {data} itself: there is nothing to take in")
    if not given.is_dir():
        if not given.is_file():
            raise BadInput(f"there is no file {given}")
        return [given]
    held = sorted(path for path in given.rglob("*") if path.name.lower().endswith(ENDINGS) and path.is_file())
    if not held:
        raise BadInput(f"{given} is a folder without a file that ends in {', '.join(ENDINGS)}")
    return held


def _rooms(data: Path) -> list[str]:
    """The addresses of the newsrooms that are known: listed with anslag, in the data folder, or crawled before."""
    rooms = [room.url for room in newsrooms()]
    try:
        if (data / NEWSROOMS).is_file():
            rooms += [room.url for room in newsrooms(data / NEWSROOMS)]
    except NewsroomsError as error:
        raise BadInput(str(error)) from error
    if (data / DATABASE).is_file():
        # Of a database that cannot be read, the build that follows has its say.
        with suppress(StoreError, sqlite3.DatabaseError), closing(connect(data / DATABASE)) as db:
            rooms += [
                str(row[0]) for row in db.execute("SELECT DISTINCT newsroom FROM releases ORDER BY newsroom")
            ]
    return rooms


def _places(index: Path | None, wishes: Wishes) -> Places | None:
    """What an index lists. Raises :class:`BadInput`."""
    if index is None:
        return None
    try:
        return places(index, wishes.may_be)
    except Unreadable as error:
        raise BadInput(f"{index}: {error}") from error

"""WARC files as others hand them over: by themselves, or several with their index in a WACZ, which is a ZIP.

WACZ 1.1.1 (https://specs.webrecorder.net/wacz/1.1.1/): ``archive/`` holds the WARC files, ``indexes/`` their CDXJ.
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import BinaryIO
from zipfile import BadZipFile, ZipFile, ZipInfo

from anslag.scraper.addresses import BadAddress, clean
from anslag.scraper.foreign_records import GZIP, MOST_UNPACKED, Bomb
from anslag.scraper.warc import Unreadable

_ZIP = b"PK\x03\x04"
_SURELY = 100_000_000
_LONGEST_LINE = 1 << 20
_PAGES = ("text/html", "application/xhtml+xml", "warc/revisit", "")
_BAD_ZIP = (BadZipFile, RuntimeError, NotImplementedError, EOFError, ValueError, zlib.error, OSError)


@dataclass(slots=True)
class Places:
    """The records that an index lists: by the name of their file, the bytes at which those that are wanted begin."""

    wanted: dict[str, set[int]] = field(default_factory=dict)

    def of(self, name: str) -> list[int] | None:
        """Where to read in a file, in its order; None where the index does not know the file."""
        known = self.wanted.get(PurePosixPath(name).name)
        return None if known is None else sorted(known)


@dataclass(frozen=True, slots=True)
class Warc:
    """A WARC file: its ``name`` for people and records, where to read in it (None: all), and its size in bytes."""

    name: str
    file: BinaryIO
    places: list[int] | None
    size: int


@contextmanager
def warcs(path: Path, listed: Places | None, wanted: Callable[[str], bool]) -> Iterator[Iterable[Warc]]:
    """The WARC files that lie at a path. Raises :class:`Unreadable`, :class:`Bomb` and OSError."""
    with path.open("rb") as file:
        if file.read(len(_ZIP)) != _ZIP:
            yield [Warc(path.name, file, listed.of(path.name) if listed else None, path.stat().st_size)]
            return
        try:
            with ZipFile(path) as zipped:
                yield _in_zip(path.name, zipped, listed, wanted)
        except (BadZipFile, RuntimeError, NotImplementedError) as error:
            raise Unreadable(f"no WACZ: {error}") from error


def _in_zip(
    name: str, zipped: ZipFile, listed: Places | None, wanted: Callable[[str], bool]
) -> Iterator[Warc]:
    own = [one for one in zipped.infolist() if one.filename.lower().endswith((".warc", ".warc.gz"))]
    if not own:
        raise Unreadable("a ZIP without a WARC file in it; a WACZ has them in archive/")
    known = Places()
    for one in zipped.infolist():
        if one.filename.startswith("indexes/") and not one.filename.endswith((".idx", "/")):
            with _opened(zipped, one) as file:
                _note(known, file, wanted)
    for one in own:
        places = (listed.of(one.filename) if listed else None) or known.of(one.filename)
        with _opened(zipped, one) as file:
            yield Warc(f"{name}/{one.filename}", file, places, one.compress_size)


@contextmanager
def _opened(zipped: ZipFile, one: ZipInfo) -> Iterator[BinaryIO]:
    if one.file_size > max(_SURELY, MOST_UNPACKED * one.compress_size):
        raise Bomb(f"{one.filename} unpacks to more than {MOST_UNPACKED} times its size; not read")
    with zipped.open(one) as file:
        yield file  # type: ignore[misc]


def places(path: Path, wanted: Callable[[str], bool]) -> Places:
    """What a CDXJ index, packed with gzip or not, lists of wanted addresses. Raises :class:`Unreadable` and OSError."""
    found = Places()
    with path.open("rb") as file:
        _note(found, file, wanted)
    if not found.wanted:
        raise Unreadable('no CDXJ index: no line has an address, a time and {"filename": …, "offset": …}')
    return found


def _note(found: Places, file: BinaryIO, wanted: Callable[[str], bool]) -> None:
    """Adds what an index lists. Lines that are none are passed over: an index may have a head of its own."""
    start = file.read(len(GZIP))
    file.seek(0)
    lines = gzip.GzipFile(fileobj=file, mode="rb") if start == GZIP else file
    try:
        while line := lines.readline(_LONGEST_LINE):
            _note_line(found, line, wanted)
    except _BAD_ZIP as error:
        raise Unreadable(
            f"the index is damaged ({error}); without it, the files are read as a whole"
        ) from error


def _note_line(found: Places, line: bytes, wanted: Callable[[str], bool]) -> None:
    try:
        said = json.loads(line[line.index(b"{") :])
        name, offset = PurePosixPath(said["filename"]).name, int(said["offset"])
        url = clean(said["url"])
    except (ValueError, KeyError, TypeError, RecursionError, BadAddress):
        return
    here = found.wanted.setdefault(name, set())
    mime = str(said.get("mime", "")).partition(";")[0].strip().lower()
    # "unk" and "-" stand for what an indexer could not tell.
    if (
        wanted(url)
        and mime in (*_PAGES, "unk", "-")
        and str(said.get("status", 200)) in ("200", "203", "304", "-", "")
    ):
        here.add(offset)

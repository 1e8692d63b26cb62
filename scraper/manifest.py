"""A line for every record of the archive, each sealed with the one before, so that a lost or changed line shows.

A line is ``file offset length sha256 seal``: the record's place and the digest of its bytes as they lie in the
file, all in ASCII, then the SHA-256 of the seal before, a space and the rest of the line. So the last seal
stands for the whole archive. Lines are in the order of writing.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from anslag.scraper.disk import append, cut, sync, sync_folder
from anslag.scraper.keeping import begin

FIRST = hashlib.sha256(b"").hexdigest()
"""The seal before the first line."""
_LINE = re.compile(rb"([\w.-]{1,200}) ([0-9]{1,18}) ([0-9]{1,18}) ([0-9a-f]{64}) ([0-9a-f]{64})\n", re.ASCII)
_PIECE = re.compile(rb"[^\n]*\n|[^\n]+")
_TAIL = 1 << 16
_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Listed:
    """A record: its file, where it begins, its length in bytes, and the SHA-256 of those bytes (hex)."""

    file: str
    offset: int
    length: int
    sha256: str

    @property
    def end(self) -> int:
        """Where the next record begins."""
        return self.offset + self.length

    def __str__(self) -> str:
        return f"{self.file} {self.offset} {self.length} {self.sha256}"


@dataclass(frozen=True, slots=True)
class Broken:
    """A line at byte ``offset`` of the manifest that is not what was written."""

    offset: int


@dataclass(frozen=True, slots=True)
class _Line:
    """A line with its place: ``at`` is its first byte in the manifest, ``end`` the byte after it."""

    at: int
    end: int
    listed: Listed | None
    seal: str

    def follows(self, *seals: str) -> bool:
        """Whether it was written behind one of these seals."""
        return self.listed is not None and any(self.seal == _seal(before, self.listed) for before in seals)


class Manifest:
    """The manifest at ``path``; it need not exist."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __iter__(self) -> Iterator[Listed | Broken]:
        seals: tuple[str, ...] = (FIRST,)
        for line in self._lines():
            if line.listed is None:
                yield Broken(line.at)
                # What the seal was can no longer be told: the next line is believed if the one after it is.
                seals = ()
                continue
            if seals and not line.follows(*seals):
                yield Broken(line.at)
                # Either the line's seal is damaged or the rest of it.
                seals = (line.seal, *(_seal(seal, line.listed) for seal in seals))
                continue
            yield line.listed
            seals = (line.seal,)

    def ends(self) -> dict[str, int]:
        """Where each file ends, by what is listed."""
        found: dict[str, int] = {}
        for line in self._lines():
            if line.listed is not None:
                found[line.listed.file] = max(found.get(line.listed.file, 0), line.listed.end)
        return found

    def seal(self) -> str:
        """The last line's seal: a digest of the whole archive."""
        for line in self._backwards():
            if line.listed is not None:
                return line.seal
        return FIRST

    def last(self) -> Listed | None:
        """The last record that is listed."""
        return next((line.listed for line in self._backwards() if line.listed is not None), None)

    def trim(self) -> Listed | None:
        """Cuts off what a crash left after the last whole line; gives that line's record."""
        later: _Line | None = None
        for line in self._backwards():
            if later is not None and later.follows(line.seal):
                return self._cut(later)
            later = line
        if later is not None and later.at == 0 and later.follows(FIRST):
            return self._cut(later)
        if self.path.exists():
            cut(self.path, 0)
        return None

    def _cut(self, last: _Line) -> Listed | None:
        if self.path.stat().st_size > last.end:
            cut(self.path, last.end)
        return last.listed

    def add(self, records: Iterable[Listed], seal: str) -> str:
        """Adds lines behind the line with ``seal``, all or none; gives the new last seal."""
        lines = []
        for one in records:
            seal = _seal(seal, one)
            lines.append(f"{one} {seal}\n")
        append(self.path, "".join(lines).encode("ascii"), sync=False)
        return seal

    def missing(self) -> Iterator[Listed]:
        """What is listed and lies beyond the ends of the files beside the manifest."""
        sizes: dict[str, int] = {}
        for one in (line.listed for line in self._lines() if line.listed is not None):
            if one.end > sizes.get(one.file, -1):
                # Looked at after the line was read: a crawl that works meanwhile writes the file first.
                file = self.path.parent / one.file
                sizes[one.file] = file.stat().st_size if file.is_file() else 0
            if one.end > sizes[one.file]:
                yield one

    def strike(self, gone: Callable[[Listed], bool]) -> None:
        """Lists anew what is not ``gone``: for what a person has given up only. Raises OSError."""
        fresh = Manifest(self.path.with_name(f".{self.path.name}.new"))
        fresh.path.unlink(missing_ok=True)
        begin(fresh.path)
        kept = (line.listed for line in self._lines() if line.listed is not None and not gone(line.listed))
        seal = FIRST
        while some := list(islice(kept, _AT_ONCE)):
            seal = fresh.add(some, seal)
        sync(fresh.path)
        fresh.path.replace(self.path)
        sync_folder(self.path.parent)

    def _lines(self) -> Iterator[_Line]:
        if not self.path.is_file():
            return
        at = 0
        with self.path.open("rb") as file:
            # A line without an end must not be read as one of any length.
            while raw := file.readline(1000):
                yield _line(at, raw)
                at += len(raw)

    def _backwards(self) -> Iterator[_Line]:
        """Lines from the last to the first; what stands before the first line end of a window is left to the next."""
        if not self.path.is_file():
            return
        with self.path.open("rb") as file:
            end = file.seek(0, os.SEEK_END)
            while end > 0:
                start = max(end - _TAIL, 0)
                file.seek(start)
                window = file.read(end - start)
                first = window.find(b"\n") + 1 if start and window.find(b"\n") < len(window) - 1 else 0
                pieces = [_line(start + m.start(), m[0]) for m in _PIECE.finditer(window, first)]
                yield from reversed(pieces)
                end = start + first


def _line(at: int, raw: bytes) -> _Line:
    match = _LINE.fullmatch(raw)
    if match is None:
        return _Line(at, at + len(raw), None, "")
    name, offset, length, digest, seal = (part.decode("ascii") for part in match.groups())
    return _Line(at, at + len(raw), Listed(name, int(offset), int(length), digest), seal)


def _seal(before: str, listed: Listed) -> str:
    return hashlib.sha256(f"{before} {listed}".encode("ascii")).hexdigest()

"""Every flipped, missing or extra byte of the archive is found, and named by file and offset.

The manifest has a digest of each record and a seal on each of its own lines, so that it is known which of the
two is damaged. Bytes that came or went in one record do not make the records behind it look damaged.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from anslag.scraper.manifest import Broken, Listed, Manifest
from anslag.scraper.members import HEADER, Gap, members
from anslag.scraper.warc import sound

_PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class Damage:
    """A place where the archive is not what was written: file, byte at which the record begins, what is wrong."""

    file: str
    offset: int
    what: str


def compared(files: Sequence[Path], manifest: Manifest) -> Iterator[Damage]:
    """Compares files with what was written; gives the damage in the order of writing. Changes nothing."""
    if not manifest.path.is_file():
        if files:
            yield Damage(manifest.path.name, 0, "the manifest is missing")
        for path in files:
            yield from _unlisted(path, 0, path.stat().st_size)
        return
    ends = manifest.ends()
    broken = False
    current: _File | None = None
    folder = manifest.path.parent
    for line in manifest:
        if isinstance(line, Broken):
            broken = True
            what = f"line at offset {line.offset} is damaged; without the file the next crawl makes it anew"
            yield Damage(manifest.path.name, line.offset, what)
            continue
        if current is None or current.name != line.file:
            if current is not None:
                yield from current.close(trusted=not broken)
            current = _File(folder / line.file, ends[line.file])
        yield from current.check(line)
    if current is not None:
        yield from current.close(trusted=not broken)
    for path in files:
        if path.name not in ends:
            yield Damage(path.name, 0, "the file is not in the manifest; the next crawl adds what is whole")


class _File:
    """One file, compared record by record; ``listed`` is where it should end."""

    def __init__(self, path: Path, listed: int) -> None:
        self.name = path.name
        self._path = path
        self._missing = not path.is_file()
        self._size = 0 if self._missing else path.stat().st_size
        # Where one place has lost or gained bytes, all that follows lies as much nearer or farther.
        self._shift = self._size - listed
        self._shifted = False
        self._end = 0
        self._damaged = False
        self._cut: list[Listed] = []

    def check(self, one: Listed) -> Iterator[Damage]:
        """Compares one record; records come in the order of the file."""
        if self._missing:
            self._cut.append(one)
            del self._cut[1:]
            return
        if one.offset > self._end:
            yield from _unlisted(self._path, *self._moved(self._end, one.offset))
        self._end = one.end
        if self._is_at(one, self._shift if self._shifted else 0):
            self._damaged = False
        elif not self._shifted and self._shift and self._is_at(one, self._shift):
            # What seemed cut off was damaged or missing: the file goes on behind it.
            yield from (self._bad(other) for other in self._cut)
            if not (self._damaged or self._cut):
                much = "many" if self._shift > 0 else "few"
                yield self._damage(one.offset, f"{abs(self._shift)} bytes too {much} before this record")
            self._shifted, self._damaged, self._cut = True, False, []
        elif one.end > self._size and not self._shifted:
            self._cut.append(one)
        else:
            self._damaged = True
            yield self._bad(one)

    def close(self, *, trusted: bool) -> Iterator[Damage]:
        """What is wrong with the end; ``trusted`` when the manifest had no broken line that may have listed it."""
        if self._missing:
            yield Damage(self.name, 0, "the file is missing")
        elif self._cut:
            first = self._cut[0].offset
            count = f" and {len(self._cut) - 1} after it" if len(self._cut) > 1 else ""
            yield self._damage(
                first, f"record at offset {first} is cut off{count}: the file ends at {self._size}"
            )
        elif not (self._shifted or self._damaged) and self._size > self._end:
            if trusted:
                extra = self._size - self._end
                yield self._damage(
                    self._end, f"{extra} bytes after the last record; the next crawl mends a torn tail"
                )
            else:
                yield from _unlisted(self._path, self._end, self._size)

    def _bad(self, one: Listed) -> Damage:
        return self._damage(one.offset, f"record at offset {one.offset} is damaged")

    def _damage(self, offset: int, what: str) -> Damage:
        return Damage(self.name, offset, what)

    def _moved(self, start: int, end: int) -> tuple[int, int]:
        by = self._shift if self._shifted else 0
        return start + by, end + by

    def _is_at(self, one: Listed, shift: int) -> bool:
        with self._path.open("rb") as file:
            return _digest(file, one.offset + shift, one.length) == one.sha256


def _digest(file: BinaryIO, offset: int, length: int) -> str:
    digest = hashlib.sha256()
    if offset < 0:
        return ""
    file.seek(offset)
    while length and (piece := file.read(min(length, _PIECE))):
        digest.update(piece)
        length -= len(piece)
    return "" if length else digest.hexdigest()


def _unlisted(path: Path, start: int, end: int) -> Iterator[Damage]:
    """What can be told of records without a digest in the manifest: by their own check sums and lengths."""
    with path.open("rb") as file:
        for found in members(path, start, end):
            file.seek(found.offset)
            whole = not isinstance(found, Gap) and file.read(len(HEADER)) == HEADER and sound(found.plain)
            if not whole:
                yield Damage(path.name, found.offset, f"record at offset {found.offset} is damaged")

"""Every flipped, missing or extra byte of the archive is found, and named by file and offset.

The manifest tells whether a file is what was written; where it is not, the index tells which of its records: one that
lies elsewhere now, because of bytes that came or went before it, is not damaged. The index itself is compared with one
made anew from the records.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections import deque
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from pathlib import Path

from anslag.scraper.gzip_members import HEADER, Gap, gzip_members
from anslag.scraper.index import INDEX, MANIFEST, Index, Listed, Manifest, lines_of, listed, order
from anslag.scraper.warc import is_sound

_MB = 1_000_000


@dataclass(frozen=True, slots=True)
class Damage:
    """A place where the archive is not what was written: file, byte at which the record begins, what is wrong."""

    file: str
    offset: int
    what: str


@dataclass(slots=True)
class _Pace:
    """How far the comparison of some files is; each is read twice, for its digest and for its records."""

    files: Sequence[Path]
    told: Callable[[int, int], None]
    done: int = 0
    every: int = field(init=False)

    def __post_init__(self) -> None:
        self.every = 2 * sum(path.stat().st_size for path in self.files)

    def add(self, size: int) -> None:
        """So many bytes more are read."""
        self.done += size
        self.told(self.done // _MB, self.every // _MB)

    def sha256(self, path: Path) -> str:
        """The digest of a file."""
        made = _sha256(path)
        self.add(path.stat().st_size)
        return made

    def lines(self, path: Path) -> Iterator[Listed | Gap]:
        """The lines of a file's index."""
        for one in lines_of(path):
            yield one
            self.add(one.end - one.offset)


def compared(
    files: Sequence[Path],
    index: Index,
    manifest: Manifest,
    told: Callable[[int, int], None] = lambda _done, _all: None,
) -> Iterator[Damage]:
    """Compares files with what was written; gives the damage in the order of writing. Changes nothing.

    ``told`` learns how many MB were read, of how many.
    """
    pace = _Pace(files, told)
    digests = manifest.digests()
    by_file: dict[str, list[Listed]] = {path.name: [] for path in files}
    for one in index:
        by_file.setdefault(one.file, []).append(one)
    broken = list(_manifest_lines(manifest, by_file))
    if files and not manifest.path.is_file() and index.path.is_file():
        broken.append(Damage(MANIFEST, 0, "the manifest is missing"))
    yield from broken
    if files and not any(by_file.values()):
        yield Damage(INDEX, 0, "the index is missing")
    whole = {path.name: pace.sha256(path) == digests.get(path.name) for path in files}
    wrong = list(_index_lines(pace, index, whole, digests))
    for name in sorted(by_file, key=order):
        path = index.path.parent / name
        # A file that the manifest does not know may be a damaged name in a line of the index.
        if name not in whole and (name in digests or not (wrong or digests)):
            yield Damage(name, 0, "the file is missing")
        elif not whole.get(name, True):
            found = list(_records(path, by_file[name]))
            yield from found
            if index.path.is_file() and not (found or broken or wrong):
                yield _unlisted(name, manifest)
    yield from wrong


def _unlisted(name: str, manifest: Manifest) -> Damage:
    """What is wrong with a file that the index, but not the manifest, says is whole."""
    for at, _, file in manifest.raw():
        if file == name:
            return Damage(MANIFEST, at, f"line at offset {at} is damaged")
    return Damage(name, 0, "the file is not in the manifest; the next crawl adds what is whole")


def _manifest_lines(manifest: Manifest, known: Collection[str]) -> Iterator[Damage]:
    """The lines of the manifest that are none, or of a file that is not ``known``."""
    before = (0, "")
    for at, _, name in manifest.raw():
        if name not in known or order(name) <= before:
            yield Damage(MANIFEST, at, f"line at offset {at} is damaged")
        before = max(before, order(name))


def _index_lines(
    pace: _Pace, index: Index, whole: Mapping[str, bool], digests: Mapping[str, str]
) -> Iterator[Damage]:
    """The lines of the index that do not say what the records of whole files do."""
    if not index.path.is_file():
        return
    made = {path.name: set(pace.lines(path)) for path in pace.files if whole[path.name]}
    place = ((0, ""), -1)
    damaged = False
    again = "without the file the next crawl makes it anew"
    for at, text in index.raw():
        one = listed(text)
        if one is not None and one.file in made:
            stands = one in made[one.file]
        else:
            stands = one is not None and (one.file in whole or one.file in digests or not digests)
        if one is None or not stands or (order(one.file), one.offset) <= place:
            damaged = True
            yield Damage(INDEX, at, f"line at offset {at} is damaged; {again}")
        else:
            place = (order(one.file), one.offset)
            made.get(one.file, set()).discard(one)
    if (lost := sum(map(len, made.values()))) and not damaged:
        yield Damage(INDEX, index.path.stat().st_size, f"{lost} lines are missing; {again}")


def _records(path: Path, lines: Sequence[Listed]) -> Iterator[Damage]:
    """The records of a file that is not what was written."""
    if not lines:
        yield from _by_own_sums(path)
        return
    found = list(lines_of(path))
    there = {one.sha256 for one in found if isinstance(one, Listed)}
    damaged = [one for one in lines if one.sha256 not in there]
    size = path.stat().st_size
    cut = [one for one in takewhile(lambda one: one.sha256 not in there, reversed(lines)) if one.end > size]
    for one in damaged[: len(damaged) - len(cut)]:
        yield Damage(path.name, one.offset, f"record at offset {one.offset} is damaged")
    if cut:
        at, others = cut[-1].offset, f" and {len(cut) - 1} after it" if len(cut) > 1 else ""
        yield Damage(path.name, at, f"record at offset {at} is cut off{others}: the file ends at {size}")
    if not damaged:
        yield from _between(path, found, lines)
    elif size == lines[-1].end:
        starts = [one.offset for one in lines]
        for gap in found:
            if isinstance(gap, Gap) and lines[max(bisect_right(starts, gap.offset) - 1, 0)].end <= gap.offset:
                yield _no_record(path, gap)


def _between(path: Path, found: Sequence[Listed | Gap], lines: Sequence[Listed]) -> Iterator[Damage]:
    """What a file holds besides its records, all of which are there."""
    following = deque(lines)
    for one in found:
        if not following:
            much = path.stat().st_size - one.offset
            what = f"{much} bytes after the last record; the next crawl mends a torn tail"
            yield Damage(path.name, one.offset, what)
            return
        if isinstance(one, Listed) and one.sha256 == following[0].sha256:
            following.popleft()
        else:
            yield _no_record(path, one)


def _no_record(path: Path, one: Listed | Gap) -> Damage:
    return Damage(
        path.name,
        one.offset,
        f"{one.end - one.offset} bytes at offset {one.offset} do not belong there",
    )


def _by_own_sums(path: Path) -> Iterator[Damage]:
    """What can be told of records that are not listed: by their own check sums and lengths."""
    with path.open("rb") as file:
        for found in gzip_members(path):
            file.seek(found.offset)
            if isinstance(found, Gap) or file.read(len(HEADER)) != HEADER or not is_sound(found.plain):
                yield Damage(path.name, found.offset, f"record at offset {found.offset} is damaged")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()

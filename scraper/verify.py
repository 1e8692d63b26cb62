"""Every flipped, missing or extra byte of the archive is found, and named by file and offset.

The manifest tells whether a file is what was written; where it is not, the index tells which of its records. Bytes
that came or went in one record do not make the records behind it look damaged. The index itself is compared with one
made anew from the records.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path

from anslag.scraper.gzip_members import HEADER, Gap, gzip_members
from anslag.scraper.index import (
    INDEX,
    MANIFEST,
    Index,
    Listed,
    Manifest,
    digest,
    file_of,
    lines_of,
    listed,
    order,
)
from anslag.scraper.warc import sound


@dataclass(frozen=True, slots=True)
class Damage:
    """A place where the archive is not what was written: file, byte at which the record begins, what is wrong."""

    file: str
    offset: int
    what: str


def compared(
    files: Sequence[Path], index: Index, manifest: Manifest, lines: Sequence[Listed]
) -> Iterator[Damage]:
    """Compares files with what was written; gives the damage in the order of writing. Changes nothing.

    ``lines`` are those of the index, or what stands for it in an archive that has none yet.
    """
    digests = manifest.digests()
    broken = list(_manifest_lines(manifest, {one.file for one in lines} | {path.name for path in files}))
    if files and not manifest.path.is_file() and index.path.is_file():
        broken.append(Damage(MANIFEST, 0, "the manifest is missing"))
    yield from broken
    if files and not lines:
        yield Damage(INDEX, 0, "the index is missing")
    by_file: dict[str, list[Listed]] = {path.name: [] for path in files}
    for one in lines:
        by_file.setdefault(one.file, []).append(one)
    # A file that the manifest does not know may be a damaged name in a line of the index.
    whole = {path.name: _sha256(path) == digests.get(path.name) for path in files}
    wrong = list(_index_lines(files, index, whole, digests))
    for name in sorted(by_file, key=order):
        path = index.path.parent / name
        if not path.is_file():
            if name in digests or not (wrong or digests):
                yield Damage(name, 0, "the file is missing")
        elif not whole[name]:
            found = list(_records(path, by_file[name]))
            yield from found
            if index.path.is_file() and not (found or broken or wrong):
                yield _unlisted(name, digests, manifest)
    yield from wrong


def _unlisted(name: str, digests: dict[str, str], manifest: Manifest) -> Damage:
    if name not in digests:
        return Damage(name, 0, "the file is not in the manifest; the next crawl adds what is whole")
    at = next(at for at, text in _placed(manifest.raw()) if text.endswith(f"{name}\n"))
    return Damage(MANIFEST, at, f"line at offset {at} is damaged")


def _placed(texts: Sequence[str]) -> Iterator[tuple[int, str]]:
    at = 0
    for text in texts:
        yield at, text
        at += len(text)


def _manifest_lines(manifest: Manifest, known: Collection[str]) -> Iterator[Damage]:
    """The lines of the manifest that are none, or of a file that is not ``known``."""
    before = (0, "")
    for at, text in _placed(manifest.raw()):
        name = file_of(text)
        if name not in known or order(name) <= before:
            yield Damage(MANIFEST, at, f"line at offset {at} is damaged")
        before = max(before, order(name))


def _index_lines(
    files: Sequence[Path], index: Index, whole: dict[str, bool], digests: dict[str, str]
) -> Iterator[Damage]:
    """The lines of the index that do not say what the records of whole files do."""
    if not index.path.is_file():
        return
    made = {
        path.name: {one.text for one in lines_of(path) if isinstance(one, Listed)}
        for path in files
        if whole[path.name]
    }
    place = ((0, ""), -1)
    damaged = False
    for at, text in index.raw():
        one = listed(text)
        stands = one is not None and (
            text in made[one.file]
            if one.file in made
            else one.file in whole or one.file in digests or not digests
        )
        if one is None or not stands or (order(one.file), one.offset) <= place:
            damaged = True
            yield Damage(
                INDEX, at, f"line at offset {at} is damaged; without the file the next crawl makes it anew"
            )
            continue
        place = (order(one.file), one.offset)
        made.get(one.file, set()).discard(text)
    lost = [text for texts in made.values() for text in texts]
    if lost and not damaged:
        size = index.path.stat().st_size
        yield Damage(
            INDEX, size, f"{len(lost)} lines are missing; without the file the next crawl makes it anew"
        )


def _records(path: Path, lines: Sequence[Listed]) -> Iterator[Damage]:
    """The records of a file that is not what was written."""
    if not lines:
        yield from _by_own_sums(path, 0, path.stat().st_size)
        return
    size = path.stat().st_size
    # Where one place has lost or gained bytes, all that follows lies as much nearer or farther.
    shift = size - lines[-1].end
    with path.open("rb") as file:

        def is_at(one: Listed, by: int) -> bool:
            return digest(file, one.offset + by, one.end + by) == one.sha256

        first = len(list(takewhile(lambda one: is_at(one, 0), lines)))
        behind = len(list(takewhile(lambda one: is_at(one, shift), reversed(lines[first:])))) if shift else 0
        damaged = (one for one in lines[first:] if not is_at(one, 0))
        middle = lines[first : len(lines) - behind] if behind else list(damaged)
    cut = [one for one in middle if one.end > size and not behind]
    for one in middle:
        if one not in cut:
            yield Damage(path.name, one.offset, f"record at offset {one.offset} is damaged")
    if cut:
        at, others = cut[0].offset, f" and {len(cut) - 1} after it" if len(cut) > 1 else ""
        yield Damage(path.name, at, f"record at offset {at} is cut off{others}: the file ends at {size}")
    elif behind and not middle:
        at, much = lines[first].offset, "many" if shift > 0 else "few"
        yield Damage(path.name, at, f"{abs(shift)} bytes too {much} before this record")
    elif shift > 0 and not behind and not middle:
        what = f"{shift} bytes after the last record; the next crawl mends a torn tail"
        yield Damage(path.name, lines[-1].end, what)
    yield from _holes(path, lines)


def _holes(path: Path, lines: Sequence[Listed]) -> Iterator[Damage]:
    """What is damaged between records that were listed when it already was."""
    end = 0
    for one in lines:
        if one.offset > end:
            yield from _by_own_sums(path, end, one.offset)
        end = one.end


def _by_own_sums(path: Path, start: int, end: int) -> Iterator[Damage]:
    """What can be told of records that are not listed: by their own check sums and lengths."""
    with path.open("rb") as file:
        for found in gzip_members(path, start, end):
            file.seek(found.offset)
            whole = not isinstance(found, Gap) and file.read(len(HEADER)) == HEADER and sound(found.plain)
            if not whole:
                yield Damage(path.name, found.offset, f"record at offset {found.offset} is damaged")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()

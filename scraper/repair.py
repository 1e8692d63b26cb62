"""After a crash: the tail of the archive is cut to whole records, and what is whole there is listed.

Nothing whole is ever taken away: damage that has whole records behind it stays where it is, to be reported. Nor is
anything that is listed: a record is on the disk before it is, so that no crash explains why it is missing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from anslag.scraper.disk import append, cut, sync_folder
from anslag.scraper.keeping import FOLDER
from anslag.scraper.manifest import Listed, Manifest
from anslag.scraper.members import Gap, members

TORN = "torn"
"""The folder beside the files in which torn tails are kept."""
_AT_ONCE = 1000


def mend(files: Sequence[Path], manifest: Manifest) -> int:
    """Mends the archive of these files, in the order of writing; gives how many bytes of a torn tail were cut off.

    Raises OSError.
    """
    torn = 0
    last = manifest.trim()
    for path in files:
        listed = last.end if last and path.name == last.file else 0
        if last is None or _order(path.name) >= _order(last.file):
            whole = _list(path, listed, manifest)
            # A file that ends before its last record was cut by no crash.
            if path == files[-1] and path.stat().st_size > whole:
                torn = _cut(path, whole)
    return torn


def give_up(files: Sequence[Path], manifest: Manifest) -> list[Listed]:
    """Takes what is listed and missing off the list, and what is left of a record to the torn tails; gives it.

    Only for what a person has given up. Raises OSError.
    """
    missing = list(manifest.missing())
    if missing:
        gone = set(missing)
        manifest.strike(gone.__contains__)
        first = {one.file: one.offset for one in reversed(missing)}
        for path in files:
            if path.name in first:
                _cut(path, first[path.name])
    return missing


def _order(name: str) -> tuple[int, str]:
    return len(name), name


def _list(path: Path, start: int, manifest: Manifest) -> int:
    """Lists the whole records of a file from ``start``; gives where the last one ends."""
    whole = start
    seal = manifest.seal()
    records = _records(path, start)
    while some := list(islice(records, _AT_ONCE)):
        seal = manifest.add(some, seal)
        whole = some[-1].end
    return whole


def _records(path: Path, start: int) -> Iterator[Listed]:
    with path.open("rb") as file:
        for found in members(path, start):
            if not isinstance(found, Gap):
                file.seek(found.offset)
                digest = hashlib.sha256(file.read(found.length)).hexdigest()
                yield Listed(path.name, found.offset, found.length, digest)


def _cut(path: Path, whole: int) -> int:
    with path.open("rb") as file:
        file.seek(whole)
        tail = file.read()
    if tail:
        kept = path.parent / TORN
        kept.mkdir(FOLDER, exist_ok=True)
        append(kept / f"{path.name}.{whole}", tail)
        cut(path, whole)
    if whole == 0:
        path.unlink()
        sync_folder(path.parent)
    return len(tail)

"""After a crash: the tail of the archive is cut to whole records, and what is whole there is listed.

Nothing whole is ever taken away: damage that has whole records behind it stays where it is, to be reported. Nor is
anything that is listed: a record is on the disk before it is, so that no crash explains why it is missing.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from anslag.scraper.disk import append, cut, sync_to_disk
from anslag.scraper.index import Index, Listed, Manifest, lines_of, order, running_digest
from anslag.scraper.permissions import FOLDER

TORN = "torn"
"""The folder beside the files in which torn tails are kept."""


@dataclass(frozen=True, slots=True)
class Mended:
    """``torn`` bytes were cut off; ``hashed`` is what the last file is gone on with, None where it is not whole."""

    torn: int
    hashed: hashlib._Hash | None


def mend(files: Sequence[Path], index: Index, manifest: Manifest) -> Mended:
    """Mends the archive of these files, in the order of writing. Raises OSError."""
    torn = 0
    index.trim()
    last = index.last()
    for path in files:
        whole = last.end if last and path.name == last.file else 0
        if last is None or order(path.name) >= order(last.file):
            for one in lines_of(path, whole):
                if isinstance(one, Listed):
                    index.add([one])
                    whole = one.end
            # A file that ends before its last record was cut by no crash.
            if path == files[-1] and path.stat().st_size > whole:
                torn = cut_off(path, whole)
    return Mended(torn, _list_files([path for path in files if path.exists()], index, manifest))


def _list_files(files: Sequence[Path], index: Index, manifest: Manifest) -> hashlib._Hash | None:
    """Gives each file that has none, and the last one, the digest that it has now, unless it is damaged.

    Gives the hash of the last one.
    """
    known = manifest.digests()
    made = dict(known)
    lines = defaultdict(list)
    for one in index:
        lines[one.file].append(one)
    found = None
    for path in files:
        if path.name not in known or path == files[-1]:
            found = running_digest(path, lines[path.name], known.get(path.name, ""))
            made |= {path.name: found.hexdigest()} if found else {}
    if files and (made != known or not manifest.path.is_file()):
        manifest.write(made)
    return found


def give_up(files: Sequence[Path], index: Index, manifest: Manifest, missing: Sequence[Listed]) -> None:
    """Takes what is missing off the lists, and what is left of a record to the torn tails. Raises OSError.

    Only for what a person has given up.
    """
    gone = set(missing)
    index.replace(one for one in index if one not in gone)
    first = {one.file: one.offset for one in reversed(missing)}
    for path in files:
        if path.name in first:
            cut_off(path, first[path.name])
    left = [path for path in files if path.exists()]
    names = {path.name for path in left} - first.keys()
    manifest.write({name: made for name, made in manifest.digests().items() if name in names})
    _list_files(left, index, manifest)


def cut_off(path: Path, whole: int) -> int:
    """Moves what stands after the first ``whole`` bytes of a file to the torn tails; gives how many. Raises OSError."""
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
        sync_to_disk(path.parent)
    return len(tail)

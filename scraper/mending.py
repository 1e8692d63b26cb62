"""After a crash: the tail of the archive is cut to whole records, and what is whole there is listed.

Nothing whole is ever taken away: damage that has whole records behind it stays where it is, to be reported. Nor is
anything that is listed: a record is on the disk before it is, so that no crash explains why it is missing.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from anslag.scraper.disk import append, cut, sync_folder
from anslag.scraper.gzip_members import Gap, gzip_member
from anslag.scraper.index import Index, Listed, Manifest, digest, line, lines_of, order, running_digest
from anslag.scraper.permissions import FOLDER
from anslag.scraper.warc import Unreadable, described

TORN = "torn"
"""The folder beside the files in which torn tails are kept."""
EARLIER_LIST = "manifest.txt"
"""The list of archives written before there was an index: file, offset, length, SHA-256 of each record, and a seal."""
_UNKNOWN = "0" * 64
"""The digest of a file that was damaged or missing when it was first listed: it is never whole."""
_EARLIER = re.compile(r"([\w.-]{1,200}) ([0-9]{1,18}) ([0-9]{1,18}) ([0-9a-f]{64}) [0-9a-f]{64}\n", re.ASCII)


def mend(files: Sequence[Path], index: Index, manifest: Manifest) -> int:
    """Mends the archive of these files, in the order of writing; gives how many bytes of a torn tail were cut off.

    Raises OSError.
    """
    torn = 0
    index.trim()
    last = index.last()
    for path in files:
        whole = last.end if last and path.name == last.file else 0
        if last is None or order(path.name) >= order(last.file):
            for one in lines_of(path, whole):
                if not isinstance(one, Gap):
                    index.add([one])
                    whole = one.end
            # A file that ends before its last record was cut by no crash.
            if path == files[-1] and path.stat().st_size > whole:
                torn = cut_off(path, whole)
    _list_files([path for path in files if path.exists()], index, manifest)
    return torn


def _list_files(files: Sequence[Path], index: Index, manifest: Manifest) -> None:
    """Gives each file that has none, and the last one, the digest that it has now, unless it is damaged."""
    known = manifest.digests()
    unsure = {path.name for path in files if path.name not in known or path == files[-1]}
    lines: dict[str, list[Listed]] = {name: [] for name in unsure}
    for one in index:
        if one.file in lines:
            lines[one.file].append(one)
    made = dict(known)
    for path in files:
        if path.name in unsure and (
            hashed := running_digest(path, lines[path.name], known.get(path.name, ""))
        ):
            made[path.name] = hashed.hexdigest()
    if files and (made != known or not manifest.path.is_file()):
        manifest.write(made)


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
    left = {path.name for path in files if path.exists()}
    manifest.write({name: made for name, made in manifest.digests().items() if name in left - first.keys()})
    _list_files([path for path in files if path.name in left], index, manifest)


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
        sync_folder(path.parent)
    return len(tail)


def migrate(folder: Path, index: Index, manifest: Manifest) -> None:
    """Makes the earlier list into an index and a manifest. Raises OSError."""
    lines = list(earlier_lines(folder))
    whole = dict.fromkeys((one.file for one in lines), True)
    ends = {one.file: one.end for one in lines}
    for one in lines:
        whole[one.file] &= not one.text.startswith("- ")
    digests = dict.fromkeys(whole, _UNKNOWN)
    for name in (name for name, is_whole in whole.items() if is_whole):
        with (folder / name).open("rb") as file:
            digests[name] = digest(file, 0, ends[name]) or _UNKNOWN
    index.replace(lines)
    manifest.write(digests)


def earlier_lines(folder: Path) -> Iterator[Listed]:
    """The index of an archive that has the earlier list only: what that names stays listed, be it whole or not."""
    path = folder / EARLIER_LIST
    texts = path.read_bytes().decode("ascii", "replace").splitlines(keepends=True) if path.is_file() else []
    named = [match for match in map(_EARLIER.fullmatch, texts) if match]
    before: tuple[str, int, int, int, dict[str, str]] | None = None
    for match in named:
        name, offset, length = match[1], int(match[2]), int(match[3])
        facts = _facts(folder / name, offset, length, match[4])
        if before and facts is not None and facts.get("type") == "request" and before[0] == name:
            before = (name, before[1], before[2], offset + length - before[1], before[4])
            continue
        if before:
            yield _spanning(folder, *before)
        before = None
        if facts is None:
            yield line(name, offset, length, length, match[4], {})
        else:
            before = (name, offset, length, length, facts)
    if before:
        yield _spanning(folder, *before)


def _facts(path: Path, offset: int, length: int, sha256: str) -> dict[str, str] | None:
    """What a record says, None for one that is not what was listed."""
    if not path.is_file():
        return None
    with path.open("rb") as file:
        if digest(file, offset, offset + length) != sha256:
            return None
        found = gzip_member(file, offset)
    try:
        return described(found.plain) if found else {}
    except Unreadable:
        return {}


def _spanning(folder: Path, name: str, offset: int, length: int, span: int, facts: dict[str, str]) -> Listed:
    with (folder / name).open("rb") as file:
        return line(name, offset, length, span, digest(file, offset, offset + span), facts)


def archive_digest(files: Sequence[Path], manifest: Manifest) -> str:
    """A digest of all files, from those that are listed; what is not is read."""
    known = manifest.digests()
    made = hashlib.sha256()
    for path in files:
        with path.open("rb") as file:
            own = known.get(path.name) or hashlib.file_digest(file, "sha256").hexdigest()
        made.update(f"{own}  {path.name}\n".encode("ascii"))
    return made.hexdigest()

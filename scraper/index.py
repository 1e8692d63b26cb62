"""Two plain lists beside the WARC files: ``index.cdxj`` places responses, ``manifest-sha256.txt`` holds digests.

The index is CDXJ in the order of writing, as cdxj-indexer makes it (``LC_ALL=C sort`` makes it one that a replay tool
looks up). Fields of our own: ``span``, the bytes from a record to the next one listed, their ``sha256``, and
``source``, the id of the record in another tool's archive that an answer was taken from. A line is made from its record
alone, so that the index can be made anew, and be checked. ``sha256sum -c`` reads the manifest. Records are synced
first, so that neither list ever names what was not on the disk.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlsplit

from anslag.scraper.disk import append, cut, sync_to_disk
from anslag.scraper.gzip_members import Gap, Member, gzip_members
from anslag.scraper.permissions import FILE, begin
from anslag.scraper.warc import Unreadable, described

INDEX, MANIFEST = "index.cdxj", "manifest-sha256.txt"
_LINE = re.compile(r"\S+ (?:[0-9]{14}|-) (\{.{1,20000}\})\n")
_FILE_LINE = re.compile(r"([0-9a-f]{64})  (anslag-[0-9]{5,}\.warc\.gz)\n")
_PIECE = 1 << 20
_FACTS = ("url", "mime", "status", "digest", "source")


@dataclass(frozen=True, slots=True)
class Listed:
    """A line of the index: ``span`` bytes of ``file`` from ``offset`` on, and their SHA-256 (hex).

    They are a record with the requests and redirects that belong to it; ``text`` says more of it.
    """

    file: str
    offset: int
    span: int
    sha256: str
    text: str

    @property
    def end(self) -> int:
        """Where what is listed next begins."""
        return self.offset + self.span


def listed(text: str) -> Listed | None:
    """What a line of an index says; None for one that is damaged."""
    match = _LINE.fullmatch(text)
    try:
        stated = json.loads(match[1]) if match else {}
        numbers = int(stated["offset"]), int(stated["span"])
        return Listed(str(stated["filename"]), *numbers, str(stated["sha256"]), text)
    except (ValueError, KeyError, TypeError):
        return None


def facts_in(one: Listed) -> dict[str, str]:
    """What a line says of its record beyond its place: timestamp, and url, mime, status, digest, source if known."""
    _, timestamp, stated = one.text.split(" ", 2)
    said = json.loads(stated)
    return {"timestamp": timestamp, **{key: str(said[key]) for key in _FACTS if key in said}}


def _line(path: Path, first: Member, end: int, sha256: str, facts: Mapping[str, str]) -> Listed:
    """The line of a record and of what belongs to it up to the byte ``end``, with the facts of it that are known."""
    stated = {key: facts[key] for key in _FACTS if facts.get(key)}
    stated |= {"length": str(first.length), "offset": str(first.offset), "filename": path.name}
    stated |= {"span": str(end - first.offset), "sha256": sha256}
    key = f"{_urlkey(facts['url'])} {facts['timestamp']}" if facts.get("url") else "- -"
    return Listed(path.name, first.offset, end - first.offset, sha256, f"{key} {json.dumps(stated)}\n")


def lines_of(path: Path, start: int = 0) -> Iterator[Listed | Gap]:
    """The index of what lies in a WARC file from ``start`` on, made from its records; damage comes as gaps."""
    first: Member | None = None
    facts: Mapping[str, str] = {}
    end = start
    with path.open("rb") as file:
        for found in chain(gzip_members(path, start), [None]):
            own = _facts_of(found.plain) if isinstance(found, Member) else {}
            if found is None or own is not None or first is None:
                if first is not None:
                    yield _line(path, first, end, _digest(file, first.offset, end), facts)
                if isinstance(found, Gap):
                    yield found
                first, facts = found if isinstance(found, Member) else None, own or {}
            end = found.end if found else end


def _facts_of(plain: bytes) -> Mapping[str, str] | None:
    """What an index says of a record, {} where it cannot be read; None where it belongs to the one before it."""
    try:
        return described(plain)
    except Unreadable:
        return {}


def _urlkey(url: str) -> str:
    """The address in the order in which an index is sorted: "se,example)/nyheter?a=1" (SURT)."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", f":{parts.port}" if parts.port else ""
    except ValueError:
        host = ""
    if host:
        labels = host if re.fullmatch(r"[0-9.]+|.*:.*", host) else ",".join(reversed(host.split(".")))
        url = f"{labels}{port}){parts.path}{f'?{parts.query}' if parts.query else ''}".lower()
    return re.sub(r"\s", "%20", url) or "-"


def hashed(file: BinaryIO, size: int, into: hashlib._Hash) -> bool:
    """Hashes the next ``size`` bytes of a file; false where they are not all there."""
    while size > 0 and (piece := file.read(min(size, _PIECE))):
        into.update(piece)
        size -= len(piece)
    return size == 0


def _digest(file: BinaryIO, start: int, end: int) -> str:
    """The SHA-256 of the bytes of an open file from ``start`` to ``end``; "" where they are not all there."""
    made = hashlib.sha256()
    file.seek(start)
    return made.hexdigest() if hashed(file, end - start, made) else ""


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    """The lines of a list that need not exist, each with the byte at which it begins."""
    at = 0
    if path.is_file():
        with path.open("rb") as file:
            # A line without an end must not be read as one of any length.
            while text := file.readline(_PIECE):
                yield at, text.decode("ascii", "replace")
                at += len(text)


class Index:
    """The index of a folder; it need not exist."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / INDEX

    def raw(self) -> Iterator[tuple[int, str]]:
        """Each line as it stands, with the byte at which it begins."""
        return _lines(self.path)

    def __iter__(self) -> Iterator[Listed]:
        return (one for _, text in self.raw() if (one := listed(text)) is not None)

    def last(self) -> Listed | None:
        """The last line that can be read."""
        if not self.path.is_file():
            return None
        with self.path.open("rb") as file:
            file.seek(max(file.seek(0, os.SEEK_END) - _PIECE, 0))
            texts = file.read().decode("ascii", "replace").splitlines(keepends=True)
        return next((one for text in reversed(texts) if (one := listed(text)) is not None), None)

    def trim(self) -> None:
        """Cuts off what a crash left after the last whole line. Raises OSError."""
        ends = [at + len(text) for at, text in self.raw() if listed(text) is not None]
        if self.path.is_file() and self.path.stat().st_size > (end := ends[-1] if ends else 0):
            cut(self.path, end)

    def add(self, lines: Iterable[Listed]) -> None:
        """Adds lines, all or none. Raises OSError."""
        append(self.path, "".join(one.text for one in lines).encode("ascii"), sync=False)

    def replace(self, lines: Iterable[Listed]) -> None:
        """Puts these lines in the place of all. Raises OSError."""
        fresh = self.path.with_name(f".{self.path.name}.new")
        fresh.unlink(missing_ok=True)
        begin(fresh)
        with fresh.open("a", encoding="ascii") as file:
            file.writelines(one.text for one in lines)
        sync_to_disk(fresh)
        fresh.replace(self.path)
        sync_to_disk(self.path.parent)


class Manifest:
    """The digest of each WARC file of a folder."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / MANIFEST

    def raw(self) -> Iterator[tuple[int, str, str]]:
        """Each line with the byte at which it begins and the file that it is of, "" for a damaged one."""
        for at, text in _lines(self.path):
            match = _FILE_LINE.fullmatch(text)
            yield at, text, match[2] if match else ""

    def digests(self) -> dict[str, str]:
        """The digest of each file, in the order of the lines."""
        return {name: text[:64] for _, text, name in self.raw() if name}

    def write(self, digests: Mapping[str, str]) -> None:
        """Writes all digests, in one go and in place: they differ in one line from what was there. Raises OSError."""
        text = "".join(f"{digests[name]}  {name}\n" for name in sorted(digests, key=order)).encode("ascii")
        file = os.open(self.path, os.O_WRONLY | os.O_CREAT, FILE)
        try:
            os.pwrite(file, text, 0)
            if os.fstat(file).st_size > len(text):
                os.ftruncate(file, len(text))
        finally:
            os.close(file)


def order(name: str) -> tuple[int, str]:
    """WARC files sorted by this are in the order of writing."""
    return len(name), name


def running_digest(path: Path, lines: Sequence[Listed], known: str) -> hashlib._Hash | None:
    """The hash of a file that ends with the last of its lines, to be gone on with.

    None where the file is not what its ``known`` digest ("" for none) was made of: a crash may have kept a file from
    its last digests, but that one must be the digest of its beginning up to one of the lines.
    """
    made, is_known = hashlib.sha256(), not known
    with path.open("rb") as file:
        for one in lines:
            if one.offset != file.tell() or not hashed(file, one.span, made):
                return None
            is_known = is_known or made.hexdigest() == known
        return made if is_known and not file.read(1) else None

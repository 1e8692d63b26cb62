"""Two plain lists beside the WARC files: ``index.cdxj`` places responses, ``manifest-sha256.txt`` holds digests.

The index is CDXJ in the order of writing, as cdxj-indexer makes it (``LC_ALL=C sort`` makes it one that a replay tool
looks up). Two fields are our own: ``span``, the bytes from a record to the next one listed, and their ``sha256``. A
line is made from its record alone, so that the index can be made anew, and be checked. ``sha256sum -c`` reads the
manifest. Records are synced first, so that neither list ever names what was not on the disk.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlsplit

from anslag.scraper.disk import append, cut, sync, sync_folder
from anslag.scraper.gzip_members import Gap, Member, gzip_members
from anslag.scraper.permissions import FILE, begin
from anslag.scraper.warc import Unreadable, described

INDEX, MANIFEST = "index.cdxj", "manifest-sha256.txt"
_LINE = re.compile(r"\S+ (?:[0-9]{14}|-) (\{.{1,20000}\})\n")
_FILE_LINE = re.compile(r"([0-9a-f]{64})  (anslag-[0-9]{5,}\.warc\.gz)\n")
_PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class Listed:
    """A line of the index: ``span`` bytes of ``file`` from ``offset`` on, and their SHA-256 (hex).

    ``length`` is that of the first record, whose other facts stand in ``text``.
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


def listed(line: str) -> Listed | None:
    """What a line of an index says; None for one that is damaged."""
    match = _LINE.fullmatch(line)
    try:
        stated = json.loads(match[1]) if match else {}
        numbers = int(stated["offset"]), int(stated["span"])
        return Listed(str(stated["filename"]), *numbers, str(stated["sha256"]), line)
    except (ValueError, KeyError, TypeError):
        return None


def lines_of(path: Path, start: int = 0) -> Iterator[Listed | Gap]:
    """The index of what lies in a WARC file from ``start`` on, made from its records; damage comes as gaps."""
    first, described_as, end = None, None, start
    with path.open("rb") as file:
        for found in gzip_members(path, start):
            facts = None if isinstance(found, Gap) else _facts(found)
            # A request belongs to the response before it.
            if first is not None and (isinstance(found, Gap) or facts is not None):
                yield _line(path.name, first, end, described_as, file)
                first = None
            if isinstance(found, Gap):
                yield found
                continue
            if first is None:
                first, described_as = Member(found.offset, found.length, b""), facts
            end = found.end
        if first is not None:
            yield _line(path.name, first, end, described_as, file)


def _facts(found: Member) -> dict[str, str] | None:
    try:
        facts = described(found.plain)
    except Unreadable:
        return {}
    return None if facts.get("type") == "request" else facts


def _line(name: str, first: Member, end: int, facts: dict[str, str] | None, file: BinaryIO) -> Listed:
    return line(
        name, first.offset, first.length, end - first.offset, digest(file, first.offset, end), facts or {}
    )


def line(name: str, offset: int, length: int, span: int, sha256: str, facts: dict[str, str]) -> Listed:
    """The line of a record; without ``facts`` of one that cannot be read."""
    stated = {key: facts[key] for key in ("url", "mime", "status", "digest") if facts.get(key)}
    stated |= {
        "length": str(length),
        "offset": str(offset),
        "filename": name,
        "span": str(span),
        "sha256": sha256,
    }
    key = f"{_urlkey(facts['url'])} {facts['timestamp']}" if facts.get("url") else "- -"
    return Listed(name, offset, span, sha256, f"{key} {json.dumps(stated)}\n")


def _urlkey(url: str) -> str:
    """The address in the order in which an index is sorted: "se,example)/nyheter?a=1" (SURT)."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return re.sub(r"\s", "%20", url) or "-"
    if not host:
        return re.sub(r"\s", "%20", url)
    labels = host if re.fullmatch(r"[0-9.]+|.*:.*", host) else ",".join(reversed(host.split(".")))
    query = f"?{parts.query}" if parts.query else ""
    return re.sub(r"\s", "%20", f"{labels}{f':{port}' if port else ''}){parts.path}{query}".lower())


def digest(file: BinaryIO, start: int, end: int) -> str:
    """The SHA-256 of the bytes of an open file from ``start`` to ``end``; "" where they are not all there."""
    made, left = hashlib.sha256(), end - start
    if start < 0:
        return ""
    file.seek(start)
    while left and (piece := file.read(min(left, _PIECE))):
        made.update(piece)
        left -= len(piece)
    return "" if left else made.hexdigest()


class Index:
    """The index of a folder; it need not exist. ``older`` gives its lines where a folder has another list instead."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / INDEX

    def raw(self) -> Iterator[tuple[int, str]]:
        """Each line as it stands, with the byte at which it begins."""
        if not self.path.is_file():
            return
        at = 0
        with self.path.open("rb") as file:
            # A line without an end must not be read as one of any length.
            while text := file.readline(_PIECE):
                yield at, text.decode("ascii", "replace")
                at += len(text)

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
        sync(fresh)
        fresh.replace(self.path)
        sync_folder(self.path.parent)


class Manifest:
    """The digest of each WARC file of a folder."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / MANIFEST

    def raw(self) -> list[str]:
        """Its lines as they stand."""
        if not self.path.is_file():
            return []
        return self.path.read_bytes().decode("ascii", "replace").splitlines(keepends=True)

    def digests(self) -> dict[str, str]:
        """The digest of each file, in the order of the lines."""
        matches = (_FILE_LINE.fullmatch(text) for text in self.raw())
        return {match[2]: match[1] for match in matches if match}

    def write(self, digests: dict[str, str]) -> None:
        """Writes all digests, in one go and in place: they differ in one line from what was there. Raises OSError."""
        text = "".join(f"{digests[name]}  {name}\n" for name in sorted(digests, key=order)).encode("ascii")
        file = os.open(self.path, os.O_WRONLY | os.O_CREAT, FILE)
        try:
            os.pwrite(file, text, 0)
            if os.fstat(file).st_size > len(text):
                os.ftruncate(file, len(text))
        finally:
            os.close(file)


def file_of(text: str) -> str:
    """The file that a line of a manifest is of; "" for a damaged line."""
    match = _FILE_LINE.fullmatch(text)
    return match[2] if match else ""


def order(name: str) -> tuple[int, str]:
    """WARC files sorted by this are in the order of writing."""
    return len(name), name


def running_digest(path: Path, lines: Sequence[Listed], known: str) -> hashlib._Hash | None:
    """The hash of a file that ends with the last of its lines, to be gone on with.

    None where the file is not what its ``known`` digest ("" for none) was made of: a crash may have kept a file from
    its last digests, but that one must be the digest of its beginning up to one of the lines.
    """
    made, was = hashlib.sha256(), not known
    at = 0
    with path.open("rb") as file:
        for one in lines:
            if one.offset != at:
                return None
            file.seek(at)
            left = one.span
            while left and (piece := file.read(min(left, _PIECE))):
                made.update(piece)
                left -= len(piece)
            if left:
                return None
            at = one.end
            was = was or made.hexdigest() == known
    return made if was and path.stat().st_size == at else None

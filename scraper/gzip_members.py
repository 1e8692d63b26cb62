"""Gzip members one after the other in a file (RFC 1952, 2.2), each with its place; damage in one hides no other."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

HEADER = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
"""How every member begins here: deflate, no flags, no time, no level, no system (RFC 1952, 2.3)."""
_MAGIC = b"\x1f\x8b\x08"
_LEVEL = 6
_CHUNK = 1 << 16
MOST_PLAIN = 64_000_000
"""Bytes of a record; one of a crawl has at most a sixth of it, so that only damage or forgery meets the limit."""


@dataclass(frozen=True, slots=True)
class Member:
    """A whole member: where it lies in its file, in bytes, and what was compressed."""

    offset: int
    length: int
    plain: bytes

    @property
    def end(self) -> int:
        """Where the next one begins."""
        return self.offset + self.length


@dataclass(frozen=True, slots=True)
class Gap:
    """Bytes from ``offset`` to ``end`` (excluded) that are no whole member."""

    offset: int
    end: int


def packed(plain: bytes) -> bytes:
    """A member that holds ``plain``; the same bytes whatever the system."""
    engine = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    check = zlib.crc32(plain).to_bytes(4, "little") + (len(plain) & 0xFFFFFFFF).to_bytes(4, "little")
    return HEADER + engine.compress(plain) + engine.flush() + check


def gzip_member(file: BinaryIO, offset: int) -> Member | None:
    """The member that begins at ``offset``, None where no whole one does."""
    inflate = zlib.decompressobj(zlib.MAX_WBITS | 16)
    plain: list[bytes] = []
    used = size = 0
    file.seek(offset)
    while not inflate.eof:
        chunk = file.read(_CHUNK)
        if not chunk:
            return None
        used += len(chunk)
        while chunk and not inflate.eof:
            try:
                plain.append(inflate.decompress(chunk, _CHUNK))
            except zlib.error:
                return None
            size += len(plain[-1])
            if size > MOST_PLAIN:
                return None
            chunk = inflate.unconsumed_tail
    used -= len(inflate.unused_data)
    return Member(offset, used, b"".join(plain))


def gzip_members(path: Path, start: int = 0, stop: int | None = None) -> Iterator[Member | Gap]:
    """What lies in a file from ``start`` to ``stop`` (its end by default), without holes."""
    with path.open("rb") as file:
        size = file.seek(0, 2) if stop is None else stop
        at = start
        while at < size:
            found = gzip_member(file, at)
            if found is None:
                following = _next(file, at + 1, size)
                yield Gap(at, following)
                at = following
            else:
                yield found
                at = found.end


def _next(file: BinaryIO, start: int, size: int) -> int:
    """Where the next whole member begins, ``size`` where none does."""
    at = start
    while at < size:
        file.seek(at)
        chunk = file.read(_CHUNK)
        found = chunk.find(_MAGIC)
        if found < 0:
            # The mark may lie across the border of two chunks.
            at += max(len(chunk) - len(_MAGIC) + 1, 1)
        elif gzip_member(file, at + found) is not None:
            return at + found
        else:
            at += found + 1
    return size

"""Records of WARC files that others wrote, one after the other; damage costs what it hits, and nothing behind it."""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator
from contextlib import redirect_stderr
from dataclasses import dataclass
from typing import BinaryIO, Protocol

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeadersParserException

from anslag.scraper.warc import Unreadable

BROKEN = (ArchiveLoadFailed, StatusAndHeadersParserException, EOFError, ValueError, OSError, zlib.error)
"""What reading a damaged file raises."""
GZIP, START = b"\x1f\x8b", b"WARC/"
MOST_UNPACKED = 200
"""How many times its size a file may unpack to, from ``_SURELY`` bytes on: text reaches 30, a bomb a thousand."""
_SURELY = 100_000_000
_MEMBER, _PLAIN_RECORD = b"\x1f\x8b\x08", b"\nWARC/1."
_PIECE, _LOOK = 1 << 16, 1 << 10


@dataclass(frozen=True, slots=True)
class Damage:
    """Bytes of a file that no record could be read from; ``what`` says where they are and what was done."""

    what: str


class Bomb(Exception):
    """A file that unpacks to far more than any archive of pages; the message says so."""


class Pieces(Protocol):
    """A file of which each reading gives what there is."""

    def read(self, size: int, /) -> bytes:
        """At most ``size`` bytes, b"" at the end."""


def checked(pieces: Pieces) -> Iterator[tuple[ArcWarcRecord, int]]:
    """The records of an unpacked file, each with the byte at which it begins there. Raises :data:`BROKEN`."""
    records = ArchiveIterator(pieces, no_record_parse=True)
    while True:
        # It says on stderr, and no other way, that a record does not end where it should.
        with redirect_stderr(io.StringIO()) as said:
            record = next(records, None)
        if said.getvalue():
            raise OSError(said.getvalue())
        if record is None:
            return
        if record.rec_headers.get_header("Content-Length") is None:
            raise OSError("a record without a length")
        yield record, records.offset


def finish(record: ArcWarcRecord) -> None:
    """Passes over the rest of a record. Raises OSError where the file ends in it."""
    while record.raw_stream.read(_PIECE):
        pass
    if record.raw_stream.limit:
        raise OSError("cut short")


def address(record: ArcWarcRecord) -> str:
    """The address that a record is of, "" for none."""
    # Some tools put it in angle brackets, as WARC 1.0 had it by mistake.
    return (record.rec_headers.get_header("WARC-Target-URI") or "").strip("<>")


def records(file: BinaryIO) -> Iterator[ArcWarcRecord | Damage]:
    """Every record of a file that can be searched, to be read before the next one is asked for.

    Raises :class:`Unreadable` for what is no WARC file, and :class:`Bomb`.
    """
    start: int | None = 0
    if not _begins(file, 0) and (start := _next(file, 0)) is None:
        raise Unreadable("no WARC file: no record begins in it")
    if start:
        yield Damage(f"no record in its first {start} bytes; read on behind them")
    while start is not None:
        unpacked = _Unpacked(file, start)
        last = start
        try:
            for record, offset in checked(unpacked):
                last = unpacked.place(offset)
                yield record
                finish(record)
            return
        except BROKEN:
            following = _next(file, last + 1)
            what = "what stands before it was read" if following is None else f"read on from byte {following}"
            yield Damage(f"damaged or cut short behind byte {last}; {what}")
            start = following


def record_at(file: BinaryIO, offset: int) -> ArcWarcRecord | Damage:
    """The record that begins at a place that an index names. Raises :class:`Bomb`."""
    try:
        found = next(checked(_Unpacked(file, offset)), None) if _begins(file, offset) else None
    except BROKEN:
        found = None
    return found[0] if found else Damage(f"no record begins at byte {offset}, where the index has one")


class _Unpacked:
    """A file from one of its records on, its packing taken off; no reading reaches from one gzip member into the next.

    So a fault costs nothing of what stands before it.
    """

    def __init__(self, file: BinaryIO, start: int) -> None:
        self._file = file
        self._used = self._start = self._member = start
        self._left = b""
        self._engine: zlib._Decompress | None = None
        self._given = 0
        file.seek(start)
        self._is_packed = file.read(len(GZIP)) == GZIP
        file.seek(start)

    def place(self, offset: int) -> int:
        """The byte of the file at which what is read now begins: its gzip member, or ``offset`` behind the start."""
        return self._member if self._is_packed else self._start + offset

    def tell(self) -> int:
        """How much was given."""
        return self._given

    def read(self, size: int) -> bytes:
        """What there is, at most ``size`` bytes. Raises OSError where the file ends in a gzip member, and Bomb."""
        piece = self._inflated(size) if self._is_packed else self._file.read(size)
        self._given += len(piece)
        if self._given > max(_SURELY, MOST_UNPACKED * (self._used - self._start)) and self._is_packed:
            raise Bomb(f"unpacks to more than {MOST_UNPACKED} times its size; not read further")
        return piece

    def _inflated(self, size: int) -> bytes:
        while self._engine is not None or self._begin():
            assert self._engine is not None
            piece = self._engine.decompress(self._left, size)
            is_over = self._engine.eof
            self._left = self._engine.unused_data if is_over else self._engine.unconsumed_tail
            if is_over:
                self._engine = None
            if piece:
                return piece
            if not (is_over or self._left or self._fill()):
                raise OSError("cut short")
        return b""

    def _begin(self) -> bool:
        """Begins the next gzip member; false at the end of the file."""
        if not self._left and not self._fill():
            return False
        self._member = self._used - len(self._left)
        self._engine = zlib.decompressobj(zlib.MAX_WBITS | 16)
        return True

    def _fill(self) -> bool:
        self._left = self._file.read(_PIECE)
        self._used += len(self._left)
        return bool(self._left)


def _begins(file: BinaryIO, offset: int) -> bool:
    """Whether a record begins at a byte of a file, packed or not."""
    file.seek(offset)
    start = file.read(_LOOK)
    if not start.startswith(_MEMBER):
        return start.startswith(START)
    try:
        return zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(start, len(START)).startswith(START)
    except zlib.error:
        return False


def _next(file: BinaryIO, start: int) -> int | None:
    """Where the next record begins, None where none does."""
    at, longest = start, max(len(_MEMBER), len(_PLAIN_RECORD))
    while True:
        file.seek(at)
        piece = file.read(_PIECE)
        marks = [(piece.find(_MEMBER), 0), (piece.find(_PLAIN_RECORD), 1)]
        found = min((place + ahead for place, ahead in marks if place >= 0), default=None)
        if found is not None and _begins(file, at + found):
            return at + found
        if found is not None:
            at += found + 1
        elif len(piece) < _PIECE:
            return None
        else:
            # A mark may lie across the border of two pieces.
            at += len(piece) - longest

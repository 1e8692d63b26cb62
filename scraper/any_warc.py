"""The pages that a WARC file holds, whoever wrote it: read as a stream, from a file or a pipe, one page in memory.

:mod:`anslag.scraper.archive` reads the archive of a crawl, by place and with all its care; this reads what wget, a
browser or another crawler has saved.
"""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Iterator, Mapping
from contextlib import redirect_stderr
from dataclasses import dataclass, field
from typing import Protocol

from warcio.archiveiterator import ArchiveIterator
from warcio.bufferedreaders import ChunkedDataReader
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeadersParserException

from anslag.scraper.decoding import MOST
from anslag.scraper.records import Role
from anslag.scraper.warc import MOST_HEAD, Unreadable, answer_head, body

_PAGES = ("text/html", "application/xhtml+xml")
_GZIP = b"\x1f\x8b"
_START = b"WARC/"
_BROKEN = (ArchiveLoadFailed, StatusAndHeadersParserException, EOFError, ValueError, OSError, zlib.error)


class Stream(Protocol):
    """What bytes are read from: a file, a pipe."""

    def read(self, size: int = -1, /) -> bytes: ...


@dataclass(frozen=True, slots=True)
class SavedPage:
    """A page as a server sent it: names of ``headers`` in lower case, codings of ``body`` taken off.

    ``platform`` is what a crawl of anslag has found out. ``fault`` says why the page cannot be had; it has no body
    then.
    """

    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    platform: str = ""
    fault: str = ""


def pages(stream: Stream) -> Iterator[SavedPage]:
    """The pages that were answered with 200, in the order of the file.

    What is no page (pictures, redirects, errors, what a crawl of anslag took for lists) is passed over. Raises
    Unreadable for what is no WARC file, and where one is damaged or cut short: what came before was given.
    """
    for record in _records(_plain(stream)):
        page = _page(record)
        if page is not None:
            yield page


def _plain(stream: Stream) -> io.BufferedReader:
    start = stream.read(len(_GZIP))
    whole = io.BufferedReader(_Joined(start, stream))
    unpacked = gzip.GzipFile(fileobj=whole, mode="rb") if start == _GZIP else whole
    # Of an own size, for what is packed comes out in pieces.
    return io.BufferedReader(unpacked, 1 << 16)


class _Joined(io.RawIOBase):
    """Bytes that were read already, then the rest of their stream."""

    def __init__(self, start: bytes, rest: Stream) -> None:
        self._start, self._rest = start, rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        piece = self._start[: len(buffer)] or self._rest.read(len(buffer))
        self._start = self._start[len(piece) :]
        buffer[: len(piece)] = piece
        return len(piece)


def _records(plain: io.BufferedReader) -> Iterator[ArcWarcRecord]:
    """The records of an unpacked file. Raises Unreadable."""
    given = 0
    try:
        if not plain.peek(len(_START)).startswith(_START):
            raise Unreadable("packed with gzip, but there is no WARC file in it")
        records = ArchiveIterator(plain, no_record_parse=True)
        # It says on stderr, and no other way, that a record does not end where it should.
        with redirect_stderr(io.StringIO()) as said:
            record = next(records, None)
        while record is not None and not said.getvalue():
            yield record
            given += 1
            with redirect_stderr(io.StringIO()) as said:
                record = next(records, None)
    except _BROKEN as error:
        if isinstance(error, Unreadable) and not given:
            raise
        raise Unreadable(f"damaged or cut short after {given} records") from error
    if said.getvalue():
        raise Unreadable(f"damaged after {given} records")


def _page(record: ArcWarcRecord) -> SavedPage | None:
    """The page that a record holds; None where it holds none. Raises Unreadable where the file ends in it."""
    fields = record.rec_headers
    url = (fields.get_header("WARC-Target-URI") or "").strip("<>")
    if record.rec_type not in ("response", "resource") or not url.startswith(("http://", "https://")):
        return None
    if fields.get_header("Anslag-Role") not in (None, str(Role.RELEASE)):
        return None
    most = MOST + MOST_HEAD
    block = record.raw_stream.read(most)
    if len(block) < min(record.length, most):
        raise Unreadable("cut short")
    try:
        page = _saved(url, record.rec_type, fields.get_header("Content-Type") or "", block)
    except Unreadable as error:
        return SavedPage(url, fault=str(error))
    if page is None:
        return None
    cut = fields.get_header("WARC-Truncated") or ("length" if record.length > most else "")
    if cut:
        return SavedPage(url, fault=f"the page was cut short when it was saved ({cut})")
    return SavedPage(url, page.headers, page.body, fields.get_header("Anslag-Platform") or "")


def _saved(url: str, kind: str, sent_as: str, block: bytes) -> SavedPage | None:
    """The page in a record's block. Raises Unreadable."""
    if kind == "resource":
        return SavedPage(url, {"content-type": sent_as}, block) if _is_page(sent_as) else None
    start, _, raw = block.partition(b"\r\n\r\n")
    status, sent = answer_head(start)
    headers = dict(sent)
    if status != 200 or not _is_page(headers.get("content-type", "")):
        return None
    if headers.get("transfer-encoding", "").lower() == "chunked":
        # Gives what is not chunked as it is: some tools take the chunks off and leave the header.
        raw = ChunkedDataReader(io.BytesIO(raw)).read()
    return SavedPage(url, headers, body(raw, sent, whole=True))


def _is_page(kind: str) -> bool:
    return kind.partition(";")[0].strip().lower() in (*_PAGES, "")

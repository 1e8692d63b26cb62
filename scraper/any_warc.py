"""The pages that a WARC file holds, whoever wrote it: read as a stream, from a file or a pipe, one page in memory.

:mod:`anslag.scraper.archive` reads the archive of a crawl, by place and with all its care; this reads what wget, a
browser or another crawler has saved.
"""

from __future__ import annotations

import gzip
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import BinaryIO

from warcio.bufferedreaders import ChunkedDataReader
from warcio.recordloader import ArcWarcRecord

from anslag.scraper.decoding import MOST
from anslag.scraper.foreign_records import BROKEN, GZIP, START, address, checked, finish
from anslag.scraper.records import Role
from anslag.scraper.warc import MOST_HEAD, Unreadable, answer_head, body

_PAGES = ("text/html", "application/xhtml+xml")
_WEB = ("http://", "https://")


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


def pages(start: bytes, rest: BinaryIO) -> Iterator[SavedPage]:
    """The pages that were answered with 200, in the order of the file, of which ``start`` was read already.

    What is no page (pictures, redirects, errors, what a crawl of anslag took for lists) is passed over. Raises
    Unreadable for what is no WARC file, and where one is damaged or cut short: what came before was given.
    """
    plain = io.BufferedReader(_Plain(start, rest))
    done = 0
    try:
        if not plain.peek(len(START)).startswith(START):
            raise Unreadable("packed with gzip, but there is no WARC file in it")
        for record, _ in checked(_Pieces(plain)):
            page = _page(record) if _is_wanted(record) else None
            if page is not None:
                yield page
            finish(record)
            done += 1
    except BROKEN as error:
        if isinstance(error, Unreadable):
            raise
        raise Unreadable(f"damaged or cut short after {done} records") from error


class _Joined(io.RawIOBase):
    """Bytes that were read already, then the rest of their file."""

    def __init__(self, start: bytes, rest: BinaryIO) -> None:
        self._start, self._rest = start, rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        piece, self._start = self._start[: len(buffer)], self._start[len(buffer) :]
        if len(piece) < len(buffer):
            piece += self._rest.read(len(buffer) - len(piece))
        buffer[: len(piece)] = piece
        return len(piece)


class _Plain(io.RawIOBase):
    """A file whose start was read already, its packing taken off.

    That a packed file ends in the middle is no EOFError here, which warcio would take for the end.
    """

    def __init__(self, start: bytes, rest: BinaryIO) -> None:
        whole = io.BufferedReader(_Joined(start, rest))
        self._file = gzip.GzipFile(fileobj=whole, mode="rb") if start.startswith(GZIP) else whole

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        try:
            piece = self._file.read1(len(buffer))
        except EOFError as error:
            raise OSError("cut short") from error
        buffer[: len(piece)] = piece
        return len(piece)


class _Pieces:
    """A file of which each reading gives what there is: so a fault costs nothing of what stands before it."""

    def __init__(self, file: io.BufferedReader[_Plain]) -> None:
        self.read = file.read1


def _is_wanted(record: ArcWarcRecord) -> bool:
    fields = record.rec_headers
    is_release = fields.get_header("Anslag-Role") in (None, str(Role.RELEASE))
    return is_release and record.rec_type in ("response", "resource") and address(record).startswith(_WEB)


def _page(record: ArcWarcRecord) -> SavedPage | None:
    """The page that a record holds; None where it holds none, or where the file ends in it."""
    fields, url, most = record.rec_headers, address(record), MOST + MOST_HEAD
    block = record.raw_stream.read(most)
    if len(block) < min(record.length, most):
        return None
    try:
        page = _saved(url, record.rec_type, fields.get_header("Content-Type") or "", block)
    except Unreadable as error:
        return SavedPage(url, fault=str(error))
    cut = fields.get_header("WARC-Truncated") or ("length" if record.length > most else "")
    if page is None or not cut:
        return page and replace(page, platform=fields.get_header("Anslag-Platform") or "")
    return SavedPage(url, fault=f"the page was cut short when it was saved ({cut})")


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

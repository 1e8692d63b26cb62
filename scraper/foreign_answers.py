"""What a record of another tool's archive says: an answer as a crawl would have received it, or that one came again.

Heads and bodies stay as they are there. Tools differ in what they take off a body and whether they say so: chunks that
are still on are taken off as in a crawl, and a coding that is named but is not there is named otherwise.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from warcio.bufferedreaders import ChunkedDataReader
from warcio.recordloader import ArcWarcRecord

from anslag.scraper.addresses import BadAddress, clean
from anslag.scraper.decoding import MOST
from anslag.scraper.exchange import Fetched, Hop, RawHeaders
from anslag.scraper.foreign_records import address
from anslag.scraper.records import Role
from anslag.scraper.warc import MOST_HEAD, Unreadable, answer_head, body, payload_digest

_KINDS = ("response", "resource", "revisit")
_CODING = b"content-encoding"
_WAS_CODED = b"X-Archived-Content-Encoding"
_MOST_BLOCK = MOST + MOST_HEAD


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer of a server. ``digest`` is what its record states of its payload, else what that is."""

    record: str
    digest: str
    hop: Hop

    def fetched(self, url: str) -> Fetched:
        """What a crawl would have fetched under the address ``url``. Raises :class:`Unreadable`."""
        hop = _plainly_coded(self.hop)
        bare = Fetched(url, (hop,))
        return replace(bare, body=body(hop.body, bare.headers, whole=True))


@dataclass(frozen=True, slots=True)
class Repeat:
    """An answer that another one holds the body of. ``original`` is that one's record, ``before`` its address and date.

    ``hop`` has no body; where its record tells no head, its status is 0.
    """

    record: str
    original: str
    before: tuple[str, str]
    digest: str
    hop: Hop

    def answer(self, original: Answer) -> Answer:
        """The answer with the body that it stands for."""
        told = self.hop if self.hop.status not in (0, 304) else replace(original.hop, at=self.hop.at)
        return Answer(self.record, original.digest, replace(told, url=self.hop.url, body=original.hop.body))


def answer(record: ArcWarcRecord, wanted: Callable[[str], bool]) -> Answer | Repeat | None:
    """The answer in a record; None where it holds none of a ``wanted`` address. Raises :class:`Unreadable`."""
    url = _clean(address(record))
    if not _may_be_page(record) or not (url and wanted(url)):
        return None
    at, block = _date(record.rec_headers.get_header("WARC-Date")), record.raw_stream.read(_MOST_BLOCK)
    if len(block) < min(record.length, _MOST_BLOCK):
        raise EOFError("the file ends in a record")
    if record.rec_type == "revisit":
        return _repeat(record, url, at, block)
    fields = record.rec_headers.get_header
    cut = fields("WARC-Truncated") or ("length" if record.length > _MOST_BLOCK else "")
    if cut:
        raise Unreadable(f"cut short when it was saved ({cut})")
    if record.rec_type == "resource":
        # Bytes that a tool saved without the head that they were sent with.
        kind = (fields("Content-Type") or "").encode("latin-1", "replace")
        head, raw = b"HTTP/1.1 200 OK\r\nContent-Type: " + kind, block
    else:
        head, _, raw = block.partition(b"\r\n\r\n")
    hop = replace(_hop(url, at, head, raw), ip=fields("WARC-IP-Address") or "")
    digest = fields("WARC-Payload-Digest") or payload_digest(hop.body)
    return Answer(_name(record, url, at, block), digest, hop)


def _may_be_page(record: ArcWarcRecord) -> bool:
    # What a crawl of anslag took for a list is none of its releases.
    is_release = record.rec_headers.get_header("Anslag-Role") in (None, str(Role.RELEASE))
    return is_release and record.rec_type in _KINDS


def _repeat(record: ArcWarcRecord, url: str, at: datetime, block: bytes) -> Repeat:
    fields = record.rec_headers.get_header
    told = _clean(fields("WARC-Refers-To-Target-URI") or "")
    return Repeat(
        record=_name(record, url, at, block),
        original=fields("WARC-Refers-To") or "",
        before=(told or url, stamp(fields("WARC-Refers-To-Date"))),
        digest=fields("WARC-Payload-Digest") or "",
        hop=_bare(url, at, block),
    )


def _name(record: ArcWarcRecord, url: str, at: datetime, block: bytes) -> str:
    """The id of a record; where a tool gave it none, one that is the same whenever it is read."""
    return (
        record.rec_headers.get_header("WARC-Record-ID") or f"{url} {at.isoformat()} {payload_digest(block)}"
    )


def stamp(date: str | None) -> str:
    """A WARC date to the second, as an index has it: fourteen digits, fewer where it says less."""
    return "".join(filter(str.isdecimal, date or ""))[:14]


def _clean(url: str) -> str:
    try:
        return clean(url)
    except BadAddress:
        return ""


def _date(date: str | None) -> datetime:
    """When a record was made. Raises :class:`Unreadable`."""
    try:
        at = datetime.fromisoformat((date or "").replace("Z", "+00:00"))
    except ValueError as error:
        raise Unreadable("a record without a date") from error
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _bare(url: str, at: datetime, block: bytes) -> Hop:
    """The head of a repeat, which may be left out."""
    try:
        return _hop(url, at, block.partition(b"\r\n\r\n")[0], b"")
    except Unreadable:
        return Hop(url, at, "", b"", (), "HTTP/1.1", 0, b"", ())


def _hop(url: str, at: datetime, head: bytes, raw: bytes) -> Hop:
    """An answer from its head, the empty line left out. Raises :class:`Unreadable`."""
    status, said = answer_head(head)
    first, *lines = head.split(b"\r\n")
    pairs = (line.partition(b":") for line in lines if b":" in line)
    headers = tuple((name, value.strip(b" \t")) for name, _, value in pairs)
    if any(name == "transfer-encoding" and value.lower() == "chunked" for name, value in said):
        # Gives what is not chunked as it is: some tools take the chunks off and leave the header.
        raw = ChunkedDataReader(io.BytesIO(raw)).read()
    protocol, _, rest = first.partition(b" ")
    reason = rest.partition(b" ")[2]
    return Hop(url, at, "", b"", (), protocol.decode("latin-1"), status, reason, headers, raw)


def _plainly_coded(hop: Hop) -> Hop:
    """The answer without a content coding that was taken off while its header stayed."""
    coded = any(name.lower() == _CODING for name, _ in hop.headers)
    if not coded or not hop.body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return hop
    # No gzip, deflate or Brotli stream of a page begins with "<": the body is text.
    return replace(hop, headers=_renamed(hop.headers))


def _renamed(headers: RawHeaders) -> RawHeaders:
    return tuple((_WAS_CODED if name.lower() == _CODING else name, value) for name, value in headers)

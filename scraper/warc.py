"""One exchange as WARC records and back: pure, the bytes of a record in, a capture out.

WARC 1.1 (https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/). The response (or
revisit) record of the hop that answered comes first and holds, in extension fields, what a server cannot tell:
as soon as that one record is whole, the capture is. The request and the redirects that led there follow.
Heads are as received; chunk framing is taken off the body and its header renamed, content codings stay on.
"""

from __future__ import annotations

import hashlib
from base64 import b32encode
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from io import BytesIO

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders, StatusAndHeadersParserException
from warcio.warcwriter import WARCWriter

from anslag.scraper.decoding import MOST, TooLarge, Undecodable, decoded
from anslag.scraper.exchange import Fetched, Hop
from anslag.scraper.records import Capture, Role, Source

NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
IDENTICAL = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
MOST_HEAD = 1 << 18
"""Bytes that hold the heads of a record, its own and HTTP's, of which h11 takes no more than 64 KB."""
_CHUNKED, _FRAMING_OFF = b"transfer-encoding", b"X-Archived-Transfer-Encoding"


class Unreadable(ValueError):
    """The bytes are no record that can be read; the message says why, in a few words."""


@dataclass(frozen=True, slots=True)
class Page:
    """A response or revisit record. A revisit's ``capture`` has no body; ``refers_to`` says where it lies.

    ``payload`` is the WARC-Payload-Digest, ``record_id`` the WARC-Record-ID.
    """

    capture: Capture
    record_id: str
    payload: str
    refers_to: tuple[str, int] | None = None


@dataclass(frozen=True, slots=True)
class Original:
    """The response that a revisit record refers to, and its place (file, offset)."""

    page: Page
    place: tuple[str, int]

    def is_body_of(self, fetched: Fetched) -> bool:
        """Whether an answer need not be kept again: 304, or the same bytes (WARC 1.1, 6.7)."""
        if fetched.status == 304:
            return True
        same = fetched.status == self.page.capture.status == 200 and not fetched.truncated
        return same and payload_digest(fetched.last.body) == self.page.payload


@dataclass(frozen=True, slots=True)
class Entry:
    """An answer to be archived, what the crawl knows of it beyond the answer itself, and the place (file, offset) of
    the capture before it.

    ``source`` is where another tool had archived it, ``taken_in`` when it was taken from there.
    """

    fetched: Fetched
    role: Role
    release_id: str = ""
    newsroom: str = ""
    platform: str = ""
    previous: tuple[str, int] | None = None
    source: Source | None = None
    taken_in: datetime | None = None


def exchange(entry: Entry, original: Original | None = None) -> list[bytes]:
    """The records of one exchange; the first is the capture's own."""
    fetched = entry.fetched
    fields = {
        "Anslag-Role": str(entry.role),
        "Anslag-Url": fetched.url,
        "Anslag-Via": " ".join(_line(hop.url).replace(" ", "%20") for hop in fetched.hops[:-1]),
        "Anslag-Release-Id": entry.release_id,
        "Anslag-Newsroom": entry.newsroom,
        "Anslag-Platform": entry.platform,
    }
    if entry.source is not None:
        fields |= {"Anslag-Source-File": entry.source.file, "Anslag-Source-Record": entry.source.record}
    if entry.taken_in is not None:
        fields["Anslag-Taken-In"] = _date(entry.taken_in)
    if original is not None:
        fields |= _reference(fetched, original)
    records = _pair(fetched.last, fields, "revisit" if original else "response")
    for hop in fetched.hops[:-1]:
        records += _pair(hop, {}, "response")
    return records


def _reference(fetched: Fetched, original: Original) -> dict[str, str]:
    page = original.page
    return {
        "WARC-Profile": NOT_MODIFIED if fetched.status == 304 else IDENTICAL,
        "WARC-Refers-To": page.record_id,
        "WARC-Refers-To-Target-URI": page.capture.final_url,
        "WARC-Refers-To-Date": _date(page.capture.fetched_at),
        "WARC-Payload-Digest": page.payload,
        "Anslag-Refers-To": f"{original.place[0]} {original.place[1]}",
    }


def warcinfo(name: str, software: str) -> bytes:
    """The record that heads a file."""
    fields = {
        "software": software,
        "format": "WARC File Format 1.1",
        "conformsTo": "https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
    }
    out = BytesIO()
    writer = WARCWriter(out, gzip=False, warc_version="1.1")
    writer.write_record(writer.create_warcinfo_record(name, fields))
    return out.getvalue()


def page(plain: bytes, decoded_body: bytes | None = None) -> Page | None:
    """The capture that a record holds, None where it holds none (a request, a redirect). Raises Unreadable.

    Where ``decoded_body`` is known, the first :data:`MOST_HEAD` bytes of the record are enough.
    """
    record, block = _parsed(plain)
    fields = record.rec_headers.get_header
    role = fields("Anslag-Role")
    if role is None or record.rec_type not in ("response", "revisit"):
        return None
    head, _, raw = block.partition(b"\r\n\r\n")
    status, headers = answer_head(head)
    truncated = fields("WARC-Truncated") or ""
    if decoded_body is None:
        decoded_body = body(raw, headers, whole=not truncated)
    try:
        capture = Capture(
            url=fields("Anslag-Url"),
            final_url=fields("WARC-Target-URI"),
            fetched_at=datetime.fromisoformat(fields("WARC-Date").replace("Z", "+00:00")),
            status=status,
            headers=headers,
            body=decoded_body,
            role=Role(role),
            release_id=fields("Anslag-Release-Id") or "",
            newsroom=fields("Anslag-Newsroom") or "",
            platform=fields("Anslag-Platform") or "",
            truncated=truncated,
            source=_source(fields("Anslag-Source-File"), fields("Anslag-Source-Record")),
        )
        name, _, offset = (fields("Anslag-Refers-To") or "").rpartition(" ")
        place = (name, int(offset)) if offset else None
    except (ValueError, AttributeError) as error:
        raise Unreadable(f"not written by anslag: {error}") from error
    return Page(capture, fields("WARC-Record-ID") or "", fields("WARC-Payload-Digest") or "", place)


def _source(file: str | None, record: str | None) -> Source | None:
    return Source(file or "", record) if record else None


def described(plain: bytes) -> dict[str, str] | None:
    """What an index says of a record: url, timestamp, mime, status, digest, source. Raises Unreadable.

    None of a request, and of a redirect on the way to a capture: they belong to the record before them. The first
    :data:`MOST_HEAD` bytes of ``plain`` are enough.
    """
    record, block = _parsed(plain[:MOST_HEAD])
    fields, kind = record.rec_headers.get_header, record.rec_type
    digits = "".join(filter(str.isdecimal, fields("WARC-Date") or ""))
    facts = {"url": fields("WARC-Target-URI") or "", "timestamp": digits[:14]}
    if kind == "warcinfo":
        return facts | {"url": f"warcinfo:/{fields('WARC-Filename')}", "mime": "warc-info"}
    if fields("Anslag-Role") is None:
        return None
    status, headers = answer_head(block.partition(b"\r\n\r\n")[0])
    sent = next((value for name, value in headers if name == "content-type"), "")
    mime = "warc/revisit" if kind == "revisit" else sent.partition(";")[0].strip()
    facts |= {"mime": mime, "status": str(status), "digest": fields("WARC-Payload-Digest") or ""}
    return facts | {"source": fields("Anslag-Source-Record") or ""}


def resolved(revisit: Capture, original: Capture) -> Capture:
    """A revisit with the body that it stands for; to a 304 also the headers that describe it (RFC 9111, 3.2)."""
    if revisit.status != 304:
        return replace(revisit, body=original.body)
    own = {name for name, _ in revisit.headers if not name.startswith("content-")}
    kept = tuple((name, value) for name, value in original.headers if name not in own)
    fresh = tuple((name, value) for name, value in revisit.headers if name in own)
    return replace(revisit, headers=fresh + kept, body=original.body)


def is_sound(plain: bytes) -> bool:
    """Whether a record agrees with its own length and digest."""
    try:
        return _parsed(plain, check_digests=True)[0].digest_checker.passed is not False
    except Unreadable:
        return False


def body(raw: bytes, headers: tuple[tuple[str, str], ...], *, whole: bool) -> bytes:
    """A body without its content codings; one that was cut may stay as it came. Raises Unreadable."""
    codings = ",".join(value for name, value in headers if name == "content-encoding")
    try:
        return decoded(raw, codings, MOST)
    except (TooLarge, Undecodable) as error:
        if whole:
            raise Unreadable(str(error)) from error
        return raw


def payload(plain: bytes) -> bytes:
    """The body in a record as it was sent: content codings on. Raises Unreadable."""
    return _parsed(plain)[1].partition(b"\r\n\r\n")[2]


def _parsed(plain: bytes, *, check_digests: bool = False) -> tuple[ArcWarcRecord, bytes]:
    """A record and its block, or with ``check_digests`` its payload. Raises Unreadable."""
    try:
        for record in ArchiveIterator(
            BytesIO(plain), no_record_parse=not check_digests, check_digests=check_digests
        ):
            return record, record.raw_stream.read()
    except (ArchiveLoadFailed, StatusAndHeadersParserException, EOFError, ValueError) as error:
        raise Unreadable(f"not a WARC record: {error}") from error
    raise Unreadable("not a WARC record")


def answer_head(start: bytes) -> tuple[int, tuple[tuple[str, str], ...]]:
    """Status and headers (names in lower case) of an HTTP answer, the empty line left out. Raises Unreadable."""
    first, *lines = start.decode("latin-1").split("\r\n")
    pairs = (line.partition(":") for line in lines)
    # Only what HTTP calls white space (RFC 9110, 5.5): Latin-1 has more of it.
    headers = tuple((name.lower(), value.strip(" \t")) for name, _, value in pairs)
    own = _FRAMING_OFF.decode().lower()
    status = first.split(" ")[1:2]
    if not status or not status[0].isascii() or not status[0].isdigit():
        raise Unreadable("no HTTP status line")
    return int(status[0]), tuple((_CHUNKED.decode() if k == own else k, v) for k, v in headers)


class _Raw(StatusAndHeaders):  # type: ignore[misc]
    """A head that is written byte for byte."""

    def __init__(self, head: bytes) -> None:
        super().__init__("as received", [])
        self._head = head

    def compute_headers_buffer(self, header_filter: object = None) -> None:
        del header_filter
        self.headers_buff = self._head


def _pair(hop: Hop, fields: Mapping[str, str], kind: str) -> list[bytes]:
    """The response (or revisit) record and the request record of one hop; none of a request that is not known."""
    protocol = "h2" if hop.protocol == "HTTP/2" else ""
    shared = _given({"WARC-Date": _date(hop.at), "WARC-IP-Address": hop.ip, "WARC-Protocol": protocol})
    own = _given({**fields, "WARC-Truncated": hop.truncated})
    head = replace(hop, protocol=_spoken(hop), headers=tuple(map(_kept, hop.headers))).response_head
    content = b"" if kind == "revisit" else hop.body
    record_id, response = _record(hop.url, kind, {**shared, **own}, head, content)
    if not hop.target:
        return [response]
    _, request = _record(hop.url, "request", {**shared, "WARC-Concurrent-To": record_id}, hop.request_bytes)
    return [response, request]


def _record(
    url: str, kind: str, fields: dict[str, str], head: bytes, content: bytes = b""
) -> tuple[str, bytes]:
    """The id of a record with an HTTP message, and the record."""
    out = BytesIO()
    writer = WARCWriter(out, gzip=False, warc_version="1.1")
    record = writer.create_warc_record(
        _line(url), kind, BytesIO(content), len(content), http_headers=_Raw(head), warc_headers_dict=fields
    )
    writer.write_record(record)
    return record.rec_headers.get_header("WARC-Record-ID"), out.getvalue()


def _given(fields: Mapping[str, str]) -> dict[str, str]:
    return {name: _line(value) for name, value in fields.items() if value}


def _spoken(hop: Hop) -> str:
    # Replay tools know the versions that have a text form; WARC-Protocol says what was really spoken.
    return hop.protocol if hop.protocol in ("HTTP/1.0", "HTTP/1.1") else "HTTP/1.1"


def _kept(header: tuple[bytes, bytes]) -> tuple[bytes, bytes]:
    # The chunks are taken off, so the header that announced them would lie about the body.
    name, value = header
    return (_FRAMING_OFF if name.lower() == _CHUNKED else name), value


def _line(value: str) -> str:
    """A value fit for a WARC header line: what could break the line is escaped."""
    if value.isprintable():
        return value
    return "".join(c if c.isprintable() else f"%{ord(c):02X}" for c in value)


def _date(at: datetime) -> str:
    return second(at).strftime("%Y-%m-%dT%H:%M:%SZ")


def second(at: datetime) -> datetime:
    """A time as WARC-Date holds it: UTC, whole seconds."""
    return at.astimezone(UTC).replace(microsecond=0)


def payload_digest(data: bytes) -> str:
    """What WARC-Payload-Digest says of a body as it was sent."""
    # SHA-1 in base 32 is what the usual tools write and check; the index has SHA-256 of every record.
    return "sha1:" + b32encode(hashlib.sha1(data, usedforsecurity=False).digest()).decode("ascii")

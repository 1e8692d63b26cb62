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
from anslag.scraper.gzip_members import packed
from anslag.scraper.records import Capture, Role

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
        return same and _sha1(fetched.last.body) == self.page.payload


@dataclass(frozen=True, slots=True)
class Notes:
    """What the crawl knows of an answer beyond the answer itself."""

    role: Role
    release_id: str = ""
    newsroom: str = ""
    platform: str = ""


def exchange(fetched: Fetched, notes: Notes, original: Original | None = None) -> list[bytes]:
    """The records of one exchange, each a gzip member; the first is the capture's own."""
    fields = {
        "Anslag-Role": str(notes.role),
        "Anslag-Url": fetched.url,
        "Anslag-Via": " ".join(_line(hop.url).replace(" ", "%20") for hop in fetched.hops[:-1]),
        "Anslag-Release-Id": notes.release_id,
        "Anslag-Newsroom": notes.newsroom,
        "Anslag-Platform": notes.platform,
    }
    if original is not None:
        fields |= _reference(fetched, original)
    records = _pair(fetched.last, fields, "revisit" if original else "response")
    for hop in fetched.hops[:-1]:
        records += _pair(hop, {}, "response")
    return [packed(record) for record in records]


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
    return packed(out.getvalue())


def page(plain: bytes) -> Page | None:
    """The capture that a record holds, None where it holds none (a request, a redirect). Raises Unreadable."""
    record = _record(plain)
    fields = record.rec_headers
    role = fields.get_header("Anslag-Role")
    if role is None or record.rec_type not in ("response", "revisit"):
        return None
    head, _, raw = record.raw_stream.read().partition(b"\r\n\r\n")
    status, headers = answer_head(head)
    truncated = fields.get_header("WARC-Truncated") or ""
    try:
        capture = Capture(
            url=fields.get_header("Anslag-Url"),
            final_url=fields.get_header("WARC-Target-URI"),
            fetched_at=datetime.fromisoformat(fields.get_header("WARC-Date").replace("Z", "+00:00")),
            status=status,
            headers=headers,
            body=body(raw, headers, whole=not truncated),
            role=Role(role),
            release_id=fields.get_header("Anslag-Release-Id") or "",
            newsroom=fields.get_header("Anslag-Newsroom") or "",
            platform=fields.get_header("Anslag-Platform") or "",
            truncated=truncated,
        )
        refers = fields.get_header("Anslag-Refers-To")
        name, _, offset = (refers or "").rpartition(" ")
        place = (name, int(offset)) if refers else None
    except (ValueError, AttributeError) as error:
        raise Unreadable(f"not written by anslag: {error}") from error
    return Page(
        capture,
        fields.get_header("WARC-Record-ID") or "",
        fields.get_header("WARC-Payload-Digest") or "",
        place,
    )


def described(plain: bytes) -> dict[str, str]:
    """What an index says of a record: type, url, timestamp, mime, status, digest. Raises Unreadable.

    ``plain`` need only be its first :data:`MOST_HEAD` bytes.
    """
    head, _, block = plain[:MOST_HEAD].partition(b"\r\n\r\n")
    version, *lines = head.decode("utf-8", "replace").split("\r\n")
    if not version.startswith("WARC/"):
        raise Unreadable("not a WARC record")
    fields = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    kind, digits = fields.get("warc-type", ""), "".join(filter(str.isdecimal, fields.get("warc-date", "")))
    facts = {"type": kind, "url": fields.get("warc-target-uri", ""), "timestamp": digits[:14]}
    if kind == "warcinfo":
        return facts | {"url": f"warcinfo:/{fields.get('warc-filename')}", "mime": "warc-info"}
    if kind in ("response", "revisit"):
        status, headers = answer_head(block.partition(b"\r\n\r\n")[0])
        sent = next((value for name, value in headers if name == "content-type"), "")
        mime = "warc/revisit" if kind == "revisit" else sent.partition(";")[0].strip()
        facts |= {"mime": mime, "status": str(status), "digest": fields.get("warc-payload-digest", "")}
    return facts


def resolved(revisit: Capture, original: Capture) -> Capture:
    """A revisit with the body that it stands for; to a 304 also the headers that describe it (RFC 9111, 3.2)."""
    if revisit.status != 304:
        return replace(revisit, body=original.body)
    own = {name for name, _ in revisit.headers if not name.startswith("content-")}
    kept = tuple((name, value) for name, value in original.headers if name not in own)
    fresh = tuple((name, value) for name, value in revisit.headers if name in own)
    return replace(revisit, headers=fresh + kept, body=original.body)


def sound(plain: bytes) -> bool:
    """Whether a record agrees with its own length and digests."""
    try:
        for record in ArchiveIterator(BytesIO(plain), check_digests=True):
            while record.raw_stream.read(1 << 16):
                pass
            return record.digest_checker.passed is not False
    except (ArchiveLoadFailed, StatusAndHeadersParserException, EOFError, ValueError):
        return False
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


def _record(plain: bytes) -> ArcWarcRecord:
    try:
        for record in ArchiveIterator(BytesIO(plain), no_record_parse=True):
            return record
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
    """The response (or revisit) record and the request record of one hop."""
    protocol = "h2" if hop.protocol == "HTTP/2" else ""
    shared = _given({"WARC-Date": _date(hop.at), "WARC-IP-Address": hop.ip, "WARC-Protocol": protocol})
    own = _given({**fields, "WARC-Truncated": hop.truncated})
    head = _Raw(replace(hop, protocol=_spoken(hop), headers=tuple(map(_kept, hop.headers))).response_head)
    content = b"" if kind == "revisit" else hop.body
    out = BytesIO()
    writer = WARCWriter(out, gzip=False, warc_version="1.1")
    response = writer.create_warc_record(
        _line(hop.url),
        kind,
        BytesIO(content),
        len(content),
        http_headers=head,
        warc_headers_dict={**shared, **own},
    )
    concurrent = {**shared, "WARC-Concurrent-To": response.rec_headers.get_header("WARC-Record-ID")}
    request = writer.create_warc_record(
        _line(hop.url),
        "request",
        BytesIO(),
        0,
        http_headers=_Raw(hop.request_bytes),
        warc_headers_dict=concurrent,
    )
    writer.write_record(response)
    end = out.tell()
    writer.write_record(request)
    return [bytes(out.getbuffer()[:end]), bytes(out.getbuffer()[end:])]


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


def _sha1(data: bytes) -> str:
    # SHA-1 in base 32 is what the usual tools write and check; the index has SHA-256 of every record.
    return "sha1:" + b32encode(hashlib.sha1(data, usedforsecurity=False).digest()).decode("ascii")

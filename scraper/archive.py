"""The truth: every answer as received, in WARC files that any WARC tool opens, and none is ever lost.

WARC 1.1 (https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/), one gzip member a
record. A capture is written in one go and synced to the disk before it counts. What the later stages need
beyond the response (role, release, newsroom, platform) stands in extension fields of the response record, so
the archive alone is enough to build the database. ``manifest.txt`` holds a digest of every record, so that a
flipped or missing byte is found, also where a file ends early at the border of two records.
"""

from __future__ import annotations

import hashlib
import os
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from warcio.archiveiterator import ArchiveIterator
from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from scraper.decoding import Undecodable, decoded
from scraper.exchange import Fetched, Hop
from scraper.records import Archived, Capture, Role

MANIFEST = "manifest.txt"
TORN = "torn.bin"
ROLLOVER = 1_000_000_000
"""Bytes after which a new file is begun."""
MOST_DECODED = 20_000_000
_MEMBER = b"\x1f\x8b\x08\x00\x00\x00\x00\x00"
_CHUNK = 1 << 16
_NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
_IDENTICAL = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"


class ArchiveError(Exception):
    """The archive cannot be written or read; the message says what to do, in one line."""


class ArchiveFull(ArchiveError):
    """No room is left on the disk; the last whole record stays."""


@dataclass(frozen=True, slots=True)
class Damage:
    """A place where the archive is not what was written: WARC file, byte offset, and what is wrong."""

    file: str
    offset: int
    what: str


@dataclass(frozen=True, slots=True)
class _Member:
    """One gzip member of a file: its place and the digest of its raw bytes."""

    offset: int
    length: int
    digest: str


class Archive:
    """The WARC files of one data folder. Appending is for one process at a time (the frontier's lock)."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.damaged: list[Damage] = []
        """What the last :meth:`captures` could not read."""

    # -- writing

    def append(
        self,
        fetched: Fetched,
        *,
        role: Role,
        release_id: str = "",
        newsroom: str = "",
        platform: str = "",
        previous: tuple[str, int] | None = None,
    ) -> Archived:
        """Archives an exchange and syncs it to the disk.

        ``previous`` is the place (file, offset) of the capture that a 304 or an identical body refers to: a
        revisit record is written then. Raises :class:`ArchiveFull` or :class:`ArchiveError`; what was there
        before stays whole.
        """
        before = self.read(*previous) if previous else None
        same = before is not None and (
            fetched.status == 304
            or (fetched.status == 200 and not fetched.truncated and _sha256(fetched.body) == before.sha256)
        )
        fields = {
            "Anslag-Url": fetched.url,
            "Anslag-Role": str(role),
            "Anslag-Release-Id": release_id,
            "Anslag-Newsroom": newsroom,
            "Anslag-Platform": platform,
        }
        members = [record for hop in fetched.hops[:-1] for record in _exchange(hop, {}, None)]
        last = _exchange(fetched.last, fields, (before, *previous) if same and before and previous else None)
        members += last
        self.folder.mkdir(parents=True, exist_ok=True)
        file = self._current()
        start = self._write(file, members)
        offset = start + sum(map(len, members[:-1]))
        capture = Capture(
            url=fetched.url,
            final_url=fetched.final_url,
            fetched_at=_second(fetched.last.at),
            status=fetched.status,
            headers=fetched.headers,
            body=before.capture.body if same and before else fetched.body,
            role=role,
            release_id=release_id,
            newsroom=newsroom,
            platform=platform,
            truncated=fetched.truncated,
        )
        return Archived(capture, file.name, offset, _sha256(capture.body), bool(same))

    def _current(self) -> Path:
        files = self.files()
        if files and files[-1].stat().st_size < ROLLOVER:
            return files[-1]
        file = self.folder / f"anslag-{len(files) + 1:05}.warc.gz"
        self._write(file, [_warcinfo(file.name)])
        return file

    def _write(self, file: Path, members: list[bytes]) -> int:
        """Adds whole records at the end of a file, all or none; gives the offset of the first."""
        try:
            with file.open("ab") as out:
                start = out.tell()
                try:
                    out.write(b"".join(members))
                    out.flush()
                    os.fsync(out.fileno())
                except OSError:
                    _cut(file, start)
                    raise
            at = start
            lines = []
            for member in members:
                lines.append(f"{file.name} {at} {len(member)} {_sha256(member)}\n")
                at += len(member)
            with (self.folder / MANIFEST).open("a", encoding="ascii") as manifest:
                manifest.write("".join(lines))
        except OSError as error:
            raise _refusal(error, self.folder) from error
        return start

    # -- reading

    def files(self) -> list[Path]:
        """The WARC files in the order in which they were written."""
        return sorted(self.folder.glob("anslag-*.warc.gz"))

    def read(self, file: str, offset: int) -> Archived:
        """The capture whose response (or revisit) record begins there. Raises :class:`ArchiveError`."""
        found = self._record(file, offset)
        if found is None:
            raise ArchiveError(f"{file}: there is no response at offset {offset}; run `anslag verify`")
        return found

    def raw(self, file: str, offset: int) -> bytes:
        """The record at ``offset``, its compression taken off. Raises :class:`ArchiveError`."""
        path = self.folder / Path(file).name
        member = _one_member(path, offset) if path.is_file() else None
        if member is None:
            raise ArchiveError(f"{file}: no record at offset {offset}; run `anslag verify`")
        return member[1]

    def captures(self) -> Iterator[Archived]:
        """Every capture in archive order. Damaged records are passed over and noted in :attr:`damaged`."""
        self.damaged = []
        for path in self.files():
            for offset, plain in _members(path, self.damaged):
                if b"\nAnslag-Role:" not in plain[:4000]:
                    continue
                try:
                    found = self._parsed(path.name, offset, plain)
                except ArchiveError as error:
                    self.damaged.append(Damage(path.name, offset, str(error)))
                    continue
                if found is not None:
                    yield found

    def _record(self, file: str, offset: int) -> Archived | None:
        return self._parsed(file, offset, self.raw(file, offset))

    def _parsed(self, file: str, offset: int, plain: bytes) -> Archived | None:
        for record in ArchiveIterator(BytesIO(plain), no_record_parse=False):
            return self._archived(file, offset, record)
        raise ArchiveError(f"record at offset {offset} is damaged")

    def _archived(self, file: str, offset: int, record: ArcWarcRecord) -> Archived | None:
        fields = record.rec_headers
        role = fields.get_header("Anslag-Role")
        if role is None or record.http_headers is None:
            return None
        refers = fields.get_header("Anslag-Refers-To")
        headers = tuple((str(k).lower(), str(v)) for k, v in record.http_headers.headers)
        if refers:
            name, _, place = refers.rpartition(" ")
            body = self.read(name, int(place)).capture.body
        else:
            body = _body(record.raw_stream.read(), dict(headers))
        capture = Capture(
            url=fields.get_header("Anslag-Url") or "",
            final_url=fields.get_header("WARC-Target-URI") or "",
            fetched_at=datetime.fromisoformat(fields.get_header("WARC-Date").replace("Z", "+00:00")),
            status=int(record.http_headers.get_statuscode() or 0),
            headers=headers,
            body=body,
            role=Role(role),
            release_id=fields.get_header("Anslag-Release-Id") or "",
            newsroom=fields.get_header("Anslag-Newsroom") or "",
            platform=fields.get_header("Anslag-Platform") or "",
            truncated=fields.get_header("WARC-Truncated") or "",
        )
        return Archived(capture, file, offset, _sha256(body), bool(refers))

    # -- care

    def repair(self) -> int:
        """Cuts a torn tail off the last file (kept in ``torn.bin``), completes the manifest; gives bytes cut."""
        files = self.files()
        if not files:
            return 0
        last = files[-1]
        whole = 0
        members = []
        for member in _raw_members(last):
            members.append(member)
            whole = member.offset + member.length
        cut = last.stat().st_size - whole
        try:
            if cut:
                with last.open("rb") as torn, (self.folder / TORN).open("ab") as kept:
                    torn.seek(whole)
                    kept.write(torn.read())
                _cut(last, whole)
            if whole == 0:
                last.unlink()
            self._complete(last.name, members)
        except OSError as error:
            raise _refusal(error, self.folder) from error
        return cut

    def _complete(self, name: str, members: list[_Member]) -> None:
        # A crash between the archive and its manifest leaves lines out, or half a line.
        manifest = self.folder / MANIFEST
        known = manifest.read_bytes() if manifest.is_file() else b""
        whole = known[: known.rfind(b"\n") + 1]
        listed = {
            line.split(b" ", 2)[1] for line in whole.splitlines() if line.startswith(name.encode() + b" ")
        }
        missing = [
            f"{name} {m.offset} {m.length} {m.digest}\n"
            for m in members
            if str(m.offset).encode() not in listed
        ]
        if missing or whole != known:
            manifest.write_bytes(whole + "".join(missing).encode("ascii"))

    def verify(self) -> Iterator[Damage]:
        """Every place where the files are not what was written, in order: file, offset and what is wrong."""
        manifest = self.folder / MANIFEST
        if not manifest.is_file():
            if self.files():
                yield Damage(MANIFEST, 0, "the manifest is missing")
            return
        places: dict[str, list[_Member]] = {}
        at = 0
        for line in manifest.read_bytes().splitlines(keepends=True):
            parts = line.split(b" ")
            if (
                len(parts) != 4
                or not parts[1].isdigit()
                or not parts[2].isdigit()
                or not line.endswith(b"\n")
            ):
                yield Damage(MANIFEST, at, "the manifest is damaged here")
            else:
                name, digest = (
                    parts[0].decode("ascii", "replace"),
                    parts[3].strip().decode("ascii", "replace"),
                )
                places.setdefault(name, []).append(_Member(int(parts[1]), int(parts[2]), digest))
            at += len(line)
        for path in self.files():
            if path.name not in places:
                yield Damage(path.name, 0, "the file is not in the manifest")
        for name, members in places.items():
            yield from _compared(self.folder / name, members)

    def digest(self) -> str:
        """A digest of the whole archive: the same content gives the same on any machine (SHA-256, hex)."""
        manifest = self.folder / MANIFEST
        return _sha256(manifest.read_bytes() if manifest.is_file() else b"")


def _compared(path: Path, members: list[_Member]) -> Iterator[Damage]:
    if not path.is_file():
        yield Damage(path.name, 0, "the file is missing")
        return
    size = path.stat().st_size
    end = 0
    with path.open("rb") as file:
        for member in members:
            if member.offset != end:
                yield Damage(
                    MANIFEST, 0, f"{path.name}: a record between {end} and {member.offset} is not listed"
                )
            file.seek(member.offset)
            raw = file.read(member.length)
            if len(raw) < member.length:
                yield Damage(path.name, member.offset, "the record is cut off: the file ends too early")
            elif _sha256(raw) != member.digest:
                yield Damage(path.name, member.offset, "record is damaged")
            end = member.offset + member.length
    if size > end:
        yield Damage(path.name, end, f"{size - end} bytes after the last record")


def _members(path: Path, damaged: list[Damage]) -> Iterator[tuple[int, bytes]]:
    """The records of a file without compression; a damaged one is noted and the next one looked for."""
    offset = 0
    size = path.stat().st_size
    while offset < size:
        found = _one_member(path, offset)
        if found is not None:
            yield offset, found[1]
            offset += found[0]
            continue
        damaged.append(Damage(path.name, offset, f"record at offset {offset} is damaged"))
        offset = _next_member(path, offset + 1, size)


def _next_member(path: Path, start: int, size: int) -> int:
    with path.open("rb") as file:
        at = start
        while at < size:
            file.seek(at)
            chunk = file.read(_CHUNK + len(_MEMBER))
            found = chunk.find(_MEMBER)
            if found >= 0:
                if _one_member(path, at + found) is not None:
                    return at + found
                at += found + 1
            else:
                at += _CHUNK
    return size


def _one_member(path: Path, offset: int) -> tuple[int, bytes] | None:
    """Length in the file and plain bytes of the member at ``offset``, None if it is no whole one."""
    inflate = zlib.decompressobj(31)
    plain: list[bytes] = []
    used = 0
    with path.open("rb") as file:
        file.seek(offset)
        while not inflate.eof:
            chunk = file.read(_CHUNK)
            if not chunk:
                return None
            try:
                plain.append(inflate.decompress(chunk))
            except zlib.error:
                return None
            used += len(chunk) - len(inflate.unused_data)
    return used, b"".join(plain)


def _raw_members(path: Path) -> Iterator[_Member]:
    """The whole members from the file's beginning, up to the first that is not."""
    offset = 0
    size = path.stat().st_size
    while offset < size:
        found = _one_member(path, offset)
        if found is None:
            return
        with path.open("rb") as file:
            file.seek(offset)
            yield _Member(offset, found[0], _sha256(file.read(found[0])))
        offset += found[0]


def _exchange(hop: Hop, fields: dict[str, str], before: tuple[Archived, str, int] | None) -> list[bytes]:
    """The request and the response (or revisit) record of one hop, each a gzip member."""
    date = _second(hop.at).strftime("%Y-%m-%dT%H:%M:%SZ")
    shared = {"WARC-Date": date, **({"WARC-IP-Address": hop.ip} if hop.ip else {})}
    out = BytesIO()
    writer = WARCWriter(out, gzip=True, warc_version="1.1")
    kind = "response"
    extra = {**shared, **{k: _line(v) for k, v in fields.items() if v}}
    body = hop.body
    if hop.truncated:
        extra["WARC-Truncated"] = hop.truncated
    if before is not None:
        kind, body = "revisit", b""
        capture = before[0].capture
        extra |= {
            "WARC-Profile": _NOT_MODIFIED if hop.status == 304 else _IDENTICAL,
            "WARC-Refers-To-Target-URI": _line(capture.final_url),
            "WARC-Refers-To-Date": capture.fetched_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "Anslag-Refers-To": f"{before[1]} {before[2]}",
        }
    status = f"{hop.protocol or 'HTTP/1.1'} {hop.status} {hop.reason.decode('latin-1')}".strip()
    protocol, _, rest = status.partition(" ")
    headers = [(_kept(k), v.decode("latin-1")) for k, v in hop.headers]
    response = writer.create_warc_record(
        _line(hop.url),
        kind,
        BytesIO(body),
        len(body),
        http_headers=StatusAndHeaders(rest, headers, protocol),
        warc_headers_dict=extra,
    )
    target = hop.target.decode("latin-1")
    asked = StatusAndHeaders(
        f"{target} HTTP/1.1",
        [(k.decode("latin-1"), v.decode("latin-1")) for k, v in hop.request_headers],
        hop.method.decode("latin-1"),
    )
    request = writer.create_warc_record(
        _line(hop.url),
        "request",
        http_headers=asked,
        warc_headers_dict={**shared, "WARC-Concurrent-To": response.rec_headers.get_header("WARC-Record-ID")},
    )
    members = []
    for record in (request, response):
        out.seek(0)
        out.truncate()
        writer.write_record(record)
        members.append(out.getvalue())
    return members


def _kept(name: bytes) -> str:
    # The chunks are taken off, so the header that announced them would lie about the body.
    plain = name.decode("latin-1")
    return "X-Archived-Transfer-Encoding" if plain.lower() == "transfer-encoding" else plain


def _warcinfo(name: str) -> bytes:
    out = BytesIO()
    writer = WARCWriter(out, gzip=True, warc_version="1.1")
    writer.write_record(
        writer.create_warcinfo_record(name, {"software": "anslag", "format": "WARC File Format 1.1"})
    )
    return out.getvalue()


def _body(raw: bytes, headers: dict[str, str]) -> bytes:
    try:
        return decoded(raw, headers.get("content-encoding", ""), MOST_DECODED)
    except (Undecodable, ValueError):
        return raw


def _line(value: str) -> str:
    """A value fit for a WARC header line: what could break the line is escaped."""
    return "".join(c if c.isprintable() else f"%{ord(c):02X}" for c in value)


def _second(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(microsecond=0)


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _cut(file: Path, size: int) -> None:
    with file.open("r+b") as out:
        out.truncate(size)
        os.fsync(out.fileno())


def _refusal(error: OSError, folder: Path) -> ArchiveError:
    import errno

    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return ArchiveFull(
            f"no room left for the archive in {folder}; free some space and run the same command again"
        )
    return ArchiveError(f"cannot write to {folder}: {error.strerror}; check the folder's permissions")

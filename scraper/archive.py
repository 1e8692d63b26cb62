"""The truth: every answer as received, in WARC files that any WARC tool opens, and none is ever lost.

A capture is written in one go and synced to the disk before it counts; what a full disk or a crash leaves of
one is taken back. What lies in the files is compared with the two lists of :mod:`anslag.scraper.index` by
:mod:`anslag.scraper.verify`. Captures are in the order of writing, whatever the clock says.
"""

from __future__ import annotations

import errno
import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from itertools import accumulate, repeat
from pathlib import Path

from anslag.scraper import warc
from anslag.scraper.disk import append, cut
from anslag.scraper.exchange import Fetched
from anslag.scraper.gzip_members import Gap, Member, gzip_member, gzip_members, packed
from anslag.scraper.index import (
    INDEX,
    MANIFEST,
    Index,
    Listed,
    Manifest,
    lines_of,
    order,
)
from anslag.scraper.mending import Mended, give_up, mend
from anslag.scraper.permissions import FOLDER
from anslag.scraper.records import Archived, Role
from anslag.scraper.verify import Damage, compared
from anslag.scraper.warc import Entry

ROLLOVER = 1_000_000_000
"""Bytes after which a new file is begun."""
_NAME = re.compile(r"anslag-([0-9]{5,})\.warc\.gz")

__all__ = ["INDEX", "MANIFEST", "ROLLOVER", "Archive", "ArchiveError", "ArchiveFull", "Damage"]


class ArchiveError(Exception):
    """The archive cannot be written or read; the message says what to do, in one line."""


class ArchiveFull(ArchiveError):
    """No room is left on the disk; the last whole record stays."""


@dataclass(slots=True)
class _Tail:
    """Where the next record goes: the file, its size, and the hash of what is in it."""

    file: Path
    end: int
    hashed: hashlib._Hash


class Archive:
    """The WARC files of one data folder. Appending is for one process at a time (the frontier's lock).

    ``rollover`` is the size in bytes after which a new file is begun.
    """

    def __init__(self, folder: Path, *, rollover: int = ROLLOVER) -> None:
        self.folder = folder
        self.damaged: list[Damage] = []
        """What the last :meth:`captures` could not read."""
        self._index = Index(folder)
        self._manifest = Manifest(folder)
        self._digests: dict[str, str] = {}
        self._rollover = rollover
        self._tail: _Tail | None = None

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
        """Archives one answer as :meth:`append_all` does."""
        [one] = self.append_all([Entry(fetched, role, release_id, newsroom, platform, previous)])
        return one

    def append_all(self, entries: Sequence[Entry]) -> list[Archived]:
        """Archives exchanges, all or none, and syncs them to the disk.

        A 304 or an identical body becomes a revisit record of what was there before; where that is damaged the answer
        stands for itself. Raises :class:`ArchiveFull` or :class:`ArchiveError`; what was there before stays whole.
        """
        originals = [self._original(entry) for entry in entries]
        exchanges = list(map(warc.exchange, entries, originals))
        written = [b"".join(map(packed, records)) for records in exchanges]
        with self._refusing():
            tail = self._room()
            *offsets, _ = accumulate(map(len, written), initial=tail.end)
            self._write(tail, b"".join(written))
        pages = [_page_of(records[0], entry) for records, entry in zip(exchanges, entries, strict=True)]
        return list(map(self._archived, repeat(tail.file.name), offsets, pages, originals))

    def _original(self, entry: Entry) -> warc.Original | None:
        """The response that an answer repeats; revisits refer to it and never to each other."""
        try:
            place = entry.previous
            page = self._page(*place) if place else None
            if page is not None and page.refers_to is not None:
                place = page.refers_to
                page = self._page(*place)
        except ArchiveError:
            return None
        if place is None or page is None or page.refers_to is not None:
            return None
        original = warc.Original(page, place)
        return original if original.is_body_of(entry.fetched) else None

    def _room(self) -> _Tail:
        """Where to write now; what an earlier process left is mended first."""
        tail = self._tail
        if tail is None or not tail.file.is_file() or tail.file.stat().st_size != tail.end:
            self.folder.mkdir(FOLDER, parents=True, exist_ok=True)
            tail = self._tail = self._last(self._mended())
        if tail.end == 0 or tail.end >= self._rollover:
            number = _number(tail.file.name) + (tail.end > 0)
            tail = self._tail = self._new(number)
            self._write(tail, packed(warc.warcinfo(tail.file.name, f"anslag/{version('anslag')}")))
        return tail

    def _new(self, number: int) -> _Tail:
        return _Tail(self.folder / f"anslag-{number:05}.warc.gz", 0, hashlib.sha256())

    def _last(self, mended: Mended) -> _Tail:
        files = self.files()
        self._digests = self._manifest.digests()
        listed = self._index.last()
        newest = max(_number(listed.file) if listed else 0, _number(files[-1].name) if files else 0)
        tail = self._new(newest)
        if mended.hashed is not None and tail.file.is_file():
            return _Tail(tail.file, tail.file.stat().st_size, mended.hashed)
        # Behind a file that is missing or damaged nothing is added: its number is used up.
        return self._new(newest + 1)

    def _write(self, tail: _Tail, data: bytes) -> None:
        """Adds records behind the tail and to the lists, all or none."""
        append(tail.file, data)
        hashed = tail.hashed.copy()
        hashed.update(data)
        try:
            self._index.add(one for one in lines_of(tail.file, tail.end) if isinstance(one, Listed))
            self._digests[tail.file.name] = hashed.hexdigest()
            self._manifest.write(self._digests)
        except BaseException:
            cut(tail.file, tail.end)
            self._tail = None
            raise
        tail.end += len(data)
        tail.hashed = hashed

    def repair(self) -> int:
        """Mends what a crash left; gives how many bytes of a torn tail were cut off.

        Bytes after the last whole record are moved to the folder ``torn``; whole records that the index does not
        have yet are listed. Damage elsewhere stays as it is, and what is listed and :meth:`missing`
        stays listed. Raises :class:`ArchiveFull` or :class:`ArchiveError`.
        """
        return self._mended().torn

    def _mended(self) -> Mended:
        with self._refusing():
            self._tail = None
            return mend(self.files(), self._index, self._manifest)

    def listed(self) -> Iterator[Listed]:
        """What the index lists, in archive order."""
        return iter(self._index)

    def missing(self) -> Iterator[Listed]:
        """What was written and is in the files no more: a file was cut, or taken away."""
        sizes: dict[str, int] = {}
        for one in self._index:
            if one.end > sizes.get(one.file, -1):
                # Looked at after the line was read: a crawl that works meanwhile writes the file first.
                file = self.folder / one.file
                sizes[one.file] = file.stat().st_size if file.is_file() else 0
            if one.end > sizes[one.file]:
                yield one

    def give_up(self) -> list[Listed]:
        """Forgets what is :meth:`missing`, for a person who cannot bring it back; gives it.

        Raises :class:`ArchiveFull` or :class:`ArchiveError`.
        """
        with self._refusing():
            self._tail = None
            missing = list(self.missing())
            if missing:
                give_up(self.files(), self._index, self._manifest, missing)
            return missing

    @contextmanager
    def _refusing(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise _refusal(error, self.folder) from error

    # -- reading

    def files(self) -> list[Path]:
        """The WARC files in the order in which they were written."""
        found = (path for path in self.folder.glob("anslag-*.warc.gz") if _NAME.fullmatch(path.name))
        return sorted(found, key=lambda path: order(path.name))

    def read(self, file: str, offset: int) -> Archived:
        """The capture whose response (or revisit) record begins there. Raises :class:`ArchiveError`."""
        return self._archived(file, offset, self._page(file, offset))

    def raw(self, file: str, offset: int) -> bytes:
        """The record at ``offset``, its compression taken off. Raises :class:`ArchiveError`."""
        if not _NAME.fullmatch(file):
            raise ArchiveError(f"{file!r} is not a file of the archive")
        try:
            with (self.folder / file).open("rb") as opened:
                found = gzip_member(opened, offset)
        except OSError as error:
            raise ArchiveError(f"cannot read {self.folder / file}: {error.strerror}") from error
        if found is None:
            raise ArchiveError(
                f"{file}: record at offset {offset} is damaged or missing; run `anslag verify`"
            )
        return found.plain

    def payload(self, file: str, offset: int) -> bytes:
        """The body of a capture as it was sent, content codings on. Raises :class:`ArchiveError`."""
        place = self._page(file, offset).refers_to or (file, offset)
        try:
            return warc.payload(self.raw(*place))
        except warc.Unreadable as error:
            raise ArchiveError(f"{place[0]}: record at offset {place[1]} cannot be read: {error}") from error

    def captures(self, after: tuple[str, int] | None = None) -> Iterator[Archived]:
        """Every capture in archive order, or those behind the place ``after`` (file, offset).

        Damaged records are passed over and noted in :attr:`damaged`; a tail that is still being written, or
        was never finished, is none.
        """
        self.damaged = []
        last = self._index.last()
        end = (order(last.file), last.end) if last else None
        # Of the first record that was cut off a part may be there.
        cut = self._note_missing()
        for path in self.files():
            if after is not None and order(path.name) < order(after[0]):
                continue
            start = after[1] if after is not None and path.name == after[0] else 0
            for found in gzip_members(path, start):
                if path.name in cut and found.offset >= cut[path.name]:
                    break
                if isinstance(found, Gap):
                    if end is None or (order(path.name), found.offset) < end:
                        self._note(path.name, found.offset)
                elif (path.name, found.offset) != after and (one := self._found(path.name, found)):
                    yield one

    def _note_missing(self) -> dict[str, int]:
        """Notes what is missing; gives by file where that begins."""
        first: dict[str, int] = {}
        count: Counter[str] = Counter()
        for one in self.missing():
            first.setdefault(one.file, one.offset)
            count[one.file] += 1
        for file, offset in first.items():
            others = f", and {count[file] - 1} after it" if count[file] > 1 else ""
            self.damaged.append(Damage(file, offset, f"record at offset {offset} is missing{others}"))
        return first

    def _found(self, file: str, found: Member) -> Archived | None:
        try:
            page = warc.page(found.plain)
            return None if page is None else self._archived(file, found.offset, page)
        except (ArchiveError, warc.Unreadable) as error:
            self._note(file, found.offset, f": {error}")
            return None

    def _note(self, file: str, offset: int, why: str = "") -> None:
        self.damaged.append(Damage(file, offset, f"record at offset {offset} is damaged{why}"))

    def _page(self, file: str, offset: int) -> warc.Page:
        try:
            page = warc.page(self.raw(file, offset))
        except warc.Unreadable as error:
            raise ArchiveError(f"{file}: record at offset {offset} cannot be read: {error}") from error
        if page is None:
            raise ArchiveError(f"{file}: the record at offset {offset} is no capture")
        return page

    def _archived(
        self, file: str, offset: int, page: warc.Page, original: warc.Original | None = None
    ) -> Archived:
        capture = page.capture
        if page.refers_to is not None:
            before = original.page if original else self._page(*page.refers_to)
            capture = warc.resolved(capture, before.capture)
        return Archived(capture, file, offset, _sha256(capture.body), page.refers_to is not None)

    # -- care

    def verify(self, told: Callable[[int, int], None] = lambda _done, _all: None) -> Iterator[Damage]:
        """Every place where the files are not what was written: file, offset of the record, what is wrong.

        ``told`` learns how many MB were read, of how many.
        """
        yield from compared(self.files(), self._index, self._manifest, told)

    def digest(self) -> str:
        """A digest of the whole archive: the same content gives the same on any machine (SHA-256, hex)."""
        known, made = self._manifest.digests(), hashlib.sha256()
        for path in self.files():
            with path.open("rb") as file:
                own = known.get(path.name) or hashlib.file_digest(file, "sha256").hexdigest()
            made.update(f"{own}  {path.name}\n".encode("ascii"))
        return made.hexdigest()


def _page_of(record: bytes, entry: Entry) -> warc.Page:
    """What will be read back of a capture's record."""
    fetched = entry.fetched
    cut = bool(fetched.truncated)
    body = warc.body(fetched.last.body, fetched.headers, whole=False) if cut else fetched.body
    page = warc.page(record[: warc.MOST_HEAD], body)
    assert page is not None
    return page


def _number(name: str) -> int:
    match = _NAME.fullmatch(name)
    return int(match[1]) if match else 0


def _sha256(*pieces: bytes) -> str:
    made = hashlib.sha256()
    for piece in pieces:
        made.update(piece)
    return made.hexdigest()


def _refusal(error: OSError, folder: Path) -> ArchiveError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return ArchiveFull(
            f"no room left for the archive in {folder}; free some space and run the same command again"
        )
    return ArchiveError(f"cannot write to {folder}: {error.strerror}; check the folder's permissions")

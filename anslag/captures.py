"""Which captures an archive has, in its order, as far as they are known from the builds before.

An archive only grows: what lies behind the last capture that is known is read, the rest is not looked at again while
its files are what they were. Where one is not, all of it is read once more.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate, groupby
from operator import itemgetter
from typing import Any

from anslag.build_cache import BUILT, BuildCache, DamagedCache, damage_found
from anslag.db.progress import ProgressCallback, silent
from anslag.db.revisions import ResponseRow
from anslag.readings import page_key
from anslag.scraper.archive import INDEX, Archive
from anslag.scraper.index import hashed
from anslag.scraper.records import Archived, Role

WHOLE = (200, 203, 304)
"""The statuses of answers that hold a page."""
_FACT = "captures"
_MB = 1_000_000
_RELEASE = "role = 'release' AND release_id <> ''"
_COLUMNS = (
    "sequence, url, at, status, sha256, file, offset, role, release_id, final_url, newsroom, truncated, page, "
    "source_file, source_record"
)
_SEEN = "release_id, sequence, file, offset, status, sha256, at, final_url, newsroom, truncated, page"


@dataclass(frozen=True, slots=True)
class Seen:
    """One capture of a release without its body. ``at`` is UTC in ISO 8601; ``page`` names its reading."""

    file: str
    offset: int
    status: int
    sha256: str
    at: str
    url: str
    newsroom: str
    truncated: str
    page: str

    @property
    def is_page(self) -> bool:
        """Whether there is something to read: a whole answer that was not cut."""
        return self.status in WHOLE and not self.truncated


@dataclass(frozen=True, slots=True)
class Filed:
    """A release and its captures, oldest first; ``number`` is the least of their places among all captures.

    Archive order is that of writing: what was taken in from the archives of others may be older than what stands
    before it.
    """

    id: str
    number: int
    seen: tuple[Seen, ...]


class _Look:
    """How far the look through an archive is that begins behind the place ``after``, in MB."""

    def __init__(
        self, stamps: dict[str, list[int]], after: tuple[str, int] | None, told: ProgressCallback
    ) -> None:
        files = {name: size for name, (size, _) in stamps.items() if name != INDEX}
        *starts, end = accumulate(files.values(), initial=0)
        self._starts = dict(zip(files, starts, strict=True))
        self._begin = self._starts[after[0]] + after[1] if after else 0
        # A piece of a MB is one, so that there is an end.
        self._every = -(-(end - self._begin) // _MB)
        self._done, self._told = 0, told
        told(0, self._every)

    def at(self, file: str, offset: int) -> None:
        """A capture is taken in."""
        done = (self._starts.get(file, 0) + offset - self._begin) // _MB
        if done > self._done:
            self._done = done
            self._told(done, self._every)

    def ended(self) -> None:
        """All of it is looked through."""
        self._told(self._every, self._every)


class Captures:
    """The captures of ``archive`` as ``kept`` has them. ``maker`` is the signature of what looks at them."""

    def __init__(self, kept: BuildCache, archive: Archive, maker: str) -> None:
        self._kept, self._archive, self._maker = kept, archive, maker
        self.last = 0
        """The number of the last capture."""
        self.damaged: tuple[str, ...] = ()
        """What could not be read of the archive, a line each."""

    # -- what is new

    def take_in(self, looking: ProgressCallback = silent) -> None:
        """Learns what the archive has. Where that is not what it had before and something after it, the database that
        was made of it is none to go on from. ``looking`` is told how many MB of it were looked through."""
        known = self._kept.fact(_FACT)
        stamps = self._stamps()
        if known is not None and known["maker"] != self._maker:
            known = None
        if known is not None:
            self.last, self.damaged = known["last"], tuple(known["damaged"])
        if known is None or known["stamps"] != stamps:
            self._scan(known, stamps, looking)

    def _stamps(self) -> dict[str, list[int]]:
        """Size of every file, and when it was last written, in nanoseconds."""
        paths = [*self._archive.files(), self._archive.folder / INDEX]
        found = ((path.name, path.stat()) for path in paths if path.is_file())
        return {name: [one.st_size, one.st_mtime_ns] for name, one in found}

    def _scan(
        self, known: dict[str, Any] | None, stamps: dict[str, list[int]], looking: ProgressCallback
    ) -> None:
        """Reads what was added to what was ``known``, or all of the archive."""
        added = known is not None and self._has_grown(known, stamps)
        still = added
        with self._kept.together():
            made, after = 0, None
            if known is not None and added:
                made, after = known["sum"], self._last_place()
            else:
                self._kept.db.execute("DELETE FROM captures")
                self.last, self.damaged = 0, ()
            look = _Look(stamps, after, looking)
            for one in self._archive.captures(after):
                look.at(one.file, one.offset)
                self.last += 1
                made = self._add(_row(self.last, one), made)
                still = still or (known is not None and [self.last, made] == [known["last"], known["sum"]])
            said = (f"{one.file}: {one.what}" for one in self._archive.damaged)
            self.damaged = tuple(dict.fromkeys((*self.damaged, *said)))
            look.ended()
            fact = {"maker": self._maker, "last": self.last, "sum": made, "damaged": self.damaged}
            self._kept.put(_FACT, {**fact, "stamps": stamps, "digests": self._digests(known, stamps)})
            if not still:
                self._kept.put(BUILT, None)

    def _has_grown(self, known: dict[str, Any], stamps: dict[str, list[int]]) -> bool:
        """Whether every file begins as it was, and none but the last one is longer."""
        before = known["stamps"]
        files = [name for name in stamps if name != INDEX]
        old = [name for name in before if name != INDEX]
        # Damage that was found may be mended meanwhile.
        if known["damaged"] or files[: len(old)] != old or (INDEX in before) != (INDEX in stamps):
            return False
        if any(stamps[name][0] != before[name][0] for name in old[:-1]):
            return False
        return all(
            stamps[name] == before[name] or self._digest(name, before[name][0]) == known["digests"][name]
            for name in old
        )

    def _digests(self, known: dict[str, Any] | None, stamps: dict[str, list[int]]) -> dict[str, str]:
        """The SHA-256 of each file as far as it went when its stamp was taken."""
        before = known or {"stamps": {}, "digests": {}}
        return {
            name: before["digests"][name]
            if before["stamps"].get(name) == stamp
            else self._digest(name, stamp[0])
            for name, stamp in stamps.items()
            if name != INDEX
        }

    def _digest(self, name: str, size: int) -> str:
        """The SHA-256 of the beginning of a file; "" where it is shorter."""
        made = hashlib.sha256()
        with (self._archive.folder / name).open("rb") as file:
            return made.hexdigest() if hashed(file, size, made) else ""

    def _last_place(self) -> tuple[str, int] | None:
        row = self._kept.db.execute(
            "SELECT file, offset FROM captures ORDER BY sequence DESC LIMIT 1"
        ).fetchone()
        return (str(row[0]), int(row[1])) if row else None

    def _add(self, row: tuple[str | int, ...], made: int) -> int:
        marks = ",".join("?" * len(row))
        self._kept.db.execute(f"INSERT INTO captures ({_COLUMNS}) VALUES ({marks})", row)
        return _sum(row, made)

    def check(self) -> None:
        """Raises :class:`DamagedCache` unless every capture stands as it was kept."""
        made = 0
        with damage_found():
            [said] = self._kept.db.execute("PRAGMA integrity_check(captures)").fetchone()
            for row in self._kept.db.execute(f"SELECT {_COLUMNS} FROM captures ORDER BY sequence"):
                made = _sum(row, made)
        if said != "ok" or made != self._kept.fact(_FACT)["sum"]:
            raise DamagedCache("the captures are damaged")

    # -- what there is

    def __contains__(self, release_id: str) -> bool:
        return bool(self._rows(f"SELECT 1 FROM captures WHERE release_id = ? AND {_RELEASE}", release_id))

    def newest(self) -> str:
        """The time of the newest capture of a release, "" without one."""
        return str(self._rows(f"SELECT coalesce(max(at), '') FROM captures WHERE {_RELEASE}")[0][0])

    def count(self, after: int = 0) -> int:
        """The number of releases that have a capture behind the number ``after``."""
        sql = f"SELECT count(DISTINCT release_id) FROM captures WHERE sequence > ? AND {_RELEASE}"
        return int(self._rows(sql, after)[0][0])

    def since(self, after: int) -> list[str]:
        """The releases that have a capture behind the number ``after``, by their ids."""
        sql = f"SELECT DISTINCT release_id FROM captures WHERE sequence > ? AND {_RELEASE} ORDER BY 1"
        return [row[0] for row in self._rows(sql, after)]

    def unread(self, after: int = 0) -> int:
        """About how many pages behind the number ``after`` have no reading yet."""
        marks = ",".join(map(str, WHOLE))
        sql = (
            f"SELECT count(DISTINCT page) FROM captures WHERE sequence > ? AND {_RELEASE} AND truncated = '' "
            f"AND status IN ({marks}) AND page NOT IN (SELECT page FROM readings)"
        )
        return int(self._rows(sql, after)[0][0])

    def lacking(self) -> Iterator[Seen]:
        """One capture of each page that has no reading yet, in archive order; readings may be kept meanwhile."""
        marks = ",".join(map(str, WHOLE))
        with damage_found():
            self._kept.db.execute("DROP TABLE IF EXISTS temp.lacking")
            self._kept.db.execute(
                f"CREATE TEMP TABLE lacking AS SELECT min(sequence) AS sequence FROM captures WHERE {_RELEASE} "
                f"AND truncated = '' AND status IN ({marks}) AND page NOT IN (SELECT page FROM readings) GROUP BY page"
            )
        sql = f"SELECT {_SEEN} FROM captures JOIN temp.lacking USING (sequence) WHERE sequence > ? ORDER BY sequence"
        for row in self._each(sql, 0):
            yield Seen(*row[2:])

    def responses(self, after: int = 0) -> Iterator[tuple[int, ResponseRow]]:
        """Every answer behind the number ``after``, with its number."""
        sql = (
            "SELECT sequence, url, at, status, sha256, file, offset, role, release_id, source_file, source_record "
            "FROM captures WHERE sequence > ? ORDER BY sequence"
        )
        for row in self._each(sql, after):
            yield row[0], ResponseRow(*row[1:])

    def releases(self) -> Iterator[Filed]:
        """Every release with its captures, in the order in which the releases came."""
        first = f"SELECT release_id, min(sequence) AS number FROM captures WHERE {_RELEASE} GROUP BY 1"
        sql = (
            f"SELECT number, {_SEEN} FROM captures JOIN ({first}) USING (release_id) WHERE {_RELEASE} "
            "ORDER BY number, at, sequence"
        )
        for (number, release_id), rows in groupby(self._each(sql), key=itemgetter(0, 1)):
            yield Filed(release_id, number, tuple(Seen(*row[3:]) for row in rows))

    def release(self, release_id: str) -> Filed | None:
        """One release with its captures; None where there is none."""
        sql = f"SELECT {_SEEN} FROM captures WHERE release_id = ? AND {_RELEASE} ORDER BY at, sequence"
        rows = self._rows(sql, release_id)
        return (
            Filed(release_id, min(row[1] for row in rows), tuple(Seen(*row[2:]) for row in rows))
            if rows
            else None
        )

    def _rows(self, sql: str, *values: str | int) -> list[Any]:
        with damage_found():
            return self._kept.db.execute(sql, values).fetchall()

    def _each(self, sql: str, *values: str | int) -> Iterator[Any]:
        with damage_found():
            yield from self._kept.db.execute(sql, values)


def _row(number: int, one: Archived) -> tuple[str | int, ...]:
    """A capture as it is kept, in the order of the columns."""
    c = one.capture
    is_release = c.role is Role.RELEASE and c.release_id
    said = (
        c.url,
        c.fetched_at.isoformat(),
        c.status,
        one.sha256,
        one.file,
        one.offset,
        str(c.role),
        c.release_id,
    )
    page = page_key(c, one.sha256) if is_release else ""
    source = (c.source.file, c.source.record) if c.source else ("", "")
    return number, *said, c.final_url, c.newsroom, c.truncated, page, *source


def _sum(row: tuple[str | int, ...], before: int) -> int:
    return zlib.crc32(repr(row).encode("utf-8", "surrogatepass"), before)

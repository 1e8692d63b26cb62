"""crawl.db: which addresses are to be fetched, which were, and with what outcome.

The archive is synced before the frontier says that an address is fetched; :meth:`Frontier.reconcile` takes over
what a crash left between the two, so that nothing archived is asked for again, and makes due what the archive
has lost. So crawl.db may lose its last commits, or be lost itself. SQLite in WAL mode; one crawl at a time.
"""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import asdict
from operator import attrgetter
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from anslag.scraper.addresses import origin
from anslag.scraper.archive import Archive
from anslag.scraper.crawl_tables import (
    ADD,
    ADDED,
    LINE,
    LOG,
    LOSE,
    REQUEST,
    TAKEN_OVER,
    VERSION,
    LogLine,
    Request,
    create,
    line,
    place,
    request,
    row,
    taken_over,
)
from anslag.scraper.lock import InUse, Lock
from anslag.scraper.permissions import FOLDER, begin
from anslag.scraper.records import Archived, Role

if TYPE_CHECKING:
    from sqlite_utils import Database

__all__ = ["Frontier", "FrontierError", "InUse", "LogLine", "Request"]

LOCK = "crawl.lock"
"""The file that a crawl holds beside crawl.db."""
_AT_ONCE = 1000
_ADDED = attrgetter(*ADDED)


class FrontierError(Exception):
    """crawl.db cannot be used; the message says what to do, in one line."""


class Frontier:
    """The crawl's own state. Use as a context manager; raises :class:`InUse` if a crawl runs already."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.visit = 0
        self._due: dict[int, int] = {}

    def __enter__(self) -> Self:
        self._path.parent.mkdir(FOLDER, parents=True, exist_ok=True)
        self._lock = Lock(self._path.with_name(LOCK))
        try:
            begin(self._path)
            self._db = _opened(self._path)
            self._prepare()
            # Kept, for each look-up of a table asks SQLite first whether it is a view: a tenth of a crawl's time.
            self._addresses, self._fetches = self._db.table("addresses"), self._db.table("fetches")
        except sqlite3.OperationalError:
            # The disk, not the data: full, read-only or failing.
            self._close()
            raise
        except sqlite3.DatabaseError as error:
            self._close()
            raise self._damaged(error) from error
        except BaseException:
            self._close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()
        if type(error) is sqlite3.DatabaseError:
            raise self._damaged(error) from error

    def _damaged(self, error: sqlite3.DatabaseError) -> FrontierError:
        return FrontierError(f"{self._path}: {error}; move the file away, it is made anew from the archive")

    def _close(self) -> None:
        if hasattr(self, "_db"):
            self._db.close()
        self._lock.release()

    def _prepare(self) -> None:
        self._db.enable_wal()
        # A power cut may take the last commits, but never their order; reconcile makes up for them.
        self._db.execute("PRAGMA synchronous = NORMAL")
        version = self._one("PRAGMA user_version")
        if version > VERSION:
            raise FrontierError(f"{self._path} was written by a newer anslag; update anslag to use it")
        if version < VERSION:
            with self._db.atomic():
                create(self._db, version)

    @contextmanager
    def _synced(self) -> Iterator[None]:
        """A transaction that also survives a power cut."""
        self._db.execute("PRAGMA synchronous = FULL")
        try:
            with self._db.atomic():
                yield
        finally:
            self._db.execute("PRAGMA synchronous = NORMAL")

    def _one(self, query: str, *values: object) -> Any:
        found = self._db.execute(query, values).fetchone()
        return None if found is None else found[0]

    # -- a visit

    def begin(self, started: str) -> bool:
        """Opens a visit, or goes on with one that was broken off; true when it goes on.

        What the archive has lost is due in it again. ``started`` is UTC in ISO 8601.
        """
        with self._synced():
            open_visit = self._open_visit()
            self.visit = open_visit or 1 + self._one("SELECT coalesce(max(visit), 0) FROM visits")
            if open_visit is None:
                self._db.table("visits").insert({"visit": self.visit, "started": started, "finished": ""})
            self._db.execute(
                "UPDATE addresses SET visit = ?, state = 'due', tries = 0, not_before = 0 "
                "WHERE url IN (SELECT url FROM lost)",
                (self.visit,),
            )
            self._db.execute("DELETE FROM lost")
        self._due.clear()
        return open_visit is not None

    def _open_visit(self) -> int | None:
        found = self._one("SELECT visit FROM visits WHERE finished = '' ORDER BY visit DESC LIMIT 1")
        return None if found is None else int(found)

    def finish(self, finished: str) -> None:
        """Closes the visit: the next one asks again for what may have changed. ``finished`` is UTC, ISO 8601."""
        with self._synced():
            self._db.table("visits").update(self.visit, {"finished": finished})

    def add(self, requests: Iterable[Request]) -> int:
        """Adds addresses, each due once a visit; gives how many became due. Known ones keep their validators."""
        rows = [(*_ADDED(request), self.visit) for request in requests]
        before = self._db.conn.total_changes
        with self.together():
            self._db.conn.executemany(ADD, rows)
        added = self._db.conn.total_changes - before
        self._count(added)
        return added

    def next(self, host: str, now: float, without: Sequence[str] = ()) -> Request | None:
        """The most wanted address of ``host`` that may be asked for at ``now`` (Unix time), None if none is due.

        ``without`` are addresses that are being fetched.
        """
        placeholders = ",".join("?" * len(without))
        where = (
            f"host = ? AND state = 'due' AND visit = ? AND not_before <= ? AND url NOT IN ({placeholders})"
        )
        values = (host, self.visit, now, *without)
        order = "priority DESC, depth, url"
        return self._first_request(where, values, order)

    def _first_request(
        self, where: str, values: Sequence[object], order: str | None = None
    ) -> Request | None:
        # Not Table.rows_where, which lists all tables first: 0.3 ms a question, this 0.05.
        ordered = f"ORDER BY {order}" if order else ""
        rows = self._db.query(f"SELECT {REQUEST} FROM addresses WHERE {where} {ordered} LIMIT 1", values)
        return next(map(request, rows), None)

    def wait(self, host: str) -> float | None:
        """The Unix time at which ``host`` has an address that may be asked for, None when nothing is due."""
        found = self._one(
            "SELECT min(not_before) FROM addresses WHERE host = ? AND state = 'due' AND visit = ?",
            host,
            self.visit,
        )
        return None if found is None else float(found)

    def hosts(self) -> list[str]:
        """The hosts that have something due."""
        # From one host to the next through the index, past all the addresses of each.
        following = "SELECT min(host) FROM addresses WHERE state = 'due' AND visit = ? AND host > ?"
        found = [""]
        while (host := self._one(following, self.visit, found[-1])) is not None:
            found.append(str(host))
        return found[1:]

    def get(self, url: str) -> Request | None:
        """What is known of an address, None if it is new."""
        return self._first_request("url = ?", (url,))

    def of_release(self, release_id: str) -> list[str]:
        """The addresses under which a release is known."""
        where = "release_id = ? AND release_id != ''"
        rows = self._addresses.rows_where(where, (release_id,), select="url", order_by="url")
        return [row["url"] for row in rows]

    def due(self) -> int:
        """How many addresses are still to be fetched in this visit."""
        if self.visit not in self._due:
            self._due[self.visit] = self._addresses.count_where("state = 'due' AND visit = ?", (self.visit,))
        return self._due[self.visit]

    def _count(self, more: int) -> None:
        if self.visit in self._due:
            self._due[self.visit] += more

    # -- outcomes

    def together(self) -> AbstractContextManager[object]:
        """What is done while it lasts is one transaction, or part of the one that is open."""
        return nullcontext() if self._db.conn.in_transaction else self._db.atomic()

    def done(
        self, entry: LogLine, archived: Archived | None = None, etag: str = "", modified: str = ""
    ) -> None:
        """Logs a fetch and takes its address off the list.

        ``archived`` with its validators is kept for the next visit when the answer is good to compare with.
        """
        with self.together():
            self._done(entry, archived, etag, modified)

    def _done(self, entry: LogLine, archived: Archived | None, etag: str, modified: str) -> None:
        self._log(entry)
        # Table.update takes 119 µs, this 28: it reads the row first, and asks no condition.
        self._count(
            -self._db.execute(
                "UPDATE addresses SET state = 'done' WHERE url = ? AND state = 'due' AND visit = ?",
                (entry.url, self.visit),
            ).rowcount
        )
        if archived is not None:
            # A 304 whose page cannot be read any more is nothing to compare with: ask for the page next time.
            empty = archived.capture.status == 304 and not archived.unchanged
            kept = ("", "", "", 0) if empty else (etag, modified, *place(archived))
            self._db.execute(
                "UPDATE addresses SET etag = ?, modified = ?, file = ?, offset = ? WHERE url = ?",
                (*kept, entry.url),
            )

    def again(self, entry: LogLine, not_before: float) -> None:
        """Logs a try that failed for now; the address is due again at ``not_before`` (Unix time)."""
        with self.together():
            self._log(entry)
            self._db.execute(
                "UPDATE addresses SET tries = tries + 1, not_before = ? WHERE url = ?",
                (not_before, entry.url),
            )

    def _log(self, entry: LogLine) -> None:
        # Table.insert takes 112 µs, this 24: it looks at the table's columns first.
        self._db.execute(LOG, row(entry, self.visit))

    # -- after a crash

    def reconcile(self, archive: Archive) -> list[tuple[str, int]]:
        """Brings the log in line with a repaired archive; to be called before :meth:`begin`.

        What the archive holds beyond the log is taken over as fetched, in the visit that was broken off; with
        an empty log, as a visit of its own that is over. What the log places where the archive has nothing any
        more becomes due. Gives the places (file, offset) of the listings and feeds that a visit that goes on
        has taken over, now or before: they may not have been read, and reading them twice does no harm.
        """
        ends = {path.name: path.stat().st_size for path in archive.files()}
        for one in archive.missing():
            # Of the first record that was cut off a part may be there.
            ends[one.file] = min(one.offset, ends.get(one.file, 0))
        self._forget(ends)
        visit = self._open_visit()
        self.visit = visit or self._one("SELECT max(visit) FROM visits") or 1
        self.take_over(archive.captures(self._last()))
        if visit is None:
            with self._synced():
                self._db.execute(
                    "INSERT OR IGNORE INTO visits SELECT visit, min(at), max(at) FROM fetches "
                    "WHERE visit = ? GROUP BY visit",
                    (self.visit,),
                )
            return []
        where = "visit = ? AND kind = ? AND role IN ('listing', 'feed') AND file != ''"
        rows = self._fetches.rows_where(where, (visit, TAKEN_OVER), order_by="sequence")
        return [(str(row["file"]), int(row["offset"])) for row in rows]

    def address_at(self, file: str, offset: int) -> str:
        """The address whose answer was logged at a place of the archive; "" if none was."""
        return str(self._one("SELECT url FROM fetches WHERE file = ? AND offset = ?", file, offset) or "")

    def _last(self) -> tuple[str, int] | None:
        """The last place in the archive that is logged."""
        rows = self._fetches.rows_where("file != ''", order_by="file DESC, offset DESC", limit=1)
        return next(((str(row["file"]), int(row["offset"])) for row in rows), None)

    def _forget(self, whole: dict[str, int]) -> None:
        """Takes out of the log and the addresses what lies beyond the place up to which a file is ``whole``."""
        beyond = "FROM fetches WHERE file = ? AND offset >= ?"
        file = ""
        with self._db.atomic():
            while file := self._one("SELECT min(file) FROM fetches WHERE file > ?", file) or "":
                ends = (file, whole.get(file, 0))
                self._db.execute(
                    "INSERT OR IGNORE INTO lost SELECT url FROM addresses WHERE file = ? AND offset >= ? "
                    f"AND url IN (SELECT url {beyond})",
                    (*ends, *ends),
                )
                self._db.execute(
                    "UPDATE fetches SET file = '', offset = 0, message = 'lost from the archive' "
                    "WHERE file = ? AND offset >= ?",
                    ends,
                )
            if self._one("SELECT count(*) FROM lost"):
                self._db.execute(LOSE)

    def take_over(self, captures: Iterable[Archived]) -> int:
        """Marks as done what the archive holds beyond the last logged place; gives how many were taken over.

        What was taken in from the archives of others was never asked for, so it is not of a visit.
        """
        last = self._last() or ("", -1)
        count = 0
        batch: list[Archived] = []
        for one in captures:
            if place(one) > last and one.capture.source is None:
                batch.append(one)
                count += 1
            if len(batch) == _AT_ONCE:
                self._take(batch)
                batch = []
        self._take(batch)
        return count

    def _take(self, batch: Iterable[Archived]) -> None:
        with self._db.atomic():
            for one in batch:
                c = one.capture
                if c.role is not Role.ROBOTS:
                    known = Request(c.url, str(origin(c.url)), c.role, c.newsroom, c.platform, c.release_id)
                    new = {**asdict(known), "visit": self.visit, "state": "due"}
                    self._addresses.insert(new, pk="url", ignore=True)
                role = self._one("SELECT role FROM addresses WHERE url = ?", c.url)
                # An answer that is archived under another role was found to be no release.
                wanted = role in (None, c.role)
                line = taken_over(one, wanted=wanted)
                headers = dict(c.headers)
                good = line.outcome in ("stored", "unchanged")
                self._done(
                    line, one if good else None, headers.get("etag", ""), headers.get("last-modified", "")
                )

    # -- what newsrooms give

    def yields(self, newsroom: str, most: int) -> list[int]:
        """How many releases a newsroom listed at each of its last ``most`` visits that were in order."""
        rows = self._db.table("yields").rows_where(
            "newsroom = ? AND visit < ?", (newsroom, self.visit), order_by="visit DESC", limit=most
        )
        return [int(row["listed"]) for row in rows]

    def save_yield(self, newsroom: str, listed: int) -> None:
        """Keeps how many releases a newsroom listed in this visit."""
        self._db.table("yields").insert(
            {"newsroom": newsroom, "visit": self.visit, "listed": listed},
            pk=("newsroom", "visit"),
            replace=True,
        )

    # -- the log

    def log(self, visit: int | None = None, newsroom: str | None = None) -> Iterator[LogLine]:
        """The fetch log of a visit (this one by default), in order; of one newsroom where it is named."""
        named = [] if newsroom is None else [newsroom]
        where = f"visit = ? {'AND newsroom = ?' * len(named)}"
        values = (self.visit if visit is None else visit, *named)
        return map(line, self._fetches.rows_where(where, values, select=LINE, order_by="sequence"))


def _opened(path: Path) -> Database:
    # sqlite-utils loads pandas along where that is installed: 0.4 s and 50 MB that a crawl has no use for.
    with _hidden("pandas"):
        from sqlite_utils import Database

    return Database(
        sqlite3.connect(path, isolation_level=None), recursive_triggers=False, execute_plugins=False
    )


@contextmanager
def _hidden(library: str) -> Iterator[None]:
    """While it lasts, a library that is not loaded yet cannot be."""
    if library in sys.modules:
        yield
        return
    sys.modules[library] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        del sys.modules[library]

"""crawl.db: which addresses are to be fetched, which were, and with what outcome.

The archive is synced before the frontier says that an address is fetched; :meth:`Frontier.open` takes over
what a crash left between the two, so that nothing archived is asked for again. SQLite in WAL mode; one crawl
at a time, held by a lock on the file itself that the system lets go when the process dies.
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from scraper.outcomes import Outcome
from scraper.records import Archived, Role

VERSION = 1
_SCHEMA = """
CREATE TABLE IF NOT EXISTS addresses (
    url TEXT PRIMARY KEY,            -- canonical address
    host TEXT NOT NULL,              -- origin ("https://host")
    role TEXT NOT NULL,              -- robots, feed, listing, release
    newsroom TEXT NOT NULL,          -- the start address that led here
    platform TEXT NOT NULL,
    release_id TEXT NOT NULL,        -- identity of the release, '' for other roles
    priority REAL NOT NULL,          -- higher is fetched first
    depth INTEGER NOT NULL,          -- pages of listing between it and the start
    headline TEXT NOT NULL,
    visit INTEGER NOT NULL,          -- the crawl in which it was last due
    state TEXT NOT NULL,             -- due, done
    not_before REAL NOT NULL,        -- Unix time before which it must not be asked for
    tries INTEGER NOT NULL,          -- in this visit
    etag TEXT NOT NULL,
    modified TEXT NOT NULL,          -- Last-Modified as sent
    file TEXT NOT NULL,              -- the newest good answer in the archive
    offset INTEGER NOT NULL,
    sha256 TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS due ON addresses (host, state, priority DESC, depth, url);
CREATE INDEX IF NOT EXISTS by_release ON addresses (release_id) WHERE release_id != '';
CREATE TABLE IF NOT EXISTS fetches (
    sequence INTEGER PRIMARY KEY,    -- the order of things, whatever the clock says
    visit INTEGER NOT NULL,
    url TEXT NOT NULL,
    role TEXT NOT NULL,
    newsroom TEXT NOT NULL,
    release_id TEXT NOT NULL,
    at TEXT NOT NULL,                -- UTC
    seconds REAL NOT NULL,
    status INTEGER NOT NULL,         -- 0: no answer
    outcome TEXT NOT NULL,           -- stored, unchanged, skipped, retried, failed
    kind TEXT NOT NULL,              -- why skipped, retried or failed
    message TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    file TEXT NOT NULL,              -- '' when nothing was archived
    offset INTEGER NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS fetches_by_visit ON fetches (visit, outcome);
CREATE TABLE IF NOT EXISTS visits (
    visit INTEGER PRIMARY KEY,
    started TEXT NOT NULL,
    finished TEXT NOT NULL           -- '' while it runs or was broken off
) STRICT;
"""


class InUse(Exception):
    """Another crawl works on this data folder; the message names its process."""


class FrontierError(Exception):
    """crawl.db cannot be used; the message says what to do, in one line."""


@dataclass(frozen=True, slots=True)
class Request:
    """An address to be fetched, and what is known of it from earlier visits."""

    url: str
    host: str
    role: Role
    newsroom: str = ""
    platform: str = ""
    release_id: str = ""
    priority: float = 0.0
    depth: int = 0
    headline: str = ""
    not_before: float = 0.0
    tries: int = 0
    etag: str = ""
    modified: str = ""
    file: str = ""
    offset: int = 0
    sha256: str = ""

    @property
    def place(self) -> tuple[str, int] | None:
        """Where the newest good answer lies in the archive (file, offset), None if there is none."""
        return (self.file, self.offset) if self.file else None


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the fetch log. ``at`` is UTC in ISO 8601."""

    url: str
    role: Role
    newsroom: str
    release_id: str
    at: str
    seconds: float
    status: int
    outcome: Outcome
    kind: str = ""
    message: str = ""
    bytes: int = 0
    file: str = ""
    offset: int = 0


_COLUMNS = (
    "url, host, role, newsroom, platform, release_id, priority, depth, headline, not_before, tries, etag, modified, "
    "file, offset, sha256"
)


class Frontier:
    """The crawl's own state. Use as a context manager; raises :class:`InUse` if a crawl runs already."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = path.with_suffix(".lock")
        self._held: int | None = None
        self.visit = 0

    def __enter__(self) -> Self:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._hold()
        try:
            self._db = sqlite3.connect(self._path, isolation_level=None)
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA synchronous = NORMAL")
            version = self._db.execute("PRAGMA user_version").fetchone()[0]
            if version > VERSION:
                raise FrontierError(f"{self._path} was written by a newer anslag; update anslag to use it")
            self._db.executescript(_SCHEMA)
            self._db.execute(f"PRAGMA user_version = {VERSION}")
        except sqlite3.DatabaseError as error:
            self._release()
            raise FrontierError(
                f"{self._path}: {error}; move the file away, it is made anew from the archive"
            ) from error
        except FrontierError:
            self._release()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._db.close()
        self._release()

    def _hold(self) -> None:
        held = os.open(self._lock, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            process = os.read(held, 32).decode("ascii", "replace").strip() or "unknown"
            os.close(held)
            raise InUse(
                f"{self._path.parent} is in use by process {process}; wait until that crawl has ended"
            ) from error
        os.ftruncate(held, 0)
        os.pwrite(held, f"{os.getpid()}\n".encode(), 0)
        self._held = held

    def _release(self) -> None:
        if self._held is not None:
            os.close(self._held)
            self._held = None

    # -- a visit

    def begin(self, started: str) -> bool:
        """Opens a visit, or goes on with one that was broken off; true when it goes on."""
        row = self._db.execute(
            "SELECT visit FROM visits WHERE finished = '' ORDER BY visit DESC LIMIT 1"
        ).fetchone()
        if row:
            self.visit = row[0]
            return True
        self.visit = self._db.execute("SELECT coalesce(max(visit), 0) + 1 FROM visits").fetchone()[0]
        self._db.execute("INSERT INTO visits VALUES (?, ?, '')", (self.visit, started))
        return False

    def finish(self, finished: str) -> None:
        """Closes the visit: the next one asks again for what may have changed."""
        self._db.execute("UPDATE visits SET finished = ? WHERE visit = ?", (finished, self.visit))

    def add(self, requests: Iterable[Request]) -> int:
        """Adds addresses, each due once a visit; gives how many became due. Known ones keep their validators."""
        rows = [
            (
                r.url,
                r.host,
                str(r.role),
                r.newsroom,
                r.platform,
                r.release_id,
                r.priority,
                r.depth,
                r.headline,
                self.visit,
            )
            for r in requests
        ]
        before = self._db.total_changes
        self._db.execute("BEGIN IMMEDIATE")
        try:
            self._db.executemany(
                "INSERT INTO addresses VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'due', 0, 0, '', '', '', 0, '') "
                "ON CONFLICT (url) DO UPDATE SET visit = excluded.visit, state = 'due', tries = 0, "
                "priority = max(priority, excluded.priority), "
                "headline = CASE excluded.headline WHEN '' THEN headline ELSE excluded.headline END "
                "WHERE addresses.visit < excluded.visit",
                rows,
            )
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")
        return self._db.total_changes - before

    def next(self, host: str, now: float, without: Sequence[str] = ()) -> Request | None:
        """The most wanted address of ``host`` that may be asked for at ``now`` (Unix time), None if none is due.

        ``without`` are addresses that are being fetched.
        """
        marks = ",".join("?" * len(without))
        row = self._db.execute(
            f"SELECT {_COLUMNS} FROM addresses WHERE host = ? AND state = 'due' AND visit = ? AND not_before <= ? "
            f"AND url NOT IN ({marks}) ORDER BY priority DESC, depth, url LIMIT 1",
            (host, self.visit, now, *without),
        ).fetchone()
        return _request(row) if row else None

    def wait(self, host: str) -> float | None:
        """The Unix time at which ``host`` has an address that may be asked for, None when nothing is due."""
        row = self._db.execute(
            "SELECT min(not_before) FROM addresses WHERE host = ? AND state = 'due' AND visit = ?",
            (host, self.visit),
        ).fetchone()
        return None if row[0] is None else float(row[0])

    def hosts(self) -> list[str]:
        """The hosts that have something due."""
        rows = self._db.execute(
            "SELECT DISTINCT host FROM addresses WHERE state = 'due' AND visit = ? ORDER BY host",
            (self.visit,),
        )
        return [row[0] for row in rows]

    def get(self, url: str) -> Request | None:
        """What is known of an address, None if it is new."""
        row = self._db.execute(f"SELECT {_COLUMNS} FROM addresses WHERE url = ?", (url,)).fetchone()
        return _request(row) if row else None

    def of_release(self, release_id: str) -> list[str]:
        """The addresses under which a release is known."""
        return [
            row[0]
            for row in self._db.execute(
                "SELECT url FROM addresses WHERE release_id = ? ORDER BY url", (release_id,)
            )
        ]

    def due(self) -> int:
        """How many addresses are still to be fetched in this visit."""
        row = self._db.execute(
            "SELECT count(*) FROM addresses WHERE state = 'due' AND visit = ?", (self.visit,)
        ).fetchone()
        return int(row[0])

    # -- outcomes

    def done(
        self, entry: Entry, archived: Archived | None = None, etag: str = "", modified: str = ""
    ) -> None:
        """Logs a fetch and takes its address off the list, in one transaction.

        ``archived`` with its validators is kept for the next visit when the answer is good to compare with.
        """
        self._db.execute("BEGIN IMMEDIATE")
        try:
            self._log(entry)
            self._db.execute("UPDATE addresses SET state = 'done' WHERE url = ?", (entry.url,))
            if archived is not None:
                self._db.execute(
                    "UPDATE addresses SET etag = ?, modified = ?, file = ?, offset = ?, sha256 = ? WHERE url = ?",
                    (etag, modified, archived.file, archived.offset, archived.sha256, entry.url),
                )
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    def again(self, entry: Entry, not_before: float) -> None:
        """Logs a try that failed for now; the address is due again at ``not_before`` (Unix time)."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            self._log(entry)
            self._db.execute(
                "UPDATE addresses SET tries = tries + 1, not_before = ? WHERE url = ?",
                (not_before, entry.url),
            )
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    def _log(self, e: Entry) -> None:
        self._db.execute(
            "INSERT INTO fetches (visit, url, role, newsroom, release_id, at, seconds, status, outcome, kind, message, bytes, "
            "file, offset) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                self.visit,
                e.url,
                str(e.role),
                e.newsroom,
                e.release_id,
                e.at,
                e.seconds,
                e.status,
                str(e.outcome),
                str(e.kind),
                e.message,
                e.bytes,
                e.file,
                e.offset,
            ),
        )

    def take_over(self, captures: Iterable[Archived]) -> int:
        """Marks as done what the archive holds beyond the last logged place (a crash between the two).

        With an empty log this makes crawl.db anew from the archive. Gives how many were taken over.
        """
        last = self._db.execute(
            "SELECT file, offset FROM fetches WHERE file != '' ORDER BY file DESC, offset DESC LIMIT 1"
        ).fetchone()
        logged = tuple(last) if last else ("", -1)
        count = 0
        for one in captures:
            if (one.file, one.offset) <= logged:
                continue
            c = one.capture
            good = c.status == 200 and not c.truncated
            self._db.execute(
                "INSERT OR IGNORE INTO addresses VALUES (?, '', ?, ?, ?, ?, 0, 0, '', ?, 'done', 0, 0, '', '', '', 0, '')",
                (c.url, str(c.role), c.newsroom, c.platform, c.release_id, self.visit),
            )
            outcome = Outcome.UNCHANGED if one.unchanged else Outcome.STORED if good else Outcome.FAILED
            entry = Entry(
                c.url,
                c.role,
                c.newsroom,
                c.release_id,
                c.fetched_at.isoformat(),
                0.0,
                c.status,
                outcome,
                "taken over",
                "",
                len(c.body),
                one.file,
                one.offset,
            )
            headers = dict(c.headers)
            kept = one if good else None
            self.done(entry, kept, headers.get("etag", ""), headers.get("last-modified", ""))
            count += 1
        return count

    def counts(self) -> dict[str, int]:
        """How many fetches of this visit had each outcome."""
        rows = self._db.execute(
            "SELECT outcome, count(*) FROM fetches WHERE visit = ? GROUP BY outcome", (self.visit,)
        )
        return dict(rows.fetchall())

    def log(self, visit: int | None = None) -> Iterator[Entry]:
        """The fetch log of a visit (this one by default), in order."""
        rows = self._db.execute(
            "SELECT url, role, newsroom, release_id, at, seconds, status, outcome, kind, message, bytes, file, offset "
            "FROM fetches WHERE visit = ? ORDER BY sequence",
            (self.visit if visit is None else visit,),
        )
        for row in rows:
            (
                url,
                role,
                newsroom,
                release_id,
                at,
                seconds,
                status,
                outcome,
                kind,
                message,
                size,
                file,
                offset,
            ) = row
            yield Entry(
                url,
                Role(role),
                newsroom,
                release_id,
                at,
                seconds,
                status,
                Outcome(outcome),
                kind,
                message,
                size,
                file,
                offset,
            )


def _request(row: Sequence[object]) -> Request:
    url, host, role, *rest = row
    return Request(str(url), str(host), Role(str(role)), *rest)  # type: ignore[arg-type]

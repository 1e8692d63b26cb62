"""The crawl: hosts side by side, each asked politely; it goes on where it was broken off, and one bad page never ends it.

:func:`crawl` fills the archive and ``crawl.db`` of a data folder; :mod:`anslag.scraper.fetcher` fetches single pages
with the same manners. Ctrl-C, or SIGTERM, lets requests in flight finish; a second one does not.
"""

from __future__ import annotations

import asyncio
import errno
import signal
import sqlite3
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

from anslag.scraper.addresses import BadAddress, Guard, Origin, clean
from anslag.scraper.archive import Archive, ArchiveError, ArchiveFull
from anslag.scraper.client import Bounds, Client
from anslag.scraper.discovery import Discovery
from anslag.scraper.disk import reached_limit
from anslag.scraper.frontier import Frontier
from anslag.scraper.host_queue import LOOK_AGAIN, HostQueue, Stopped, finished
from anslag.scraper.hosts import Hosts
from anslag.scraper.journal import Journal, Observer, Silent, Summary, now, opened
from anslag.scraper.permissions import own
from anslag.scraper.politeness import steady_wall
from anslag.scraper.visits import Visits

LOG = "crawl.log"
_STOPS = (signal.SIGINT, signal.SIGTERM)


class CrawlError(Exception):
    """A crawl that cannot start or go on; the message says what to do, in one line."""


@dataclass(frozen=True, slots=True)
class Options:
    """How to crawl. ``delay`` and ``backoff`` are in seconds, ``contact`` an e-mail or web address."""

    contact: str = ""
    delay: float = 1.0
    only_likely: bool = False
    hosts_at_once: int = 100
    backoff: float = 1.0
    bounds: Bounds = field(default_factory=Bounds)

    @property
    def agent(self) -> str:
        """The User-Agent: name, version, and whom to tell."""
        return f"anslag/{version('anslag')}" + (f" (+{self.contact})" if self.contact else "")


def crawl(
    data: Path, starts: Sequence[str], options: Options | None = None, observer: Observer | None = None
) -> Summary:
    """Fetches what the newsrooms and releases at ``starts`` have, into the data folder.

    Without ``starts`` an interrupted crawl is taken up again. Raises CrawlError (an address that cannot be
    used, a folder that cannot be written), scraper.frontier.InUse and FrontierError, and
    scraper.archive.ArchiveError (ArchiveFull when the disk is full).
    """
    began = time.monotonic()
    try:
        own(data)
        with Frontier(data / "crawl.db") as frontier, opened(data / LOG, observer or Silent()) as journal:
            work = _Crawl(Archive(data / "archive"), frontier, journal, options or Options())
            work.begin(starts)
            with suppress(KeyboardInterrupt):
                asyncio.run(work.run())
            return work.end(time.monotonic() - began)
    except sqlite3.OperationalError as error:
        if "full" in str(error) or reached_limit(error):
            raise _full(data) from error
        raise CrawlError(f"cannot use {data / 'crawl.db'}: {error}") from error
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise _full(data) from error
        raise CrawlError(f"cannot use the data folder {data}: {error.strerror or error}") from error


def _full(data: Path) -> ArchiveFull:
    return ArchiveFull(f"no room left in {data}; free some space and run the same command again")


class _Crawl:
    """One run of a crawl."""

    def __init__(self, archive: Archive, frontier: Frontier, journal: Journal, options: Options) -> None:
        self._archive = archive
        self._frontier = frontier
        self._journal = journal
        self._options = options
        self._loopback: set[Origin] = set()
        self._discovery = Discovery(frontier, journal, self._loopback, only_likely=options.only_likely)
        self._wall = steady_wall()
        self._visits = Visits(archive, frontier, journal, self._discovery, wall=self._wall)
        self._stop = asyncio.Event()
        self._repaired = 0
        self._resumed = False
        self._whole = False

    def begin(self, starts: Sequence[str]) -> None:
        """Repairs what a crash left, and fills the frontier."""
        try:
            addresses = [clean(start) for start in starts]
        except BadAddress as error:
            raise CrawlError(str(error)) from error
        self._repaired = self._archive.repair()
        if self._repaired:
            self._journal.note(
                f"repaired {self._repaired} bytes of tail that a crash had left in the archive"
            )
        if self._archive.migrated:
            self._journal.note("the archive's manifest.txt is now index.cdxj and manifest-sha256.txt")
        for one in self._archive.missing():
            self._journal.lost(one.file, one.offset, self._frontier.address_at(one.file, one.offset))
        unread = self._frontier.reconcile(self._archive)
        self._resumed = self._frontier.begin(now())
        if not (self._resumed or starts):
            raise CrawlError("no crawl to go on with; name a newsroom or a release to crawl")
        for address in addresses:
            self._discovery.start(address)
        self._discovery.revisit()
        for place in unread:
            with suppress(ArchiveError):
                self._discovery.reread(self._archive.read(*place))

    async def run(self) -> None:
        """Works until nothing is due, or until it is told to stop."""
        with _soft_stop(self._stop):
            async with Client(self._options.agent, Guard(self._loopback), self._options.bounds) as client:
                hosts = Hosts(
                    client,
                    self._options.delay,
                    backoff=self._options.backoff,
                    keep=self._visits.keep_robots,
                    sleep=self._sleep,
                )
                await self._work(client, hosts)
        self._whole = not self._stop.is_set()

    async def _work(self, client: Client, hosts: Hosts) -> None:
        running: dict[asyncio.Task[None], str] = {}
        due = set(self._frontier.hosts())
        shown = 0.0
        cut = True
        try:
            while not self._stop.is_set():
                due |= self._discovery.taken_hosts()
                for host in sorted(due - set(running.values())):
                    if len(running) < self._options.hosts_at_once:
                        due.discard(host)
                        running[asyncio.create_task(self._queue(host, client, hosts).work())] = host
                if not running:
                    break
                done, _ = await asyncio.wait(running, timeout=LOOK_AGAIN, return_when=asyncio.FIRST_COMPLETED)
                if self._wall() - shown >= LOOK_AGAIN:
                    shown = self._wall()
                    self._journal.left(self._frontier.due())
                for task in done:
                    del running[task]
                    task.result()
            # A second Ctrl-C may come before this: it does not wait for the requests in flight.
            cut = not self._stop.is_set()
        finally:
            await finished(running, cut=cut)

    def _queue(self, host: str, client: Client, hosts: Hosts) -> HostQueue:
        return HostQueue(
            host,
            client,
            hosts,
            frontier=self._frontier,
            discovery=self._discovery,
            visits=self._visits,
            journal=self._journal,
            first_wait=self._options.backoff,
            wall=self._wall,
            sleep=self._sleep,
        )

    async def _sleep(self, seconds: float) -> None:
        """Sleeps, or raises Stopped as soon as the crawl is to stop."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._stop.wait()
        if self._stop.is_set():
            raise Stopped

    def end(self, seconds: float) -> Summary:
        """Closes the visit when it is whole, and sums up."""
        waiting = self._frontier.due()
        if self._whole:
            self._visits.leave(self._frontier.hosts())
            self._frontier.finish(now())
            self._discovery.judge(whole=not self._resumed)
        return self._journal.summary(
            seconds=seconds, waiting=waiting, interrupted=not self._whole, repaired=self._repaired
        )


@contextmanager
def _soft_stop(stop: asyncio.Event) -> Iterator[None]:
    """While it lasts, the first Ctrl-C or SIGTERM sets ``stop``; the second one acts as ever."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    loop = asyncio.get_running_loop()
    before = {number: signal.getsignal(number) for number in _STOPS}

    def restore() -> None:
        for number, handler in before.items():
            loop.remove_signal_handler(number)
            signal.signal(number, handler)

    def asked() -> None:
        restore()
        stop.set()

    for number in _STOPS:
        loop.add_signal_handler(number, asked)
    try:
        yield
    finally:
        if not stop.is_set():
            restore()

"""One host of a crawl: its addresses one at a time; one that is to be tried again lets the others pass meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from contextlib import AsyncExitStack, suppress
from dataclasses import replace

from tenacity import RetryCallState

from anslag.scraper.addresses import BadAddress
from anslag.scraper.client import Client
from anslag.scraper.discovery import Discovery
from anslag.scraper.exchange import Failure, Fetched
from anslag.scraper.frontier import Frontier, Request
from anslag.scraper.hosts import Hosts
from anslag.scraper.journal import HostState, Journal
from anslag.scraper.memory_slot import MemorySlot
from anslag.scraper.outcomes import TRIES, Kind
from anslag.scraper.politeness import LONGEST_WAIT, Clock, Sleep, retrying
from anslag.scraper.visits import Attempt, Visits, validators

LOOK_AGAIN = 1.0
"""Seconds after which a waiting host is looked at again: another may have named an address of it."""
_UNREACHABLE_IN_A_ROW = 8


class Stopped(Exception):
    """Ends a wait because the crawl is to stop."""


class HostQueue:
    """Asks one host for what is due. ``wall`` is Unix time; ``sleep`` raises :class:`Stopped` when the crawl stops."""

    def __init__(
        self,
        host: str,
        client: Client,
        hosts: Hosts,
        *,
        frontier: Frontier,
        discovery: Discovery,
        visits: Visits,
        journal: Journal,
        first_wait: float,
        wall: Clock,
        sleep: Sleep,
    ) -> None:
        self._host = host
        self._client = client
        self._hosts = hosts
        self._frontier = frontier
        self._discovery = discovery
        self._visits = visits
        self._journal = journal
        self._first_wait = first_wait
        self._wall = wall
        self._sleep = sleep
        self._turn = asyncio.Lock()
        self._in_hand: dict[str, asyncio.Task[None]] = {}
        self._unreachable = 0
        self._closed = ""

    async def work(self) -> None:
        """Works until nothing is due, the host is given up, or the crawl stops."""
        cut = True
        try:
            with suppress(Stopped):
                while not self._closed and await self._step():
                    pass
            # What waits to be tried again at a host that is given up is left for the next crawl.
            cut = bool(self._closed)
        finally:
            await finished(self._in_hand.values(), cut=cut)
        self._journal.host(HostState(self._host, f"stopped: {self._closed}" if self._closed else "done"))

    async def _step(self) -> bool:
        """Takes the next address in hand, or waits for one; false when there is none."""
        async with self._turn:
            for url in [url for url, task in self._in_hand.items() if task.done()]:
                self._in_hand.pop(url).result()
        if self._closed:
            return False
        request = self._frontier.next(self._host, self._wall(), tuple(self._in_hand))
        if request is None:
            return await self._waited()
        self._in_hand[request.url] = asyncio.create_task(self._page(request))
        # It takes its turn before the next step waits for one.
        await self._sleep(0)
        return True

    async def _waited(self) -> bool:
        """Waits for the host's next due time; false when nothing is due, or not in this crawl."""
        at = self._frontier.wait(self._host)
        left = LOOK_AGAIN if at is None else max(at - self._wall(), 0.001)
        if not self._in_hand and (at is None or left > LONGEST_WAIT):
            return False
        self._journal.host(HostState(self._host, f"waiting {left:.0f} s to try again"))
        if self._in_hand:
            await asyncio.wait(
                self._in_hand.values(), timeout=LOOK_AGAIN, return_when=asyncio.FIRST_COMPLETED
            )
        else:
            await self._sleep(min(left, LOOK_AGAIN))
        return True

    async def _page(self, request: Request) -> None:
        """Asks for one address until there is an answer to keep, or it is given up."""
        # The host's turn, and slot for the answer: held from a question until its answer is taken in or put back.
        async with AsyncExitStack() as held:
            tries = 0

            async def attempt() -> Attempt:
                nonlocal tries
                await held.enter_async_context(self._turn)
                slot = await held.enter_async_context(self._client.memory_slot())
                tries += 1
                return await self._asked(replace(request, tries=tries - 1), slot)

            async def put_back(state: RetryCallState) -> None:
                self._visits.again(_attempt(state), state.upcoming_sleep)
                await held.aclose()

            again = retrying(
                lambda tried: TRIES.get(tried.verdict.kind, 1) if tried.verdict.kind else 1,
                lambda tried: self._visits.asked_to_wait(tried.answer),
                first=self._first_wait,
                sleep=self._sleep,
                before_sleep=put_back,
            )
            with suppress(Stopped):
                await self._visits.finish(await again(attempt))

    async def _asked(self, request: Request, slot: MemorySlot) -> Attempt:
        try:
            scope = self._discovery.scope(request.newsroom)
        except BadAddress as error:
            answer: Fetched | Failure = Failure(request.url, Kind.BAD_ADDRESS, str(error))
        else:
            request = self._visits.checked(request)
            self._journal.host(HostState(request.host, "fetching"))
            answer = await self._client.get(
                request.url, self._hosts.admission(scope), validators(request), slot
            )
        self._note(answer)
        return self._visits.judged(request, answer, self._hosts.clock(request.url))

    def _note(self, answer: Fetched | Failure) -> None:
        """Gives the host up when it refuses all, or cannot be reached again and again."""
        kind = answer.kind if isinstance(answer, Failure) else None
        self._unreachable = self._unreachable + 1 if kind is Kind.UNREACHABLE else 0
        if kind in (Kind.ROBOTS_UNREACHABLE, Kind.ROBOTS_DELAY):
            self._closed = str(kind)
        elif self._unreachable >= _UNREACHABLE_IN_A_ROW:
            self._closed = f"not reachable {self._unreachable} times in a row: left for the next crawl"
            self._journal.note(f"{self._host}: {self._closed}")


def _attempt(state: RetryCallState) -> Attempt:
    assert state.outcome is not None
    tried: Attempt = state.outcome.result()
    return tried


async def finished(tasks: Iterable[asyncio.Task[None]], *, cut: bool) -> None:
    """Waits for tasks to end; ``cut`` ends them now. Raises what one of them raised."""
    listed = list(tasks)
    for task in listed:
        if cut:
            task.cancel()
    for result in await asyncio.gather(*listed, return_exceptions=True):
        if isinstance(result, Exception) and not cut:
            raise result

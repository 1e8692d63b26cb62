"""The door that every request passes: scope, robots.txt, then the host's turn.

One :class:`Hosts` serves a whole crawl; hosts do not wait for each other.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from anslag.scraper import robots
from anslag.scraper.addresses import Origin, Scope, origin
from anslag.scraper.client import Admission, Client, Refused
from anslag.scraper.exchange import Failure, Fetched
from anslag.scraper.outcomes import Kind
from anslag.scraper.politeness import Clock, HostClock, Sleep, retry_after, retrying

_TRIES = 3
Keep = Callable[[Origin, Fetched | Failure, robots.Rules], Awaitable[None]]


@dataclass(slots=True)
class _Host:
    clock: HostClock
    rules: robots.Rules = field(default_factory=robots.Rules)
    asked_at: float = -robots.FRESH
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


class Hosts:
    """What is known of each host in this crawl.

    ``delay`` is the least pause in seconds, ``backoff`` the first wait after a failed robots.txt.
    ``keep`` is called with every answer for robots.txt, so that it can be archived.
    """

    def __init__(
        self,
        client: Client,
        delay: float,
        *,
        backoff: float = 1.0,
        keep: Keep | None = None,
        clock: Clock = time.monotonic,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._client = client
        self._delay = delay
        self._backoff = backoff
        self._keep = keep
        self._time = clock
        self._sleep = sleep
        self._hosts: dict[Origin, _Host] = {}

    def clock(self, url: str) -> HostClock:
        """The clock of the address's host."""
        return self._host(origin(url)).clock

    def admission(self, scope: Scope) -> Admission:
        """The door for the addresses of one newsroom."""

        @asynccontextmanager
        async def admit(url: str) -> AsyncIterator[None]:
            if url not in scope:
                raise Refused(Kind.OUT_OF_SCOPE, f"out of scope: {url}")
            rules = await self.rules(url)
            if not rules.allow(url):
                raise Refused(rules.kind, rules.refusal or f"disallowed by robots.txt: {url}")
            async with self.clock(url).turn():
                yield

        return admit

    async def rules(self, url: str) -> robots.Rules:
        """The rules for an address, asked for anew when they are a day old."""
        place = origin(url)
        host = self._host(place)
        async with host.lock:
            if self._time() - host.asked_at >= robots.FRESH:
                answer = await self._robots(place)
                host.rules = robots.rules(answer)
                host.asked_at = self._time()
                host.clock.at_least(host.rules.delay)
                if self._keep is not None:
                    await self._keep(place, answer, host.rules)
        return host.rules

    async def _robots(self, place: Origin) -> Fetched | Failure:
        scope = Scope.of([str(place)])

        @asynccontextmanager
        async def admit(url: str) -> AsyncIterator[None]:
            if url not in scope:
                raise Refused(Kind.OUT_OF_SCOPE, f"out of scope: {url}")
            async with self.clock(url).turn():
                yield

        again = retrying(
            lambda answer: _TRIES if robots.is_passing(answer) else 1,
            _asked,
            first=self._backoff,
            most=30.0,
            sleep=self._sleep,
        )
        return await again(self._client.get, robots.address(str(place)), admit)

    def _host(self, place: Origin) -> _Host:
        # http and https on their usual ports are one machine: they share a clock and are asked in turn.
        if place not in self._hosts:
            twin = Origin("http", place.host, 80) if place.port in (80, 443) else place
            shared = self._hosts.get(twin)
            self._hosts[place] = _Host(shared.clock if shared else self._new_clock())
            self._hosts.setdefault(twin, _Host(self._hosts[place].clock))
        return self._hosts[place]

    def _new_clock(self) -> HostClock:
        return HostClock(self._delay, self._time, self._sleep)


def _asked(answer: Fetched | Failure) -> float | None:
    return retry_after(answer.header("retry-after"), time.time()) if isinstance(answer, Fetched) else None

"""One request at a time to a host, and a pause from the end of each answer to the start of the next request.

Hosts do not wait for each other. A host that says it is busy is asked less often from then on.
"""

from __future__ import annotations

import asyncio
import email.utils
import math
import re
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from tenacity import AsyncRetrying, RetryCallState, retry_if_result, wait_exponential, wait_random

LONGEST_WAIT = 300.0
"""Seconds; a server that asks for more is left for the next crawl."""
_SLOWEST = 30.0
_GOOD_IN_A_ROW = 3

Clock = Callable[[], float]
Sleep = Callable[[float], Awaitable[None]]


def steady_wall() -> Clock:
    """Unix time that starts right and then only goes forward, whatever is done to the system's clock."""
    offset = time.time() - time.monotonic()
    return lambda: time.monotonic() + offset


def retry_after(value: str, now: float) -> float | None:
    """How many seconds a ``Retry-After`` asks to wait (RFC 9110 10.2.3); ``now`` is Unix time.

    None where the header is absent, garbage, negative or past: then the caller's own back-off holds.
    """
    value = value.strip()
    if re.fullmatch(r"[0-9]{1,9}", value):
        return float(value) or None
    try:
        then = email.utils.parsedate_to_datetime(value).timestamp()
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
    return then - now if then > now else None


def retrying(
    tries: Callable[[Any], int],
    asked: Callable[[Any], float | None],
    *,
    first: float,
    most: float = 60.0,
    sleep: Sleep,
    before_sleep: Callable[[RetryCallState], Awaitable[None]] | None = None,
) -> AsyncRetrying:
    """Decides whether something is tried again, and when; gives its last result.

    ``tries`` says how often what gave a result is tried in all, ``asked`` for how long a server asked to wait: not
    at all longer than :data:`LONGEST_WAIT`. Else waits double from ``first`` up to ``most`` seconds, with jitter.
    """
    growing = wait_exponential(multiplier=first, max=most) + wait_random(0, first)
    return AsyncRetrying(
        retry=retry_if_result(lambda result: tries(result) > 1),
        stop=lambda state: (
            state.attempt_number >= tries(_result(state)) or (asked(_result(state)) or 0.0) > LONGEST_WAIT
        ),
        wait=lambda state: asked(_result(state)) or growing(state),
        sleep=sleep,
        before_sleep=before_sleep,
        retry_error_callback=_result,
    )


def _result(state: RetryCallState) -> Any:
    assert state.outcome is not None
    return state.outcome.result()


class HostClock:
    """When a host may be asked again. ``delay`` is in seconds."""

    def __init__(self, delay: float, clock: Clock = time.monotonic, sleep: Sleep = asyncio.sleep) -> None:
        self.base = delay
        self.delay = delay
        self._clock = clock
        self._sleep = sleep
        self._lock = asyncio.Lock()
        self._ended = -math.inf
        self._held_until = -math.inf
        self._good = 0

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Waits for the host's turn; the pause begins when the block is left."""
        async with self._lock:
            # A sleep may end a clock's tick too early: only the clock decides.
            while (wait := self.wait()) > 0:
                await self._sleep(wait)
            try:
                yield
            finally:
                self._ended = self._clock()

    def at_least(self, delay: float) -> None:
        """Never ask more often than every ``delay`` seconds (robots.txt asks so)."""
        self.base = max(self.base, delay)
        self.delay = max(self.delay, delay)

    def hold(self, seconds: float) -> None:
        """Ask nothing for so long, from now."""
        self._held_until = max(self._held_until, self._clock() + seconds)

    def slow_down(self) -> None:
        """The host is busy: double the pause (at least to a second, at most to half a minute)."""
        self._good = 0
        self.delay = max(self.base, min(max(2 * self.delay, 1.0), _SLOWEST))

    def good(self) -> None:
        """A whole answer came; three in a row halve a pause that was made longer, as each busy one doubled it."""
        self._good += 1
        if self._good % _GOOD_IN_A_ROW == 0:
            self.delay = max(self.base, self.delay / 2)

    def wait(self) -> float:
        """Seconds until the host may be asked, 0 when it may be now."""
        return max(0.0, max(self._ended + self.delay, self._held_until) - self._clock())

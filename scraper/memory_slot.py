"""MemorySlot in memory for answers: hosts are asked side by side, but only one large body is held at a time.

Whoever reads a body takes room for it as soon as it is larger than :data:`SMALL`, and keeps it until the page is
taken in. A hundred hosts that all send as much as they may then cost no more than one.
"""

from __future__ import annotations

import asyncio
from types import TracebackType
from typing import Self

SMALL = 256_000
"""Bytes of a body that need no room of their own: most releases have less."""


class MemorySlot:
    """What one visit may hold. Use as ``async with``: what it took is given back at the end."""

    def __init__(self, gate: asyncio.Lock) -> None:
        self._gate = gate
        self._held = False

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._held:
            self._gate.release()
            self._held = False

    async def take(self, size: int, limit: asyncio.Timeout | None = None) -> None:
        """Waits until a body of ``size`` bytes may be held; the time of waiting does not count for ``limit``."""
        if size <= SMALL or self._held:
            return
        loop = asyncio.get_running_loop()
        began, end = loop.time(), limit and limit.when()
        if limit:
            limit.reschedule(None)
        await self._gate.acquire()
        self._held = True
        if limit and end is not None:
            limit.reschedule(end + loop.time() - began)

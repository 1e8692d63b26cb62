"""Whether hosts can be reached from here: one small question to each, for robots.txt, all of them side by side."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from contextlib import nullcontext

from anslag.scraper import robots
from anslag.scraper.addresses import Guard, Origin, origin
from anslag.scraper.client import Bounds, Client
from anslag.scraper.crawl import Options
from anslag.scraper.exchange import Failure, Fetched

_BOUNDS = Bounds(connect=5.0, silence=5.0, total=10.0, redirects=0)


def unreached(urls: Iterable[str]) -> dict[str, Failure | None]:
    """The origins of addresses, each with why nothing came from there; None where anything answered.

    Raises BadAddress.
    """
    urls = list(urls)
    return asyncio.run(_asked(dict.fromkeys(map(origin, urls)), Guard.of(urls)))


async def _asked(places: Iterable[Origin], guard: Guard) -> dict[str, Failure | None]:
    async with Client(Options().agent, guard, _BOUNDS) as client:
        named = [str(place) for place in places]
        answers = await asyncio.gather(
            *(client.get(robots.address(place), lambda _: nullcontext()) for place in named)
        )
    return {place: _failure(answer) for place, answer in zip(named, answers, strict=True)}


def _failure(answer: Fetched | Failure) -> Failure | None:
    # An error, a redirect, a page that is too large: the host is there, and that is the question.
    return answer if isinstance(answer, Failure) and answer.got is None else None

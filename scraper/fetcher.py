"""Single releases by address, with a crawl's manners: robots.txt once a host, and the pause between two pages."""

from __future__ import annotations

import asyncio
from types import TracebackType
from typing import Self

from anslag.scraper import platforms
from anslag.scraper.addresses import BadAddress, Guard, Origin, Scope, clean, is_loopback, origin
from anslag.scraper.client import Client
from anslag.scraper.crawl import Options
from anslag.scraper.exchange import Failure
from anslag.scraper.hosts import Hosts
from anslag.scraper.outcomes import Kind
from anslag.scraper.records import Capture, Role
from anslag.scraper.verdicts import of_answer, of_release


class FetchError(Exception):
    """A single page that could not be had; ``kind`` says why, the message in one line."""

    def __init__(self, kind: Kind, message: str) -> None:
        super().__init__(message)
        self.kind = kind


class Fetcher:
    """Fetches pages one after the other. Use as a context manager."""

    def __init__(self, options: Options | None = None) -> None:
        options = options or Options()
        self._loopback: set[Origin] = set()
        self._client = Client(options.agent, Guard(self._loopback), options.bounds)
        self._hosts = Hosts(self._client, options.delay, backoff=options.backoff)
        self._runner = asyncio.Runner()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._runner.run(self._client.__aexit__(kind, error, trace))
        finally:
            self._runner.close()

    def page(self, url: str) -> Capture:
        """One polite GET of a release's address: guarded, bounded, robots.txt obeyed. Raises FetchError."""
        try:
            address = clean(url)
        except BadAddress as error:
            raise FetchError(Kind.BAD_ADDRESS, str(error)) from error
        if is_loopback(origin(address)):
            self._loopback.add(origin(address))
        return self._runner.run(self._page(address))

    async def _page(self, url: str) -> Capture:
        answer = await self._client.get(url, self._hosts.admission(Scope.of([url])))
        verdict = of_answer(answer, conditional=False)
        if isinstance(answer, Failure):
            raise FetchError(answer.kind, answer.message)
        if verdict.kind is None:
            verdict = of_release(answer)
        if verdict.kind is not None:
            raise FetchError(verdict.kind, verdict.message)
        platform = platforms.platform_of(url, answer.body)
        return Capture(
            url=url,
            final_url=answer.final_url,
            fetched_at=answer.last.at,
            status=answer.status,
            headers=answer.headers,
            body=answer.body,
            role=Role.RELEASE,
            release_id=platforms.release_id(answer.final_url),
            newsroom=url,
            platform=platform.name,
        )

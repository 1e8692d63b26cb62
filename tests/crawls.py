"""A newsroom on loopback, and what a crawl of it came to: the set-up of the crawler's tests."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from anslag.scraper.archive import Archive
from anslag.scraper.client import Bounds
from anslag.scraper.crawl import Options, crawl
from anslag.scraper.frontier import Frontier, LogLine
from anslag.scraper.journal import Summary
from anslag.scraper.records import Role
from tests.servers import Answer, Server, reply

QUICK = Options(
    delay=0, backoff=0.02, bounds=Bounds(wire=1_000_000, decoded=2_000_000, silence=0.4, total=0.9)
)
ROOM = "/se/rum"
FREE = reply("User-agent: *\nDisallow: /hemligt\nDisallow: /*?visa=\n", kind="text/plain")
PARAGRAPH = "<p>Nämnden har beslutat om stöd till föreningen för arbetet i bygden under nästa år.</p>"


def release(heading: str = "Föreningen får 2 miljoner", extra: str = "", head: str = "") -> bytes:
    """A page that looks like a release."""
    return reply(
        f"<!DOCTYPE html><html><head><title>{heading}</title>{head}</head>"
        f"<body><main><h1>{heading}</h1>{PARAGRAPH * 8}{extra}</main></body></html>"
    )


MARK = '<script id="mnd-script"></script>'


def listing(*links: str, extra: str = "", headline: str = "Föreningar får stöd", mark: str = MARK) -> bytes:
    """A listing page with a link to each address; it is one of Mynewsdesk by its mark."""
    rows = "".join(f'<li><a href="{link}">{headline} {n}</a></li>' for n, link in enumerate(links))
    page = f"<body><h1>Pressmeddelanden</h1><ul>{rows}</ul>{extra}{mark}</body>"
    return reply(f"<!DOCTYPE html><html>{page}</html>")


def path(number: int) -> str:
    """The address of a release with this number."""
    return f"{ROOM}/pressreleases/foereningar-faar-stoed-{number}"


ONE = path(1001)


@dataclass
class Ran:
    """What a crawl came to, and the fetch log by path."""

    summary: Summary
    log: Sequence[LogLine]
    origin: str
    data: Path
    started: float = field(default_factory=time.time)

    def of(self, target: str) -> list[LogLine]:
        return [entry for entry in self.log if entry.url == self.origin + target]

    def last(self, target: str = ONE) -> LogLine:
        return self.of(target)[-1]

    def outcomes(self, target: str = ONE) -> list[str]:
        return [entry.outcome.value for entry in self.of(target)]

    def stored(self) -> list[str]:
        """The releases that later stages will take for whole pages, by id."""
        return [
            one.capture.release_id
            for one in Archive(self.data / "archive").captures()
            if one.capture.role is Role.RELEASE and one.capture.status == 200
            if one.capture.body.strip() and not one.capture.truncated
        ]


def ran(server: Server, data: Path, start: str = ROOM, options: Options = QUICK) -> Ran:
    """Crawls the newsroom of a server."""
    summary = crawl(data, [server.origin + start], options)
    with Frontier(data / "crawl.db") as frontier:
        frontier.visit = max((v for v in range(1, 9) if any(frontier.log(v))), default=0)
        return Ran(summary, list(frontier.log()), server.origin, data)


def crawled(
    tmp_path: Path, routes: Mapping[str, Answer | Sequence[Answer]], options: Options = QUICK
) -> tuple[Ran, Server]:
    """Crawls a newsroom of one listing that names every release among ``routes``."""
    links = [target for target in routes if "/pressreleases/" in target]
    own: dict[str, Answer | Sequence[Answer]] = {ROOM: listing(*links), "/robots.txt": FREE}
    with Server({**own, **routes}) as server:
        return ran(server, tmp_path, options=options), server

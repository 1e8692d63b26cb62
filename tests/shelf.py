"""Answers for tests of the archive and the frontier, made without a server."""

from __future__ import annotations

import hashlib
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

from anslag.scraper.archive import INDEX, MANIFEST
from anslag.scraper.exchange import Fetched, Hop
from anslag.scraper.frontier import LogLine
from anslag.scraper.index import Listed, listed
from anslag.scraper.outcomes import Outcome
from anslag.scraper.records import Archived

HTML = (b"Content-Type", b"text/html; charset=utf-8")
START = datetime(2025, 3, 1, 12, tzinfo=UTC)


def hop(
    url: str,
    body: bytes = b"",
    status: int = 200,
    *,
    headers: tuple[tuple[bytes, bytes], ...] = (HTML,),
    after: float = 0.0,
    truncated: str = "",
    protocol: str = "HTTP/1.1",
) -> Hop:
    """One request and its answer, ``after`` so many seconds."""
    return Hop(
        url=url,
        at=START + timedelta(seconds=after),
        ip="192.0.2.1",
        target=b"/",
        request_headers=((b"Host", b"example.se"), (b"Accept-Encoding", b"gzip")),
        protocol=protocol,
        status=status,
        reason=b"OK",
        headers=headers,
        body=body,
        truncated=truncated,
    )


def address(number: int) -> str:
    """The address of a release."""
    return f"https://example.se/nyheter/{number}"


def answer(number: int, body: bytes = b"<p>hej</p>", status: int = 200, after: float = 0.0) -> Fetched:
    """A plain answer for the release with this number."""
    return Fetched(address(number), (hop(address(number), body, status, after=after),), body)


def line(one: Archived, outcome: Outcome = Outcome.STORED) -> LogLine:
    """The fetch log's line for a capture."""
    c = one.capture
    return LogLine(
        c.url,
        c.role,
        c.newsroom,
        c.release_id,
        c.fetched_at.isoformat(),
        0.1,
        c.status,
        outcome,
        bytes=len(c.body),
        file=one.file,
        offset=one.offset,
    )


def lines_of(index: Path) -> list[Listed]:
    """What an index lists."""
    return [
        one
        for text in index.read_text("ascii").splitlines(keepends=True)
        if (one := listed(text)) is not None
    ]


def unlist(archive: Path, size: int) -> None:
    """Takes off the lists what a crash before ``size`` bytes of the one file were on the disk would not have listed."""
    kept = [one for one in lines_of(archive / INDEX) if one.end <= size]
    (archive / INDEX).write_text("".join(one.text for one in kept), "ascii")
    beginning = (archive / kept[0].file).read_bytes()[: kept[-1].end] if kept else b""
    name = f"  {kept[0].file}\n" if kept else ""
    (archive / MANIFEST).write_text(name and hashlib.sha256(beginning).hexdigest() + name, "ascii")


ARTICLES = 1000


def article(number: int) -> bytes:
    """A page that takes a while to write: of up to 20 kB that cannot be packed."""
    rng = random.Random(number)
    return b"<p>%d</p>" % number + rng.randbytes(rng.randrange(20_000))

"""What a host's robots.txt allows, by RFC 9309; protego reads the rules.

Unreachable rules (5xx, no answer, cut short, redirected away) mean that nothing is asked for; absent rules
(4xx, or a page in place of a text file) mean that everything may be.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from protego import Protego

from anslag.scraper.exchange import Failure, Fetched
from anslag.scraper.outcomes import Kind

AGENT = "anslag"
"""The product token that robots.txt files name us by."""
MOST_BYTES = 500 * 1024
"""How much of a robots.txt is read (RFC 9309 2.5)."""
FRESH = 24 * 3600.0
"""Seconds for which rules hold (RFC 9309 2.4)."""
LONGEST_DELAY = 300.0
"""Seconds; a host that asks for more between two requests is not crawled at all."""


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of one host. ``refusal`` is "" or why nothing may be asked of it, with its ``kind``."""

    parsed: Protego | None = None
    refusal: str = ""
    kind: Kind = Kind.DISALLOWED
    delay: float = 0.0
    sitemaps: tuple[str, ...] = ()

    def allow(self, url: str) -> bool:
        """Whether the address may be asked for."""
        if self.refusal:
            return False
        return self.parsed is None or bool(self.parsed.can_fetch(url, AGENT))


def address(origin: str) -> str:
    """Where the rules of an origin ("https://host") are."""
    return f"{origin}/robots.txt"


def is_passing(answer: Fetched | Failure) -> bool:
    """Whether the answer to the question for robots.txt may be another in a moment."""
    if isinstance(answer, Fetched):
        return answer.status >= 500 or answer.status == 429
    return answer.kind not in (Kind.TOO_LARGE, Kind.REDIRECTS, Kind.OUT_OF_SCOPE, Kind.CERTIFICATE)


def rules(answer: Fetched | Failure) -> Rules:
    """The rules that an answer stands for."""
    if isinstance(answer, Failure):
        # Too large is the one failure that still holds rules: those in its beginning.
        if answer.kind is Kind.TOO_LARGE and answer.got and answer.got.status == 200 and answer.got.body:
            return _read(answer.got.body)
        return _unreachable(answer.message)
    if answer.status >= 500 or answer.status == 429:
        return _unreachable(f"status {answer.status}")
    if 400 <= answer.status < 500:
        return Rules()
    if answer.status != 200:
        return _unreachable(f"status {answer.status}")
    return Rules() if _is_page(answer) else _read(answer.body)


def _unreachable(why: str) -> Rules:
    return Rules(refusal=f"robots.txt unreachable ({why}): host not crawled", kind=Kind.ROBOTS_UNREACHABLE)


def _is_page(answer: Fetched) -> bool:
    start = answer.body[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return start.startswith((b"<!doctype", b"<html", b"<head", b"<?xml", b"<!--"))


def _read(body: bytes) -> Rules:
    if len(body) > MOST_BYTES:
        body = body[:MOST_BYTES].rpartition(b"\n")[0]
    text = body.decode("utf-8-sig", errors="replace").replace("\x00", "")
    parsed = Protego.parse(text)
    delay = _delay(parsed.crawl_delay(AGENT))
    if delay > LONGEST_DELAY:
        asks = f"robots.txt asks for {delay:g} s between requests: host not crawled"
        return Rules(refusal=asks, kind=Kind.ROBOTS_DELAY)
    return Rules(parsed, delay=delay, sitemaps=tuple(parsed.sitemaps))


def _delay(value: float | None) -> float:
    return value if value is not None and math.isfinite(value) and value > 0 else 0.0

"""The small interface that every newsroom platform offers, and what it gives back.

A platform reads addresses and pages; it never fetches. Adding one is a module with a ``PLATFORM`` object, its
name in :mod:`scraper.newsrooms`, and a fixture.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import urlsplit

from scraper.records import Role

LONGEST_ID = 120


@dataclass(frozen=True, slots=True)
class Entry:
    """An address where discovery goes on: a feed, a sitemap or a listing page."""

    url: str
    role: Role = Role.LISTING


@dataclass(frozen=True, slots=True)
class Link:
    """A release that a listing names. ``published`` is as printed ("" if unknown)."""

    url: str
    release_id: str
    headline: str = ""
    published: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """What a listing, feed or sitemap holds; ``note`` is "" or what a person should know about it."""

    releases: Sequence[Link] = ()
    more: Sequence[Entry] = ()
    note: str = ""


class Platform(Protocol):
    """What a newsroom platform knows of its addresses and pages."""

    @property
    def name(self) -> str:
        """The name that captures are marked with."""
        ...

    def owns(self, url: str) -> bool:
        """Whether the address itself says that it belongs to this platform."""
        ...

    def identity(self, url: str) -> str | None:
        """The stable, readable id of the release at this address; None for other pages."""
        ...

    def canonical(self, url: str) -> str:
        """The one address under which a release is fetched."""
        ...

    def origins(self, url: str) -> Sequence[str]:
        """The addresses whose origins the newsroom at ``url`` spans, its own first."""
        ...

    def entries(self, url: str) -> Sequence[Entry]:
        """Where discovery of the newsroom at ``url`` begins, best first; the address itself is among them."""
        ...

    def read(self, url: str, body: bytes) -> Found:
        """The releases and further listings that an answer names. Never raises for what is in ``body``."""
        ...


@dataclass(frozen=True, slots=True)
class Page:
    """The links of a listing page: (address, text, printed date)."""

    links: Sequence[tuple[str, str, str]] = ()
    next_pages: Sequence[str] = ()
    feeds: Sequence[str] = field(default_factory=tuple)


def slug_id(url: str) -> str:
    """An id from host and path: "www-regionhalland-se-nyheter-sju-projekt"; cut with a hash where too long."""
    parts = urlsplit(url)
    words = f"{parts.netloc}{parts.path}" + (f"-{parts.query}" if parts.query else "")
    slug = re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")
    # Two addresses that differ in signs only must not share an id.
    exact = re.sub(r"[^A-Za-z0-9/.-]", "", words) == words and words.lower() == words
    if len(slug) <= LONGEST_ID and exact:
        return slug
    return f"{slug[:LONGEST_ID]}-{hashlib.sha256(url.encode('utf-8', 'replace')).hexdigest()[:8]}"

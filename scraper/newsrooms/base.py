"""The small interface that every newsroom platform offers, and what it gives back.

A platform reads addresses and pages; it never fetches. Adding one is a module with a ``PLATFORM`` object, its
line in :mod:`anslag.scraper.newsrooms`, and a folder of fixtures.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import SplitResult, urlsplit

from anslag.scraper.outcomes import Kind
from anslag.scraper.records import Role

LONGEST_ID = 120
"""Characters of an id made of host and path, before the hash that stands for the rest."""
_TOLD = re.compile(r"[a-z0-9.]+(?:/[a-z0-9]+(?:[.-][a-z0-9]+)*)*")
"""Addresses that can be told from the words of their id: no hyphen in the host, no two signs in a row."""
NOTHING = "0 releases found: layout changed?"
"""The note of a listing, feed or sitemap that names no release."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An address where discovery goes on: a feed, a sitemap or a listing page."""

    url: str
    role: Role = Role.LISTING


@dataclass(frozen=True, slots=True)
class Link:
    """A release that a listing names. ``published`` is as printed ("" if unknown).

    ``headline`` holds the words of the address where only a sitemap names the release.
    """

    url: str
    release_id: str
    headline: str = ""
    published: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """What a listing, feed or sitemap holds; ``note`` is "" or what a person should know about it.

    ``fault`` is set where it could not be read, or not to its end.
    """

    releases: Sequence[Link] = ()
    more: Sequence[Entry] = ()
    note: str = ""
    fault: Kind | None = None


class Platform(Protocol):
    """What a newsroom platform knows of its addresses and pages. Nothing here raises, whatever it is given."""

    @property
    def name(self) -> str:
        """The name that captures are marked with."""
        ...

    @property
    def marks(self) -> Sequence[bytes]:
        """Signs in a page's source (lower case), any of which shows that the platform made the page."""
        ...

    @property
    def numbered(self) -> bool:
        """Whether a release's identity is the platform's own number, so that canonical links add nothing."""
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
        """The releases and further listings that an answer names, newest first where the page is."""
        ...


def split(url: str) -> SplitResult:
    """The parts of an address; empty parts for what is no address."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return SplitResult("", "", "", "", "")
    return parts


def host(url: str) -> str:
    """The host of an address in lower case, "" if it has none."""
    return (split(url).hostname or "").lower()


def root(url: str) -> str:
    """Scheme, host and port of an address, as in "https://host:8000"."""
    parts = split(url)
    return f"{parts.scheme}://{parts.netloc}"


def slug_id(url: str) -> str:
    """An id from host and path: "www-regionhalland-se_nyheter_sju-projekt".

    No two addresses share one, but for a slash at the end: where the words alone could be another address's, or are
    too long, a hash of the address follows.
    """
    parts = split(url)
    path = parts.path.rstrip("/")
    words = re.sub(r"[^a-z0-9_]+", "-", f"{parts.netloc}{_folded(path)}-{parts.query}".lower()).strip("-_")
    if len(words) <= LONGEST_ID and not parts.query and _TOLD.fullmatch(parts.netloc + path):
        return words
    # The scheme is no part of the identity: a site that moves to https keeps its releases.
    exact = f"{parts.netloc}{path}" + (f"?{parts.query}" if parts.query else "")
    digest = hashlib.sha256(exact.encode("utf-8", "replace")).hexdigest()[:8]
    return f"{words[:LONGEST_ID].rstrip('-_')}-{digest}"


def _folded(path: str) -> str:
    return path.replace("/", "_").replace(".", "__")


def slug_words(url: str) -> str:
    """The words at the end of an address: "/2024/sju-projekt-far-stod.html" → "sju projekt far stod"."""
    last = split(url).path.rstrip("/").rpartition("/")[2]
    return " ".join(re.sub(r"\.[a-z]{2,5}$", "", last).split("-"))[:500]

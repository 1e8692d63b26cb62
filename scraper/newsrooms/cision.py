"""Cision News: rooms on news.cision.com; a release is the number after the comma in its address.

A room's list pages may be drawn by script; ``ListItems`` gives the same as a feed, 24 releases a page.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from anslag.scraper.newsrooms import shapes
from anslag.scraper.newsrooms.base import Entry, Found, root, split
from anslag.scraper.newsrooms.site import Numbered, parameters
from anslag.scraper.records import Role

PAGE_SIZE = 24
_RELEASE = re.compile(r",c(\d{5,12})/?$", re.I)


class Cision(Numbered):
    """``news.cision.com/<language>/<room>/r/<slug>,c<number>``."""

    name = "cision"
    hosts = ("news.cision.com",)
    marks = (b"publish.ne.cision.com", b"news.cision.com/se/listitems")

    def owns(self, url: str) -> bool:
        """Its host, and any address that ends in a comma and the platform's number."""
        return super().owns(url) or self.identity(url) is not None

    def identity(self, url: str) -> str | None:
        """The number, as in ``cision-c3771234``."""
        found = _RELEASE.search(split(self.canonical(url)).path)
        return f"cision-c{found[1]}" if found else None

    def canonical(self, url: str) -> str:
        """A release's address with a plain comma (it also travels as %2C) and without a query."""
        plain = shapes.one_spelling(re.sub("%2c", ",", url, flags=re.I))
        return plain.partition("?")[0] if _RELEASE.search(split(plain).path) else plain

    def doors(self, url: str) -> Sequence[Entry]:
        """The room's feed."""
        room = re.fullmatch(r"/([a-z]{2})/([\w-]+)(?:/(?:ListItems)?)?", split(url).path)
        if room is None:
            return ()
        return (Entry(f"{root(url)}/{room[1]}/ListItems?n={room[2]}&pageIx=1&format=rss", Role.FEED),)

    def belongs(self, url: str, target: str) -> bool:
        """The room stands before ``/r/``; a list shows releases of other rooms beside one's own."""
        own, other = _room(url), _room(target)
        return not own or not other or own == other

    def fed(self, url: str, body: bytes) -> Found:
        """The feed, and its next page when this one is full."""
        found = super().fed(url, body)
        page = parameters(url).get("pageIx", "")
        if not page.isascii() or not page.isdigit() or len(found.releases) < PAGE_SIZE:
            return found
        following = re.sub(r"(?<=[?&]pageIx=)\d+", str(int(page[:6]) + 1), url)
        return replace(found, more=(*found.more, Entry(following, Role.FEED)))


def _room(url: str) -> str:
    named = parameters(url).get("n", "")
    found = re.match(r"/(?:[a-z]{2}/)?([\w-]+)(?:/(?:r/|ListItems)|/?$)", split(url).path)
    return (named or (found[1] if found else "")).lower().removeprefix("listitems")


PLATFORM = Cision()

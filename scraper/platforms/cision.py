"""Cision News: rooms on news.cision.com; a release is the number after the comma in its address.

A room's list pages may be drawn by script; ``ListItems`` gives the same as a feed, 24 releases a page.
"""

from __future__ import annotations

import re
from dataclasses import replace

from anslag.parsers.markup.page_parts import PageParts
from anslag.scraper.platform import Found, Platform, Source
from anslag.scraper.records import Role
from anslag.scraper.url_shapes import parameters, split

__all__ = ["Cision"]

PAGE_SIZE = 24


class Cision(Platform):
    """``news.cision.com/<language>/<room>/r/<slug>,c<number>``; the comma also travels as %2C."""

    hosts = ("news.cision.com",)
    signatures = (b"publish.ne.cision.com", b"news.cision.com/se/listitems")
    numbered = True
    release = re.compile(r",(c\d{5,12})/?$", re.I)
    sources = (
        (
            r"/([a-z]{2})/([\w-]+)(?:/(?:ListItems)?)?",
            "{root}/{0}/ListItems?n={1}&pageIx=1&format=rss",
            Role.FEED,
        ),
    )
    parts = PageParts(aside=("card-item",))

    def owns(self, url: str) -> bool:
        """Its host, and any address that ends in a comma and the platform's number."""
        return super().owns(url) or self.identity(url) is not None

    def canonical(self, url: str) -> str:
        """A release's address with a plain comma."""
        return super().canonical(re.sub("%2c", ",", url, flags=re.I))

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
        return replace(found, more=(*found.more, Source(following, Role.FEED)))


def _room(url: str) -> str:
    named = parameters(url).get("n", "")
    found = re.match(r"/(?:[a-z]{2}/)?([\w-]+)(?:/(?:r/|ListItems)|/?$)", split(url).path)
    return (named or (found[1] if found else "")).lower().removeprefix("listitems")

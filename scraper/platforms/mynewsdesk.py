"""Mynewsdesk: newsrooms on its own hosts and on customers' domains, in both generations of its HTML.

A release has one number for each type, whatever host and slug it appears under; links from feeds carry
tracking, so the whole query goes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from anslag.parsers.markup.page_parts import PageParts
from anslag.scraper.addresses import Scope
from anslag.scraper.platform import Found, Platform
from anslag.scraper.records import Role
from anslag.scraper.url_shapes import host, segments, split

__all__ = ["Mynewsdesk"]

_TYPES = (
    "pressreleases latest_news news blog_posts events images videos documents contact_people rss services"
).split()
_EMBED = re.compile(rb"//([a-z0-9-]{1,63})\.mynewsdesk\.com/hosted_newsroom\.js", re.I)
_OWN = "mynewsdesk.com"
# "/posts/pressreleases/…" is another platform's, "/news/budget-2024" may be anybody's.
_TYPED = r"(?<!/posts)/(pressreleases|blog_posts|news(?=/(?:[^/]*-)?\d{5,12}/?$))/(?:[^/]*-)?(\d{1,12})/?$"


class Mynewsdesk(Platform):
    """``www.mynewsdesk.com/<country>/<room>``, ``<room>.mynewsdesk.com``, and the same paths on other domains."""

    hosts = (_OWN,)
    signatures = (
        b'id="mnd-script"',
        b"js-material-grid",
        b"infinite-pagination__item",
        b"panel__title",
        b"newsroom-headline",
        b"mnd-assets.mynewsdesk.com",
        b"resources.mynewsdesk.com",
        b'content="mynewsdesk"',
    )
    numbered = True
    release = re.compile(_TYPED)
    sources = (
        (rf"(|/[a-z]{{2}}/(?!(?:{'|'.join(_TYPES)})/?$)[\w-]+)/?", "{root}{0}/pressreleases", Role.LISTING),
    )
    parts = PageParts(
        body=("panel__text", "newsroom-article"),
        aside=("panel--contact", "newsroom-contacts", "js-material-grid"),
    )

    def owns(self, url: str) -> bool:
        """Its hosts, and addresses of releases that only this platform makes."""
        found = self.release.search(split(url).path)
        shaped = found is not None and found[1] != "news" and len(found[2]) >= 4
        return super().owns(url) or shaped

    def beside(self, url: str) -> Sequence[str]:
        """The main site for a hosted room, and the room's own host for one on the main site."""
        if host(url) == f"www.{_OWN}":
            room = _room(url).replace("_", "-")
            return (f"https://{room}.{_OWN}/",) if re.fullmatch(r"[a-z0-9-]+", room) else ()
        return (f"https://www.{_OWN}/",) if host(url).endswith(f".{_OWN}") else ()

    def inside(self, url: str) -> Scope:
        """A feed on the main site names releases on the room's host, which its address does not tell."""
        if host(url).endswith(f".{_OWN}") and "/rss/" in url:
            return _Anywhere(frozenset())
        return super().inside(url)

    def belongs(self, url: str, target: str) -> bool:
        """On the main site the room stands in the path: releases of other rooms are shown beside one's own."""
        if host(url) != f"www.{_OWN}" or host(target) != f"www.{_OWN}":
            return True
        own, other = _room(url), _room(target)
        return not own or not other or own == other

    def read(self, url: str, body: bytes) -> Found:
        """As any site; a page that only embeds a newsroom says where the newsroom is."""
        found = super().read(url, body)
        embedded = _EMBED.search(body) if not found.releases else None
        if embedded is None or host(url).endswith(f".{_OWN}"):
            return found
        room = f"https://{embedded[1].decode('ascii').lower()}.{_OWN}/"
        return Found(
            found.releases, found.more, f"the releases of this page lie at {room}: crawl that address"
        )


class _Anywhere(Scope):
    """Every host of the platform."""

    def __contains__(self, url: str) -> bool:
        return host(url).endswith(f".{_OWN}")


def _room(url: str) -> str:
    """The room that a path names: "/se/region_skane/pressreleases" → "region_skane"; "" without one."""
    parts = segments(url)
    until = next((n for n, part in enumerate(parts) if part in _TYPES), len(parts))
    rooms = [part for part in parts[:until] if not re.fullmatch(r"[a-z]{2}", part)]
    return rooms[0].lower() if len(rooms) == 1 else ""

"""Platforms whose release addresses hold a number: Mynewsdesk, Cision News, Via TT.

The number is the identity; host, language and slug may differ for one release. Facts: the platforms' own
addresses as other crawlers found them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from scraper.newsrooms import feeds, listings
from scraper.newsrooms.base import Entry, Found, Link
from scraper.records import Role


@dataclass(frozen=True, slots=True)
class Numbered:
    """A platform known by its hosts, with a function from address to identity."""

    name: str
    hosts: tuple[str, ...]
    number: Callable[[str], str | None]
    doors: Callable[[str], Sequence[Entry]]
    paging: re.Pattern[str]

    def owns(self, url: str) -> bool:
        host = (urlsplit(url).hostname or "").lower()
        return any(host == own or host.endswith(f".{own}") for own in self.hosts)

    def identity(self, url: str) -> str | None:
        return self.number(url)

    def canonical(self, url: str) -> str:
        return url.partition("?")[0] if self.number(url.partition("?")[0]) else url

    def origins(self, url: str) -> Sequence[str]:
        return (url,)

    def entries(self, url: str) -> Sequence[Entry]:
        return (*self.doors(url), Entry(url))

    def read(self, url: str, body: bytes) -> Found:
        if feeds.is_xml(body):
            return self._feed(url, body)
        page = listings.page(url, body)
        own = listings.same_site(page.links, [url])
        releases = _unique(
            Link(self.canonical(link), i, text, date) for link, text, date in own if (i := self.number(link))
        )
        base = urlsplit(url).path.rstrip("/")
        lists = [
            Entry(link)
            for link, _, _ in own
            if self.paging.search(link) and self.number(link) is None and urlsplit(link).path.startswith(base)
        ]
        following = [Entry(link) for link in page.next_pages if listings.same_site([(link, "", "")], [url])]
        fed = [Entry(link, Role.FEED) for link in page.feeds if listings.same_site([(link, "", "")], [url])]
        note = "" if releases or following or fed or lists else "0 releases found: layout changed?"
        return Found(releases, tuple(dict.fromkeys([*fed, *following, *lists])), note)

    def _feed(self, url: str, body: bytes) -> Found:
        try:
            entries = feeds.items(body)
        except feeds.FeedRefused as error:
            return Found(note=str(error))
        own = {item.url: item for item in entries}
        kept = listings.same_site([(i.url, i.headline, i.published) for i in own.values()], [url])
        return Found(
            _unique(Link(self.canonical(u), i, text, date) for u, text, date in kept if (i := self.number(u)))
        )


def _unique(links: object) -> tuple[Link, ...]:
    seen: dict[str, Link] = {}
    for link in links:  # type: ignore[attr-defined]
        known = seen.get(link.release_id)
        if known is None or len(link.headline) > len(known.headline):
            seen[link.release_id] = link
    return tuple(seen.values())


_MYNEWSDESK = re.compile(r"/(pressreleases|news|blog_posts)/[^/?#]*?-?(\d{4,})(?:\.pdf)?/?(?:[?#]|$)")
_CISION = re.compile(r",c(\d{5,})(?:\.\w+)?(?:[?#/]|$)|%2[Cc]c(\d{5,})")
_VIATT = re.compile(r"/pressmeddelande/(\d{4,})(?:/|$)")


def _mynewsdesk(url: str) -> str | None:
    found = _MYNEWSDESK.search(url)
    return f"mynewsdesk-{found[1]}-{found[2]}" if found and ".pdf" not in url else None


def _cision(url: str) -> str | None:
    found = _CISION.search(url)
    return f"cision-c{found[1] or found[2]}" if found else None


def _viatt(url: str) -> str | None:
    found = _VIATT.search(urlsplit(url).path)
    if found:
        return f"viatt-{found[1]}"
    query = parse_qs(urlsplit(url).query)
    release = query.get("releaseId", [""])[0]
    return f"viatt-{release}" if release.isdigit() and "/pressmeddelande/" in url else None


def _mynewsdesk_doors(url: str) -> Sequence[Entry]:
    parts = urlsplit(url)
    base = f"{parts.scheme}://{parts.netloc}"
    room = re.match(r"(/\w\w/[\w-]+)/?$", parts.path)
    if room:
        return (Entry(f"{base}{room[1]}/pressreleases"),)
    return (Entry(f"{base}/pressreleases"),) if parts.path in ("", "/") else ()


def _cision_doors(url: str) -> Sequence[Entry]:
    parts = urlsplit(url)
    room = re.match(r"/(\w\w)/([\w-]+)/?$", parts.path)
    if not room:
        return ()
    return (
        Entry(
            f"{parts.scheme}://{parts.netloc}/{room[1]}/ListItems?n={room[2]}&pageIx=1&format=rss", Role.FEED
        ),
    )


def _viatt_doors(url: str) -> Sequence[Entry]:
    parts = urlsplit(url)
    room = re.match(r"/pressrum/(\d+)", parts.path)
    number = room[1] if room else parse_qs(parts.query).get("publisherId", [""])[0]
    return (
        (Entry(f"{parts.scheme}://{parts.netloc}/rss/releases/latest?publisherId={number}", Role.FEED),)
        if number.isdigit()
        else ()
    )


MYNEWSDESK = Numbered(
    "mynewsdesk",
    ("mynewsdesk.com",),
    _mynewsdesk,
    _mynewsdesk_doors,
    re.compile(r"/(?:pressreleases|latest_news|news)/?(?:\?|$)"),
)
CISION = Numbered(
    "cision", ("news.cision.com",), _cision, _cision_doors, re.compile(r"pageIx=\d+|/ListItems")
)
VIATT = Numbered("viatt", ("via.tt.se",), _viatt, _viatt_doors, re.compile(r"/pressrum/\d+"))

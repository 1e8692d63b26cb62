"""What all platforms share: reading feeds, sitemaps and list pages of a site by standard marks alone.

A platform is a :class:`Site`, or a :class:`Numbered` one, with what it knows better put over it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import parse_qsl

from anslag.scraper.addresses import BadAddress, Scope, is_loopback, joined, origin
from anslag.scraper.newsrooms import choosing, feeds, listings, shapes
from anslag.scraper.newsrooms.base import NOTHING, Entry, Found, Link, host, root, slug_id, slug_words, split
from anslag.scraper.newsrooms.documents import FeedRefused, Item, is_xml
from anslag.scraper.newsrooms.listings import Page
from anslag.scraper.outcomes import Kind
from anslag.scraper.records import Role

MOST_SITEMAPS = 50
"""Sitemaps followed from one index: those of news first, then the newest."""


class Site:
    """A platform that is told by its hosts and by marks in its pages; releases are told by address and place."""

    name: str = ""
    hosts: tuple[str, ...] = ()
    marks: tuple[bytes, ...] = ()
    numbered: bool = False

    def owns(self, url: str) -> bool:
        """Whether the host is one of the platform's, or below one."""
        name = host(url)
        return any(name == own or name.endswith(f".{own}") for own in self.hosts)

    def identity(self, url: str) -> str | None:
        """Host and path, for addresses shaped as a release's."""
        plain = self.canonical(url)
        return slug_id(plain) if shapes.may_be_release(plain) else None

    def canonical(self, url: str) -> str:
        """The address in its one spelling."""
        return shapes.one_spelling(url)

    def origins(self, url: str) -> Sequence[str]:
        """The newsroom's own origin and those beside it; on loopback never another one."""
        try:
            alone = is_loopback(origin(url))
        except BadAddress:
            return ()
        return (url,) if alone else (url, *self.beside(url))

    def beside(self, url: str) -> Sequence[str]:  # noqa: ARG002
        """Further origins that the newsroom at ``url`` spans."""
        return ()

    def entries(self, url: str) -> Sequence[Entry]:
        """The platform's doors, then the page itself."""
        doors = tuple(self.doors(url))
        return doors if url in (door.url for door in doors) else (*doors, Entry(url))

    def doors(self, url: str) -> Sequence[Entry]:
        """Feeds and lists that the newsroom at ``url`` is sure or likely to have: a whole site, its sitemap."""
        parts = split(url)
        whole = parts.path in ("", "/") and not parts.query
        return (Entry(f"{root(url)}/sitemap.xml", Role.FEED),) if whole else ()

    def belongs(self, url: str, target: str) -> bool:  # noqa: ARG002
        """Whether a release at ``target`` is of the newsroom whose page or feed is at ``url``."""
        return True

    def read(self, url: str, body: bytes) -> Found:
        """The releases and further lists that a feed, sitemap, data answer or list page names."""
        if is_xml(body):
            return self.fed(url, body)
        if body[:200].lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b"[")):
            return self.stated(url, body)
        return self.listed(url, listings.page(url, body))

    def fed(self, url: str, body: bytes) -> Found:
        """What a feed or sitemap names."""
        try:
            feed = feeds.feed(body)
        except FeedRefused as error:
            return Found(note=str(error), fault=Kind.FEED_REFUSED)
        named = [(item, target) for item in feed.items if (target := absolute(url, item.url))]
        links = [
            self.link(target, item.headline or slug_words(target), item.published)
            for item, target in _newest_first(named)
            if item.kind != "sitemap" and self.takes(item.kind, target) and self.belongs(url, target)
        ]
        onward = _sitemaps([(item, target) for item, target in named if item.kind == "sitemap"])
        following = absolute(url, feed.next_part) if feed.next_part else ""
        onward += [following] if following else []
        releases = self.kept(url, links)
        return Found(
            releases,
            self.onward(url, [Entry(target, Role.FEED) for target in onward]),
            feed.broken or ("" if releases or onward else NOTHING),
            Kind.FEED_BROKEN if feed.broken else None,
        )

    def takes(self, kind: str, target: str) -> bool:
        """Whether an entry of a feed ("item") or sitemap ("page") is a release."""
        if kind == "page":
            # A sitemap names all pages of a site, so that the address alone must tell.
            return shapes.like_release(target) or self.sure(target)
        return not (shapes.aside(target) or shapes.section(target) or split(target).path in ("", "/"))

    def stated(self, url: str, body: bytes) -> Found:  # noqa: ARG002
        """What a JSON answer holds; platforms that have such a door read it."""
        return Found(note=NOTHING)

    def listed(self, url: str, page: Page) -> Found:
        """What a list page names."""
        releases = self.kept(url, self.chosen(url, page))
        more = [Entry(feed, Role.FEED) for feed in page.feeds]
        more += [Entry(link) for link in choosing.further(url, page, bool(releases))]
        return Found(releases, self.onward(url, more), page.note or ("" if releases else NOTHING))

    def chosen(self, url: str, page: Page) -> Iterable[Link]:
        """The releases among a list page's links."""
        anchors = choosing.releases(url, page, self.sure)
        return [self.link(one.url, one.text, one.published) for one in anchors if self.belongs(url, one.url)]

    def sure(self, target: str) -> bool:  # noqa: ARG002
        """Whether an address is a release's beyond doubt, wherever it stands."""
        return False

    def link(self, target: str, headline: str = "", published: str = "") -> Link:
        """A release at an address that its shape or its place shows to be one."""
        plain = self.canonical(target)
        return Link(plain, self.identity(plain) or slug_id(plain), headline, published)

    def inside(self, url: str) -> Scope:
        """Where the newsroom whose page or feed is at ``url`` may have its addresses."""
        return Scope.of(self.origins(url))

    def kept(self, url: str, links: Iterable[Link]) -> tuple[Link, ...]:
        """The links that stay in scope, one for each release."""
        scope = self.inside(url)
        kept: dict[str, Link] = {}
        for link in links:
            if link.url in scope and not shapes.trap(link.url):
                known = kept.get(link.release_id)
                if known is None or (link.headline and not known.headline):
                    kept[link.release_id] = link
        return tuple(kept.values())

    def onward(self, url: str, entries: Iterable[Entry]) -> tuple[Entry, ...]:
        """The further addresses that stay in scope, each once, the page itself left out."""
        scope = self.inside(url)
        return tuple(dict.fromkeys(one for one in entries if one.url in scope and one.url != url))


class Numbered(Site):
    """A platform whose release addresses hold its own number: the number is the identity."""

    numbered = True

    def doors(self, url: str) -> Sequence[Entry]:  # noqa: ARG002
        """None that every such platform has."""
        return ()

    def takes(self, kind: str, target: str) -> bool:  # noqa: ARG002
        """Only addresses with a number are releases."""
        return self.identity(target) is not None

    def chosen(self, url: str, page: Page) -> Iterable[Link]:
        """The links with a number; on a site of the customer's own that has none, those told by their place."""
        links = [
            self.link(one.url, one.text, one.published)
            for one in page.anchors
            if self.identity(one.url) is not None and self.belongs(url, one.url)
        ]
        return links if links or self.owns(url) else super().chosen(url, page)


def absolute(url: str, link: str) -> str:
    """The address that ``link`` in the feed or answer at ``url`` stands for; "" if it is none."""
    try:
        return joined(url, link)
    except BadAddress:
        return ""


def parameters(url: str) -> Mapping[str, str]:
    """The query of an address, the last value of each name."""
    try:
        return dict(parse_qsl(split(url).query))
    except ValueError:
        return {}


def _newest_first(named: Sequence[tuple[Item, str]]) -> list[tuple[Item, str]]:
    """Feeds keep their order; the pages of a sitemap, which has none, go by their dates."""
    if any(item.kind != "page" for item, _ in named):
        return list(named)
    return sorted(named, key=lambda one: one[0].published[:19], reverse=True)


def _sitemaps(named: Sequence[tuple[Item, str]]) -> list[str]:
    newest = sorted(named, key=lambda one: one[0].published[:19], reverse=True)
    news = ("news", "nyhet", "press", "post", "artik", "aktuellt")
    ranked = sorted(newest, key=lambda one: not any(word in one[1].lower() for word in news))
    return [target for _, target in ranked[:MOST_SITEMAPS]]

"""What a newsroom platform is: one class in one file of :mod:`anslag.scraper.platforms`, mostly of declarations.

A platform reads addresses and pages; it never fetches, and nothing here raises, whatever it is given. What it does
not declare is read by standard signatures alone: feeds, sitemaps, list pages, the shape of addresses.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from anslag.parsers.markup.page_parts import PageParts
from anslag.scraper import link_choice, listings, url_shapes
from anslag.scraper.addresses import BadAddress, Scope, is_loopback, origin
from anslag.scraper.listings import Listing
from anslag.scraper.outcomes import Kind
from anslag.scraper.records import Role
from anslag.scraper.url_shapes import absolute, host, root, slug_id, slug_words, split
from anslag.scraper.xml_text import FeedRefused, Item, is_xml

NOTHING = "0 releases found: layout changed?"
"""The note of a listing, feed or sitemap that names no release."""


@dataclass(frozen=True, slots=True)
class Source:
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
    more: Sequence[Source] = ()
    note: str = ""
    fault: Kind | None = None


@dataclass(frozen=True, slots=True)
class Bands:
    """What a newsroom should yield: least and most releases a month, shares with grants and, of these, with amounts.

    Wide on purpose: they tell a silent zero and a jump, not a quiet spring.
    """

    releases_a_month: tuple[float, float] = (0.0, 300.0)
    with_grants: tuple[float, float] = (0.0, 1.0)
    with_amounts: tuple[float, float] = (0.2, 1.0)


MOST_SITEMAPS = 50
"""Sitemaps followed from one index: those of news first, then the newest."""


class Platform:
    """One platform. Subclasses are found by the name of their file, which is the platform's name.

    ``hosts`` are its own (what is below them too), ``signatures`` lower-case signs in a page's source: any one tells
    that the platform made it; ``is_cms`` is set for a content system, which may carry another platform's releases.
    ``release`` is searched in the path of an address. Its groups are the identity where the platform is ``numbered``,
    host and path are it elsewhere; ``strict`` platforms have no releases that it does not find. ``sources`` are
    patterns of a newsroom's path and query with the addresses that such a newsroom has: groups by number, ``{root}``.
    ``parts`` names the elements of a release's page, ``bands`` what a newsroom of the platform should yield.
    """

    name: str = ""
    hosts: tuple[str, ...] = ()
    signatures: tuple[bytes, ...] = ()
    is_cms: bool = False
    numbered: bool = False
    strict: bool = False
    release: re.Pattern[str] | None = None
    sources: tuple[tuple[str, str, Role], ...] = ((r"/?", "{root}/sitemap.xml", Role.FEED),)
    parts: PageParts = PageParts()
    bands: Bands = Bands()

    def owns(self, url: str) -> bool:
        """Whether the host is one of the platform's, or below one."""
        name = host(url)
        return any(name == own or name.endswith(f".{own}") for own in self.hosts)

    def identity(self, url: str) -> str | None:
        """The stable, readable id of the release at this address; None for other pages."""
        plain = self.canonical(url)
        found = self.release.search(split(plain).path) if self.release else None
        if found and self.numbered:
            return "-".join((self.name, *found.groups()))
        shaped = not (self.numbered or self.strict) and url_shapes.may_be_release(plain)
        return slug_id(plain) if found or shaped else None

    def canonical(self, url: str) -> str:
        """The one address under which a release is fetched: where ``release`` finds it, without its query."""
        plain = url_shapes.one_spelling(url)
        found = self.release and self.release.search(split(plain).path)
        return plain.partition("?")[0] if found else plain

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

    def entry_points(self, url: str) -> Sequence[Source]:
        """The platform's doors, then the page itself."""
        known = tuple(self.known_sources(url))
        return known if url in (one.url for one in known) else (*known, Source(url))

    def known_sources(self, url: str) -> Sequence[Source]:
        """The feeds and lists that the newsroom at ``url`` is sure or likely to have."""
        parts, found = split(url), []
        asked = parts.path + (f"?{parts.query}" if parts.query else "")
        for pattern, template, role in self.sources:
            if match := re.fullmatch(pattern, asked):
                named = [group for group in match.groups() if group is not None]
                found.append(Source(template.format(*named, root=root(url)), role))
        return found

    def belongs(self, url: str, target: str) -> bool:  # noqa: ARG002
        """Whether a release at ``target`` is of the newsroom whose page or feed is at ``url``."""
        return True

    def read(self, url: str, body: bytes) -> Found:
        """The releases and further lists that a feed, sitemap, data answer or list page names."""
        if is_xml(body):
            return self.fed(url, body)
        if body[:200].lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b"[")):
            return self.stated(url, body)
        return self.listed(url, listings.listing(url, body))

    def fed(self, url: str, body: bytes) -> Found:
        """What a feed or sitemap names."""
        # feedparser takes a while to load, and most commands read no feed.
        from anslag.scraper import feeds

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
            self.onward(url, [Source(target, Role.FEED) for target in onward]),
            feed.broken or ("" if releases or onward else NOTHING),
            Kind.FEED_BROKEN if feed.broken else None,
        )

    def takes(self, kind: str, target: str) -> bool:
        """Whether an entry of a feed ("item") or sitemap ("page") is a release."""
        if self.numbered or self.strict:
            return self.identity(target) is not None
        if kind == "page":
            # A sitemap names all pages of a site, so that the address alone must tell.
            return url_shapes.like_release(target) or self.sure(target)
        return not (url_shapes.aside(target) or url_shapes.section(target) or split(target).path in ("", "/"))

    def stated(self, url: str, body: bytes) -> Found:  # noqa: ARG002
        """What a JSON answer holds; platforms that have such a door read it."""
        return Found(note=NOTHING)

    def listed(self, url: str, page: Listing) -> Found:
        """What a list page names."""
        releases = self.kept(url, self.chosen(url, page))
        more = [Source(feed, Role.FEED) for feed in page.feeds]
        more += [Source(link) for link in link_choice.further(url, page, bool(releases))]
        return Found(releases, self.onward(url, more), page.note or ("" if releases else NOTHING))

    def chosen(self, url: str, page: Listing) -> Iterable[Link]:
        """The releases among a list page's links: those with a number, else those told by their place."""
        if self.numbered:
            numbered = [
                one
                for one in page.anchors
                if self.identity(one.url) is not None and self.belongs(url, one.url)
            ]
            if numbered or self.owns(url):
                return [self.link(one.url, one.text, one.published) for one in numbered]
        anchors = link_choice.releases(url, page, self.sure)
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
            if link.url in scope and not url_shapes.trap(link.url):
                known = kept.get(link.release_id)
                if known is None or (link.headline and not known.headline):
                    kept[link.release_id] = link
        return tuple(kept.values())

    def onward(self, url: str, entries: Iterable[Source]) -> tuple[Source, ...]:
        """The further addresses that stay in scope, each once, the page itself left out."""
        scope = self.inside(url)
        return tuple(dict.fromkeys(one for one in entries if one.url in scope and one.url != url))


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

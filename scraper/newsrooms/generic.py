"""Any other site: feeds, sitemaps and listing pages, told by standard marks and by the shape of addresses.

What cannot be known from an address is decided loosely here: whether a page is a release is for the parsers
to say, from the archive.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import urlsplit, urlunsplit

from scraper.addresses import BadAddress, joined
from scraper.newsrooms import feeds, listings
from scraper.newsrooms.base import Entry, Found, Link, slug_id
from scraper.records import Role

name = "generic"
DEEPEST_PATH = 20
_SECTION = re.compile(
    r"/(?:press(?:meddelanden?|releases?|rum|room)?|nyheter?(?:-och-press\w*)?|news|aktuellt|nyhetsarkiv|releases?|artik(?:el|lar)|arkiv|posts?|blogg?|media|publicerat|pressmeddelande\w*|nytt|senaste-nytt)(?:[/.?]|$)",
    re.I,
)
_RELEASE = re.compile(
    r"/(?:pressmeddelanden?|press-?releases?|nyheter?|news|aktuellt|releases?|artik(?:el|lar)|posts?|blogg?|press|nytt)/(?:[^/?]+/)*[^/?]*(?:[a-zåäö0-9]+-){2,}[^/?]*/?$|/(?:release|pressrelease|pressmeddelande|nyhet|artikel|post|news)s?[/_-]?\d+(?:\.html?)?/?$"
    r"|/(?:19|20)\d\d/(?:[01]?\d/)?(?:[0-3]?\d/)?[^/?]*[a-zåäö]+-[^/?]*/?$|/(?:pressmeddelanden?|nyheter?|releases?|aktuellt)/[^/?]+\.html?$",
    re.I,
)
_SLUG = re.compile(r"/[^/?]*(?:[a-zåäö0-9]+-){3,}[^/?]*/?$", re.I)
_ASIDE = re.compile(
    r"\.(?:pdf|jpe?g|png|gif|svg|webp|zip|docx?|xlsx?|pptx?|mp[34]|css|js|ics|xml|rss|json)$|/(?:tag|tags|taggar|kategori|category|author|sok|search|login|logga-in|kontakt\w*|contact|om-oss|about|cookies?|kakor|english|en|kalender|calendar|events?|evenemang|jobb|lediga-jobb|wp-(?:admin|login|json)|feed|prenumerera|subscribe|bilder|images?|videos?|documents?)(?:/|$|\?)",
    re.I,
)
_PAGED = re.compile(r"(?:[?&](?:page|sida|p|paged|pageIx|offset|start)=\d+|/page/\d+/?$|/sida/\d+/?$)", re.I)


def owns(url: str) -> bool:
    """Every site that no other platform owns."""
    return bool(url)


def identity(url: str) -> str | None:
    """An id from the address, for pages whose address looks like a release's; None for others."""
    path = urlsplit(url).path
    if _ASIDE.search(path) or _is_trap(path):
        return None
    return slug_id(canonical(url)) if _RELEASE.search(path) or _SLUG.search(path) else None


def any_identity(url: str) -> str:
    """An id for an address that a person gave as a release, whatever it looks like."""
    return slug_id(canonical(url))


def canonical(url: str) -> str:
    """The address without print variants and without a slash at its end."""
    parts = urlsplit(url)
    query = "&".join(
        p
        for p in parts.query.split("&")
        if p and not re.match(r"(?:print|utskrift|skriv(?:ut)?|share|ref|source|from)(?:=|$)", p, re.I)
    )
    path = re.sub(r"/(?:print|utskrift|amp)/?$", "/", parts.path)
    return urlunsplit((parts.scheme, parts.netloc, path, query, ""))


def origins(url: str) -> Sequence[str]:
    return (url,)


def entries(url: str) -> Sequence[Entry]:
    """The page itself and, at a site's root, the standard place of its sitemap."""
    parts = urlsplit(url)
    root = f"{parts.scheme}://{parts.netloc}/"
    return (Entry(url), Entry(f"{root}sitemap.xml", Role.FEED)) if parts.path in ("", "/") else (Entry(url),)


def read(url: str, body: bytes) -> Found:
    """The releases that a page, feed or sitemap of this site names."""
    return _feed(url, body) if feeds.is_xml(body) else _listing(url, body)


def _feed(url: str, body: bytes) -> Found:
    try:
        named = feeds.items(body)
    except feeds.FeedRefused as error:
        return Found(note=str(error))
    releases: dict[str, Link] = {}
    more: list[Entry] = []
    for item in named:
        try:
            target = joined(url, item.url)
        except BadAddress:
            continue
        if not listings.same_site([(target, "", "")], [url]):
            continue
        if item.kind == "sitemap":
            more.append(Entry(target, Role.FEED))
        elif item.kind == "item" and not _ASIDE.search(urlsplit(target).path):
            releases.setdefault(
                slug_id(canonical(target)),
                Link(canonical(target), slug_id(canonical(target)), item.headline, item.published),
            )
        elif (known := identity(target)) is not None:
            releases.setdefault(known, Link(canonical(target), known, item.headline, item.published))
    note = "" if releases or more else "0 releases found: layout changed?"
    return Found(tuple(releases.values()), tuple(more), note)


def _listing(url: str, body: bytes) -> Found:
    page = listings.page(url, body)
    own = [
        link
        for link in listings.same_site(page.links, [url])
        if link[0] != url and not _is_trap(urlsplit(link[0]).path)
    ]
    releases: dict[str, Link] = {}
    more: list[Entry] = [Entry(link, Role.FEED) for link in page.feeds]
    for target, text, date in own:
        path = urlsplit(target).path
        if _ASIDE.search(path):
            continue
        if _PAGED.search(target):
            more.append(Entry(target))
            continue
        known = identity(target)
        dated = bool(date) and len(text) > 25 and path.count("/") > 1
        if known is None and dated and path.startswith(urlsplit(url).path.rstrip("/") + "/"):
            known = slug_id(canonical(target))
        if known is not None and len(text) > 3:
            releases.setdefault(known, Link(canonical(target), known, text, date))
        elif _SECTION.search(path) and path.rstrip("/").count("/") <= 3:
            more.append(Entry(target))
    following = [Entry(link) for link in page.next_pages]
    kept = [
        entry
        for entry in dict.fromkeys([*following, *more])
        if listings.same_site([(entry.url, "", "")], [url]) and entry.url != url
    ]
    return Found(
        tuple(releases.values()), tuple(kept), "" if releases or kept else "0 releases found: layout changed?"
    )


def _is_trap(path: str) -> bool:
    """Endless addresses repeat their own segments or grow without end."""
    segments = [segment for segment in path.split("/") if segment]
    return len(segments) > DEEPEST_PATH or any(segments.count(segment) > 2 for segment in segments)

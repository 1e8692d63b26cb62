"""Reads RSS and Atom, by feedparser: addresses, headlines and dates. Faults are mended, or it is said what was lost.

Entities are refused and nothing external is ever fetched. Formats: https://www.rssboard.org/rss-specification,
RFC 4287, RFC 5005.
"""

from __future__ import annotations

import html
import io
import re
from collections.abc import Iterator
from typing import Any
from xml.sax import SAXException

import feedparser

from anslag.scraper import sitemaps
from anslag.scraper.xml_text import Feed, FeedRefused, Item, is_feed, text_of, unpacked

MOST_CHARACTERS = 5_000_000
MOST_ELEMENTS = 100_000
"""feedparser takes up to 40 µs for one: four seconds in all."""
_LONGEST_FIELD = 4_000
_DECLARES = re.compile(r"<!(?:ENTITY|ATTLIST|ELEMENT|NOTATION)\b|<!DOCTYPE[^<>\[]{0,1000}\[", re.I)
_OPENING = re.compile(r"<(?:\w{1,20}:)?(?:item|entry)[\s/>]", re.I)
_CLOSING = re.compile(r"</(?:\w{1,20}:)?(?:item|entry)\s*>", re.I)
_AS_UTF8 = {"content-type": "application/xml; charset=utf-8"}


def feed(body: bytes) -> Feed:
    """What a feed or sitemap holds. Raises :class:`FeedRefused`."""
    text = text_of(unpacked(body))
    if not is_feed(text):
        return sitemaps.sitemap(text)
    if len(text) > MOST_CHARACTERS:
        raise FeedRefused(f"feed refused: larger than {MOST_CHARACTERS // 1_000_000} MB")
    bare = _without(_without(text, "<![CDATA[", "]]>"), "<!--", "-->")
    if bare.count("<") > MOST_ELEMENTS:
        raise FeedRefused("feed refused: too many elements")
    if _DECLARES.search(bare):
        raise FeedRefused("feed refused: it declares entities or external parts")
    return _read(text, bare)


def _read(text: str, bare: str) -> Feed:
    whole, cut = _to_last_entry(text)
    # A stream, for feedparser would open what looks like a file's name or an address.
    found = feedparser.parse(
        io.BytesIO(whole.encode()),
        response_headers=_AS_UTF8,
        sanitize_html=False,
        resolve_relative_uris=False,
    )
    items = tuple(_items(found.entries))
    broken = ""
    if isinstance(found.get("bozo_exception"), SAXException):
        if not items:
            raise FeedRefused(f"feed refused: not well-formed XML ({found.bozo_exception})"[:200])
        named = max(len(_OPENING.findall(bare)), len(items))
        if cut or len(items) < named:
            broken = f"feed broken off: {len(items)} of {named} entries could be read"
    return Feed(items, _next_part(found), broken)


def _without(text: str, opening: str, closing: str) -> str:
    first, *rest = text.split(opening)
    return first + "".join(part.partition(closing)[2] for part in rest)


def _to_last_entry(text: str) -> tuple[str, bool]:
    """The feed up to its last whole entry, if it ends inside one: half an address is none."""
    if re.search(r"</(?:\w{1,20}:)?(?:rss|feed|rdf)\s*>", text[-1000:], re.I):
        return text, False
    end = max((match.end() for match in _CLOSING.finditer(text)), default=len(text))
    return text[:end], True


def _items(entries: Any) -> Iterator[Item]:
    for entry in entries:
        url = _said(entry, "link")
        if not url and dict.get(entry, "guidislink", True) and _said(entry, "id").startswith(("http", "/")):
            url = _said(entry, "id")
        published = next(
            filter(None, (_said(entry, name) for name in ("published", "updated", "created"))), ""
        )
        if url:
            headline = " ".join(html.unescape(_said(entry, "title")).split())
            yield Item(url, headline[:500], published[:60], "item")


def _said(entry: Any, name: str) -> str:
    # Not entry.get: feedparser gives other fields in place of those that are missing.
    value = dict.get(entry, name)
    return value.strip()[:_LONGEST_FIELD] if isinstance(value, str) else ""


def _next_part(found: Any) -> str:
    links = (link for link in dict.get(found.feed, "links", ()) if link.get("rel") == "next")
    return next((str(link.get("href", "")).strip() for link in links), "")

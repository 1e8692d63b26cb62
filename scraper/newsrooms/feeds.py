"""Reads RSS, Atom and sitemaps: addresses, headlines and dates. Entities and external parts are refused.

Formats: https://www.rssboard.org/rss-specification, RFC 4287, https://www.sitemaps.org/protocol.html
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

MOST_BYTES = 20_000_000
MOST_ENTRIES = 50_000


class FeedRefused(ValueError):
    """The feed is broken or hostile; the message says how, in one line."""


@dataclass(frozen=True, slots=True)
class Item:
    """One entry: ``kind`` is "item" (feed), "page" (urlset) or "sitemap" (index of sitemaps)."""

    url: str
    headline: str
    published: str
    kind: str


def is_xml(body: bytes) -> bool:
    """Whether an answer is a feed or a sitemap rather than a page."""
    start = body[:400].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return (
        start.startswith((b"<?xml", b"<rss", b"<feed", b"<urlset", b"<sitemapindex", b"\x1f\x8b"))
        and b"<html" not in start
    )


def items(body: bytes) -> list[Item]:
    """The entries of a feed or sitemap, in its order. Raises :class:`FeedRefused`."""
    if body.startswith(b"\x1f\x8b"):
        inflate = zlib.decompressobj(31)
        try:
            body = inflate.decompress(body, MOST_BYTES + 1)
        except zlib.error as error:
            raise FeedRefused(f"feed refused: broken gzip ({error})") from error
    if len(body) > MOST_BYTES:
        raise FeedRefused("feed refused: larger than 20 MB")
    found: list[Item] = []
    try:
        for item in _items(body):
            found.append(item)
            if len(found) >= MOST_ENTRIES:
                break
    except DefusedXmlException as error:
        raise FeedRefused("feed refused: it declares entities or external parts") from error
    except ParseError as error:
        if not found:
            raise FeedRefused(f"feed refused: not well-formed XML ({error})") from error
    except (ValueError, LookupError) as error:
        raise FeedRefused(f"feed refused: {error}") from error
    return found


def _items(body: bytes) -> Iterator[Item]:
    kinds = {"item": "item", "entry": "item", "url": "page", "sitemap": "sitemap"}
    for _, element in iterparse(io.BytesIO(body), events=("end",), forbid_dtd=True):
        kind = kinds.get(_name(element))
        if kind is None:
            continue
        url = _text(element, "loc") or _text(element, "link") or _atom_link(element) or _text(element, "guid")
        if url:
            date = (
                _text(element, "pubDate")
                or _text(element, "published")
                or _text(element, "updated")
                or _text(element, "lastmod")
            )
            yield Item(url, " ".join(_text(element, "title").split()), date, kind)
        element.clear()


def _name(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _text(element: Element, name: str) -> str:
    return next(
        (
            (child.text or "").strip()
            for child in element
            if _name(child) == name and (child.text or "").strip()
        ),
        "",
    )


def _atom_link(element: Element) -> str:
    links = [child for child in element if _name(child) == "link" and child.get("href")]
    best = next(
        (link for link in links if link.get("rel", "alternate") == "alternate"), links[0] if links else None
    )
    return (best.get("href") or "").strip() if best is not None else ""

"""What feeds and sitemaps share: which answers they are, their text whatever charset they claim, what they give."""

from __future__ import annotations

import codecs
import re
import zlib
from dataclasses import dataclass

from anslag.parsers.markup.decode import xml_decoded

MOST_BYTES = 20_000_000
MOST_ENTRIES = 50_000
"""The most that one sitemap may hold (sitemaps.org)."""
_ROOT = re.compile(rb"<(?:html|rss|feed|urlset|sitemapindex|rdf:rdf)\b", re.I)
_FEED_ROOT = re.compile(r"<(?:\w+:)?(?:rss|feed|rdf)\b", re.I)
_DECLARATION = re.compile(r"\s*<\?xml\b[^<>]{0,300}\?>")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


class FeedRefused(ValueError):
    """The feed or sitemap cannot be read or is hostile; the message says how, in one line."""


@dataclass(frozen=True, slots=True)
class Item:
    """One entry: ``kind`` is "item" (feed), "page" (urlset) or "sitemap" (index of sitemaps)."""

    url: str
    headline: str
    published: str
    kind: str


@dataclass(frozen=True, slots=True)
class Feed:
    """The entries in their order, the address of the next part (RFC 5005), and what could not be read, if anything."""

    items: tuple[Item, ...] = ()
    next_part: str = ""
    broken: str = ""


def is_xml(body: bytes) -> bool:
    """Whether an answer is a feed or a sitemap (packed or not) rather than a page."""
    if body.startswith((b"\x1f\x8b", b"<\0?\0x\0", b"\xff\xfe<\0", b"\xfe\xff\0<")):
        return True
    start = body[:4000].removeprefix(codecs.BOM_UTF8).lstrip()
    root = _ROOT.search(start)
    if root is None:
        return start[:5].lower() == b"<?xml"
    # What comes first decides: a feed may quote a page, and a page may name a feed.
    return root[0].lower() != b"<html" and (start[:2] in (b"<?", b"<!") or root.start() == 0)


def is_feed(text: str) -> bool:
    """Whether a document is a feed rather than a sitemap."""
    return _FEED_ROOT.search(text[:4000]) is not None


def unpacked(body: bytes) -> bytes:
    """The body without its gzip, if it has one. Raises :class:`FeedRefused`."""
    if body.startswith(b"\x1f\x8b"):
        inflate = zlib.decompressobj(31)
        try:
            body = inflate.decompress(body, MOST_BYTES + 1)
        except zlib.error as error:
            raise FeedRefused(f"feed refused: broken gzip ({error})") from error
        if not inflate.eof and len(body) <= MOST_BYTES:
            raise FeedRefused("feed refused: gzip cut short")
    if len(body) > MOST_BYTES:
        raise FeedRefused(f"feed refused: larger than {MOST_BYTES // 1_000_000} MB")
    return body


def text_of(body: bytes) -> str:
    """The document as text, without its declaration and without what XML cannot hold."""
    text = xml_decoded(body).removeprefix("\ufeff")
    declaration = _DECLARATION.match(text)
    return _CONTROL.sub("", text[declaration.end() :] if declaration else text).lstrip()

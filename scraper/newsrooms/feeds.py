"""Reads RSS, Atom and sitemaps: addresses, headlines and dates. Entities and external parts are refused.

Formats: https://www.rssboard.org/rss-specification, RFC 4287 and RFC 5005, https://www.sitemaps.org/protocol.html.
The reader keeps no tree, so that memory does not grow with what it skips.
"""

from __future__ import annotations

import html
import re
import zlib
from dataclasses import dataclass, field
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

MOST_BYTES = 20_000_000
MOST_ENTRIES = 50_000
"""The most that one sitemap may hold (sitemaps.org)."""
MOST_ELEMENTS = 1_000_000
DEEPEST = 100
_LONGEST_FIELD = 4_000
_MOST_MENDED = 2_000_000
_STEP = 1 << 16
_KINDS = {"item": "item", "entry": "item", "url": "page", "sitemap": "sitemap"}
_FIELDS = frozenset(
    (
        "title",
        "link",
        "guid",
        "id",
        "loc",
        "pubDate",
        "published",
        "updated",
        "date",
        "lastmod",
        "publication_date",
    )
)
_NEWS = "{http://www.google.com/schemas/sitemap-news"
_START = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*<(?:\?xml|rss|feed|urlset|sitemapindex|rdf:rdf|!doctype (?:rss|feed|urlset))", re.I
)
_LOOSE = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9a-f]{1,6});)(\w{1,31};)?", re.I)
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")


class FeedRefused(ValueError):
    """The feed is broken or hostile; the message says how, in one line."""


@dataclass(frozen=True, slots=True)
class Item:
    """One entry: ``kind`` is "item" (feed), "page" (urlset) or "sitemap" (index of sitemaps)."""

    url: str
    headline: str
    published: str
    kind: str


@dataclass(frozen=True, slots=True)
class Feed:
    """The entries in the feed's order, the address of its next part (RFC 5005), and what was wrong with it."""

    items: tuple[Item, ...] = ()
    next_part: str = ""
    note: str = ""


def is_xml(body: bytes) -> bool:
    """Whether an answer is a feed or a sitemap (packed or not) rather than a page."""
    if body.startswith((b"\x1f\x8b", b"<\0?\0x\0", b"\xff\xfe<\0", b"\xfe\xff\0<")):
        return True
    return _START.match(body) is not None and b"<html" not in body[:4000].lower()


def feed(body: bytes) -> Feed:
    """What a feed or sitemap holds. Raises :class:`FeedRefused`."""
    body = _unpacked(body) if body.startswith(b"\x1f\x8b") else body
    if len(body) > MOST_BYTES:
        raise FeedRefused(f"feed refused: larger than {MOST_BYTES // 1_000_000} MB")
    reader, broken = _parsed(body)
    if broken and not reader.items and len(body) <= _MOST_MENDED:
        # Names of HTML's and bare ampersands are the common faults of feeds; nothing else is mended.
        reader, still = _parsed(_CONTROL.sub(b"", _LOOSE.sub(_mended, body)))
        broken = still and broken
    if broken and not reader.items:
        raise FeedRefused(f"feed refused: not well-formed XML ({broken})")
    note = f"feed broken off after {len(reader.items)} entries: {broken}" if broken else ""
    if len(reader.items) >= MOST_ENTRIES:
        note = f"feed longer than {MOST_ENTRIES} entries: the rest was not read"
    return Feed(tuple(reader.items), reader.next_part, note)


def _unpacked(body: bytes) -> bytes:
    inflate = zlib.decompressobj(31)
    try:
        unpacked = inflate.decompress(body, MOST_BYTES + 1)
    except zlib.error as error:
        raise FeedRefused(f"feed refused: broken gzip ({error})") from error
    if not inflate.eof and len(unpacked) <= MOST_BYTES:
        raise FeedRefused("feed refused: gzip cut short")
    return unpacked


def _mended(match: re.Match[bytes]) -> bytes:
    name = match[1]
    known = html.unescape(f"&{name.decode('ascii', 'replace')}") if name else "&"
    if name and not known.startswith("&"):
        return "".join(f"&#{ord(letter)};" for letter in known).encode()
    return b"&amp;" + (name or b"")


def _parsed(body: bytes) -> tuple[_Reader, str]:
    """The reader after all of ``body``, or after what came before the fault that is named."""
    reader = _Reader()
    # A document type may hide entities and, through default attributes, work that grows with the square.
    parser = DefusedXMLParser(target=reader, forbid_dtd=True)
    try:
        for start in range(0, len(body), _STEP):
            parser.feed(body[start : start + _STEP])
            if len(reader.items) >= MOST_ENTRIES:
                return reader, ""
        parser.close()
    except DefusedXmlException as error:
        raise FeedRefused("feed refused: it declares entities or external parts") from error
    except (ParseError, LookupError, UnicodeError) as error:
        return reader, str(error)
    except FeedRefused:
        raise
    except ValueError as error:
        raise FeedRefused(f"feed refused: {error}") from error
    return reader, ""


@dataclass(slots=True)
class _Reader:
    """Takes the parser's events and keeps entries only."""

    items: list[Item] = field(default_factory=list)
    next_part: str = ""
    _depth: int = 0
    _elements: int = 0
    _entry: int = 0
    _kind: str = ""
    _fields: dict[str, str] = field(default_factory=dict)
    _name: str = ""
    _text: list[str] = field(default_factory=list)
    _size: int = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        self._elements += 1
        if self._depth > DEEPEST or self._elements > MOST_ELEMENTS:
            raise FeedRefused("feed refused: too many elements, or too many inside each other")
        name = tag.rpartition("}")[2]
        if not self._entry:
            if name in _KINDS:
                self._entry, self._kind, self._fields = self._depth, _KINDS[name], {}
            elif name == "link" and attributes.get("rel") == "next" and self._depth <= 3:
                self.next_part = attributes.get("href", "").strip()
            return
        if self._depth == self._entry + 1 or tag.startswith(_NEWS):
            self._name, self._text, self._size = (name if name in _FIELDS else ""), [], 0
            if (
                name == "link"
                and attributes.get("href")
                and attributes.get("rel", "alternate") == "alternate"
            ):
                self._fields.setdefault("link", attributes["href"].strip())
            if name == "guid" and attributes.get("isPermaLink", "true").lower() == "false":
                self._name = ""

    def data(self, text: str) -> None:
        if self._name and self._size < _LONGEST_FIELD:
            self._text.append(text)
            self._size += len(text)

    def end(self, tag: str) -> None:
        name = tag.rpartition("}")[2]
        if self._name and name == self._name:
            value = "".join(self._text).strip()[:_LONGEST_FIELD]
            if value:
                self._fields.setdefault(name, value)
            self._name = ""
        if self._entry and self._depth == self._entry:
            self._entry = 0
            self._keep()
        self._depth -= 1

    def close(self) -> None:
        """The end of the document."""

    def _keep(self) -> None:
        found = self._fields
        url = found.get("loc") or found.get("link") or found.get("guid") or found.get("id") or ""
        if url.startswith(("http://", "https://", "HTTP", "/")) or "link" in found or "loc" in found:
            dates = ("pubDate", "published", "publication_date", "updated", "date", "lastmod")
            published = next((found[name] for name in dates if name in found), "")
            headline = " ".join(html.unescape(found.get("title", "")).split())
            self.items.append(Item(url, headline[:500], published[:60], self._kind))

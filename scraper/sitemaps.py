"""Reads sitemaps: addresses, dates and, where news are listed, headlines. The reader keeps no tree, so that memory
does not grow with what it skips. Format: https://www.sitemaps.org/protocol.html.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from anslag.scraper.xml_text import MOST_ENTRIES, Feed, FeedRefused, Item

MOST_ELEMENTS = 1_000_000
DEEPEST = 100
_LONGEST_FIELD = 4_000
_STEP = 1 << 16
_KINDS = {"url": "page", "sitemap": "sitemap"}
_FIELDS = frozenset(("title", "loc", "lastmod", "publication_date"))
_NEWS = "{http://www.google.com/schemas/sitemap-news"
_LOOSE = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#[0-9]{1,7}|#x[0-9a-f]{1,6});)(\w{1,31};)?", re.I)


def sitemap(text: str) -> Feed:
    """What a sitemap or an index of sitemaps holds. Raises :class:`FeedRefused`."""
    reader, fault = _parsed(text)
    if fault:
        # HTML's names and bare ampersands are the common faults.
        mended, still = _parsed(_LOOSE.sub(_mended, text))
        if len(mended.items) >= len(reader.items):
            reader, fault = mended, still
    if fault and not reader.items:
        raise FeedRefused(f"feed refused: not well-formed XML ({fault})")
    broken = f"feed broken off after {len(reader.items)} entries: {fault}" if fault else ""
    if len(reader.items) >= MOST_ENTRIES:
        broken = f"feed broken off: longer than {MOST_ENTRIES} entries, the rest was not read"
    return Feed(tuple(reader.items), "", broken)


def _mended(match: re.Match[str]) -> str:
    name = match[1]
    known = html.unescape(f"&{name}") if name else "&"
    if name and not known.startswith("&"):
        return "".join(f"&#{ord(letter)};" for letter in known)
    return f"&amp;{name or ''}"


def _parsed(text: str) -> tuple[_Reader, str]:
    """The reader after all of the text, or after what came before the fault that is named."""
    reader = _Reader()
    # A document type may hide entities and, through default attributes, work that grows with the square.
    parser = DefusedXMLParser(target=reader, forbid_dtd=True)
    try:
        for start in range(0, len(text), _STEP):
            parser.feed(text[start : start + _STEP])
            if len(reader.items) >= MOST_ENTRIES:
                return reader, ""
        parser.close()
    except DefusedXmlException as error:
        raise FeedRefused("feed refused: it declares entities or external parts") from error
    except ParseError as error:
        return reader, str(error)
    return reader, ""


@dataclass(slots=True)
class _Reader:
    """Takes the parser's events and keeps entries only."""

    items: list[Item] = field(default_factory=list)
    _depth: int = 0
    _elements: int = 0
    _entry: int = 0
    _kind: str = ""
    _fields: dict[str, str] = field(default_factory=dict)
    _name: str = ""
    _text: list[str] = field(default_factory=list)
    _size: int = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:  # noqa: ARG002
        self._depth += 1
        self._elements += 1
        if self._depth > DEEPEST or self._elements > MOST_ELEMENTS:
            raise FeedRefused("feed refused: too many elements, or too many inside each other")
        name = tag.rpartition("}")[2]
        if not self._entry:
            if name in _KINDS:
                self._entry, self._kind, self._fields = self._depth, _KINDS[name], {}
        elif self._depth == self._entry + 1 or tag.startswith(_NEWS):
            self._name, self._text, self._size = (name if name in _FIELDS else ""), [], 0

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
        if "loc" in found:
            published = found.get("publication_date") or found.get("lastmod", "")
            headline = " ".join(html.unescape(found.get("title", "")).split())
            self.items.append(Item(found["loc"], headline[:500], published[:60], self._kind))

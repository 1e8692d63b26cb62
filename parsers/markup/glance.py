"""A first look at a page, for who need not read it: its title, heading, own address, and roughly what a reader sees.

Bounded in time and memory: a page that must not be parsed, and what lies beyond :data:`MOST_READ`, is not looked at.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from selectolax.lexbor import LexborHTMLParser

from anslag.parsers.markup.decode import decoded
from anslag.parsers.markup.limits import too_complex

MOST_READ = 2_000_000
"""Bytes of a page that are looked at: no release is that long."""
_LONGEST = 500
_LEAST = 300
"""Characters; a main part with fewer is not where the page's text is."""
_UNSEEN = ["script", "style", "template", "head"]
UNFILLED = re.compile(r"[{}<>\s]")
"""What no address holds (RFC 3986, 2), but templates do: {{origin}}, ${url}, <url>."""


@dataclass(frozen=True)
class Glance:
    """``canonical`` is the page's own address as written, ``address`` that or the one it is shared by, absolute.

    ``shown`` is all that a reader sees, ``shown_in_main`` what stands in the main part; "" is what there is none of.
    ``refused`` says why the page must not be parsed.
    """

    title: str = ""
    heading: str = ""
    canonical: str = ""
    address: str = ""
    shown: str = ""
    shown_in_main: str = ""
    asks_password: bool = False
    has_script: bool = False
    refused: str = ""

    @cached_property
    def text(self) -> str:
        """All that a reader sees, its white space folded."""
        return _folded(self.shown)

    @cached_property
    def main(self) -> str:
        """The main part where that holds the text, else all; its white space folded."""
        main = _folded(self.shown_in_main)
        return main if len(main) >= _LEAST else self.text

    def has(self, characters: int) -> bool:
        """Whether :attr:`text` has so many characters at least; a long page is not folded for that."""
        words = self.shown.split(None, characters)
        return len(words) > characters or len(" ".join(words)) >= characters


def glance(body: bytes) -> Glance:
    """What a page shows at once."""
    if why := too_complex(body[:MOST_READ]):
        return Glance(refused=why)
    page = LexborHTMLParser(decoded(body[:MOST_READ]))
    canonical, address = _addresses(page)
    title, heading = _words(page, "title"), _words(page, "h1")
    asks_password = page.css_first('input[type="password" i]') is not None
    has_script = page.css_first("script") is not None
    page.strip_tags(_UNSEEN)
    return Glance(
        title[:_LONGEST],
        heading[:_LONGEST],
        canonical,
        address,
        _shown(page, "body"),
        _shown(page, "main"),
        asks_password,
        has_script,
    )


def own_address(body: bytes) -> str:
    """The ``address`` of :class:`Glance` alone, "" where there is none or the page must not be parsed."""
    start = body[:MOST_READ]
    if too_complex(start):
        return ""
    text = decoded(start)
    # What the head says first is what the whole page says first.
    canonical, address = _addresses(LexborHTMLParser(text[: text.find("</head>") + 1]))
    if canonical and address == canonical:
        return address
    return _addresses(LexborHTMLParser(text))[1]


def _addresses(page: LexborHTMLParser) -> tuple[str, str]:
    """The page's own address as written, and that or the one it is shared by, absolute."""
    canonical = _attribute(page, 'link[rel~="canonical" i][href]', "href")
    named = (canonical, _attribute(page, 'meta[property="og:url"][content]', "content"))
    return canonical, next((one for one in named if one.startswith("http") and not UNFILLED.search(one)), "")


def _words(page: LexborHTMLParser, selector: str) -> str:
    return _folded(_shown(page, selector))


def _shown(page: LexborHTMLParser, selector: str) -> str:
    node = page.css_first(selector)
    return "" if node is None else node.text(deep=True, separator=" ")


def _folded(text: str) -> str:
    return " ".join(text.split())


def _attribute(page: LexborHTMLParser, selector: str, name: str) -> str:
    node = page.css_first(selector)
    return "" if node is None else (node.attributes.get(name) or "").strip()

"""A first look at a page, for who need not read it: its title, heading, own address, and roughly what a reader sees.

Bounded in time and memory: a page that must not be parsed, and what lies beyond :data:`MOST_READ`, is not looked at.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser

from anslag.parsers.markup.decode import decoded
from anslag.parsers.markup.limits import too_complex

MOST_READ = 2_000_000
"""Bytes of a page that are looked at: no release is that long."""
_LONGEST = 500
_LEAST = 300
"""Characters; a main part with fewer is not where the page's text is."""
_UNSEEN = ["script", "style", "template", "head"]
_UNFILLED = re.compile(r"[{}<>\s]")
"""What no address holds (RFC 3986, 2), but templates do: {{origin}}, ${url}, <url>."""


@dataclass(frozen=True, slots=True)
class Glance:
    """``canonical`` is the page's own address as written, ``address`` that or the one it is shared by, absolute.

    ``text`` is all that a reader sees, ``main`` of it the main part where that holds the text; white space is folded
    and "" is what there is none of. ``refused`` says why the page must not be parsed.
    """

    title: str = ""
    heading: str = ""
    canonical: str = ""
    address: str = ""
    text: str = ""
    main: str = ""
    asks_password: bool = False
    has_script: bool = False
    refused: str = ""


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
    text, main = _words(page, "body"), _words(page, "main")
    return Glance(
        title[:_LONGEST],
        heading[:_LONGEST],
        canonical,
        address,
        text,
        main if len(main) >= _LEAST else text,
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
    return canonical, next((one for one in named if one.startswith("http") and not _UNFILLED.search(one)), "")


def _words(page: LexborHTMLParser, selector: str) -> str:
    node = page.css_first(selector)
    return "" if node is None else " ".join(node.text(deep=True, separator=" ").split())


def _attribute(page: LexborHTMLParser, selector: str, name: str) -> str:
    node = page.css_first(selector)
    return "" if node is None else (node.attributes.get(name) or "").strip()

"""Tells whether a page that somebody gave as a newsroom is a release itself, where its address does not say."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser

from anslag.parsers.markup.decode import decoded
from anslag.parsers.markup.limits import too_complex
from anslag.scraper.platform import Platform
from anslag.scraper.xml_text import is_xml

_LEAST_TEXT = 300
"""Characters in paragraphs; a list page has hardly any, a release hardly less."""
_MOST_TEASERS = 5
"""Releases that a release's page may point to."""
_ARTICLE = re.compile(r'"@type"\s*:\s*"(?:News|Reportage\w*)?Article"|"@type"\s*:\s*"PressRelease"')


def heading_of_release(platform: Platform, url: str, body: bytes) -> str:
    """The heading of the page at ``url`` if it is one release rather than a list of them, else "".

    The page has one ``h1`` and running text, and either names no releases, or says by its metadata (Open
    Graph, schema.org) that it is an article and names but a few.
    """
    if is_xml(body) or too_complex(body):
        return ""
    tree = LexborHTMLParser(decoded(body))
    headings = tree.css("h1")
    running = sum(
        len(node.text(deep=True)) for node in tree.css("p")[:500] if node.css_first("a[href]") is None
    )
    if len(headings) != 1 or running < _LEAST_TEXT:
        return ""
    listed = len(platform.read(url, body).releases)
    if listed == 0 or (listed <= _MOST_TEASERS and _says_article(tree)):
        return " ".join(headings[0].text(deep=True, separator=" ").split())[:500]
    return ""


def _says_article(tree: LexborHTMLParser) -> bool:
    if tree.css_first('meta[property="og:type"][content="article"]') is not None:
        return True
    if tree.css_first('meta[property="article:published_time"]') is not None:
        return True
    scripts = tree.css('script[type="application/ld+json"]')[:20]
    return any(_ARTICLE.search(script.text(deep=True)) for script in scripts)

"""Reads a listing page of any site: its links with text and date, the next page, its feeds."""

from __future__ import annotations

import re
from collections.abc import Sequence

from selectolax.lexbor import LexborHTMLParser, LexborNode

from scraper.addresses import BadAddress, joined
from scraper.complexity import too_complex
from scraper.newsrooms.base import Page

MOST_LINKS = 5_000
_NEXT_TEXT = re.compile(
    r"\W*(?:nästa(?:\s+sida)?|nästa\s+\W*|äldre(?:\s+\w+)?|visa\s+fler|fler\s+\w+|next(?:\s+page)?|older(?:\s+\w+)?|ladda\s+fler|›|»|→)\W*",
    re.I,
)
_DATE = re.compile(
    r"\b(?:20|19)\d\d-\d\d-\d\d\b|\b\d{1,2}\s+(?:jan|feb|mar|apr|maj|jun|jul|aug|sep|okt|nov|dec)\w*\.?\s+(?:20|19)\d\d\b",
    re.I,
)


def page(url: str, body: bytes) -> Page:
    """The links of a page, every address absolute and cleaned; an empty page when it cannot be parsed."""
    if too_complex(body):
        return Page()
    tree = LexborHTMLParser(body.decode(_charset(body), "replace"))
    links: dict[str, tuple[str, str, str]] = {}
    following: list[str] = []
    feeds: list[str] = []
    for node in tree.css("link[rel][href]"):
        rel = (node.attributes.get("rel") or "").lower().split()
        kind = (node.attributes.get("type") or "").lower()
        target = _absolute(url, node)
        if target and "next" in rel:
            following.append(target)
        elif target and "alternate" in rel and ("rss" in kind or "atom" in kind):
            feeds.append(target)
    for node in tree.css("a[href]")[:MOST_LINKS]:
        target = _absolute(url, node)
        if not target:
            continue
        text = " ".join(node.text(deep=True, separator=" ").split())
        rel = (node.attributes.get("rel") or "").lower().split()
        named = f"{node.attributes.get('class') or ''} {node.attributes.get('aria-label') or ''}".lower()
        if "next" in rel or _NEXT_TEXT.fullmatch(text) or "next" in re.split(r"[\s_-]+", named):
            following.append(target)
            continue
        known = links.get(target)
        if known is None or len(text) > len(known[1]):
            links[target] = (target, text, _date(node))
    return Page(tuple(links.values()), tuple(dict.fromkeys(following)), tuple(dict.fromkeys(feeds)))


def _absolute(url: str, node: LexborNode) -> str:
    # A base element may name a foreign origin; addresses are read against the page's own.
    try:
        return joined(url, node.attributes.get("href") or "")
    except BadAddress:
        return ""


def _date(node: LexborNode) -> str:
    holder: LexborNode | None = node
    for _ in range(3):
        if holder is None:
            break
        stamp = holder.css_first("time[datetime]")
        if stamp is not None:
            return (stamp.attributes.get("datetime") or "")[:40]
        holder = holder.parent
    found = _DATE.search(node.text(deep=True)[:400])
    return found[0] if found else ""


def _charset(body: bytes) -> str:
    found = re.search(rb"charset\s*=\s*[\"']?\s*(iso-8859-1|windows-1252|latin1)", body[:4096], re.I)
    return "windows-1252" if found else "utf-8"


def same_site(links: Sequence[tuple[str, str, str]], origins: Sequence[str]) -> list[tuple[str, str, str]]:
    """The links that stay on the given origins ("https://host")."""
    from scraper.addresses import Scope

    scope = Scope.of(origins)
    return [link for link in links if link[0] in scope]

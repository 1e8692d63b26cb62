"""Reads a listing page of any site: its links with headline, date and place, its further pages, its feeds.

Addresses come out absolute and in their one spelling; what cannot be one is left out. A link is described by
the largest element around it that holds no other link: its item.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from anslag.parsers.markup.page import Node, Page, TooComplex, parsed
from anslag.scraper import url_shapes
from anslag.scraper.addresses import BadAddress, joined, origin

MOST_LINKS = 5_000
_HIGHEST_ITEM = 7
_HIGHEST = 40
_PLACE = 5
_CARDS = frozenset(("article", "li", "tr"))
_MOST_IN_CARD = 6
"""Links in an element that describes one release; one with more is a list."""
_LONGEST_ITEM = 3_000
_LONGEST_DATA = 1_000_000
_MORE = re.compile(
    r"\W*(?:läs\s+(?:mer|hela|vidare|artikeln|nyheten|pressmeddelandet)|mer|more|read\s+more|till\s+(?:nyheten|artikeln|"
    r"pressmeddelandet)|visa|öppna|→|»)\b.{0,40}",
    re.I | re.S,
)
_NEXT_TEXT = re.compile(
    r"\W*(?:nästa(?:\s+(?:sida|månad))?|äldre(?:\s+\w+)?|(?:visa|ladda|hämta)\s+(?:in\s+)?fler(?:\s+\w+)?|"
    r"fler\s+(?:nyheter|pressmeddelanden)|next(?:\s+page)?|older(?:\s+\w+)?|load\s+more|show\s+more|[›»→>])\W*",
    re.I,
)
_MONTHS = "jan|feb|mar|apr|maj|may|jun|jul|aug|sep|okt|oct|nov|dec"
_DATE = re.compile(
    rf"\b(?:20|19)\d\d-\d\d-\d\d(?:[ T]\d\d:\d\d(?::\d\d)?)?\b|"
    rf"\b\d{{1,2}}\s+(?:{_MONTHS})[a-z]{{0,6}}\.?,?\s+(?:20|19)\d\d\b|"
    rf"\b(?:{_MONTHS})[a-z]{{0,6}}\.?\s+\d{{1,2}},\s+(?:20|19)\d\d\b|\b\d{{1,2}}[./]\d{{1,2}}[./ ]\s?(?:20|19)\d\d\b",
    re.I,
)
_FURNITURE = frozenset(("nav", "header", "footer", "aside", "form", "dialog"))
_FURNITURE_ROLES = frozenset(("navigation", "banner", "contentinfo", "search", "menu", "menubar", "dialog"))
_FURNITURE_NAMES = frozenset(
    [
        "nav",
        "navbar",
        "navigation",
        "menu",
        "meny",
        "breadcrumb",
        "breadcrumbs",
        "brodsmulor",
        "footer",
        "sidfot",
        "sidebar",
        "social",
        "share",
        "cookie",
        "cookies",
        "skip",
        "skiplink",
        "skip-link",
        "lang",
        "language",
    ]
)
_CONTENT = frozenset(("main", "article"))
_LISTS = frozenset(("main", "ul", "ol", "dl", "table", "tbody"))
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_FEED_PATH = re.compile(r"(?:^|[/._?&=-])(?:rss|atom|feed)(?:[/._?&=-]|\d|$)|state=rss", re.I)
_NEXT_NAMES = re.compile(r"(?:^|[\s_-])(?:next|nästa|nasta|older)(?:$|[\s_-])", re.I)


@dataclass(frozen=True, slots=True)
class Anchor:
    """One address that a page links to. ``published`` is as printed, ``furniture`` a menu, header or footer.

    ``siblings`` counts the addresses that stand in the same kind of place (the same elements around them),
    this one included; ``titled`` says that the link is, or stands with, a heading or inside an ``article``.
    """

    url: str
    text: str
    published: str = ""
    furniture: bool = False
    titled: bool = False
    siblings: int = 1
    nofollow: bool = False


@dataclass(frozen=True, slots=True)
class Listing:
    """What a listing page holds. ``note`` is why it was not read, or ""."""

    anchors: Sequence[Anchor] = ()
    next_pages: Sequence[str] = ()
    feeds: Sequence[str] = ()
    data: Sequence[str] = ()
    note: str = ""


def listing(url: str, body: bytes) -> Listing:
    """The links of a page; an empty one with a note when it must not be parsed."""
    try:
        page = parsed(body)
    except TooComplex as error:
        return Listing(note=str(error))
    base = _base(url, page)
    nodes = [node for node in page.css("a[href]")[:MOST_LINKS] if not _hidden(node)]
    following, feeds, data = _head(base, page)
    targets = [(node, target) for node in nodes if (target := _absolute(base, node))]
    items = _Items(targets)
    anchors: list[tuple[Anchor, int]] = []
    for node, target in targets:
        text = _text(node)
        if _leads_on(node, text):
            following.append(target)
        elif _is_feed(node, target, text):
            feeds.append(target)
        else:
            anchors.append(_anchor(node, target, text, items.of(node, target)))
    anchors += [(Anchor(target, text, titled=True), 0) for target, text in _item_list(base, page)]
    return Listing(
        _merged(anchors), tuple(dict.fromkeys(following)), tuple(dict.fromkeys(feeds)), tuple(data)
    )


def _base(url: str, page: Page) -> str:
    """What relative addresses are read against: a base element that leads elsewhere is not believed."""
    node = page.css_first("base[href]")
    if node is None:
        return url
    try:
        base = joined(url, node.attributes.get("href") or "")
        return base if origin(base) == origin(url) else url
    except BadAddress:
        return url


def _absolute(base: str, node: Node) -> str:
    href = (node.attributes.get("href") or "").strip()
    # "#top" leads nowhere new, and an empty address is the page itself.
    if not href or href.startswith("#"):
        return ""
    try:
        target = joined(base, href)
    except BadAddress:
        return ""
    return "" if url_shapes.trap(target) else target


def _head(base: str, page: Page) -> tuple[list[str], list[str], list[str]]:
    """The next pages, feeds and data doors (wp-json) that the page's head names."""
    following: list[str] = []
    feeds: list[str] = []
    data: list[str] = []
    for node in page.css("link[rel][href]"):
        rel = (node.attributes.get("rel") or "").lower().split()
        kind = (node.attributes.get("type") or "").lower()
        target = _absolute(base, node)
        if not target:
            continue
        if "next" in rel:
            following.append(target)
        elif "alternate" in rel and ("rss" in kind or "atom" in kind):
            if "/comments/" not in target:
                feeds.append(target)
        elif "sitemap" in rel:
            feeds.append(target)
        elif "https://api.w.org/" in rel:
            data.append(target)
    return following, feeds, data


def _leads_on(node: Node, text: str) -> bool:
    """Whether a link leads to the next page of the list."""
    rel = (node.attributes.get("rel") or "").lower().split()
    if "prev" in rel:
        return False
    label = f"{node.attributes.get('aria-label') or ''} {node.attributes.get('title') or ''}".strip()
    if "next" in rel or _NEXT_TEXT.fullmatch(text) or _NEXT_TEXT.fullmatch(label):
        return True
    return len(text) <= 30 and _NEXT_NAMES.search(node.attributes.get("class") or "") is not None


def _is_feed(node: Node, target: str, text: str) -> bool:
    kind = (node.attributes.get("type") or "").lower()
    if "rss+xml" in kind or "atom+xml" in kind:
        return True
    named = len(text) <= 40 and re.search(r"\b(?:rss|atom)\b", text, re.I) is not None
    return named and _FEED_PATH.search(target.partition("//")[2].partition("/")[2]) is not None


@dataclass(frozen=True, slots=True)
class _Item:
    """What stands in an item: its heading, its date, the kind of place it has, whether it is furniture."""

    heading: str
    date: str
    place: int
    furniture: bool
    article: bool


class _Items:
    """The items of a page, each looked at once however many links it holds."""

    def __init__(self, targets: Sequence[tuple[Node, str]]) -> None:
        self._seen: dict[int, _Item] = {}
        self._cards: dict[int, str] = {}
        # The one address below each element; "" where there are several.
        self._only: dict[int, str] = {}
        for node, target in targets:
            for above in _above(node, _HIGHEST_ITEM):
                if self._only.setdefault(above.mem_id, target) != target:
                    self._only[above.mem_id] = ""

    def of(self, node: Node, target: str) -> _Item:
        """The item of a link."""
        item = node
        for above in _above(node, _HIGHEST_ITEM):
            if self._only.get(above.mem_id) != target or above.tag in _LISTS:
                break
            item = above
        if item.mem_id not in self._seen:
            self._seen[item.mem_id] = _item(item, self._card(item))
        return self._seen[item.mem_id]

    def _card(self, item: Node) -> str:
        """The date of the card that an item stands in, looked up once for each card."""
        card = next((above for above in _above(item, 4) if above.tag in _CARDS), None)
        if card is None:
            return ""
        if card.mem_id not in self._cards:
            few = len(card.css("a[href]")) <= _MOST_IN_CARD
            self._cards[card.mem_id] = _printed(card) if few else ""
        return self._cards[card.mem_id]


def _item(node: Node, card: str) -> _Item:
    heading = node.css_first("h1,h2,h3,h4,h5,h6")
    around = [node, *_above(node, _HIGHEST)]
    return _Item(
        _text(heading) if heading is not None else "",
        _printed(node) or card or _beside(node),
        hash(tuple(above.tag for above in around[:_PLACE])),
        _in_furniture(around),
        any(above.tag in ("article", "h1", "h2", "h3", "h4") for above in around[:4]),
    )


def _above(node: Node, most: int) -> Iterator[Node]:
    """The elements around a node, nearest first, without the page's outermost."""
    parent = node.parent
    for _ in range(most):
        if parent is None or parent.tag in ("html", "body", "-undef", "-document"):
            return
        yield parent
        parent = parent.parent


def _anchor(node: Node, target: str, text: str, item: _Item) -> tuple[Anchor, int]:
    nofollow = "nofollow" in (node.attributes.get("rel") or "").lower().split()
    titled = bool(item.heading) or item.article
    # An item with one heading is told by it; the link itself may say "Läs mer".
    words = item.heading or _named(node, text)
    return Anchor(target, words, item.date, item.furniture, titled, nofollow=nofollow), item.place


def _named(node: Node, text: str) -> str:
    """The link's words; its label or title where the words are "Läs mer" or missing."""
    if text and not _MORE.fullmatch(text):
        return text
    label = node.attributes.get("aria-label") or node.attributes.get("title") or ""
    return " ".join(label.split())[:500] or text


def _text(node: Node) -> str:
    # A space between inline elements too: "Pressmeddelande" and the headline often touch.
    return " ".join(node.text(deep=True, separator=" ").split())[:500]


def _printed(node: Node) -> str:
    """The first date in an element, as its machine-readable form or its words state it."""
    stamp = node.css_first("time[datetime]")
    if stamp is not None and (stated := (stamp.attributes.get("datetime") or "").strip()):
        return stated[:40]
    found = _DATE.search(node.text(deep=True, separator=" ")[:_LONGEST_ITEM])
    return found[0] if found else ""


def _beside(item: Node) -> str:
    """The date in the nearest thing before an item or after it that holds no link."""
    for step in ("prev", "next"):
        near: Node | None = getattr(item, step)
        while near is not None and near.tag == "-text" and not (near.text(deep=True) or "").strip():
            near = getattr(near, step)
        if near is None or near.tag in ("a", *_LISTS):
            continue
        stamp = near.css_first("time[datetime]") if near.tag != "-text" else None
        if stamp is not None and stamp.attributes.get("datetime"):
            return str(stamp.attributes["datetime"])[:40]
        if found := _DATE.search(near.text(deep=True, separator=" ")[:80]):
            return found[0]
    return ""


def _in_furniture(around: Sequence[Node]) -> bool:
    """Whether the elements around a link make it part of the page's furniture, seen from the inside out."""
    for node in around:
        if node.tag in _CONTENT:
            return False
        if node.tag in _FURNITURE or (node.attributes.get("role") or "") in _FURNITURE_ROLES:
            return True
        names = f"{node.attributes.get('class') or ''} {node.attributes.get('id') or ''}"[:400].lower()
        if not _FURNITURE_NAMES.isdisjoint(names.split()):
            return True
    return False


def _hidden(node: Node) -> bool:
    """Whether no reader sees a link: what is set out for robots only is a trap."""
    holder: Node | None = node
    for _ in range(6):
        if holder is None:
            return False
        marks = holder.attributes
        if holder.tag == "template" or "hidden" in marks or _HIDDEN_STYLE.search(marks.get("style") or ""):
            return True
        holder = holder.parent
    return False


def _merged(anchors: Sequence[tuple[Anchor, int]]) -> tuple[Anchor, ...]:
    """One anchor for each address, the best of what its links say, with the siblings counted."""
    merged: dict[str, tuple[Anchor, int]] = {}
    for one, place in anchors:
        known, where = merged.get(one.url, (one, place))
        better = one if len(one.text) > len(known.text) and not _MORE.fullmatch(one.text) else known
        best = replace(
            better,
            published=known.published or one.published,
            furniture=known.furniture and one.furniture,
            titled=known.titled or one.titled,
            nofollow=known.nofollow and one.nofollow,
        )
        merged[one.url] = best, place if where == 0 else where
    places = Counter(place for _, place in merged.values())
    return tuple(replace(one, siblings=places[place]) for one, place in merged.values())


def _item_list(base: str, page: Page) -> Iterator[tuple[str, str]]:
    """The entries of a schema.org ItemList in the page's JSON-LD (https://schema.org/ItemList)."""
    for node in page.css('script[type="application/ld+json"]')[:20]:
        text = node.text(deep=True)
        if "itemListElement" not in text or len(text) > _LONGEST_DATA:
            continue
        try:
            stated = json.loads(text)
        except (ValueError, RecursionError):
            continue
        graph = stated.get("@graph", [stated]) if isinstance(stated, dict) else stated
        for thing in graph if isinstance(graph, list) else ():
            if isinstance(thing, dict) and thing.get("@type") == "ItemList":
                yield from _entries(base, thing.get("itemListElement"))


def _entries(base: str, elements: object) -> Iterator[tuple[str, str]]:
    for element in elements[:MOST_LINKS] if isinstance(elements, list) else ():
        if not isinstance(element, dict):
            continue
        item = element.get("item")
        thing = item if isinstance(item, dict) else element
        address = thing.get("url") or thing.get("@id") or (item if isinstance(item, str) else "")
        if not isinstance(address, str) or not address:
            continue
        try:
            yield joined(base, address), str(thing.get("name") or thing.get("headline") or "")[:500]
        except BadAddress:
            continue

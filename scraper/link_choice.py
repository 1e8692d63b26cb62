"""Chooses, among the links of a page nobody has seen before, those that are releases and those that lead on.

Every link gets points for what its address, its words and its place say; no single sign decides. A page where
nothing has enough is read more leniently, if it is a plain list.
"""

from __future__ import annotations

from collections.abc import Callable

from anslag.scraper import url_shapes
from anslag.scraper.listings import Anchor, Listing
from anslag.scraper.url_shapes import split

ENOUGH = 3
"""Points from which a link on a list of news is a release."""
ENOUGH_ELSEWHERE = 4
"""The same on a page that may list anything, such as a front page."""
_LENIENT = 2
_PLAIN_LIST = 80
"""Links outside menus; pages with more are no plain lists."""
_MOST_SECTIONS = 8


def releases(url: str, page: Listing, known: Callable[[str], bool]) -> list[Anchor]:
    """The links of a list page at ``url`` that are releases, in the page's order.

    ``known`` says that an address is a release's beyond doubt.
    """
    candidates = [one for one in page.anchors if _possible(url, one)]
    rated = [(one, 9 if known(one.url) else points(url, one)) for one in candidates]
    enough = ENOUGH if url_shapes.in_section(url) else ENOUGH_ELSEWHERE
    chosen = [one for one, score in rated if score >= enough]
    if not chosen and sum(not one.furniture for one in page.anchors) <= _PLAIN_LIST:
        chosen = [one for one, score in rated if score >= _LENIENT]
    return chosen


def points(url: str, one: Anchor) -> int:
    """How much speaks for a link on the page at ``url`` being a release."""
    words = one.text.split()
    here = url_shapes.unpaged(url)
    path = split(one.url).path
    score = 3 if url_shapes.like_release(one.url) else 0
    score += 2 if one.published else 0
    score += 1 if one.titled else 0
    score += 1 if one.siblings >= 2 else 0
    score += 1 if len(words) >= 3 and len(one.text) >= 15 else 0
    score += 1 if url_shapes.has_slug(one.url) or url_shapes.ends_in_number(one.url) else 0
    score += 1 if here and path.startswith(f"{here}/") else 0
    score -= 4 if one.furniture else 0
    score -= 3 if url_shapes.section(one.url) else 0
    score -= 1 if len(one.text) < 4 else 0
    return score


def further(url: str, page: Listing, found: bool) -> list[str]:
    """The further list pages that a list page leads to: the next ones, then archives and news sections."""
    here = url_shapes.unpaged(url)
    own: list[str] = []
    sections: list[str] = []
    for one in page.anchors:
        if one.nofollow or one.url == url:
            continue
        path = url_shapes.unpaged(one.url)
        if url_shapes.paged(one.url):
            # Numbered pages of this very list; those of other lists are found there.
            own += [one.url] if path == here else []
        elif url_shapes.aside(one.url):
            continue
        elif url_shapes.section(one.url) and (
            not found or not url_shapes.section(url) or path.startswith(f"{here}/")
        ):
            sections.append(one.url)
    return list(dict.fromkeys([*page.next_pages, *own, *sections[:_MOST_SECTIONS]]))


def _possible(url: str, one: Anchor) -> bool:
    """Whether a link can be a release at all."""
    if one.nofollow or url_shapes.aside(one.url) or url_shapes.paged(one.url):
        return False
    path = split(one.url).path.rstrip("/")
    if path == url_shapes.unpaged(url) and split(one.url).query == split(url).query:
        return False
    # A front page and a page above this one are never releases.
    return bool(path or split(one.url).query) and not split(url).path.startswith(f"{path}/")

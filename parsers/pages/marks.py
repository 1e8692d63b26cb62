"""What classes, ids, roles and styles of an element hint at. A hint is evidence, never a verdict.

A class is read token by token and word by word: ``page-with-related`` says what the page has, not what the element
is, and ``tag-bidrag`` names a key word of the post.
"""

from __future__ import annotations

import re
from enum import IntEnum
from functools import lru_cache

from anslag.parsers.markup.tree import Element


class Hint(IntEnum):
    """How firmly the marks of an element say that it is no part of the text."""

    NONE = 0
    WEAK = 1
    """A word that also names layouts and small parts of the text (skip, print, share, menu)."""
    MILD = 2
    """A part beside the text that may still be of it: fact box, figure, form."""
    STRONG = 3
    """A word, role or element that names furniture (related, sidebar, cookie, nav)."""


_STRONG = frozenset(
    "related relaterat relaterade teaser teasers cookie cookies cookiebanner cookiebar consent samtycke breadcrumb breadcrumbs brodsmulor"
    " comments comment kommentarer disqus newsletter nyhetsbrev sidebar sidfot footer boilerplate caption bildtext byline photographer fotograf"
    " recommended pagination pager popup modal megamenu puff puffar pufflista contacts contact contact2 kontakt kontakter presskontakt kontaktruta"
    " advert annons annonser sharing sharebar sharedaddy skiplink sidhuvud crumbs readspeaker feedback latest latestnews senaste".split()
)
_WEAK = frozenset(
    "nav navigation navbar menu meny skip share dela social promo toolbar tag tags topic topics amnen banner print lyssna listen"
    " buttons genvagar shortcuts widget widgets keywords subnav toolbox tools readmore masthead".split()
)
_GLUED = re.compile(
    r"(?:teaser|relate[dr]|relaterat|cookie|sidfot|breadcrumb|presskontakt|newsletter|nyhetsbrev)[a-zåäö]+"
    r"|(?:left|right|top|main|side)nav"
)
_OF_THE_PAGE = frozenset("with without has no not tag category term".split())
"""A token with one of these words names a trait of the page or the post."""
_HIDDEN = frozenset(
    "hidden is-hidden u-hidden d-none hide visually-hidden visuallyhidden visually-hidden-focusable sr-only screen-reader-text invisible"
    " element-invisible uk-hidden assistive-text env-assistive-text show-for-sr a11y-hidden hidden-visually u-visually-hidden".split()
)
_SHOWN_AGAIN = re.compile(r"(?:\bsm|md|lg|xl)(?::|-)(?:block|flex|inline|grid|table)")
"""A layout that hides a part on small screens only ("hidden md:block", "d-none d-lg-flex")."""
_INVISIBLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d])", re.I)
_PANEL = re.compile(r"accordion|dragspel|collaps|expand|(?<![a-z])panel(?![a-z])|tab-?content", re.I)
_WORD = re.compile(r"[A-Z]?[a-zåäö0-9]+|[A-Z]+(?![a-z])")
_ROLES = {
    **dict.fromkeys("navigation contentinfo search banner dialog alertdialog tooltip".split(), Hint.STRONG),
    "complementary": Hint.MILD,
}
_TAGS = {
    **dict.fromkeys("nav footer figcaption dialog".split(), Hint.STRONG),
    **dict.fromkeys("aside figure form".split(), Hint.MILD),
}
_NAMELESS = frozenset("body main article h1 h2 h3 p table tr td tbody li".split())
"""Elements whose class is about their looks."""


def hint(element: Element) -> Hint:
    """What element, role, class and id together hint at."""
    found = _TAGS.get(element.tag, Hint.NONE)
    marks = element.attributes
    if not marks:
        return found
    if role := marks.get("role"):
        found = max(found, _ROLES.get(role, Hint.NONE))
    if element.tag not in _NAMELESS and ("class" in marks or "id" in marks):
        found = max(found, _named(f"{marks.get('class') or ''} {marks.get('id') or ''}"))
    return found


@lru_cache(maxsize=4096)
def _named(names: str) -> Hint:
    found = Hint.NONE
    for token in names.split():
        words = [word.lower() for word in _WORD.findall(token)]
        if not _OF_THE_PAGE.isdisjoint(words):
            continue
        if not _STRONG.isdisjoint(words) or any(map(_GLUED.fullmatch, words)):
            return Hint.STRONG
        if not _WEAK.isdisjoint(words):
            found = Hint.WEAK
    return found


@lru_cache(maxsize=4096)
def _hides(names: str) -> bool:
    return not _HIDDEN.isdisjoint(names.split()) and not _SHOWN_AGAIN.search(names)


def is_hidden(element: Element) -> bool:
    """Whether a reader does not see an element."""
    marks = element.attributes
    if not marks:
        return element.tag == "noscript"
    style = marks.get("style")
    return (
        "hidden" in marks
        or marks.get("aria-hidden") == "true"
        or (style is not None and _INVISIBLE.search(style) is not None)
        or _hides(marks.get("class") or "")
        or element.tag == "noscript"
    )


def is_struck(element: Element) -> bool:
    """Whether the publisher has struck an element out: it holds no more."""
    if element.tag in ("s", "del", "strike"):
        return True
    marks = element.attributes
    return bool(marks) and any("line-through" in (marks.get(name) or "") for name in ("style", "class"))


def names_panel(element: Element) -> bool:
    """Whether role, class or id say that an element is a part which the reader opens: of an accordion, a tab."""
    marks = element.attributes
    return marks.get("role") in ("region", "tabpanel") or (
        _PANEL.search(f"{marks.get('class')} {marks.get('id')}") is not None
    )

"""Which parts of a page are the release. A part is judged by what it is, never by a word in its class alone.

What counts: where it stands, how much of it is links, how much of the page's prose it holds, whether it has the
headline. A mark (element, role, class) is a hint that makes the judge look; a part that holds the text stays
whatever it is called.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from anslag.parsers.document import BARE_SUM
from anslag.parsers.furniture import is_about, is_boundary, is_skip
from anslag.parsers.markup.page_parts import PageParts
from anslag.parsers.markup.tree import Element, has_tag, inside, text_of
from anslag.parsers.mentions.award import AWARD
from anslag.parsers.pages.marks import Hint, hint, names_panel
from anslag.parsers.pages.weights import BLOCKS, PROSE, Weights

MOST = 0.4
"""The share of the page's prose from which on a part is the text itself, whatever it is called (measured: intake)."""
_WHOLE = 0.97
"""The share of own words and of prose from which on a part that has the headline is wrapped round the whole page: nothing in it
speaks for all."""
_LINKS = 0.5
_HEADINGS = frozenset(("h2", "h3", "h4", "h5"))
_CONSENT = re.compile(r"\b(?:kakor|kakorna|cookies|samtyck)", re.I)
_CARD = re.compile(r"teaser|puff|card|kort", re.I)
_LEADING = frozenset(("onclick", "data-href", "data-url"))
"""What makes a link of a part that is none."""
_MONEY = re.compile(r"\d\s?(?:kr\b|kronor|tkr|mkr|mnkr|milj|msek|tusen\skr|:-)", re.I)
_BYLINE = 100
"""Characters that stand between a headline and its lede at most: a date, a place, a byline."""
_LABEL = re.compile(r"(?<!\S)[A-ZÅÄÖ][a-zåäö]+(?: [a-zåäö]+){0,3}:\s")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s")
_OWN_MONEY = re.compile(r"omsätt|medarbetare|anställda|budget|delat\sut", re.I)
"""What publishers tell of themselves."""
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Parts:
    """``root`` holds the release, less what ``dropped`` names by its order; ``lost`` quotes what may be missing."""

    root: Element
    headline: Element | None
    dropped: frozenset[int]
    lost: tuple[str, ...] = ()


def parts(body: Element, weights: Weights, titles: Sequence[str], made: PageParts) -> Parts:
    """The parts of a page; ``titles`` are the names that its metadata give the release, ``made`` what made the page."""
    headline = _headline(weights, titles)
    root = _root(body, weights, headline)
    judge = _Judge(weights, root, headline, frozenset(made.aside))
    judge.look(root, after_headline=headline is None)
    return Parts(root, headline, frozenset(judge.dropped | weights.hidden), tuple(judge.lost))


def agreement(words: str, titles: Sequence[str]) -> float:
    """How far a line says the same as one of the titles, from 0 to 1."""
    said = set(_WORD.findall(words.casefold()))
    known = (set(_WORD.findall(title.casefold())) for title in titles)
    return max((len(said & one) / max(len(said), len(one), 1) for one in known), default=0.0)


def _headline(weights: Weights, titles: Sequence[str]) -> Element | None:
    """The h1 that agrees best with the titles: the first of a page often names the site."""
    found = [element for element in weights.headlines if weights.chars[element.order]]
    return max(found, key=lambda element: agreement(text_of(element), titles), default=None)


def _root(body: Element, weights: Weights, headline: Element | None) -> Element:
    """The smallest element that says it holds the text, and does: with the headline and nearly all of the prose."""
    root, least = body, MOST
    for element in sorted(weights.roots, key=lambda one: one.end - one.order, reverse=True):
        inside = root.order <= element.order < root.end
        has_headline = headline is None or _has(element, headline)
        if inside and has_headline and weights.prose[element.order] > weights.prose[root.order] * least:
            # A second cut only where hardly anything is lost: fact boxes and lists stand beside an article.
            root, least = element, 0.9
    return root


def _has(element: Element, other: Element) -> bool:
    return element.order <= other.order < element.end


def _tells_a_sum_alone(element: Element) -> bool:
    """Whether a part has a sum in an element of its own that is no heading: a teaser names one in its heading or its text."""
    plain = (one for one in inside(element) if one.tag not in _HEADINGS)
    leaves = (text_of(one) for one in plain if not any(isinstance(child, Element) for child in one.children))
    return any(BARE_SUM.fullmatch(words.strip()) for words in leaves)


class _Judge:
    """Walks over the parts below a root and drops what is furniture."""

    def __init__(
        self, weights: Weights, root: Element, headline: Element | None, aside: frozenset[str]
    ) -> None:
        self.dropped: set[int] = set()
        self.lost: list[str] = []
        self._weights = weights
        self._headline = headline
        self._aside = aside
        self._root = root
        self._cards: dict[tuple[str, str], bool] = {}
        self._total = weights.prose[root.order]
        self._own = weights.own(root)
        self._told = 0

    def look(self, element: Element, *, after_headline: bool) -> None:
        """Judges the elements below one."""
        headline, weights = self._headline, self._weights
        for index, child in enumerate(element.children):
            if isinstance(child, str) or child.order in weights.hidden:
                continue
            after = after_headline or (headline is not None and child.order >= headline.end)
            if headline is not None and _has(child, headline):
                self.look(child, after_headline=after_headline)
                continue
            if self._goes(child, element, index, after=after):
                self.dropped.add(child.order)
                self._note_lost(child, after=after)
                continue
            seen = self._told
            self.look(child, after_headline=after)
            if after and self._told == seen:
                self._told += weights.own(child)

    def _goes(self, element: Element, parent: Element, index: int, *, after: bool) -> bool:
        if element.tag == "button":
            return not (_opens(element, parent) or _is_amid(parent, index))
        found = hint(element)
        if not self._aside.isdisjoint(element.mark("class").split()):
            return not self._holds_text(element)
        if found is Hint.NONE:
            return element.tag == "article" and self._is_other_article(element)
        if element.tag not in BLOCKS and _is_amid(parent, index):
            return False
        if self._holds_text(element):
            return False
        if found is Hint.WEAK:
            return self._is_labels(element)
        if element.tag == "figcaption" and has_tag(parent, ("table",)):
            return False
        if found is Hint.MILD:
            return not (after and (self._is_box(element) or self._is_record(element)))
        return not (after and (self._is_lede(element) or self._is_record(element) or self._is_card(element)))

    def _is_the_page(self, element: Element) -> bool:
        """Whether a part is wrapped round the whole page, headline and all."""
        weights = self._weights
        if self._headline is not None and not _has(element, self._headline):
            return False
        most = weights.prose[element.order] > self._total * _WHOLE
        return most and weights.own(element) > self._own * _WHOLE

    def _holds_text(self, element: Element) -> bool:
        weights = self._weights
        if self._is_the_page(element):
            return True
        is_most = weights.prose[element.order] > self._total * MOST
        # Where the text is short lines, one sentence beside it would hold most of the prose.
        return is_most and weights.own(element) > self._own * MOST / 2 and not self._tells_other(element)

    def _is_labels(self, element: Element) -> bool:
        """Whether a part has links or a few short labels only, no sum among them: a list of names may have no sentence."""
        if self._weights.density(element) > _LINKS:
            return True
        heads = [one for one in inside(element) if one.tag in _HEADINGS]
        if len(heads) == 1 and text_of(heads[0]) == text_of(element) and not self._tells_other(element):
            # Page builders make a part of their own of each heading.
            return False
        few = max(self._weights.prose[element.order], self._weights.own(element)) < PROSE
        return few and _MONEY.search(text_of(element)) is None

    def _is_box(self, element: Element) -> bool:
        """Whether a part beside the text tells something of its own: facts, a table, a list with sums."""
        if self._weights.density(element) > _LINKS or self._tells_other(element):
            return False
        return has_tag(element, ("table", "blockquote")) or (
            element.tag != "figure"
            and (self._weights.prose[element.order] > 2 * PROSE or len(_MONEY.findall(text_of(element))) > 1)
        )

    def _is_lede(self, element: Element) -> bool:
        """Whether a part stands between headline and body, without links, and is a sentence: the lede."""
        weights = self._weights
        return (
            self._told < _BYLINE
            and self._headline is not None
            and element.tag in ("div", "section", "span")
            and weights.prose[element.order] >= PROSE
            and weights.linked[element.order] == 0
            and text_of(element)[-1:] in '.!?”"'
            and not any(isinstance(c, Element) and c.tag in _HEADINGS for c in inside(element))
            and not self._tells_other(element)
        )

    def _is_record(self, element: Element) -> bool:
        """Whether a part without any link has labelled fields, a sum among them: a teaser would lead somewhere."""
        if self._weights.linked[element.order] or self._tells_other(element):
            return False
        words = text_of(element)
        terms = sum(one.tag == "dt" for one in inside(element))
        return max(terms, len(_LABEL.findall(words))) > 1 and _MONEY.search(words) is not None

    def _is_card(self, element: Element) -> bool:
        """Whether a teaser is one of several of its make that have a sum each, and leads nowhere, or tells the sum alone."""
        make = element.tag, element.mark("class")
        if _CARD.search(make[1]) is None:
            return False
        known = self._cards.get(make)
        if known is None:
            alike = [one for one in inside(self._root) if (one.tag, one.mark("class")) == make]
            known = len(alike) > 1 and (
                all(map(self._has_a_sum_and_no_link, alike)) or all(map(_tells_a_sum_alone, alike))
            )
            self._cards[make] = known
        return known

    def _has_a_sum_and_no_link(self, element: Element) -> bool:
        leads = self._weights.linked[element.order] or _LEADING.intersection(element.attributes)
        return not leads and _MONEY.search(text_of(element)) is not None

    def _tells_other(self, element: Element) -> bool:
        """Whether the words of a part are not the release's: consent, related pages, contacts, other articles."""
        if self._weights.density(element) > _LINKS:
            return True
        heads = [one for one in inside(element) if one.tag in _HEADINGS]
        linked = [one for one in heads if self._weights.own(one) == 0 and self._weights.chars[one.order]]
        first = text_of(heads[0]) if heads else ""
        if linked or is_boundary(first) or is_skip(first) or is_about(first):
            return True
        return len(_CONSENT.findall(text_of(element))) > 1

    def _is_other_article(self, element: Element) -> bool:
        """Whether an article is another one: it has a headline of its own, or its heading links to it."""
        weights = self._weights
        if self._headline is None:
            return False
        for one in inside(element):
            if one.tag == "h1":
                return True
            if one.tag in _HEADINGS:
                return (
                    weights.own(one) == 0
                    and weights.chars[one.order] > 0
                    and not _MONEY.search(text_of(element))
                )
        return False

    def _note_lost(self, element: Element, *, after: bool) -> None:
        """Keeps in mind what goes with a sum beside a word of giving in prose of its own."""
        weights = self._weights
        if after and weights.prose[element.order] and weights.density(element) < _LINKS:
            told = (one for one in _SENTENCE_END.split(text_of(element)) if _MONEY.search(one))
            if any(
                AWARD.search(one) and not _OWN_MONEY.search(one) for one in told
            ) and not self._tells_other(element):
                self.lost.append(text_of(element))


def _is_amid(parent: Element, index: int) -> bool:
    """Whether words stand before or behind an inline element: it is a part of their sentence."""
    around = (parent.children[at] for at in (index - 1, index + 1) if 0 <= at < len(parent.children))
    return any(isinstance(one, str) and _WORD.search(one) is not None for one in around)


def _opens(button: Element, parent: Element) -> bool:
    """Whether a button is the heading of a part that it opens, not a control."""
    return (
        parent.tag in _HEADINGS
        or parent.tag == "summary"
        or (
            "aria-expanded" in button.attributes
            and ("aria-controls" in button.attributes or names_panel(button))
        )
    )

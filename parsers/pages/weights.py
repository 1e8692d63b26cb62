"""How much text each part of a page holds, how much of it in links and in running prose, and where its headlines are."""

from __future__ import annotations

from dataclasses import dataclass, field

from anslag.parsers.markup.page_parts import PageParts
from anslag.parsers.markup.tree import Element, Tree
from anslag.parsers.pages.marks import Hint, hint, is_hidden, names_panel

BLOCKS = frozenset(
    "address article aside blockquote body button caption center dd details dialog div dl dt fieldset figcaption figure footer form h1 h2 h3 h4"
    " h5 h6 header hr li main nav noscript ol p pre section summary table tbody td tfoot th thead tr ul legend".split()
)
PROSE = 50
"""Characters of own words, in one run, from which on it reads as a sentence and not as a label."""


@dataclass(slots=True)
class Weights:
    """By the order of each element: characters of visible text, of these in links, and in prose of own words.

    ``hidden`` has the order of each element that no reader sees; what lies in it weighs nothing.
    """

    chars: list[int]
    linked: list[int]
    prose: list[int]
    hidden: set[int] = field(default_factory=set)
    headlines: list[Element] = field(default_factory=list)
    roots: list[Element] = field(default_factory=list)
    """Elements that say that they hold the text: main, article."""

    def density(self, element: Element) -> float:
        """The share of an element's text that is in links."""
        return self.linked[element.order] / (self.chars[element.order] or 1)

    def own(self, element: Element) -> int:
        """Characters of an element's text outside links."""
        return self.chars[element.order] - self.linked[element.order]


def weights(page: Tree, made: PageParts, *, mild: bool = False) -> Weights:
    """The weights of all elements; ``mild`` weighs hidden ones too, ``made`` names what holds the text by its class."""
    return _Scale(page.body, page.opened, frozenset(made.body), mild=mild).weights


class _Scale:
    def __init__(self, body: Element, opened: frozenset[str], holders: frozenset[str], *, mild: bool) -> None:
        size = body.end
        self.weights = Weights([0] * size, [0] * size, [0] * size)
        self._mild = mild
        self._opened = opened
        self._holders = holders
        self._chars = self._linked = self._prose = self._run = 0
        self._weigh(body, in_link=False)
        self._flush()

    def _flush(self) -> None:
        if self._run >= PROSE:
            self._prose += self._run
        self._run = 0

    def _weigh(self, element: Element, *, in_link: bool) -> None:
        found, order, tag = self.weights, element.order, element.tag
        if (element.attributes or tag == "noscript") and not self._mild and self._is_unseen(element):
            found.hidden.add(order)
            return
        is_block = tag in BLOCKS
        if is_block:
            self._flush()
        before = self._chars, self._linked, self._prose
        in_link = in_link or tag == "a"
        for child in element.children:
            if isinstance(child, str):
                self._add(len(child.strip()), in_link=in_link)
            else:
                self._weigh(child, in_link=in_link)
        if is_block:
            self._flush()
            self._note(element)
        found.chars[order] = self._chars - before[0]
        found.linked[order] = self._linked - before[1]
        found.prose[order] = self._prose - before[2]

    def _add(self, size: int, *, in_link: bool) -> None:
        self._chars += size
        if in_link:
            self._linked += size
        else:
            self._run += size

    def _note(self, element: Element) -> None:
        if element.tag == "h1":
            self.weights.headlines.append(element)
        elif element.tag in ("main", "article") or (element.attributes and self._is_root(element)):
            self.weights.roots.append(element)

    def _is_root(self, element: Element) -> bool:
        """Whether role or class say that an element holds the text."""
        if element.attributes.get("role") in ("main", "article"):
            return True
        return bool(self._holders) and not self._holders.isdisjoint(element.mark("class").split())

    def _is_unseen(self, element: Element) -> bool:
        if not is_hidden(element):
            return False
        is_opened = element.attributes.get("id") in self._opened or (
            element.tag in ("div", "section", "dd", "ul", "ol", "table", "tr") and names_panel(element)
        )
        return not is_opened or hint(element) is Hint.STRONG

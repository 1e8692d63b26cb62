"""A page as a light tree of its elements and their text, made in one walk over what selectolax parsed.

Scripts, styles, pictures and other parts without words are left out; scripts of linked data come apart. Nothing
here judges what belongs to the text: that is for :mod:`anslag.parsers.pages` to say.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple, TypeAlias

from selectolax.lexbor import LexborHTMLParser, LexborNode

Node: TypeAlias = "Element | str"
_DEEPEST = 200
"""Levels of a tree; what lies deeper becomes the bare text of its ancestor."""
_OPENERS = ("data-target", "data-bs-target", "href")
_WORDLESS = frozenset(
    "style template svg iframe object canvas picture img video audio source track embed input select option textarea datalist"
    " meta link head map area progress meter math param base col colgroup frameset frame applet".split()
)


class Element(NamedTuple):
    """One element. ``order`` counts elements in document order; those inside it come next, up to ``end``."""

    order: int
    end: int
    tag: str
    attributes: Mapping[str, str | None]
    children: tuple[Node, ...]

    def mark(self, name: str) -> str:
        """The value of an attribute, "" where it has none."""
        return self.attributes.get(name) or ""


class Tree(NamedTuple):
    """``head`` has the elements of the head, ``linked_data`` the texts of JSON-LD scripts, ``time`` the first time element.

    ``opened`` has the ids of the parts that a button, tab or link of the page opens.
    """

    body: Element
    head: tuple[Element, ...]
    language: str
    linked_data: tuple[str, ...] = ()
    time: Element | None = None
    opened: frozenset[str] = frozenset()


def tree(text: str) -> Tree:
    """The tree of a page. Bound its complexity first: see :mod:`anslag.parsers.markup.limits`."""
    parsed = LexborHTMLParser(text)
    walk = _Walk()
    root, head, body = parsed.root, parsed.head, parsed.body
    language = (root.attributes.get("lang") or "") if root is not None else ""
    in_head = walk.head(head) if head is not None else ()
    inside = walk.element(body, "body", 0) if body is not None else Element(0, 1, "body", {}, ())
    return Tree(inside, in_head, language, tuple(walk.linked_data), walk.time, frozenset(walk.opened))


def text_of(element: Element) -> str:
    """All words of an element, those of different elements apart."""
    parts: list[str] = []
    _collect(element, parts)
    return " ".join(" ".join(parts).split())


def inside(element: Element) -> Iterator[Element]:
    """The elements below one, in document order."""
    for child in element.children:
        if isinstance(child, Element):
            yield child
            yield from inside(child)


def has_tag(element: Element, tags: Collection[str]) -> bool:
    """Whether an element of one of ``tags`` lies below one."""
    return any(one.tag in tags for one in inside(element))


def _collect(element: Element, parts: list[str]) -> None:
    for child in element.children:
        if isinstance(child, str):
            parts.append(child)
        else:
            _collect(child, parts)


class _Walk:
    def __init__(self) -> None:
        self._order = 0
        self.linked_data: list[str] = []
        self.time: Element | None = None
        self.opened: set[str] = set()

    def element(self, node: LexborNode, tag: str, depth: int) -> Element:
        order = self._order
        self._order += 1
        children: list[Node] = []
        child = node.child if depth < _DEEPEST else None
        while child is not None:
            name = child.tag or "-"
            if name == "-text":
                children.append(child.text_content or "")
            elif name == "script":
                self._script(child)
            elif name[0] not in "-!_" and name not in _WORDLESS:
                children.append(self.element(child, name, depth + 1))
            child = child.next
        if depth == _DEEPEST:
            children.append(node.text(deep=True))
        attributes = node.attributes
        if "aria-controls" in attributes or "data-toggle" in attributes or "data-bs-toggle" in attributes:
            self._note_opened(attributes)
        made = Element(order, self._order, tag, attributes, tuple(children))
        if tag == "time" and self.time is None:
            self.time = made
        return made

    def _note_opened(self, marks: Mapping[str, str | None]) -> None:
        if "aria-controls" in marks and ("aria-expanded" in marks or marks.get("role") == "tab"):
            self.opened.update((marks["aria-controls"] or "").split())
        if "data-toggle" in marks or "data-bs-toggle" in marks:
            self.opened.update((marks.get(name) or "").lstrip("#") for name in _OPENERS)

    def head(self, node: LexborNode) -> tuple[Element, ...]:
        found = []
        child = node.child
        while child is not None:
            name = child.tag or "-"
            if name == "script":
                self._script(child)
            elif name in ("meta", "link", "title"):
                said = (child.text(),) if name == "title" else ()
                found.append(Element(0, 0, name, child.attributes, said))
            child = child.next
        return tuple(found)

    def _script(self, node: LexborNode) -> None:
        if (node.attributes.get("type") or "").lower() == "application/ld+json":
            self.linked_data.append(node.text())

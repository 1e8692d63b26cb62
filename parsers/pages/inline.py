"""The words of a run of text as the reader sees them: no struck-out words, no footnote marks, nothing glued."""

from __future__ import annotations

import re

from anslag.parsers.document import clean, columned, itemised, rejoined
from anslag.parsers.markup.tree import Element, Node, text_of
from anslag.parsers.pages.weights import BLOCKS

BREAK = "\x00"
"""Stands for a line break until white space is folded; no page that is parsed has it, and it is no white space."""
_FOOTNOTE = re.compile(r"\s*[\[(]?(?:\d{1,2}|[*†‡]{1,3}|[a-d])[\])]?(?:\s*,\s*\d{1,2})*\s*")
_UNIT = re.compile(r"(?<![^\W\d_])(?:[kcdm]?m)$")
"""A unit that a raised digit squares or cubes."""
_POWERS = {"2": "²", "3": "³"}
_DISPLAYED = re.compile(r"display\s*:\s*(?:block|flex|grid|list-item|table\b)", re.I)
_SPACE = re.compile(r"[ \t\r\n\f]+")
_WHITE_SPACE = re.compile(r"white-space\s*:\s*([a-z-]+)", re.I)
_SOURCE_LINE = re.compile(r"[\r\n\f][ \t\r\n\f]*")
_GAP = re.compile(r"[ \xa0]{3,}|(?: ?\xa0){2,} ?|[ \xa0]*[\u2001-\u2003][ \xa0\u2001-\u2003]*")
"""What sets columns apart in typed tables: spaces that no browser folds, or more plain ones than a slip of the hand."""
_WRAPPED = re.compile(r"[^\s.!?:;]\n[a-zåäö0-9]")
"""A line that goes on below."""
_LONGEST_ROW = 300


class Run:
    """Text gathered piece by piece. ``own`` and ``linked`` count its characters outside and inside links."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self.own = self.linked = 0

    def __bool__(self) -> bool:
        return bool(self._parts)

    def text(self, words: str, *, in_link: bool = False) -> None:
        """Adds words as they stand."""
        self._parts.append(words)
        size = len(words.strip())
        if in_link:
            self.linked += size
        else:
            self.own += size

    def line_end(self) -> None:
        """Adds a line break."""
        self._parts.append(BREAK)

    def gap(self) -> None:
        """Adds the space that an element leaves where it goes."""
        self._parts.append(" ")

    def boundary(self, element: Element, before: Node, parent: Element) -> None:
        """Adds a space before an element whose words would run together with those before ("KulturTre får bidrag")."""
        words = _opening(element)
        first, last = words[:1], self._last()
        if not first or not last or element.tag in ("sub", "sup"):
            return
        is_number = last.isdigit() and first.isupper()
        is_beside = isinstance(before, Element) and before.tag != "br"
        if not (is_number or (is_beside and last.islower() and (first.isupper() or first.isdigit()))):
            return
        if is_beside and _is_of_named_parts(parent):
            self.line_end()
        else:
            self.gap()

    def raised(self, element: Element) -> bool:
        """Adds a raised part; False if it is no footnote mark nor a power."""
        words = text_of(element)
        if not _FOOTNOTE.fullmatch(words):
            return False
        if words in _POWERS and _UNIT.search("".join(self._parts[-2:])):
            self.text(_POWERS[words])
        return True

    def take(self) -> tuple[str, bool]:
        """The text so far, and whether it is nothing but links; the run is empty again."""
        raw = "".join(self._parts)
        links = self.linked > 0 and self.own * 10 <= self.linked
        self._parts.clear()
        self.own = self.linked = 0
        return raw, links

    def _last(self) -> str:
        return self._parts[-1][-1:] if self._parts else ""


def _is_of_named_parts(element: Element) -> bool:
    """Whether an element is a few parts with a name each and nothing else: a style sheet sets such apart as lines."""
    parts = [child for child in element.children if not isinstance(child, str) or child.strip()]
    if element.tag not in _HOLDERS or len(parts) > _MOST_PARTS:
        return False
    return all(isinstance(part, Element) and part.mark("class") for part in parts)


_HOLDERS = frozenset(("li", "div", "td", "section", "article"))
_MOST_PARTS = 12


def is_block(element: Element) -> bool:
    """Whether an element stands on lines of its own."""
    if element.tag in BLOCKS:
        return True
    style = element.attributes.get("style") if element.attributes else None
    return style is not None and _DISPLAYED.search(style) is not None


def keeps_lines(element: Element, outer: bool) -> bool:
    """Whether the lines of an element stand as they are typed; ``outer`` is what the element round it does."""
    said = _WHITE_SPACE.search(element.mark("style"))
    if said is not None:
        return said[1].lower().startswith(("pre", "break"))
    return outer or element.tag == "pre"


def kept(words: str) -> str:
    """``words`` of an element that keeps its lines, as another would have to write them; wrapped lines are no lines."""
    if len(_WRAPPED.findall(words)) * 2 >= max(1, words.strip().count("\n")):
        return words
    # A tab sets columns apart, as a space does that is as wide as a letter.
    return words.replace("\r\n", "\n").replace("\n", BREAK).replace("\t", "\u2003")


def columns(raw: str) -> list[str]:
    """The lines of a run, with a tab wherever a wide gap sets columns apart."""
    lines = [_widened(_SOURCE_LINE.sub(" ", line)) for line in raw.split(BREAK)]
    if len(lines) > 1:
        return columned(lines)
    # Lines of the source that all have as many columns are lines on the page too, by a style sheet.
    source = columned([_widened(line) for line in raw.strip().splitlines()])
    if len(source) > 1 and all("\t" in line for line in source):
        return source
    cells = lines[0].split("  ")
    # Word sets its list markers apart with spaces too.
    is_row = len(cells) > 1 and len(raw) <= _LONGEST_ROW and not itemised(f"{cells[0]} x")[0]
    return ["\t".join(cells) if is_row else lines[0]]


def _widened(line: str) -> str:
    return _GAP.sub("  ", line.strip())


def lines_of(raw: str) -> list[str]:
    """The lines of a run, none empty, numbers whole."""
    parts = (clean(part) for part in _SPACE.sub(" ", raw).split(BREAK))
    return rejoined([line for line in parts if line])


def _opening(element: Element) -> str:
    """The first words of an element."""
    first = element.children[0] if element.children else ""
    return first if isinstance(first, str) else _opening(first)

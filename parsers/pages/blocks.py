"""One pass over the parts of a page in document order that turns elements into blocks."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from anslag.parsers.document import BARE_SUM, Draft, clean, itemised, numbered_lines, piped, unfolded
from anslag.parsers.markup.tree import Element, Node, has_tag, text_of
from anslag.parsers.pages.inline import BREAK, Run, columns, is_block, keeps_lines, kept, lines_of
from anslag.parsers.pages.marks import is_struck
from anslag.parsers.pages.parts import Parts
from anslag.parsers.pages.tables import captions, row_drafts, rows_of
from anslag.parsers.privacy import reached
from anslag.parsers.records import BlockKind

_HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}

_PARTED = frozenset((*_HEADINGS, "ul", "ol", "dl", "table"))
"""What makes an item more than lines."""
_LINE = 120
"""Characters that such a line has at most."""


def blocks(parts: Parts) -> list[Draft]:
    """The blocks of the release, in order, its headline among them."""
    return _Walk(parts).drafts()


class _Walk:
    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._out: list[Draft] = []
        self._run = Run()
        self._kind = BlockKind.PARAGRAPH
        self._level = 0
        self._marker = ""
        self._group = 0
        self._groups = 0
        self._time = ""
        self._term: list[str] = []
        self._terms = 0
        self._lists: list[list[int]] = []
        self._in_link = False
        self._keeps_lines = False
        self._in_lines = False

    def drafts(self) -> list[Draft]:
        self._visit(self._parts.root)
        self._flush()
        return self._out

    def _visit(self, element: Element) -> None:
        before: Node = ""
        outer, self._keeps_lines = self._keeps_lines, keeps_lines(element, self._keeps_lines)
        for child in element.children:
            if (
                isinstance(child, Element)
                and child.tag not in ("br", "table")
                and child.order not in self._parts.dropped
            ):
                self._run.boundary(child, before, element)
            before = child
            if isinstance(child, str):
                self._run.text(kept(child) if self._keeps_lines else child, in_link=self._in_link)
            elif child.tag == "br":
                self._run.line_end()
            elif child.order in self._parts.dropped or is_struck(child):
                self._run.gap()
            elif child.tag == "sup" and self._run.raised(child):
                continue
            elif child.tag == "a":
                self._link(child)
            elif child.tag == "table" or "role" in child.attributes or "style" in child.attributes:
                self._maybe_table(child)
            elif is_block(child):
                self._block(child)
            else:
                self._inline(child)
        self._keeps_lines = outer

    def _inline(self, element: Element) -> None:
        self._visit(element)
        if element.tag == "time":
            self._time = text_of(element)

    def _link(self, element: Element) -> None:
        outer, self._in_link = self._in_link, True
        self._inline(element)
        self._in_link = outer

    def _maybe_table(self, element: Element) -> None:
        rows = [] if self._in_lines else rows_of(element)
        if not rows:
            if is_block(element):
                self._block(element)
            else:
                self._inline(element)
            return
        self._flush()
        self._flush_term()
        for caption in captions(element):
            self._block(caption)
        self._groups += 1
        self._out += row_drafts(rows, self._groups, self._cell)

    def _cell(self, cell: Element) -> str:
        """The text of a table's cell: a newline for each line break and between its blocks."""
        self._in_lines = True
        self._visit(cell)
        self._in_lines = False
        return "\n".join(lines_of(self._run.take()[0]))

    def _block(self, element: Element) -> None:
        if self._in_lines:
            self._run.line_end()
            self._visit(element)
            self._run.line_end()
            return
        self._flush()
        state = (self._kind, self._level, self._marker, self._group)
        self._enter(element, element.tag)
        self._in_lines = element.tag == "li" and _is_of_lines(element)
        self._visit(element)
        self._in_lines = False
        self._flush()
        if element.tag in ("ul", "ol"):
            self._lists.pop()
        elif element.tag == "dl":
            self._flush_term()
        self._kind, self._level, self._marker, self._group = state

    def _enter(self, element: Element, tag: str) -> None:
        """Notes what the text of an element is going to be."""
        if tag in _HEADINGS:
            is_headline = tag == "h1" and self._parts.headline in (None, element)
            self._kind = BlockKind.HEADLINE if is_headline else BlockKind.HEADING
            self._level = _HEADINGS[tag]
        elif tag in ("summary", "button") and self._kind is BlockKind.PARAGRAPH:
            self._kind, self._level = BlockKind.HEADING, 4
        elif tag in ("ul", "ol"):
            self._groups += 1
            self._lists.append([self._groups, _start(element) if tag == "ol" else 0])
        elif tag == "li" and self._lists:
            current = self._lists[-1]
            self._kind, self._level, self._group = BlockKind.ITEM, len(self._lists), current[0]
            self._marker = f"{current[1]}." if current[1] else "•"
            current[1] += 1 if current[1] else 0
        elif tag == "dl":
            self._groups += 1
            self._terms = self._groups
        elif tag in ("dt", "dd"):
            self._kind, self._marker = BlockKind.PARAGRAPH, tag

    def _flush(self) -> None:
        if not self._run:
            return
        raw, links = self._run.take()
        if not (words := raw.replace(BREAK, " ").strip()) or self._is_dateline(words):
            return
        before = len(self._out)
        if self._kind in (BlockKind.PARAGRAPH, BlockKind.HEADING) and not self._marker and self._columns(raw):
            return
        lines = lines_of(raw)
        if lines:
            self._emit(lines, raw)
        for draft in self._out[before:] if links else ():
            draft.linked = True

    def _is_dateline(self, words: str) -> bool:
        """Whether a block by the headline holds only the time of publication, which the metadata have."""
        is_time, self._time = words == self._time, ""
        return is_time and self._kind is BlockKind.PARAGRAPH and not self._marker and len(self._out) < 4

    def _columns(self, raw: str) -> bool:
        """Whether a block was a typed table, or a row of one, whose columns wide gaps keep apart."""
        lines = columns(raw)
        if all(_is_name_and_sum(line) for line in lines if "\t" in line):
            # There are no columns, or none are needed to tell a name from its sum.
            return False
        for is_row, run in itertools.groupby(lines, key=lambda line: "\t" in line):
            if is_row:
                cells = ([clean(cell) for cell in line.split("\t")] for line in run)
                self._out += [Draft(BlockKind.ROW, [], cells=row) for row in cells]
            elif other := lines_of(rest := BREAK.join(run)):
                self._emit(other, rest)
        return True

    def _emit(self, lines: list[str], raw: str) -> None:
        gaps = self._kind is BlockKind.PARAGRAPH and BREAK * 2 in re.sub(r"\s", "", raw)
        for run in _split_runs(raw) if gaps else [lines]:
            self._one(run)

    def _one(self, lines: list[str]) -> None:
        if self._marker == "dt":
            self._term += lines
        elif self._marker == "dd":
            self._described(lines)
            self._term, self._marker = [], ""
        elif self._kind is BlockKind.PARAGRAPH:
            self._flush_term()
            self._paragraph(lines)
        else:
            self._flush_term()
            self._out.append(Draft(self._kind, lines, self._level, self._marker, self._group))
            if self._kind is BlockKind.ITEM:
                # What follows inside the same item is its body, not a new item.
                self._kind, self._marker = BlockKind.PARAGRAPH, ""

    def _described(self, lines: list[str]) -> None:
        """A term and what is said of it are one item, with further short lines; what is longer is its body."""
        last = self._out[-1] if self._out else None
        if self._term:
            self._out.append(Draft(BlockKind.ITEM, self._term + lines, 1, "•", self._terms))
        elif last and (last.kind, last.group) == (BlockKind.ITEM, self._terms) and all(map(_is_short, lines)):
            last.lines += lines
        else:
            self._out.append(Draft(BlockKind.PARAGRAPH, lines))

    def _paragraph(self, lines: Sequence[str]) -> None:
        """Lines of a paragraph, among them typed rows and items that stand for themselves."""
        before = len(self._out)
        for line in (part for whole in numbered_lines(list(lines)) for part in unfolded(whole)):
            barred = piped(line)
            marker, rest = itemised(line) if barred is None else ("", "")
            if barred:
                self._out.append(Draft(BlockKind.ROW, [], cells=barred))
            elif marker:
                self._groups += 0 if self._out and self._out[-1].kind is BlockKind.ITEM else 1
                self._out.append(Draft(BlockKind.ITEM, [rest], 1, marker, self._groups))
            elif barred is None and len(self._out) > before and self._out[-1].lines:
                # What stands below the marker's line is of its item, as in a text.
                self._out[-1].lines.append(line)
            elif barred is None:
                self._out.append(Draft(BlockKind.PARAGRAPH, [line]))

    def _flush_term(self) -> None:
        if self._term:
            self._out.append(Draft(BlockKind.PARAGRAPH, self._term))
            self._term = []


def _is_name_and_sum(line: str) -> bool:
    cells = line.split("\t")
    return len(cells) == 2 and BARE_SUM.fullmatch(cells[1].strip()) is not None


def _is_of_lines(item: Element) -> bool:
    """Whether the parts of a list's item are short lines, as of a card: name, purpose, sum."""
    parts = [child for child in item.children if isinstance(child, Element) and is_block(child)]
    if any(one.tag in _PARTED or has_tag(one, _PARTED) for one in parts):
        return False
    return bool(parts) and all(_is_short(text_of(one)) for one in parts)


def _is_short(line: str) -> bool:
    """Whether a line is as short as those of a card, and no sentence, nor how to reach somebody."""
    return (
        len(line) <= _LINE
        and not line.endswith((".", "!", "?"))
        and not reached(line)
        and not _CONTACT.match(line)
    )


_CONTACT = re.compile(r"kontakt\b", re.I)


def _split_runs(raw: str) -> list[list[str]]:
    """The lines of a paragraph, cut where empty lines stand."""
    runs = [lines_of(run) for run in re.split(rf"{BREAK}\s*{BREAK}", raw)]
    return [run for run in runs if run]


def _start(element: Element) -> int:
    start = element.mark("start") or "1"
    return int(start) if re.fullmatch(r"[0-9]{1,4}", start) else 1

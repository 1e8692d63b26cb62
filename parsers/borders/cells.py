"""Owner and title of a row that was a table's, one cell a line, where the names of its columns stand line by line above.

"Åtgärd", "Huvudman", "Stöd, kr" say what the two lines before each sum are, however headings of groups and empty cells
have shifted the rows.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from anslag.parsers.borders.choice import decided, trimmed
from anslag.parsers.candidates import Candidate
from anslag.parsers.document import Line
from anslag.parsers.mentions.labels import label
from anslag.parsers.mentions.mention import Annotations, Money, Span, within
from anslag.parsers.merging import Told

LEAST, LONGEST = 3, 160
"""Names of columns that make a table, and characters of a cell before its sum."""
_SUMS = frozenset(("amount", "applied"))
_BEFORE = frozenset(("title", "owner", "place", "number", "person"))
"""What a column before the sums may hold."""


class _Columns(NamedTuple):
    """The columns of a table up to its sums, and the line that names the last of them."""

    fields: tuple[str, ...]
    line: int


def of_cells(a: Annotations, told: Sequence[Told]) -> list[Told]:
    """``told`` with the owners and titles of rows that the names of their columns tell."""
    tables = list(_tables(a))
    if not tables:
        return list(told)
    return [replace(one, candidate=_read(a, tables, one.candidate)) for one in told]


def _tables(a: Annotations) -> Iterator[_Columns]:
    """The runs of lines that name columns, up to the sums."""
    fields: list[str] = []
    for index, line in enumerate(a.lines):
        named = label(line.text) if "\t" not in line.text and not line.text.endswith(":") else None
        if named is not None and named.field in _SUMS and len(fields) + 1 >= LEAST:
            yield _Columns(tuple(fields), index)
        fields = [*fields, named.field] if named is not None and named.field in _BEFORE else []


def _read(a: Annotations, tables: Sequence[_Columns], row: Candidate) -> Candidate:
    cells = _cells(a, tables, row.money) if row.money and row.reader.startswith("grid.") else {}
    if "owner" not in cells or "title" not in cells:
        return row
    return decided(row, cells["owner"], cells["title"])


def _cells(a: Annotations, tables: Sequence[_Columns], money: Money) -> dict[str, Span]:
    """The lines before a sum that stands alone on its own, by what the names of their columns say they are."""
    at = bisect_right(a.lines, money.start, key=lambda each: each.start) - 1
    over = bisect_left(tables, at, key=lambda one: one.line) - 1
    if over < 0 or not _is_alone(a.lines[at], money):
        return {}
    fields = tables[over].fields
    lines = a.lines[max(tables[over].line + 1, at - len(fields)) : at]
    if len(lines) < len(fields) or any(map(_is_told, lines)) or within(a.sums, lines[0].start, lines[-1].end):
        return {}
    spans = [Span(*trimmed(a.text, line.start, line.end), "cells") for line in lines]
    return dict(zip(fields, spans, strict=True))


def _is_alone(line: Line, money: Money) -> bool:
    beside = line.text[: money.start - line.start] + line.text[money.end - line.start :]
    return not any(map(str.isalnum, beside))


def _is_told(line: Line) -> bool:
    """Whether a line is what a table tells of the row before: a long one, or a sentence; a name may end in "ek. för."."""
    return len(line.text) > LONGEST or (line.text.endswith(".") and len(line.text.split()) > _WORDS)


_WORDS = 6
"""Words that a name has at most which ends in a point."""

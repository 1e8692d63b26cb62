"""Finds the cells of a column of sums whose number nobody can read: "1?5 000", "−58 750", "2q 300".

Their grants stay, each with an empty amount and a failed check: a row that is left out would be missed by nobody.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from anslag.parsers.mentions.mention import Money, within
from anslag.parsers.records import BlockKind, Cell, Release

_SPOILED = re.compile(
    r"[^\w\s]?\s?\d(?:[\d\s.,:*#?!_−–-]|[a-z](?=[\d\s])){2,18}(?:kr|kronor|tkr|mkr|mnkr|:-)?\.?", re.I
)
"""Digits with a sign or a letter among them that no number has."""
_DATE = re.compile(r"\d{4}-\d\d|\d{1,2}[.:]\d\d\b|\d{4}\s?[–-]\s?\d{2,4}|\d+\s?[–-]\s?\d+")
_ODD = re.compile(r"[?#!_*−–-]|\d[a-z]", re.I)
_RUN = re.compile(r"\d{3}")


def unread(release: Release, found: Sequence[Money]) -> Iterator[Money]:
    """A sum without a value for each spoiled cell of a column most of whose cells are sums of ``found``, in order."""
    columns: dict[tuple[int, int], list[Cell]] = defaultdict(list)
    for block in release.blocks:
        if block.kind is BlockKind.ROW and not block.header:
            for at, cell in enumerate(block.cells):
                columns[block.group, at].append(cell)
    for cells in columns.values():
        empty = [cell for cell in cells if not within(found, cell.start, cell.end)]
        if 2 * len(empty) <= len(cells):
            yield from (_spoiled(cell) for cell in empty if _is_spoiled(release.text[cell.start : cell.end]))


def _is_spoiled(said: str) -> bool:
    words = said.strip()
    is_odd = _SPOILED.fullmatch(words) is not None and _ODD.search(words) is not None
    return is_odd and _RUN.search(words) is not None and not _DATE.match(words)


def _spoiled(cell: Cell) -> Money:
    return Money(cell.start, cell.end, None, bare=True, explicit=False, rule="money.unclear")

"""The cells of a table in their columns, where some span several rows or columns (HTML Standard, 4.9.12)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

_MOST_ROWS = 100
_LONGEST = 200
"""Characters of a cell's text that is repeated; a longer one is no name."""


class Cell(NamedTuple):
    """One cell: its text, and how many rows and columns it covers."""

    text: str
    rows: int = 1
    columns: int = 1


def grid(rows: Sequence[Sequence[Cell]]) -> list[list[str]]:
    """The texts of each row, each in its column: one that spans rows is repeated in each, one that spans columns fills the first."""
    made: list[list[str]] = []
    held: dict[int, tuple[int, str]] = {}
    for row in rows:
        texts: list[str] = []
        left: dict[int, tuple[int, str]] = {}
        for cell in [*row, None]:
            while len(texts) in held:
                times, text = held.pop(len(texts))
                if times > 1:
                    left[len(texts)] = times - 1, text
                texts.append(text)
            if cell is None:
                continue
            if 1 < cell.rows <= _MOST_ROWS and len(cell.text) < _LONGEST:
                left[len(texts)] = cell.rows - 1, cell.text
            texts += [cell.text, *([""] * (cell.columns - 1) if len(row) > 1 else [])]
        held = left
        made.append(texts)
    return made

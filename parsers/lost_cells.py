"""The cells of a table that lost them: from its column names, line by line.

"Sökande", "Avser" and "Beviljat" one below the other over lines of which each third is a sum are a table whose cells are
its lines.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from anslag.parsers.mentions.labels import label

_SUMS = frozenset(("amount", "applied", "total"))
_LEAST_ROWS = 2
"""Rows that make a table."""


def _bare(line: str) -> str:
    """A line with single spaces and none around it."""
    return " ".join(line.split())


def unstacked(lines: Sequence[str]) -> list[str]:
    """``lines``, those that are the cells of a table line by line joined to its rows, with a tab between the cells."""
    filled = [at for at, line in enumerate(lines) if line.strip()]
    told = [_bare(lines[at]) for at in filled]
    made: list[str | None] = list(lines)
    first = 0
    while first < len(told):
        size, rows = _stack(told, first)
        for row in (first, *rows) if rows else ():
            made[filled[row]] = "\t".join(told[row : row + size])
            for at in filled[row + 1 : row + size]:
                made[at] = None
        first = rows[-1] + size if rows else first + 1
    return [line for line in made if line is not None]


def _stack(told: Sequence[str], first: int) -> tuple[int, list[int]]:
    """How many columns the table has whose column names begin at ``first``, and where its rows begin; none if it is none."""
    if label(told[first]) is None:
        return 0, []
    for size in range(_MOST_COLUMNS, 1, -1):
        fields = _fields(told[first : first + size])
        rows = _rows_below(told, first + size, fields) if fields else []
        if len(rows) >= _LEAST_ROWS:
            return size, rows
    return 0, []


def _fields(names: Sequence[str]) -> list[str]:
    """What column names announce, "" for the unknown; none if they are not the names of a table with sums."""
    known = [label(name) for name in names]
    fields = [found.field if found else "" for found in known]
    named = 2 * sum(map(bool, fields)) >= len(names) and not _SUMS.isdisjoint(fields)
    short = all(
        len(name) <= _LONGEST_NAME and not _SUM.fullmatch(name) and name[-1:] != ":" for name in names
    )
    return fields if named and short else []


def _rows_below(told: Sequence[str], first: int, fields: Sequence[str]) -> list[int]:
    """Where the rows below column names begin, with a heading of a group before some; none if sums are left over."""
    rows: list[int] = []
    at = first
    while at < len(told):
        if _is_stacked_row(told[at : at + len(fields)], fields):
            rows.append(at)
            at += len(fields)
        elif _is_stacked_row(told[at + 1 : at + 1 + len(fields)], fields) and not _SUM.fullmatch(told[at]):
            at += 1
        else:
            break
    headings = at - first - len(rows) * len(fields)
    return rows if 2 * headings <= len(rows) and _ends(told[at : at + 2 * len(fields)]) else []


def _ends(rest: Sequence[str]) -> bool:
    """Whether a table ends before the lines ``rest``: they begin with its total, or hold no sum before other labels."""
    if rest and _TOTAL.match(rest[0]):
        return True
    before = itertools.takewhile(lambda line: label(line) is None, rest)
    return not any(map(_SUM.fullmatch, before))


def _is_stacked_row(cells: Sequence[str], fields: Sequence[str]) -> bool:
    """Whether lines are the cells of a row: a sum in one of its columns of sums, and text where the columns have text."""
    if len(cells) < len(fields) or any(map(label, cells)):
        return False
    summed = {field for cell, field in zip(cells, fields, strict=True) if _SUM.fullmatch(cell)}
    return not summed.isdisjoint(_SUMS) and summed <= _SUMS | {""}


_SUM = re.compile(
    r"(?:ca )?\d{1,3}(?:[ .]?\d{3})*(?:,\d+)?(?::-|(?: ?(?:kr|kronor|tkr|mnkr|mkr|sek|euro?|€))\.?)?", re.I
)
"""A line that is nothing but a sum."""
_TOTAL = re.compile(r"(?:del|total)?summa\b|total", re.I)
"""What begins the last row of a table, which adds up the others."""
_MOST_COLUMNS, _LONGEST_NAME = 8, 40
"""Columns of a table whose cells are lines, and characters of a column's name."""

"""The cells of a table that lost them: from its column names, beside each other in a line or line by line.

"Diarienummer Sökande Sökt Beviljat" over "NK-2031/12 Storåns IF 340 000 185 000" has two columns of sums, so each row ends
in two. Only where every row can be read in one way: one column of text, beside that of the numbers of the matters. "Sökande",
"Avser" and "Beviljat" one below the other over lines of which each third is a sum are a table whose cells are its lines.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from anslag.parsers.mentions.labels import heads, label

_SUMS = frozenset(("amount", "applied", "total"))
_MOST_DIGITS = 4
"""Groups of digits that a sum has at most."""
_LEAST_ROWS, _LEAST_SUMS = 2, 2
"""Rows that make a table, and columns of sums in a line: with one, the sum of a row is its only number."""
_MATTER = re.compile(r"(?=\S*\d)\S+")


def parted(lines: Sequence[str]) -> list[str]:
    """``lines``, with a tab between the cells of the tables that lost them."""
    made, at = list(lines), 0
    while at < len(lines):
        names = heads(lines[at].strip())
        rows = _rows(lines, at + 1, names) if _are_columns(names) else {}
        if len(rows) >= _LEAST_ROWS:
            made[at] = "\t".join(names)
            for place, cells in rows.items():
                made[place] = "\t".join(cells)
        at = max((at, *rows)) + 1
    return made


def _are_columns(names: Sequence[str]) -> bool:
    """Whether column names are one of text, perhaps behind that of the numbers of matters, before two of sums at least."""
    said = [(found := label(name)) is not None and found.field in _SUMS for name in names]
    texts = said.count(False) - _has_matters(names)
    return said.count(True) >= _LEAST_SUMS and texts == 1 and said == sorted(said)


def _has_matters(names: Sequence[str]) -> bool:
    """Whether the first column holds the numbers of the matters."""
    found = label(names[0]) if names else None
    return found is not None and found.field == "number"


def _rows(lines: Sequence[str], first: int, names: Sequence[str]) -> dict[int, list[str]]:
    """The rows right below column names, by their place, each as its cells; empty lines may stand between."""
    found: dict[int, list[str]] = {}
    for at in range(first, len(lines)):
        line = _bare(lines[at])
        if not line:
            continue
        cells = _cells(line, names)
        if cells is None:
            break
        found[at] = cells
    return found


def _bare(line: str) -> str:
    """A line with single spaces and none around it."""
    return " ".join(line.split())


def _cells(line: str, names: Sequence[str]) -> list[str] | None:
    """The cells of a row, None where it has other sums than its columns, or could have them in two ways."""
    texts = 1 + _has_matters(names)
    words = line.split()
    tail = next((n for n, word in enumerate(reversed(words)) if not word.isdigit()), len(words))
    sums = _sums(words[len(words) - tail :], len(names) - texts)
    before = words[: len(words) - tail]
    if sums is None or len(before) < texts or (texts > 1 and not _MATTER.fullmatch(before[0])):
        return None
    return [*before[: texts - 1], " ".join(before[texts - 1 :]), *sums]


def _sums(digits: Sequence[str], many: int) -> list[str] | None:
    """``digits`` as so many sums, as even in length as can be: "512 500 260 000" are 512 500 and 260 000.

    None if there is no way, or two as good.
    """
    if not many <= len(digits) <= _MOST_DIGITS * many:
        return None
    ways = []
    for cuts in itertools.combinations(range(1, len(digits)), many - 1):
        found = [digits[start:stop] for start, stop in itertools.pairwise((0, *cuts, len(digits)))]
        if all(map(_is_sum, found)):
            ways.append((max(map(len, found)) - min(map(len, found)), [" ".join(one) for one in found]))
    ways.sort()
    return ways[0][1] if ways and (len(ways) == 1 or ways[0][0] < ways[1][0]) else None


def _is_sum(groups: Sequence[str]) -> bool:
    """Whether groups of digits are one sum: the first without a zero before it, each other of three."""
    first, *rest = groups
    return (
        (first == "0" or first[0] != "0")
        and (not rest or len(first) <= 3)
        and all(len(one) == 3 for one in rest)
    )


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
    if label(told[first]) is None and (
        not any(map(label, told[first + 1 : first + 2])) or _stack(told, first + 1)[1]
    ):
        # A first name that nobody knows, "Plats" over "Huvudman"; what could be a headline over a table is none.
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
    short = all(len(name) <= _LONGEST_NAME and not _SUM.fullmatch(name) and ":" not in name for name in names)
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

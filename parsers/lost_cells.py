"""The cells of a table that lost them: from its line of column names, and the sums that its rows end in.

"Diarienummer Sökande Sökt Beviljat" over "NK-2031/12 Storåns IF 340 000 185 000" has two columns of sums, so each row ends
in two. Only where every row can be read in one way: one column of text, beside that of the numbers of the matters.
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
"""Rows that make a table, and columns of sums: with one, the sum of a row is its only number."""
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
        line = " ".join(lines[at].replace("\xa0", " ").split())
        if not line:
            continue
        cells = _cells(line, names)
        if cells is None:
            break
        found[at] = cells
    return found


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

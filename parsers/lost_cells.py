"""The cells of a table that lost them: from its column names, beside each other in a line or line by line.

"Diarienummer Sökande Sökt Beviljat" over "NK-2031/12 Storåns IF 340 000 185 000" has two columns of sums, so each row ends
in two. Only where every row can be read in one way: one column of text, beside that of the numbers of the matters. "Sökande",
"Avser" and "Beviljat" one below the other over lines of which each third is a sum are a table whose cells are its lines.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from anslag.parsers.lexicon import words as words_of
from anslag.parsers.lost_borders import border
from anslag.parsers.mentions.labels import TOTAL, heads, label

_SUMS = frozenset(("amount", "applied", "total"))
_MOST_DIGITS = 4
"""Groups of digits that a sum has at most."""
_LEAST_ROWS, _LEAST_SUMS = 2, 2
"""Rows that make a table, and columns of sums in a line: with one, the sum of a row is its only number."""
_SURE, _TWO = 2, 2
"""Columns of sums from which on one row is a table, and columns of text that can be told apart."""
_WHO, _WHAT = frozenset(("owner", "person")), frozenset(("title", "purpose", "description", "other"))
_STAGES = words_of("words", "stages")
_MATTER = re.compile(r"(?=\S*\d)\S+")


def parted(lines: Sequence[str]) -> list[str]:
    """``lines``, with a tab between the cells of the tables that lost them."""
    made, at = list(lines), 0
    while at < len(lines):
        columns = None if "\t" in lines[at] else _columns(heads(lines[at].strip()))
        rows = _rows(lines, at + 1, columns) if columns else {}
        if columns and len(rows) >= _LEAST_ROWS - (columns.sums >= _SURE):
            made[at] = "\t".join(columns.names)
            for place, cells in rows.items():
                made[place] = "\t".join(cells)
        at = max((at, *rows)) + 1
    return made


class _Columns(NamedTuple):
    """The names of a table's columns: perhaps of the matters' numbers, then of one or two texts, then of so many sums."""

    names: Sequence[str]
    matters: bool
    texts: int
    sums: int


def _columns(names: Sequence[str]) -> _Columns | None:
    """The columns that names side by side announce; None where nothing tells where one ends.

    Of two texts the first names who gets the sum. One text before one sum needs no parting.
    """
    found = [label(name) for name in names]
    fields = [one.field if one else "" for one in found]
    if fields[:2] == ["first", "last"]:
        names, fields = [" ".join(names[:2]), *names[2:]], ["owner", *fields[2:]]
    matters = fields[:1] == ["number"]
    texts = [field for field in fields[matters:] if field not in _SUMS]
    sums = len(fields) - matters - len(texts)
    if fields[len(fields) - sums :] != [field for field in fields if field in _SUMS]:
        return None
    two = len(texts) == _TWO and texts[0] in _WHO and texts[1] in _WHAT
    one = len(texts) == 1 and sums >= _LEAST_SUMS
    return _Columns(names, matters, len(texts), sums) if one or two else None


def _rows(lines: Sequence[str], first: int, columns: _Columns) -> dict[int, list[str]]:
    """The rows right below column names, by their place, each as its cells; empty lines may stand between rows with sums."""
    found: dict[int, list[str]] = {}
    for at in range(first, len(lines)):
        line = _bare(lines[at])
        if not line and (columns.sums or not found):
            continue
        cells = _cells(line, columns)
        if cells is None:
            break
        found[at] = cells
    return found


def _bare(line: str) -> str:
    """A line with single spaces and none around it."""
    return " ".join(line.split())


def _cells(line: str, columns: _Columns) -> list[str] | None:
    """The cells of a row, None where it has other sums than its columns, or could have them in two ways."""
    words = line.split()
    tail = _digits(words) if columns.sums else 0
    if columns.sums == 1:
        tail = next((n for n in range(tail, 0, -1) if _is_sum(words[len(words) - n :])), 0)
    sums = _sums(words[len(words) - tail :], columns.sums)
    before = words[: len(words) - tail]
    matters, texts = before[: columns.matters], before[columns.matters :]
    if sums is None or not texts or not all(map(_MATTER.fullmatch, matters)) or TOTAL.match(line):
        return None
    if columns.texts == 1:
        return [*matters, " ".join(texts), *sums]
    at = border(texts)
    return [*matters, " ".join(texts[:at]), " ".join(texts[at:]), *sums] if at else None


def _digits(words: Sequence[str]) -> int:
    """How many words at the end of a row are groups of digits, without the number of a stage: "etapp 2 150 000"."""
    tail = next((n for n, word in enumerate(reversed(words)) if not word.isdigit()), len(words))
    return tail - (0 < tail < len(words) and words[-tail - 1].casefold() in _STAGES)


def _sums(digits: Sequence[str], many: int) -> list[str] | None:
    """``digits`` as so many sums, as even in length as can be: "512 500 260 000" are 512 500 and 260 000.

    None if there is no way, or two as good.
    """
    if not many <= len(digits) <= _MOST_DIGITS * many:
        return None
    if not many:
        return []
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
    made = dict(enumerate(lines))
    for row, cells, size in _joined(told):
        name, *rest = cells
        made[filled[row]] = "\t".join([name, *[""] * (size - len(cells)), *rest])
        for at in filled[row + 1 : row + len(cells)]:
            del made[at]
    return list(made.values())


def _joined(told: Sequence[str]) -> Iterator[tuple[int, Sequence[str], int]]:
    """Where each row begins, its cells, and how many columns its table has: column names, rows, and what adds them up."""
    first = 0
    while first < len(told):
        size, rows = _stack(told, first)
        names, first = first, rows[-1] + size if rows else first + 1
        if rows:
            yield from ((row, told[row : row + size], size) for row in (names, *rows))
            if added := _added_up(told[first : first + size]):
                yield first, added, size
                first += len(added)


def _added_up(rest: Sequence[str]) -> list[str]:
    """What adds up a table right behind it: "Summa" and its sums; nothing if that is not there."""
    sums = list(itertools.takewhile(_SUM.fullmatch, rest[1:]))
    return [rest[0], *sums] if sums and TOTAL.match(rest[0]) else []


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
    if rest and TOTAL.match(rest[0]):
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
_MOST_COLUMNS, _LONGEST_NAME = 8, 40
"""Columns of a table whose cells are lines, and characters of a column's name."""

"""What is asked for every sum of a release and worked out once: its words, the headers over its cells, runs of like lines."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from anslag.parsers.cues.figures import List
from anslag.parsers.cues.places import SHORT, Text, around, is_list, places
from anslag.parsers.cues.words import Spoken, spoken
from anslag.parsers.document import Line
from anslag.parsers.mentions.mention import Annotations, Name, once, within
from anslag.parsers.records import Block, BlockKind

_FIGURE = re.compile(r"\b(?!(?:19|20)\d\d\b)\d")
"""A number that is no year: "Beviljat belopp 2026" is the name of a column."""
_NAMED = 0.5
"""Organisation score from which on the words of a name say who it is, and nothing of a sum: "Statistikbyrån"."""
_LIKE_A_NAME = 0.25
"""The same for a word that only a name is written with a capital: "till Kustgarantin"."""
_GAP = 3
"""Lines between two sums beyond which a run of like lines ends."""


def surroundings(a: Annotations) -> Text:
    """``a`` with what is asked for every sum."""
    return Text(a, _words(a), a.release.blocks, *_lines(a))


@once
def _words(a: Annotations) -> Spoken:
    return spoken(a.text).without([(one.start, one.end) for one in a.names if _is_a_name(a, one)])


def _is_a_name(a: Annotations, one: Name) -> bool:
    """Whether the words of a name are surely one: somebody's, or a word with a capital within its sentence."""
    before, second = a.text[max(0, one.start - 2) : one.start - 1], a.text[one.start + 1 : one.start + 2]
    within_it = before.islower() and second.islower()
    return one.organisation >= (_LIKE_A_NAME if within_it else _NAMED)


@once
def _lines(
    a: Annotations,
) -> tuple[Mapping[int, tuple[tuple[int, int, str], ...]], Sequence[Sequence[int]], int]:
    """The headers over cells, the runs of like lines, and the first line below headline and lede."""
    return _headers(a.text, a.release.blocks), _runs(a), _body(a)


@once
def near(a: Annotations) -> Sequence[frozenset[str]]:
    """The cues of each of ``a.sums`` from where it stands, in order."""
    return [frozenset(cues) for cues in around(surroundings(a), places(a))]


@once
def lists(a: Annotations) -> Sequence[List | None]:
    """For each of ``a.sums``: the column of the list that it stands in."""
    text = surroundings(a)
    found: list[List | None] = []
    last = (-1, 0)
    for place in places(a):
        last = (place.line, last[1] + 1 if place.line == last[0] else 0)
        found.append((text.runs[place.line][0], last[1]) if is_list(text, place.line) else None)
    return found


def _body(a: Annotations) -> int:
    """The first line below headline and lede: the lede is marked, or the first paragraph."""
    for index, line in enumerate(a.lines[1:], 1):
        if line.kind is not BlockKind.LEDE:
            return index + 1 if index == 1 and line.kind is BlockKind.PARAGRAPH else index
    return len(a.lines)


def _headers(text: str, blocks: Sequence[Block]) -> Mapping[int, tuple[tuple[int, int, str], ...]]:
    """For each row: its cells with what stands over them, as marked or in the first row of the table."""
    found: dict[int, tuple[tuple[int, int, str], ...]] = {}
    over: list[str] = []
    for index, block in enumerate(blocks):
        if block.kind is not BlockKind.ROW:
            over = []
            continue
        cells = [text[cell.start : cell.end] for cell in block.cells]
        if not over:
            first = block.header or not any(_FIGURE.search(cell) for cell in cells[1:])
            over = cells if first else [""] * len(cells)
        found[index] = tuple(
            (cell.start, cell.end, cell.header or (over[at] if at < len(over) else ""))
            for at, cell in enumerate(block.cells)
        )
    return found


def _runs(a: Annotations) -> Sequence[Sequence[int]]:
    """For each line: the lines like it (kind, length), all with sums, in the run that it stands in; none without a sum."""
    found: list[Sequence[int]] = [()] * len(a.lines)
    runs: dict[tuple[BlockKind, bool], list[int]] = {}
    for index, line in enumerate(a.lines):
        if not within(a.sums, line.start, line.end):
            continue
        run = runs.setdefault(_like(line), [])
        if run and index - run[-1] > _GAP:
            run = runs[_like(line)] = []
        run.append(index)
        found[index] = run
    return found


def _like(line: Line) -> tuple[BlockKind, bool]:
    return line.kind, len(line.text) <= SHORT

"""Finds what repeats: for every kind of line that recurs, the rows that begin with it. Decides nothing about grants.

A record begins at a head; every head that recurs is tried, and several grids of one region are kept.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from statistics import median

from anslag.parsers.grids.units import Unit, letters
from anslag.parsers.mentions.labels import TOTAL, heads
from anslag.parsers.mentions.labels import label as known_label
from anslag.parsers.mentions.mention import Money

Record = tuple[Unit, ...]

SHORT = 90
MOST_LINES = 7
"""Lines of a table row that a text prints one under the other, at most."""

_KEPT = 5
"""Grids of one region that are kept until the roles are known."""

_NAMES = 3
"""Short lines of one block that are a list of names."""
_TOLD = 4
"""Lines of running text that a single record has at most between its heading and its labels."""
_COMMON = 0.6
"""The share of the records that makes a part of them usual."""

_FORM = re.compile(r"([:\"”“]|(?<=\s)[–-](?=\s))")
_NOT_GRANTED = re.compile(
    r"(?:sökt|ansök|total|budget|kostnad|varav|medfinans|insats|egen|summa|tidigare)\w*[^.;\t]{0,18}$", re.I
)


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows that look alike. ``key`` is the head they were found by; ``groups`` holds the heading over each row."""

    key: str
    records: tuple[Record, ...]
    groups: tuple[Unit | None, ...]
    score: float
    header: Unit | None = None
    names: tuple[str, ...] = ()
    """The names of the columns of a table that has lost its cells, where they stand above it line by line."""

    @property
    def start(self) -> int:
        return self.records[0][0].start

    @property
    def end(self) -> int:
        return self.records[-1][-1].end


SINGLE = "single"
"""The kind of a record that stands alone: nothing repeats there."""


def grids(text: str, units: Sequence[Unit]) -> tuple[tuple[Grid, ...], ...]:
    """The grids of each region of a release, best first."""
    found: dict[tuple[tuple[int, int], ...], Grid] = {}
    for key, places in _heads(text, units).items():
        for run in _lists(text, units, places):
            grid = _grid(text, units, key, run)
            if grid is None:
                continue
            place = tuple((r[0].start, r[-1].end) for r in grid.records)
            if place not in found or found[place].score < grid.score:
                found[place] = grid
    for grid in _singles(text, units):
        found.setdefault(tuple((r[0].start, r[-1].end) for r in grid.records), grid)
    return _chosen(found.values())


def kind_of(unit: Unit) -> str:
    """What a unit is in the shape of its record."""
    if unit.label:
        return f"l:{unit.label}"
    if unit.cells:
        return "r"
    if unit.sums and not unit.prose:
        return "s"
    if unit.prose:
        return "p"
    if unit.heading:
        return "h"
    return "d" if unit.periods else "t"


def granted(text: str, unit: Unit) -> tuple[Money, ...]:
    """The sums of a unit that no word before them says to be applied for, a cost or a total."""
    field = known_label(unit.label) if unit.label else None
    if field is not None and field.field in ("applied", "total", "amount"):
        return unit.sums if field.field == "amount" else ()
    return tuple(m for m in unit.sums if not _is_told_otherwise(text, max(unit.start, m.start - 40), m.start))


# A line is a row of many grids.
@lru_cache(maxsize=256)
def _is_told_otherwise(text: str, start: int, end: int) -> bool:
    """Whether the last words of ``text[start:end]`` say that a sum behind them is no granted one."""
    return _NOT_GRANTED.search(text, start, end) is not None


def _bare(text: str, unit: Unit) -> bool:
    return (
        not (unit.sums or unit.label or unit.cells or unit.prose)
        and unit.end - unit.start <= SHORT
        and letters(text[unit.start : unit.end])
    )


def _heads(text: str, units: Sequence[Unit]) -> Mapping[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    bare = [_bare(text, unit) and text[unit.end - 1] != ":" for unit in units]
    for index, unit in enumerate(units):
        before = units[index - 1] if index else None
        after = units[index + 1] if index + 1 < len(units) else None
        for key in _keys(unit, before, after, bare[index], index > 0 and bare[index - 1]):
            found[key].append(index)
    for index in _listing(units, bare):
        found["line"].append(index)
    signs = [_sign(text, unit) for unit in units]
    for length in range(2, MOST_LINES + 1):
        for start, places in _every(signs, length):
            found[f"every {length} from {start}"] = places
    return {key: places for key, places in found.items() if len(places) > 1}


def _listing(units: Sequence[Unit], bare: Sequence[bool]) -> Iterator[int]:
    """The lines of the blocks in which every line has a sum, or is short and has none: the first is no head of the others."""
    blocks: dict[int, list[int]] = defaultdict(list)
    for index, unit in enumerate(units):
        blocks[unit.block].append(index)
    for lines in blocks.values():
        of_sums = len(lines) > 1 and all(_is_summed_line(units[i]) for i in lines)
        if of_sums or (len(lines) >= _NAMES and all(bare[i] for i in lines)):
            yield from lines


def _is_summed_line(unit: Unit) -> bool:
    return bool(unit.sums) and not (unit.cells or unit.label)


def _keys(
    unit: Unit, before: Unit | None, after: Unit | None, bare: bool, follows_bare: bool
) -> Iterator[str]:
    yield f"shape {unit.shape}"
    yield f"shape {unit.shape} {'with' if unit.sums else 'without'} sum"
    if unit.label:
        yield f"label {unit.label}"
    if unit.first and unit.many:
        yield "block"
    if unit.cells:
        return
    if bare and not follows_bare:
        yield "name"
    plain = not unit.label and not unit.sums
    if plain and after is not None and after.sums and not after.cells:
        yield "above sum"
    if plain and after is not None and after.label:
        yield "above label"
    if before is not None and before.sums and not unit.sums and not before.cells:
        yield "below sum"
    if before is not None and before.label and not unit.label:
        yield "below label"


def _sign(text: str, unit: Unit) -> str:
    """The kind of cell that a line could be in a table that has lost its columns; "" for none."""
    if unit.cells or unit.label or unit.end - unit.start > 2 * SHORT:
        return ""
    said = text[unit.start : unit.end]
    if not letters(said) or (unit.sums and len(said) < 24):
        return "n"
    return "d" if unit.periods and len(said) < 40 else "t"


def _every(signs: Sequence[str], length: int) -> Iterator[tuple[int, list[int]]]:
    """The stretches where text, number and date come again every ``length`` lines, with the first line of each turn."""
    start = 0
    while start + 2 * length <= len(signs):
        stop = start
        while stop + length < len(signs) and signs[stop] and signs[stop] == signs[stop + length]:
            stop += 1
        turn = signs[start : start + length]
        if stop - start >= length and "n" in turn and "t" in turn and len(set(turn)) > 1 and _lowest(turn):
            places = list(range(start, stop + length, length))
            yield start, [p for p in places if p + length <= stop + length]
        start = stop + 1


def _lowest(turn: Sequence[str]) -> bool:
    """Whether no shorter turn makes up this one."""
    return not any(
        len(turn) % part == 0 and list(turn[:part]) * (len(turn) // part) == list(turn)
        for part in range(1, len(turn))
    )


def _runs(places: Sequence[int]) -> Iterator[Sequence[int]]:
    gaps = [b - a for a, b in itertools.pairwise(places)]
    limit = 2.5 * median(gaps) + 4
    start = 0
    for index, gap in enumerate(gaps, 1):
        if gap > limit:
            if index - start > 1:
                yield places[start:index]
            start = index
    if len(places) - start > 1:
        yield places[start:]


def _lists(text: str, units: Sequence[Unit], places: Sequence[int]) -> Iterator[Sequence[int]]:
    """The runs of heads, and the lists that each is made of where a line between two items announces the second one."""
    for run in _runs(places):
        yield run
        cuts = [
            at for at, (a, b) in enumerate(itertools.pairwise(run), 1) if _announced(text, units[a : b + 1])
        ]
        bounds = itertools.pairwise((0, *cuts, len(run))) if cuts else ()
        yield from (run[first:last] for first, last in bounds if last - first > 1)


def _announced(text: str, between: Sequence[Unit]) -> bool:
    """Whether between the first and the last of some units, both items with sums, a sentence with a colon at its end
    announces a list."""
    if not all(one.marker and one.sums for one in (between[0], between[-1])):
        return False
    said = (text[one.start : one.end] for one in between[1:-1])
    return any(one.endswith(":") and len(one.split()) >= _ANNOUNCING for one in said)


_ANNOUNCING = 4
"""Words of a sentence that announces a list, and is no heading of a group."""


def _grid(text: str, units: Sequence[Unit], key: str, run: Sequence[int]) -> Grid | None:
    longest = max(b - a for a, b in itertools.pairwise(run))
    bounds = zip(run, [*run[1:], min(run[-1] + longest, len(units))], strict=True)
    rows = [tuple(units[a:b]) for a, b in bounds]
    if _are_out_of_step(rows):
        return None
    rows, groups = _peeled(text, rows, units[run[0] - 1] if run[0] else None)
    header = _header(text, units, run[0], rows)
    kept = [(r, g) for r, g in zip(rows, groups, strict=True) if r != header and not _is_total(text, r)]
    kept = _alike(text, kept)
    if len(kept) < 2:
        return None
    rows, groups = [r for r, _ in kept], [g for _, g in kept]
    above = units[run[0] - 1] if run[0] else None
    score = _score(text, rows, above)
    names = _column_names(text, units, run[0], len(rows[0])) if key.startswith("every ") else ()
    return Grid(key, tuple(rows), tuple(groups), score, header[0] if header else None, names)


def _names(unit: Unit) -> bool:
    """Whether a line is a heading that could name a record: no labelled value and no sum."""
    return unit.heading and not unit.label and not unit.sums


def _are_out_of_step(rows: Sequence[Record]) -> bool:
    """Whether rows begin below their headings and end in the next ones: what is read so is its neighbour's."""
    ended = sum(not _names(row[0]) and any(map(_names, row)) for row in rows[:-1])
    return len(rows) > 2 and ended >= _COMMON * (len(rows) - 1)


def _column_names(text: str, units: Sequence[Unit], first: int, length: int) -> tuple[str, ...]:
    """The column names in the lines above a table without cells: as many as it has columns, half of them known."""
    above = [unit.of(text) for unit in units[max(0, first - length) : first]]
    known = sum(known_label(one) is not None for one in above)
    return tuple(above) if len(above) == length and 2 * known >= length else ()


def _is_total(text: str, record: Record) -> bool:
    head = record[0]
    return TOTAL.match(text, head.start, head.end) is not None and (bool(head.sums) or len(record) > 1)


def _header(text: str, units: Sequence[Unit], first: int, rows: Sequence[Record]) -> Record | None:
    """The row of column names over a table, also of one that lost its cells."""
    top = rows[0]
    if not top[0].cells:
        near = (top[0], units[first - 1]) if first else top[:1]
        return next(((one,) for one in near if not one.sums and heads(one.of(text))), None)
    if top[0].is_header or (
        not top[0].sums and sum(bool(r[0].sums) for r in rows[1:]) * 2 >= len(rows) - 1 > 0
    ):
        return top
    cells = [text[c.start : c.end] for c in top[0].cells if c.end > c.start]
    if cells and not top[0].sums and sum(known_label(c) is not None for c in cells) * 2 > len(cells):
        return top
    above = units[first - 1] if first else None
    return (above,) if above is not None and above.cells and not above.sums else None


def _peeled(text: str, rows: list[Record], above: Unit | None) -> tuple[list[Record], list[Unit | None]]:
    """The rows without the headings in their tails, and the heading that stands over each."""
    size = median(len(row) for row in rows)
    usual = sum(any(_heads_group(text, u) for u in row[1:]) for row in rows) >= _COMMON * len(rows)
    current = above if above is not None and _heads_group(text, above) else None
    made, groups = [], []
    for row in rows:
        stop = max((i for i, u in enumerate(row) if u.sums or u.label or u.cells), default=0)
        at = next((i for i, u in enumerate(row) if i > stop and _heads_group(text, u)), len(row))
        heading = row[at] if at < len(row) else None
        if size == 1:
            kept = row[:2] if len(row) > 1 and at > 1 and not row[0].sums and row[1].sums else row[:1]
        else:
            kept = row if usual else row[:at]
        made.append(kept)
        groups.append(current)
        if heading is not None and (not usual or size == 1):
            current = heading
    return made, groups if len({g.start for g in groups if g}) > 1 or above is current else [None] * len(rows)


def _heads_group(text: str, unit: Unit) -> bool:
    return unit.heading or (_bare(text, unit) and (text[unit.end - 1] == ":" or unit.end - unit.start < 40))


def _alike(text: str, kept: list[tuple[Record, Unit | None]]) -> list[tuple[Record, Unit | None]]:
    """The rows without those that lack what most have: a sum, a short head."""
    summed = sum(any(u.sums for u in r) for r, _ in kept)
    told = sum(r[0].prose for r, _ in kept)
    need = summed >= _COMMON * len(kept)
    short = told * 2 <= len(kept)
    forms = Counter(sign for r, _ in kept for sign in _form(text, r[0]))
    form = {sign for sign, times in forms.items() if times >= _COMMON * len(kept)}
    return [
        (r, g)
        for r, g in kept
        if (not need or any(u.sums or u.cells or u.label for u in r))
        and not (
            short
            and r[0].prose
            and not (r[0].sums or r[0].marker or r[0].pointed or form & _form(text, r[0]))
        )
        and any(letters(text[u.begin : u.end]) for u in r)
    ]


@lru_cache(maxsize=256)
def _signs(text: str, start: int, end: int) -> frozenset[str]:
    """The signs that part a text."""
    return frozenset(_FORM.findall(text, start, end))


def _form(text: str, unit: Unit) -> frozenset[str]:
    """The signs that part the opening of a line."""
    return _signs(text, unit.begin, min(unit.end, unit.begin + SHORT))


def _score(text: str, rows: Sequence[Record], above: Unit | None) -> float:
    shapes = [{unit.shape if unit.marker else kind_of(unit) for unit in row} for row in rows]
    usual = Counter(itertools.chain.from_iterable(shapes))
    common = {part for part, times in usual.items() if times >= _COMMON * len(rows)}
    summed = sum(any(u.sums for u in row) for row in rows)
    score = 0.0
    for row, shape in zip(rows, shapes, strict=True):
        score += _of_row(text, row, summed / len(rows))
        score += 0.4 * len(common & shape) / max(1, len(common | shape))
        score += 0.15 * len(common & shape)
    if not summed:
        score *= 0.45
    last = Counter((kind_of(row[-1]), row[-1].shape) for row in rows).most_common(1)[0][0]
    if (
        above is not None
        and max(map(len, rows)) > 1
        and (kind_of(above), above.shape) == last
        and last[0] not in ("h", "p")
    ):
        score -= 0.35 * len(rows)
    return score


def _of_row(text: str, row: Record, summed: float) -> float:
    sums = [m for u in row for m in granted(text, u)]
    laid = any(u.cells or u.label for u in row)
    head = row[0]
    score = 1.0 if len(sums) == 1 else (0.55 if laid else 0.3) if sums else -0.9 * summed
    if head.prose and not (head.marker or head.pointed):
        score -= 1.0
    elif head.end - head.start <= SHORT:
        score += 0.2
    if not letters(text[head.start : head.end]) and (head.sums or len(row) == 1):
        score -= 1.5
    # The next record's name in my tail: everything behind a heading belongs to it.
    if len(row) > 1 and row[-1].heading and not row[0].heading:
        score -= 0.8
    return score


def _singles(text: str, units: Sequence[Unit]) -> Iterator[Grid]:
    """A record of labels alone, and a table of one row: nothing repeats there."""
    index = 0
    while index < len(units):
        stop = index
        names: set[str] = set()
        while stop < len(units) and units[stop].label and units[stop].label not in names:
            names.add(units[stop].label)
            stop += 1
        fields = {found.field for name in names if (found := known_label(name))}
        if len(fields) > 1 and fields & {"title", "owner", "amount"}:
            start = _head_of_single(text, units, index)
            yield Grid(SINGLE, (tuple(units[start:stop]),), (None,), 1.0 + 0.3 * len(fields))
        unit = units[index]
        follower = units[index + 1] if index + 1 < len(units) else None
        if unit.is_header and follower and not follower.is_header:
            yield Grid(SINGLE, ((follower,),), (None,), 1.5, unit)
        index = max(stop, index + 1)


def _head_of_single(text: str, units: Sequence[Unit], labels: int) -> int:
    """Where a record begins whose labels begin at ``labels``: at the name or, over a few lines of text, the heading above."""
    if labels and _bare(text, units[labels - 1]):
        return labels - 1
    for index in range(labels - 1, max(-1, labels - _TOLD - 1), -1):
        if units[index].heading:
            return index
        if units[index].cells or units[index].label:
            break
    return labels


def _are_rivals(grid: Grid, best: Grid) -> bool:
    """Whether two grids read the same lines: one that stands whole between two rows of the other is a list of its own."""
    if grid.end <= best.start or best.end <= grid.start:
        return False
    after = bisect_left(best.records, grid.end, key=lambda row: row[0].start)
    return best.records[after - 1][-1].end > grid.start


def _chosen(found: Iterable[Grid]) -> tuple[tuple[Grid, ...], ...]:
    """The best grids that do not overlap, each followed by the next best of its region."""
    ranked = sorted(found, key=lambda g: (-g.score, g.start, -g.end))
    regions: list[list[Grid]] = []
    for grid in ranked:
        if grid.score <= 0:
            continue
        over = [r for r in regions if _are_rivals(grid, r[0])]
        if not over:
            regions.append([grid])
        elif len(over[0]) < _KEPT and grid.score > 0.25 * over[0][0].score:
            over[0].append(grid)
    regions.sort(key=lambda r: r[0].start)
    return tuple(map(tuple, regions))

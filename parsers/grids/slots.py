"""The places that the rows of a grid have in common: cells by column, labels by word, lines by kind and order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from anslag.parsers.grids.finders import Grid, Record, kind_of
from anslag.parsers.grids.units import Unit
from anslag.parsers.mentions.mention import Annotations, Money, Period, within


@dataclass(frozen=True, slots=True)
class Part:
    """What one row has in one slot: a cell, a labelled value or a line."""

    start: int
    end: int
    sums: tuple[Money, ...]
    periods: tuple[Period, ...]
    prose: bool
    heading: bool


@dataclass(frozen=True, slots=True)
class Slot:
    """One place that the rows of a grid have in common. ``header`` is its label or column header."""

    key: str
    parts: tuple[Part | None, ...]
    header: str = ""


def slots(a: Annotations, grid: Grid) -> tuple[Slot, ...]:
    """The slots of a grid in the order of its fullest rows."""
    found: dict[str, dict[int, Part]] = {}
    headers: dict[str, str] = {}
    for number, record in enumerate(grid.records):
        for key, header, part in _placed(a, grid, record):
            found.setdefault(key, {}).setdefault(number, part)
            headers.setdefault(key, header)
    order = sorted(found, key=lambda key: _rank(found[key], grid.records))
    return tuple(
        Slot(key, tuple(found[key].get(n) for n in range(len(grid.records))), headers[key]) for key in order
    )


def _rank(parts: dict[int, Part], records: Sequence[Record]) -> float:
    return sum(part.start - records[n][0].start for n, part in parts.items()) / len(parts)


def _placed(a: Annotations, grid: Grid, record: Record) -> Iterator[tuple[str, str, Part]]:
    """The parts of one record with their slots: cells by column, labels by word, lines by kind and order."""
    seen: Counter[str] = Counter()
    lost = grid.key.startswith("every ")
    for index, unit in enumerate(record):
        if unit.cells:
            for column, cell in enumerate(unit.cells):
                header = _header(a, grid, unit, column)
                if cell.end > cell.start:
                    yield f"cell {column}", header, _part(a, cell.start, cell.end, False, False)
            continue
        part = _part(a, unit.begin, unit.end, unit.prose, unit.heading)
        if unit.label:
            key = f"label {unit.label}"
        elif lost:
            key = f"cell {index}"
        elif not index:
            key = "head"
        else:
            kind = kind_of(unit).replace("h", "t").replace("d", "t")
            phase = "after" if seen["s"] else "before"
            seen[kind] += 1
            key = f"{kind} {phase} {seen[kind]}"
        yield key, unit.label or _name_of(grid, index), part


def _name_of(grid: Grid, index: int) -> str:
    """The column name of a line that was a cell, "" for none."""
    return grid.names[index] if index < len(grid.names) else ""


def _header(a: Annotations, grid: Grid, unit: Unit, column: int) -> str:
    if column < len(unit.headers) and unit.headers[column]:
        return unit.headers[column]
    if grid.header is not None and len(grid.header.cells) == len(unit.cells):
        return grid.header.cells[column].of(a.text)
    return ""


def _part(a: Annotations, start: int, end: int, prose: bool, heading: bool) -> Part:
    return Part(
        start, end, tuple(within(a.sums, start, end)), tuple(within(a.periods, start, end)), prose, heading
    )

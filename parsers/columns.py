"""Says which column of a grid is the owner, which the title, which the granted sum: one search over all cuts and roles.

The weights are fitted (``anslag/fitting/columns.py``) and stand in ``weights/columns.tsv``: role, cue, weight. "None" is
a choice like any other, so a purpose, a place or a theme need not become a title or an owner.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from anslag.parsers.candidates import Candidate, GridReading
from anslag.parsers.grids.cues import (
    WHEREABOUTS,
    Cues,
    Setting,
    columns_cues,
    pair_cues,
    setting,
    with_rivals,
)
from anslag.parsers.grids.cuts import Column, columns
from anslag.parsers.grids.finders import Grid, grids
from anslag.parsers.grids.reading_cues import grid_cues, polarity, reading_cues
from anslag.parsers.grids.rows import candidates
from anslag.parsers.grids.slots import Slot, slots
from anslag.parsers.grids.sum_cues import sum_cues
from anslag.parsers.grids.sums import SumColumn, sum_columns
from anslag.parsers.grids.units import units
from anslag.parsers.mentions.mention import Annotations
from anslag.parsers.weights import dependent
from anslag.parsers.weights import weights as table_of

Table = Mapping[str, Mapping[str, float]]
"""The weight of each cue, by role."""

_BEST = 10
"""Columns of each role that are tried together, the best by themselves."""


_NO_TITLES = ("places", "persons", "begins with a preposition")
_MOSTLY = 0.6
"""Share of places, persons or purposes ("För nytt tak") from which on a column holds no titles."""
_AGREEING = 0.7
"""Share of their common rows in which two columns begin alike, for one to fill the gaps of the other."""


@dataclass(frozen=True, slots=True)
class Roles:
    """Which columns of a grid have a role; None where no column has it. ``margin`` is the lead over other roles."""

    owner: Column | None
    title: Column | None
    sums: SumColumn | None
    score: float
    margin: float


@dataclass(frozen=True, slots=True)
class Choices:
    """All columns that a grid can be cut into, with what speaks for and against each."""

    slots: tuple[Slot, ...]
    columns: tuple[Column, ...]
    cues: tuple[Cues, ...]
    sums: tuple[SumColumn, ...]
    sum_cues: tuple[Cues, ...]
    setting: Setting


def grid_readings(
    a: Annotations, table: Mapping[tuple[str, str], float] | None = None
) -> tuple[GridReading, ...]:
    """Every reading of a region of ``a`` as rows of grants, best first in each region. Pure; linear in the text.

    ``table`` holds other weights than those of the package.
    """
    chosen = weights() if table is None else by_role(table)
    found: list[GridReading] = []
    for region in grids(a.text, units(a)):
        made = [reading for grid in region for reading in _readings(a, grid, chosen)]
        found += sorted((r for r in made if r.candidates), key=lambda r: (-r.score, r.start, r.end))
    return tuple(found)


def _readings(a: Annotations, grid: Grid, table: Table) -> list[GridReading]:
    """The readings of a grid: one, or one for each stretch of rows whose headings differ in what they say of them."""
    found = choices(a, grid)
    roles = best(found, table)
    told = grid_cues(a, grid, roles.owner, roles.title, roles.sums, roles.margin)
    made = candidates(a, grid, found.slots, roles.owner, roles.title, roles.sums, told)
    rank = weighed(table, "grid", reading_cues(grid, made, roles.score))
    readings = []
    for said, rows in _parted(a, grid, made):
        headed = {f"{word} in heading" for word in said}
        own = told | headed
        part = tuple(row._replace(cues=row.cues | headed) if headed else row for row in rows)
        score = round(rank, 2)
        start, end = (grid.start, grid.end) if len(rows) == len(made) else (part[0].start, part[-1].end)
        header = _header(roles.sums) if roles.sums else ""
        readings.append(GridReading(grid.key, start, end, part, score, own, header))
    return readings


def _header(sums: SumColumn) -> str:
    """What heads the granted sums: a label speaks of the first sum behind it ("Budget: 8 miljoner, varav EU-stöd 5")."""
    return sums.slot.header if sums.place == 0 else ""


def _parted(
    a: Annotations, grid: Grid, made: Sequence[Candidate]
) -> list[tuple[frozenset[str], list[Candidate]]]:
    """The rows in stretches under headings of one polarity."""
    over = {r[0].start: g for r, g in zip(grid.records, grid.groups, strict=True)}
    parts: list[tuple[frozenset[str], list[Candidate]]] = []
    for row in made:
        group = over[row.start]
        said = polarity(a.text[group.start : group.end]) if group else frozenset()
        if parts and parts[-1][0] == said:
            parts[-1][1].append(row)
        else:
            parts.append((said, [row]))
    return parts


def choices(a: Annotations, grid: Grid) -> Choices:
    places = slots(a, grid)
    found = columns(a, grid, places)
    sums = sum_columns(places)
    return Choices(
        places,
        found,
        with_rivals(columns_cues(a, places, found)),
        sums,
        tuple(sum_cues(a, sums, one) for one in sums),
        setting(a, grid, places, found),
    )


@dependent
@cache
def weights() -> Table:
    """The weights in use."""
    made: dict[tuple[str, str], float] = {}
    for name, row in table_of("columns").items():
        role, _, cue = name.partition(": ")
        made[role, cue] = row[0]
    return by_role(made)


def by_role(flat: Mapping[tuple[str, str], float]) -> Table:
    """The weights of ``flat`` (role and cue), a table for each role."""
    made: dict[str, dict[str, float]] = {}
    for (role, cue), weight in flat.items():
        made.setdefault(role, {})[cue] = weight
    return made


def weighed(table: Table, role: str, cues: Cues) -> float:
    known = table.get(role, {})
    return sum([known[cue] * value for cue, value in cues.items() if cue in known], 0.0)


def best(found: Choices, table: Table) -> Roles:
    """The roles that the weights choose; the first of equals."""
    owners = _ranked(table, "owner", found)
    titles = _ranked(table, "title", found)
    scored = []
    for owner, owned in owners:
        for title, titled in titles:
            cues = pair_cues(found.columns, owner, title, found.setting)
            if cues is not None:
                scored.append((owned + titled + weighed(table, "pair", cues), owner, title))
    scored.sort(key=lambda one: -one[0])
    score, owner, title = scored[0]
    margin = score - scored[1][0] if len(scored) > 1 else 9.0
    sums = max(
        zip(found.sums, found.sum_cues, strict=True),
        key=lambda one: weighed(table, "sum", one[1]),
        default=None,
    )
    return Roles(
        _filled(found, owner, owners),
        _filled(found, title, titles),
        sums[0] if sums and weighed(table, "sum", sums[1]) > 0 else None,
        score,
        margin,
    )


def _filled(found: Choices, chosen: int | None, ranked: Sequence[tuple[int | None, float]]) -> Column | None:
    """The chosen column, its empty rows filled from the next best that begins where it does in most rows of both."""
    if chosen is None:
        return None
    column = found.columns[chosen]
    for other, score in ranked:
        if other is None or other == chosen or score <= 0 or all(column.spans):
            continue
        pairs = list(zip(column.spans, found.columns[other].spans, strict=True))
        both = [(s, o) for s, o in pairs if s and o]
        if len(both) > 1 and sum(s.start == o.start for s, o in both) >= _AGREEING * len(both):
            column = replace(column, spans=tuple(s or o for s, o in pairs))
    return column


def may_be_title(cues: Cues) -> bool:
    """Whether a column could hold titles: not where most of it are places, persons or purposes, or say where a body is."""
    return max(cues.get(cue, 0.0) for cue in (*_NO_TITLES, WHEREABOUTS)) < _MOSTLY


_PARTNERS = "header partners"
"""The cue of a column whose header names those who take part."""


def _names_bodies(cues: Cues) -> bool:
    named = max(cues.get("organisations", 0.0), cues.get("places", 0.0)) >= _MOSTLY
    return (named or bool(cues.get("header owner"))) and not cues.get(_PARTNERS)


def _ranked(table: Table, role: str, found: Choices) -> Sequence[tuple[int | None, float]]:
    allowed = [(i, cues) for i, cues in enumerate(found.cues) if role == "owner" or may_be_title(cues)]
    if role == "owner" and any(map(_names_bodies, found.cues)):
        # Who takes part is no owner where another column names bodies or places.
        allowed = [(i, cues) for i, cues in allowed if not cues.get(_PARTNERS)]
    scored = [(i, weighed(table, role, cues)) for i, cues in allowed]
    scored.sort(key=lambda one: -one[1])
    return [(None, 0.0), *scored[:_BEST]]

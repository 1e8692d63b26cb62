"""Makes a candidate of each row of a grid whose columns have their roles."""

from __future__ import annotations

from collections.abc import Sequence

from anslag.parsers.candidates import Candidate
from anslag.parsers.grids.cuts import Column, Slot
from anslag.parsers.grids.finders import Grid, Record
from anslag.parsers.grids.sums import SumColumn
from anslag.parsers.mentions.mention import Annotations, Period, Span
from anslag.parsers.phrases.labels import label as known_label


def candidates(
    a: Annotations,
    grid: Grid,
    places: Sequence[Slot],
    owner: Column | None,
    title: Column | None,
    sums: SumColumn | None,
    cues: frozenset[str],
) -> tuple[Candidate, ...]:
    made = []
    for row, record in enumerate(grid.records):
        owned = owner.spans[row] if owner else None
        titled = title.spans[row] if title else None
        money = sums.sums[row] if sums else None
        if owned is None and titled is None:
            continue
        made.append(
            Candidate(
                f"grid.{grid.key.split()[0]}",
                record[0].start,
                record[-1].end,
                number=_number(record),
                title=titled,
                owner=owned,
                money=money,
                period=_period(places, row, [s for s in (owned, titled) if s]),
                cues=cues | ({"row with sum"} if money else {"row without sum"}),
            )
        )
    return tuple(made)


def _number(record: Record) -> int | None:
    digits = record[0].marker.rstrip(".)")
    return int(digits) if digits.isdecimal() else None


def _period(places: Sequence[Slot], row: int, taken: Sequence[Span]) -> Period | None:
    """The period of a row: what a label says, else the first that stands outside its names, running text last."""
    found: list[tuple[int, Period]] = []
    for slot in places:
        part = slot.parts[row]
        field = known_label(slot.header) if slot.header else None
        for period in part.periods if part else ():
            if any(s.start <= period.start and period.end <= s.end for s in taken):
                continue
            rank = 0 if field and field.field in ("period", "start", "finish") else 2 if part and part.prose else 1
            found.append((rank, period))
    return min(found, key=lambda one: one[0])[1] if found else None

"""The columns of sums of a grid: granted, applied for, costs, totals, years; which is which, the weights decide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from anslag.parsers.grids.slots import Slot
from anslag.parsers.mentions.labels import label as known_label
from anslag.parsers.mentions.mention import Money


@dataclass(frozen=True, slots=True)
class SumColumn:
    """One sum from each row, None where a row has none; ``place`` counts the sums of the slot, from the left or right."""

    sums: tuple[Money | None, ...]
    slot: Slot
    place: int
    first: bool
    last: bool


def sum_columns(places: Sequence[Slot]) -> tuple[SumColumn, ...]:
    summed = [slot for slot in places if any(part and part.sums for part in slot.parts)]
    found: list[SumColumn] = []
    for slot in summed:
        most = max(len(part.sums) for part in slot.parts if part)
        for place in [*range(min(most, 4)), *([-1] if most > 1 else [])]:
            sums = tuple(_at(part.sums, place, slot) if part else None for part in slot.parts)
            if all(sums != other.sums for other in found):
                found.append(SumColumn(sums, slot, place, slot is summed[0], slot is summed[-1]))
    return tuple(found)


def _at(sums: Sequence[Money], place: int, slot: Slot) -> Money | None:
    if not sums or place >= len(sums):
        return None
    one = sums[place]
    header = known_label(slot.header) if slot.header else None
    if one.bare and one.unit == 1 and header is not None and header.scale > 1 and one.amount is not None:
        return replace(one, amount=round(one.amount * header.scale), unit=header.scale)
    return one

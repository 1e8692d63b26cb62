"""The columns of sums of a grid: granted, applied for, costs, totals, years; which is which, the weights decide."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from anslag.parsers.grids.slots import Slot
from anslag.parsers.mentions.labels import label as known_label
from anslag.parsers.mentions.mention import Money

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


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
    return tuple(_standing(found))


def _standing(found: Sequence[SumColumn]) -> Sequence[SumColumn]:
    """The columns without those that another one adds up, and without those of earlier years under the same header."""
    for whole in found:
        parts = [one for one in found if one.slot is not whole.slot and one.place == 0]
        if len(parts) > 1 and _adds_up(whole, parts):
            return [one for one in found if one.slot is whole.slot]
    latest: dict[str, str] = {}
    for one in found:
        if year := _year(one):
            latest[_without_year(one)] = max(year, latest.get(_without_year(one), ""))
    return [one for one in found if not _year(one) or _year(one) == latest[_without_year(one)]]


def _adds_up(whole: SumColumn, parts: Sequence[SumColumn]) -> bool:
    rows = [
        (one.amount, [m.amount for part in parts if (m := part.sums[row]) and m.amount])
        for row, one in enumerate(whole.sums)
        if one is not None and one.amount is not None
    ]
    full = [(amount, several) for amount, several in rows if len(several) > 1]
    return len(full) > 1 and all(amount == sum(several) for amount, several in full)


def _year(column: SumColumn) -> str:
    """The year in a header that says more than the year."""
    found = _YEAR.search(column.slot.header)
    return found[0] if found and _without_year(column) else ""


def _without_year(column: SumColumn) -> str:
    return " ".join(_YEAR.sub("", column.slot.header).casefold().split())


def _at(sums: Sequence[Money], place: int, slot: Slot) -> Money | None:
    if not sums or place >= len(sums):
        return None
    one = sums[place]
    header = known_label(slot.header) if slot.header else None
    if one.bare and one.unit == 1 and header is not None and header.scale > 1 and one.amount is not None:
        return replace(one, amount=round(one.amount * header.scale), unit=header.scale)
    return one

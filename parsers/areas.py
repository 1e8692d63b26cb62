"""Rows that tell of areas, or count grants, and are nobody's: "Idrottsstöd 1,7 mkr" under "Största kategorier:"."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence, Set

from anslag.parsers.candidates import Candidate
from anslag.parsers.listed import things_in
from anslag.parsers.mentions.mention import Annotations, once, within
from anslag.parsers.merging import Told
from anslag.parsers.scopes import status_of

AREAS = "areas"
"""The status of all below a line that calls it so."""


@once
def _areas(a: Annotations) -> Set[tuple[object, str]]:
    """The sums under a line that calls what is below it areas, each with the word that opens its line."""
    under = (one for one in a.sums if (said := status_of(a, one.start)) and said.name == AREAS)
    return frozenset((one.amount, _opening_word(a, one.start)) for one in under)


def without_areas(a: Annotations, told: Sequence[Told]) -> list[Told]:
    """``told`` without the sums of areas, told there or again: "Idrottsstöd 1,7 mkr"."""
    return [one for one in told if not _is_of_an_area(a, one.candidate)]


def _is_of_an_area(a: Annotations, row: Candidate) -> bool:
    return row.money is not None and (row.money.amount, _opening_word(a, row.money.start)) in _areas(a)


def _opening_word(a: Annotations, place: int) -> str:
    line = a.lines[bisect_right(a.lines, place, key=lambda one: one.start) - 1]
    return line.text.split(maxsplit=1)[0].casefold().strip(",:")


def counts_grants(a: Annotations, row: Candidate) -> bool:
    """Whether a row without a sum only counts what somebody got: "16 anslag, Norra universitetet"."""
    line = a.lines[bisect_right(a.lines, row.start, key=lambda one: one.start) - 1]
    found = within(a.counts, line.start, line.end)
    return (
        row.money is None
        and len(found) == 1
        and (found[0].start == line.start or found[0].end == line.end)
        and things_in(found[0].noun) == "grants"
    )

"""Says which of the sums that a row tells is the granted one: a fitted choice over named cues.

"Projektet kostar 5,5 miljoner kronor. Nämnden beviljar 2 200 000 kronor": a column takes the first, or the last, of
each row; what stands round them knows better. The weights stand in ``weights/row_sums.tsv``
(``anslag/fitting/row_sums.py``). The cells of a table are left alone: there the header decides.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from anslag.parsers.candidates import Candidate, GridReading
from anslag.parsers.cues.surroundings import near
from anslag.parsers.mentions.mention import Annotations, Money, within
from anslag.parsers.records import BlockKind
from anslag.parsers.weights import weights


@dataclass(frozen=True, slots=True)
class RowSum:
    """A sum that a row tells, and what speaks for and against it as the granted one of the row."""

    money: Money
    cues: frozenset[str]


def with_sums(
    a: Annotations, readings: Sequence[GridReading], clauses: Sequence[Candidate]
) -> tuple[GridReading, ...]:
    """``readings``, each row that tells several sums with the likeliest of them."""
    if not any(is_open(a, row) for reading in readings for row in reading.candidates):
        return tuple(readings)
    told = told_of(a, clauses)
    return tuple(
        replace(reading, candidates=tuple(_with_sum(a, row, told) for row in reading.candidates))
        for reading in readings
    )


def _with_sum(a: Annotations, row: Candidate, told: Mapping[int, frozenset[str]]) -> Candidate:
    if not is_open(a, row):
        return row
    table = weights("row_sums")
    best = max(
        choices(a, row, told),
        key=lambda one: sum(table[cue][0] for cue in sorted(table.keys() & one.cues)),
    )
    return row._replace(money=best.money)


def is_open(a: Annotations, row: Candidate) -> bool:
    """Whether a row has more sums than one, in running text."""
    if row.money is None or not row.start <= row.money.start < row.end:
        return False
    return len(within(a.sums, row.start, row.end)) > 1 and not _is_of_cells(a, row)


def _is_of_cells(a: Annotations, row: Candidate) -> bool:
    return any(line.kind is BlockKind.ROW for line in within(a.lines, row.start, row.end))


def told_of(a: Annotations, clauses: Sequence[Candidate]) -> Mapping[int, frozenset[str]]:
    """What stands round each sum of the release, and the sentence that tells it: cues by the sum's start."""
    found = {money.start: set(cues) for money, cues in zip(a.sums, near(a), strict=True)}
    for clause in clauses:
        if clause.money is not None and clause.money.start in found:
            found[clause.money.start] |= {f"frame: {clause.reader}", *clause.cues}
    return {start: frozenset(cues) for start, cues in found.items()}


def choices(a: Annotations, row: Candidate, told: Mapping[int, frozenset[str]]) -> tuple[RowSum, ...]:
    """The sums of ``row`` in order of the text."""
    every = within(a.sums, row.start, row.end)
    return tuple(RowSum(one, told[one.start] | frozenset(_among(one, every, row))) for one in every)


def _among(one: Money, every: Sequence[Money], row: Candidate) -> Iterator[str]:
    """A sum among those of its row."""
    if row.money is not None and one.start == row.money.start:
        yield "its column's"
    if one is every[0]:
        yield "the first of its row"
    if one is every[-1]:
        yield "the last of its row"
    amount, amounts = one.amount or 0, [other.amount or 0 for other in every]
    if amount == max(amounts):
        yield "the largest of its row"
    if amount == min(amounts):
        yield "the smallest of its row"

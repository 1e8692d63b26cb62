"""The cases that ``parsers/weights/row_sums.tsv`` is fitted on: rows that tell several sums, one of them granted."""

from __future__ import annotations

from collections.abc import Iterator

from anslag.fitting.choices import Case
from anslag.fitting.labelled import Labelled
from anslag.fitting.scoring import answers
from anslag.parsers.clauses import clause_candidates
from anslag.parsers.columns import grid_readings
from anslag.parsers.mentions.annotate import annotated
from anslag.parsers.row_sums import choices, is_open, told_of


def cases(one: Labelled) -> Iterator[Case]:
    """Each row of ``one`` with several sums of which some is an answer's; together they weigh as their root."""
    granted = _granted(one)
    if not granted:
        return
    a = annotated(one.release)
    rows = {(row.start, row.end): row for reading in grid_readings(a) for row in reading.candidates}
    told = told_of(a, clause_candidates(a))
    posed = [choices(a, row, told) for row in rows.values() if is_open(a, row)]
    right = [tuple(choice.money.amount in granted for choice in offered) for offered in posed]
    kept = [case for case in zip(posed, right, strict=True) if len(set(case[1])) > 1]
    for offered, marks in kept:
        yield Case(tuple(choice.cues for choice in offered), marks, one.publisher, len(kept) ** -0.5)


def _granted(one: Labelled) -> frozenset[float]:
    """Every amount that an answer has."""
    grants = one.gold["grants"]
    every = [value for grant in grants for value in answers(grant, "amount")]
    return frozenset(value for value in every if isinstance(value, int | float))

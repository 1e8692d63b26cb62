"""Reads labelled releases with tables that have not seen their publishers: what honest figures are made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from anslag.fitting import fates, sumless
from anslag.fitting.labelled import FOLDS, Labelled
from anslag.fitting.measure import Found
from anslag.fitting.reading import Candidates, candidates
from anslag.fitting.scoring import FIELDS, Tally, pairs, right, tally
from anslag.fitting.stages import Tables, fitted
from anslag.parsers.checks import checks
from anslag.parsers.confidence import cues
from anslag.parsers.read import decided
from anslag.parsers.records import Extraction
from anslag.parsers.weights import replaced

Stated = tuple[tuple[float, bool], ...]
"""Chances, and whether what they speak of is true."""


@dataclass(frozen=True, slots=True)
class Unseen:
    """What was read of one release by a fit without its publisher, and how right it was."""

    name: str
    family: str
    publisher: str
    fold: int
    sums: Found
    """Granted amounts: told as such, of all; ``reached``: of all, those that some sum of the release has."""
    reached: Found
    fates: Stated
    sumless: Stated
    grants: tuple[tuple[frozenset[str], bool], ...]
    """Each grant that was read: what speaks for its confidence, and whether all of its fields are right."""
    tally: Tally


def unseen(one: Labelled) -> Unseen:
    """``one`` read with the tables in use, and judged."""
    return judged(candidates(one))


def judged(read: Candidates) -> Unseen:
    """A release whose candidates are known, decided with the tables in use, and judged."""
    one = read.source
    sums = fates.judged(read)
    granted = fates.chances(sums)
    made = decided(read.read)
    said = checks(read.read.claims, made.grants, made.doubts)
    told = cues(read.read.notes, made.told, said, read.read.candidates)
    gold = one.gold["grants"]
    paired = pairs(gold, made.grants)
    exact = [
        at in paired and all(right(gold[paired[at]], one_read, name) for name in FIELDS)
        for at, one_read in enumerate(made.grants)
    ]
    return Unseen(
        one.name,
        one.family,
        one.publisher,
        one.fold,
        fates.found(sums, granted),
        fates.reached(sums),
        fates.stated(sums, granted),
        sumless.stated(sumless.judged(read)),
        tuple(zip(told, exact, strict=True)),
        tally(one.gold, Extraction(one.release, read.read.claims, made.grants)),
    )


def fold(releases: Sequence[Labelled], part: int | None) -> tuple[Tables, list[Unseen]]:
    """The tables fitted without one fold of publishers, and the releases of that fold read with them."""
    tables = fitted([one for one in releases if one.fold != part])
    with replaced(tables):
        return tables, [
            unseen(one) for one in releases if one.fold == part and not (one.is_page or one.is_case)
        ]


PARTS: tuple[int | None, ...] = (None, *range(FOLDS))
"""The fits: on everything, and without each fold."""

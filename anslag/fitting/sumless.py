"""Fits how likely a list, a row or a sentence without a sum is a grant."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any

from anslag.fitting.logistic import Example, fitted, supported, taught
from anslag.fitting.reading import Candidates
from anslag.fitting.scoring import answers, overlap
from anslag.parsers import sumless
from anslag.parsers.candidates import Candidate
from anslag.parsers.linear import in_use, printed

OUTCOMES = ("grant", "none")
STRENGTHS = {"sumless": 0.5, "lists": 0.5}
"""For each table the penalty's inverse with the most lists and sentences right on held-out publishers, of 0.1 to 1."""
ALIKE = 0.6
"""Share of words from which on a printed name is the one of the answer."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What of one release is judged without a sum, and whether most of each are grants (None: either)."""

    source: Candidates
    found: tuple[sumless.Judged, ...]
    truth: tuple[bool | None, ...]


def judged(source: Candidates) -> Judged:
    """``source`` with what is true of its candidates without a sum."""
    a = source.read.notes
    found = tuple(sumless.judged(a, source.read.readings, source.read.clauses, source.read.claims))
    grants = source.source.gold["grants"]
    return Judged(source, found, tuple(_are_grants(a.text, one.together, grants) for one in found))


def _are_grants(text: str, every: Sequence[Candidate], grants: Sequence[Mapping[str, Any]]) -> bool | None:
    """Whether candidates name the recipients or projects of grants, half or more of a list; None if either is right.

    What names only grants whose sums stand elsewhere is told again there: it teaches nothing.
    """
    named = [[grant for grant in grants if _names(text, one, grant)] for one in every]
    are_grants = 2 * sum(map(bool, named)) >= len(every)
    told_again = all(
        grant.get("optional") or grant.get("amount") is not None for found in named for grant in found
    )
    return None if are_grants and told_again else are_grants


def _names(text: str, candidate: Candidate, grant: Mapping[str, Any]) -> bool:
    printed = (("owner", candidate.owner), ("title", candidate.title))
    return any(
        overlap(value, span.of(text)) >= ALIKE
        for field, span in printed
        if span is not None
        for value in answers(grant, field)
    )


def examples(every: Sequence[Judged], table: str) -> list[Example]:
    """What can be told for ``table``; all of a release weighs 1/√n each.

    Sentences learn from lists what their releases are about.
    """
    return [
        Example(
            found.cues,
            OUTCOMES[not right],
            one.source.source.weight / sqrt(len(one.found)),
            one.source.source.publisher,
        )
        for one in every
        for found, right in zip(one.found, one.truth, strict=True)
        if right is not None and (found.is_list or table != "lists")
    ]


def tables(releases: Iterable[Candidates]) -> Mapping[str, str]:
    """The printed weights by table; those in use where too little is there to learn a table from."""
    every = [judged(one) for one in releases]
    learned = {name: examples(every, name) for name in STRENGTHS}
    return {
        name: printed(fitted(found, OUTCOMES, STRENGTHS[name]) if supported(found) else in_use(name))
        for name, found in learned.items()
    }


def taught_tables(releases: Iterable[Candidates]) -> Mapping[str, str]:
    """The printed weights in use, moved towards ``releases``."""
    every = [judged(one) for one in releases]
    learned = {name: examples(every, name) for name in STRENGTHS}
    return {
        name: printed(taught(found, OUTCOMES, in_use(name)) if found else in_use(name))
        for name, found in learned.items()
    }


def stated(one: Judged) -> tuple[tuple[float, bool], ...]:
    """The chance of each by the weights in use, and whether it is a grant."""
    return tuple(
        (sumless.chance_of(found), true)
        for found, true in zip(one.found, one.truth, strict=True)
        if true is not None
    )

"""Fits how likely a candidate without a sum is a grant."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any

from anslag.fitting.fit import Fit
from anslag.fitting.logistic import Example, fitted
from anslag.fitting.measure import Found, held_out, reliability, table
from anslag.fitting.reading import Candidates
from anslag.fitting.scoring import answers, overlap
from anslag.parsers.candidates import Candidate
from anslag.parsers.linear import Weights, printed
from anslag.parsers.sumless import cues

OUTCOMES = ("grant", "none")
ALIKE = 0.6
"""Share of words from which on a printed name is the one of the answer."""


@dataclass(frozen=True, slots=True)
class Judged:
    """The candidates without a sum of one release: their cues, and whether each is a grant (None: either)."""

    source: Candidates
    cues: tuple[frozenset[str], ...]
    truth: tuple[bool | None, ...]


def judged(source: Candidates) -> Judged:
    """``source`` with what is true of its candidates without a sum."""
    a = source.notes
    found = list(cues(a, source.readings, source.clauses, source.claims))
    grants = source.source.gold["grants"]
    true = tuple(_is_grant(a.text, one, grants) for one, _ in found)
    return Judged(source, tuple(said for _, said in found), true)


def _is_grant(text: str, candidate: Candidate, grants: Sequence[Mapping[str, Any]]) -> bool | None:
    """Whether ``candidate`` names the recipient or the project of a grant; None if that may be left out."""
    named = [grant for grant in grants if _names(text, candidate, grant)]
    return None if named and all(grant.get("optional") for grant in named) else bool(named)


def _names(text: str, candidate: Candidate, grant: Mapping[str, Any]) -> bool:
    printed = (("owner", candidate.owner), ("title", candidate.title))
    return any(
        overlap(value, span.of(text)) >= ALIKE
        for field, span in printed
        if span is not None
        for value in answers(grant, field)
    )


def examples(every: Sequence[Judged]) -> list[Example]:
    """The candidates that can be told; those of a release weigh 1/√n each."""
    return [
        Example(found, OUTCOMES[not right], 1 / sqrt(len(one.cues)), one.source.source.publisher)
        for one in every
        for found, right in zip(one.cues, one.truth, strict=True)
        if right is not None
    ]


def fit(releases: Sequence[Candidates]) -> Fit:
    """The weights, and how good they are on publishers that the fit has not seen."""
    every = [one for one in map(judged, releases) if one.cues]
    return Fit({"sumless": printed(fitted(examples(every), OUTCOMES))}, measured(every))


def measured(every: Sequence[Judged]) -> str:
    """Precision, recall and reliability over candidates, each judged by a fit without its publisher."""
    stated: list[tuple[float, bool]] = []

    def judge(weights: Weights, one: Judged) -> None:
        stated.extend(_stated(weights, one))

    held_out(every, lambda one: one.source.source.fold, lambda part: fitted(examples(part), OUTCOMES), judge)
    right = sum(true for p, true in stated if p >= 0.5)
    wrong = sum(not true for p, true in stated if p >= 0.5)
    found = Found(right, wrong, sum(true for _, true in stated))
    return f"Candidates without a sum: {found}\n{table(reliability(stated))}"


def _stated(weights: Weights, one: Judged) -> Iterator[tuple[float, bool]]:
    for found, true in zip(one.cues, one.truth, strict=True):
        if true is not None:
            yield weights.chance(found), true

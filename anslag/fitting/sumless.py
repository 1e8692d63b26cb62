"""Fits how likely a candidate without a sum is a grant."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any

from anslag.fitting.logistic import Example, fitted, taught
from anslag.fitting.reading import Candidates
from anslag.fitting.scoring import answers, overlap
from anslag.parsers.candidates import Candidate
from anslag.parsers.linear import in_use, printed
from anslag.parsers.sumless import cues

OUTCOMES = ("grant", "none")
STRENGTH = 0.3
"""The best log-loss on held-out publishers of 0.05 to 2."""
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
    a = source.read.notes
    found = list(cues(a, source.read.readings, source.read.clauses, source.read.claims))
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
        Example(
            found,
            OUTCOMES[not right],
            one.source.source.weight / sqrt(len(one.cues)),
            one.source.source.publisher,
        )
        for one in every
        for found, right in zip(one.cues, one.truth, strict=True)
        if right is not None
    ]


def table(releases: Iterable[Candidates]) -> str:
    """The printed weights."""
    return printed(fitted(examples([judged(one) for one in releases]), OUTCOMES, STRENGTH))


def taught_table(releases: Iterable[Candidates]) -> str:
    """The printed weights in use, moved towards ``releases``."""
    learned = examples([judged(one) for one in releases])
    return printed(taught(learned, OUTCOMES, in_use("sumless")) if learned else in_use("sumless"))


def stated(one: Judged) -> tuple[tuple[float, bool], ...]:
    """The chance of each candidate by the weights in use, and whether it is a grant."""
    weights = in_use("sumless")
    return tuple(
        (weights.chance(said), true)
        for said, true in zip(one.cues, one.truth, strict=True)
        if true is not None
    )

"""Poses the figures of the opening as examples: which are what the release claims of itself."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from anslag.fitting.labelled import Labelled
from anslag.fitting.tables import Example
from anslag.parsers.cues import claims
from anslag.parsers.mentions.annotate import annotated
from anslag.parsers.mentions.mention import Count, Money

KINDS = ("total", "count")
STRENGTH = 0.9
"""The inverse of the penalty on weights: below, rare cues say too little."""


@dataclass(frozen=True, slots=True)
class Case:
    """The candidates of one release for one claim, and the answers that are right."""

    name: str
    publisher: str
    fold: int
    answers: frozenset[float | None]
    gold: float | None
    candidates: Sequence[tuple[float, Sequence[str]]]


def cases(one: Labelled) -> dict[str, Case]:
    opening = claims.Opening(annotated(one.release))
    gold: Mapping[str, Any] = one.gold.get("claims") or {}
    found = {}
    for kind in KINDS:
        listed = claims.total_candidates(opening) if kind == "total" else claims.count_candidates(opening)
        answers = frozenset([gold.get(kind), *(gold.get("alt") or {}).get(kind, [])])
        found[kind] = Case(
            one.name,
            one.publisher,
            one.fold,
            answers,
            gold.get(kind),
            [(_value(c.mention), c.cues) for c in listed],
        )
    return found


def _value(mention: Money | Count) -> float:
    value = mention.amount if isinstance(mention, Money) else mention.value
    return float(value or 0)


def examples(found: Sequence[Case]) -> list[Example]:
    """Each candidate; a release counts for less the more its publisher has, so that none sets the tone for all."""
    releases = Counter(case.publisher for case in found)
    made: list[Example] = []
    for case in found:
        like = len(case.candidates) * releases[case.publisher]
        for value, cues in case.candidates:
            right = value in case.answers
            if right and None in case.answers:
                continue
            made.append((cues, right, case.publisher, 1 / math.sqrt(like)))
    return made

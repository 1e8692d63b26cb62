"""Fits the weights by which claims are told from other figures of the opening, and measures them by publisher.

Run ``python -m anslag.fitting.claims FOLDER … [--write]``.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from anslag.fitting.labelled import FOLDS, Labelled
from anslag.fitting.tables import Example, fitted
from anslag.parsers import claims
from anslag.parsers.mentions.annotate import annotated
from anslag.parsers.mentions.mention import Count, Money

KINDS = ("total", "count")


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
    made: list[Example] = []
    for case in found:
        for value, cues in case.candidates:
            right = value in case.answers
            if right and None in case.answers:
                continue
            made.append((cues, right, case.publisher, 1 / math.sqrt(len(case.candidates))))
    return made


def judged(found: Sequence[Case], weights: Mapping[str, float], odds: float) -> tuple[int, int, int]:
    """How many claims are right, how many the answers have, how many were read that are none."""
    right = gold = wrong = 0
    for case in found:
        rated = [
            (sum(weights.get(cue, 0.0) for cue in cues), -at, value)
            for at, (value, cues) in enumerate(case.candidates)
        ]
        best = max(rated, default=None)
        value = best[2] if best and 1 / (1 + math.exp(-best[0])) >= odds else None
        good = value in case.answers
        gold += case.gold is not None
        right += good and case.gold is not None
        wrong += value is not None and not good
    return right, gold, wrong


def cross_validated(found: Sequence[Case], odds: float) -> tuple[int, int, int]:
    parts = []
    for fold in range(FOLDS):
        weights = fitted(examples([case for case in found if case.fold != fold]))
        parts.append(judged([case for case in found if case.fold == fold], weights, odds))
    right, gold, wrong = (sum(part[at] for part in parts) for at in range(3))
    return right, gold, wrong

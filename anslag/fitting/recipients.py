"""Fits ``parsers/weights/recipients.tsv``: what each cue is worth in the choice of a sum's recipient.

A conditional logit over the choices of each sum, with L2.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.optimize import minimize

from anslag.fitting.labelled import Labelled
from anslag.parsers import discourse, frames, scenes
from anslag.parsers.mentions.annotate import annotated

FLOOR_SUMS, FLOOR_PUBLISHERS = 6, 3
"""Support that a cue needs to get a weight."""
C = 1.0


@dataclass(frozen=True)
class Case:
    """One sum that was granted: its choices, which of them are right, and its weight in the fit."""

    choices: tuple[discourse.Choice, ...]
    right: tuple[bool, ...]
    publisher: str
    fold: int
    weight: float
    source: str = ""


def plain(text: object) -> str:
    return re.sub(r"\s+", " ", re.sub(r"[\"'”“„«»]", "", str(text).casefold())).strip(" .,;:")


def owners(grant: Mapping[str, Any]) -> set[str]:
    """All right answers for a grant's recipient, "" for nobody."""
    values = [grant.get("owner"), *(grant.get("alt") or {}).get("owner", [])]
    return {plain(value) if value else "" for value in values}


def is_owner(name: str, right: set[str]) -> bool:
    bare = plain(name)
    return bare in right or any(
        bare == f"{one}s" or re.fullmatch(rf"{re.escape(bare)}(?:,| i| \()\W?\w+\)?", one) for one in right
    )


def cases(releases: Iterable[Labelled]) -> list[Case]:
    found: list[Case] = []
    for one in releases:
        by_amount: dict[float, set[str]] = defaultdict(set)
        for grant in one.gold["grants"]:
            amounts = [grant.get("amount"), *(grant.get("alt") or {}).get("amount", [])]
            for amount in amounts:
                if amount is not None:
                    by_amount[float(amount)] |= owners(grant)
        if by_amount:
            found += _cases(one, by_amount)
    return found


def _cases(one: Labelled, by_amount: Mapping[float, set[str]]) -> list[Case]:
    a = annotated(one.release)
    sentences = frames.parsed(a)
    scene = scenes.scene(a, sentences, scenes.proposals(sentences))
    granted = [m for m in a.sums if m.amount is not None and float(m.amount) in by_amount]
    found = []
    for money in granted:
        right = by_amount[float(money.amount or 0)]
        choices = discourse.choices(scene, money)
        marks = [c.name is not None and is_owner(a.text[c.name.start : c.name.end], right) for c in choices]
        # Nobody is right where the recipient is not told, or no name has its borders.
        marks[0] = not any(marks) or "" in right
        found.append(Case(choices, tuple(marks), one.publisher, one.fold, len(granted) ** -0.5, one.name))
    return found


def fit(found: Sequence[Case]) -> dict[str, float]:
    """The weights of the cues that have support."""
    support: Counter[str] = Counter()
    publishers: dict[str, set[str]] = defaultdict(set)
    for case in found:
        for cue in {cue for choice in case.choices for cue in choice.cues}:
            support[cue] += 1
            publishers[cue].add(case.publisher)
    cues = sorted(c for c, n in support.items() if n >= FLOOR_SUMS and len(publishers[c]) >= FLOOR_PUBLISHERS)
    index = {cue: i for i, cue in enumerate(cues)}
    matrices = [_matrix(case, index) for case in found]

    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        total, slope = float(w @ w) / (2 * C), w / C
        for case, (x, right) in zip(found, matrices, strict=True):
            scores = x @ w
            p = np.exp(scores - scores.max())
            p /= p.sum()
            hit = float(p[right].sum()) + 1e-12
            q = np.where(right, p / hit, 0.0)
            total -= case.weight * float(np.log(hit))
            slope = slope + case.weight * (x.T @ (p - q))
        return total, slope

    best = minimize(loss, np.zeros(len(cues)), jac=True, method="L-BFGS-B", options={"maxiter": 200})
    return {cue: round(float(w), 2) for cue, w in zip(cues, best.x, strict=True) if round(float(w), 2)}


def _matrix(case: Case, index: Mapping[str, int]) -> tuple[np.ndarray, np.ndarray]:
    x = np.zeros((len(case.choices), len(index)))
    for row, choice in enumerate(case.choices):
        for cue in choice.cues:
            if cue in index:
                x[row, index[cue]] = 1.0
    return x, np.array(case.right)

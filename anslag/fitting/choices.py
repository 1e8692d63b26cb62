"""Fits a choice: what each named cue is worth among alternatives of which one (or one of several) is right.

A conditional logit over the choices of each case, with L2.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize

SUPPORT, PUBLISHERS = 6, 3
"""A cue needs this many cases, of this many publishers, to get a weight."""
C = 1.0


@dataclass(frozen=True)
class Case:
    """The cues of each choice, which of them are right, whose release it is, and the weight of the case."""

    choices: tuple[frozenset[str], ...]
    right: tuple[bool, ...]
    publisher: str
    weight: float


def fit(cases: Sequence[Case]) -> dict[str, float]:
    """The weights of the cues that have support, with two decimals."""
    cues = _supported(cases)
    index = {cue: i for i, cue in enumerate(cues)}
    matrices = [_matrix(case, index) for case in cases]

    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        total, slope = float(w @ w) / (2 * C), w / C
        for case, (x, right) in zip(cases, matrices, strict=True):
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


def _supported(cases: Sequence[Case]) -> list[str]:
    support: Counter[str] = Counter()
    publishers: dict[str, set[str]] = defaultdict(set)
    for case in cases:
        for cue in {cue for choice in case.choices for cue in choice}:
            support[cue] += 1
            publishers[cue].add(case.publisher)
    return sorted(c for c, n in support.items() if n >= SUPPORT and len(publishers[c]) >= PUBLISHERS)


def _matrix(case: Case, index: Mapping[str, int]) -> tuple[np.ndarray, np.ndarray]:
    x = np.zeros((len(case.choices), len(index)))
    for row, choice in enumerate(case.choices):
        for cue in choice:
            if cue in index:
                x[row, index[cue]] = 1.0
    return x, np.array(case.right)

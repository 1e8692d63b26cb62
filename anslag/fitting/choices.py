"""Fits a choice: what each named cue is worth among alternatives of which one (or one of several) is right.

A conditional logit over the choices of each case, with L2.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

Array = NDArray[np.float64]

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
    x = _matrix(cases, {cue: i for i, cue in enumerate(cues)})
    right = np.array([one for case in cases for one in case.right])
    sizes = np.array([len(case.choices) for case in cases])
    # The choices of all cases stand one below the other; here begins each case.
    begins = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    weight = np.array([case.weight for case in cases])

    def loss(w: Array) -> tuple[float, Array]:
        scores = x @ w
        p = np.exp(scores - np.repeat(np.maximum.reduceat(scores, begins), sizes))
        p /= np.repeat(np.add.reduceat(p, begins), sizes)
        hit = np.add.reduceat(np.where(right, p, 0.0), begins) + 1e-12
        q = np.where(right, p / np.repeat(hit, sizes), 0.0)
        slope = x.T @ (np.repeat(weight, sizes) * (p - q))
        return float(w @ w) / (2 * C) - float(weight @ np.log(hit)), w / C + slope

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


def _matrix(cases: Sequence[Case], index: Mapping[str, int]) -> csr_matrix:
    """A row per choice of every case, a column per cue: 1 where the choice has it."""
    told = [
        [index[cue] for cue in sorted(choice & index.keys())] for case in cases for choice in case.choices
    ]
    ends = np.cumsum([0, *map(len, told)])
    columns = np.array([column for row in told for column in row])
    return csr_matrix((np.ones(len(columns)), columns, ends), shape=(len(told), len(index)))

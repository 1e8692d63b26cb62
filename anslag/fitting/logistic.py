"""Fits linear models over named cues, always to the same numbers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from anslag.parsers.linear import BIAS, Weights

Array = NDArray[np.float64]

STRENGTH = 0.15
"""The inverse of the penalty on weights (C); 0.05 to 0.3 make little difference, more states its chances too boldly."""
SUPPORT, PUBLISHERS = 6, 4
"""A cue needs this many examples, of this many publishers."""


@dataclass(frozen=True, slots=True)
class Example:
    """One thing to learn from: its cues, what it is, how much it weighs, and whose release it stands in."""

    cues: frozenset[str]
    outcome: str
    weight: float
    publisher: str


def taught(examples: Sequence[Example], outcomes: tuple[str, ...], before: Weights) -> Weights:
    """``before``, moved towards ``examples``: few of them move it little. Cues without a row yet need support."""
    known = {*supported(examples), *before.rows} - {BIAS}
    names = [BIAS, *sorted(known & {cue for one in examples for cue in one.cues})]
    cells = _cells(examples, names)
    true = np.array([outcomes.index(one.outcome) for one in examples])
    weight = np.array([one.weight for one in examples])
    width = len(before.outcomes)
    start = np.array([before.rows.get(name, (0.0,) * width) for name in names])

    def loss(flat: Array) -> tuple[float, Array]:
        table = flat.reshape(start.shape)
        # A table with a single column weighs its outcome against the other, which always scores 0.
        scores = np.hstack([cells @ table, np.zeros((len(true), len(outcomes) - width))])
        scores -= scores.max(axis=1, keepdims=True)
        shares = np.exp(scores)
        shares /= shares.sum(axis=1, keepdims=True)
        moved = table - start
        value = (moved**2).sum() / 2 - STRENGTH * (weight * np.log(shares[np.arange(len(true)), true])).sum()
        shares[np.arange(len(true)), true] -= 1
        slope = moved + STRENGTH * (cells.T @ (shares[:, :width] * weight[:, None]))
        return float(value), slope.ravel()

    best = minimize(loss, start.ravel(), jac=True, method="L-BFGS-B", options={"maxiter": 500})
    rows = dict(before.rows)
    for name, row in zip(names, best.x.reshape(start.shape), strict=True):
        rows[name] = tuple(float(round(one, 2)) for one in row)
    return Weights(before.outcomes, rows)


def _cells(examples: Sequence[Example], names: Sequence[str]) -> csr_matrix:
    """A row per example, a column per cue: 1 where the example has it. The bias is everywhere."""
    column = {name: index for index, name in enumerate(names)}
    pairs = [
        (row, column[cue])
        for row, one in enumerate(examples)
        for cue in sorted({*one.cues, BIAS} & column.keys())
    ]
    rows, columns = ([*part] for part in zip(*pairs, strict=True))
    return csr_matrix((np.ones(len(pairs)), (rows, columns)), shape=(len(examples), len(names)))


def supported(examples: Sequence[Example]) -> list[str]:
    """The cues that enough examples of enough publishers have, sorted."""
    count: dict[str, int] = defaultdict(int)
    publishers: dict[str, set[str]] = defaultdict(set)
    for example in examples:
        for cue in example.cues:
            count[cue] += 1
            publishers[cue].add(example.publisher)
    return sorted(cue for cue, n in count.items() if n >= SUPPORT and len(publishers[cue]) >= PUBLISHERS)


def fitted(examples: Sequence[Example], outcomes: tuple[str, ...], strength: float = STRENGTH) -> Weights:
    """Weights for ``outcomes``; for two outcomes a single column, the weight of the first as against the second."""
    names = supported(examples)
    cells = _cells(examples, names)
    model = LogisticRegression(C=strength, max_iter=2000, tol=1e-6)
    model.fit(cells, [outcomes.index(one.outcome) for one in examples], [one.weight for one in examples])
    binary = len(outcomes) == 2
    weights = -model.coef_ if binary else model.coef_
    bias = -model.intercept_ if binary else model.intercept_
    table = {name: tuple(float(round(w, 2)) for w in weights[:, at]) for at, name in enumerate(names)}
    table[BIAS] = tuple(float(round(w, 2)) for w in bias)
    return Weights(outcomes[:1] if binary else outcomes, table)

"""Fits linear models over named cues, always to the same numbers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from anslag.parsers.linear import BIAS, Weights

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
    column = {name: index for index, name in enumerate(names)}
    pairs = [
        (row, column[cue]) for row, one in enumerate(examples) for cue in sorted(one.cues) if cue in column
    ]
    rows, columns = ([*part] for part in zip(*pairs, strict=True))
    cells = csr_matrix((np.ones(len(pairs)), (rows, columns)), shape=(len(examples), len(names)))
    model = LogisticRegression(C=strength, max_iter=2000, tol=1e-6)
    model.fit(cells, [outcomes.index(one.outcome) for one in examples], [one.weight for one in examples])
    binary = len(outcomes) == 2
    weights = -model.coef_ if binary else model.coef_
    bias = -model.intercept_ if binary else model.intercept_
    table = {name: tuple(float(round(w, 2)) for w in weights[:, at]) for at, name in enumerate(names)}
    table[BIAS] = tuple(float(round(w, 2)) for w in bias)
    return Weights(outcomes[:1] if binary else outcomes, table)

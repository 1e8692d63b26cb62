"""A yes-or-no choice over named cues: fitted by regularised logistic regression, kept as a readable table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

Example = tuple[Sequence[str], bool, str, float]
"""The cues of one case, the right answer, its publisher, its weight."""

FLOOR_CASES = 4
FLOOR_PUBLISHERS = 2
STRENGTH = 1.0
SMALLEST = 0.08
"""Weights below this decide nothing: without them the table is half as long and reads the same names."""


def fitted(examples: Sequence[Example], strength: float = STRENGTH) -> dict[str, float]:
    """The weight of each cue that enough cases of several publishers support, with two decimals."""
    import numpy as np
    from scipy.sparse import csr_matrix
    from sklearn.linear_model import LogisticRegression

    kept = _supported(examples)
    column = {cue: at for at, cue in enumerate(kept)}
    places = [
        (row, column[cue])
        for row, (cues, *_) in enumerate(examples)
        for cue in sorted(set(cues) & column.keys())
    ]
    rows, columns = zip(*places, strict=True)
    matrix = csr_matrix((np.ones(len(places)), (rows, columns)), shape=(len(examples), len(kept)))
    model = LogisticRegression(C=strength, max_iter=3000, fit_intercept=False)
    model.fit(matrix, [answer for _, answer, _, _ in examples], sample_weight=[one[3] for one in examples])
    weights = {cue: round(float(weight), 2) for cue, weight in zip(kept, model.coef_[0], strict=True)}
    return {cue: weight for cue, weight in weights.items() if abs(weight) >= SMALLEST}


def _supported(examples: Sequence[Example]) -> list[str]:
    publishers: dict[str, set[str]] = defaultdict(set)
    count: dict[str, int] = defaultdict(int)
    for cues, _, publisher, _ in examples:
        for cue in set(cues):
            publishers[cue].add(publisher)
            count[cue] += 1
    return sorted(
        cue for cue in count if count[cue] >= FLOOR_CASES and len(publishers[cue]) >= FLOOR_PUBLISHERS
    )


def printed(weights: Mapping[str, float], heading: str) -> str:
    """The table, sorted by cue."""
    rows = [f"{cue}\t{weight:.2f}" for cue, weight in sorted(weights.items())]
    return f"# cue\t{heading}\n" + "\n".join(rows) + "\n"

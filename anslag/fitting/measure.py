"""Measures a fit on publishers that it has not seen: precision, recall, and whether 0.8 means 80 of 100."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeVar

from anslag.fitting.labelled import FOLDS

T = TypeVar("T")
M = TypeVar("M")

BUCKETS = (0.0, 0.1, 0.3, 0.5, 0.7, 0.9, 1.0)


@dataclass(frozen=True, slots=True)
class Found:
    """How much of something was found: ``right`` of ``gold``, and ``wrong`` besides."""

    right: int = 0
    wrong: int = 0
    gold: int = 0

    def __add__(self, other: Found) -> Found:
        return Found(self.right + other.right, self.wrong + other.wrong, self.gold + other.gold)

    @property
    def precision(self) -> float:
        return self.right / max(1, self.right + self.wrong)

    @property
    def recall(self) -> float:
        return self.right / max(1, self.gold)

    @property
    def f1(self) -> float:
        return 2 * self.right / max(1, self.right + self.wrong + self.gold)

    def __str__(self) -> str:
        return (
            f"F1 {self.f1:.3f}  precision {self.precision:.3f}  recall {self.recall:.3f}"
            f"  (right {self.right}, wrong {self.wrong}, gold {self.gold})"
        )


@dataclass(frozen=True, slots=True)
class Bucket:
    """What was stated with chances in one range: their mean, the share that was right, how many."""

    low: float
    high: float
    stated: float
    right: float
    n: int


def reliability(stated: Iterable[tuple[float, bool]]) -> list[Bucket]:
    """Buckets of (chance, right)."""
    every = sorted(stated)
    found = []
    for low, high in pairwise(BUCKETS):
        part = [one for one in every if low <= one[0] < high or (high == 1.0 == one[0])]
        if part:
            n = len(part)
            found.append(Bucket(low, high, sum(p for p, _ in part) / n, sum(r for _, r in part) / n, n))
    return found


def error(buckets: Sequence[Bucket]) -> float:
    """The mean distance of what was stated and what was right (expected calibration error)."""
    every = sum(one.n for one in buckets)
    return sum(one.n * abs(one.stated - one.right) for one in buckets) / max(1, every)


def table(buckets: Sequence[Bucket]) -> str:
    """The buckets as text."""
    lines = ["  bucket      stated  right     n"]
    lines += [f"  {b.low:.1f} to {b.high:.1f}   {b.stated:.2f}    {b.right:.2f}   {b.n:5}" for b in buckets]
    return "\n".join([*lines, f"  calibration error {error(buckets):.3f}"])


def held_out(
    every: Sequence[T],
    fold: Callable[[T], int],
    fit: Callable[[Sequence[T]], M],
    apply: Callable[[M, T], None],
) -> None:
    """Fits on all folds but one and applies to that one, for each fold."""
    for part in range(FOLDS):
        model = fit([one for one in every if fold(one) != part])
        for one in every:
            if fold(one) == part:
                apply(model, one)

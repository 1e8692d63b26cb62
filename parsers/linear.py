"""A linear model over named cues, kept in a plain table: a line per cue, a column per outcome, two decimals.

The tables are fitted by :mod:`anslag.fitting` (``make fit``); to apply one is to add up the weights of what is there.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass
from functools import cache
from math import exp

from anslag.parsers.weights import dependent, text

BIAS = "(always)"
"""The name of the row that counts for everything."""
LEAST = 0.06
"""Weights below this change no decision (measured by cross-validation); a row of them alone is left out."""


@dataclass(frozen=True, slots=True)
class Weights:
    """``outcomes`` in the order of the columns; ``rows`` holds each cue's weight for every outcome."""

    outcomes: tuple[str, ...]
    rows: Mapping[str, tuple[float, ...]]

    def scores(self, cues: Set[str]) -> tuple[float, ...]:
        """The sum of the weights of ``cues`` for each outcome. Cues without a row count nothing."""
        total = [*self.rows[BIAS]]
        # In order, so that the same cues give the same last digit.
        for cue in sorted(self.rows.keys() & cues):
            for column, weight in enumerate(self.rows[cue]):
                total[column] += weight
        return tuple(total)

    def chances(self, cues: Set[str]) -> tuple[float, ...]:
        """How likely each outcome is; the chances add up to 1."""
        scores = self.scores(cues)
        highest = max(scores)
        shares = [exp(score - highest) for score in scores]
        return tuple(share / sum(shares) for share in shares)

    def chance(self, cues: Set[str]) -> float:
        """How likely the one outcome of a table with a single column is."""
        return 1 / (1 + exp(-max(-30.0, min(30.0, self.scores(cues)[0]))))


def parsed(table: str) -> Weights:
    """The weights of a printed table: a header line, then a line per cue, tab-separated."""
    header, *lines = table.splitlines()
    rows = (line.split("\t") for line in lines)
    return Weights(tuple(header.split("\t")[1:]), {cue: tuple(map(float, given)) for cue, *given in rows})


def printed(weights: Weights) -> str:
    """The table of ``weights``, sorted by cue; rows that weigh next to nothing are left out."""
    lines = ["\t".join(("# cue", *weights.outcomes))]
    for cue, given in sorted(weights.rows.items()):
        figures = [f"{weight:.2f}".replace("-0.00", "0.00") for weight in given]
        if cue == BIAS or any(abs(weight) >= LEAST for weight in given):
            lines.append("\t".join((cue, *figures)))
    return "\n".join(lines) + "\n"


@dependent
@cache
def in_use(name: str) -> Weights:
    """The table ``name``, as anslag comes with it or as a user has taught it."""
    return parsed(text(name))

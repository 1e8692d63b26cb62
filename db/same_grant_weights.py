"""How sure it is that two tellings are of one grant: the weights of ``same_grant.toml``, added up.

After Fellegi and Sunter (1969): each field adds what its agreement or difference is worth, in log-odds; what cannot be
compared adds nothing. ``python -m anslag.fitting.same_grant`` fits the table and measures it.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Table:
    """``base`` is the log-odds of a pair of which nothing could be compared; ``weights`` by field and level."""

    base: float
    weights: Mapping[str, Mapping[str, float]]

    def probability(self, levels: Mapping[str, str]) -> float:
        """The chance, 0 to 1, that a pair with these levels is one grant; a level without a weight adds nothing."""
        odds = self.base + sum(self.weights.get(name, {}).get(level, 0.0) for name, level in levels.items())
        return 1 / (1 + math.exp(-odds))


@cache
def table() -> Table:
    """The fitted table."""
    found = tomllib.loads((files("anslag.db") / "same_grant.toml").read_text("utf-8"))
    return Table(found["base"], found["weights"])

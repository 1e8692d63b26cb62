"""What benchmarks have measured, in one table with the goals beside, and as JSON."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

FIGURES: list[Figure] = []
"""What this run has measured so far."""
RESULT = Path("bench.json")


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure. ``goal`` is the least that is wanted of it, with ``below`` the most; None where none is set."""

    bench: str
    name: str
    value: float
    unit: str
    goal: float | None = None
    below: bool = False

    @property
    def is_missed(self) -> bool:
        """Whether the goal is not reached."""
        return self.goal is not None and (self.value > self.goal if self.below else self.value < self.goal)


def measured(
    bench: str, name: str, value: float, unit: str, goal: float | None = None, *, below: bool = False
) -> None:
    """Keeps a figure for the table."""
    FIGURES.append(Figure(bench, name, value, unit, goal, below))


def table() -> str:
    """The figures as a table for a document; a goal that is missed is marked."""
    lines = ["| bench | what | figure | goal |", "| --- | --- | ---: | ---: |"]
    for one in FIGURES:
        sign = "≤" if one.below else "≥"
        goal = (
            ""
            if one.goal is None
            else f"{sign} {one.goal:g} {one.unit}{' **missed**' if one.is_missed else ''}"
        )
        lines.append(f"| {one.bench} | {one.name} | {_printed(one.value)} {one.unit} | {goal} |")
    return "\n".join(lines)


def _printed(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def write(path: Path = RESULT) -> None:
    """Writes the figures as JSON."""
    found = [{**asdict(one), "missed": one.is_missed} for one in FIGURES]
    path.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", "utf-8")

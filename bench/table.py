"""What benchmarks have measured, in one table with the goals beside, and as JSON.

``python -m bench.table FIRST.json SECOND.json`` prints the table of several runs, as the documents have it.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

FIGURES: list[Figure] = []
"""What this run has measured so far."""
RESULT = Path("bench.json")


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure. ``goal`` is the least that is wanted of it, with ``below`` the most; None where none is set.

    Where nothing could be measured, ``value`` is None and ``lacking`` says why.
    """

    bench: str
    name: str
    value: float | None
    unit: str
    goal: float | None = None
    below: bool = False
    lacking: str = ""

    @property
    def is_missed(self) -> bool:
        """Whether the goal is not reached."""
        if self.goal is None or self.value is None:
            return False
        return self.value > self.goal if self.below else self.value < self.goal

    @property
    def wanted(self) -> str:
        """The goal for a person, "" for none."""
        return "" if self.goal is None else f"{'≤' if self.below else '≥'} {self.goal:g} {self.unit}"

    @property
    def said(self) -> str:
        """The figure for a person; a goal that is missed is marked."""
        if self.value is None:
            return self.lacking
        said = f"{self.value:,.0f}" if self.value >= 100 else f"{self.value:.3g}"
        return f"{said} {self.unit}{' **missed**' if self.is_missed else ''}"


def measured(
    bench: str, name: str, value: float, unit: str, goal: float | None = None, *, below: bool = False
) -> None:
    """Keeps a figure for the table."""
    FIGURES.append(Figure(bench, name, value, unit, goal, below))


def lacking(bench: str, name: str, why: str) -> None:
    """Keeps for the table that something could not be measured, and why."""
    FIGURES.append(Figure(bench, name, None, "", lacking=why))


def table(*runs: Sequence[Figure]) -> str:
    """The figures of some runs as a table for a document, in the order of the first one that has them."""
    by_name = [{(one.bench, one.name): one for one in run} for run in runs]
    heads = ["figure"] if len(runs) == 1 else [f"run {number}" for number in range(1, len(runs) + 1)]
    lines = [
        f"| bench | what | {' | '.join(heads)} | goal |",
        f"| --- | --- | {' | '.join('---:' for _ in runs)} | ---: |",
    ]
    for key in dict.fromkeys(key for run in by_name for key in run):
        found = [run.get(key) for run in by_name]
        told = " | ".join(one.said if one else "–" for one in found)
        goal = next((one.wanted for one in found if one and one.wanted), "")
        lines.append(f"| {key[0]} | {key[1]} | {told} | {goal} |")
    return "\n".join(lines)


def write(path: Path = RESULT) -> None:
    """Writes the figures of this run as JSON."""
    found = [{**asdict(one), "missed": one.is_missed} for one in FIGURES]
    path.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", "utf-8")


def read(path: Path) -> list[Figure]:
    """The figures that a run has written."""
    stated = json.loads(path.read_text("utf-8"))
    return [Figure(**{name: value for name, value in one.items() if name != "missed"}) for one in stated]


def main() -> None:
    if not sys.argv[1:]:
        raise SystemExit("give the JSON files of one or more runs of `make bench`")
    print(table(*(read(Path(name)) for name in sys.argv[1:])))


if __name__ == "__main__":
    main()

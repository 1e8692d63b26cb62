"""How soon a command answers: ``anslag --help``, the median of some runs."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from pathlib import Path

from bench.table import measured

ROUNDS, GOAL = 11, 0.25


def seconds() -> float:
    """The time of one start."""
    began = time.perf_counter()
    subprocess.run(
        [Path(sys.executable).with_name("anslag"), "--help"], stdout=subprocess.DEVNULL, check=True
    )
    return time.perf_counter() - began


def main() -> None:
    seconds()
    median = statistics.median(seconds() for _ in range(ROUNDS))
    print(f"anslag --help: {median:.3f} s, median of {ROUNDS}")
    measured("start", "anslag --help", median, "s", GOAL, below=True)


if __name__ == "__main__":
    main()

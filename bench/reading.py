"""How fast pages become grants, against the least that any parser of the same pages must do.

``python -m bench reading`` takes pages as newsrooms have them (:mod:`bench.newsroom_pages`), and in one run, in turns,
parses each with bare selectolax and takes its body's text (the limit), reads it into a release, and reads the
release's grants. Processor time, not the clock, so that a busy machine says the same. Other readers of the same pages
are measured beside, by their own Python (:mod:`bench.peers`).
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser

from anslag.parsers import pages
from anslag.parsers.read import extraction
from anslag.parsers.records import Release
from bench.newsroom_pages import page
from bench.peers import LACKING, READERS, measured_by
from bench.table import lacking, measured

PAGES, ROUNDS, GOAL = 120, 3, 0.25
"""Pages, times that all are read, and the share of the limit's speed that is wanted."""
_OF_PEERS = 40
"""Pages that the others are given: they are the same for all, and slow."""


def spent(work: Callable[[], object]) -> float:
    """Seconds of processor time that ``work`` takes."""
    start = time.process_time()
    work()
    return time.process_time() - start


def limit(body: bytes) -> str:
    tree = LexborHTMLParser(body)
    return tree.body.text(deep=True) if tree.body else ""


def timed(bodies: Sequence[bytes]) -> tuple[float, float, float]:
    """Seconds for all pages: the limit, bytes to releases, releases to grants, taken in turns page by page."""
    bare = read = told = 0.0
    for body in bodies:
        bare += spent(lambda body=body: limit(body))  # type: ignore[misc]
        kept: list[Release] = []
        read += spent(lambda body=body, kept=kept: kept.append(pages.release(body, {})))  # type: ignore[misc]
        told += spent(lambda kept=kept: extraction(kept[0]))  # type: ignore[misc]
    return bare, read, told


def others(bodies: Sequence[bytes], bare: float) -> None:
    """Measures the other readers that are installed; ``bare`` is the limit's seconds for a page."""
    with tempfile.TemporaryDirectory(prefix="anslag-bench-") as folder:
        for number, body in enumerate(bodies):
            (Path(folder) / f"{number:03}.html").write_bytes(body)
        found = measured_by("readers", Path(folder))
    for name in READERS:
        shown = f"{name}{' + regex' * (name == 'beautifulsoup4')}"
        if name not in found:
            print(f"  {shown}: {LACKING}")
            lacking("reading", shown, LACKING)
            continue
        took = found[name]["seconds"] / len(bodies)
        said(f"{shown} {found[name]['version']}", 1 / took, bare / took)


def said(name: str, rate: float, ratio: float, goal: float | None = None) -> None:
    """Prints a rate in pages a second, and as a share of the limit."""
    print(f"  {name:30} {rate:8.0f} pages/s  ratio {ratio:.3f}{f'  (goal {goal})' if goal else ''}")
    measured("reading", name, rate, "pages/s")
    measured("reading", f"{name}, beside bare parse and text", ratio, "×", goal)


def main() -> None:
    bodies = [page(seed) for seed in range(PAGES)]
    timed(bodies[:20])
    rounds = [timed(bodies) for _ in range(ROUNDS)]
    bare, read, told = (statistics.median(column) / PAGES for column in zip(*rounds, strict=True))
    size = sum(map(len, bodies)) / len(bodies) / 1000
    print(f"{PAGES} pages of {size:.0f} kB, median of {ROUNDS} rounds")
    print(f"  {'bare parse and text':30} {1 / bare:8.0f} pages/s")
    measured("reading", "bare parse and text", 1 / bare, "pages/s")
    said("bytes → release", 1 / read, bare / read)
    said("release → grants", 1 / told, bare / told)
    said("bytes → grants", 1 / (read + told), bare / (read + told), GOAL)
    others(bodies[:_OF_PEERS], bare)


if __name__ == "__main__":
    main()

"""Runs the benchmarks whose figures stand in the table: ``make bench``, some ten minutes on a machine that is quiet.

``python -m bench NAME …`` runs some by their names, also those that only print. At the end stands one table of what was
measured, with the goals beside; ``bench.json`` has the same.
"""

from __future__ import annotations

import sys
import time
from importlib import import_module

from bench.table import FIGURES, RESULT, table, write

TABLED = ("start", "reading", "archive_rate", "store", "site_pages", "cores", "build")
BENCHES = (
    *TABLED,
    "hostile_text",
    "crawl_rate",
    "crawl_politeness",
    "crawl_memory",
    "harvest",
    "second_reader",
)


def main() -> None:
    chosen = sys.argv[1:] or TABLED
    unknown = [name for name in chosen if name not in BENCHES]
    if unknown:
        raise SystemExit(f"no benchmark called {', '.join(unknown)}; there are {', '.join(BENCHES)}")
    del sys.argv[1:]
    for name in chosen:
        print(f"\n== {name}", flush=True)
        began = time.perf_counter()
        import_module(f"bench.{name}").main()
        print(f"({time.perf_counter() - began:.0f} s)", flush=True)
        # Each time, so that what was measured is there if the next one is interrupted.
        write()
    print(f"\n{table(FIGURES)}\n\nalso in {RESULT}")


if __name__ == "__main__":
    main()

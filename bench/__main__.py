"""Runs every benchmark: ``make bench``, or some of them by name: ``python -m bench reading hostile_text``.

At the end stands one table of what they measured, with the goals beside; ``bench.json`` has the same.
"""

from __future__ import annotations

import sys
from importlib import import_module

from bench.table import RESULT, table, write

BENCHES = (
    "reading",
    "hostile_text",
    "archive_rate",
    "crawl_rate",
    "crawl_politeness",
    "crawl_memory",
    "harvest",
    "second_reader",
    "site_pages",
    "store",
    "build",
    "start",
)


def main() -> None:
    chosen = sys.argv[1:] or BENCHES
    unknown = [name for name in chosen if name not in BENCHES]
    if unknown:
        raise SystemExit(f"no benchmark called {', '.join(unknown)}; there are {', '.join(BENCHES)}")
    del sys.argv[1:]
    for name in chosen:
        print(f"\n== {name}", flush=True)
        import_module(f"bench.{name}").main()
    print(f"\n{table()}\n")
    write()
    print(f"also in {RESULT}")


if __name__ == "__main__":
    main()

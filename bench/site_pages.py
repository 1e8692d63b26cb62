"""How long every page of the site takes with 100 000 grants; the goal is a median below 300 ms each.

``python -m bench.site_pages`` makes the database (some 20 s), or takes one: ``python -m bench.site_pages anslag.db``.
Pages are asked for in process, one at a time; "first" is the first time after the start, with cold caches of
SQLite and of templates, "cpu" the median of what the processor spent, which other work on the machine changes
little. At the end every grant is taken along as CSV, by three orders, and the rows are counted.
"""

from __future__ import annotations

import asyncio
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path

from datasette.app import Datasette

from anslag.db.connection import connect
from anslag.db.site.metadata import BREAKDOWNS, TITLES, questions, table_path
from anslag.db.site.serve import datasette
from bench.table import measured
from tests.databases import large

GRANTS, ROUNDS, GOAL = 100_000, 7, 300.0
"""Grants, times that each page is asked for, and the goal in milliseconds."""

_ANSWERS = {"running_on": "day=2020-06-01", "sum_per_year": "funder=leader&county=24"}


def pages(keys: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """What is asked for: a name and a path. ``keys``: an id of a release, a grant and an organisation."""
    yield from (("home", "/"), ("all tables", "/anslag"), ("codebook", "/-/codebook"))
    yield from (
        ("dashboard", "/-/dashboard"),
        ("dashboard, 4 years", "/-/dashboard?from_year=2018&to_year=2021"),
    )
    yield "evidence page", f"/-/release/{keys['releases']}"
    for table, key in keys.items():
        yield f"one of {table}", f"/anslag/{table}/{key}"
    for query in ("kommun*", "skellefteå", "fiske* inlandet"):
        yield f"search {query}", f"/-/search?q={query}"
        yield f"grants, search {query}", table_path("grants_list", _search=query)
    yield "releases, search kommun*", table_path("releases", _search="kommun*")
    for table in TITLES:
        yield f"list {table}", table_path(table)
    for table, columns in BREAKDOWNS.items():
        for column in columns:
            yield f"{table} by {column}", table_path(table, _facet=column)
    yield "grants of a year", table_path("grants_list", year="2020")
    yield "grants of a county", table_path("grants_list", county="24")
    yield "grants above a million", table_path("grants_list", amount__gt="1000000")
    yield "grants, title contains", table_path("grants_list", title__contains="fiske")
    yield "grants, largest first", "/anslag/grants?_sort_desc=amount"
    yield "all columns, largest first", "/anslag/grants_list?_sort_desc=amount"
    for name in questions():
        yield f"question {name}", f"/anslag/{name}"
        if name in _ANSWERS:
            yield f"question {name}, narrowed", f"/anslag/{name}?{_ANSWERS[name]}"


def keys(database: Path) -> dict[str, str]:
    """An id in the middle of each table that has pages for its rows."""
    with closing(connect(database)) as db:
        return {
            table: str(db.execute(f"SELECT id FROM {table} LIMIT 1 OFFSET 500").fetchone()[0])
            for table in ("releases", "grants", "organisations")
        }


async def timed(site: Datasette, path: str) -> tuple[list[float], list[float]]:
    """Milliseconds of each round: by the clock, and of the processor."""
    took, spent = [], []
    for _ in range(ROUNDS):
        start, busy = time.perf_counter(), time.process_time()
        answer = await site.client.get(path)
        took.append((time.perf_counter() - start) * 1000)
        spent.append((time.process_time() - busy) * 1000)
        assert answer.status_code == 200, (path, answer.status_code, answer.text[:300])
        assert "Too slow to count" not in answer.text, path
    return took, spent


async def taken_along(site: Datasette, database: Path) -> None:
    """Times CSV of every grant, and compares its rows with the table's."""
    with closing(connect(database)) as db:
        count = db.execute("SELECT count(*) FROM grants").fetchone()[0]
    for query in ("", "?_sort_desc=amount", "?_sort=owner&_size=50"):
        start = time.perf_counter()
        answer = await site.client.get(f"/anslag/grants_list.csv{query}")
        seconds = time.perf_counter() - start
        rows = int(answer.headers["x-rows"])
        print(
            f"{seconds:7.1f} s  {rows} of {count} rows, {len(answer.content) / 1e6:.0f} MB  grants_list.csv{query}"
        )
        assert rows == count


async def measure(database: Path) -> None:
    site = datasette(database)
    await site.invoke_startup()
    slow, all_medians = [], []
    print(f"{'first':>7} {'median':>7} {'cpu':>7}  ms, of {ROUNDS}")
    for name, path in pages(keys(database)):
        took, spent = await timed(site, path)
        median = statistics.median(took)
        all_medians.append(median)
        if median >= GOAL:
            slow.append(name)
        print(
            f"{took[0]:7.0f} {median:7.0f} {statistics.median(spent):7.0f}  {name}{'  <<<' if median >= GOAL else ''}",
            flush=True,
        )
    print(
        f"{len(all_medians)} pages, median of medians {statistics.median(all_medians):.0f} ms, "
        f"slowest {max(all_medians):.0f} ms"
    )
    measured(
        "site", "all pages with 100,000 grants, median of their medians", statistics.median(all_medians), "ms"
    )
    measured("site", "slowest page with 100,000 grants, median", max(all_medians), "ms", GOAL, below=True)
    print(f"over the goal of {GOAL:.0f} ms: {', '.join(slow) or 'none'}")
    await taken_along(site, database)
    site.executor.shutdown()


def main() -> None:
    """Measures a database that is named, else one that is made for it."""
    if len(sys.argv) > 1:
        asyncio.run(measure(Path(sys.argv[1])))
        return
    with tempfile.TemporaryDirectory(prefix="anslag-bench-") as folder:
        asyncio.run(measure(large(Path(folder) / "anslag.db", GRANTS)))


if __name__ == "__main__":
    main()

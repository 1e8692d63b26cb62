"""What a second core is worth to a build that reads every page, on one machine and by Dask.

``python -m bench cores`` makes an archive of pages as newsrooms have them (:mod:`bench.newsroom_pages`) in four files,
and builds it from nothing: with one core and with two, then by a Dask scheduler of this machine with one worker and
with two. By the clock, so it wants a machine with nothing else to do; what a build takes to begin and to end is in it.
"""

from __future__ import annotations

import importlib.util
import os
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from anslag.folder import ARCHIVE
from anslag.scraper.archive import Archive
from anslag.scraper.exchange import Fetched, Hop
from anslag.scraper.records import Role
from anslag.scraper.warc import Entry
from bench.build import Run, run
from bench.newsroom_pages import page
from bench.table import lacking, measured

PAGES, FILES, GOAL = 600, 4, 1.8
"""Pages, the files that they lie in, and how many times as fast two cores are to be."""
_FIRST = datetime(2020, 1, 1, tzinfo=UTC)
_HEADERS = ((b"Content-Type", b"text/html; charset=utf-8"),)


def entry(number: int) -> Entry:
    """An answer with the page of a release."""
    url, body = f"https://example.se/nyheter/{number}", page(number)
    at = _FIRST + timedelta(minutes=number)
    hop = Hop(url, at, "192.0.2.1", b"/", ((b"Host", b"example.se"),), "HTTP/1.1", 200, b"OK", _HEADERS, body)
    return Entry(
        Fetched(url, (hop,), body), Role.RELEASE, f"example-{number}", "https://example.se/", "", None
    )


def archived(data: Path) -> None:
    """Makes the archive; each of its files is begun as soon as the one before has anything."""
    archive, each = Archive(data / ARCHIVE, rollover=1), PAGES // FILES
    for first in range(0, PAGES, each):
        archive.append_all([entry(number) for number in range(first, first + each)])


def on_one_machine(data: Path) -> None:
    """A build with one core and with two."""
    one, two = (run("build", "--full", "--data", str(data), cores=cores) for cores in (1, 2))
    said("one core", one)
    said("two cores", two)
    print(f"two cores: {one.clock / two.clock:.2f} times as fast (goal {GOAL})")
    measured("cores", "speed-up of a build by a second core", one.clock / two.clock, "×", GOAL)


def by_dask(data: Path) -> None:
    """A build by Dask with one worker and with two."""
    from distributed import LocalCluster

    took = []
    for workers in (1, 2):
        with LocalCluster(
            n_workers=workers, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50
        ) as cluster:
            words = ("build", "--full", "--dask", cluster.scheduler_address, "--data", str(data))
            one = run(*words)
        took.append(one.clock)
        said(f"by Dask, {workers} worker{'s' * (workers > 1)}", one)
    print(f"a second worker: {took[0] / took[1]:.2f} times as fast")
    measured("cores", "speed-up of a build by a second Dask worker", took[0] / took[1], "×")


def said(how: str, one: Run) -> None:
    """Prints the seconds of a build and keeps them for the table; Dask's workers are none of its processes."""
    print(f"{PAGES} pages, {how}: {one.clock:.1f} s, of the processor {one.processor:.1f} s", flush=True)
    measured("cores", f"{PAGES} pages of 90 kB, {how}", one.clock, "s")


def main() -> None:
    if not hasattr(os, "sched_getaffinity") or len(os.sched_getaffinity(0)) < 2:
        lacking("cores", "speed-up by a second core", "not measured: needs Linux with two cores")
        return
    with tempfile.TemporaryDirectory(prefix="anslag-bench-") as folder:
        archived(Path(folder))
        on_one_machine(Path(folder))
        if importlib.util.find_spec("distributed"):
            by_dask(Path(folder))
        else:
            lacking("cores", "speed-up by a second Dask worker", "not installed: `pip install '.[dask]'`")


if __name__ == "__main__":
    main()

"""How long a build takes from an archive to the database: all of it, nothing new, and 100 new pages among many.

``python -m bench build`` makes archives of 1,000 and 10,000 small releases and runs `anslag build` on them, as a person
would; then of 1,000, 10,000 and 100,000 whose readings are made up as another machine might have sent them, so that no
hour goes into reading, and all but that is measured. ``python -m bench.build 20000`` takes one more of that kind.
Growth is that of a page's cost: what a build of one page takes is taken off first. Seconds are those of the clock, with
the processor's beside: a busy machine makes the former long. Memory is what all processes of a build hold together at
its peak (PSS, sampled).
"""

from __future__ import annotations

import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import islice
from pathlib import Path

from anslag import signature
from anslag.build_cache import NAME, BuildCache
from anslag.captures import Captures
from anslag.folder import ARCHIVE, DATABASE
from anslag.readings import packed
from anslag.scraper.archive import Archive
from anslag.scraper.exchange import Fetched, Hop
from anslag.scraper.records import Role
from anslag.scraper.warc import Entry
from bench.table import measured
from tests.databases import invented, owners

READ, MERGED, NEW = (1_000, 10_000), (1_000, 10_000, 100_000), 100
"""Pages of the builds that read, of those that find everything read, and those that come then."""
LINEAR, BEGUN = 1.2, 3
NO_CHANGE, FEW_NEW, PEAK = 5.0, 10.0, 300.0
"""Goals at 100,000 pages: seconds, seconds, MB."""
ANSLAG = Path(sys.executable).with_name("anslag")
_FIRST = datetime(2020, 1, 1, tzinfo=UTC)
_BATCH = 500
_EVERY = 0.1
_PROSE = "<p>Nämnden ser fram emot att följa arbetet i länets alla delar under de kommande åren.</p>" * 2
_HEADERS = ((b"Content-Type", b"text/html; charset=utf-8"),)


@dataclass(frozen=True, slots=True)
class Run:
    """A command's seconds by the clock and of the processor, and the MB that its processes held at the peak."""

    clock: float
    processor: float
    peak: float


def pages(first: int, count: int) -> Iterator[Entry]:
    """Answers with small releases; every third tells of money."""
    chance, bodies = random.Random(first), owners()
    for number in range(first, first + count):
        told = f"<p>Vi berättar mer om möte {number} i vår.</p>"
        if number % 3 == 0:
            amount = f"{chance.randrange(20, 900)} 000 kronor"
            told = f"<p>Nämnden beslutade att bevilja {chance.choice(bodies)} {amount} för projektet Ljus {number}.</p>"
        head = f"<!DOCTYPE html><html lang='sv'><title>Möte {number}</title><h1>Möte {number}</h1>"
        body = f"{head}{told}{_PROSE}</html>".encode()
        url = f"https://example.se/nyheter/{number}"
        at = _FIRST + timedelta(minutes=number)
        hop = Hop(
            url, at, "192.0.2.1", b"/", ((b"Host", b"example.se"),), "HTTP/1.1", 200, b"OK", _HEADERS, body
        )
        yield Entry(
            Fetched(url, (hop,), body), Role.RELEASE, f"example-{number}", "https://example.se/", "", None
        )


def archived(data: Path, first: int, count: int) -> None:
    """Adds releases to the archive of a data folder."""
    archive, rest = Archive(data / ARCHIVE), pages(first, count)
    while some := list(islice(rest, _BATCH)):
        archive.append_all(some)


def made_up(data: Path, count: int) -> None:
    """Keeps a made reading of each of the first pages, one grant in each."""
    with BuildCache(data / NAME) as kept:
        kept.read_by(signature.reader())
        captures = Captures(kept, Archive(data / ARCHIVE), signature.maker())
        captures.take_in()
        found = zip(captures.releases(), invented(count, 1), strict=True)
        while some := list(islice(found, _BATCH)):
            made = ((filed.seen[0], one.extraction) for filed, (_, one) in some)
            urls = ((seen, replace(read, release=replace(read.release, url=seen.url))) for seen, read in made)
            kept.keep({seen.page: packed(read, seen.page) for seen, read in urls})


def run(*words: str, cores: int | None = None) -> Run:
    """Runs a command of anslag, on so many cores or on all, and watches it."""
    before, began, peak = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter(), 0.0
    ready = partial(_only, cores) if cores else None
    with subprocess.Popen([ANSLAG, *words], stdout=subprocess.DEVNULL, preexec_fn=ready) as process:
        while process.poll() is None:
            peak = max(peak, sum(map(_held, _family(process.pid))))
            time.sleep(_EVERY)
    if process.returncode:
        raise SystemExit(f"anslag {' '.join(words)} ended with {process.returncode}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    return Run(time.perf_counter() - began, spent, peak)


def _only(cores: int) -> None:
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:cores])


def _family(process: int) -> Iterator[int]:
    yield process
    with suppress(OSError):
        for task in Path(f"/proc/{process}/task").iterdir():
            for child in (task / "children").read_text().split():
                yield from _family(int(child))


def _held(process: int) -> float:
    """MB of a process, what several share divided among them."""
    with suppress(OSError):
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
        return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:")), 0.0)
    return 0.0


def said(name: str, one: Run, goal: float | None = None) -> None:
    """Prints a run and keeps it for the table."""
    print(
        f"{name:40} {one.clock:8.1f} s  processor {one.processor:8.1f} s  peak {one.peak:6.0f} MB", flush=True
    )
    measured("build", f"{name}, seconds", one.clock, "s", goal, below=True)
    measured("build", f"{name}, seconds of the processor", one.processor, "s")
    measured("build", f"{name}, peak", one.peak, "MB", PEAK, below=True)


def of_size(data: Path, count: int, *, reads: bool) -> Run:
    """Measures an archive of ``count`` pages; gives the first build."""
    archived(data, 0, count)
    if not reads:
        made_up(data, count)
    name = f"{count:,} pages{'' if reads else ', read elsewhere'}"
    first = run("build", "--data", str(data))
    said(name, first)
    said(f"{name}; nothing new", run("build", "--data", str(data)), NO_CHANGE)
    archived(data, count, NEW)
    said(f"{name}; {NEW} new", run("build", "--data", str(data)), FEW_NEW)
    for path in (data / DATABASE, data / NAME):
        print(f"  {path.name}: {path.stat().st_size / 1e6:.0f} MB")
    return first


def of_sizes(sizes: Sequence[int], *, reads: bool) -> None:
    """Measures archives of some sizes, and how what a page costs grows from the smallest to the largest."""
    first: dict[int, Run] = {}
    for count in sizes:
        with tempfile.TemporaryDirectory(prefix="anslag-bench-") as folder:
            first[count] = of_size(Path(folder), count, reads=reads)
    with tempfile.TemporaryDirectory(prefix="anslag-bench-") as folder:
        archived(Path(folder), 0, 1)
        # It is much of a small build, so what else the machine does must not be in it.
        begun = min(run("build", "--full", "--data", folder).processor for _ in range(BEGUN))
    small, *_, large = sizes
    each = [(first[count].processor - begun) / count for count in (small, large)]
    what = "a page" if reads else "a page that is read elsewhere"
    print(
        f"{what}: {each[0] * 1000:.2f} ms of the processor among {small:,}, {each[1] * 1000:.2f} among {large:,}"
    )
    for count, one in zip((small, large), each, strict=True):
        measured("build", f"{what}, among {count:,}", one * 1000, "ms of the processor")
    growth = each[1] / each[0]
    measured("build", f"{what}, growth from {small:,} to {large:,}", growth, "×", LINEAR, below=True)


def main() -> None:
    if asked := [int(word) for word in sys.argv[1:]]:
        for count in asked:
            with tempfile.TemporaryDirectory(prefix="anslag-bench-") as folder:
                of_size(Path(folder), count, reads=False)
        return
    of_sizes(READ, reads=True)
    of_sizes(MERGED, reads=False)


if __name__ == "__main__":
    main()

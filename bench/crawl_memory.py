"""Whether memory stays flat however much is crawled: peak of the process after 1 000, 5 000 and 20 000 pages.

``python -m bench.crawl_memory [PAGES …]`` crawls newsrooms on 20 hosts of loopback without delay, each size in a
process of its own, and prints the peak resident set of the crawling process. What may grow with the number of
pages is only what keeps them apart (a hash each); pages, log and list of addresses lie on the disk.
"""

from __future__ import annotations

import multiprocessing
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from anslag.scraper.crawl import Options, crawl
from bench.crawl_politeness import ROOM, Room, server

HOSTS, SIZES = 20, (1_000, 5_000, 20_000)
_PER_HOST = 10_000
"""Release numbers that the server gives to each host."""


def measure(port: int, pages: int) -> None:
    """Crawls ``pages`` releases and prints their number, seconds, and the peak memory in megabytes."""
    starts = [f"http://127.0.0.{n}:{port}{ROOM}" for n in range(1, HOSTS + 1)]
    with tempfile.TemporaryDirectory() as folder:
        before = _peak()
        began = time.monotonic()
        summary = crawl(Path(folder), starts, Options(delay=0.0))
        seconds = time.monotonic() - began
    assert summary.complete
    assert summary.seen == pages
    print(f"{pages:7,} pages: peak {_peak():4.0f} MB ({before:.0f} MB before the first), {seconds:.0f} s")


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Measures and prints."""
    if sys.argv[1:2] == ["one"]:
        measure(int(sys.argv[2]), int(sys.argv[3]))
        return
    for pages in map(int, sys.argv[1:]) if sys.argv[1:] else SIZES:
        assert pages // HOSTS < _PER_HOST
        here, there = multiprocessing.Pipe()
        process = multiprocessing.Process(target=server, args=(there, Room(HOSTS, pages // HOSTS, 0.0)))
        process.start()
        port = here.recv()
        time.sleep(0.5)
        # The peak is of a whole process, so each size has one.
        subprocess.run([sys.executable, "-m", "bench.crawl_memory", "one", str(port), str(pages)], check=True)
        here.send("stop")
        here.recv()
        process.join()


if __name__ == "__main__":
    main()

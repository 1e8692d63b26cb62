"""How many pages a second are fetched and kept without any delay, beside Scrapy on the same pages in the same run.

``python -m bench.crawl_rate [PYTHON]`` crawls 20 hosts on loopback with 100 releases each, in turns with both.
Both begin at the 20 listings, obey robots.txt, follow the links, and ask one thing at a time of each host. Ours
makes a connection for each request, archives request and answer as WARC, synced to the disk, and
logs each in crawl.db. Scrapy keeps its connections and writes each body to a file, never synced. Times begin
when all is imported; those of the processor tell on a busy machine, too. PYTHON is an interpreter that has Scrapy;
without one only our rate is printed.
"""

from __future__ import annotations

import multiprocessing
import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from anslag.scraper.crawl import Options, crawl
from bench.crawl_politeness import ROOM, Room, server

SERVED = Room(hosts=20, pages=100, answer=0.0)
ROUNDS = 5
SCRAPY = """
import sys, hashlib, pathlib, time
import scrapy
from scrapy.crawler import CrawlerProcess

folder, port, hosts, room = pathlib.Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), sys.argv[4]

class Spider(scrapy.Spider):
    name = "bench"
    kept = 0

    async def start(self):
        for host in range(1, hosts + 1):
            yield scrapy.Request(f"http://127.0.0.{host}:{port}{room}")

    def parse(self, response):
        keep(response)
        for link in response.css("a::attr(href)").getall():
            yield response.follow(link, self.release)

    def release(self, response):
        keep(response)
        Spider.kept += 1

def keep(response):
    (folder / hashlib.sha1(response.url.encode()).hexdigest()).write_bytes(response.body)

began, worked = time.monotonic(), time.process_time()
process = CrawlerProcess({"LOG_LEVEL": "ERROR", "ROBOTSTXT_OBEY": True, "CONCURRENT_REQUESTS": hosts,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 1, "DOWNLOAD_DELAY": 0, "TELNETCONSOLE_ENABLED": False})
process.crawl(Spider)
process.start()
print(Spider.kept, time.monotonic() - began, time.process_time() - worked)
"""


@dataclass(frozen=True, slots=True)
class Rate:
    """Releases a second, and milliseconds of the processor for each."""

    wall: float
    cpu: float

    @classmethod
    def of(cls, releases: int, seconds: float, worked: float) -> Rate:
        """The rate of so many releases in so many seconds, for so many of the processor."""
        return cls(releases / seconds, worked / releases * 1000)


def ours(port: int) -> Rate:
    """From an empty data folder to the last archived page."""
    starts = [f"http://127.0.0.{n}:{port}{ROOM}" for n in range(1, SERVED.hosts + 1)]
    with tempfile.TemporaryDirectory() as folder:
        began, worked = time.monotonic(), time.process_time()
        summary = crawl(Path(folder), starts, Options(delay=0.0))
        seconds, worked = time.monotonic() - began, time.process_time() - worked
    assert summary.seen == SERVED.hosts * SERVED.pages
    return Rate.of(summary.seen, seconds, worked)


def theirs(python: str, port: int) -> Rate | None:
    """What Scrapy does, None where it cannot be run."""
    with tempfile.TemporaryDirectory() as folder:
        asked = [python, "-c", SCRAPY, folder, str(port), str(SERVED.hosts), ROOM]
        done = subprocess.run(
            asked, capture_output=True, text=True, check=False, env={"PATH": os.environ["PATH"]}
        )
    if done.returncode:
        return None
    kept, seconds, worked = done.stdout.split()[-3:]
    assert int(kept) == SERVED.hosts * SERVED.pages
    return Rate.of(int(kept), float(seconds), float(worked))


def shown(name: str, rates: list[Rate], how: str) -> str:
    """A line for the medians of some rounds."""
    wall, cpu = statistics.median(r.wall for r in rates), statistics.median(r.cpu for r in rates)
    return f"  {name}  {wall:6.0f} releases/s, {cpu:.2f} ms of the processor each; {how}"


def main() -> None:
    """Measures and prints."""
    python = sys.argv[1] if len(sys.argv) > 1 else sys.executable
    here, there = multiprocessing.Pipe()
    process = multiprocessing.Process(target=server, args=(there, SERVED))
    process.start()
    port = here.recv()
    time.sleep(0.5)
    rounds = [(ours(port), theirs(python, port)) for _ in range(ROUNDS)]
    here.send("stop")
    here.recv()
    process.join()
    print(f"{SERVED.hosts} hosts of {SERVED.pages} releases, no delay, median of {ROUNDS}")
    print(shown("anslag", [own for own, _ in rounds], "archived as WARC, synced, logged; a connection each"))
    both = [(own, other) for own, other in rounds if other is not None]
    if both:
        print(shown("Scrapy", [other for _, other in both], "written to files; connections kept"))
        ratios = sorted(own.wall / other.wall for own, other in both)
        cpu = statistics.median(other.cpu / own.cpu for own, other in both)
        print(
            f"  ratio   {statistics.median(ratios):6.2f} of {ratios[0]:.2f} to {ratios[-1]:.2f}, "
            f"{cpu:.2f} by the processor (at least 0.9)"
        )
    else:
        print(f"  Scrapy cannot be run by {Path(python).name}: give an interpreter that has it")


if __name__ == "__main__":
    main()

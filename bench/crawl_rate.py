"""How many pages a second are fetched and kept without any delay, beside Scrapy on the same pages in the same run.

``python -m bench.crawl_rate [PYTHON]`` crawls 20 hosts on loopback with 100 releases each, in turns with both.
Both begin at the 20 listings, obey robots.txt, follow the links, and ask one thing at a time of each host. Ours
makes a connection for each request, archives request and answer as WARC, synced to the disk page by page, and
logs each in crawl.db. Scrapy keeps its connections and writes each body to a file, never synced. Times begin
when all is imported. PYTHON is an interpreter that has Scrapy; without one only our rate is printed.
"""

from __future__ import annotations

import multiprocessing
import os
import statistics
import subprocess
import sys
import tempfile
import time
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

began = time.monotonic()
process = CrawlerProcess({"LOG_LEVEL": "ERROR", "ROBOTSTXT_OBEY": True, "CONCURRENT_REQUESTS": hosts,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 1, "DOWNLOAD_DELAY": 0, "TELNETCONSOLE_ENABLED": False})
process.crawl(Spider)
process.start()
print(Spider.kept, time.monotonic() - began)
"""


def ours(port: int) -> float:
    """Releases a second from an empty data folder to the last archived page."""
    starts = [f"http://127.0.0.{n}:{port}{ROOM}" for n in range(1, SERVED.hosts + 1)]
    with tempfile.TemporaryDirectory() as folder:
        began = time.monotonic()
        summary = crawl(Path(folder), starts, Options(delay=0.0))
        seconds = time.monotonic() - began
    assert summary.seen == SERVED.hosts * SERVED.pages
    return summary.seen / seconds


def theirs(python: str, port: int) -> float | None:
    """Pages a second that Scrapy fetches and writes, None where it cannot be run."""
    with tempfile.TemporaryDirectory() as folder:
        asked = [python, "-c", SCRAPY, folder, str(port), str(SERVED.hosts), ROOM]
        done = subprocess.run(
            asked, capture_output=True, text=True, check=False, env={"PATH": os.environ["PATH"]}
        )
    if done.returncode:
        return None
    kept, seconds = done.stdout.split()[-2:]
    assert int(kept) == SERVED.hosts * SERVED.pages
    return int(kept) / float(seconds)


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
    own = statistics.median(rate for rate, _ in rounds)
    print(f"{SERVED.hosts} hosts of {SERVED.pages} releases, no delay, median of {ROUNDS}")
    print(f"  anslag  {own:6.0f} releases/s archived as WARC, synced, logged; a connection each")
    other = [rate for _, rate in rounds if rate is not None]
    if other:
        print(f"  Scrapy  {statistics.median(other):6.0f} releases/s written to files; connections kept")
        ratios = sorted(ours / theirs for ours, theirs in rounds if theirs is not None)
        print(
            f"  ratio   {statistics.median(ratios):6.2f} of {ratios[0]:.2f} to {ratios[-1]:.2f} (at least 1)"
        )
    else:
        print(f"  Scrapy cannot be run by {Path(python).name}: give an interpreter that has it")


if __name__ == "__main__":
    main()

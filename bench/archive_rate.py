"""How many pages a second are kept for good and read back, against libraries that neither sync nor list them.

``python -m bench archive_rate`` keeps pages as newsrooms have them (:mod:`bench.newsroom_pages`; request and response
records), reads them back, verifies them, and asks a frontier of many addresses for the next one. Beside are warcio, and
fastwarc by its own Python (:mod:`bench.peers`). Times are by the clock, medians of three rounds; memory is the peak of
the process.
"""

from __future__ import annotations

import resource
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from anslag.scraper.archive import Archive
from anslag.scraper.exchange import Fetched, Hop
from anslag.scraper.frontier import Frontier, LogLine, Request
from anslag.scraper.outcomes import Outcome
from anslag.scraper.records import Role
from bench.newsroom_pages import page
from bench.peers import ARCHIVES, LACKING, measured_by
from bench.table import lacking, measured

PAGES, ROUNDS, ADDRESSES = 300, 3, 300_000
AT = datetime(2025, 3, 1, 12, tzinfo=UTC)
ASKED = ((b"Host", b"example.se"), (b"User-Agent", b"anslag"), (b"Accept-Encoding", b"gzip"))
HEADERS = ((b"Content-Type", b"text/html; charset=utf-8"), (b"Server", b"nginx"))


def exchanges(pages: Sequence[bytes]) -> list[Fetched]:
    """Answers with these pages, each under an address of its own."""
    urls = [f"https://example.se/nyheter/{number}" for number in range(PAGES)]
    return [
        Fetched(url, (Hop(url, AT, "192.0.2.1", b"/", ASKED, "HTTP/1.1", 200, b"OK", HEADERS, body),), body)
        for url, body in zip(urls, (pages[n % len(pages)] for n in range(PAGES)), strict=True)
    ]


def plainly(folder: Path, answers: Sequence[Fetched]) -> None:
    """Writes the same records with warcio alone."""
    with (folder / "plain.warc.gz").open("wb") as file:
        writer = WARCWriter(file, gzip=True, warc_version="1.1")
        for answer in answers:
            headers = [(k.decode(), v.decode()) for k, v in HEADERS]
            asked = [(k.decode(), v.decode()) for k, v in ASKED]
            response = writer.create_warc_record(
                answer.url,
                "response",
                BytesIO(answer.body),
                len(answer.body),
                http_headers=StatusAndHeaders("200 OK", headers, "HTTP/1.1"),
            )
            request = writer.create_warc_record(
                answer.url, "request", http_headers=StatusAndHeaders("/ HTTP/1.1", asked, "GET")
            )
            writer.write_request_response_pair(request, response)


def kept(folder: Path, answers: Sequence[Fetched]) -> None:
    """Keeps the answers in an archive."""
    archive = Archive(folder / "archive")
    for answer in answers:
        archive.append(answer, role=Role.RELEASE)


def logged(folder: Path, answers: Sequence[Fetched]) -> None:
    """Keeps the answers in an archive and logs each, as a crawl does."""
    archive = Archive(folder / "archive")
    with Frontier(folder / "crawl.db") as frontier:
        frontier.begin("")
        frontier.add(Request(answer.url, "https://example.se", Role.RELEASE) for answer in answers)
        for answer in answers:
            one = archive.append(answer, role=Role.RELEASE)
            entry = LogLine(
                answer.url, Role.RELEASE, "", "", "", 0, 200, Outcome.STORED, file=one.file, offset=one.offset
            )
            frontier.done(entry, one)


def read(folder: Path, _: Sequence[Fetched]) -> None:
    """Reads every capture of an archive."""
    assert sum(1 for _ in Archive(folder / "archive").captures()) == PAGES


def verified(folder: Path, _: Sequence[Fetched]) -> None:
    """Verifies an archive."""
    assert not list(Archive(folder / "archive").verify())


def seconds(work: Callable[[Path, Sequence[Fetched]], None], answers: Sequence[Fetched]) -> float:
    """How long ``work`` takes; what it reads is made before."""
    times = []
    for _ in range(ROUNDS):
        with tempfile.TemporaryDirectory() as name:
            if work in (read, verified):
                kept(Path(name), answers)
            began = time.perf_counter()
            work(Path(name), answers)
            times.append(time.perf_counter() - began)
    return statistics.median(times)


def frontier() -> str:
    """What the next address costs among a million, on fifty hosts."""
    folder = Path(tempfile.mkdtemp())
    with Frontier(folder / "crawl.db") as full:
        full.begin("")
        began = time.perf_counter()
        for first in range(0, ADDRESSES, 10_000):
            full.add(
                Request(f"https://{n % 50}.se/{n}", f"https://{n % 50}.se", Role.RELEASE, priority=n % 97)
                for n in range(first, first + 10_000)
            )
        added = time.perf_counter() - began
        began = time.perf_counter()
        for n in range(2000):
            found = full.next(f"https://{n % 50}.se", 0.0)
            assert found is not None
            full.due()
            full.done(LogLine(found.url, Role.RELEASE, "", "", "", 0, 200, Outcome.STORED))
        each = (time.perf_counter() - began) / 2000
    shutil.rmtree(folder)
    return f"{ADDRESSES / added:,.0f} addresses a second added; next and done {each * 1e6:.0f} µs among {ADDRESSES:,}"


def beside(pages: Sequence[bytes], took: Mapping[str, float]) -> None:
    """Measures the others that are installed with the same pages."""
    with tempfile.TemporaryDirectory(prefix="anslag-bench-") as folder:
        for number, body in enumerate(pages):
            (Path(folder) / f"{number:04}.html").write_bytes(body)
        found = measured_by("archives", Path(folder))
    for name in ARCHIVES:
        if name not in found:
            print(f"{name:26}: {LACKING}")
            lacking("archive", f"{name} alone", LACKING)
            continue
        said = f"{name} {found[name]['version']} alone"
        for ours, theirs, doing in (("kept", "write", "writing"), ("read", "read", "reading")):
            rate, share = PAGES / found[name][theirs], found[name][theirs] / took[ours]
            print(f"{f'{doing} with {said}':26}: {rate:6.0f} pages/s; anslag {share:.2f} of it")
            measured("archive", f"{doing} with {said}", rate, "pages/s")
            measured("archive", f"pages {ours}, beside {doing} with {name} alone", share, "×")


def main() -> None:
    """Measures and prints."""
    pages = [page(seed) for seed in range(PAGES)]
    answers = exchanges(pages)
    plain = seconds(plainly, answers)
    took = {work.__name__: seconds(work, answers) for work in (kept, logged, read, verified)}
    print(f"{PAGES} pages of {sum(map(len, pages)) / len(pages) / 1000:.1f} kB")
    print(f"plain warcio, never synced: {PAGES / plain:6.0f} pages/s")
    for name, one in took.items():
        print(f"{name:26}: {PAGES / one:6.0f} pages/s, {plain / one:5.2f} x plain writing")
        measured("archive", f"pages {name}", PAGES / one, "pages/s")
    measured("archive", "pages kept, beside writing with warcio alone", plain / took["kept"], "×")
    beside(pages, took)
    print(f"frontier: {frontier()}")
    print(f"peak memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()

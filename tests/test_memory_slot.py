"""A crawl's memory is bounded by construction: what hostile hosts send at once costs no more than one of them."""

from __future__ import annotations

import asyncio
import gzip
import json
import os
import subprocess
import sys
import zlib
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from anslag.scraper import decoding
from anslag.scraper.decoding import TooLarge, Undecodable
from anslag.scraper.gzip_members import MOST_PLAIN, Gap, gzip_members, packed
from anslag.scraper.memory_slot import SMALL, MemorySlot
from tests.servers import Answer, Call, Server, reply

HOSTS, MOST_MB = 20, 200
# The peak that getrusage tells includes that of the process it was forked from.
PEAK = """
import resource, sys
from pathlib import Path
def peak():
    status = Path("/proc/self/status")
    if status.is_file():
        return int(next(line for line in status.read_text().splitlines() if "VmHWM" in line).split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
"""
CRAWL = f"""{PEAK}
import json
from anslag.scraper.crawl import Options, crawl
folder, *starts = sys.argv[1:]
made = crawl(Path(folder), starts, Options(delay=0.01))
print(json.dumps([peak(), made.seen, {{str(kind): cause.count for kind, cause in made.failed.items()}}]))
"""
READ = f"""{PEAK}
from anslag.scraper import warc
body = sys.stdin.buffer.read()
before = peak()
assert warc.body(body, (("content-encoding", "gzip"),), whole=False) == body
print(peak() - before)
"""


def zeros(megabytes: int) -> bytes:
    """So many megabytes of zeros, packed to a thousandth."""
    engine = zlib.compressobj(9, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    return b"".join(engine.compress(bytes(1 << 20)) for _ in range(megabytes)) + engine.flush()


def endless(call: Call) -> None:
    call.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html>")
    while not call.stopping.is_set():
        call.send(b"<p>hej</p>" * 10_000)


def page(size: int) -> bytes:
    line = b"<p>Kommunen beslutar om bidrag.</p>"
    return b"<html><body><h1>Bidrag</h1>" + line * (size // len(line)) + b"</body></html>"


def sent() -> tuple[Answer, ...]:
    """What the hosts send: two things that are too large, and two that are as large as may be."""
    packed = {"Content-Encoding": "gzip"}
    return (
        reply(zeros(500), headers=packed),
        endless,
        reply(page(9_500_000)),
        reply(gzip.compress(page(19_000_000)), headers=packed),
    )


KINDS, TOO_LARGE = 4, 2
"""How many kinds :func:`sent` gives, and how many of them are too large."""


@pytest.fixture(scope="module")
def peaks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[float, int, dict[str, int]]]:
    """Megabytes at the peak of a crawl of twenty hosts that all send at once, pages kept, and failures."""
    every = sent()
    with ExitStack() as running:
        starts = [
            running.enter_context(
                Server({"*": every[n % len(every)], "/robots.txt": reply("")}, host=f"127.0.0.{n + 2}")
            ).origin
            + "/nyheter/bidrag-till-byar"
            for n in range(HOSTS)
        ]
        folder = tmp_path_factory.mktemp("crawl")
        done = subprocess.run(
            [sys.executable, "-c", CRAWL, str(folder), *starts],
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, "PYTHONWARNINGS": "ignore"},
            cwd=Path(__file__).resolve().parent.parent,
        )
        used, seen, failed = json.loads(done.stdout)
        yield used, seen, failed


def test_twenty_hostile_hosts_at_once_cost_less_than_200_mb(peaks: tuple[float, int, dict[str, int]]) -> None:
    assert peaks[0] < MOST_MB


def test_what_may_be_kept_is_kept_and_the_rest_is_named(peaks: tuple[float, int, dict[str, int]]) -> None:
    failing = HOSTS // KINDS * TOO_LARGE
    assert (peaks[1], peaks[2]["too large"]) == (HOSTS - failing, failing)


def test_one_large_body_at_a_time() -> None:
    async def visits() -> list[str]:
        gate, told = asyncio.Lock(), []

        async def visit(name: str, size: int) -> None:
            async with MemorySlot(gate) as room:
                await room.take(size)
                told.append(f"{name} in")
                await asyncio.sleep(0.01)
                await room.take(size)
                told.append(f"{name} out")

        await asyncio.gather(visit("a", SMALL + 1), visit("b", SMALL + 1), visit("small", SMALL))
        return told

    assert asyncio.run(visits()) == ["a in", "small in", "a out", "small out", "b in", "b out"]


def test_waiting_for_room_does_not_count_as_the_time_of_an_answer() -> None:
    async def waits() -> str:
        gate = asyncio.Lock()
        await gate.acquire()
        asyncio.get_running_loop().call_later(0.2, gate.release)
        async with MemorySlot(gate) as room, asyncio.timeout(0.1) as limit:
            await room.take(SMALL + 1, limit)
            assert limit.when() is not None
            return "there"

    assert asyncio.run(waits()) == "there"


def test_bomb_costs_no_more_than_its_limit_whoever_reads_it() -> None:
    used = subprocess.run(
        [sys.executable, "-c", READ],
        input=zeros(500),
        capture_output=True,
        check=True,
        cwd=Path(__file__).resolve().parent.parent,
    ).stdout
    assert float(used) < 40


def test_what_is_too_large_keeps_its_beginning_only() -> None:
    with pytest.raises(TooLarge) as refused:
        decoding.decoded(zeros(3), "gzip", 2_000_000)
    assert 0 < len(refused.value.start) < 100_000


def test_many_members_are_read_in_linear_time() -> None:
    # With a copy of the rest for each member this takes minutes, and is stopped by pytest's limit.
    many = gzip.compress(b"a") * 200_000
    assert decoding.decoded(many, "gzip", 1_000_000) == b"a" * 200_000


def test_what_follows_the_last_member_is_not_the_page() -> None:
    assert decoding.decoded(gzip.compress(b"page") + b"\0\0\n", "gzip", 100) == b"page"
    with pytest.raises(Undecodable, match="too early"):
        decoding.decoded(gzip.compress(b"page") + gzip.compress(b"more")[:-9], "gzip", 100)


def test_record_of_the_archive_beyond_any_page_is_damage(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    path.write_bytes(packed(b"whole") + zeros(MOST_PLAIN // 1_000_000 + 5) + packed(b"after"))
    found = [one if isinstance(one, Gap) else one.plain for one in gzip_members(path)]
    assert [found[0], type(found[1]), found[2]] == [b"whole", Gap, b"after"]

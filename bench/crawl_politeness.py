"""How close a polite crawl comes to the fastest that politeness allows, and whether it ever asks too soon.

``python -m bench.crawl_politeness`` starts 50 hosts (127.0.0.1 to 127.0.0.50) of 20 releases each, crawls them at
a delay of 0.25 s, and prints wall time against the ideal of n requests a host, n answers and n - 1 delays, with the
shortest gap that the servers' own log shows. A crawl of one more host goes before: what the scraper loads only when it
is needed (SQLite's library, the network's) takes as long for one page as for a million, and is none of its politeness.
"""

from __future__ import annotations

import asyncio
import itertools
import multiprocessing
import resource
import tempfile
import time
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from anslag.scraper.crawl import Options, crawl

HOSTS, PAGES, DELAY, ANSWER = 50, 20, 0.25, 0.05
ROOM = "/se/rum"
_TEXT = "<p>Nämnden har beslutat om stöd till föreningen för arbetet i bygden under nästa år.</p>" * 200


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as the server saw it: host, and monotonic times of its arrival and of its answer's end."""

    host: str
    came: float
    answered: float


@dataclass(frozen=True, slots=True)
class Room:
    """What is served: so many hosts (the last one for the crawl that goes before), releases on each, and seconds before
    each answer.
    """

    hosts: int = HOSTS + 1
    pages: int = PAGES
    answer: float = ANSWER


def page(host: str, target: str, pages: int) -> tuple[int, bytes]:
    """Status and body for a request target on a host of ``pages`` releases."""
    if target == ROOM:
        first = 10_000 * int(host.rpartition(".")[2]) + 1
        links = "".join(
            f'<a href="{ROOM}/pressreleases/stoed-{n}">Stöd {n}</a>' for n in range(first, first + pages)
        )

        return 200, f'<html><body><h1>Rum</h1>{links}<script id="mnd-script"></script></body></html>'.encode()
    if "/pressreleases/" in target:
        return (
            200,
            f"<html><head><title>{target}</title></head><body><h1>{target}</h1>{_TEXT}</body></html>".encode(),
        )
    return 404, b"<title>404</title>"


async def serve(room: Room, port: int, log: list[Asked], stop: asyncio.Event) -> None:
    """Serves all hosts until told to stop."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        host = writer.get_extra_info("sockname")[0]
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                came = time.monotonic()
                await asyncio.sleep(room.answer)
                status, body = page(host, head.split(b" ")[1].decode(), room.pages)
                kind = "text/html; charset=utf-8"
                top = f"HTTP/1.1 {status} X\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
                # Before the bytes go: the client may ask again before this task runs again.
                log.append(Asked(host, came, time.monotonic()))
                writer.write(top.encode() + body)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    hosts = [f"127.0.0.{n}" for n in range(1, room.hosts + 1)]
    servers = [await asyncio.start_server(answer, host, port) for host in hosts]
    await stop.wait()
    for server in servers:
        server.close()


def server(pipe: Connection, room: Room) -> None:
    """The servers' process: says its port, serves until spoken to, and gives its log back."""

    async def run() -> None:
        log: list[Asked] = []
        stop = asyncio.Event()
        probe = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)
        port = probe.sockets[0].getsockname()[1]
        probe.close()
        task = asyncio.create_task(serve(room, port, log, stop))
        pipe.send(port)
        await asyncio.to_thread(pipe.recv)
        stop.set()
        await task
        pipe.send(log)

    asyncio.run(run())


def main() -> None:
    """Measures and prints."""
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.Process(target=server, args=(theirs, Room()))
    process.start()
    port = ours.recv()
    time.sleep(0.5)
    *starts, before = [f"http://127.0.0.{n}:{port}{ROOM}" for n in range(1, HOSTS + 2)]
    with tempfile.TemporaryDirectory() as folder:
        crawl(Path(folder) / "before", [before], Options(delay=0))
        began = time.monotonic()
        summary = crawl(Path(folder) / "data", starts, Options(delay=DELAY))
        wall = time.monotonic() - began
    ours.send("stop")
    log: list[Asked] = [asked for asked in ours.recv() if asked.came >= began]
    process.join()
    by_host: dict[str, list[Asked]] = {}
    for asked in sorted(log, key=lambda one: one.came):
        by_host.setdefault(asked.host, []).append(asked)
    most = max(map(len, by_host.values()))
    times = sorted(asked.answered - asked.came for asked in log)
    ideal = most * times[len(times) // 2] + (most - 1) * DELAY
    gaps = sorted(b.came - a.answered for asks in by_host.values() for a, b in itertools.pairwise(asks))
    short = sum(gap < DELAY for gap in gaps)
    print(
        f"{summary.seen} releases of {len(by_host)} hosts, {most} requests a host, complete: {summary.complete}"
    )
    print(f"wall {wall:.2f} s, ideal {ideal:.2f} s, ratio {wall / ideal:.3f} (at most 1.10)")
    print(
        f"shortest gap {gaps[0]:.4f} s, median {gaps[len(gaps) // 2]:.4f} s, {short} of {len(gaps)} under {DELAY} s"
    )
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()

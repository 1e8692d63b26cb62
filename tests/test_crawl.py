"""The crawl as a whole: it stops and goes on, it never does a thing twice, and it says what it did."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from anslag.scraper.archive import Archive, ArchiveFull
from anslag.scraper.crawl import CrawlError, Options, crawl
from anslag.scraper.frontier import Frontier, InUse
from anslag.scraper.journal import HostState, Tried
from anslag.scraper.outcomes import Kind, Outcome
from anslag.scraper.records import Role
from tests.crawls import FREE, ONE, QUICK, ROOM, listing, path, release
from tests.hostile import BROKEN
from tests.servers import Answer, Call, Server, reply

NUMBERS = range(1001, 1021)
PATIENT = replace(QUICK, bounds=replace(QUICK.bounds, silence=30, total=60))


class Watcher:
    """An observer that remembers, and may act."""

    def __init__(self, act: Callable[[Tried], None] = lambda _: None) -> None:
        self.events: list[Tried] = []
        self.states: list[HostState] = []
        self.notes: list[str] = []
        self.counts: list[int] = []
        self._act = act

    def tried(self, event: Tried) -> None:
        self.events.append(event)
        self._act(event)

    def host(self, state: HostState) -> None:
        self.states.append(state)

    def left(self, addresses: int) -> None:
        self.counts.append(addresses)

    def note(self, text: str) -> None:
        self.notes.append(text)


def newsroom(wait: float = 0.0) -> Server:
    """A newsroom of twenty releases that takes a while for each."""

    def slow(call: Call) -> bytes:
        call.sleep(wait)
        return release(call.seen.target)

    return Server({ROOM: listing(*map(path, NUMBERS)), **{path(n): slow for n in NUMBERS}})


def captured(data: Path) -> Counter[str]:
    """How often each release lies in the archive."""
    captures = (one.capture for one in Archive(data / "archive").captures())
    return Counter(c.release_id for c in captures if c.role is Role.RELEASE)


ALL = {f"mynewsdesk-pressreleases-{n}": 1 for n in NUMBERS}


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_62_asked_to_stop_it_ends_after_the_request_in_flight_and_the_next_crawl_goes_on(
    tmp_path: Path, number: signal.Signals
) -> None:
    def interrupt(event: Tried) -> None:
        if event.role == Role.RELEASE and event.url.endswith("1005"):
            os.kill(os.getpid(), number)

    before = signal.getsignal(number)

    with newsroom() as server:
        first = crawl(tmp_path, [server.origin + ROOM], QUICK, Watcher(interrupt))
        asked = len(server.requests)
        assert first.interrupted
        assert 0 < first.new < 20
        assert first.waiting > 0
        assert not first.complete
        assert signal.getsignal(number) is before
        assert not list(Archive(tmp_path / "archive").verify())
        second = crawl(tmp_path, [server.origin + ROOM], QUICK)
        assert not second.interrupted
        assert second.complete
        assert first.new + second.new == 20
        assert Counter(server.targets()).most_common(1)[0][1] == 1
        assert len(server.requests) > asked
    assert captured(tmp_path) == ALL


def test_ctrl_c_does_not_wait_for_a_pause(tmp_path: Path) -> None:
    options = Options(delay=60)
    with newsroom() as server:
        timer = threading.Timer(1.0, os.kill, (os.getpid(), signal.SIGINT))
        timer.start()
        began = time.monotonic()
        summary = crawl(tmp_path, [server.origin + ROOM], options)
        timer.join()
    assert summary.interrupted
    assert time.monotonic() - began < 20


@pytest.fixture
def listening() -> Iterator[None]:
    """Ctrl-C as in a terminal: a process that a shell started in the background ignores it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("listening")
def test_second_ctrl_c_does_not_wait_for_the_answer(tmp_path: Path) -> None:
    with Server({ROOM: listing(ONE), ONE: lambda call: call.sleep(30)}) as server:
        timers = [threading.Timer(at, os.kill, (os.getpid(), signal.SIGINT)) for at in (1.0, 2.5)]
        for timer in timers:
            timer.start()
        began = time.monotonic()
        summary = crawl(tmp_path, [server.origin + ROOM], Options(delay=0))
        seconds = time.monotonic() - began
    assert summary.interrupted
    assert seconds < 8
    assert not list(Archive(tmp_path / "archive").verify())


CRAWLER = """
import sys
from pathlib import Path
from anslag.scraper.crawl import crawl
from tests.crawls import QUICK
print("ready", flush=True)
print(crawl(Path(sys.argv[1]), sys.argv[2:], QUICK).complete, flush=True)
"""


def crawler(data: Path, *starts: str) -> subprocess.Popen[str]:
    """A crawl in a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-c", CRAWLER, str(data), *starts],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_63_killed_again_and_again_it_loses_nothing_and_does_nothing_twice(tmp_path: Path) -> None:
    rng = random.Random(4)
    with newsroom(0.02) as server:
        for _ in range(6):
            process = crawler(tmp_path, server.origin + ROOM)
            assert process.stdout is not None
            process.stdout.readline()
            time.sleep(rng.uniform(0.02, 0.35))
            process.send_signal(signal.SIGKILL)
            process.communicate()
        with crawler(tmp_path, server.origin + ROOM) as last:
            assert last.communicate(timeout=60)[0].strip().endswith("True")
    assert captured(tmp_path) == ALL
    assert not list(Archive(tmp_path / "archive").verify())


def test_65_second_crawl_on_one_folder_is_refused(tmp_path: Path) -> None:
    refused: list[InUse] = []

    def again(_: Tried) -> None:
        if not refused:
            with pytest.raises(InUse) as error:
                crawl(tmp_path, ["http://127.0.0.1:9/"], QUICK)
            refused.append(error.value)

    with newsroom() as server:
        summary = crawl(tmp_path, [server.origin + ROOM], QUICK, Watcher(again))
    assert f"in use by process {os.getpid()}" in str(refused[0])
    assert summary.complete


def test_64_full_disk_is_one_line_and_keeps_what_is_whole(tmp_path: Path) -> None:
    """A limit on the size of files stands in for a full disk: the archive's write fails in the middle."""
    code = textwrap.dedent("""
        import resource, sys
        from pathlib import Path
        from anslag.scraper.archive import ArchiveFull
        from anslag.scraper.crawl import crawl
        from tests.crawls import QUICK
        resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))
        try:
            crawl(Path(sys.argv[1]), sys.argv[2:], QUICK)
        except ArchiveFull as error:
            print(error)
    """)
    big = release(
        "Stor", extra="<p>" + "".join(random.Random(1).choices("abcdefghijklm ", k=900_000)) + "</p>"
    )
    with Server({ROOM: listing(ONE, path(1002)), ONE: release(), path(1002): big}) as server:
        arguments = [sys.executable, "-c", code, str(tmp_path), server.origin + ROOM]
        found = subprocess.run(arguments, capture_output=True, text=True, timeout=60, check=True)
        assert found.stderr == ""
        assert found.stdout.count("\n") == 1
        assert "no room left" in found.stdout
        assert captured(tmp_path) == {"mynewsdesk-pressreleases-1001": 1}
        assert crawl(tmp_path, [server.origin + ROOM], QUICK).complete
    assert captured(tmp_path) == {"mynewsdesk-pressreleases-1001": 1, "mynewsdesk-pressreleases-1002": 1}


def test_64_folder_that_is_none_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(CrawlError, match="cannot use the data folder"):
        crawl(tmp_path / "file", ["http://127.0.0.1:9/"], QUICK)


@pytest.mark.parametrize("start", ["ftp://ex.se/", "ex.se", "http://127.1:80/", "http://u:p@ex.se/", ""])
def test_start_that_is_no_address_is_one_line(tmp_path: Path, start: str) -> None:
    with pytest.raises(CrawlError) as error:
        crawl(tmp_path, [start], QUICK)
    assert "\n" not in str(error.value)


def test_private_start_is_refused_without_a_request(tmp_path: Path) -> None:
    summary = crawl(tmp_path, ["http://10.0.0.1/nyheter", "http://192.168.1.1/"], QUICK)
    assert not summary.complete
    assert any("not on the public Internet" in cause.message for cause in summary.failed.values())


def test_hosts_run_side_by_side_and_each_has_its_pause(tmp_path: Path) -> None:
    delay = 0.2
    with ExitStack() as stack:
        servers = []
        for host in range(2, 10):
            links = [path(1000 * host + n) for n in range(5)]
            pages = {link: release(link) for link in links}
            server = Server({ROOM: listing(*links), **pages}, host=f"127.0.0.{host}")
            servers.append(stack.enter_context(server))
        began = time.monotonic()
        summary = crawl(tmp_path, [s.origin + ROOM for s in servers], Options(delay=delay))
        seconds = time.monotonic() - began
    assert summary.new == 40
    assert min(server.shortest_gap() for server in servers) >= delay * 0.99
    assert seconds < sum(len(server.requests) - 1 for server in servers) * delay


def faulty_newsroom(host: int) -> Server:
    """A newsroom of ten releases of which one is broken, on each host in another way.

    None is broken by being slow: on a busy machine every page is, and what is asked of it here must have its time.
    """
    slow = (Kind.TOO_SLOW, Kind.NO_ANSWER)
    faults = [answer for answer, kind, _ in BROKEN.values() if kind not in slow]
    faults += [reply("", "500 Oj"), reply("", "404 Not Found")]
    routes: dict[str, Answer] = {path(1000 * host + n): release(f"Stöd {host}-{n}") for n in range(9)}
    links = [*routes, path(1000 * host + 9)]
    routes[links[-1]] = faults[host % len(faults)]
    return Server({**routes, ROOM: listing(*links), "/robots.txt": FREE}, host=f"127.0.1.{host}")


def test_eighty_hosts_with_a_fault_in_every_tenth_page_are_crawled_through(tmp_path: Path) -> None:
    hosts = range(1, 81)
    with ExitStack() as stack:
        servers = [stack.enter_context(faulty_newsroom(host)) for host in hosts]
        summary = crawl(tmp_path, [server.origin + ROOM for server in servers], PATIENT)
    assert not summary.waiting
    assert set(summary.found.values()) == {10}
    assert sum(cause.count for cause in summary.failed.values()) == len(hosts)
    whole = {f"mynewsdesk-pressreleases-{1000 * host + n}" for host in hosts for n in range(9)}
    kept = [one.capture for one in Archive(tmp_path / "archive").captures()]
    good = Counter(
        c.release_id for c in kept if c.role is Role.RELEASE and c.status == 200 and not c.truncated
    )
    assert good == dict.fromkeys(whole, 1)


def test_likely_headlines_are_fetched_first(tmp_path: Path) -> None:
    rows = {1001: "Nya öppettider i jul", 1002: "Sju projekt får 4 miljoner i stöd", 1003: "Ny konsthall"}
    links = "".join(f'<a href="{path(n)}">{text}</a>' for n, text in rows.items())
    page = reply(f'<html><body>{links}<script id="mnd-script"></script></body></html>')
    with Server({ROOM: page, **{path(n): release(t) for n, t in rows.items()}}) as server:
        crawl(tmp_path / "a", [server.origin + ROOM], QUICK)
        asked = [t for t in server.targets() if t in map(path, rows)]
        assert asked == [path(1002), path(1003), path(1001)]
        server.requests.clear()
        crawl(tmp_path / "b", [server.origin + ROOM], Options(delay=0, only_likely=True))
        assert [t for t in server.targets() if t in map(path, rows)] == [path(1002)]


def test_release_address_as_start(tmp_path: Path) -> None:
    with Server({ONE: release()}) as server:
        summary = crawl(tmp_path, [server.origin + ONE], QUICK)
        assert server.targets() == [ONE]
    assert summary.complete
    assert captured(tmp_path) == {"mynewsdesk-pressreleases-1001": 1}


def test_log_and_observer_tell_the_same(tmp_path: Path) -> None:
    watcher = Watcher()
    with newsroom() as server:
        crawl(tmp_path, [server.origin + ROOM, server.origin + "/tom"], QUICK, watcher)
    lines = [json.loads(line) for line in (tmp_path / "crawl.log").read_text("utf-8").splitlines()]
    tried = [line for line in lines if line["event"] == "tried"]
    assert [(t["url"], t["outcome"]) for t in tried] == [(e.url, e.outcome) for e in watcher.events]
    assert [line["text"] for line in lines if line["event"] == "note"] == watcher.notes
    assert lines[-1]["event"] == "summary"
    assert watcher.states[-1].doing == "done"
    assert any("0 releases found: not found or gone" in note for note in watcher.notes)


def test_one_newsroom_that_is_down_does_not_stop_the_other(tmp_path: Path) -> None:
    with newsroom() as dead:
        pass
    with newsroom() as server:
        summary = crawl(tmp_path, [dead.origin + ROOM, server.origin + ROOM], QUICK)
    assert summary.new == 20
    assert Kind.ROBOTS_UNREACHABLE in summary.failed
    assert not summary.complete


def test_user_agent_names_the_contact(tmp_path: Path) -> None:
    with Server({ONE: release()}) as server:
        crawl(tmp_path, [server.origin + ONE], Options(delay=0, contact="forskare@example.se"))
    agents = {seen.headers["user-agent"] for seen in server.requests}
    assert len(agents) == 1
    assert agents.pop().endswith(" (+forskare@example.se)")


def test_interrupted_crawl_is_taken_up_without_naming_it_again(tmp_path: Path) -> None:
    def interrupt(event: Tried) -> None:
        if event.outcome is Outcome.STORED and event.url.endswith("1003"):
            os.kill(os.getpid(), signal.SIGINT)

    with newsroom() as server:
        assert crawl(tmp_path, [server.origin + ROOM], QUICK, Watcher(interrupt)).interrupted
        assert not crawl(tmp_path, [], QUICK).interrupted
    assert captured(tmp_path) == ALL


def test_listing_that_was_archived_but_not_read_is_read_at_the_next_start(tmp_path: Path) -> None:
    """A crash between the archive and the frontier: the log's last lines are taken away again."""
    import sqlite3

    with newsroom() as server:
        crawl(tmp_path, [server.origin + ROOM], QUICK)
        (data := tmp_path / "cut").mkdir()
        archive = Archive(tmp_path / "archive")
        listing_end = next(o for o in archive.captures() if o.capture.role is Role.LISTING)
        assert listing_end.capture.url == server.origin + ROOM
        _first_part(tmp_path / "archive", data / "archive", listing_end.offset)
        with Frontier(data / "crawl.db") as frontier:
            frontier.begin("2024-01-01T00:00:00+00:00")
        server.requests.clear()
        assert crawl(data, [server.origin + ROOM], QUICK).complete
        assert server.count(ROOM) == 0
    assert captured(data) == ALL
    with sqlite3.connect(data / "crawl.db") as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    db.close()


def _first_part(source: Path, target: Path, last: int) -> None:
    """The archive as it was when the record at ``last`` had just been written."""
    target.mkdir()
    [file] = source.glob("*.warc.gz")
    data = file.read_bytes()
    end = data.find(b"\x1f\x8b\x08\x00", last + 4)
    (target / file.name).write_bytes(data[:end])


def test_66_damaged_record_is_fetched_anew_and_the_crawl_goes_on(tmp_path: Path) -> None:
    with newsroom() as server:
        crawl(tmp_path, [server.origin + ROOM], QUICK)
        [file] = (tmp_path / "archive").glob("*.warc.gz")
        damaged = next(o for o in Archive(tmp_path / "archive").captures() if o.capture.url.endswith("1010"))
        data = bytearray(file.read_bytes())
        data[damaged.offset + 40] ^= 0xFF
        file.write_bytes(data)
        watcher = Watcher()
        summary = crawl(tmp_path, [server.origin + ROOM], QUICK, watcher)
    assert summary.complete
    assert (summary.new, summary.unchanged) == (1, 19)
    assert any("1010 is fetched anew" in note for note in watcher.notes)


def test_full_disk_is_an_error_of_its_own() -> None:
    assert issubclass(ArchiveFull, Exception)
    assert not issubclass(ArchiveFull, OSError)

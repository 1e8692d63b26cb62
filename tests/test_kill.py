"""Killed at a hundred moments, the crawl loses nothing, does nothing twice, and ends as if it had not been."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
import textwrap
from collections import Counter
from collections.abc import Mapping
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from anslag.build_cache import NAME as READINGS
from anslag.folder import DATABASE
from anslag.pipeline import build
from anslag.scraper.archive import Archive
from anslag.scraper.crawl import crawl
from anslag.scraper.frontier import Frontier, Request
from anslag.scraper.journal import Summary
from anslag.scraper.records import Archived, Role
from tests.crawls import FREE, PARAGRAPH, QUICK, ROOM, listing, path
from tests.servers import Answer, Call, Server, reply
from tests.shelf import ARTICLES, address, answer, article, line, unlist

KILLS, KILLS_AT_THE_SHELF = 100, 50
BUSY = 1200
"""Seconds that a busy machine may take: how long it takes is not what is tested."""
KILLER = """
import gc, os, random, signal, sys, time, traceback
from pathlib import Path
from tests import preloaded

{work}

gc.freeze()

data, kills, step = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
moments = random.Random(63)

def size():
    return sum(file.stat().st_size for file in data.glob("archive/*.gz"))

def lives(child):
    return os.waitid(os.P_PID, child, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None

killed = at_work = 0
for number in range(kills):
    before = size()
    child = os.fork()
    if child == 0:
        try:
            work(data, sys.argv[4:])
        except BaseException:
            traceback.print_exc()
        finally:
            sys.stderr.flush()
            os._exit(0)
    if number % 4:
        enough, patience = before + moments.randrange(step), time.monotonic() + 20
        while size() <= enough and lives(child) and time.monotonic() < patience:
            time.sleep(0.0005)
        time.sleep(moments.uniform(0, 0.01))
    else:
        time.sleep(moments.uniform(0, 0.3))
    os.kill(child, signal.SIGKILL)
    killed += os.WIFSIGNALED(os.waitpid(child, 0)[1])
    at_work += size() > before
print(killed, at_work, flush=True)
work(data, sys.argv[4:])
"""
"""Forks the work again and again from a process that has loaded everything, kills each, and lets the last one end.

Three of four are killed when they have kept some pages, however fast the machine is; the others at any time,
which is often while they mend what the one before left.
"""


def killed(work: str, data: Path, step: int, *arguments: str, kills: int = KILLS) -> None:
    """Does ``work`` in processes that are killed after up to ``step`` bytes of archive, but for the last one."""
    code = KILLER.format(work=textwrap.dedent(work))
    command = [sys.executable, "-c", code, str(data), str(kills), str(step), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=BUSY, check=False)
    assert done.stderr == ""
    assert done.returncode == 0
    by_signal, at_work = map(int, done.stdout.split()[:2])
    # On a busy machine more is written before each kill, so that the work may end before the last of them.
    assert by_signal >= kills * 0.4
    assert at_work >= kills * 0.3


def assert_sound(data: Path) -> None:
    """Fails where the archive or crawl.db is not whole, or where they do not agree."""
    archive = Archive(data / "archive")
    assert not list(archive.verify())
    places = [(one.file, one.offset) for one in archive.captures()]
    assert not archive.damaged
    with closing(sqlite3.connect(data / "crawl.db")) as db:
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        logged = db.execute("SELECT file, offset FROM fetches WHERE file != '' ORDER BY sequence").fetchall()
    assert logged == places
    assert len(set(places)) == len(places)


SHELVING = """
from anslag.scraper.archive import Archive
from anslag.scraper.frontier import Frontier, Request
from anslag.scraper.records import Role
from tests.shelf import ARTICLES, address, answer, article, line, unlist

def work(data, _):
    archive = Archive(data / "archive", rollover=1_000_000)
    with Frontier(data / "crawl.db") as frontier:
        archive.repair()
        frontier.reconcile(archive)
        frontier.begin("2025-03-01")
        frontier.add(
            Request(address(n), "https://example.se", Role.RELEASE, release_id=f"example-{n}") for n in range(ARTICLES)
        )
        while request := frontier.next("https://example.se", 0.0):
            number = int(request.url.rpartition("/")[2])
            made = archive.append(answer(number, article(number)), role=request.role, release_id=request.release_id)
            frontier.done(line(made), made)
"""


def test_63_killed_between_any_two_steps_of_keeping_a_page(tmp_path: Path) -> None:
    killed(SHELVING, tmp_path, 100_000, kills=KILLS_AT_THE_SHELF)
    found = {one.capture.url: one.capture.body for one in Archive(tmp_path / "archive").captures()}
    assert found == {address(n): article(n) for n in range(ARTICLES)}
    assert_sound(tmp_path)
    releases = Counter(one.capture.release_id for one in Archive(tmp_path / "archive").captures())
    assert set(releases.values()) == {1}


def test_66_cut_off_at_any_byte_of_the_last_write(tmp_path: Path) -> None:
    """Every state that a power cut can leave while a page is being kept, be it in the archive, be it in the log."""
    whole = tmp_path / "whole"
    killed(SHELVING.replace("range(ARTICLES)", "range(3)"), whole, 0, kills=0)
    last = list(Archive(whole / "archive").captures())[-1]
    [file] = Archive(whole / "archive").files()
    size = file.stat().st_size
    with closing(sqlite3.connect(whole / "crawl.db")) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    steps = [*range(last.offset, size, max((size - last.offset) // 25, 1)), size - 1, size]
    for logged in (True, False):
        for end in steps:
            data = tmp_path / "cut"
            shutil.copytree(whole, data)
            _cut(data, file.name, end, last if not logged else None)
            unlist(data / "archive", end)
            again = _taken_up(data)
            kept = list(Archive(data / "archive").captures())
            assert Counter(one.capture.url for one in kept) == {address(n): 1 for n in range(3 - len(again))}
            assert again in ([], [last.capture.url])
            assert not again or end < size
            assert not list(Archive(data / "archive").verify())
            shutil.rmtree(data)


def _cut(data: Path, name: str, end: int, unlogged: Archived | None) -> None:
    file = data / "archive" / name
    file.write_bytes(file.read_bytes()[:end])
    if unlogged is not None:
        with closing(sqlite3.connect(data / "crawl.db", isolation_level=None)) as db:
            db.execute("DELETE FROM fetches WHERE offset = ?", (unlogged.offset,))
            db.execute("UPDATE addresses SET state = 'due', file = '' WHERE offset = ?", (unlogged.offset,))


def test_63_log_that_has_lost_its_last_commits_is_made_good_from_the_archive(tmp_path: Path) -> None:
    """A power cut may leave any beginning of SQLite's write-ahead log behind the last sync."""
    live = tmp_path / "live"
    wal = live / "crawl.db-wal"
    wanted = [
        Request(address(n), "https://example.se", Role.RELEASE, release_id=f"example-{n}") for n in range(3)
    ]
    archive = Archive(live / "archive")
    with Frontier(live / "crawl.db") as frontier:
        frontier.begin("2025-03-01")
        synced = wal.stat().st_size
        frontier.add(wanted)
        for number in range(3):
            made = archive.append(answer(number), role=Role.RELEASE, release_id=f"example-{number}")
            frontier.done(line(made), made)
        size = wal.stat().st_size
        for end in range(synced, size, (size - synced) // 12):
            data = tmp_path / str(end)
            shutil.copytree(live, data)
            with (data / wal.name).open("r+b") as cut:
                cut.truncate(end)
    for data in sorted(set(tmp_path.iterdir()) - {live}):
        with Frontier(data / "crawl.db") as frontier:
            frontier.reconcile(Archive(data / "archive"))
            assert frontier.begin("2025-03-02")
            assert frontier.add(wanted) == 0
            assert frontier.due() == 0
        assert_sound(data)


def _taken_up(data: Path) -> list[str]:
    """The addresses that are due when the crawl is taken up again."""
    archive = Archive(data / "archive")
    archive.repair()
    with Frontier(data / "crawl.db") as frontier:
        frontier.reconcile(archive)
        frontier.begin("2025-03-02")
        due: list[str] = []
        while request := frontier.next("https://example.se", 0.0, due):
            due.append(request.url)
    return due


CRAWLING = """
from dataclasses import replace

from anslag.scraper.crawl import crawl
from tests.crawls import QUICK

# A request that runs out of time on a busy machine would be asked again, which is not what is counted.
PATIENT = replace(QUICK, bounds=replace(QUICK.bounds, silence=30, total=60))

def work(data, starts):
    crawl(data, starts, PATIENT)
"""
PAGES = 102
"""On each of the hosts, in three lists: more than a hundred killed crawls keep, so that few end before the last."""
HOSTS = ("127.0.0.2", "127.0.0.3", "127.0.0.4", "127.0.0.5")


def newsroom(host: str, wait: float) -> dict[str, Answer]:
    """A newsroom on three pages that takes ``wait`` seconds for each answer."""
    first = 10_000 * int(host[-1])
    numbers = range(first, first + PAGES)

    def slow(page: bytes) -> Answer:
        def answer(call: Call) -> bytes:
            call.sleep(wait)
            return page

        return answer

    routes: dict[str, Answer] = {path(n): slow(granting(n)) for n in numbers}
    third = PAGES // 3
    for number in range(3):
        more = f'<a rel="next" href="{ROOM}?page={number + 2}">Nästa</a>' if number < 2 else ""
        page = listing(*map(path, numbers[third * number : third * (number + 1)]), extra=more)
        routes[f"{ROOM}?page={number + 1}"] = slow(page)
    return {**routes, ROOM: routes[f"{ROOM}?page=1"], "/robots.txt": FREE}


def granting(number: int) -> bytes:
    """A release that grants an amount of its own."""
    grant = (
        f"<p>Nämnden beslutade att bevilja Umeå kommun {number} kronor för projektet Vinterljus {number}.</p>"
    )
    return reply(
        f"<!DOCTYPE html><html lang='sv'><head><title>Bidrag {number}</title></head>"
        f"<body><main><h1>Bidrag {number} till byar</h1>{grant}{PARAGRAPH}</main></body></html>"
    )


def pages(data: Path) -> Mapping[str, tuple[int, bytes]]:
    """How often each release lies in the archive, and its page."""
    captures = [
        one.capture for one in Archive(data / "archive").captures() if one.capture.role is Role.RELEASE
    ]
    count = Counter(capture.release_id for capture in captures)
    return {capture.release_id: (count[capture.release_id], capture.body) for capture in captures}


TABLES = ("releases", "release_revisions", "grants", "evidence", "organisations", "checks")


def tables(data: Path) -> dict[str, list[str]]:
    """What a person can query, without times and places in the archive."""
    build(data)
    with closing(sqlite3.connect(data / DATABASE)) as db:
        db.row_factory = sqlite3.Row
        return {name: sorted(map(_timeless, db.execute(f"SELECT * FROM {name}"))) for name in TABLES}


def _timeless(row: sqlite3.Row) -> str:
    return repr(
        {name: row[name] for name in sorted(row.keys()) if "seen" not in name and "archive" not in name}
    )


@pytest.mark.timeout(BUSY)
def test_63_real_crawl_that_is_killed_ends_like_one_that_is_not(tmp_path: Path) -> None:
    with ExitStack() as stack:
        servers = [stack.enter_context(Server(newsroom(host, 0.05), host)) for host in HOSTS]
        starts = [server.origin + ROOM for server in servers]
        killed(CRAWLING, tmp_path / "killed", 2500, *starts)
        asked = [Counter(t for t in server.targets() if "/pressreleases/" in t) for server in servers]
        for server, host in zip(servers, HOSTS, strict=True):
            server.routes.update(newsroom(host, 0))
        killed(CRAWLING, tmp_path / "calm", 0, *starts, kills=0)
    # At most what was in flight is asked for again.
    assert sum(count.total() - PAGES for count in asked) <= KILLS * len(HOSTS)
    calm = pages(tmp_path / "calm")
    assert len(calm) == PAGES * len(HOSTS)
    assert {count for count, _ in calm.values()} == {1}
    assert pages(tmp_path / "killed") == calm
    assert_sound(tmp_path / "killed")
    undisturbed = tables(tmp_path / "calm")
    # The pages are the same, as was just seen: they are read once.
    shutil.copy(tmp_path / "calm" / READINGS, tmp_path / "killed")
    assert tables(tmp_path / "killed") == undisturbed
    assert len(undisturbed["grants"]) == PAGES * len(HOSTS)


def tagged(call: Call) -> bytes:
    """A release with an ETag, and 304 for who has it."""
    if call.seen.headers.get("if-none-match") == '"1"':
        return b'HTTP/1.1 304 Not Modified\r\nETag: "1"\r\n\r\n'
    page = granting(int(call.seen.target.rpartition("-")[2]))
    return page.replace(b"\r\n\r\n", b'\r\nETag: "1"\r\n\r\n', 1)


NUMBERS = range(1, 6)


def crawled(server: Server, data: Path) -> Summary:
    return crawl(data, [server.origin + ROOM], QUICK)


def outcomes(data: Path, visit: int) -> dict[str, str]:
    """What became of each release in a visit, by the end of its address."""
    with Frontier(data / "crawl.db") as frontier:
        return {e.url[-1]: str(e.outcome) for e in frontier.log(visit) if e.role is Role.RELEASE}


def small_room() -> Server:
    return Server(
        {ROOM: listing(*map(path, NUMBERS)), **{path(n): tagged for n in NUMBERS}, "/robots.txt": FREE}
    )


def test_66_crawl_goes_on_beside_a_damaged_page_and_fetches_it_anew(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "archive")
    with small_room() as server:
        assert crawled(server, tmp_path).complete
        third = next(one for one in archive.captures() if one.capture.url.endswith("3"))
        data = bytearray(archive.files()[0].read_bytes())
        data[third.offset + 50] ^= 0x10
        archive.files()[0].write_bytes(data)
        assert crawled(server, tmp_path).complete
        assert outcomes(tmp_path, 2) == {str(n): "stored" if n == 3 else "unchanged" for n in NUMBERS}
        crawled(server, tmp_path)
        assert set(outcomes(tmp_path, 3).values()) == {"unchanged"}
    assert [one.offset for one in archive.verify()] == [third.offset]
    newest = {
        one.capture.url[-1]: one.capture.body
        for one in archive.captures()
        if one.capture.role is Role.RELEASE
    }
    assert b"bevilja" in newest["3"]


@pytest.mark.parametrize("by", [1, 300, 900])
def test_66_crawl_after_the_end_was_cut_off_fetches_what_is_missing(tmp_path: Path, by: int) -> None:
    archive = Archive(tmp_path / "archive")
    with small_room() as server:
        assert crawled(server, tmp_path).complete
        every = len(list(archive.captures()))
        file = archive.files()[0]
        file.write_bytes(file.read_bytes()[:-by])
        assert list(archive.verify())
        lost = every - len(list(archive.captures()))
        missing = [f"{one.file} at byte {one.offset}" for one in archive.missing()]
        summary = crawled(server, tmp_path)
        # Until the file is back, or a person gives up what it held, every crawl says so.
        assert [what.partition(": ")[0] for what in summary.lost] == missing != []
        assert not summary.complete
        assert sum("/pressreleases/" in what for what in summary.lost) == lost > 0
        assert list(archive.verify())
        assert len(crawled(server, tmp_path).lost) == len(missing)
        archive.give_up()
        assert crawled(server, tmp_path).complete
    assert not list(archive.verify())
    assert set(pages(tmp_path)) == {f"mynewsdesk-pressreleases-{n}" for n in NUMBERS}
    assert list(outcomes(tmp_path, 2).values()).count("stored") == lost


def test_crawl_db_that_is_lost_costs_no_page(tmp_path: Path) -> None:
    with small_room() as server:
        crawled(server, tmp_path)
        for name in ("crawl.db", "crawl.db-wal", "crawl.db-shm"):
            (tmp_path / name).unlink(missing_ok=True)
        assert crawled(server, tmp_path).complete
        assert set(outcomes(tmp_path, 2).values()) == {"unchanged"}
    assert {count for count, _ in pages(tmp_path).values()} == {2}
    assert (
        len([o for o in Archive(tmp_path / "archive").captures() if not o.unchanged and o.capture.release_id])
        == 5
    )

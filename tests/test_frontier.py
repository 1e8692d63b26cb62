"""The frontier gives the right address next, forgets nothing, and comes back from any crash."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import textwrap
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from anslag.scraper.archive import Archive
from anslag.scraper.crawl_tables import VERSION
from anslag.scraper.frontier import Frontier, FrontierError, InUse, LogLine, Request
from anslag.scraper.outcomes import Outcome
from anslag.scraper.records import Archived, Role
from tests.shelf import address, answer, line

HOST = "https://example.se"
ROOM = "https://example.se/"
NOW = "2025-03-01T12:00:00+00:00"
LATER = "2025-03-02T12:00:00+00:00"


def wanted(number: int, priority: float = 0.0, **known: object) -> Request:
    """A release to be fetched."""
    request = Request(address(number), HOST, Role.RELEASE, ROOM, "generic", f"example-{number}", priority)
    return replace(request, **known)  # type: ignore[arg-type]


def put(
    archive: Archive, number: int, body: bytes = b"<p>hej</p>", status: int = 200, **how: object
) -> Archived:
    return archive.append(
        answer(number, body, status),
        role=Role.RELEASE,
        release_id=f"example-{number}",
        newsroom=ROOM,
        platform="generic",
        **how,  # type: ignore[arg-type]
    )


def failed(number: int) -> LogLine:
    return LogLine(
        address(number), Role.RELEASE, ROOM, "", NOW, 0.1, 500, Outcome.RETRIED, "busy", "status 500"
    )


def rows(path: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as db:
        return db.execute(query).fetchall()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "crawl.db"


# -- what is next


def test_most_wanted_address_is_next(path: Path) -> None:
    with Frontier(path) as frontier:
        frontier.begin(NOW)
        frontier.add([wanted(1, 0.5), wanted(2, 2.0), wanted(3, 0.5, depth=2), wanted(4, 0.5, depth=1)])
        found = []
        while request := frontier.next(HOST, 0.0):
            found.append(request.url)
            frontier.done(failed(int(request.url[-1])))
        assert found == [address(2), address(1), address(4), address(3)]
        assert frontier.due() == 0
        assert frontier.next("https://annan.se", 0.0) is None


def test_address_that_is_being_fetched_is_not_given_again(path: Path) -> None:
    with Frontier(path) as frontier:
        frontier.begin(NOW)
        frontier.add([wanted(1, 2.0), wanted(2, 1.0)])
        second = frontier.next(HOST, 0.0, [address(1)])
        assert second is not None
        assert second.url == address(2)
        assert frontier.next(HOST, 0.0, [address(1), address(2)]) is None


def test_failed_try_is_due_again_at_its_time_and_not_before(path: Path) -> None:
    with Frontier(path) as frontier:
        frontier.begin(NOW)
        frontier.add([wanted(1)])
        frontier.again(failed(1), 1000.0)
        assert frontier.next(HOST, 999.9) is None
        assert frontier.wait(HOST) == 1000.0
        again = frontier.next(HOST, 1000.0)
        assert again is not None
        assert again.tries == 1
        assert frontier.due() == 1
        assert [entry.outcome for entry in frontier.log()] == [Outcome.RETRIED]


def test_hosts_are_those_with_something_due(path: Path) -> None:
    with Frontier(path) as frontier:
        frontier.begin(NOW)
        assert frontier.hosts() == []
        frontier.add([wanted(n, host=f"https://{n % 3}.se") for n in range(30)])
        assert frontier.hosts() == ["https://0.se", "https://1.se", "https://2.se"]
        for n in range(0, 30, 3):
            frontier.done(failed(n))
        assert frontier.hosts() == ["https://1.se", "https://2.se"]


def test_address_is_due_once_a_visit(path: Path) -> None:
    with Frontier(path) as frontier:
        frontier.begin(NOW)
        assert frontier.add([wanted(1, headline="Ett"), wanted(1), wanted(2)]) == 2
        frontier.done(failed(1))
        assert frontier.add([wanted(1, 9.0)]) == 0
        assert frontier.due() == 1
        frontier.finish(NOW)
        frontier.begin(LATER)
        assert frontier.due() == 0
        assert frontier.add([wanted(1, 9.0)]) == 1
        again = frontier.get(address(1))
        assert again is not None
        assert (again.headline, again.priority, again.tries) == ("Ett", 9.0, 0)


def test_count_of_what_is_due_is_kept_right(path: Path) -> None:
    rng = random.Random(3)
    with Frontier(path) as frontier:
        for visit in range(4):
            frontier.begin(f"2025-03-0{visit + 1}")
            for _ in range(40):
                number = rng.randrange(30)
                step = rng.choice(("add", "done", "again"))
                if step == "add":
                    frontier.add([wanted(number)])
                elif step == "done":
                    frontier.done(failed(number))
                else:
                    frontier.again(failed(number), 0.0)
                query = f"SELECT count(*) FROM addresses WHERE state = 'due' AND visit = {frontier.visit}"
                assert [(frontier.due(),)] == rows(path, query)
            frontier.finish(LATER)


@pytest.mark.parametrize(
    ("query", "index"),
    [
        (
            "SELECT url FROM addresses WHERE host = 'h' AND state = 'due' AND visit = 1 AND not_before <= 5 "
            "AND url NOT IN ('a') ORDER BY priority DESC, depth, url LIMIT 1",
            "due_by_host",
        ),
        (
            "SELECT min(not_before) FROM addresses WHERE host = 'h' AND state = 'due' AND visit = 1",
            "due_by_host",
        ),
        ("SELECT min(host) FROM addresses WHERE state = 'due' AND visit = 1 AND host > 'a'", "due_by_host"),
        ("SELECT url FROM addresses WHERE release_id = 'x' AND release_id != ''", "by_release"),
        ("SELECT min(file) FROM fetches WHERE file > 'a'", "fetches_by_place"),
        (
            "SELECT file FROM fetches WHERE file != '' ORDER BY file DESC, offset DESC LIMIT 1",
            "fetches_by_place",
        ),
        (
            "SELECT url FROM addresses WHERE file = ? AND offset >= ? AND url IN "
            "(SELECT url FROM fetches WHERE file = ? AND offset >= ?)",
            "SEARCH fetches USING INDEX fetches_by_place",
        ),
        ("SELECT url FROM fetches WHERE visit = 1 ORDER BY sequence", "fetches_of_visit"),
        (
            "SELECT url FROM fetches WHERE visit = 1 AND newsroom = 'n' ORDER BY sequence",
            "fetches_by_newsroom",
        ),
    ],
)
def test_every_frequent_question_has_an_index(path: Path, query: str, index: str) -> None:
    with Frontier(path):
        pass
    with closing(sqlite3.connect(path)) as db:
        explained = db.execute(f"EXPLAIN QUERY PLAN {query}", ("a", 5, "a", 5)[: query.count("?")])
        plan = " ".join(str(row[3]) for row in explained)
    assert index in plan
    assert "B-TREE" not in plan


# -- visits


def test_visit_that_was_broken_off_goes_on(path: Path) -> None:
    with Frontier(path) as frontier:
        assert not frontier.begin(NOW)
        frontier.add([wanted(1), wanted(2)])
        frontier.done(failed(1))
    with Frontier(path) as frontier:
        assert frontier.begin(LATER)
        assert frontier.visit == 1
        left = frontier.next(HOST, 0.0)
        assert left is not None
        assert left.url == address(2)
        frontier.finish(LATER)
    with Frontier(path) as frontier:
        assert not frontier.begin(LATER)
        assert frontier.visit == 2


def test_validators_are_kept_for_the_next_visit(path: Path, tmp_path: Path) -> None:
    one = put(Archive(tmp_path / "archive"), 1)
    with Frontier(path) as frontier:
        frontier.begin(NOW)
        frontier.add([wanted(1)])
        frontier.done(line(one), one, '"abc"', "Sat, 01 Mar 2025 12:00:00 GMT")
        frontier.finish(NOW)
        frontier.begin(LATER)
        frontier.add([wanted(1)])
        request = frontier.next(HOST, 0.0)
    assert request is not None
    assert (request.etag, request.modified) == ('"abc"', "Sat, 01 Mar 2025 12:00:00 GMT")
    assert request.place == (one.file, one.offset)


def test_304_to_a_page_that_cannot_be_read_asks_for_the_page_next_time(path: Path, tmp_path: Path) -> None:
    archive = Archive(tmp_path / "archive")
    one = put(archive, 1)
    data = bytearray(archive.files()[0].read_bytes())
    data[one.offset + 30] ^= 1
    archive.files()[0].write_bytes(data)
    with Frontier(path) as frontier:
        frontier.begin(NOW)
        frontier.add([wanted(1)])
        frontier.done(line(one), one, '"abc"', "")
        unchanged = put(archive, 1, b"", 304, previous=(one.file, one.offset))
        frontier.done(line(unchanged, Outcome.UNCHANGED), unchanged, '"abc"', "")
        known = frontier.get(address(1))
    assert known is not None
    assert (known.place, known.etag) == (None, "")


def test_log_keeps_the_order_of_things_though_the_clock_jumps_back(path: Path) -> None:
    with Frontier(path) as frontier:
        frontier.begin(NOW)
        for number in range(9):
            frontier.done(replace(failed(number), at=f"2025-03-{20 - number:02}"))
        assert [entry.url for entry in frontier.log()] == [address(n) for n in range(9)]


def test_log_of_one_newsroom(path: Path) -> None:
    with Frontier(path) as frontier:
        frontier.begin(NOW)
        frontier.done(failed(1))
        frontier.done(replace(failed(2), newsroom="https://annan.se/"))
        assert [entry.url for entry in frontier.log(newsroom="https://annan.se/")] == [address(2)]
        assert [entry.url for entry in frontier.log(1)] == [address(1), address(2)]
        assert list(frontier.log(2)) == []


def test_transaction_that_fails_leaves_nothing(path: Path) -> None:
    with Frontier(path) as frontier:
        frontier.begin(NOW)
        with pytest.raises(sqlite3.IntegrityError):
            frontier.add([wanted(1), wanted(2, headline=None)])
        assert frontier.due() == 0
        assert frontier.get(address(1)) is None
        assert frontier.add([wanted(1)]) == 1


# -- after a crash


def crawled(path: Path, count: int = 6, unlogged: int = 0) -> tuple[Archive, list[Archived]]:
    """A visit that archived some releases, of which it could not log the last ones."""
    archive = Archive(path.parent / "archive")
    with Frontier(path) as frontier:
        frontier.begin(NOW)
        frontier.add([wanted(n) for n in range(count)])
        made = [put(archive, n, b"<p>%d</p>" % n * 40) for n in range(count)]
        for one in made[: count - unlogged]:
            frontier.done(line(one), one, f'"{one.offset}"', "")
    return archive, made


def test_what_was_archived_and_not_logged_is_not_asked_for_again(path: Path) -> None:
    archive, made = crawled(path, unlogged=2)
    with Frontier(path) as frontier:
        assert frontier.reconcile(archive) == []
        assert frontier.begin(LATER)
        assert frontier.due() == 0
        assert frontier.next(HOST, 0.0) is None
        assert [(e.file, e.offset) for e in frontier.log()] == [(one.file, one.offset) for one in made]
        assert [e.kind for e in frontier.log()][-3:] == ["", "taken over", "taken over"]
        last = frontier.get(address(5))
        assert last is not None
        assert last.place == (made[5].file, made[5].offset)
        assert frontier.reconcile(archive) == []
        assert len(list(frontier.log())) == 6


def test_listing_that_was_archived_and_not_read_is_named(path: Path) -> None:
    archive, _ = crawled(path)
    listing = archive.append(answer(77), role=Role.LISTING, newsroom=ROOM)
    robots = archive.append(answer(78), role=Role.ROBOTS, newsroom=ROOM)
    with Frontier(path) as frontier:
        assert frontier.reconcile(archive) == [(listing.file, listing.offset)]
    # Killed before it was read, or a hundred times more.
    with Frontier(path) as frontier:
        assert frontier.reconcile(archive) == [(listing.file, listing.offset)]
        assert frontier.begin(LATER)
        assert frontier.get(address(77)) is not None
        assert frontier.get(address(78)) is None
        assert list(frontier.log())[-1].url == robots.capture.url


@pytest.mark.parametrize("status", [404, 500])
def test_failure_that_is_taken_over_is_nothing_to_compare_with(path: Path, status: int) -> None:
    archive = Archive(path.parent / "archive")
    with Frontier(path) as frontier:
        frontier.begin(NOW)
        frontier.add([wanted(1)])
        put(archive, 1, b"nej", status)
        frontier.reconcile(archive)
        known = frontier.get(address(1))
        assert known is not None
        assert known.place is None
        assert [(e.outcome, e.status) for e in frontier.log()] == [(Outcome.FAILED, status)]


def test_answer_that_was_found_to_be_no_release_is_not_taken_for_one(path: Path) -> None:
    archive = Archive(path.parent / "archive")
    with Frontier(path) as frontier:
        frontier.begin(NOW)
        frontier.add([wanted(1)])
        archive.append(answer(1), role=Role.LISTING, newsroom=ROOM)
        frontier.reconcile(archive)
        known = frontier.get(address(1))
        assert known is not None
        assert known.place is None
        assert [e.outcome for e in frontier.log()] == [Outcome.SKIPPED]


@pytest.mark.parametrize("by", [1, 300, 700])
def test_what_the_archive_has_lost_is_due_again(path: Path, by: int) -> None:
    archive, made = crawled(path)
    file = archive.files()[0]
    file.write_bytes(file.read_bytes()[: made[5].offset + 400 - by] if by < 400 else file.read_bytes()[:-by])
    archive.repair()
    left = len(list(archive.captures()))
    assert left < 6
    with Frontier(path) as frontier:
        frontier.reconcile(archive)
        assert frontier.begin(LATER)
        assert frontier.due() == 6 - left
        request = frontier.next(HOST, 0.0)
        assert request is not None
        assert (request.place, request.etag, request.tries) == (None, "", 0)
        again = put(archive, 5)
        frontier.done(line(again), again)
        assert [damage.offset for damage in archive.verify()] == [made[5].offset]


def test_lost_answer_leaves_the_one_before_it_to_compare_with(path: Path) -> None:
    archive, made = crawled(path, 2)
    with Frontier(path) as frontier:
        frontier.begin(NOW)
        frontier.finish(NOW)
        frontier.begin(LATER)
        frontier.add([wanted(1)])
        newer = put(archive, 1, b"<p>nytt</p>")
        frontier.done(line(newer), newer, '"new"', "")
        frontier.finish(LATER)
    file = archive.files()[0]
    file.write_bytes(file.read_bytes()[: newer.offset + 20])
    archive.repair()
    with Frontier(path) as frontier:
        frontier.reconcile(archive)
        assert not frontier.begin(LATER)
        request = frontier.next(HOST, 0.0)
        assert request is not None
        assert request.url == address(1)
        assert request.place == (made[1].file, made[1].offset)
        assert request.etag == ""
        assert [(e.url, e.file, e.message) for e in frontier.log(2)] == [
            (address(1), "", "lost from the archive")
        ]


def test_lost_file_in_the_middle_costs_only_what_was_in_it(path: Path) -> None:
    archive = Archive(path.parent / "archive", rollover=1500)
    with Frontier(path) as frontier:
        frontier.begin(NOW)
        frontier.add([wanted(n) for n in range(9)])
        made = [put(archive, n) for n in range(9)]
        for one in made:
            frontier.done(line(one), one)
        frontier.finish(NOW)
    gone = archive.files()[1]
    gone.unlink()
    with Frontier(path) as frontier:
        frontier.reconcile(archive)
        frontier.begin(LATER)
        lost = {one.capture.url for one in made if one.file == gone.name}
        assert lost
        assert frontier.due() == len(lost)
        request = frontier.next(HOST, 0.0)
        assert request is not None
        assert request.url in lost


def test_crawl_db_is_made_anew_from_the_archive(path: Path) -> None:
    archive, made = crawled(path)
    unchanged = put(archive, 3, b"", 304, previous=(made[3].file, made[3].offset))
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    with Frontier(path) as frontier:
        frontier.visit = 1
        frontier.take_over(archive.captures())
    # Killed in the middle of it.
    with Frontier(path) as frontier:
        assert frontier.reconcile(archive) == []
        assert not frontier.begin(LATER)
        assert frontier.visit == 2
        assert frontier.due() == 0
        assert len(list(frontier.log(1))) == 7
        # The next visit asks with what is known, and stores nothing twice.
        assert frontier.add([wanted(3)]) == 1
        request = frontier.next(HOST, 0.0)
        assert request is not None
        assert request.place == (unchanged.file, unchanged.offset)
        assert request.release_id == "example-3"


@pytest.mark.slow
def test_rebuilt_frontier_is_of_any_size(path: Path) -> None:
    archive = Archive(path.parent / "archive")
    for number in range(40):
        put(archive, number)
    captures = list(archive.captures())
    many = [replace(one, offset=one.offset + n * 10**6) for n in range(60) for one in captures]
    with Frontier(path) as frontier:
        frontier.begin(NOW)
        assert frontier.take_over(iter(many)) == 2400
        assert frontier.take_over(iter(many)) == 0
        assert frontier.due() == 0


# -- locks, damage, disks


def test_second_crawl_is_refused_and_named(path: Path) -> None:
    with Frontier(path), pytest.raises(InUse) as error:
        Frontier(path).__enter__()
    assert str(error.value).startswith(f"{path.parent} is in use by process {os.getpid()}; ")
    with Frontier(path):
        pass


HOLDER = textwrap.dedent("""
    import sys, time
    from pathlib import Path
    from anslag.scraper.frontier import Frontier
    with Frontier(Path(sys.argv[1])):
        print("held", flush=True)
        time.sleep(60)
""")


def test_lock_goes_with_a_process_that_is_killed(path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", HOLDER, path], stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(InUse, match=f"in use by process {holder.pid};"):
            Frontier(path).__enter__()
        holder.send_signal(signal.SIGKILL)
        holder.wait()
        with Frontier(path) as frontier:
            frontier.begin(NOW)
    assert path.with_suffix(".lock").read_text() == f"{os.getpid()}\n"


def test_file_that_is_no_database_is_one_clear_error(path: Path) -> None:
    path.write_bytes(b"SQLite format 3\0" + os.urandom(8000))
    with pytest.raises(FrontierError, match="move the file away, it is made anew from the archive"):
        Frontier(path).__enter__()
    path.unlink()
    with Frontier(path):
        pass


def test_damage_that_shows_later_is_the_same_error(path: Path) -> None:
    with Frontier(path) as frontier:
        frontier.begin(NOW)
        frontier.add([wanted(n, headline="x" * 400) for n in range(2000)])
    data = bytearray(path.read_bytes())
    data[8192:-4096] = os.urandom(len(data) - 12288)
    path.write_bytes(data)
    with pytest.raises(FrontierError, match="made anew from the archive"):
        _read_all(path)


def _read_all(path: Path) -> None:
    with Frontier(path) as frontier:
        for n in range(2000):
            frontier.get(address(n))


def test_newer_crawl_db_is_left_alone(path: Path) -> None:
    with Frontier(path):
        pass
    rows(path, f"PRAGMA user_version = {VERSION + 1}")
    with pytest.raises(FrontierError, match="newer anslag"):
        Frontier(path).__enter__()
    with pytest.raises(FrontierError, match="newer anslag"):
        Frontier(path).__enter__()


def test_first_version_is_brought_up(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.executescript(
            "CREATE TABLE addresses (url TEXT PRIMARY KEY, host TEXT NOT NULL, role TEXT NOT NULL, "
            "newsroom TEXT NOT NULL, platform TEXT NOT NULL, release_id TEXT NOT NULL, priority REAL NOT NULL, "
            "depth INTEGER NOT NULL, headline TEXT NOT NULL, visit INTEGER NOT NULL, state TEXT NOT NULL, "
            "not_before REAL NOT NULL, tries INTEGER NOT NULL, etag TEXT NOT NULL, modified TEXT NOT NULL, "
            "file TEXT NOT NULL, offset INTEGER NOT NULL, sha256 TEXT NOT NULL) STRICT;"
            "CREATE TABLE fetches (sequence INTEGER PRIMARY KEY, visit INTEGER NOT NULL, url TEXT NOT NULL, "
            "role TEXT NOT NULL, newsroom TEXT NOT NULL, release_id TEXT NOT NULL, at TEXT NOT NULL, "
            "seconds REAL NOT NULL, status INTEGER NOT NULL, outcome TEXT NOT NULL, kind TEXT NOT NULL, "
            "message TEXT NOT NULL, bytes INTEGER NOT NULL, file TEXT NOT NULL, offset INTEGER NOT NULL) STRICT;"
            "CREATE TABLE visits (visit INTEGER PRIMARY KEY, started TEXT NOT NULL, finished TEXT NOT NULL) STRICT;"
            "CREATE INDEX due ON addresses (host, state, priority DESC, depth, url);"
            "CREATE INDEX fetches_by_visit ON fetches (visit, outcome);"
            f"INSERT INTO addresses VALUES ('{address(1)}', '{HOST}', 'release', '{ROOM}', 'generic', 'example-1', "
            "1, 0, 'Ett', 1, 'due', 0, 0, 'e', 'm', '', 0, '');"
            "INSERT INTO visits VALUES (1, '2025', '');"
            "PRAGMA user_version = 1"
        )
    with Frontier(path) as frontier:
        assert frontier.begin(LATER)
        request = frontier.next(HOST, 0.0)
    assert request is not None
    assert (request.url, request.headline, request.etag) == (address(1), "Ett", "e")
    assert rows(path, "PRAGMA user_version") == [(VERSION,)]


def _fill(frontier: Frontier) -> None:
    for first in range(0, 100_000, 100):
        frontier.add([wanted(n, headline="x" * 100) for n in range(first, first + 100)])


@pytest.mark.skipif(
    not sys.platform.startswith("linux") or os.geteuid() != 0, reason="mounting needs root on Linux"
)
def test_full_disk_and_read_only_disk_are_said_at_once(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk], capture_output=True, check=False
    ).returncode:
        pytest.skip("no right to mount a file system of its own")
    try:
        with Frontier(disk / "crawl.db") as frontier:
            frontier.begin(NOW)
            with pytest.raises(sqlite3.OperationalError, match="full"):
                _fill(frontier)
            count = frontier.due()
            assert count % 100 == 0
            subprocess.run(["mount", "-o", "remount,size=4m", disk], check=True)
            assert frontier.add([wanted(-1)]) == 1
            assert frontier.due() == count + 1
        assert rows(disk / "crawl.db", "PRAGMA integrity_check") == [("ok",)]
        subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
        with pytest.raises(OSError, match="Read-only file system"):
            Frontier(disk / "crawl.db").__enter__()
    finally:
        subprocess.run(["umount", disk], check=True)

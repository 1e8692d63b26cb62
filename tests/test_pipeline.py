"""What a build makes of an archive: revisions, removals, moves, and pages that must not stop it."""

from __future__ import annotations

import ast
import fcntl
import inspect
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from anslag import reader, versions
from anslag.build_cache import NAME as READINGS
from anslag.captures import Seen
from anslag.db import corrections_file
from anslag.db.corrections import GRANT_FIELDS, Correction, Decision
from anslag.db.errors import StoreError
from anslag.db.progress import BuildProgress
from anslag.errors import AnslagError, BadInput, InUse
from anslag.folder import ARCHIVE, DATABASE, LOCK
from anslag.parsers import pages, read, resolve
from anslag.parsers.checks import DOUBTED, TITLE_DOUBTFUL
from anslag.parsers.errors import NotARelease
from anslag.parsers.records import Extraction, Release
from anslag.pipeline import build
from tests.archives import Shelf, page
from tests.command import python

REVISIONS = "SELECT revision, seen FROM release_revisions ORDER BY revision"
AMOUNTS = "SELECT amount FROM grants ORDER BY id"


def test_newest_version_is_current_and_the_older_one_stays_readable(shelf: Shelf) -> None:
    shelf.put(page("250 000"))
    shelf.put(page("205 000"))
    built = shelf.built()
    assert (built.releases, built.grants) == (1, 1)
    assert shelf.rows(AMOUNTS) == [(205_000,)]
    assert shelf.rows(
        "SELECT revision, substr(first_seen, 1, 10), substr(last_seen, 1, 10) FROM releases"
    ) == [(2, "2025-03-01", "2025-03-02")]
    old, new = (str(row[0]) for row in shelf.rows("SELECT grants FROM release_revisions ORDER BY revision"))
    assert "250000" in old
    assert "205000" in new


def test_other_bytes_around_the_same_words_are_no_revision(shelf: Shelf) -> None:
    for visitor in ("1", "2", "3"):
        shelf.put(page(note=visitor))
    shelf.built()
    assert len(shelf.rows(REVISIONS)) == 1
    assert shelf.rows("SELECT substr(last_seen, 1, 10) FROM releases") == [("2025-03-03",)]


def test_unchanged_answer_moves_last_seen_only(shelf: Shelf) -> None:
    place = shelf.put(page())
    shelf.put(b"", 304, previous=place, headers=())
    shelf.built()
    assert len(shelf.rows(REVISIONS)) == 1
    assert shelf.rows("SELECT substr(last_seen, 1, 10) FROM releases") == [("2025-03-02",)]


def test_text_that_was_changed_back_is_a_third_revision(shelf: Shelf) -> None:
    for amount in ("250 000", "205 000", "250 000"):
        shelf.put(page(amount))
    shelf.built()
    assert shelf.rows(AMOUNTS) == [(250_000,)]
    assert shelf.rows(REVISIONS)[-1][0] == 3


def test_charset_of_the_first_answer_holds_for_one_without_headers(shelf: Shelf) -> None:
    latin = (b"Content-Type", b"text/html; charset=iso-8859-1")
    body = page().decode().encode("iso-8859-1")
    place = shelf.put(body, headers=(latin,))
    shelf.put(b"", 304, previous=place, headers=())
    shelf.built()
    assert len(shelf.rows(REVISIONS)) == 1
    assert shelf.rows("SELECT owner FROM grants") == [("Umeå kommun",)]


def test_moved_release_keeps_its_id_and_gets_its_new_address(shelf: Shelf) -> None:
    shelf.put(page())
    shelf.put(page(), url="https://example.se/nytt/a")
    shelf.built()
    assert shelf.rows("SELECT id, url, revision FROM releases") == [
        ("example-a", "https://example.se/nytt/a", 1)
    ]


def test_gone_is_the_day_of_the_second_missing_answer(shelf: Shelf) -> None:
    shelf.put(page())
    shelf.put(b"", 404)
    shelf.built()
    assert shelf.rows("SELECT gone FROM releases") == [(None,)]
    shelf.put(b"", 410)
    built = shelf.built()
    assert built.gone == 1
    assert shelf.rows("SELECT gone, substr(last_seen, 1, 10) FROM releases") == [("2025-03-03", "2025-03-01")]
    assert shelf.rows(AMOUNTS) == [(250_000,)]
    shelf.put(page())
    shelf.built()
    assert shelf.rows("SELECT gone FROM releases") == [(None,)]


def test_cut_page_and_error_page_do_not_replace_what_was_read(shelf: Shelf) -> None:
    shelf.put(page())
    shelf.put(page("2"), truncated="disconnect")
    place = shelf.put(b"<title>404</title><h1>Sidan hittades inte</h1><p>Den finns inte.</p>")
    shelf.put(b"", 304, previous=place, headers=())
    shelf.put(page("3"), status=500)
    shelf.built()
    assert shelf.rows(AMOUNTS) == [(250_000,)]
    assert shelf.rows("SELECT revision, substr(last_seen, 1, 10) FROM releases") == [(1, "2025-03-01")]
    assert shelf.rows("SELECT count(*) FROM responses") == [(5,)]


BODY = "<p>Nämnden berättar om byarnas arbete, om lägren och om vad som händer under nästa år.</p>" * 5
BODILESS = {
    "headline alone": b"<!DOCTYPE html><html><title>Bidrag</title><h1>Bidrag till byar</h1></html>",
    "headline and lede": b"<!DOCTYPE html><html><title>Bidrag</title><h1>Bidrag till byar</h1>"
    b"<p>Tre byar f&aring;r st&ouml;d i \xc3\xa5r, och det gl&auml;der alla som bor h&auml;r.</p></html>",
    "nothing": b"<!DOCTYPE html><html><title>Bidrag</title><div id='app'></div><script>x()</script></html>",
}


@pytest.mark.parametrize("later", BODILESS)
def test_page_that_loses_its_body_keeps_the_last_good_reading_and_says_so(shelf: Shelf, later: str) -> None:
    body_lost = "SELECT status, message FROM checks WHERE name = 'body_lost'"
    shelf.put(page(extra=BODY))
    shelf.built()
    before = shelf.rows(AMOUNTS)
    assert before == [(250_000,)]
    assert shelf.rows(body_lost) == []
    shelf.put(BODILESS[later])
    shelf.put(BODILESS[later])
    built = shelf.built()
    assert shelf.rows(AMOUNTS) == before
    assert built.releases_with_failed_checks == 1
    [(status, message)] = shelf.rows(body_lost)
    assert status == "failed"
    assert "the page of 2025-03-03 has lost its text" in str(message)
    assert shelf.rows("SELECT revision, substr(last_seen, 1, 10) FROM releases") == [(1, "2025-03-01")]
    shelf.put(page(extra=BODY))
    shelf.built()
    assert shelf.rows(body_lost) == []
    assert shelf.rows("SELECT substr(last_seen, 1, 10) FROM releases") == [("2025-03-04",)]


def test_grants_that_a_publisher_takes_back_are_gone(shelf: Shelf) -> None:
    shelf.put(page(extra=BODY))
    shelf.put(
        re.sub(b"<p>N.{1,3}mnden beslutade.*?</p>", b"<p>Beslutet togs tillbaka.</p>", page(extra=BODY))
    )
    shelf.built()
    assert shelf.rows(AMOUNTS) == []
    assert shelf.rows("SELECT revision FROM releases") == [(2,)]


def test_release_that_was_never_readable_is_counted_with_its_reason(shelf: Shelf) -> None:
    shelf.put(b"%PDF-1.7", name="pdf")
    shelf.put(page("1"), name="cut", truncated="length")
    shelf.put(page(), name="good")
    built = shelf.built()
    assert built.releases == 1
    assert {reason: one.count for reason, one in built.unread.items()} == {
        "not HTML": 1,
        "no whole answer": 1,
    }
    assert built.unread["not HTML"].example == "https://example.se/pdf"


def test_too_complex_page_does_not_stop_the_build(shelf: Shelf) -> None:
    shelf.put(page(extra="<div>" * 100_000), name="deep")
    shelf.put(page(), name="good")
    built = shelf.built()
    assert built.releases == 1
    assert "too complex" in next(iter(built.unread))


def test_page_that_breaks_a_rule_is_stored_with_a_failed_check(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = read.extraction

    def breaking(release: Release) -> Extraction:
        if "Oturs" in release.text:
            raise ZeroDivisionError("a rule divides by nothing")
        return real(release)

    monkeypatch.setattr(read, "extraction", breaking)
    shelf.put(page(owner="Oturs kommun"), name="bad")
    shelf.put(page(), name="good")
    built = shelf.built()
    assert (built.releases, built.grants, built.releases_with_failed_checks) == (2, 1, 1)
    ((release, name, message),) = shelf.rows(
        "SELECT release_id, name, message FROM checks WHERE status = 'failed'"
    )
    assert (release, name) == ("example-bad", "reading")
    assert "ZeroDivisionError: a rule divides by nothing" in str(message)


def test_page_that_breaks_the_page_parser_is_left_out(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaking(*_: object) -> Release:
        raise RecursionError("maximum recursion depth exceeded")

    shelf.put(page())
    monkeypatch.setattr(pages, "release", breaking)
    built = shelf.built()
    assert built.releases == 0
    assert "RecursionError" in built.unread["cannot be read"].message


def test_page_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    def endless(_: Release) -> Extraction:
        while True:
            pass

    monkeypatch.setattr(reader, "MOST_SECONDS", 0.05)
    monkeypatch.setattr(read, "extraction", endless)
    found = reader.page(page(), {})
    assert found.grants == ()
    assert [check.name for check in found.checks] == ["reading"]
    assert "processor time" in found.checks[0].message


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (page(owner="Ume\ufffd kommun"), {}),
        (page(owner="UmeÃ¥ kommun", extra="<p>LuleÃ¥ söker Ã¤ven stöd.</p>"), {}),
    ],
)
def test_wrong_charset_is_a_failed_check(body: bytes, headers: dict[str, str]) -> None:
    failed = [check.name for check in reader.page(body, headers).checks if check.status == "failed"]
    assert "charset" in failed


def test_right_charset_is_no_check() -> None:
    for charset in ("utf-8", "iso-8859-1", "windows-1252"):
        found = reader.page(
            page().decode().encode(charset), {"content-type": f"text/html; charset={charset}"}
        )
        assert found.grants[0].owner == "Umeå kommun"
        assert "charset" not in [check.name for check in found.checks]


def test_what_is_no_release_stays_that() -> None:
    with pytest.raises(NotARelease):
        reader.page(b"%PDF-1.7", {})


def test_same_archive_gives_the_same_bytes_in_any_place(shelf: Shelf, tmp_path: Path) -> None:
    for name in ("b", "a"):
        shelf.put(page(), name=name)
    shelf.built()
    shutil.copytree(shelf.data / ARCHIVE, tmp_path / "elsewhere" / ARCHIVE)
    build(tmp_path / "elsewhere")
    assert (tmp_path / "elsewhere" / DATABASE).read_bytes() == (shelf.data / DATABASE).read_bytes()


def test_damaged_record_is_told_and_the_others_are_read(shelf: Shelf) -> None:
    _, offset = shelf.put(page(), name="a")
    shelf.put(page(), name="b")
    warc = shelf.archive.files()[0]
    content = bytearray(warc.read_bytes())
    content[offset + 40] ^= 0xFF
    warc.write_bytes(content)
    built = shelf.built()
    assert built.releases == 1
    assert len(built.damaged) == 1
    assert warc.name in built.damaged[0]


def test_build_does_not_lose_what_the_archive_has_lost(shelf: Shelf) -> None:
    shelf.put(page(), name="a")
    _, offset = shelf.put(page(), name="b")
    shelf.built()
    before = (shelf.data / DATABASE).read_bytes()
    warc = shelf.archive.files()[0]
    warc.write_bytes(warc.read_bytes()[: offset + 50])
    with pytest.raises(AnslagError, match=r"lost 1 release .* for example example-b; nothing was changed"):
        shelf.built()
    assert (shelf.data / DATABASE).read_bytes() == before
    assert build(shelf.data, accept_loss=True).releases == 1


def test_database_of_a_newer_anslag_is_left_alone(shelf: Shelf) -> None:
    shelf.put(page())
    shelf.built()
    with closing(sqlite3.connect(shelf.data / DATABASE)) as database:
        database.execute("PRAGMA user_version = 999")
    before = (shelf.data / DATABASE).read_bytes()
    with pytest.raises(BadInput, match="made by a newer anslag"):
        shelf.built()
    assert (shelf.data / DATABASE).read_bytes() == before


def test_file_that_is_no_database_is_replaced(shelf: Shelf) -> None:
    shelf.put(page())
    (shelf.data / DATABASE).write_bytes(b"SQLite format 3\0" + b"x" * 5000)
    assert shelf.built().releases == 1
    assert shelf.rows(AMOUNTS) == [(250_000,)]


def test_second_build_at_the_same_time_is_refused(shelf: Shelf) -> None:
    shelf.put(page())
    with (shelf.data / LOCK).open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(InUse, match="being built by another command"):
            shelf.built()
    assert shelf.built().releases == 1


def test_interrupted_build_leaves_the_old_database(shelf: Shelf) -> None:
    shelf.put(page())
    shelf.built()
    before = (shelf.data / DATABASE).read_bytes()
    shelf.put(page("300 000"), name="b")

    def stop(_done: int, _all: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build(shelf.data, BuildProgress(reading=stop))
    assert (shelf.data / DATABASE).read_bytes() == before
    assert sorted(path.name for path in shelf.data.iterdir()) == [DATABASE, ARCHIVE, LOCK, READINGS]


# -- corrections


def decided(shelf: Shelf, field: str, value: int | str) -> None:
    """Keeps a decision on the first grant of the release "a", as it is stored now."""
    ((digest, read),) = shelf.rows(
        f"SELECT r.text_sha256, g.{field} FROM releases AS r JOIN grants AS g ON release_id = r.id WHERE g.id = 'example-a-g1'"
    )
    assert read is None or isinstance(read, int | str)
    one = Correction(
        "example-a",
        1,
        field,
        Decision.CORRECT,
        "A. Reader",
        date(2025, 4, 1),
        "misprint",
        str(digest),
        read,
        value,
    )
    corrections_file.add(shelf.data / corrections_file.NAME, one)


def test_correction_is_applied_and_marked_and_checked(shelf: Shelf) -> None:
    shelf.put(page())
    shelf.built()
    decided(shelf, "amount", 300_000)
    built = shelf.built()
    assert built.stale == ()
    assert shelf.rows("SELECT amount, corrected FROM grants") == [(300_000, "amount")]
    shelf.put(page(note="another visit"))
    shelf.built()
    assert shelf.rows(AMOUNTS) == [(300_000,)]


def test_correction_of_a_text_that_was_edited_is_reported_not_applied(shelf: Shelf) -> None:
    shelf.put(page())
    shelf.built()
    decided(shelf, "amount", 300_000)
    shelf.put(page("260 000"))
    built = shelf.built()
    assert built.stale == ("1 (example-a, grant 1): the release's text has changed since",)
    assert shelf.rows("SELECT amount, corrected FROM grants") == [(260_000, None)]


def test_sum_is_checked_anew_after_a_correction(shelf: Shelf) -> None:
    text = (
        "<p>Nämnden beslutade att bevilja 450 000 kronor till två projekt.</p>"
        "<ul><li>Umeå kommun, 250 000 kronor</li><li>Åre kommun, 150 000 kronor</li></ul>"
    )
    shelf.put(f"<!DOCTYPE html><h1>450 000 kronor till två projekt</h1>{text}".encode())
    shelf.built()
    total = "SELECT status, found FROM checks WHERE name = 'total'"
    assert shelf.rows(total) == [("failed", "400 000")]
    decided(shelf, "amount", 300_000)
    built = shelf.built()
    assert shelf.rows(total) == [("passed", "450 000")]
    assert (built.failed_checks, built.releases_with_failed_checks) == (0, 0)


@pytest.mark.parametrize(
    ("field", "value", "left"),
    [("title", "Vinterljus i byn", ["amount_missing", "amount_unclear"]), ("amount", 25_000_000, [])],
)
def test_doubt_of_the_reading_goes_when_what_it_doubts_is_decided(
    shelf: Shelf, field: str, value: int | str, left: list[str]
) -> None:
    extra = "<p>Nämnden beslutade att bevilja Åre kommun 200 000 kronor för projektet Sommarljus.</p>"
    shelf.put(page("25–30 miljoner", extra=extra))
    shelf.built()
    failed = "SELECT name FROM checks WHERE status = 'failed' ORDER BY name"
    assert shelf.rows(failed) == [("amount_missing",), ("amount_unclear",)]
    decided(shelf, field, value)
    assert shelf.built().stale == ()
    assert [name for (name,) in shelf.rows(failed)] == left


def test_every_doubt_of_the_reading_names_the_columns_it_leaves_empty() -> None:
    named = {
        one.value.elts[0].value
        for one in ast.walk(ast.parse(inspect.getsource(resolve)))
        if isinstance(one, ast.Yield) and isinstance(one.value, ast.Tuple)
        if isinstance(one.value.elts[0], ast.Constant)
    }
    assert named | {TITLE_DOUBTFUL} == set(DOUBTED)
    assert {column for columns in DOUBTED.values() for column in columns} <= set(GRANT_FIELDS)


def test_file_of_corrections_that_cannot_be_read_is_told(shelf: Shelf) -> None:
    shelf.put(page())
    shelf.built()
    before = (shelf.data / DATABASE).read_bytes()
    (shelf.data / corrections_file.NAME).write_text("[[correction]\n")
    with pytest.raises(StoreError, match=r"corrections.toml is not TOML"):
        shelf.built()
    assert (shelf.data / DATABASE).read_bytes() == before


# -- side by side


real_listed = versions.read_pages


def deadly(folder: Path, pages: Sequence[Seen]) -> list[versions.Read]:
    """Reads as a worker does, but one page ends its process."""
    if any(one.url.endswith("/deadly") for one in pages):
        os._exit(1)
    return real_listed(folder, pages)


@pytest.fixture
def many(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> Shelf:
    """An archive that two processes read, a few releases at a time."""
    for number in range(6):
        shelf.put(page(f"{number + 1} 000"), name=f"r{number:02}")
    monkeypatch.setattr(versions, "_WORTH_A_PROCESS", 1)
    monkeypatch.setattr(versions, "_CHUNK", 2)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1})
    return shelf


def test_many_processes_make_the_same_bytes_as_one(many: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[tuple[int, int]] = []
    assert build(many.data, BuildProgress(reading=lambda *now: done.append(now))).releases == 6
    assert done == [(number, 6) for number in range(1, 7)]
    side_by_side = (many.data / DATABASE).read_bytes()
    monkeypatch.setattr(versions, "_WORTH_A_PROCESS", 1000)
    build(many.data, full=True)
    assert (many.data / DATABASE).read_bytes() == side_by_side


def test_page_that_ends_its_process_is_left_out(many: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    many.put(page(), name="deadly")
    monkeypatch.setattr(versions, "read_pages", deadly)
    built = many.built()
    assert built.releases == 6
    assert built.unread["cannot be read"].count == 1
    assert built.unread["cannot be read"].example == "https://example.se/deadly"


def test_no_worker_outlives_a_build_that_is_killed(many: Shelf) -> None:
    many.put(b"<h1>x</h1>" + b"<p>1 1 1 kr</p>" * 20_000, name="long")
    code = (
        "import os, sys; from pathlib import Path; from anslag import versions, pipeline\n"
        "from anslag.db.progress import BuildProgress\n"
        "versions._WORTH_A_PROCESS, versions._CHUNK = 1, 1\n"
        "os.sched_getaffinity = lambda _: {0, 1}\n"
        "pipeline.build(Path(sys.argv[1]), BuildProgress(reading=lambda done, every: print(done, flush=True)))"
    )
    with subprocess.Popen([sys.executable, "-c", code, many.data], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"1\n"
        workers = children(process.pid)
        process.kill()
    assert len(workers) >= 2
    deadline = time.monotonic() + 60
    while alive := [worker for worker in workers if is_running(worker)]:
        assert time.monotonic() < deadline, alive
        time.sleep(0.05)


def children(process: int) -> list[int]:
    return [int(word) for word in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


def is_running(process: int) -> bool:
    try:
        return ") Z " not in Path(f"/proc/{process}/stat").read_text()
    except FileNotFoundError:
        return False


def test_build_that_is_killed_is_made_good_by_the_next(many: Shelf) -> None:
    many.built()
    before = (many.data / DATABASE).read_bytes()
    code = (
        "import os, signal, sys; from pathlib import Path; from anslag import pipeline\n"
        "from anslag.db.progress import BuildProgress\n"
        "def kill(done, every):\n    if done == int(sys.argv[2]): os.kill(os.getpid(), signal.SIGKILL)\n"
        "pipeline.build(Path(sys.argv[1]), BuildProgress(reading=kill), full=True)"
    )
    for moment in ("1", "6"):
        assert python(code, many.data, moment, cwd=many.data) == -9
        assert (many.data / DATABASE).read_bytes() == before
    many.built()
    assert (many.data / DATABASE).read_bytes() == before
    assert sorted(path.name for path in many.data.iterdir()) == [DATABASE, ARCHIVE, LOCK, READINGS]


def test_folder_that_cannot_be_written_is_told(shelf: Shelf) -> None:
    shelf.put(page())
    (shelf.data / f".{DATABASE}.new").mkdir()
    with pytest.raises(StoreError, match="the old database is untouched"):
        shelf.built()

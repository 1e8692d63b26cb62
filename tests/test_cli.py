"""The commands, run as a person runs them: what they print, where, and with which exit code."""

from __future__ import annotations

import json
import os
import pty
import shlex
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import click
import pytest

from anslag.cli import main
from anslag.demo import Newsroom
from tests.archives import Shelf
from tests.archives import page as release
from tests.command import SCRIPT, anslag
from tests.servers import Server, reply

TEXT = (
    "Bidrag till byar\n\nNämnden beslutade att bevilja Umeå kommun 250 000 kronor för projektet Vinterljus.\n"
)
PAGE = f"<!DOCTYPE html><html lang='sv'><title>Bidrag</title><h1>Bidrag till byar</h1><p>{TEXT.split(chr(10))[2]}</p></html>"
COMMANDS = [(name, command) for name, command in sorted(main.commands.items())]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory, crawled: Path) -> Path:
    """The data folder of a crawled fixture newsroom, in which commands may write."""
    return Path(shutil.copytree(crawled, tmp_path_factory.mktemp("crawled") / "anslag-data"))


def objects(text: str) -> Iterator[dict[str, Any]]:
    for line in text.splitlines():
        yield json.loads(line)


# -- extract


@pytest.mark.parametrize("unfilled", ["{{origin}}/a", "${base}/a", "<url>"])
def test_address_that_a_template_left_unfilled_is_none(tmp_path: Path, unfilled: str) -> None:
    named = f"<link rel='canonical' href='{unfilled}'>"
    (tmp_path / "a.html").write_text(PAGE.replace("<h1>", f"{named}<h1>"), "utf-8")
    ran = anslag("extract", "--json", "a.html", cwd=tmp_path)
    assert json.loads(ran.out)["release"]["url"] is None


def test_one_object_per_source_in_input_order(tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_text(TEXT, "utf-8")
    (tmp_path / "a.html").write_text(PAGE, "utf-8")
    ran = anslag("extract", "--json", "b.txt", "a.html", "-", cwd=tmp_path, stdin=TEXT.encode())
    assert (ran.code, ran.err) == (0, "")
    found = list(objects(ran.out))
    assert [one["source"] for one in found] == ["b.txt", "a.html", "-"]
    for one in found:
        assert one["grants"][0]["owner"] == "Umeå kommun"
        assert one["grants"][0]["amount"] == 250_000


def test_json_has_every_name_and_null_for_unknown(tmp_path: Path) -> None:
    one = next(objects(anslag("extract", "--json", "-", cwd=tmp_path, stdin=TEXT.encode()).out))
    assert list(one) == ["source", "release", "grants", "checks", "amounts"]
    assert " ".join(one["release"]) == (
        "url title lede publisher funder published decided_on decided_by reference platform language claimed_total "
        "claimed_currency claimed_total_approximate claimed_count"
    )
    assert one["release"]["url"] is None
    grant = one["grants"][0]
    assert " ".join(grant) == (
        "position number title owner partners description amount currency amount_approximate period_start "
        "period_end reference layout confidence evidence"
    )
    assert grant["period_start"] is None
    assert set(grant["evidence"]["amount"]) == {"start", "end", "quote"}
    assert all(set(check) == {"name", "status", "expected", "found", "message"} for check in one["checks"])


def test_unreadable_source_is_told_and_the_others_are_printed(tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_text(TEXT, "utf-8")
    (tmp_path / "bad.html").write_bytes(b"%PDF-1.7 ...")
    ran = anslag("extract", "--json", "missing.txt", "good.txt", "bad.html", cwd=tmp_path)
    assert ran.code == 1
    missing, good, bad = objects(ran.out)
    assert missing == {"source": "missing.txt", "error": "no such file"}
    assert len(good["grants"]) == 1
    assert set(bad) == {"source", "error"}
    assert "PDF" in bad["error"]


def test_table_shows_grants_and_checks(tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_text(TEXT, "utf-8")
    ran = anslag("extract", "good.txt", "missing.txt", cwd=tmp_path, env={"COLUMNS": "120"})
    assert ran.code == 1
    assert "Umeå kommun" in ran.out
    assert "250 000 kr" in ran.out
    assert ran.complaint == "missing.txt: no such file"


def test_address_is_fetched_with_robots_txt_obeyed(tmp_path: Path) -> None:
    page = PAGE.replace("</html>", f"<p>{'Nämnden har beslutat om stöd. ' * 40}</p></html>")
    routes = {
        "/robots.txt": reply("User-agent: *\nDisallow: /hemligt\n", kind="text/plain"),
        "/nyhet": reply(page),
        "/hemligt": reply(page),
    }
    with Server(routes) as server:
        ran = anslag("extract", "--json", f"{server.origin}/nyhet", f"{server.origin}/hemligt", cwd=tmp_path)
        assert server.count("/hemligt") == 0
        # One second after each answer, less what the clocks of two processes may differ in.
        assert server.shortest_gap() > 0.95
    assert ran.code == 1
    nyhet, hemligt = objects(ran.out)
    assert nyhet["release"]["url"] == f"{server.origin}/nyhet"
    assert nyhet["grants"][0]["amount"] == 250_000
    assert "robots.txt" in hemligt["error"]


def test_json_is_utf8_in_any_locale_and_for_any_file_name(tmp_path: Path) -> None:
    name = os.fsdecode(b"br\xe5.txt")
    (tmp_path / name).write_text(TEXT, "utf-8")
    for encoding in ("ascii", "latin-1"):
        ran = anslag("extract", "--json", name, cwd=tmp_path, env={"PYTHONIOENCODING": encoding})
        one = next(objects(ran.out))
        assert one["source"] == name
        assert one["grants"][0]["owner"] == "Umeå kommun"
        assert anslag("extract", name, cwd=tmp_path, env={"PYTHONIOENCODING": encoding}).code == 0


def test_reader_that_goes_away_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_text(TEXT, "utf-8")
    sources = " ".join(["good.txt"] * 200)
    done = subprocess.run(
        f"'{SCRIPT}' extract --json {sources} | head -n 1",
        shell=True,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert len(done.stdout.splitlines()) == 1
    assert "Traceback" not in done.stderr


# -- help


@pytest.mark.parametrize(("name", "command"), COMMANDS, ids=[name for name, _ in COMMANDS])
def test_help_shows_an_example_that_parses(name: str, command: click.Command) -> None:
    context = click.Context(command, info_name=name, parent=click.Context(main, info_name="anslag"))
    text = command.get_help(context)
    assert "Example:" in text
    example = next(line for line in text.splitlines() if line.strip().startswith("anslag "))
    words = shlex.split(example.split(" > ")[0])
    assert words[:2] == ["anslag", name]
    command.make_context(name, words[2:])


def test_starting_loads_no_stage_that_is_not_needed() -> None:
    heavy = ["httpx", "pandas", "datasette", "sqlite_utils", "rich", "warcio", "dateparser", "pyarrow"]
    code = f"import sys, anslag.cli, anslag.sources; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


# -- crawl, build, status, check


def test_crawl_sums_up_and_second_crawl_finds_nothing_new(tmp_path: Path) -> None:
    with Newsroom() as newsroom:
        first = anslag("crawl", newsroom.address, "--delay", "0", cwd=tmp_path)
        asked = len(newsroom.requests)
        again = anslag("crawl", newsroom.address, "--delay", "0", "--quiet", cwd=tmp_path)
        fetched = [one for one in newsroom.requests[asked:] if "/pressreleases/" in one.path]
    assert (first.code, again.code) == (0, 0)
    assert "22 new" in first.out
    assert "grants in 22 releases" in first.out
    assert "0 new, 0 changed, 22 unchanged" in again.out
    assert again.err == ""
    assert {one.status for one in fetched} == {304}


def test_verbose_names_every_address(tmp_path: Path) -> None:
    with Newsroom() as newsroom:
        ran = anslag("crawl", newsroom.address, "--delay", "0", "--verbose", cwd=tmp_path)
        assert all(f"stored    {address}" in ran.err for address in newsroom.releases())


def test_contact_is_sent_and_kept(tmp_path: Path) -> None:
    with Newsroom() as newsroom:
        for given in (["--contact", "someone@example.se"], []):
            assert anslag("crawl", newsroom.address, "--delay", "0", *given, cwd=tmp_path).code == 0
        agents = {one.headers["user-agent"] for one in newsroom.requests}
    assert len(agents) == 1
    assert "+someone@example.se" in agents.pop()
    assert (tmp_path / "anslag-data" / "contact.txt").read_text() == "someone@example.se\n"


def test_contact_is_asked_for_once_in_a_terminal(tmp_path: Path) -> None:
    with Newsroom() as newsroom:
        command = [str(SCRIPT), "crawl", newsroom.address, "--delay", "0"]
        first = in_terminal(command, tmp_path, b"someone@example.se\n")
        second = in_terminal(command, tmp_path, b"")
        agents = {one.headers["user-agent"] for one in newsroom.requests}
    assert "who wonder who is crawling" in first
    assert "who wonder who is crawling" not in second
    assert all("+someone@example.se" in agent for agent in agents)


def in_terminal(command: list[str], cwd: Path, typed: bytes) -> str:
    """What a command prints in a terminal in which ``typed`` is typed."""
    ours, theirs = pty.openpty()
    try:
        with subprocess.Popen(command, cwd=cwd, stdin=theirs, stdout=theirs, stderr=theirs) as process:
            os.close(theirs)
            os.write(ours, typed)
            shown = b""
            while True:
                try:
                    piece = os.read(ours, 4096)
                except OSError:
                    # Linux answers EIO when the other end is closed.
                    break
                if not piece:
                    break
                shown += piece
        assert process.returncode == 0, shown.decode()
        return shown.decode()
    finally:
        os.close(ours)


def test_interrupted_crawl_says_so_and_goes_on(tmp_path: Path) -> None:
    with Newsroom() as newsroom:
        command = [str(SCRIPT), "crawl", newsroom.address, "--delay", "0.1"]
        with subprocess.Popen(
            command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL
        ) as process:
            deadline = time.monotonic() + 60
            while len(newsroom.requests) < 8 and time.monotonic() < deadline:
                time.sleep(0.02)
            process.send_signal(signal.SIGINT)
            out, err = process.communicate(timeout=60)
        assert process.returncode == 130, err
        assert b"run the same command again to go on" in out
        assert b"Traceback" not in err
        assert anslag("crawl", newsroom.address, "--delay", "0", cwd=tmp_path).code == 0
        for address in newsroom.releases():
            path = address.removeprefix(newsroom.origin)
            assert newsroom.count(path, 200) == 1, path
    with closing(sqlite3.connect(tmp_path / "anslag-data" / "anslag.db")) as database:
        assert database.execute("SELECT count(*) FROM releases").fetchone() == (22,)


def test_newsrooms_come_from_a_list(tmp_path: Path) -> None:
    with Newsroom() as newsroom:
        (tmp_path / "list.toml").write_text(
            f'[[newsroom]]\nname = "Norrskog"\nurl = "{newsroom.address}"\n', "utf-8"
        )
        ran = anslag("crawl", "--newsrooms", "list.toml", "--delay", "0", cwd=tmp_path)
    assert ran.code == 0
    assert "22 new" in ran.out


def test_only_likely_leaves_opening_hours_out(tmp_path: Path) -> None:
    with Newsroom() as newsroom:
        ran = anslag("crawl", newsroom.address, "--only-likely", "--delay", "0", cwd=tmp_path)
        asked = [one.path for one in newsroom.requests]
    assert ran.code == 0
    assert any("18-7-miljoner" in path for path in asked)
    assert not any("oeppettider" in path for path in asked)


def test_crawl_that_is_not_whole_exits_with_3(tmp_path: Path) -> None:
    with Server({"/robots.txt": reply(status="404 Not Found"), "/se/rum": reply("<h1>Tomt</h1>")}) as server:
        ran = anslag("crawl", f"{server.origin}/se/rum", "--delay", "0", cwd=tmp_path)
    assert ran.code == 3
    assert f"{server.origin}/se/rum: 0 releases found: layout changed?" in ran.out


def test_build_twice_gives_the_same_bytes(data: Path) -> None:
    before = (data / "anslag.db").read_bytes()
    ran = anslag("build", "--data", data, cwd=data)
    assert (ran.code, ran.err) == (0, "")
    assert "grants in 22 releases" in ran.out
    assert (data / "anslag.db").read_bytes() == before


def test_status_says_what_there_is(data: Path) -> None:
    ran = anslag("status", "--data", data, cwd=data)
    assert (ran.code, ran.err) == (0, "")
    assert "22 releases" in ran.out
    assert "1 WARC file" in ran.out


def test_status_groups_failures_by_cause_and_says_what_to_do(tmp_path: Path) -> None:
    links = "".join(
        f'<li><a href="/se/rum/pressreleases/stoed-{n}">Stöd {n}</a></li>' for n in range(1001, 1005)
    )
    page = PAGE.replace("</html>", f"<p>{'Nämnden har beslutat om stöd till byarna. ' * 30}</p></html>")
    routes = {
        "/robots.txt": reply(status="404 Not Found"),
        "/se/rum": reply(f"<h1>Pressmeddelanden</h1><ul>{links}</ul><script id='mnd-script'></script>"),
        "/se/rum/pressreleases/stoed-1001": reply(page),
        "/se/rum/pressreleases/stoed-1002": reply(b"%PDF-1.7", kind="application/pdf"),
    }
    with Server(routes) as server:
        ran = anslag("crawl", f"{server.origin}/se/rum", "--delay", "0", cwd=tmp_path)
        assert ran.code == 3
        ran = anslag("status", cwd=tmp_path)
    assert "Database: 1 release," in ran.out
    assert (
        f"Last crawl, failed: 2 × not found or gone, for example {server.origin}/se/rum/pressreleases/"
        in ran.out
    )
    assert "check the address in a browser: there is no such page" in ran.out
    assert "Last crawl, skipped: 1 × not HTML" in ran.out


def test_status_of_a_folder_without_database(data: Path, tmp_path: Path) -> None:
    shutil.copytree(data / "archive", tmp_path / "anslag-data" / "archive")
    ran = anslag("status", cwd=tmp_path)
    assert ran.code == 0
    assert "Database: none yet; run `anslag build`" in ran.out
    (tmp_path / "anslag-data" / "crawl.db").write_bytes(b"no database" * 500)
    assert "the next crawl makes it anew" in anslag("status", cwd=tmp_path).out


def test_check_lists_the_worst_release_first(data: Path) -> None:
    ran = anslag("check", "--data", data, cwd=data)
    assert ran.code == 0
    blocks = ran.out.split("\n  ✗")
    with closing(sqlite3.connect(data / "anslag.db")) as database:
        failed = database.execute(
            "SELECT r.title, count(*) FROM checks JOIN releases AS r ON r.id = release_id "
            "WHERE status = 'failed' GROUP BY r.id ORDER BY 2 DESC, r.id"
        ).fetchall()
    assert len(blocks) - 1 == sum(count for _, count in failed)
    places = [ran.out.index(title) for title, _ in failed]
    assert places == sorted(places)


def test_check_names_organisations_that_may_be_one(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "anslag-data")
    for name, owner in (("a", "Träriket ekonomisk förening"), ("b", "Träriket AB"), ("c", "Umeå kommun")):
        shelf.put(release("250 000", owner), name=name)
    shelf.built()
    said = anslag("check", cwd=tmp_path).out
    assert "Perhaps one organisation: Träriket AB – Träriket ekonomisk förening (" in said
    assert "Umeå kommun" not in said


def test_verify_finds_a_flipped_byte(data: Path, tmp_path: Path) -> None:
    copy = tmp_path / "data"
    (copy / "archive").mkdir(parents=True)
    for file in (data / "archive").iterdir():
        (copy / "archive" / file.name).write_bytes(file.read_bytes())
    assert anslag("verify", "--data", copy, cwd=tmp_path).code == 0
    warc = next((copy / "archive").glob("*.warc.gz"))
    content = bytearray(warc.read_bytes())
    content[len(content) // 2] ^= 1
    warc.write_bytes(content)
    ran = anslag("verify", "--data", copy, cwd=tmp_path)
    assert ran.code == 1
    assert f"{warc.name} at byte " in ran.out


def test_changed_amount_is_listed(tmp_path: Path) -> None:
    page = PAGE.replace("</html>", f"<p>{'Nämnden har beslutat om stöd till byarna. ' * 30}</p></html>")
    routes: dict[str, Any] = {
        "/robots.txt": reply(status="404 Not Found"),
        "/nyheter/bidrag-till-byar": [reply(page), reply(page.replace("250 000", "205 000"))],
    }
    with Server(routes) as server:
        for _ in range(2):
            anslag("crawl", f"{server.origin}/nyheter/bidrag-till-byar", "--delay", "0", cwd=tmp_path)
    ran = anslag("changes", cwd=tmp_path)
    assert ran.code == 0
    assert "250000" in ran.out.replace(" ", "")
    assert "205000" in ran.out.replace(" ", "")
    assert "No silent change" in anslag("changes", "--since", "2999-01-01", cwd=tmp_path).out


def test_serve_answers_on_loopback_and_ends_with_ctrl_c(data: Path) -> None:
    import urllib.request

    port = free_port()
    with subprocess.Popen(
        [SCRIPT, "serve", "--data", data, "--port", str(port)], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        try:
            assert process.stdout is not None
            assert f"http://127.0.0.1:{port}/".encode() in process.stdout.readline()
            body = answered(f"http://127.0.0.1:{port}/")
        finally:
            process.send_signal(signal.SIGINT)
            _, err = process.communicate(timeout=30)
    assert b"grants" in body
    assert b"Traceback" not in err
    with pytest.raises(OSError):
        urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=2)


def answered(url: str) -> bytes:
    """The page at ``url`` as soon as its server is up."""
    import urllib.error
    import urllib.request

    for _ in range(200):
        try:
            with urllib.request.urlopen(url, timeout=10) as answer:
                body: bytes = answer.read()
                return body
        except urllib.error.URLError:
            time.sleep(0.1)
    raise AssertionError(f"{url} does not answer")


def free_port() -> int:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def test_export_writes_every_grant(data: Path, tmp_path: Path) -> None:
    ran = anslag("export", "csv", "--data", data, "grants.csv", cwd=tmp_path)
    assert (ran.code, ran.err) == (0, "")
    with closing(sqlite3.connect(data / "anslag.db")) as database:
        count, chosen = database.execute("SELECT count(*), sum(year = 2024) FROM grants_list").fetchone()
    assert f"{count} grants in grants.csv" in ran.out
    ran = anslag("export", "jsonl", "--where", "year = 2024", "--data", data, "some.jsonl", cwd=tmp_path)
    assert len((tmp_path / "some.jsonl").read_text("utf-8").splitlines()) == chosen > 0


def test_export_that_cannot_be_made_is_told(data: Path, tmp_path: Path) -> None:
    ran = anslag("export", "csv", "--where", "kronor = 1", "--data", data, "a.csv", cwd=tmp_path)
    assert ran.code == 2
    assert "no such column: kronor" in ran.complaint
    assert not (tmp_path / "a.csv").exists()
    assert "does not exist" in anslag("export", "csv", "a.csv", cwd=tmp_path).complaint

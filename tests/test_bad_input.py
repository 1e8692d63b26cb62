"""Bad input: one clear line each, an exit code that says it, and nothing that was stored is lost."""

from __future__ import annotations

import json
import os
import re
import resource
import shutil
import socket
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from anslag.demo import Newsroom
from anslag.reports import status_lines
from anslag.scraper.archive import Archive
from tests.command import anslag
from tests.servers import Server, reply

BODY = "<p>Nämnden har beslutat om nya öppettider för biblioteken under sommaren.</p>" * 20


@pytest.fixture
def data(crawled: Path, tmp_path: Path) -> Path:
    """A data folder of a whole crawl, to be damaged."""
    return Path(shutil.copytree(crawled, tmp_path / "anslag-data"))


# -- extract


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.html", b"%PDF-1.7\n...", "not HTML: it is a PDF"),
        ("a.html", b"PK\x03\x04rest", "not HTML: it is a ZIP archive"),
        ("a.html", b'{"a": 1}', "not HTML: it is JSON"),
        ("a.html", b"just words", "not HTML: it is text without any tag"),
        ("a.html", b"<rss version='2.0'><channel></channel></rss>", "not HTML: it is a feed"),
        ("a.html", b"<html><script>var a = 1</script></html>", "not a release: no text on the page"),
        ("a.html", b"<title>404</title><h1>Sidan hittades inte</h1><p>Den finns inte.</p>", "error or log-in page"),
        ("a.html", b"<div>" * 200_000, "too complex to parse"),
        ("a.txt", b"%PDF-1.7\n...", "not text: save the release as .txt or .html first"),
        ("a.txt", b"a\0b\0c\0", "not text"),
        ("a.txt", b"", "empty: there is nothing in it"),
        ("a.html", b"", "empty: there is nothing in it"),
        ("a.html", b"\xef\xbb\xbf \n\t", "empty: there is nothing in it"),
        ("a.txt", b"x" * 20_000_001, "larger than 20 MB"),
    ],
)  # fmt: skip
def test_source_that_is_no_release_is_told_in_one_line(
    tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    (tmp_path / name).write_bytes(content)
    ran = anslag("extract", name, cwd=tmp_path)
    assert ran.code == 1
    assert ran.complaint.startswith(f"{name}: ")
    assert said in ran.complaint
    assert ran.out == ""
    ran = anslag("extract", "--json", name, cwd=tmp_path)
    assert ran.code == 1
    assert said in json.loads(ran.out)["error"]


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("missing.html", "no such file"),
        ("www.example.se/nyheter/stod", "did you mean https://www.example.se/nyheter/stod?"),
        ("example.se/nyheter/stod", "did you mean https://example.se/nyheter/stod?"),
        (".", "a folder without a file that ends in .html, .htm,"),
        ("ftp://example.se/a.html", "not an http or https address"),
        ("http://", "not a host name"),
        ("http://user:word@127.0.0.1/", "user name in the address"),
    ],
)
def test_source_that_cannot_be_had_is_told_in_one_line(tmp_path: Path, source: str, said: str) -> None:
    ran = anslag("extract", source, cwd=tmp_path)
    assert ran.code == 1
    assert said in ran.complaint


def test_address_that_holds_no_release_is_told(tmp_path: Path) -> None:
    routes = {
        "/robots.txt": reply(status="404 Not Found"),
        "/bild": reply(b"\x89PNG\r\n", kind="image/png"),
        "/fel": reply(status="500 Oops"),
        "/intern": b"HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/latest\r\nContent-Length: 0\r\n\r\n",
    }
    with Server(routes) as server:
        sources = [f"{server.origin}/{name}" for name in ("bild", "fel", "borta", "intern")]
        ran = anslag("extract", "--json", *sources, cwd=tmp_path)
    assert ran.code == 1
    bild, fel, borta, intern = (json.loads(line)["error"] for line in ran.out.splitlines())
    assert "not HTML" in bild
    assert "500" in fel
    assert "404" in borta
    assert "169.254.169.254" in intern


def test_release_without_a_grant_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(f"<!DOCTYPE html><h1>Öppettider i sommar</h1>{BODY}", "utf-8")
    ran = anslag("extract", "a.html", cwd=tmp_path)
    assert (ran.code, ran.err) == (0, "")
    assert "No grant found in it." in ran.out
    ran = anslag("extract", "--json", "a.html", cwd=tmp_path)
    assert ran.code == 0
    assert json.loads(ran.out)["grants"] == []


@pytest.mark.parametrize(
    ("charset", "declared"),
    [
        ("utf-8", None),
        ("utf-8", "iso-8859-1"),
        ("iso-8859-1", "utf-8"),
        ("iso-8859-1", None),
        ("utf-16", None),
        ("utf-8-sig", "windows-1252"),
        ("windows-1252", "x-no-such-charset"),
    ],
)
def test_wrong_or_missing_charset_loses_no_letter(tmp_path: Path, charset: str, declared: str | None) -> None:
    meta = f'<meta charset="{declared}">' if declared else ""
    text = "Nämnden beslutade att bevilja Åre kommun 250 000 kronor för projektet Övertäckt."
    page = f"<!DOCTYPE html><html><head>{meta}</head><h1>Stöd</h1><p>{text}</p></html>"
    (tmp_path / "a.html").write_bytes(page.encode(charset))
    (tmp_path / "a.txt").write_bytes(f"Stöd\n\n{text}\n".encode(charset))
    ran = anslag("extract", "--json", "a.html", "a.txt", cwd=tmp_path)
    for line in ran.out.splitlines():
        assert json.loads(line)["grants"][0]["owner"] == "Åre kommun"


def test_letters_that_are_lost_already_are_a_failed_check(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Stöd\n\nNämnden beviljar \ufffdre kommun 250 000 kronor.\n", "utf-8")
    ran = anslag("extract", "a.txt", cwd=tmp_path, env={"COLUMNS": "200"})
    assert "charset: 1 characters could not be decoded" in ran.out


# -- folders and databases


@pytest.mark.parametrize("command", ["build", "status", "check", "changes", "verify", "serve"])
def test_folder_that_is_not_there_is_told_and_not_made(tmp_path: Path, command: str) -> None:
    ran = anslag(command, "--data", "nowhere", cwd=tmp_path)
    assert ran.code == 2
    assert "nowhere" in ran.complaint
    assert not (tmp_path / "nowhere").exists()


def test_folder_that_is_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("mine")
    ran = anslag("crawl", "http://127.0.0.1:1/", "--data", "data", cwd=tmp_path)
    assert ran.code == 2
    assert "is a file" in ran.err
    assert (tmp_path / "data").read_text() == "mine"


@pytest.mark.parametrize("command", ["build", "status", "check", "changes", "serve"])
def test_database_of_a_newer_anslag_is_told_and_kept(data: Path, command: str) -> None:
    with closing(sqlite3.connect(data / "anslag.db")) as database:
        database.execute("PRAGMA user_version = 999")
    before = (data / "anslag.db").read_bytes()
    ran = anslag(command, cwd=data.parent)
    assert ran.code == 2
    assert "newer anslag" in ran.complaint
    assert (data / "anslag.db").read_bytes() == before


def test_crawl_asks_for_nothing_where_the_database_could_not_be_built(data: Path) -> None:
    (data / "corrections.toml").write_text("[[correction]\n")
    with Newsroom() as newsroom:
        ran = anslag("crawl", newsroom.address, cwd=data.parent)
        assert newsroom.requests == []
        assert ran.code == 2
        assert "corrections.toml is not TOML" in ran.complaint
        with closing(sqlite3.connect(data / "anslag.db")) as database:
            database.execute("PRAGMA user_version = 999")
        (data / "corrections.toml").unlink()
        assert "newer anslag" in anslag("crawl", newsroom.address, cwd=data.parent).complaint
        assert newsroom.requests == []


def test_crawl_state_of_a_newer_anslag_is_told_and_kept(data: Path) -> None:
    with closing(sqlite3.connect(data / "crawl.db")) as database:
        database.execute("PRAGMA user_version = 999")
    before = (data / "crawl.db").read_bytes()
    ran = anslag("crawl", "http://127.0.0.1:1/", cwd=data.parent)
    assert ran.code == 2
    assert "newer anslag" in ran.complaint
    assert (data / "crawl.db").read_bytes() == before


@pytest.mark.parametrize("command", ["status", "check", "changes", "serve"])
def test_file_that_is_no_database_is_told(data: Path, command: str) -> None:
    (data / "anslag.db").write_bytes(b"not a database at all" * 500)
    ran = anslag(command, cwd=data.parent)
    assert ran.code == 2
    assert "is no database" in ran.complaint
    assert "anslag build" in ran.complaint


def test_crawl_state_that_is_no_database_is_told(data: Path) -> None:
    (data / "crawl.db").write_bytes(b"not a database at all" * 500)
    ran = anslag("crawl", "http://127.0.0.1:1/", cwd=data.parent)
    assert ran.code == 2
    assert "crawl.db" in ran.complaint


# -- the archive


def test_archive_cut_in_the_middle_is_told_and_the_database_kept(data: Path) -> None:
    before = (data / "anslag.db").read_bytes()
    warc = next((data / "archive").glob("*.warc.gz"))
    warc.write_bytes(warc.read_bytes()[: warc.stat().st_size // 2])
    ran = anslag("build", cwd=data.parent)
    assert ran.code == 1
    assert "the archive has lost" in ran.complaint
    assert "anslag verify" in ran.complaint
    assert (data / "anslag.db").read_bytes() == before
    ran = anslag("verify", cwd=data.parent)
    assert ran.code == 1
    assert f"{warc.name} at byte " in ran.out
    ran = anslag("build", "--accept-loss", cwd=data.parent)
    assert ran.code == 3
    assert "archive damaged" in ran.out


def test_crawl_mends_a_torn_tail(data: Path) -> None:
    warc = next((data / "archive").glob("*.warc.gz"))
    whole = warc.read_bytes()
    warc.write_bytes(whole + whole[-300:-20])
    with Newsroom() as newsroom:
        ran = anslag("crawl", newsroom.address, "--delay", "0", cwd=data.parent)
    assert ran.code == 0, ran.err
    assert "repaired" in ran.out
    assert list(Archive(data / "archive").verify()) == []


def test_crawl_after_the_archive_was_cut_names_what_is_lost_until_a_person_accepts_it(data: Path) -> None:
    warc = next((data / "archive").glob("*.warc.gz"))
    warc.write_bytes(warc.read_bytes()[: warc.stat().st_size // 2])
    lost = [one.offset for one in Archive(data / "archive").missing()]
    with Newsroom() as newsroom:
        for _ in range(2):
            ran = anslag("crawl", newsroom.address, "--delay", "0", cwd=data.parent)
            assert ran.code == 3, ran.err
            named = [line for line in ran.out.splitlines() if "lost from the archive: " in line]
            assert [int(line.partition(" at byte ")[2].partition(":")[0]) for line in named] == lost != []
            assert "anslag verify --accept-loss" in ran.out
        assert anslag("verify", cwd=data.parent).code == 1
        ran = anslag("verify", "--accept-loss", cwd=data.parent)
        assert ran.code == 0, ran.out
        assert ran.out.count("forgotten: ") == len(lost)
        assert anslag("crawl", newsroom.address, "--delay", "0", cwd=data.parent).code == 0
    assert anslag("verify", cwd=data.parent).code == 0


def test_missing_archive_file_is_told(data: Path) -> None:
    before = (data / "anslag.db").read_bytes()
    next((data / "archive").glob("*.warc.gz")).unlink()
    ran = anslag("build", cwd=data.parent)
    assert ran.code == 1
    assert "the archive has lost 22 releases" in ran.complaint
    assert (data / "anslag.db").read_bytes() == before


# -- no room, no port, no leave


def limited() -> None:
    """Files of this process may not grow beyond 150 kB: a write then fails in the middle."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (150_000, 150_000))


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 340 kB; skips where none may be mounted."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=340k", "tmpfs", str(place)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("only root may mount a small file system")
    yield place
    subprocess.run(["umount", "--lazy", str(place)], check=True)


def test_full_disk_stops_a_crawl_and_the_next_one_completes_it(small_disk: Path, tmp_path: Path) -> None:
    with Newsroom() as newsroom:
        ran = anslag("crawl", newsroom.address, "--delay", "0", "--quiet", cwd=small_disk)
        assert ran.code == 5, ran.err
        assert "no room left" in ran.complaint
        whole = Path(shutil.copytree(small_disk / "anslag-data", tmp_path / "large" / "anslag-data"))
        kept = [one.capture.url for one in Archive(whole / "archive").captures()]
        before = len(newsroom.requests)
        again = anslag("crawl", newsroom.address, "--delay", "0", cwd=whole.parent)
        asked = {newsroom.origin + one.path for one in newsroom.requests[before:] if one.status == 200}
    assert again.code == 0, again.err
    assert len(kept) > 3
    assert not asked & set(newsroom_releases(kept))
    assert stored(whole) == 22


def newsroom_releases(urls: list[str]) -> list[str]:
    return [url for url in urls if re.search(r"/pressreleases/.+-\d{7}$", url)]


def stored(data: Path) -> int:
    """The number of releases in the database, whose archive is whole."""
    assert list(Archive(data / "archive").verify()) == []
    with closing(sqlite3.connect(data / "anslag.db")) as database:
        count: int = database.execute("SELECT count(*) FROM releases").fetchone()[0]
        return count


def test_write_that_fails_in_the_middle_stops_a_crawl_without_loss(tmp_path: Path) -> None:
    with Newsroom() as newsroom:
        ran = anslag("crawl", newsroom.address, "--delay", "0", "--quiet", cwd=tmp_path, before=limited)
        assert ran.code == 5, ran.err
        assert "no room left" in ran.complaint
        again = anslag("crawl", newsroom.address, "--delay", "0", cwd=tmp_path)
    assert again.code == 0, again.err
    assert stored(tmp_path / "anslag-data") == 22


def test_full_disk_stops_a_build_and_the_old_database_stays(data: Path) -> None:
    before = (data / "anslag.db").read_bytes()
    ran = anslag("build", "--full", cwd=data.parent, before=limited)
    assert ran.code == 5, ran.err
    assert "the old database is untouched" in ran.complaint
    assert (data / "anslag.db").read_bytes() == before
    assert not list(data.glob(".anslag*"))


def test_status_of_a_folder_that_may_only_be_read_is_whole(data: Path) -> None:
    with tempfile.TemporaryDirectory() as open_to_all:
        place = Path(shutil.copytree(data, Path(open_to_all) / "data"))
        with sqlite3.connect(place / "crawl.db") as database:
            database.execute("UPDATE fetches SET outcome = 'failed', kind = 'too large' WHERE sequence = 2")
        database.close()
        expected = list(status_lines(place))
        assert any("too large" in line for line in expected)
        for path in (Path(open_to_all), place, *place.rglob("*")):
            path.chmod(0o555 if path.is_dir() else 0o444)
        uid = os.geteuid()
        os.seteuid(65534 if uid == 0 else uid)
        try:
            with pytest.raises(PermissionError):
                (place / "new").touch()
            assert list(status_lines(place)) == expected
        finally:
            os.seteuid(uid)
            for path in (Path(open_to_all), place, *(one for one in place.rglob("*") if one.is_dir())):
                path.chmod(0o755)


def test_port_in_use_is_told(data: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        ran = anslag("serve", "--port", port, cwd=data.parent)
    assert ran.code == 2
    assert f"port {port} is in use" in ran.complaint
    assert ran.out == ""


def test_second_crawl_on_one_folder_is_refused(tmp_path: Path) -> None:
    from anslag.scraper.frontier import Frontier

    with Frontier(tmp_path / "anslag-data" / "crawl.db"):
        ran = anslag("crawl", "http://127.0.0.1:1/", cwd=tmp_path)
    assert ran.code == 4
    assert "is in use by process" in ran.complaint


# -- what is asked for


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["crawl"], "nothing to crawl"),
        (["crawl", "www.example.se/nyheter"], "did you mean https://www.example.se/nyheter?"),
        (["crawl", "http://127.0.0.1:1/", "--contact", "åke@example.se"], "a header cannot hold"),
        (["crawl", "--newsrooms", "missing.toml"], "missing.toml"),
        (["crawl", "--newsrooms", "bad.toml"], "not a list of [[newsroom]]"),
    ],
)  # fmt: skip
def test_wish_that_cannot_be_met_is_told_before_anything_is_made(
    tmp_path: Path, arguments: list[str], said: str
) -> None:
    (tmp_path / "bad.toml").write_text("[[newsroom]]\nname = 'No address'\n")
    ran = anslag(*arguments, cwd=tmp_path)
    assert ran.code == 2
    assert said in ran.complaint
    assert not (tmp_path / "anslag-data").exists()


@pytest.mark.parametrize(
    "arguments", [["fetch"], ["extract"], ["serve", "--port", "99999"], ["changes", "--since", "igår"]]
)
def test_command_that_is_not_understood_exits_with_2_and_says_how(
    tmp_path: Path, arguments: list[str]
) -> None:
    ran = anslag(*arguments, cwd=tmp_path)
    assert ran.code == 2
    assert re.search(r"; see `anslag( \w+)? --help`$", ran.complaint)

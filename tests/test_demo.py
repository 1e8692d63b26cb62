"""The fixture newsroom serves as a real one, a crawl of it is whole, and its contact persons stay private."""

from __future__ import annotations

import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from anslag import pipeline
from anslag.db.connection import connect
from anslag.demo import CORRECTED, DATA, FEED, FIXTURES, ROOM, UNIVERSITY, Newsroom
from anslag.folder import ARCHIVE, DATABASE
from anslag.scraper.archive import Archive
from anslag.scraper.crawl import Options, crawl
from tests.command import Demonstrated
from tests.databases import text_cells

POLITE = Options(contact="test@example.se", delay=0.0)
CONTACTS: list[dict[str, str]] = json.loads((FIXTURES / "contacts.json").read_text(encoding="utf-8"))


@pytest.fixture
def newsroom() -> Iterator[Newsroom]:
    with Newsroom() as served:
        yield served


@pytest.fixture
def web() -> Iterator[httpx.Client]:
    with httpx.Client() as client:
        yield client


def test_every_fixture_is_served_with_the_servers_own_address(newsroom: Newsroom, web: httpx.Client) -> None:
    paths = [
        ROOM,
        FEED,
        "/robots.txt",
        "/sitemap.xml",
        f"{ROOM}/pressreleases",
        f"{ROOM}/pressreleases?page=2",
        f"{ROOM}/latest_news",
    ]
    university = newsroom.folder / "university" / "releases"
    told = [f"{UNIVERSITY}/pressreleases/{page.stem}" for page in university.glob("*.html")]
    assert len(told) == 1
    paths += [UNIVERSITY, *told]
    for address in [*(newsroom.origin + path for path in paths), *newsroom.releases()]:
        answer = web.get(address)
        assert answer.status_code == 200
        assert "charset=utf-8" in answer.headers["content-type"]
        assert "{{" not in answer.text
        assert "synthetic" in answer.text.lower()
        if address in newsroom.releases():
            assert f'<link rel="canonical" href="{address}">' in answer.text


def test_unchanged_page_answers_304_by_tag_and_by_date(newsroom: Newsroom, web: httpx.Client) -> None:
    first = web.get(newsroom.address)
    tag, date = first.headers["etag"], first.headers["last-modified"]
    assert web.get(newsroom.address, headers={"If-None-Match": tag}).status_code == 304
    assert web.get(newsroom.address, headers={"If-Modified-Since": date}).status_code == 304
    assert (
        web.get(newsroom.address, headers={"If-None-Match": '"x"', "If-Modified-Since": date}).status_code
        == 200
    )
    assert newsroom.count(ROOM) == 4
    assert newsroom.count(ROOM, 304) == 2


def test_page_is_compressed_only_for_who_asks(newsroom: Newsroom, web: httpx.Client) -> None:
    packed = web.get(newsroom.address, headers={"Accept-Encoding": "gzip"})
    plain = web.get(newsroom.address, headers={"Accept-Encoding": "identity"})
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert packed.text == plain.text


@pytest.mark.parametrize(
    "path", ["/", "/x", f"{ROOM}/pressreleases?page=3", f"{ROOM}/pressreleases/nothing-1"]
)
def test_what_is_not_there_is_not_found(newsroom: Newsroom, web: httpx.Client, path: str) -> None:
    assert web.get(newsroom.origin + path).status_code == 404


def test_edited_page_gets_a_new_tag(tmp_path: Path, web: httpx.Client) -> None:
    folder = shutil.copytree(FIXTURES, tmp_path / "newsroom")
    with Newsroom(folder) as newsroom:
        address = newsroom.releases()[0]
        tag = web.get(address).headers["etag"]
        page = next(iter(sorted(folder.glob("releases/*.html"))))
        page.write_bytes(page.read_bytes().replace(b"kronor", b"riksdaler"))
        again = web.get(address, headers={"If-None-Match": tag})
        assert again.status_code == 200
        assert "riksdaler" in again.text


def test_lists_feed_and_sitemap_name_the_releases() -> None:
    slugs = {page.stem for page in FIXTURES.glob("releases/*.html")}
    named = {
        name: set(re.findall(r"pressreleases/([a-z0-9-]+-\d{7})", (FIXTURES / name).read_text("utf-8")))
        for name in ("pressreleases.html", "pressreleases-2.html", "sitemap.xml", "rss.xml")
    }
    assert named["pressreleases.html"] | named["pressreleases-2.html"] == slugs == named["sitemap.xml"]
    assert len(named["rss.xml"]) == 20
    assert named["rss.xml"] < slugs


def test_crawl_over_http_finds_every_release_and_fetches_each_once(tmp_path: Path) -> None:
    with Newsroom() as newsroom:
        summary = crawl(tmp_path, [newsroom.address], POLITE)
        assert summary.new == len(newsroom.releases()) == 22
        for address in newsroom.releases():
            assert newsroom.count(address.removeprefix(newsroom.origin)) == 1
        pipeline.build(tmp_path)
        with closing(connect(tmp_path / DATABASE)) as database:
            stored = {row["url"] for row in database.execute("SELECT url FROM releases")}
        assert stored == set(newsroom.releases())


def test_second_crawl_fetches_nothing_new(tmp_path: Path) -> None:
    with Newsroom() as newsroom:
        crawl(tmp_path, [newsroom.address], POLITE)
        first = len(newsroom.requests)
        summary = crawl(tmp_path, [newsroom.address], POLITE)
        again = [asked for asked in newsroom.requests[first:] if "/pressreleases/" in asked.path]
    assert (summary.new, summary.changed) == (0, 0)
    assert {asked.status for asked in again} == {304}


def test_page_edited_between_two_crawls_is_a_new_revision(tmp_path: Path) -> None:
    folder = shutil.copytree(FIXTURES, tmp_path / "newsroom")
    page = next(folder.glob("releases/18-7-miljoner*.html"))
    with Newsroom(folder) as newsroom:
        crawl(tmp_path / "data", [newsroom.address], POLITE)
        page.write_bytes(page.read_bytes().replace(b"3&nbsp;275&nbsp;118 kr", b"3&nbsp;275&nbsp;119 kr"))
        assert crawl(tmp_path / "data", [newsroom.address], POLITE).changed == 1
    pipeline.build(tmp_path / "data")
    with closing(connect(tmp_path / "data" / DATABASE)) as database:
        revised = database.execute("SELECT id FROM releases WHERE revision = 2").fetchall()
        amounts = database.execute("SELECT amount FROM grants WHERE amount = 3275119").fetchall()
    assert [row["id"] for row in revised] == ["mynewsdesk-pressreleases-3301417"]
    assert len(amounts) == 1


def test_contact_persons_are_in_no_text_of_the_database(crawled: Path) -> None:
    with closing(connect(crawled / DATABASE)) as database:
        cells = list(text_cells(database))
    assert len(cells) > 500
    for contact in CONTACTS:
        name, mail = contact["name"].casefold(), contact["email"].casefold()
        number = national(contact["phone"])
        for place, text in cells:
            assert name not in text.casefold(), place
            assert mail not in text.casefold(), place
            assert number not in re.sub(r"\D", "", text), place


def test_contact_persons_cannot_be_searched_for(crawled: Path) -> None:
    with closing(sqlite3.connect(":memory:")) as copy:
        with closing(connect(crawled / DATABASE)) as database:
            database.backup(copy)
        words = set(indexed_words(copy))
    assert "norrskog" in words
    surnames = {plain(contact["name"].split()[-1]) for contact in CONTACTS} - {"norrskog"}
    assert len(surnames) == len(CONTACTS) - 1
    assert not surnames & {plain(word) for word in words}


def test_archive_keeps_what_the_database_leaves_out(crawled: Path) -> None:
    pages = b"".join(one.capture.body for one in Archive(crawled / ARCHIVE).captures()).decode()
    for contact in CONTACTS:
        assert all(contact[field] in pages for field in ("name", "phone", "email"))


def test_demo_prints_grants_and_checks_and_says_how_to_open_them(
    tmp_path: Path, demonstrated: Demonstrated
) -> None:
    # It makes anew what it made before.
    shutil.copytree(demonstrated.folder, tmp_path, dirs_exist_ok=True)
    done = demo(tmp_path)
    assert done.returncode == 0, done.stderr
    assert "Testbädd Kallt Klimat 3.0" in done.stdout
    assert "3 275 118 kr" in done.stdout
    assert "the release claims 7 900 000 SEK, the grants read sum to 7 250 000" in done.stdout
    assert f"anslag serve --data {DATA}" in done.stdout
    with closing(connect(tmp_path / DATA / DATABASE)) as database:
        assert_everything_is_met(database)


def assert_everything_is_met(database: sqlite3.Connection) -> None:
    """What the demo is to show: maps, a contested grant, a refusal, one told twice, a correction, a change."""

    def first(sql: str) -> str | int:
        value: str | int = database.execute(sql).fetchone()[0]
        return value

    assert first("SELECT count(DISTINCT kommun) FROM organisations") == 4
    assert first("SELECT count(DISTINCT county) FROM organisations") == 3
    contested = "mynewsdesk-pressreleases-3372448"
    assert first("SELECT release_id FROM checks WHERE name = 'total' AND status = 'failed'") == contested
    assert first("SELECT count(*) > 0 FROM amounts WHERE fate = 'refused'")
    assert first("SELECT count(DISTINCT publisher) FROM grants_list WHERE amount = 3275118") == 2
    assert first("SELECT count(*) FROM grants_told_again WHERE amount = 3275118") == 1
    assert first("SELECT told_again FROM kronor_per_owner WHERE name = 'Högskolan i Norrskog'") == 1
    assert first("SELECT before || ' ' || after FROM changes") == "2024-12-31 2025-03-31"
    release_id, position, column, right = CORRECTED
    assert first("SELECT outcome FROM corrections") == "applied"
    assert first(f"SELECT {column} FROM grants WHERE id = '{release_id}-g{position}'") == right.isoformat()


def test_demo_leaves_a_folder_alone_that_is_not_its_own(tmp_path: Path) -> None:
    (tmp_path / DATA).mkdir()
    (tmp_path / DATA / "thesis.txt").write_text("mine")
    done = demo(tmp_path)
    assert done.returncode == 1
    assert "move it away" in done.stderr
    assert "Traceback" not in done.stderr
    assert (tmp_path / DATA / "thesis.txt").read_text() == "mine"


def demo(folder: Path) -> subprocess.CompletedProcess[str]:
    """The demo, run in ``folder`` on a terminal wide enough for whole titles."""
    return subprocess.run(
        [sys.executable, "-m", "anslag.demo"],
        cwd=folder,
        env={**os.environ, "COLUMNS": "140"},
        capture_output=True,
        text=True,
        timeout=120,
    )


def indexed_words(database: sqlite3.Connection) -> Iterator[str]:
    """Every word that a full-text index of the database holds."""
    tables = database.execute("SELECT name FROM sqlite_master WHERE sql LIKE '%USING fts5%'").fetchall()
    assert tables
    for (table,) in tables:
        database.execute(f"CREATE VIRTUAL TABLE temp.words USING fts5vocab(main, '{table}', row)")
        yield from (word for (word,) in database.execute("SELECT term FROM temp.words").fetchall())
        database.execute("DROP TABLE temp.words")


def national(phone: str) -> str:
    """The digits of a Swedish telephone number without trunk zero and country code."""
    digits = re.sub(r"\D", "", phone.replace("(0)", ""))
    return digits.removeprefix("46") if phone.startswith("+") else digits.removeprefix("0")


def plain(word: str) -> str:
    """A word in lower case without the dots and rings that an index may fold away."""
    return word.casefold().translate(str.maketrans("åäöé", "aaoe"))

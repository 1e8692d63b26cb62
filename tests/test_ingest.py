"""What other tools archived is taken in: releases only, once, with where they came from; damage costs what it hits."""

from __future__ import annotations

import gzip
import json
import shutil
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

from anslag.folder import ARCHIVE, DATABASE
from anslag.scraper.archive import Archive
from anslag.scraper.exchange import Fetched
from anslag.scraper.frontier import Frontier
from anslag.scraper.ingest import Taking, ingest
from anslag.scraper.records import Role
from anslag.scraper.wanted import Wishes
from tests.archives import Shelf, page
from tests.command import Ran, anslag
from tests.foreign import FOLDER, HOSTED, ROOM, by_wget, cdxj, wacz
from tests.shelf import hop

OWNERS = {"Norrby byalag", "Söderby byalag", "Östby byalag"}
FILES = ["wget.warc.gz", "warcio.warc.gz", "fastwarc.warc", "browsertrix.wacz"]


def taken(
    tmp_path: Path, *files: Path, rooms: tuple[str, ...] = (ROOM,), only: tuple[str, ...] = ()
) -> Taking:
    """What is taken in of files, without a build."""
    return ingest(Archive(tmp_path / ARCHIVE), files, Wishes(rooms, only), lambda _done, _all: None)


def held(tmp_path: Path) -> dict[str, str]:
    """By address, the file that each answer of the archive was taken from."""
    found = {}
    for one in Archive(tmp_path / ARCHIVE).captures():
        assert one.capture.source is not None
        found[one.capture.url] = one.capture.source.file
    return found


def command(tmp_path: Path, *arguments: str | Path) -> Ran:
    """The command, where the newsroom is known."""
    (tmp_path / "anslag-data").mkdir(exist_ok=True)
    room = f'[[newsroom]]\nname = "Bygdestiftelsen"\nurl = "{ROOM}"\n'
    (tmp_path / "anslag-data" / "newsrooms.toml").write_text(room, "utf-8")
    return anslag("ingest", *arguments, cwd=tmp_path)


def rows(tmp_path: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(tmp_path / "anslag-data" / DATABASE)) as db:
        return db.execute(query).fetchall()


@pytest.mark.parametrize("name", FILES)
def test_releases_of_every_tool_are_taken_in(tmp_path: Path, name: str) -> None:
    taking = taken(tmp_path, FOLDER / name)
    releases = {
        f"{ROOM}bidrag-till-norrby-byalag",
        f"{ROOM}bidrag-till-soderby-byalag",
        f"{HOSTED}/bidrag-till-ostby-3200001",
    }
    assert set(held(tmp_path)) == releases
    assert len(taking.releases) == 3
    assert taking.faults == []
    assert list(Archive(tmp_path / ARCHIVE).verify()) == []


def test_what_wget_archives_now_is_taken_in(tmp_path: Path) -> None:
    if shutil.which("wget") is None:
        pytest.skip("wget is not installed")
    by_wget(tmp_path / "now.warc.gz")
    assert len(taken(tmp_path, tmp_path / "now.warc.gz").releases) == 3


@pytest.mark.slow
def test_grants_are_in_the_database_with_where_they_came_from(tmp_path: Path) -> None:
    done = command(tmp_path, FOLDER / "wget.warc.gz")
    assert done.code == 0, done.err
    assert done.out.startswith("Taken in: 3 answers of 3 releases; 0 there already\n")
    assert "Database: 3 grants in 3 releases" in done.out
    assert {row[0] for row in rows(tmp_path, "SELECT owner FROM grants")} == OWNERS
    found = rows(tmp_path, "SELECT DISTINCT source_file, substr(source_record, 1, 10) FROM responses")
    assert found == [("wget.warc.gz", "<urn:uuid:")]
    assert (ROOM,) in rows(tmp_path, "SELECT newsroom FROM releases")


def test_the_same_again_adds_nothing(tmp_path: Path) -> None:
    taken(tmp_path, FOLDER / "wget.warc.gz")
    before = Archive(tmp_path / ARCHIVE).digest()
    renamed = Path(shutil.copy(FOLDER / "wget.warc.gz", tmp_path / "other.warc.gz"))
    again = taken(tmp_path, FOLDER / "wget.warc.gz", renamed, FOLDER / "browsertrix.wacz")
    assert (again.answers, again.known) == (0, 9)
    assert Archive(tmp_path / ARCHIVE).digest() == before


def test_the_index_made_anew_still_knows_what_was_taken_in(tmp_path: Path) -> None:
    taken(tmp_path, FOLDER / "wget.warc.gz")
    (tmp_path / ARCHIVE / "index.cdxj").unlink()
    Archive(tmp_path / ARCHIVE).repair()
    assert taken(tmp_path, FOLDER / "wget.warc.gz").answers == 0


def test_unknown_newsroom_is_left_out_until_it_is_named(tmp_path: Path) -> None:
    assert set(taken(tmp_path, FOLDER / "wget.warc.gz", rooms=()).releases) == {
        "mynewsdesk-pressreleases-3200001"
    }
    only = taken(
        tmp_path, FOLDER / "wget.warc.gz", rooms=(), only=("bygdestiftelsen.example/*/bidrag-till-s",)
    )
    assert only.releases == {"bygdestiftelsen-example_nyheter_bidrag-till-soderby-byalag"}


def test_repeat_has_the_body_of_its_original(tmp_path: Path) -> None:
    taking = taken(tmp_path, FOLDER / "warcio.warc.gz")
    repeated = [one for one in Archive(tmp_path / ARCHIVE).captures() if one.unchanged]
    assert taking.answers == 4
    assert [one.capture.url for one in repeated] == [f"{ROOM}bidrag-till-norrby-byalag"]
    assert "Norrby byalag" in repeated[0].capture.body.decode()


def test_repeat_finds_its_original_in_a_file_that_comes_later(tmp_path: Path) -> None:
    first, second = parted(FOLDER / "warcio.warc.gz", tmp_path)
    assert taken(tmp_path / "a", second).faults == [
        "second.warc.gz: 1 × a revisit whose original is in no file given; name the file that holds it too"
    ]
    assert taken(tmp_path / "b", second, first).faults == []
    assert len(held(tmp_path / "b")) == 3


def parted(warc: Path, folder: Path) -> tuple[Path, Path]:
    """All records of a file but the last one, which is a repeat; and that one."""
    data = warc.read_bytes()
    at = data.rindex(b"\x1f\x8b\x08")
    first, second = folder / "first.warc.gz", folder / "second.warc.gz"
    first.write_bytes(data[:at])
    second.write_bytes(data[at:])
    return first, second


def test_older_page_does_not_come_after_a_newer_one(tmp_path: Path) -> None:
    """What was archived elsewhere in 2025 is no newer version of what was crawled later."""
    url, body = f"{HOSTED}/bidrag-till-ostby-3200001", page("990 000", "Östby byalag")
    later = Fetched(url, (hop(url, body, after=1e8),), body)
    archive = Archive(tmp_path / "anslag-data" / ARCHIVE)
    archive.append(later, role=Role.RELEASE, release_id="mynewsdesk-pressreleases-3200001", newsroom=HOSTED)
    assert command(tmp_path, FOLDER / "fastwarc.warc").code == 0
    found = rows(tmp_path, "SELECT amount FROM grants WHERE release_id LIKE 'mynewsdesk%'")
    assert found == [(990000,)]
    assert rows(tmp_path, "SELECT count(*) FROM release_revisions WHERE release_id LIKE 'mynewsdesk%'") == [
        (2,)
    ]


# -- an index


def test_index_restricts_what_is_read(tmp_path: Path) -> None:
    lines = [
        line.replace("data.warc.gz", "crawl-data/wget.warc.gz") for line in cdxj(FOLDER / "wget.warc.gz")
    ]
    index = tmp_path / "own.cdxj"
    index.write_text("!meta {}\n" + "".join(line for line in lines if "soderby" in line), "utf-8")
    done = command(tmp_path, FOLDER / "wget.warc.gz", "--index", index)
    assert done.code == 0, done.err
    assert rows(tmp_path, "SELECT owner FROM grants") == [("Söderby byalag",)]


def test_index_of_a_wacz_restricts_what_is_read(tmp_path: Path) -> None:
    made = tmp_path / "few.wacz"
    with zipfile.ZipFile(FOLDER / "browsertrix.wacz") as whole, zipfile.ZipFile(made, "w") as few:
        few.writestr("archive/data.warc.gz", whole.read("archive/data.warc.gz"))
        lines = gzip.decompress(whole.read("indexes/index.cdx.gz")).decode().splitlines(keepends=True)
        few.writestr("indexes/index.cdx", "".join(line for line in lines if "norrby" in line))
    assert len(taken(tmp_path, made).releases) == 1
    assert held(tmp_path) == {f"{ROOM}bidrag-till-norrby-byalag": "few.wacz/archive/data.warc.gz"}


def test_index_that_names_no_record_is_told(tmp_path: Path) -> None:
    line = next(line for line in cdxj(FOLDER / "wget.warc.gz") if "norrby" in line)
    said = json.loads(line[line.index("{") :])
    said |= {"offset": "7", "filename": "wget.warc.gz"}
    (tmp_path / "own.cdxj").write_text(f"- 20250301120000 {json.dumps(said)}\n", "utf-8")
    done = command(tmp_path, FOLDER / "wget.warc.gz", "--index", tmp_path / "own.cdxj")
    assert done.code == 3
    assert "wget.warc.gz: no record begins at byte 7, where the index has one" in done.out


def test_file_that_is_no_index_is_refused(tmp_path: Path) -> None:
    (tmp_path / "own.cdxj").write_text("hej\n", "utf-8")
    done = command(tmp_path, FOLDER / "wget.warc.gz", "--index", tmp_path / "own.cdxj")
    assert done.code == 2
    assert "own.cdxj: no CDXJ index" in done.complaint


# -- broken files


def test_what_stands_before_a_cut_is_taken_in(tmp_path: Path) -> None:
    cut = tmp_path / "cut.warc"
    cut.write_bytes((FOLDER / "fastwarc.warc").read_bytes()[:-100])
    done = command(tmp_path, cut)
    assert done.code == 3
    assert {row[0] for row in rows(tmp_path, "SELECT owner FROM grants")} == OWNERS - {"Östby byalag"}
    [line] = [line for line in done.out.splitlines() if "cut.warc" in line]
    assert line.endswith("what stands before it was read")


@pytest.mark.parametrize("name", ["wget.warc.gz", "fastwarc.warc"])
def test_what_stands_behind_damage_is_taken_in(tmp_path: Path, name: str) -> None:
    data = bytearray((FOLDER / name).read_bytes())
    middle = damaged_place(bytes(data), packed=name.endswith(".gz"))
    data[middle : middle + 40] = b"\0" * 40
    broken = tmp_path / name
    broken.write_bytes(bytes(data))
    taking = taken(tmp_path, broken)
    assert len(taking.releases) >= 2
    assert "mynewsdesk-pressreleases-3200001" in taking.releases
    assert len(taking.faults) == 1
    assert "read on from byte" in taking.faults[0]


def damaged_place(data: bytes, *, packed: bool) -> int:
    """A byte in a record that is neither the first nor the last one."""
    mark = b"\x1f\x8b\x08" if packed else b"WARC/1."
    places = [at for at in range(len(data)) if data.startswith(mark, at)]
    return places[len(places) // 2] + (20 if packed else 0)


def test_garbage_between_records_costs_none(tmp_path: Path) -> None:
    data = (FOLDER / "wget.warc.gz").read_bytes()
    at = data.index(b"\x1f\x8b\x08", 2000)
    (tmp_path / "mixed.warc.gz").write_bytes(data[:at] + b"skr\xc3\xa4p" * 50 + data[at:])
    taking = taken(tmp_path, tmp_path / "mixed.warc.gz")
    assert len(taking.releases) == 3
    assert len(taking.faults) == 1


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.warc.gz", b"this is no gzip", "a.warc.gz: no WARC file: no record begins in it"),
        ("a.warc.gz", gzip.compress(b"hej", mtime=0), "a.warc.gz: no WARC file: no record begins in it"),
        ("a.warc", b"", "a.warc: no WARC file: no record begins in it"),
        ("a.wacz", b"PK\x03\x04 broken", "a.wacz: no WACZ: File is not a zip file"),
    ],
)
def test_file_that_is_none_is_one_line(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    (tmp_path / name).write_bytes(content)
    done = command(tmp_path, tmp_path / name)
    assert (done.code, done.complaint) == (2, said)


def test_missing_file_is_one_line(tmp_path: Path) -> None:
    done = command(tmp_path, "none.warc.gz")
    assert (done.code, done.complaint) == (2, "there is no file none.warc.gz")


def test_own_archive_is_not_taken_in(tmp_path: Path) -> None:
    Shelf(tmp_path / "anslag-data").put(page())
    done = command(tmp_path, tmp_path / "anslag-data" / ARCHIVE)
    assert done.code == 2
    assert "there is nothing to take in" in done.complaint


def test_bad_file_does_not_keep_the_others_out(tmp_path: Path) -> None:
    (tmp_path / "bad.warc.gz").write_bytes(b"hej")
    done = command(tmp_path, tmp_path / "bad.warc.gz", FOLDER / "wget.warc.gz")
    assert done.code == 3
    assert "bad.warc.gz: no WARC file" in done.out
    assert "Database: 3 grants" in done.out


def test_bomb_is_not_unpacked(tmp_path: Path) -> None:
    head = b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 120000000\r\n\r\n"
    with gzip.open(tmp_path / "bomb.warc.gz", "wb", compresslevel=6) as file:
        file.write(head)
        for _ in range(120):
            file.write(bytes(1_000_000))
    taking = taken(tmp_path, tmp_path / "bomb.warc.gz")
    assert taking.faults == ["bomb.warc.gz: unpacks to more than 200 times its size; not read further"]


def test_zip_that_is_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    with (
        zipfile.ZipFile(tmp_path / "bomb.wacz", "w", zipfile.ZIP_DEFLATED) as zipped,
        zipped.open("archive/a.warc", "w") as file,
    ):
        for _ in range(120):
            file.write(bytes(1_000_000))
    taking = taken(tmp_path, tmp_path / "bomb.wacz")
    assert taking.faults == ["bomb.wacz: archive/a.warc unpacks to more than 200 times its size; not read"]


def test_zip_without_warc_is_told(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.wacz", "w") as zipped:
        zipped.writestr("datapackage.json", "{}")
    assert taken(tmp_path, tmp_path / "a.wacz").faults == [
        "a.wacz: a ZIP without a WARC file in it; a WACZ has them in archive/"
    ]


def test_next_crawl_does_not_take_it_for_its_own(tmp_path: Path) -> None:
    taken(tmp_path, FOLDER / "wget.warc.gz")
    with Frontier(tmp_path / "crawl.db") as frontier:
        frontier.reconcile(Archive(tmp_path / ARCHIVE))
        assert frontier.due() == 0
        assert list(frontier.log(1, ROOM)) == []


def test_wacz_that_is_made_now_is_read(tmp_path: Path) -> None:
    wacz(FOLDER / "wget.warc.gz", tmp_path / "now.wacz")
    assert len(taken(tmp_path, tmp_path / "now.wacz").releases) == 3

"""What the doctor finds: each thing that a user needs, broken on purpose, and what to do about it."""

from __future__ import annotations

import shutil
import sqlite3
import sys
import tomllib
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from anslag import doctor
from anslag.db.connection import VERSION
from anslag.doctor import Finding, State, findings
from tests.archives import Shelf, page
from tests.command import anslag
from tests.servers import Server, reply


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of one release."""
    shelf = Shelf(tmp_path_factory.mktemp("made"))
    shelf.put(page())
    shelf.built()
    return shelf.data


@pytest.fixture
def data(made: Path, tmp_path: Path) -> Path:
    """A copy of it, to be broken."""
    shutil.copytree(made, tmp_path / "data")
    return tmp_path / "data"


def broken(found: Iterator[Finding]) -> list[str]:
    return [f"{one.what}: {one.said}" for one in found if one.state is State.BROKEN]


def test_all_is_well_with_one_line_for_each_thing(data: Path) -> None:
    before = {path: path.read_bytes() for path in data.rglob("*") if path.is_file()}
    ran = anslag("doctor", "--offline", "--data", data, cwd=data.parent)
    assert (ran.code, ran.err) == (0, "")
    lines = ran.out.splitlines()
    assert lines[-1] == "Everything that anslag needs works."
    assert [line.partition(":")[0][2:] for line in lines[:-1]] == [
        "anslag", "Python", "SQLite", "reader", *(f"part {extra}" for extra in doctor.PARTS), "data folder", "disk",
        "archive", "database", "corrections", "weights", "contact", "newsrooms", "network",
    ]  # fmt: skip
    assert f"✓ database: schema {VERSION}, 1 grant in 1 release" in lines
    assert "– network: not tried (--offline)" in lines
    assert {path: path.read_bytes() for path in data.rglob("*") if path.is_file()} == before


def test_newcomer_without_a_folder_is_told_how_to_begin(tmp_path: Path) -> None:
    ran = anslag("doctor", cwd=tmp_path)
    assert ran.code == 0
    assert "– data folder: there is no anslag-data yet; `anslag crawl` makes it" in ran.out
    assert list(tmp_path.iterdir()) == []


def old_database(data: Path) -> None:
    with closing(sqlite3.connect(data / "anslag.db")) as db:
        db.execute(f"PRAGMA user_version = {VERSION - 1}")


def cut_archive(data: Path) -> None:
    [file] = (data / "archive").glob("*.warc.gz")
    file.write_bytes(file.read_bytes()[:100])


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (old_database, "made by an older anslag"),
        (lambda data: (data / "anslag.db").write_bytes(b"nonsense" * 200), "run `anslag build` to make it anew"),
        (cut_archive, "records missing; bring the files back from a copy, see `anslag verify`"),
        (lambda data: (data / "corrections.toml").write_text("[[correction"), "corrections.toml"),
        (lambda data: (data / "newsrooms.toml").write_text("[[newsroom]]\nname = 'A'\n"), "newsroom 1 has no url"),
    ],
    ids=["old database", "no database", "archive", "corrections", "newsrooms"],
)  # fmt: skip
def test_what_is_broken_in_the_folder_is_told_with_the_way_out(
    data: Path, harm: Callable[[Path], object], said: str
) -> None:
    harm(data)
    [line] = broken(findings(data, offline=True))
    assert said in line
    assert "\n" not in line
    ran = anslag("doctor", "--offline", "--data", data, cwd=data)
    assert ran.code == 1
    assert ran.out.splitlines()[-1] == "1 thing to mend."


def test_newsrooms_that_answer_and_that_do_not_are_told_apart(data: Path) -> None:
    with Server({}) as gone:
        pass
    with Server({"/robots.txt": reply(status="403 Forbidden")}) as server:
        rooms = [f"{server.origin}/se/a", f"{server.origin}/se/b", f"{gone.origin}/se/c"]
        rows = "".join(f"[[newsroom]]\nname = 'A'\nurl = '{room}'\n" for room in rooms)
        (data / "newsrooms.toml").write_text(rows)
        found = [one for one in findings(data) if one.what == "network"]
        assert server.count("/robots.txt") == 1
    assert [one.state for one in found] == [State.GOOD, State.BROKEN]
    assert found[0].said == f"{server.origin} answers"
    assert found[1].said.startswith(f"{gone.origin}: no connection")


def test_newsroom_inside_a_private_network_is_told_and_not_asked(data: Path) -> None:
    (data / "newsrooms.toml").write_text("[[newsroom]]\nname = 'A'\nurl = 'http://10.0.0.1/se'\n")
    [line] = broken(findings(data))
    assert "not on the public Internet" in line


def test_part_that_is_not_installed_breaks_nothing(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    found = {one.what: one for one in findings(data, offline=True)}
    assert found["part frames"].state is State.IDLE
    assert "pip install '.[frames]' in a checkout of anslag (lacks pandas)" in found["part frames"].said
    assert broken(iter(found.values())) == []


def test_reader_that_cannot_be_loaded_is_told(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "SAMPLE", "")
    [line] = broken(findings(data, offline=True))
    assert line.startswith("reader: does not work (")
    assert line.endswith("install anslag anew")


def test_disk_without_room_is_told(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "ROOM", 10**18)
    [line] = broken(findings(data, offline=True))
    assert line.startswith("disk: ")
    assert line.endswith(": free some")


def test_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    assert broken(findings(tmp_path / "file", offline=True)) == [
        f"data folder: {tmp_path / 'file'} is a file; name a folder with --data"
    ]
    # Nobody writes there, root neither.
    assert any("cannot be written" in line for line in broken(findings(Path("/proc/data"), offline=True)))


def test_parts_are_the_extras_of_the_package() -> None:
    project = tomllib.loads((Path(__file__).parent.parent / "pyproject.toml").read_text("utf-8"))["project"]
    assert set(doctor.PARTS) == set(project["optional-dependencies"]) - {"all", "dev"}
    assert project["requires-python"] == f">={'.'.join(map(str, doctor.OLDEST_PYTHON))}"

"""A build that goes on from what was kept ends as one from nothing, whatever happened before."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from anslag import captures, pipeline, reader, signature, versions
from anslag.build_cache import NAME as READINGS
from anslag.build_cache import BuildCache
from anslag.db import corrections_file, numbers, same_grant_blocks, same_grant_file, store
from anslag.db.corrections import Correction, Decision
from anslag.db.progress import BuildProgress
from anslag.db.store import Store
from anslag.errors import AnslagError
from anslag.folder import DATABASE
from anslag.parsers.weights import text
from anslag.pipeline import build
from anslag.readings import DamagedReading, kept_reading, opened, packed
from anslag.scraper.records import Capture
from anslag.teaching import FOLDER
from tests.archives import Shelf, page
from tests.command import anslag, python
from tests.contents import content

RELEASES = Path(__file__).parent.parent / "fixtures" / "releases"
OWNERS = (
    "Umeå kommun",
    "Åre kommun",
    "Hults bygdegårdsförening",
    "Hults bygdegardsförening",
    "Granby IF",
    "Granby If",
)
SUMS = ("1 234 567", "1 234 567", "2 345 678", "250 000")
DAY = "<meta property='article:published_time' content='2025-03-0{}T10:00:00Z'>"


class Project:
    """A data folder to which things happen."""

    def __init__(self, data: Path, chance: random.Random) -> None:
        self.data, self.chance = data, chance
        self.shelf = Shelf(data)
        self.places: dict[str, list[tuple[str, int]]] = {}

    def capture(self) -> None:
        """Some answers, of new releases and of old ones."""
        for _ in range(self.chance.randrange(1, 4)):
            name = f"r{self.chance.randrange(12):02}"
            how = self.chance.randrange(10)
            before = self.places.get(name, [])
            if how < 6:
                extra = f"<p>{self.chance.choice(OWNERS)} får {self.chance.choice(SUMS)} kronor till dans {how}.</p>"
                body = page(
                    self.chance.choice(SUMS),
                    self.chance.choice(OWNERS),
                    DAY.format(how + 1) + (extra if how > 3 else ""),
                )
                self.places.setdefault(name, []).append(self.shelf.put(body, name=name))
            elif how == 6 and before:
                self.shelf.put(b"", 304, name=name, previous=before[-1], headers=())
            elif how == 7:
                self.shelf.put(b"", 404, name=name)
            elif how == 8:
                self.shelf.put(b"%PDF-1.7", name=name)
            else:
                self.shelf.put(b"<!DOCTYPE html><title>Bidrag</title><h1>Bidrag till byar</h1>", name=name)

    def rows(self, sql: str) -> list[Any]:
        """What the database at hand says, if there is one that can."""
        if (self.data / DATABASE).is_file():
            with closing(sqlite3.connect(self.data / DATABASE)) as db, suppress(sqlite3.DatabaseError):
                return db.execute(sql).fetchall()
        return []

    def decision(self) -> None:
        """A person corrects, rejects or answers for something of the database at hand."""
        rows = self.rows(
            "SELECT release_id, position, amount, text_sha256 FROM grants JOIN releases ON releases.id = release_id "
            "WHERE amount IS NOT NULL ORDER BY 1, 2"
        )
        if rows:
            release_id, position, amount, digest = self.chance.choice(rows)
            one = Correction(
                release_id, position, "amount", Decision.CORRECT, "A. Reader", date(2025, 4, 1), "misprint", digest,
                amount, self.chance.randrange(1, 9) * 1000,
            )  # fmt: skip
            corrections_file.add(self.data / corrections_file.NAME, one)

    def withdrawal(self) -> None:
        """Somebody empties the corrections."""
        (self.data / corrections_file.NAME).unlink(missing_ok=True)

    def funders(self) -> None:
        name = self.chance.choice(OWNERS)
        (self.data / "funders.csv").write_text(f"name,kind\nNämnden {name},agency\nexample,agency\n", "utf-8")

    def register(self) -> None:
        number = self.chance.choice(("212000-2627", "556016-0680"))
        (self.data / "register.csv").write_text(
            f"name,number\n{self.chance.choice(OWNERS)},{number}\n", "utf-8"
        )

    def pair(self) -> None:
        """A person says whether two grants are one."""
        rows = self.rows("SELECT id, title, owner, amount, currency FROM grants ORDER BY id")
        if len(rows) > 1:
            first, second = self.chance.sample(rows, 2)
            said = [
                " · ".join("–" if part is None else str(part) for part in row[1:]) for row in (first, second)
            ]
            same, day = self.chance.random() < 0.7, date(2025, 4, 2)
            one = same_grant_file.PairDecision(
                first[0], second[0], same, said[0], said[1], who="A", when=day, why="seen"
            )
            same_grant_file.add(self.data / corrections_file.NAME, one)

    def damage(self) -> None:
        """A byte of what is kept, or of the database, is another one."""
        name = self.chance.choice((READINGS, READINGS, READINGS, DATABASE))
        path = self.data / name
        if path.is_file():
            held = bytearray(path.read_bytes())
            held[self.chance.randrange(len(held))] ^= 1 << self.chance.randrange(8)
            path.write_bytes(held)

    def loss(self) -> None:
        """Something that can be made anew is deleted."""
        (self.data / self.chance.choice((READINGS, DATABASE))).unlink(missing_ok=True)

    def copy(self) -> None:
        """The folder was copied, so that every file looks new."""
        for path in self.data.rglob("*"):
            if path.is_file():
                os.utime(path, (1, self.chance.randrange(10**9)))


class Stopped(BaseException):
    """What ends a build somewhere."""


FAULTS: tuple[tuple[object, str], ...] = (
    (captures, "page_key"),
    (BuildCache, "keep"),
    (BuildCache, "put"),
    (versions, "versions_of"),
    (Store, "save"),
    (Store, "owners"),
    (Store, "finish"),
    (store, "put_in_place"),
    (pipeline, "checksum"),
)
"""Where builds are stopped: before one of the calls of these."""


@contextmanager
def stopping(chance: random.Random) -> Iterator[None]:
    """Ends what is done inside at a random call of one of :data:`FAULTS`."""
    owner, name = chance.choice(FAULTS)
    real, left = getattr(owner, name), iter(range(chance.randrange(6)))

    def stop(*given: Any, **named: Any) -> Any:
        if next(left, None) is None:
            raise Stopped
        return real(*given, **named)

    with pytest.MonkeyPatch.context() as patch, suppress(Stopped):
        patch.setattr(owner, name, stop)
        yield


def killed(data: Path, chance: random.Random) -> None:
    """A build in a process of its own that is killed somewhere."""
    owner, name = chance.choice(FAULTS)
    place = owner.__name__ if isinstance(owner, ModuleType) else f"{owner.__module__}:{owner.__name__}"  # type: ignore[attr-defined]
    assert python(KILLED, data, place, name, str(chance.randrange(3)), cwd=data) in (0, -9)


KILLED = """
import importlib, os, signal, sys
from pathlib import Path
from anslag import pipeline
data, place, name, left = sys.argv[1:]
module, _, kind = place.partition(":")
owner = importlib.import_module(module)
owner = getattr(owner, kind) if kind else owner
real, calls = getattr(owner, name), iter(range(int(left)))
def kill(*given, **named):
    if next(calls, None) is None:
        os.kill(os.getpid(), signal.SIGKILL)
    return real(*given, **named)
setattr(owner, name, kill)
pipeline.build(Path(data))
"""


def same_as_from_nothing(data: Path, scratch: Path) -> None:
    """Builds a data folder, and another one without what was kept, and compares."""
    made = build(data)
    shutil.rmtree(scratch, ignore_errors=True)
    shutil.copytree(data, scratch, ignore=shutil.ignore_patterns(DATABASE, f"{READINGS}*"))
    again = build(scratch)
    mine, other = content(data / DATABASE), content(scratch / DATABASE)
    for table, held in other.items():
        assert mine[table] == held, table
    assert replace(made, is_new=True) == again


def closely(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets small archives meet what large ones do: a build goes on from the database however much is new, and so few
    grants are compared with each other that who comes and goes decides whether two others are."""
    monkeypatch.setattr(pipeline, "_MOST_CHANGED", 1)
    monkeypatch.setattr(same_grant_blocks, "WINDOW", 2)


@pytest.mark.parametrize("seed", range(6))
def test_build_after_anything_is_the_build_from_nothing(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closely(monkeypatch)
    chance = random.Random(seed)
    project = Project(tmp_path / "data", chance)
    project.capture()
    common = (project.capture,) * 5 + (project.decision,) * 3 + (project.pair,) * 2
    rare = (
        project.withdrawal,
        project.funders,
        project.register,
        project.damage,
        project.damage,
        project.loss,
        project.copy,
    )
    for _ in range(14):
        for _ in range(chance.randrange(1, 3)):
            chance.choice((*common, *rare))()
        with ExitStack() as stack:
            # What is left of the reader's old readings is of no use to it.
            patch = stack.enter_context(pytest.MonkeyPatch.context())
            reader = signature.reader() + "r" * (chance.randrange(6) == 0)
            patch.setattr(signature, "reader", lambda reader=reader: reader)
            how = chance.randrange(5)
            if how == 0:
                same_as_from_nothing(project.data, tmp_path / "scratch")
            elif how < 3:
                stack.enter_context(stopping(chance))
                build(project.data, full=how == 2 and chance.random() < 0.3)
            else:
                build(project.data)
    same_as_from_nothing(project.data, tmp_path / "scratch")


@pytest.mark.parametrize("seed", range(2))
def test_build_that_was_killed_anywhere_is_made_good(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)
    project = Project(tmp_path / "data", chance)
    for _ in range(3):
        project.capture()
        project.decision()
        killed(project.data, chance)
    same_as_from_nothing(project.data, tmp_path / "scratch")


# What is read, and what is not


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses of the pages that are read, as they are."""
    found: list[str] = []

    def noting(capture: Capture, key: str) -> bytes:
        found.append(capture.final_url.rpartition("/")[2])
        return kept_reading(capture, key)

    monkeypatch.setattr(versions, "kept_reading", noting)
    return found


def test_only_what_is_new_is_read(shelf: Shelf, asked: list[str]) -> None:
    for name in "abc":
        shelf.put(page(), name=name)
    assert shelf.built().is_new
    assert asked == ["a", "b", "c"]
    assert not shelf.built().is_new
    shelf.put(page("300 000"), name="b")
    shelf.put(page(), name="d")
    built = shelf.built()
    assert (built.is_new, built.releases) == (True, 4)
    assert asked == ["a", "b", "c", "b", "d"]
    build(shelf.data, full=True)
    assert asked[5:] == ["a", "b", "b", "c", "d"]


def test_nothing_new_leaves_the_file_alone_and_says_so(shelf: Shelf) -> None:
    shelf.put(page())
    shelf.built()
    before = (shelf.data / DATABASE).stat()
    ran = anslag("build", "--data", shelf.data, cwd=shelf.data)
    assert ran.out.startswith("Nothing new; the database is as it was.\nDatabase: 1 grant in 1 release")
    assert (shelf.data / DATABASE).stat().st_mtime_ns == before.st_mtime_ns


def test_other_reader_or_weights_read_every_page_again(shelf: Shelf, asked: list[str]) -> None:
    shelf.put(page(), name="a")
    shelf.built()
    (shelf.data / FOLDER).mkdir()
    (shelf.data / FOLDER / "sumless.tsv").write_text(text("sumless"), "utf-8")
    shelf.built()
    assert asked == ["a", "a"]


def test_damaged_reading_alone_is_read_again(shelf: Shelf, asked: list[str]) -> None:
    for name in "abc":
        shelf.put(page(), name=name)
    shelf.built()
    with closing(sqlite3.connect(shelf.data / READINGS)) as db, db:
        db.execute(
            "UPDATE readings SET reading = CAST(substr(reading, 1, 30) || x'00' || substr(reading, 32) AS BLOB) "
            "WHERE page = (SELECT page FROM captures WHERE release_id = 'example-b')"
        )
    (shelf.data / DATABASE).unlink()
    assert shelf.built().releases == 3
    assert asked[3:] == ["b"]


def test_what_was_read_before_a_stop_stays_read(
    shelf: Shelf, asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(versions, "_CHUNK", 1)
    for name in "abc":
        shelf.put(page(), name=name)

    def stop(done: int, _all: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build(shelf.data, BuildProgress(reading=stop))
    assert shelf.built().releases == 3
    assert asked == ["a", "b", "c"]


def test_folder_that_was_copied_is_not_read_again(shelf: Shelf, asked: list[str]) -> None:
    shelf.put(page())
    shelf.built()
    for path in shelf.data.rglob("*"):
        os.utime(path, (1, 1))
    assert not shelf.built().is_new
    assert len(asked) == 1


def test_place_that_cannot_hold_readings_is_told_in_a_line(shelf: Shelf) -> None:
    shelf.put(page())
    (shelf.data / READINGS).mkdir()
    with pytest.raises(AnslagError, match=r"cannot write .*readings\.db: .*; free space, check permissions"):
        shelf.built()


@pytest.mark.parametrize("path", sorted(RELEASES.glob("*.txt"))[:8], ids=lambda path: path.stem)
def test_reading_comes_back_as_it_was(path: Path) -> None:
    found = numbers.storable(reader.text(path.read_text("utf-8")))
    kept = packed(found, "a page")
    assert opened(kept, "a page") == found
    with pytest.raises(DamagedReading):
        opened(kept, "another page")
    for at in (0, len(kept) // 2, len(kept) - 1):
        with pytest.raises(DamagedReading):
            opened(kept[:at] + bytes([kept[at] ^ 1]) + kept[at + 1 :], "a page")


def test_grant_that_goes_lets_its_neighbours_meet(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    closely(monkeypatch)
    for name in "axyb":
        shelf.put(page("1 234 567"), name=name)
    shelf.built()
    pair = "SELECT second FROM same_grant WHERE first = 'example-a-g1' AND second = 'example-b-g1'"
    assert shelf.rows(pair) == []
    other = "<!DOCTYPE html><title>Dans</title><h1>Dans</h1><p>Region Skåne får 7 000 kronor till Dans i Lund.</p>"
    shelf.put(other.encode(), name="x")
    shelf.built()
    assert shelf.rows(pair) == [("example-b-g1",)]
    build(shelf.data, full=True)
    assert shelf.rows(pair) == [("example-b-g1",)]

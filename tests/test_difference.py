"""``anslag build --diff``: every row that a build would change, and a database that stays as it is."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from anslag.db.difference import TABLES, Difference, StoredValue, differences
from anslag.folder import DATABASE
from tests.archives import Shelf, page
from tests.command import anslag

SAME = "No row would change."


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    made = Shelf(tmp_path / "data")
    made.put(page())
    made.put(page("12 000", "Åre kommun"), name="b")
    made.built()
    return made


def changed(shelf: Shelf, tmp_path: Path, sql: str) -> list[Difference]:
    """The differences of the database from a copy of it in which something was changed."""
    old = tmp_path / "old.db"
    shutil.copy(shelf.data / DATABASE, old)
    with closing(sqlite3.connect(old)) as db:
        db.executescript(sql)
    return list(differences(old, shelf.data / DATABASE))


def test_same_database_differs_in_nothing(shelf: Shelf, tmp_path: Path) -> None:
    assert changed(shelf, tmp_path, "") == []


def test_changed_row_tells_the_changed_columns_only(shelf: Shelf, tmp_path: Path) -> None:
    found = changed(shelf, tmp_path, "UPDATE grants SET amount = NULL, title = 'Höst' WHERE amount = 250000")
    before: dict[str, StoredValue] = {"title": "Höst", "amount": None}
    assert found == [
        Difference("grants", ("example-a-g1",), before, {"title": "Vinterljus", "amount": 250_000})
    ]


def test_added_and_removed_rows_are_told_whole(shelf: Shelf, tmp_path: Path) -> None:
    found = changed(
        shelf,
        tmp_path,
        "DELETE FROM evidence WHERE field = 'owner' AND grant_id = 'example-b-g1';"
        "INSERT INTO checks VALUES ('example-a', 'total', 'failed', '1', '2', 'no')",
    )
    assert [(one.table, one.key[0], one.before is None, one.after is None) for one in found] == [
        ("evidence", "example-b-g1", True, False),
        ("checks", "example-a", False, True),
    ]
    assert found[0].after is not None
    assert found[0].after["quote"] == "Åre kommun"


def test_every_table_with_rows_is_compared_against_nothing(shelf: Shelf) -> None:
    with closing(sqlite3.connect(shelf.data / DATABASE)) as db:
        counts = {table: db.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in TABLES}
    found = [one.table for one in differences(None, shelf.data / DATABASE)]
    assert {table: found.count(table) for table in TABLES} == counts
    assert counts["grants"] == 2


def test_every_table_is_compared_or_made_of_the_archive_alone(shelf: Shelf) -> None:
    with closing(sqlite3.connect(shelf.data / DATABASE)) as db:
        names = {row[0] for row in db.execute("SELECT name FROM pragma_table_list WHERE type = 'table'")}
    named = {name for name in names if not name.startswith("sqlite_") and "_fts" not in name}
    assert named - set(TABLES) == {"responses", "release_revisions", "places", "meta", "summary"}


def test_column_that_one_of_them_lacks_is_left_out(shelf: Shelf, tmp_path: Path) -> None:
    assert changed(shelf, tmp_path, "ALTER TABLE checks RENAME COLUMN message TO words") == []
    assert changed(shelf, tmp_path, "DROP TABLE doubtful_pairs") == []


def test_diff_prints_the_rows_and_keeps_the_database(shelf: Shelf) -> None:
    path = shelf.data / DATABASE
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("UPDATE grants SET amount = 205000, owner = 'Vännäs kommun' WHERE id = 'example-a-g1'")
    before = path.read_bytes()
    ran = anslag("build", "--diff", "--data", shelf.data, cwd=shelf.data)
    lines = ran.out.splitlines()
    assert (ran.code, ran.err) == (0, "")
    assert lines[:-1] == [
        "changed  grants  example-a-g1  owner: Vännäs kommun → Umeå kommun; amount: 205000 → 250000"
    ]
    assert lines[-1].startswith("1 row would change (grants: 1 changed)")
    assert path.read_bytes() == before
    assert not list(shelf.data.glob(".build*"))


def test_diff_of_a_database_that_is_up_to_date(shelf: Shelf) -> None:
    assert anslag("build", "--diff", "--data", shelf.data, cwd=shelf.data).out.strip() == SAME


def test_diff_shows_what_corrections_would_do(shelf: Shelf) -> None:
    answers = b"c\n1\namount\n260 000\n\n\nq\n"
    said = anslag(
        "review", "example-a", "--who", "A. Reader", "--data", shelf.data, cwd=shelf.data, stdin=answers
    )
    assert said.code == 0, said.err
    out = anslag("build", "--diff", "--data", shelf.data, cwd=shelf.data).out
    assert "amount: 250000 → 260000" in out
    assert "corrected: nothing → amount" in out


def test_long_text_is_shown_where_it_changes(shelf: Shelf) -> None:
    with closing(sqlite3.connect(shelf.data / DATABASE)) as db, db:
        db.execute(
            "UPDATE releases SET text = replace(text, 'Vinterljus', 'Höstmörker') WHERE id = 'example-a'"
        )
    out = anslag("build", "--diff", "--data", shelf.data, cwd=shelf.data).out
    assert "Höstmörker" in out
    assert "→ …" in out
    assert max(map(len, out.splitlines())) < 250


def test_diff_without_a_folder_is_told(tmp_path: Path) -> None:
    ran = anslag("build", "--diff", "--data", "nowhere", cwd=tmp_path)
    assert (ran.code, ran.out) == (2, "")
    assert "there is no folder nowhere" in ran.complaint

"""The schema: codebook and tables agree, and SQLite itself refuses what must not be stored."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from anslag.db.codebook import Kind, markdown, schema, table
from anslag.db.connection import VERSION
from anslag.db.schema import complete, create


@pytest.fixture(scope="module")
def db(database: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(database)) as connection:
        yield connection


@pytest.fixture
def fresh() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("PRAGMA foreign_keys = ON")
        create(connection)
        connection.execute(
            "INSERT INTO releases (id, url, newsroom, text, claimed_total_approximate, first_seen, last_seen, revision, "
            "text_sha256, grants, failed_checks) VALUES ('r', '', '', 'åäö', 0, '', '', 1, '', 0, 0)"
        )
        yield connection


def test_codebook_knows_every_column_of_every_table_and_view(db: sqlite3.Connection) -> None:
    kept = db.execute(
        "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE '%_fts%' AND name NOT LIKE 'sqlite_%'"
    )
    assert {row[0] for row in kept} == {one.name for one in schema()}
    for one in schema():
        columns = [(row[1], row[2]) for row in db.execute(f"PRAGMA table_info({one.name})")]
        assert [column.name for column in one.columns] == [name for name, _ in columns], one.name
        if not one.view:
            assert [column.type for column in one.columns] == [kind for _, kind in columns], one.name


def test_every_column_has_a_meaning() -> None:
    for column in [column for one in schema() for column in one.columns]:
        assert column.meaning.endswith("."), column
        assert "Unit:" not in column.meaning, column


def test_kinds_come_from_constraints_and_pass_through_views() -> None:
    kinds = {column.name: column.kind for column in table("grants_list").columns}
    assert kinds["amount"] is Kind.NUMBER
    assert kinds["amount_approximate"] is Kind.BOOLEAN
    assert kinds["period_start"] is Kind.DAY
    assert kinds["partners"] is Kind.LIST
    assert kinds["year"] is Kind.INTEGER
    assert kinds["county"] is Kind.TEXT


def test_kinds_hold_for_what_is_stored(db: sqlite3.Connection) -> None:
    fit = {
        Kind.TEXT: {"text"},
        Kind.INTEGER: {"integer"},
        Kind.NUMBER: {"integer", "real"},
        Kind.BOOLEAN: {"integer"},
        Kind.DAY: {"text"},
        Kind.LIST: {"text"},
    }
    for column in table("grants_list").columns:
        found = db.execute(
            f"SELECT DISTINCT typeof({column.name}) FROM grants_list WHERE {column.name} IS NOT NULL"
        )
        assert {row[0] for row in found} <= fit[column.kind], column


def test_docs_hold_the_codebook_of_the_schema() -> None:
    kept = Path(__file__).parent.parent / "docs" / "codebook.md"
    assert kept.read_text("utf-8") == markdown(), "run: python -m anslag.db.codebook > docs/codebook.md"


def test_tables_are_strict_and_their_comments_stay_in_the_file(db: sqlite3.Connection) -> None:
    strict = dict(db.execute("SELECT name, strict FROM pragma_table_list WHERE type = 'table'").fetchall())
    assert all(strict[one.name] for one in schema() if not one.view)
    (kept,) = db.execute("SELECT sql FROM sqlite_master WHERE name = 'grants'").fetchone()
    assert "-- Who receives the money" in kept


def test_file_says_what_it_is(db: sqlite3.Connection) -> None:
    assert db.execute("PRAGMA user_version").fetchone() == (VERSION,)
    assert db.execute("PRAGMA application_id").fetchone() == (int.from_bytes(b"ansl", "big"),)
    assert db.execute("PRAGMA journal_mode").fetchone() == ("delete",)


def test_every_reference_is_indexed(db: sqlite3.Connection) -> None:
    for one in schema():
        if one.view:
            continue
        leading = [
            [row[2] for row in db.execute(f"PRAGMA index_info({index[1]})")]
            for index in db.execute(f"PRAGMA index_list({one.name})")
        ]
        for reference in db.execute(f"PRAGMA foreign_key_list({one.name})"):
            assert any(columns and columns[0] == reference[3] for columns in leading) or reference[1] > 0, (
                one.name,
                reference[3],
            )


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("hembygdsforening*", True),
        ("hembygdsförening*", True),
        ("umea", True),
        ("kommun*", True),
        ("finnsinte", False),
    ],
)
def test_search_folds_swedish_letters(db: sqlite3.Connection, words: str, found: bool) -> None:
    hits = db.execute("SELECT count(*) FROM grants_fts WHERE grants_fts MATCH ?", (words,)).fetchone()[0]
    assert bool(hits) is found


def test_search_finds_the_row_that_holds_the_words(db: sqlite3.Connection) -> None:
    rows = db.execute(
        "SELECT g.title FROM grants_fts AS f JOIN grants AS g ON g.rowid = f.rowid WHERE grants_fts MATCH 'skolgard'"
    )
    assert {row[0] for row in rows} == {"Grön skolgård"}


def test_index_of_the_search_agrees_with_the_tables(db: sqlite3.Connection) -> None:
    copy = sqlite3.connect(":memory:")
    with closing(copy):
        db.backup(copy)
        for name in ("grants_fts", "releases_fts"):
            copy.execute(f"INSERT INTO {name}({name}, rank) VALUES ('integrity-check', 1)")


@pytest.mark.parametrize("name", [one.name for one in schema() if one.view])
def test_every_view_answers(db: sqlite3.Connection, name: str) -> None:
    rows = db.execute(f"SELECT * FROM {name}").fetchall()
    assert rows, "the small database has a row for every view"


def test_sums_agree_with_each_other(db: sqlite3.Connection) -> None:
    everything = db.execute(
        "SELECT sum(amount) FROM grants WHERE currency = 'SEK' AND same_as IS NULL"
    ).fetchone()
    for name in (
        "kronor_per_year",
        "kronor_per_county",
        "kronor_per_kommun",
        "kronor_per_funder",
        "kronor_per_owner",
    ):
        assert db.execute(f"SELECT sum(kronor) FROM {name}").fetchone() == everything, name


@pytest.mark.parametrize(
    "row",
    [
        {"position": 0},
        {"amount": "2 491 478 kr"},
        {"amount": b"7"},
        {"currency": "kr"},
        {"amount_approximate": 2},
        {"period_start": "2023-02-30"},
        {"period_end": "2023"},
        {"period_end": "20230228"},
        {"confidence": 1.5},
        {"partners": "Umeå kommun"},
        {"release_id": "no-such-release"},
        {"number": "ett"},
        {"read_by": "nobody"},
    ],
)
def test_sqlite_refuses_a_wrong_grant(fresh: sqlite3.Connection, row: dict[str, object]) -> None:
    good: dict[str, object] = {
        "id": "r-g1", "release_id": "r", "position": 1, "amount_approximate": 0, "layout": "prose", "confidence": 0.5,
        "read_by": "rules",
    }  # fmt: skip
    fresh.execute(f"INSERT INTO grants ({', '.join(good)}) VALUES ({', '.join(f':{c}' for c in good)})", good)
    wrong = good | {"id": "r-g2", "position": 2} | row
    with pytest.raises(sqlite3.IntegrityError):
        fresh.execute(
            f"INSERT INTO grants ({', '.join(wrong)}) VALUES ({', '.join(f':{c}' for c in wrong)})", wrong
        )


@pytest.mark.parametrize(("start", "end", "quote"), [(-1, 2, "åäö"), (1, 1, ""), (0, 2, "å"), (2, 1, "ä")])
def test_sqlite_refuses_evidence_of_a_wrong_length(
    fresh: sqlite3.Connection, start: int, end: int, quote: str
) -> None:
    fresh.execute("INSERT INTO release_evidence VALUES ('r', 'funder', 0, 3, 'åäö', 'x')")
    with pytest.raises(sqlite3.IntegrityError):
        fresh.execute("INSERT INTO release_evidence VALUES ('r', 'title', ?, ?, ?, 'x')", (start, end, quote))


@pytest.mark.parametrize("number", ["811218-9876", "0212000-123", "556000-12345", "5560001234"])
def test_a_persons_number_cannot_be_an_organisations(fresh: sqlite3.Connection, number: str) -> None:
    fresh.execute(
        "INSERT INTO organisations VALUES ('a', 'A', 'unknown', NULL, NULL, '212000-2627', NULL, NULL)"
    )
    with pytest.raises(sqlite3.IntegrityError):
        fresh.execute(
            "INSERT INTO organisations VALUES ('b', 'B', 'unknown', NULL, NULL, ?, NULL, NULL)", (number,)
        )


def test_empty_database_is_completed_too(fresh: sqlite3.Connection) -> None:
    fresh.execute("DELETE FROM releases")
    fresh.commit()
    complete(fresh)
    assert dict(fresh.execute("SELECT name, value FROM summary").fetchall())["kronor"] == 0

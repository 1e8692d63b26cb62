"""Rows taken along from the site: every row or an error, and no cell that a spreadsheet runs."""

from __future__ import annotations

import csv
import html
import io
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import openpyxl
import pytest

from anslag.db.codebook import schema
from anslag.db.connection import connect
from anslag.db.export import FORMATS
from anslag.db.site import downloads
from anslag.db.site.downloads import Question, Unwritable, write_csv
from anslag.db.site.metadata import questions, table_path
from tests.databases import FORMULA, empty, large
from tests.site import Visitor

MANY = 4_000
"""More than Datasette gives at once (1 000), so a download has to be put together."""


@pytest.fixture(scope="module")
def visitor(database: Path) -> Iterator[Visitor]:
    with Visitor(database) as one:
        yield one


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visitor]:
    with Visitor(large(tmp_path_factory.mktemp("many") / "anslag.db", MANY)) as one:
        yield one


def read(visitor: Visitor, path: str) -> list[dict[str, str]]:
    answer = visitor.get(path)
    assert answer.status_code == 200, answer.text[:500]
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"].startswith('attachment; filename="')
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8"), newline=""), strict=True))
    assert int(answer.headers["x-rows"]) == len(rows)
    return rows


@pytest.mark.parametrize("name", [one.name for one in schema()])
def test_csv_of_every_table_has_every_row_and_column(visitor: Visitor, database: Path, name: str) -> None:
    with closing(connect(database)) as db:
        cursor = db.execute(f"SELECT * FROM {name}")
        columns, count = [entry[0] for entry in cursor.description], len(cursor.fetchall())
    rows = read(visitor, f"/anslag/{name}.csv")
    assert len(rows) == count
    # Datasette names the rows of tables without a key.
    assert all([column for column in row if column != "rowid"] == columns for row in rows)


@pytest.mark.parametrize(
    "query",
    ["", "?_sort_desc=amount", "?_size=50&_sort=period_end", "?_stream=on&_sort_desc=amount&_facet=year"],
)
def test_csv_of_a_long_list_has_every_row_in_order(many: Visitor, query: str) -> None:
    rows = read(many, f"/anslag/grants_list.csv{query}")
    assert len({row["id"] for row in rows}) == len(rows) == MANY
    if "_sort_desc=amount" in query:
        amounts = [float(row["amount"]) for row in rows if row["amount"]]
        assert amounts == sorted(amounts, reverse=True)


def test_csv_holds_what_the_list_holds(visitor: Visitor) -> None:
    chosen = read(
        visitor, table_path("grants_list", _search="kommun*").replace("grants_list?", "grants_list.csv?")
    )
    assert 10 < len(chosen) < 162
    assert all("kommun" in (row["owner"] + row["title"]).lower() for row in chosen)
    assert set(chosen[0]) == {
        "id", "title", "owner", "amount", "currency", "amount_approximate", "year", "period_start", "period_end",
        "funder", "county", "organisation_id", "confidence", "read_by",
    }  # fmt: skip
    narrowed = read(visitor, "/anslag/grants.csv?year=2023&amount__gt=1000000")
    assert narrowed
    assert all(row["year"] == "2023" and float(row["amount"]) > 1_000_000 for row in narrowed)


@pytest.mark.parametrize("page", ["/", "/anslag/grants_list?year=2024", "/anslag/sum_per_year"])
def test_every_csv_is_had_for_a_swedish_excel_too(visitor: Visitor, page: str) -> None:
    links = [html.unescape(link) for link in re.findall(r'href="([^"]+\.csv[^"]*)"', visitor.page(page))]
    plain, excel = ([link for link in links if ("_excel" in link) is wanted] for wanted in (False, True))
    assert len(plain) == len(excel) == 1
    text = visitor.get(excel[0]).content
    assert text.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(text.decode("utf-8-sig"), newline=""), delimiter=";", strict=True))
    wanted = list(csv.reader(io.StringIO(visitor.get(plain[0]).text, newline=""), strict=True))
    assert [row[:3] for row in rows] == [row[:3] for row in wanted]


@pytest.mark.parametrize("name", questions())
def test_csv_of_every_question_is_its_answer(visitor: Visitor, name: str) -> None:
    answer = visitor.get(f"/anslag/{name}.json?_shape=array").json()
    assert len(read(visitor, f"/anslag/{name}.csv")) == len(answer)


def test_csv_of_a_question_is_not_cut(many: Visitor) -> None:
    rows = read(many, "/anslag.csv?sql=select+id,+owner+from+grants+where+owner+like+:like&like=%25kommun%25")
    assert len(rows) > 1000


def test_csv_of_an_empty_table_is_its_header(tmp_path: Path) -> None:
    with Visitor(empty(tmp_path / "anslag.db")) as one:
        assert one.get("/anslag/grants_list.csv").text.startswith("id,title,owner,")
        assert read(one, "/anslag/grants_list.csv") == []


@pytest.mark.parametrize(
    "path", ["/anslag/grants.csv", "/anslag/grants_list.csv", "/anslag.csv?sql=select+*+from+grants"]
)
def test_no_cell_runs_in_a_spreadsheet(visitor: Visitor, path: str) -> None:
    rows = read(visitor, path)
    numbers = {"amount", "confidence", "position", "number", "year"}
    cells = [value for row in rows for name, value in row.items() if name not in numbers]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert {f"'{FORMULA}", "'+46 är ett riktnummer", "'@SUM(A1)", "'\tmed flik"} <= set(cells)


@pytest.mark.parametrize(
    "path", ["/anslag/grants.xlsx", "/anslag/largest_grants.xlsx", "/-/export/grants.xlsx"]
)
def test_no_workbook_holds_a_formula(visitor: Visitor, path: str) -> None:
    book = openpyxl.load_workbook(io.BytesIO(visitor.get(path).content))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert FORMULA in {cell.value for cell in cells}
    assert {cell.data_type for cell in cells} <= {"s", "n", "b", "d", "inlineStr"}
    book.close()


def test_cells_are_as_stored_but_for_the_guard(visitor: Visitor, database: Path) -> None:
    with closing(connect(database)) as db:
        stored = {row["id"]: row["title"] for row in db.execute("SELECT id, title FROM grants")}
    for row in read(visitor, "/anslag/grants.csv"):
        title = stored[row["id"]] or ""
        assert row["title"] == (f"'{title}" if re.match(r"'*[=+\-@\t\r]", title) else title)


def test_no_heading_runs_in_a_spreadsheet(visitor: Visitor) -> None:
    answer = visitor.get("/anslag.csv?sql=select+1+as+%22%3DHYPERLINK(1)%22,+2+as+plain")
    assert answer.text == "'=HYPERLINK(1),plain\r\n1,2\r\n"


def test_broken_question_gives_no_file(visitor: Visitor) -> None:
    slow = "with+recursive+x(n)+as+(select+1+union+all+select+n%2B1+from+x)+select+count(*)+from+x"
    answer = visitor.get(f"/anslag.csv?sql={slow}")
    assert answer.status_code == 400
    assert "content-disposition" not in answer.headers


def test_rows_that_vanish_on_the_way_are_an_error(database: Path, tmp_path: Path) -> None:
    """A table whose count and rows differ, as one would that is being written to."""
    copy = tmp_path / "anslag.db"
    copy.write_bytes(database.read_bytes())
    with closing(sqlite3.connect(copy)) as db, db:
        db.execute("DROP VIEW corrections_stale")
        db.execute("CREATE VIEW corrections_stale AS SELECT 1 AS n WHERE random() > 0")
    asked = Question("SELECT * FROM corrections_stale", {}, "corrections_stale")
    outcomes: set[int | str] = set()
    for _ in range(64):
        try:
            outcomes.add(write_csv(copy, asked, tmp_path / "rows.csv"))
        except Unwritable as error:
            outcomes.add(str(error))
    assert outcomes & {"0 of 1 rows could be read; try again", "1 of 0 rows could be read; try again"}


def test_question_that_takes_too_long_is_broken_off(
    database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(downloads, "SECONDS", 0.05)
    slow = "WITH RECURSIVE x(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM x) SELECT count(*) FROM x"
    with pytest.raises(Unwritable, match="broken off"):
        write_csv(database, Question(slow, {}, None), tmp_path / "rows.csv")


@pytest.mark.parametrize("suffix", [form.ending.removeprefix(".") for form in FORMATS.values()])
def test_every_form_of_export_is_given(visitor: Visitor, suffix: str) -> None:
    answer = visitor.get(f"/-/export/grants.{suffix}")
    assert answer.status_code == 200
    assert answer.headers["content-disposition"] == f'attachment; filename="grants.{suffix}"'
    assert int(answer.headers["content-length"]) == len(answer.content) > 1000


def test_export_as_csv_has_every_grant(many: Visitor) -> None:
    answer = many.get("/-/export/grants.csv")
    assert len(list(csv.DictReader(io.StringIO(answer.text, newline="")))) == MANY


def test_form_that_cannot_be_empty_says_why(tmp_path: Path) -> None:
    with Visitor(empty(tmp_path / "anslag.db")) as one:
        answer = one.get("/-/export/grants.json")
        assert answer.status_code == 400
        assert '<p class="notice warn">' in answer.text


def test_nothing_is_left_behind(visitor: Visitor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    visitor.get("/anslag/grants.csv")
    visitor.get("/-/export/grants.parquet")
    visitor.get("/anslag.csv?sql=select+x")
    assert list(tmp_path.iterdir()) == []

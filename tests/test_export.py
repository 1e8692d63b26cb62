"""Exports: every row, the same bytes from the same archive, valid by their standards, nothing that runs."""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import sqlite3
import time
import zipfile
from collections import Counter
from collections.abc import Mapping
from contextlib import closing
from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path

import duckdb
import jsonschema
import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pytest
from frictionless import Package
from frictionless.resources import TableResource

from anslag.db.codebook import Kind, table
from anslag.db.connection import connect
from anslag.db.errors import ExportError, StoreError
from anslag.db.export import BY_YEAR, EXCEL, FORMATS, export, parquet
from anslag.db.export.comma_separated import _cell
from anslag.db.store import Store
from anslag.parsers.organisations import grouped
from anslag.parsers.records import Organisation
from tests.databases import FACTS, FORMULA, SCRIPT, Writer, empty, extraction, grant, large, revision, small
from tests.once import Once

ENDINGS = {name: form.ending.removeprefix(".") for name, form in FORMATS.items()}
SCHEMA = json.loads((Path(__file__).parent / "grant360.schema.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def many(once: Once) -> Path:
    """A database of four thousand grants."""
    return once.made("four thousand grants", lambda folder: large(folder / "anslag.db", 4_000))


def stored(path: Path) -> list[dict[str, object]]:
    with closing(connect(path)) as db:
        return [
            dict(row)
            for row in db.execute(
                "SELECT * FROM grants_list WHERE same_as IS NULL ORDER BY release_id, position"
            )
        ]


def lines(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def unguarded(text: str) -> str:
    """What the description says a reader must do."""
    return text[1:] if re.match(r"'+[=+\-@\t\r]", text) else text


# All of them


@pytest.fixture(scope="module")
def twins(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The small database, made in two places."""
    return [small(tmp_path_factory.mktemp(name) / "anslag.db") for name in ("first", "second")]


@pytest.mark.slow
@pytest.mark.parametrize("format", FORMATS)
def test_same_archive_gives_the_same_bytes_anywhere(tmp_path: Path, twins: list[Path], format: str) -> None:
    written = []
    for number, database in enumerate(twins):
        folder = tmp_path / str(number)
        folder.mkdir()
        export(database, format, folder / f"grants.{ENDINGS[format]}", "year >= 2015")
        written.append({path.name: path.read_bytes() for path in sorted(folder.iterdir())})
    assert written[0] == written[1]
    places = [str(place).encode() for place in (tmp_path, *(database.parent for database in twins))]
    assert not any(place in content for place in places for content in written[0].values())


@pytest.mark.parametrize("format", FORMATS)
def test_every_export_says_where_it_comes_from(tmp_path: Path, database: Path, format: str) -> None:
    dest = tmp_path / f"grants.{ENDINGS[format]}"
    export(database, format, dest, "amount > 1000")
    said = _origin(format, dest)
    assert said["anslag_version"] == FACTS["anslag_version"]
    assert said["archive_digest"] == FACTS["archive_digest"]
    assert said["archive_date"] == FACTS["archive_newest"]
    assert said["command"] == f"anslag export {format} --where 'amount > 1000'"


def _origin(format: str, dest: Path) -> Mapping[str, object]:
    found: Mapping[str, object]
    if format in ("csv", "jsonl", "openalex"):
        found = json.loads(dest.with_name(f"{dest.name}.about.json").read_text("utf-8"))
    elif format == "parquet":
        found = {key.decode(): value.decode() for key, value in pq.read_schema(dest).metadata.items()}
    elif format == "xlsx":
        book = openpyxl.load_workbook(dest)
        found = dict(book["about"].iter_rows(values_only=True))  # type: ignore[arg-type]
        book.close()
    elif format == "datapackage":
        with zipfile.ZipFile(dest) as archive:
            found = json.loads(archive.read("datapackage.json"))["provenance"]
    else:
        found = json.loads(dest.read_text("utf-8"))["meta"]["provenance"]
    return found


@pytest.mark.parametrize("format", [name for name in FORMATS if name != "360giving"])
def test_condition_chooses_the_rows_of_every_form(tmp_path: Path, database: Path, format: str) -> None:
    wanted = sum(row["funder"] == "Vinnova" for row in stored(database))
    report = export(database, format, tmp_path / f"x.{ENDINGS[format]}", "funder = 'Vinnova' -- only these")
    assert 0 < report.rows == wanted < len(stored(database))


@pytest.mark.parametrize("format", [name for name in FORMATS if name != "360giving"])
def test_empty_database_gives_an_export_without_rows(tmp_path: Path, format: str) -> None:
    report = export(empty(tmp_path / "anslag.db"), format, tmp_path / f"x.{ENDINGS[format]}")
    assert report.rows == 0
    assert report.path.is_file()


WRONG = [
    "belopp > 1",
    "amount >",
    "1) UNION SELECT 1",
    "1; DROP TABLE grants",
    "load_extension('x')",
    "amount > (SELECT randomblob(1) FROM nowhere)",
    "1 /* never closed",
    "'\0'",
    "id IN (WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT x FROM c)",
]


@pytest.mark.parametrize("where", WRONG)
def test_what_is_no_condition_is_told_in_a_line(tmp_path: Path, database: Path, where: str) -> None:
    before = database.read_bytes()
    with pytest.raises(ExportError) as told:
        export(database, "csv", tmp_path / "x.csv", where)
    assert "\n" not in str(told.value)
    assert "it is an SQL condition on id, title, owner, amount" in str(told.value)
    assert os.listdir(tmp_path) == []
    assert database.read_bytes() == before


def test_condition_can_only_read(tmp_path: Path, database: Path) -> None:
    for action in ("PRAGMA journal_mode", "ATTACH 'x' AS x", "DELETE FROM grants"):
        with pytest.raises(ExportError):
            export(database, "jsonl", tmp_path / "x", f"id IN ({action})")
    assert os.listdir(tmp_path) == []


def test_wrong_places_and_formats_are_told(tmp_path: Path, database: Path) -> None:
    with pytest.raises(ExportError, match="no format 'ods'; choose one of csv, xlsx"):
        export(database, "ods", tmp_path / "x.ods")
    with pytest.raises(ExportError, match="there is no folder"):
        export(database, "csv", tmp_path / "no" / "x.csv")
    with pytest.raises(ExportError, match="is a folder"):
        export(database, "csv", tmp_path)
    with pytest.raises(StoreError, match="does not exist"):
        export(tmp_path / "anslag.db", "csv", tmp_path / "x.csv")


def test_failed_export_leaves_the_earlier_one(
    tmp_path: Path, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for format, ending in ENDINGS.items():
        dest = tmp_path / f"grants.{ending}"
        export(database, format, dest)
        before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
        with monkeypatch.context() as patched:
            patched.setattr(os, "fsync", _full)
            with pytest.raises(ExportError, match="No space left on device; nothing was replaced"):
                export(database, format, dest, "amount > 5")
        assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def _full(_fd: int) -> None:
    raise OSError(28, "No space left on device")


# CSV


def test_csv_holds_every_value(tmp_path: Path, database: Path) -> None:
    export(database, "csv", tmp_path / "grants.csv")
    kinds = {column.name: column.kind for column in table("grants_list").columns}
    found = lines(tmp_path / "grants.csv")
    assert len(found) == len(stored(database)) > 100
    for read, kept in zip(found, stored(database), strict=True):
        for name, value in kept.items():
            if kinds[name] is Kind.BOOLEAN:
                value = "true" if value else "false"
            assert unguarded(read[name]) == ("" if value is None else str(value)), name


def test_csv_is_rfc_4180(tmp_path: Path, database: Path) -> None:
    export(database, "csv", tmp_path / "grants.csv")
    content = (tmp_path / "grants.csv").read_bytes()
    assert not content.startswith(b"\xef\xbb\xbf")
    assert content.decode("utf-8").split("\r\n")[0] == ",".join(c.name for c in table("grants_list").columns)
    assert b'"Citat ""AB"", & co"' in content
    assert content.endswith(b"\r\n")


@pytest.mark.parametrize(
    ("text", "written"),
    [
        (FORMULA, f"'{FORMULA}"),
        ("+46", "'+46"),
        ("-1+1", "'-1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\tx", "'\tx"),
        ("\rx", "'\rx"),
        ("'=1", "''=1"),
        ("'t Hooft", "'t Hooft"),
        ("a=b", "a=b"),
        ("", ""),
    ],
)
def test_no_spreadsheet_runs_a_text_and_the_text_can_be_had_back(text: str, written: str) -> None:
    assert _cell(text, Kind.TEXT) == written
    assert unguarded(written) == text


def test_numbers_and_days_are_not_guarded() -> None:
    assert _cell(-5, Kind.NUMBER) == -5
    assert _cell("-005-01-01", Kind.DAY) == "-005-01-01"


def test_csv_for_excel_holds_the_same_with_semicolons_and_decimal_commas(
    tmp_path: Path, database: Path
) -> None:
    plain, excel = tmp_path / "plain.csv", tmp_path / "excel.csv"
    export(database, "csv", plain)
    report = export(database, "csv", excel, variant=EXCEL)
    assert excel.read_bytes().startswith(b"\xef\xbb\xbfid;title;owner;")
    with excel.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";", strict=True))
    with plain.open(encoding="utf-8", newline="") as file:
        wanted = list(csv.DictReader(file, strict=True))
    numbers = {column.name for column in table("grants_list").columns if column.kind is Kind.NUMBER}
    assert rows == [
        {name: value.replace(".", ",") if name in numbers else value for name, value in row.items()}
        for row in wanted
    ]
    assert any(re.fullmatch(r"0,\d+", row["confidence"]) for row in rows)
    assert report.rows == len(rows)
    about = json.loads((tmp_path / "excel.csv.about.json").read_text("utf-8"))
    assert about["command"] == "anslag export csv --excel"
    said = {"sep": about["delimiter"], "decimal": about["decimal"], "encoding": about["encoding"]}
    frame = pd.read_csv(excel, dtype=about["dtype"], **said)
    assert frame["amount"].sum() == pd.read_csv(plain, dtype=about["dtype"])["amount"].sum()


def test_other_forms_have_nothing_for_excel(tmp_path: Path, database: Path) -> None:
    with pytest.raises(ExportError, match="--excel is for csv, not for jsonl"):
        export(database, "jsonl", tmp_path / "a.jsonl", variant=EXCEL)


def test_description_beside_a_csv_is_right(tmp_path: Path, database: Path) -> None:
    report = export(database, "csv", tmp_path / "grants.csv")
    said = json.loads((tmp_path / "grants.csv.about.json").read_text("utf-8"))
    content = report.path.read_bytes()
    assert said["file"] == {"bytes": len(content), "sha256": sha256(content).hexdigest(), "rows": report.rows}
    assert [one["name"] for one in said["columns"]] == next(csv.reader([content.decode().split("\r\n")[0]]))
    assert "apostrophe" in said["formula_guard"]


# JSON Lines, Parquet


def test_json_lines_hold_every_value_with_its_type(tmp_path: Path, database: Path) -> None:
    export(database, "jsonl", tmp_path / "grants.jsonl")
    found = [json.loads(line) for line in (tmp_path / "grants.jsonl").read_text("utf-8").split("\n")[:-1]]
    for read, kept in zip(found, stored(database), strict=True):
        partners = kept.pop("partners")
        assert read.pop("partners") == (json.loads(str(partners)) if partners else [])
        assert read.pop("amount_approximate") is bool(kept.pop("amount_approximate"))
        assert read == kept
    assert {type(one["amount"]) for one in found} == {int, float, type(None)}


def test_parquet_holds_every_value_with_its_type(tmp_path: Path, database: Path) -> None:
    export(database, "parquet", tmp_path / "grants.parquet")
    found = pq.read_table(tmp_path / "grants.parquet")
    assert str(found.schema.field("amount").type) == "double"
    assert str(found.schema.field("period_start").type) == "date32[day]"
    assert found.schema.field("amount").metadata[b"unit"] == b"currency"
    for read, kept in zip(found.to_pylist(), stored(database), strict=True):
        kept["partners"] = json.loads(str(kept["partners"])) if kept["partners"] else []
        for name in (
            "period_start",
            "period_end",
            "published",
            "decided_on",
            "gone",
            "first_seen",
            "reviewed",
        ):
            kept[name] = date.fromisoformat(str(kept[name])) if kept[name] else None
        assert read == kept
    assert pd.read_parquet(tmp_path / "grants.parquet")["amount"].sum() > 1_000_000


# A lake


def test_lake_is_one_table_to_every_program(tmp_path: Path, database: Path) -> None:
    report = export(database, "parquet", tmp_path / "lake", variant=BY_YEAR)
    kept = stored(database)
    assert report.rows == len(kept)
    counts = duckdb.execute(
        f"SELECT year, count(*) FROM read_parquet('{tmp_path}/lake/*/*.parquet') GROUP BY year"
    )
    years = Counter(row["year"] for row in kept)
    assert dict(counts.fetchall()) == years
    read = pq.read_table(tmp_path / "lake").to_pandas()
    assert sorted(read["id"]) == sorted(str(row["id"]) for row in kept)
    assert Counter(int(str(year)) for year in read["year"]) == years


def test_grants_without_a_year_are_in_the_lake(tmp_path: Path, database: Path) -> None:
    copy = Path(shutil.copy(database, tmp_path / "anslag.db"))
    with closing(sqlite3.connect(copy)) as db, db:
        db.execute("UPDATE grants SET year = NULL")
    export(copy, "parquet", tmp_path / "lake", variant=BY_YEAR)
    [(year, count)] = duckdb.execute(
        f"SELECT year, count(*) FROM read_parquet('{tmp_path}/lake/*/*.parquet') GROUP BY year"
    ).fetchall()
    assert (year, count) == (None, len(stored(copy)))


def test_lake_replaces_only_a_lake(tmp_path: Path, database: Path) -> None:
    lake = tmp_path / "lake"
    export(database, "parquet", lake, "year = 2016", variant=BY_YEAR)
    export(database, "parquet", lake, "year = 2017 -- only", variant=BY_YEAR)
    assert sorted(path.name for path in lake.iterdir()) == ["_about.json", "year=2017"]
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").touch()
    with pytest.raises(ExportError, match="holds something else than a lake"):
        export(database, "parquet", tmp_path / "mine", variant=BY_YEAR)
    with pytest.raises(ExportError, match="--partition year is for parquet, not for csv"):
        export(database, "csv", tmp_path / "lake2", variant=BY_YEAR)


def test_recipe_of_many_data_folders_counts_each_grant_once(tmp_path: Path, database: Path) -> None:
    """Of two folders that hold the same grants, the recipe of docs/scale.md counts one."""
    (tmp_path / "lakes").mkdir()
    for name in ("norr", "syd"):
        export(database, "parquet", tmp_path / "lakes" / name, variant=BY_YEAR)
    text = (Path(__file__).parent.parent / "docs" / "scale.md").read_text("utf-8")
    [recipe] = re.findall(r"```sql\n(.*?)```", text, re.S)
    with duckdb.connect() as asked:
        asked.execute(recipe.replace("lakes/", f"{tmp_path}/lakes/"))
        rows = asked.fetchall()
    assert sum(row[1] for row in rows) == len(stored(database))


# xlsx


def test_xlsx_holds_text_as_text_and_no_formula(tmp_path: Path, database: Path) -> None:
    export(database, "xlsx", tmp_path / "grants.xlsx")
    book = openpyxl.load_workbook(tmp_path / "grants.xlsx")
    assert book.sheetnames == ["grants", "columns", "about", "quality"]
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "inlineStr", "n", "d", "b"}
    texts = {cell.value for cell in cells}
    assert {FORMULA, SCRIPT, "@SUM(A1)"} <= texts
    assert any("_x0007_" in str(text) and "_x000D_" in str(text) for text in texts)
    rows = list(book["grants"].iter_rows(min_row=2, values_only=True))
    assert [row[0] for row in rows] == [row["id"] for row in stored(database)]
    assert [row[3] for row in rows] == [row["amount"] for row in stored(database)]
    book.close()


@pytest.mark.slow
def test_xlsx_takes_a_third_of_a_millisecond_a_grant_and_says_how_far_it_is(
    tmp_path: Path, many: Path
) -> None:
    told = list[tuple[int, int]]()
    began = time.process_time()
    report = export(
        many, "xlsx", tmp_path / "grants.xlsx", progress=lambda done, every: told.append((done, every))
    )
    # 25 000 of them in less than 8 seconds.
    assert time.process_time() - began < 4_000 * 8 / 25_000
    assert told == [(done, 4_000) for done in range(500, 4_001, 500)]
    assert report.rows == 4_000


CODED = ["county", "county_name", "kommun", "kommun_name"]


@pytest.mark.parametrize("format", ["csv", "jsonl", "xlsx", "parquet"])
def test_codes_keep_their_zeros_beside_their_names(tmp_path: Path, database: Path, format: str) -> None:
    path = tmp_path / f"grants.{ENDINGS[format]}"
    export(database, format, path, "county IN ('01', '03') AND kommun IS NOT NULL")
    if format == "parquet":
        frame = pd.read_parquet(path)
    elif format == "xlsx":
        dtype = pd.read_excel(path, "columns", index_col=0)["dtype"].to_dict()
        frame = pd.read_excel(path, dtype=dtype)  # type: ignore[arg-type]
    else:
        dtype = json.loads(path.with_name(f"{path.name}.about.json").read_text("utf-8"))["dtype"]
        frame = (
            pd.read_csv(path, dtype=dtype) if format == "csv" else pd.read_json(path, lines=True, dtype=dtype)
        )
    found = {tuple(row) for row in frame[CODED].itertuples(index=False)}
    assert ("01", "Stockholms län", "0184", "Solna") in found
    assert {row[0] for row in found} <= {"01", "03"}
    assert frame["amount_approximate"].dtype == ("bool" if format == "parquet" else "boolean")


def test_xlsx_has_no_clock_in_it(tmp_path: Path, database: Path) -> None:
    export(database, "xlsx", tmp_path / "grants.xlsx")
    with zipfile.ZipFile(tmp_path / "grants.xlsx") as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = archive.read("docProps/core.xml").decode()
    assert set(re.findall(r"\d{4}-\d\d-\d\dT[\d:]+Z", core)) == {"2025-06-30T12:00:00Z"}


def test_text_too_long_for_a_cell_is_cut_and_told(tmp_path: Path) -> None:
    writer = Writer("Stöd")
    one = replace(grant(writer, 1, title="A", owner="B", amount=1), description="ö" * 40_000)
    with Store(tmp_path / "anslag.db") as store:
        store.save("r", "", [revision(extraction(writer, [one], 1), 1)], "2025-06-01T00:00:00+00:00")
        store.finish((), (), FACTS)
    report = export(tmp_path / "anslag.db", "xlsx", tmp_path / "x.xlsx")
    assert report.notes == ("1 long texts were cut; csv and jsonl have them whole",)
    assert export(tmp_path / "anslag.db", "csv", tmp_path / "x.csv").rows == 1
    assert len(lines(tmp_path / "x.csv")[0]["description"]) == 40_000


# Data package


@pytest.mark.slow
@pytest.mark.parametrize("name", ["package", "package.zip"])
@pytest.mark.parametrize("where", [None, "year >= 2020"])
def test_data_package_is_valid(tmp_path: Path, database: Path, name: str, where: str | None) -> None:
    report = export(database, "datapackage", tmp_path / name, where)
    package = Package(str(tmp_path / name if name.endswith(".zip") else tmp_path / name / "datapackage.json"))
    checked = package.validate()
    assert checked.valid, checked.flatten(["type", "message"])
    counts = {one.name: len(one.read_rows()) for one in package.resources if isinstance(one, TableResource)}
    assert counts["grants"] == report.rows > 0
    assert counts["evidence"] > counts["grants"] >= counts["releases"] > 0


def test_package_of_a_choice_holds_what_belongs_to_it_only(tmp_path: Path, database: Path) -> None:
    export(database, "datapackage", tmp_path / "p", "release_id = 'odd-edited'")
    assert [row["id"] for row in lines(tmp_path / "p" / "releases.csv")] == ["odd-edited"]
    assert {row["grant_id"] for row in lines(tmp_path / "p" / "evidence.csv")} == {
        "odd-edited-g1",
        "odd-edited-g2",
    }
    assert [row["after"] for row in lines(tmp_path / "p" / "changes.csv")] == ["Sävar skolförening", "205000"]
    assert len(lines(tmp_path / "p" / "organisations.csv")) == 2


def test_damaged_package_is_no_longer_valid(tmp_path: Path, database: Path) -> None:
    export(database, "datapackage", tmp_path / "p")
    grants = tmp_path / "p" / "grants.csv"
    grants.write_bytes(grants.read_bytes().replace(b"Vinnova", b"Formas?"))
    checked = Package(str(tmp_path / "p" / "datapackage.json")).validate()
    assert "hash-count" in {found for (found,) in checked.flatten(["type"])}


def test_full_texts_are_not_given_away(tmp_path: Path, database: Path) -> None:
    export(database, "datapackage", tmp_path / "p")
    assert {"text", "lede"} & set(lines(tmp_path / "p" / "releases.csv")[0]) == set()


def test_package_takes_the_place_of_a_package_and_of_nothing_else(tmp_path: Path, database: Path) -> None:
    dest = tmp_path / "p"
    export(database, "datapackage", dest)
    (dest / "stray.txt").write_text("from an earlier time")
    export(database, "datapackage", dest)
    assert "stray.txt" not in os.listdir(dest)
    other = tmp_path / "thesis"
    other.mkdir()
    (other / "chapter1.txt").write_text("precious")
    with pytest.raises(ExportError, match="holds something else"):
        export(database, "datapackage", other)
    assert os.listdir(other) == ["chapter1.txt"]
    assert sorted(os.listdir(tmp_path)) == ["p", "thesis"]


# 360Giving


def valid(path: Path) -> dict[str, object]:
    found: dict[str, object] = json.loads(path.read_text("utf-8"))
    checker = jsonschema.Draft202012Validator.FORMAT_CHECKER
    jsonschema.Draft202012Validator(SCHEMA, format_checker=checker).validate(found)
    return found


def test_360giving_has_every_mandatory_fact_and_counts_the_rest(tmp_path: Path, database: Path) -> None:
    report = export(database, "360giving", tmp_path / "g.json")
    found = valid(tmp_path / "g.json")
    grants = found["grants"]
    assert isinstance(grants, list)
    every = stored(database)
    without_amount = sum(row["amount"] is None for row in every)
    assert report.left_out == {"amountAwarded": without_amount, "currency": without_amount, "title": 1}
    assert (
        len(grants)
        == report.rows
        == sum(row["amount"] is not None and row["title"] is not None for row in every)
    )
    assert len({one["id"] for one in grants}) == report.rows
    assert "not registered" in report.notes[0]


def test_360giving_is_held_to_its_schema() -> None:
    checker = jsonschema.Draft202012Validator.FORMAT_CHECKER
    validator = jsonschema.Draft202012Validator(SCHEMA, format_checker=checker)
    good = {
        "id": "360G-anslag-r-g1", "title": "A", "description": "B", "currency": "SEK", "amountAwarded": 1,
        "awardDate": "2025-03-01", "fundingOrganization": [{"id": "360G-anslag-f", "name": "F"}],
        "recipientOrganization": [{"id": "360G-anslag-r", "name": "R"}],
    }  # fmt: skip
    individual = {"recipientIndividual": {"id": "360G-anslag-i", "name": "Sole trader"}}
    assert validator.is_valid({"version": "1.4", "grants": [good]})
    wrong = ({"amountAwarded": "1"}, {"title": ""}, {"awardDate": "2025-03"}, {"currency": "kr"}, individual)
    for change in wrong:
        assert not validator.is_valid({"version": "1.4", "grants": [good | change]}), change
    assert not validator.is_valid({"version": "1.4", "grants": []})


def owned_by(tmp_path: Path, owner: str, **of_body: str) -> dict[str, object]:
    """The 360Giving grant of one owner."""
    writer = Writer("Stöd")
    one = grant(writer, 1, title="Vinterljus", owner=owner, amount=1000, period_start=date(2025, 1, 1))
    with Store(tmp_path / "anslag.db") as store:
        store.save("r", "", [revision(extraction(writer, [one], 1), 1)], "2025-06-01T00:00:00+00:00")
        body = Organisation("body", owner, names=(owner,), **of_body)
        store.finish([body], (), FACTS)
    export(tmp_path / "anslag.db", "360giving", tmp_path / "g.json")
    found = valid(tmp_path / "g.json")["grants"]
    assert isinstance(found, list)
    return dict(found[0])


def test_recipient_has_its_number_only_where_bolagsverket_registers_it(tmp_path: Path) -> None:
    company = owned_by(tmp_path, "Älvkraft AB", kind="aktiebolag", organisation_number="556036-0793")
    assert company["recipientOrganization"] == [
        {"id": "SE-BLV-5560360793", "name": "Älvkraft AB", "organisationNumber": "556036-0793"}
    ]
    kommun = owned_by(tmp_path, "Umeå kommun", kind="kommun", organisation_number="212000-2627")
    assert kommun["recipientOrganization"] == [
        {"id": "360G-anslag-body", "name": "Umeå kommun", "organisationNumber": "212000-2627"}
    ]


def test_sole_trader_is_an_individual_without_a_name(tmp_path: Path) -> None:
    found = owned_by(tmp_path, "Anna Almgren enskild firma")
    assert "recipientOrganization" not in found
    assert "Almgren" not in json.dumps(found["recipientIndividual"], ensure_ascii=False)


@pytest.mark.parametrize(
    "name", ["Anna Almgren", "Almgren, Anna", "Anna-Lisa af Almgren", "Anna K. Almgren", "Éva Łukasz Ødegård"]
)
def test_person_is_never_published_as_a_body(tmp_path: Path, name: str) -> None:
    with pytest.raises(ExportError, match=r"recipient may be a person \(1\)"):
        owned_by(tmp_path, name)
    assert not (tmp_path / "g.json").exists()
    for body in ("Bazar", "RFSL Ungdom", "Hästfolk i Furudal", "Folkets hus 2000"):
        assert "recipientOrganization" in owned_by(tmp_path, body)
    assert "recipientOrganization" in owned_by(tmp_path, "Almgren Konst AB", kind="aktiebolag")


def test_missing_description_is_the_releases_own_line(tmp_path: Path) -> None:
    found = owned_by(tmp_path, "Umeå kommun", kind="kommun")
    assert (
        found["description"]
        == "1. Vinterljus Projektägare: Umeå kommun Beviljat: 1 000 kronor Från 2025-01-01"
    )
    assert found["plannedDates"] == [{"startDate": "2025-01-01"}]


def test_day_of_publication_is_no_day_of_award(tmp_path: Path) -> None:
    writer = Writer("Stöd")
    one = extraction(writer, [grant(writer, 1, title="Vinterljus", owner="Umeå kommun", amount=1000)], 1)
    with Store(tmp_path / "anslag.db") as store:
        store.save("r", "", [revision(replace(one, decided_on=None), 1)], "2025-06-01T00:00:00+00:00")
        store.finish(*grouped(store.owners()), FACTS)
    with pytest.raises(ExportError, match=r"missing: awardDate \(1\)"):
        export(tmp_path / "anslag.db", "360giving", tmp_path / "g.json")


def test_nothing_to_give_is_told(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="missing: there is no grant"):
        export(empty(tmp_path / "anslag.db"), "360giving", tmp_path / "g.json")
    assert os.listdir(tmp_path) == ["anslag.db"]


# Many


@pytest.mark.slow
def test_every_row_of_many_comes_out(tmp_path: Path, many: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # As many grants go to a batch as make the last of them a short one.
    monkeypatch.setattr(parquet, "_BATCH", 3_000)
    for format in ("csv", "jsonl", "parquet"):
        report = export(many, format, tmp_path / f"x.{format}")
        assert report.rows == 4_000
    assert len(lines(tmp_path / "x.csv")) == 4_000
    written = pq.read_metadata(tmp_path / "x.parquet")
    assert (written.num_rows, written.num_row_groups) == (4_000, 2)

"""Error rates from the draw to the export: judged by a person at the command line, kept by every build."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import frictionless
import openpyxl
import pytest

import anslag as package
from anslag.pipeline import build
from tests.archives import Shelf
from tests.command import Ran, anslag, interrupted
from tests.contents import content

PAGES = {
    # Two grants in a list, both right.
    "list": "<h1>400 000 kronor till två projekt</h1><p>Nämnden beviljar 400 000 kronor till två projekt.</p>"
    "<ul><li>Umeå kommun, 250 000 kronor</li><li>Åre kommun, 150 000 kronor</li></ul>",
    # A second one that was refused first, which is not read as a grant.
    "prose": "<h1>Bidrag till byar</h1><p>Nämnden beslutade att bevilja Umeå kommun 250 000 kronor för projektet "
    "Vinterljus.</p><p>En ansökan om cirka 75 000 kronor från Sävar byalag för Sommarljus, 1 mars 2025–28 februari "
    "2026, avslogs först. Sävar byalag fick rätt till slut.</p>",
    # Only talk, and nothing was read.
    "talk": "<h1>Kommunen om läget</h1><p>Kommunen och föreningen talade om läget på mötet i går kväll.</p>",
    # One grant with the wrong sum.
    "wrong": "<h1>Stöd till skidspår</h1><p>Nämnden beslutade att bevilja Åre kommun 80 000 kronor för projektet "
    "Skidspår.</p><p>Rättelse: rätt summa är 90 000 kronor.</p>",
}
NOT_HTML = b"%PDF-1.4 \x00\x01"
JUDGED = {
    "list": ("a", "n", "whole"),
    "prose": (
        "m", "Sommarljus", "Sävar byalag", "2", "cirka 75 000 kronor", "",
        "1 mars 2025–28 februari 2026", "", "", "", "", "granted after all", "a", "n", "whole",
    ),
    "talk": ("n", "only talk"),
    "wrong": ("c", "1", "amount", "90 000", "90 000 kronor", "a correction below", "a", "n", "whole"),
    "scan": ("2", "a scanned list"),
}  # fmt: skip
"""What a person types for each release."""


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    """An archive of five releases, one of which cannot be read, with a sample of all of them."""
    shelf = Shelf(tmp_path_factory.mktemp("quality") / "anslag-data")
    for name, body in PAGES.items():
        shelf.put(f"<!DOCTYPE html>{body}".encode(), name=name)
    shelf.put(NOT_HTML, name="scan")
    shelf.built()
    assert run(shelf, "sample", "5", "--seed", "2").code == 0
    return shelf


@pytest.fixture(scope="module")
def judged(shelf: Shelf) -> Shelf:
    """The same, after a person has gone through the sample and saved its error rate."""
    ran = review(shelf, *typed(drawn(shelf)))
    assert ran.code == 0, ran.err
    assert "0 releases of the sample left to judge; `anslag evaluate --sample sample.toml`" in ran.out
    ran = run(shelf, "evaluate", "--sample", "sample.toml", "--save")
    assert ran.code == 0, ran.err
    return shelf


def run(shelf: Shelf, *words: str, stdin: bytes = b"") -> Ran:
    return anslag(*words, cwd=shelf.data.parent, stdin=stdin, env={"COLUMNS": "100"})


def review(shelf: Shelf, *lines: str) -> Ran:
    given = "".join(f"{line}\n" for line in lines).encode()
    return run(shelf, "review", "--sample", "sample.toml", "--who", "A. Reader", stdin=given)


def drawn(shelf: Shelf) -> list[str]:
    """The names of the sample's releases, in its order."""
    lines = (shelf.data.parent / "sample.toml").read_text("utf-8").splitlines()
    return [line.removeprefix('id = "example-').rstrip('"') for line in lines if line.startswith("id = ")]


def typed(names: Sequence[str]) -> list[str]:
    return [line for name in names for line in JUDGED[name]]


def rate(shelf: Shelf, measure: str, of: str) -> tuple[object, ...]:
    sql = f"SELECT \"right\", judged FROM quality WHERE measure = '{measure}' AND of = '{of}'"
    [found] = shelf.rows(sql)
    return found


def test_nothing_judged_is_told(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "anslag-data")
    shelf.put(PAGES["talk"].encode(), name="talk")
    shelf.built()
    run(shelf, "sample", "1")
    ran = run(shelf, "evaluate", "--sample", "sample.toml")
    assert ran.code == 2
    assert "nobody has judged a release of sample yet" in ran.complaint


def test_interrupted_review_goes_on_where_it_was(shelf: Shelf) -> None:
    names = drawn(shelf)
    first = "".join(f"{line}\n" for line in typed(names[:2])).encode()
    told = ("review", "--sample", "sample.toml", "--who", "A. Reader")
    stopped = interrupted(*told, cwd=shelf.data.parent, typed=first, words=b" 3 of 5 ")
    assert stopped.code == 130
    assert stopped.err == "anslag: stopped; run the same command again to go on\n"
    assert "3 releases of the sample left to judge" in stopped.out
    said = run(shelf, "evaluate", "--sample", "sample.toml").out
    assert "2 judged" in said
    assert "3 releases of the sample are not judged yet and left out" in said
    ran = review(shelf, "q")
    assert " 1 of 3 " in ran.out
    # The other tests begin anew.
    (shelf.data / "corrections.toml").unlink()


def test_what_was_marked_is_what_the_release_says(judged: Shelf) -> None:
    columns = (
        "title, owner, amount, currency, amount_approximate, period_start, period_end, layout, confidence"
    )
    [added] = judged.rows(f"SELECT {columns} FROM grants WHERE id = 'example-prose-g2'")
    assert added == (
        "Sommarljus", "Sävar byalag", 75_000, "SEK", 1, "2025-03-01", "2026-02-28", "prose", 1.0,
    )  # fmt: skip
    shown = judged.rows(
        'SELECT e.field, e.quote, e.rule, substr(r.text, e.start + 1, e."end" - e.start) = e.quote FROM evidence AS e '
        "JOIN grants AS g ON g.id = e.grant_id JOIN releases AS r ON r.id = g.release_id "
        "WHERE e.grant_id = 'example-prose-g2' ORDER BY e.field"
    )
    assert {(field, quote) for field, quote, _, _ in shown} >= {
        ("amount", "cirka 75 000 kronor"),
        ("owner", "Sävar byalag"),
        ("period_end", "1 mars 2025–28 februari 2026"),
    }
    assert all(rule == "correction" and true for _, _, rule, true in shown)
    # Of the two places where the owner stands the person chose the second.
    [(start, text)] = judged.rows(
        "SELECT e.start, r.text FROM evidence AS e, releases AS r "
        "WHERE e.grant_id = 'example-prose-g2' AND e.field = 'owner' AND r.id = 'example-prose'"
    )
    assert start == str(text).rindex("Sävar byalag")
    assert judged.rows("SELECT fate FROM amounts WHERE grant_id = 'example-prose-g2'") == [("granted",)]


def test_every_decision_holds(judged: Shelf) -> None:
    outcomes = judged.rows("SELECT DISTINCT outcome FROM corrections ORDER BY 1")
    assert outcomes == [("applied",), ("confirmed",)]


def test_rates_count_what_was_right_wrong_missed_and_never_read(judged: Shelf) -> None:
    # Read: two, one, none, one. Told: these, the added one, and two on the page that could not be read.
    assert rate(judged, "precision", "grants") == (4, 4)
    assert rate(judged, "recall", "grants") == (4, 7)
    assert rate(judged, "precision", "exact grants") == (3, 4)
    assert rate(judged, "exact", "releases") == (2, 5)
    assert rate(judged, "accuracy", "amount") == (3, 4)
    assert rate(judged, "recall", "amount") == (3, 5)
    assert rate(judged, "sum", "kronor") == (730_000, 815_000)
    assert judged.rows("SELECT frame, size, judged FROM samples") == [(5, 5, 5)]
    # All of the archive was judged: nothing is left to chance.
    assert judged.rows("SELECT value, low, high FROM quality WHERE of = 'releases'") == [(0.4, 0.4, 0.4)]


def test_archive_and_data_folder_make_it_anew(judged: Shelf, tmp_path: Path) -> None:
    build(judged.data, into=tmp_path / "anslag.db", full=True)
    assert content(tmp_path / "anslag.db") == content(judged.data / "anslag.db")
    assert (judged.data / "samples" / "sample.toml").read_bytes() == (
        judged.data.parent / "sample.toml"
    ).read_bytes()
    assert run(judged, "build", "--diff").out.startswith("No row would change.")


def test_report_says_it_for_people(judged: Shelf) -> None:
    said = run(judged, "evaluate", "--sample", "sample.toml").out
    assert "Sample sample: 5 of 5 releases, seed 2; 5 judged, with 4 grants read and 7 grants told." in said
    assert "Releases right as a whole: 0.40 [0.40, 0.40]  2/5" in said
    assert "…" not in said


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "en",
            (
                "we drew a simple random sample of 5 of the 5",
                "| Recall of grants | 57.1 | 57.1–57.1 | 4 | 7 | 4 |",
            ),
        ),
        (
            "sv",
            ("ett obundet slumpmässigt urval om 5 av", "| Täckning, bidrag | 57,1 | 57,1–57,1 | 4 | 7 | 4 |"),
        ),
    ],
)
def test_paper_gets_a_paragraph_and_a_table(judged: Shelf, language: str, words: tuple[str, ...]) -> None:
    said = run(judged, "evaluate", "--sample", "sample.toml", "--paper", language).out
    assert all(one in said for one in words)
    assert "{" not in said


def test_judged_sample_says_so(judged: Shelf) -> None:
    assert "All of sample.toml is judged" in review(judged).out


def test_exports_tell_how_often_they_are_right(judged: Shelf, tmp_path: Path) -> None:
    rate = "precision of grants 100.0 % [100.0, 100.0], recall of grants 57.1 % [57.1, 57.1]"
    for form, file in (("csv", "a.csv"), ("xlsx", "a.xlsx"), ("datapackage", "package")):
        assert run(judged, "export", form, str(tmp_path / file)).code == 0
    assert rate in json.loads((tmp_path / "a.csv.about.json").read_text("utf-8"))["error_rate"]
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["quality"]
    assert [cell.value for cell in sheet[1]][:5] == ["sample", "stratum", "measure", "of", "value"]
    assert ("sample", "all", "recall", "grants", 0.5714) in [
        tuple(cell.value for cell in row)[:5] for row in sheet.iter_rows(min_row=2)
    ]
    package = json.loads((tmp_path / "package" / "datapackage.json").read_text("utf-8"))
    assert rate in package["provenance"]["error_rate"]
    assert rate in (tmp_path / "package" / "README.md").read_text("utf-8")
    report = frictionless.validate(str(tmp_path / "package" / "datapackage.json"))
    assert report.valid, report.to_summary()
    assert "sample,all,recall,grants,0.5714" in (tmp_path / "package" / "quality.csv").read_text("utf-8")


def test_notebooks_have_it_as_a_table(judged: Shelf) -> None:
    frame = package.open(judged.data).quality()
    assert frame[(frame["measure"] == "recall") & (frame["of"] == "grants")]["value"].to_list() == [0.5714]


def test_gold_has_what_was_added_and_corrected(judged: Shelf) -> None:
    assert "4 gold files in gold" in run(judged, "review", "--gold", "gold").out
    gold = {
        path.stem: json.loads(path.read_text("utf-8"))
        for path in (judged.data.parent / "gold").glob("*.json")
    }
    assert [one["owner"] for one in gold["example-prose"]["grants"]] == ["Umeå kommun", "Sävar byalag"]
    assert gold["example-prose"]["note"].endswith("0 values corrected, 0 grants rejected, 1 added.")
    assert [one["amount"] for one in gold["example-wrong"]["grants"]] == [90_000]
    assert gold["example-talk"]["grants"] == []
    said = run(judged, "evaluate", "gold").out
    assert "4/5" in said


def test_release_that_reads_otherwise_must_be_judged_anew(judged: Shelf, tmp_path: Path) -> None:
    """A newer anslag reads another sum; the old judgement of the list does not speak of it."""
    other = Shelf(tmp_path / "anslag-data")
    other.put(f"<!DOCTYPE html>{PAGES['list']}".encode(), name="list")
    file = (judged.data / "corrections.toml").read_text("utf-8")
    entries = [one for one in file.split("\n\n") if "example-list" in one]
    assert '"2 grants, ' in entries[0]
    changed = entries[0].replace('"2 grants, ', '"3 grants, ')
    (other.data / "corrections.toml").write_text(changed, "utf-8")
    built = other.built()
    assert len(built.stale) == 1
    assert "what is read has changed since: 3 grants" in built.stale[0]
    assert other.rows("SELECT reviewed FROM releases") == [(None,)]


def test_sample_of_the_name_is_not_replaced(judged: Shelf, tmp_path: Path) -> None:
    there = tmp_path / "sample.toml"
    ran = anslag("sample", "3", "--seed", "9", "--to", there, cwd=judged.data.parent)
    assert ran.code == 0, ran.err
    ran = run(judged, "evaluate", "--sample", str(there), "--save")
    assert ran.code == 2
    assert "is another sample; give the file" in ran.err


def test_broken_sample_in_the_data_folder_stops_the_build_before_it_begins(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "anslag-data")
    shelf.put(PAGES["talk"].encode())
    shelf.built()
    (shelf.data / "samples").mkdir()
    (shelf.data / "samples" / "s.toml").write_text("[sample", "utf-8")
    ran = run(shelf, "build")
    assert ran.code == 2
    assert "s.toml is no sample" in ran.complaint
    with closing(sqlite3.connect(shelf.data / "anslag.db")) as db:
        assert db.execute("SELECT count(*) FROM releases").fetchone() == (1,)


def test_wrong_use_is_told(judged: Shelf) -> None:
    for words, said in (
        (("evaluate",), "name a folder of gold files, or a sample with --sample"),
        (("evaluate", "gold", "--save"), "--save and --paper are for a sample"),
        (("review", "example-list", "--sample", "sample.toml", "--who", "A"), "choose one"),
        (("review", "--gold", "gold", "--sample", "sample.toml"), "choose one"),
        (("review", "--gold", "gold", "--pairs"), "choose one"),
        (("review", "--pairs", "--sample", "sample.toml"), "choose one"),
        (("evaluate", "--sample", "no.toml"), "`anslag sample` draws a sample"),
    ):
        ran = run(judged, *words)
        assert ran.code == 2
        assert said in ran.complaint

"""A grant's columns stand once: one line in ``parsers/fields.py`` adds one everywhere."""

from __future__ import annotations

import ast
import csv
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from anslag.db.codebook import table
from anslag.parsers.fields import GRANT, GrantFields, Kind

ROOT = Path(__file__).resolve().parent.parent
BEFORE = "    period_start: date | None = day("
ENTRY = '    rounds: int | None = whole("Rounds of applications before it was granted.", unit="rounds")\n'
SCRIPT = """
import json, sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from anslag import as_json
from anslag.db import codebook, corrections_file, gold
from anslag.db.corrections import Correction, Decision, brief, text_digest
from anslag.db.export import export
from anslag.db.connection import connect
from anslag.db.store import Store
from anslag.values import parsed
from tests.databases import FACTS, NEWSROOM, Writer, answer, extraction, grant, revision
from tests.site import Visitor
from datetime import date

folder = Path(sys.argv[1])
writer = Writer("Bidrag till byn")
one = replace(grant(writer, 1, title="Vinterljus", owner="Alvik byalag", amount=5000), rounds=3)
other = replace(grant(writer, 2, title="Sommarljus", owner="Ekby byalag", amount=7000), rounds=1)
found = extraction(writer, [one, other], 1)
decided = Correction("a", 2, "rounds", Decision.CORRECT, "P", date(2025, 6, 1), "w", text_digest(found.release.text), 1, parsed("rounds", "2"))
right = replace(decided, position=None, field=None, decision=Decision.ACCEPT, read=None, decided=None)
corrections_file.add(folder / "corrections.toml", decided, right)
with Store(folder / "anslag.db", corrections_file.read(folder / "corrections.toml")) as store:
    first, later = revision(replace(found, grants=(replace(one, rounds=4), other)), 1), revision(found, 2)
    store.save("a", NEWSROOM, [first, later], later.seen)
    store.finish((), (), FACTS)
export(folder / "anslag.db", "csv", folder / "grants.csv")
with closing(connect(folder / "anslag.db")) as db:
    columns = "SELECT rounds FROM {} ORDER BY position"
    written = json.loads(gold.write(db, folder / "gold")[0].read_text("utf-8"))
    print(json.dumps({
        "json": as_json.extraction(found, "")["grants"][0]["rounds"],
        "table": [row[0] for row in db.execute(columns.format("grants"))],
        "list": [row[0] for row in db.execute(columns.format("grants_list"))],
        "revisions": [row[0] for row in db.execute("SELECT rounds FROM revision_grants ORDER BY revision, position")],
        "changes": [tuple(row) for row in db.execute("SELECT field, before, after FROM changes")],
        "gold": [one["rounds"] for one in written["grants"]],
        "codebook": [line for line in codebook.markdown().splitlines() if "rounds" in line],
    }))
with Visitor(folder / "anslag.db") as visitor:
    assert "rounds: " in visitor.page("/-/release/a"), "no line on the page"
"""


ARRANGED = ["db/site/highlights.py", "db/site/release.py"]
"""They lay out the evidence page; a column that they do not name has its place there too."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a database made by a copy of the project whose ``fields.py`` has one line more."""
    copy, folder = tmp_path_factory.mktemp("copy"), tmp_path_factory.mktemp("made")
    for package in ("anslag", "scraper", "parsers", "db", "tests"):
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / package, copy / package, symlinks=True, ignore=ignored)
    path = copy / "parsers" / "fields.py"
    before = path.read_text("utf-8")
    assert before.count(BEFORE) == 1
    path.write_text(before.replace(BEFORE, ENTRY + BEFORE), "utf-8")
    done = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(copy)!r})\n{SCRIPT}", folder],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    (folder / "said.json").write_text(done.stdout, "utf-8")
    return folder


def test_one_entry_is_a_column_everywhere(made: Path) -> None:
    said = json.loads((made / "said.json").read_text("utf-8"))
    assert said["json"] == 3
    assert said["table"] == said["list"] == [3, 2]
    assert said["revisions"] == [4, 1, 3, 1]
    assert said["changes"] == [["rounds", "4", "3"]]
    assert said["gold"] == [3, 2]
    meaning = "Rounds of applications before it was granted."
    assert said["codebook"] == [
        f"| `rounds` | integer | {meaning} | rounds |",
        f"| `rounds` | {meaning} | rounds |",
        f"| `rounds` | {meaning} | rounds |",
    ]


def test_one_entry_is_a_column_of_the_csv(made: Path) -> None:
    with (made / "grants.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [row["rounds"] for row in rows] == ["3", "2"]
    about = json.loads((made / "grants.csv.about.json").read_text("utf-8"))
    assert about["dtype"]["rounds"] == "Int64"


def test_annotation_of_every_column_fits_its_kind() -> None:
    types = {
        "str | None": Kind.TEXT,
        "str": Kind.TEXT,
        "int | None": Kind.INTEGER,
        "Amount | None": Kind.NUMBER,
        "float | None": Kind.NUMBER,
        "bool": Kind.BOOLEAN,
        "date | None": Kind.DAY,
        "tuple[str, ...]": Kind.LIST,
    }
    assert {one.name: one.kind for one in GRANT} == {
        name: types[said] for name, said in GrantFields.__annotations__.items() if name != "position"
    }


@pytest.mark.parametrize("name", ["grants", "grants_list", "revision_grants"])
def test_tables_and_views_tell_the_meaning_of_the_columns(name: str) -> None:
    meanings = {one.name: one.meaning for one in table(name).columns}
    told = [one for one in GRANT if one.correctable] if name == "revision_grants" else GRANT
    assert {one.name: meanings[one.name] for one in told} == {one.name: one.meaning for one in told}


def test_no_other_module_lists_the_columns() -> None:
    """A list that names most of them would have to be kept in step by hand; what only some columns mean may be said."""
    names = {one.name for one in GRANT if one.correctable}
    lists = []
    for package in ("anslag", "db"):
        for path in sorted((ROOT / package).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                parts = node.keys if isinstance(node, ast.Dict) else getattr(node, "elts", [])
                said = {one.value for one in parts if isinstance(one, ast.Constant)}
                if len(said & names) > len(names) * 0.7:
                    lists.append(path.relative_to(ROOT).as_posix())
    assert sorted(lists) == ARRANGED

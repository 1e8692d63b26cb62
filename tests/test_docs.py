"""What the documents promise of figures, and the tutorial from its first command to its chart."""

from __future__ import annotations

import ast
import json
import py_compile
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import anslag
from anslag import versions
from anslag.db import numbers
from anslag.fitting.measure import Bucket
from anslag.fitting.report import digest, with_reliability
from anslag.parsers import checks
from anslag.parsers.weights import text as weights_text
from tests.command import Demonstrated
from tests.command import anslag as run

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"


def table(document: Path, head: str) -> list[list[str]]:
    """The rows of the table whose first column is called ``head``."""
    lines = document.read_text("utf-8").splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith(f"| {head} |"))
    rows = []
    for line in lines[start + 2 :]:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in line.strip("|").split("|")])
    return rows


def test_reliability_is_told_of_the_weights_in_use() -> None:
    document = (DOCS / "figures.md").read_text("utf-8")
    assert f"<!-- reliability {digest(weights_text('confidence'))} -->" in document
    rows = table(DOCS / "figures.md", "confidence")
    assert rows
    for bucket, stated, right, grants in rows:
        low, high = map(float, bucket.split("–"))
        assert low <= float(stated) <= high
        assert 0 <= float(right) <= 1
        assert int(grants) > 0


def test_reliability_replaces_what_stood_between_the_marks() -> None:
    found = [Bucket(0.7, 0.9, 0.8, 0.75, 4)]
    document = "before\n<!-- reliability 0 -->\nold\n<!-- end -->\nbehind\n"
    told = with_reliability(document, "weights", found)
    assert "| 0.7–0.9 | 0.80 | 0.75 | 4 |" in told
    assert "old" not in told
    assert (told.startswith("before\n"), told.endswith("\nbehind\n")) == (True, True)


def number_of(text: str) -> int:
    return int(text.replace(" ", ""))


@pytest.mark.parametrize(("claim", "found", "status"), table(DOCS / "figures.md", "the release says"))
def test_tolerance_is_as_the_table_says(claim: str, found: str, status: str) -> None:
    first = number_of(found) // 2
    said = anslag.extract(
        f"{claim} till två projekt\n\nNämnden beslutade att bevilja {claim} till två projekt.\n\n"
        f"• Vinterljus, Umeå kommun, {first} kronor\n• Sommarljus, Åre kommun, {number_of(found) - first} kronor\n"
    )
    assert [(check.name, str(check.status)) for check in said.checks if check.name == "total"] == [
        ("total", status)
    ]


MAKING = ("Check", "_failed")
"""What makes a check of the name that it is given first."""


def test_every_check_is_explained() -> None:
    made = set()
    for path in [*(ROOT / "parsers").rglob("*.py"), *(ROOT / "anslag").rglob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MAKING:
                made |= {one.value for one in node.args[:1] if isinstance(one, ast.Constant)}
            if isinstance(node, ast.Yield) and isinstance(node.value, ast.Tuple) and path.stem == "resolve":
                made |= {one.value for one in node.value.elts[:1] if isinstance(one, ast.Constant)}
    made |= {versions.BODY_LOST, numbers.NAME, checks.LEFT_OUT, checks.TITLE_DOUBTFUL}
    assert {row[0].strip("`") for row in table(DOCS / "figures.md", "check")} == made


def test_every_column_that_is_explained_exists() -> None:
    from anslag.db.codebook import table as columns_of

    known = {column.name for name in ("grants", "releases") for column in columns_of(name).columns}
    named = {
        column for row in table(DOCS / "figures.md", "column") for column in re.findall(r"`(\w+)`", row[0])
    }
    assert named
    assert named - known - {"funder"} == set()


def test_version_to_cite_is_this_one() -> None:
    assert f"version = {{{anslag.__version__}}}" in (DOCS / "citing.md").read_text("utf-8")


# -- the tutorial


def tutorial() -> tuple[list[str], str]:
    """The commands of the tutorial, and its Python."""
    text = (DOCS / "tutorial.md").read_text("utf-8")
    commands = re.findall(r"^    ((?:make|\.venv/bin)\b.*)$", text, re.M)
    python = "\n".join(re.findall(r"^```python\n(.*?)^```", text, re.M | re.S))
    return commands, python


def test_tutorial_runs_from_its_first_command_to_its_chart(
    tmp_path: Path, demonstrated: Demonstrated
) -> None:
    (first, *commands), python = tutorial()
    assert first == "make demo"
    shutil.copytree(demonstrated.folder, tmp_path, dirs_exist_ok=True)
    for command in commands:
        program, *words = shlex.split(command)
        assert program == ".venv/bin/anslag"
        if words[0] in ("crawl", "serve"):
            # Neither ends by itself: one asks the web, the other is tested with the site.
            words = [words[0], "--help"]
        # What a person answers who finds each release of the sample right.
        answers = b"a\nn\n\n" * 10 if words[0] == "review" else b""
        ran = run(*words, cwd=tmp_path, stdin=answers)
        assert ran.code == 0, (command, ran.err)
    done = subprocess.run(
        [sys.executable, "-c", python], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    chart = (tmp_path / "kronor.html").read_text("utf-8")
    assert "linear-gradient" in chart
    assert (tmp_path / "grants.csv").is_file()
    about = json.loads((tmp_path / "grants.csv.about.json").read_text("utf-8"))
    assert "10 releases judged of 10 drawn at random from 23" in about["error_rate"]


def test_tutorial_says_what_the_demo_says(demonstrated: Demonstrated) -> None:
    text = (DOCS / "tutorial.md").read_text("utf-8")
    printed = [line.strip() for line in demonstrated.printed.splitlines()]
    sample = text[text.index("    Två gräns") : text.index("The two lines with a tick")].splitlines()
    assert len(sample) > 8
    assert [line for line in sample if line.strip() not in printed] == []
    pages = list((ROOT / "fixtures/newsrooms/mynewsdesk").rglob("releases/*.html"))
    assert f"their {len(pages)} releases" in text


def test_script_for_slurm_is_python(tmp_path: Path) -> None:
    """No more can be said without a cluster; the libraries that it needs there are not here."""
    compiled = py_compile.compile(str(ROOT / "docs" / "slurm_build.py"), str(tmp_path / "made"), doraise=True)
    assert compiled

"""What the reader knows grows by one row: each is added to a copy of the project and seen to be read, and nothing else."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parent.parent
SCRIPT = """
import json, sys
from anslag import extract
from anslag.parsers.document import plain
from anslag.parsers.mentions.annotate import annotated
from anslag.parsers.clauses import clause_candidates
told = []
for text in json.loads(sys.argv[1]):
    a = annotated(plain(f"Stöd till kulturen\\n\\nNämnden har i dag fattat beslut.\\n\\n{text}\\n"))
    told.append([
        [one.reader, one.owner.of(a.text) if one.owner else None, one.money.amount if one.money else None]
        for one in clause_candidates(a)
    ])
print(json.dumps(told))
"""


class Row(NamedTuple):
    """A row that is added to a file, a sentence that it alone reads, and what is read then."""

    file: str
    text: str
    sentence: str
    read: tuple[str, str, int]


ROWS = {
    "a unit": Row(
        "parsers/lexicon/money.toml",
        '\n[[unit]]\nwords = ["tolvor"]\nscale = 12\ncurrency = "SEK"\nreads = "Fonden får 250 tolvor"\nrefuses = "Fonden får 250 tolvare"\n',
        "Norrhamra idrottsklubb får 250 tolvor till ett nytt tak.",
        ("clause.gets-from-sum", "Norrhamra idrottsklubb", 3000),
    ),
    "a verb": Row(
        "parsers/lexicon/giving.toml",
        '\n[[word]]\nsymbol = "R"\ncue = "verb.gets"\nforms = ["välgörs"]\nreads = "kören välgörs 5 000 kronor"\nrefuses = "kören välgör 5 000 kronor"\n',
        "Norrhamra idrottsklubb välgörs 250 000 kronor till ett nytt tak.",
        ("clause.gets-from-sum", "Norrhamra idrottsklubb", 250_000),
    ),
    "a frame": Row(
        "parsers/clauses.toml",
        '\n[[frame]]\nname = "sum-then-name"\npattern = "{M}Y{N}"\ntail = "sum"\nreads = "3 miljoner kronor hos Norra Kören."\nrefuses = "Norra Kören."\n',
        "250 000 kronor hamnar Norrhamra idrottsklubb.",
        ("clause.sum-then-name", "Norrhamra idrottsklubb", 250_000),
    ),
}


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project with one row more of each kind."""
    made = tmp_path_factory.mktemp("copy")
    for package in ("anslag", "scraper", "parsers", "db"):
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / package, made / package, symlinks=True, ignore=ignored)
    for row in ROWS.values():
        path = made / row.file
        path.write_text(path.read_text("utf-8") + row.text, "utf-8")
    return made


def read(project: Path) -> dict[str, list[list[object]]]:
    """What the clauses of a project read of each row's sentence."""
    sentences = json.dumps([row.sentence for row in ROWS.values()])
    code = f"import sys; sys.path.insert(0, {str(project)!r})\n{SCRIPT}"
    done = subprocess.run(
        [sys.executable, "-c", code, sentences], capture_output=True, text=True, check=False, cwd=project
    )
    assert done.returncode == 0, done.stderr
    return dict(zip(ROWS, json.loads(done.stdout), strict=True))


def test_one_row_is_read_and_was_not_before(copy: Path) -> None:
    before, after = read(ROOT), read(copy)
    for kind, row in ROWS.items():
        assert list(row.read) in after[kind], kind
        assert list(row.read) not in before[kind], kind

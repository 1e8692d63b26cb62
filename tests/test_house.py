"""The rules of the house: stage borders, sizes, where printing is done, and documents that say what the code does."""

from __future__ import annotations

import ast
import inspect
import json
import re
import shlex
import shutil
import statistics
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from fnmatch import fnmatch
from functools import cache
from importlib import import_module
from pathlib import Path

import click
import pytest

from anslag import __version__, errors
from anslag.cli import main
from bench.__main__ import BENCHES
from bench.picture import svg
from tests.command import Demonstrated
from tests.conftest import SLOW

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("anslag", "scraper", "parsers", "db")
SOURCES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
TESTS = sorted([*(ROOT / "tests").rglob("*.py"), *(ROOT / "bench").rglob("*.py")])
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
LONGEST_FILE, LONGEST_TEST, LONGEST_FUNCTION = 400, 800, 40
MOST_DECISIONS = 10
STILL_LOADED = {"parsers": 131, "scraper": 25, "anslag": 11, "db": 7}
"""How many functions decide more than that, their boolean operands counted: only ever fewer."""


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"), str(path))


# -- borders


def lint_imports(folder: Path) -> str:
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": str(folder), "PATH": ""},
    )
    return done.stdout


def test_stages_import_along_the_one_direction() -> None:
    assert "0 broken" in lint_imports(ROOT)


def test_every_module_of_the_root_is_forbidden_to_the_stages() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    [named] = [one["forbidden_modules"] for one in contracts if "composition root" in one["name"]]
    modules = {path.stem for path in (ROOT / "anslag").glob("*.py")} - {"__init__"} | {
        "fitting",
        "commands",
        "second_reader",
    }
    assert set(named) == {f"anslag.{module}" for module in modules}


BREACHES = {
    "scraper/addresses.py": ("import anslag.parsers.records", "The scraper knows of the parsers only"),
    "scraper/platforms/cision.py": ("import anslag.scraper.platforms.viatt", "No platform knows another"),
    "scraper/warc.py": ("import anslag.cli", "The stages do not know the composition root"),
    "parsers/checks.py": ("import sqlite3", "Parsers are pure"),
    "parsers/markup/limits.py": ("import anslag.parsers.errors", "The door to HTML stands on its own"),
    "db/rows.py": ("import anslag.parsers.read", "The database knows of the parsers only"),
    "parsers/fields.py": ("import anslag.parsers.errors", "A grant's columns stand on their own"),
    "parsers/mentions/money.py": (
        "import anslag.parsers.mentions.names",
        "Families of mentions do not know each other",
    ),
    "parsers/linear.py": ("import sklearn", "What is fitted is applied without"),
}


@pytest.mark.slow
def test_each_planted_breach_is_found(tmp_path: Path) -> None:
    known = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    named = {contract for _, contract in BREACHES.values()}
    assert [one["name"] for one in known if not one["name"].startswith(tuple(named))] == []
    for package in PACKAGES:
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / package, tmp_path / package, symlinks=True, ignore=ignored)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for file, (line, _) in BREACHES.items():
        path = tmp_path / file
        path.write_text(f"{path.read_text('utf-8')}\n{line}\n", "utf-8")
    said = lint_imports(tmp_path)
    for _, contract in BREACHES.values():
        assert re.search(rf"{contract}.* BROKEN", said), said


@pytest.mark.parametrize(
    ("library", "doors"),
    [
        ("httpx", {"scraper/client.py"}),
        ("selectolax", {"parsers/markup/"}),
        ("warcio", {"scraper/any_warc.py", "scraper/foreign_", "scraper/ingest.py", "scraper/warc.py"}),
        ("datasette", {"db/site"}),
        ("llm", {"anslag/second_reader/models.py"}),
    ],
)
def test_library_has_few_doors(library: str, doors: set[str]) -> None:
    users = {name(path) for path in SOURCES if library in imported(path)}
    assert [user for user in users if not user.startswith(tuple(doors))] == []
    assert [door for door in doors if not any(user.startswith(door) for user in users)] == []


@cache
def imported(path: Path) -> set[str]:
    """The top-level names of what a module imports."""
    found = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add((node.module or "").partition(".")[0])
    return found


# -- style


@pytest.mark.slow
def test_dead_code_is_found(tmp_path: Path) -> None:
    vulture = Path(sys.executable).with_name("vulture")
    (tmp_path / "dead.py").write_text("def nobody_calls_this() -> int:\n    return 1\n", "utf-8")
    command: list[str | Path] = [vulture, "--config", ROOT / "pyproject.toml"]
    clean = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (clean.returncode, clean.stdout) == (0, "")
    planted = subprocess.run(
        [*command, tmp_path / "dead.py"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert "unused function 'nobody_calls_this'" in planted.stdout


def test_every_exception_from_the_lint_is_needed() -> None:
    ruff = Path(sys.executable).with_name("ruff")
    lint = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["ruff"]["lint"]
    limits = {
        "lint.pylint.max-args": lint["pylint"]["max-args"],
        "lint.pylint.max-positional-args": lint["pylint"]["max-positional-args"],
        "lint.mccabe.max-complexity": lint["mccabe"]["max-complexity"],
        "line-length": lint["pycodestyle"]["max-line-length"],
    }
    options = [part for name, limit in limits.items() for part in ("--config", f"{name}={limit}")]
    codes = ",".join(sorted({code for codes in lint["per-file-ignores"].values() for code in codes}))
    done = subprocess.run(
        [
            ruff,
            "check",
            "--isolated",
            "--preview",
            "--select",
            codes,
            *options,
            "--output-format",
            "json",
            ".",
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    broken = [(one["filename"].removeprefix(f"{ROOT}/"), one["code"]) for one in json.loads(done.stdout)]
    idle = [
        f"{files}: {code}"
        for files, codes in lint["per-file-ignores"].items()
        for code in codes
        if not any(fnmatch(file, files) and found.startswith(code) for file, found in broken)
    ]
    assert idle == []


def test_boolean_operands_count_as_decisions() -> None:
    """Ruff counts branches; ``a and b or c`` decides as much as three of them."""
    loaded = Counter(
        name(path).partition("/")[0]
        for path in SOURCES
        for function in ast.walk(tree(path))
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        and decisions(function) > MOST_DECISIONS
    )
    assert {package: count for package, count in loaded.items() if count > STILL_LOADED[package]} == {}


def decisions(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Branches, loops, handlers and boolean operands of a function, its inner functions left out."""
    count, queue = 1, list(ast.iter_child_nodes(function))
    while queue:
        node = queue.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        if isinstance(node, ast.BoolOp):
            count += len(node.values) - 1
        count += isinstance(
            node, ast.If | ast.For | ast.While | ast.IfExp | ast.ExceptHandler | ast.comprehension
        )
        queue += ast.iter_child_nodes(node)
    return count


def test_nothing_prints_but_through_click_and_rich() -> None:
    users = {
        name(path)
        for path in SOURCES
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Name) and node.id == "print"
    }
    assert users == set()


def test_files_are_short() -> None:
    sizes = {name(path): len(code_lines(path)) for path in [*SOURCES, *TESTS]}
    long = {
        file for file, size in sizes.items() if size > (LONGEST_TEST if "tests/" in file else LONGEST_FILE)
    }
    assert long == set()


def code_lines(path: Path) -> list[str]:
    """The lines of a file that are neither empty nor a comment alone."""
    lines = path.read_text("utf-8").splitlines()
    return [line for line in lines if line.strip() and not line.strip().startswith("#")]


def test_functions_fit_on_a_screen() -> None:
    sizes = {
        f"{name(path)}:{function.name}": body(function)
        for path in SOURCES
        for function in ast.walk(tree(path))
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    assert {function for function, size in sizes.items() if size > LONGEST_FUNCTION} == set()
    assert statistics.median(sizes.values()) <= 10


def body(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """The lines of a function without its head and its docstring."""
    has_docstring = ast.get_docstring(function, clean=False) is not None
    statements = function.body[has_docstring:]
    return (function.end_lineno or 0) - statements[0].lineno + 1 if statements else 0


def test_every_module_says_what_it_promises() -> None:
    silent = [
        name(path)
        for path in SOURCES
        if path.read_text("utf-8").strip() and not ast.get_docstring(tree(path))
    ]
    assert silent == []


def test_nothing_is_named_after_no_thing() -> None:
    vague = re.compile(r"utils?|helpers?|manager|misc|common")
    assert [name(path) for path in SOURCES if vague.fullmatch(path.stem)] == []


def test_no_test_imports_another_test() -> None:
    borrowing = [
        f"{name(path)}: {line.strip()}"
        for path in TESTS
        for line in path.read_text("utf-8").splitlines()
        if re.match(r"\s*(from|import) tests\.test_", line)
    ]
    assert borrowing == []


def test_modules_called_slow_exist() -> None:
    assert {f"test_{module}" for module in SLOW} <= {path.stem for path in TESTS}


# -- what is committed


def committed() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    return [path for entry in listed.stdout.split("\0") if entry and (path := ROOT / entry).is_file()]


def test_nothing_of_this_machine_is_committed() -> None:
    # Put together here, so that this file does not hold what it looks for.
    own = re.compile("|".join(["/" + "work/", "/" + "root/", re.escape(f"{ROOT}/")]).encode())
    found = [name(path) for path in committed() if own.search(path.read_bytes())]
    assert found == []


def test_pinned_versions_name_no_address() -> None:
    pins = (ROOT / "constraints.txt").read_text("utf-8")
    assert "://" not in pins
    assert len(re.findall(r"^[\w.\[\]-]+==", pins, re.M)) > 50
    assert "--hash=sha256:" in pins


# -- documents


def code_blocks(path: Path) -> Iterator[str]:
    """The lines of a document's code blocks, fenced or indented."""
    fenced = False
    for line in path.read_text("utf-8").splitlines():
        if line.lstrip().startswith("```"):
            fenced = not fenced
        elif fenced or line.startswith("    "):
            yield line.strip()


COMMAND = re.compile(r"^(?:\$ )?(?:[\w./-]*/)?anslag (?P<rest>[^#|>]*)")


@pytest.mark.parametrize("document", DOCUMENTS, ids=name)
def test_commands_in_documents_are_understood(document: Path) -> None:
    for line in code_blocks(document):
        if found := COMMAND.match(line):
            words = shlex.split(found["rest"])
            if words[0].startswith("-"):
                continue
            command = main.commands.get(words[0])
            assert command is not None, line
            if "--help" not in words:
                command.make_context(words[0], words[1:], resilient_parsing=False)


@pytest.mark.parametrize("document", DOCUMENTS, ids=name)
def test_make_targets_in_documents_exist(document: Path) -> None:
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text("utf-8"), re.M))
    named = {found[1] for line in code_blocks(document) if (found := re.match(r"(?:\$ )?make (\w+)", line))}
    assert named <= targets


@pytest.mark.parametrize("document", DOCUMENTS, ids=name)
def test_links_in_documents_lead_somewhere(document: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)[^)]*\)", document.read_text("utf-8"))
    local = [link for link in links if "://" not in link and not link.startswith("mailto:")]
    assert [link for link in local if not (document.parent / link).exists()] == []


def test_every_command_and_option_is_documented() -> None:
    text = (ROOT / "docs" / "commands.md").read_text("utf-8")
    sections = dict(re.findall(r"^## anslag (\w+)\n(.*?)(?=^## |\Z)", text, re.M | re.S))
    assert set(sections) == set(main.commands)
    for command, section in sections.items():
        options = {
            option
            for parameter in main.commands[command].params
            if isinstance(parameter, click.Option)
            for option in parameter.opts
            if option.startswith("--")
        }
        assert set(re.findall(r"^\| `(--[a-z-]+)", section, re.M)) == options, command


def test_every_exit_code_is_documented() -> None:
    text = (ROOT / "docs" / "commands.md").read_text("utf-8")
    documented = {int(code) for code in re.findall(r"^\| (\d+) \|", text, re.M)}
    raised = {
        thing.exit_code
        for thing in vars(errors).values()
        if isinstance(thing, type) and issubclass(thing, errors.AnslagError)
    }
    assert documented == raised | {0, errors.INCOMPLETE, errors.INTERRUPTED}


@pytest.mark.slow
@pytest.mark.parametrize(
    "document", [path for path in DOCUMENTS if "```python" in path.read_text("utf-8")], ids=name
)
def test_python_in_documents_runs(document: Path, demonstrated: Demonstrated, tmp_path: Path) -> None:
    shutil.copytree(demonstrated.folder, tmp_path, dirs_exist_ok=True)
    blocks = re.findall(r"^```python\n(.*?)^```", document.read_text("utf-8"), re.M | re.S)
    done = subprocess.run(
        [sys.executable, "-c", "\n".join(blocks)], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()


def test_picture_in_the_readme_is_what_is_printed() -> None:
    assert "](docs/extract.svg)" in (ROOT / "README.md").read_text("utf-8")
    picture = (ROOT / "docs" / "extract.svg").read_text("utf-8")
    assert picture == svg(), "the output has changed: make picture"
    # What it would fetch, GitHub does not show.
    assert re.findall(r"(?:href|url)\W+https?:", picture) == []


def test_readme_names_the_two_commands() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    assert "make demo" in text
    assert "make test" in text


def test_version_is_said_alike_everywhere() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    cited = re.search(r"^version: (.+)$", (ROOT / "CITATION.cff").read_text("utf-8"), re.M)
    assert cited is not None
    assert {project["version"], cited[1], __version__} == {__version__}
    headings = re.findall(r"^## (.+)$", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.M)
    assert next(one for one in headings if one != "Unreleased") == __version__
    assert "Unreleased" not in headings[1:]


def test_every_version_says_what_it_does_to_the_data() -> None:
    text = (ROOT / "CHANGELOG.md").read_text("utf-8")
    versions = re.split(r"^## ", text, flags=re.M)[1:]
    assert [version for version in versions if "\n### Data\n" not in version] == []


def test_files_named_in_the_guide_to_extending_exist() -> None:
    text = (ROOT / "docs" / "extending.md").read_text("utf-8")
    named = set(re.findall(r"`((?:parsers|scraper|db|tests|fixtures)/[\w./]*)`", text))
    assert len(named) > 10
    assert [path for path in sorted(named) if not (ROOT / path).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=name)
def test_files_named_in_documents_exist(document: Path) -> None:
    named = re.findall(
        r"`((?:parsers|scraper|db|anslag|tests|fixtures|bench)/[\w./-]+\.\w+)`", document.read_text("utf-8")
    )
    assert [path for path in named if not (ROOT / path).exists()] == []


@pytest.mark.parametrize("name", BENCHES)
def test_every_bench_runs_by_its_main(name: str) -> None:
    """Run as a script under another name, a bench's processes could not send what it defines."""
    measure = import_module(f"bench.{name}").main
    assert not inspect.signature(measure).parameters
    assert measure.__module__ == f"bench.{name}"

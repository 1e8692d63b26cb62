"""What a command loads before it does its work, and what that costs."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from anslag.db.export import FORMATS
from anslag.db.extras import EXTRAS, how_to_install
from tests.archives import Shelf, page
from tests.command import SCRIPT

ROOT = Path(__file__).resolve().parent.parent
HEAVY = {"pandas", "numpy", "pyarrow", "openpyxl", "datasette", "sqlite_utils", "yaml"}
"""What exports, notebooks, the site and a build need, and nobody else."""
LOADED = (
    "import sys; from anslag.cli import main; main(sys.argv[1:], standalone_mode=False); "
    "print(*sys.modules, sep='\\n', file=sys.stderr)"
)

MEASURED = (
    "import resource, subprocess, sys; subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, check=True); "
    "used = resource.getrusage(resource.RUSAGE_CHILDREN); print(used.ru_utime + used.ru_stime, used.ru_maxrss)"
)
"""Run in a small process, for a child begins with the memory of what starts it."""


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of one release with a failed check."""
    shelf = Shelf(tmp_path_factory.mktemp("data"))
    shelf.put(page("25–30 miljoner"))
    shelf.built()
    return shelf.data


def loaded(*words: str | Path) -> set[str]:
    """The modules that a command loads."""
    done = subprocess.run([sys.executable, "-c", LOADED, *words], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return set(done.stderr.split())


def spent(*words: str | Path) -> tuple[float, float]:
    """The processor time (seconds) and the memory (MB) of the command."""
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, SCRIPT, *words], capture_output=True, text=True, check=True
    )
    seconds, kilobytes = done.stdout.split()
    return float(seconds), int(kilobytes) / 1024


def bare(*words: str | Path) -> tuple[int, str, str]:
    """Runs a command where no extra of anslag is installed: exit code, output, complaint."""
    code = (
        f"import sys; sys.modules.update(dict.fromkeys({sorted(EXTRAS)})); "
        "from anslag.cli import main; main(prog_name='anslag')"
    )
    done = subprocess.run([sys.executable, "-c", code, *words], capture_output=True, text=True, check=False)
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize("command", ["status", "check", "changes", "new"])
def test_command_that_looks_loads_no_reader_and_nothing_heavy(data: Path, command: str) -> None:
    modules = loaded(command, "--data", data)
    assert modules & (HEAVY | {"anslag.parsers.read", "anslag.scraper.crawl", "httpx"}) == set()


def test_extract_loads_no_web_no_database_and_nothing_heavy(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(page())
    assert loaded("extract", "--json", tmp_path / "a.html") & (HEAVY | {"httpx", "rich"}) == set()


@pytest.mark.parametrize(
    ("words", "seconds"), [(["--help"], 0.25), (["status", "--data"], 0.4), (["check", "--data"], 0.4)]
)
def test_command_that_looks_is_quick_and_small(data: Path, words: list[str], seconds: float) -> None:
    command: list[str | Path] = [*words, *([data] if "--data" in words else [])]
    took, megabytes = spent(*command)
    # On a busy machine the best of three.
    assert took < seconds or min(spent(*command)[0] for _ in range(2)) < seconds
    assert megabytes < 60


# -- extras

OF_FILES = {"parquet", "xlsx"}


@pytest.mark.parametrize("command", ["build", "status", "check", "changes", "new", "verify", "doctor"])
def test_command_works_without_any_extra(data: Path, command: str) -> None:
    code, _, err = bare(command, "--data", data)
    assert (code, err) == (0, "")


def test_extract_works_without_any_extra(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(page())
    assert "250 000 kr" in bare("extract", tmp_path / "a.html")[1]


@pytest.mark.parametrize("format", sorted(set(FORMATS) - OF_FILES - {"360giving"}))
def test_export_works_without_any_extra(data: Path, tmp_path: Path, format: str) -> None:
    assert bare("export", format, tmp_path / "out", "--data", data)[0] == 0


@pytest.mark.parametrize(
    ("words", "library", "extra"),
    [
        (["export", "parquet", "out.parquet"], "pyarrow", "files"),
        (["export", "xlsx", "out.xlsx"], "openpyxl", "files"),
        (["serve"], "(datasette|uvicorn)", "site"),
        (["propose", "--model", "any"], "llm", "llm"),
    ],
)
def test_command_that_lacks_an_extra_says_which(
    data: Path, words: list[str], library: str, extra: str
) -> None:
    code, out, err = bare(*words, "--data", data)
    assert (code, out) == (2, "")
    assert re.fullmatch(
        rf"anslag: .+ needs {library}, which is not installed: {re.escape(how_to_install(extra))}\n", err
    )


@pytest.mark.parametrize(
    ("mark", "command"),
    [
        ("pyvenv.cfg", "pip install '.[site]'"),
        ("pipx_metadata.json", "pipx install --force '.[all]'"),
        ("uv-receipt.toml", "uv tool install --force '.[all]'"),
    ],
)
def test_missing_extra_is_installed_as_anslag_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mark: str, command: str
) -> None:
    (tmp_path / mark).touch()
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    assert how_to_install("site") == f"{command} in a checkout of anslag"


def test_nothing_says_that_an_index_has_anslag() -> None:
    folders = [ROOT / name for name in ("anslag", "db", "docs", "parsers", "scraper")]
    told = [path for folder in folders for end in ("py", "md", "html") for path in folder.rglob(f"*.{end}")]
    assert len(told) > 200
    assert [path.name for path in told if "install 'anslag" in path.read_text("utf-8")] == []


def test_tables_without_pandas_say_what_to_install(data: Path) -> None:
    code = "import sys; sys.modules['pandas'] = None; import anslag; anslag.open(sys.argv[1]).grants()"
    done = subprocess.run([sys.executable, "-c", code, data], capture_output=True, text=True, check=False)
    assert "BadInput: a table for Python needs pandas" in done.stderr.splitlines()[-1]


def test_extras_are_those_of_the_package() -> None:
    known = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = known["optional-dependencies"]
    assert set(EXTRAS.values()) == set(extras) - {"all", "dev"}
    required = " ".join(known["dependencies"]).replace("-", "_")
    assert [library for library in EXTRAS if library in required] == []
    readme = (ROOT / "README.md").read_text("utf-8")
    assert set(re.findall(r"^\| `\.\[(\w+)\]`", readme, re.M)) == set(extras) - {"dev"}

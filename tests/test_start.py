"""What a command loads before it does its work, and what that costs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.command import SCRIPT
from tests.test_pipeline import Shelf, page

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
    """The processor time (seconds) and the memory (MB) of the command, the best of three."""
    best = []
    for _ in range(3):
        done = subprocess.run(
            [sys.executable, "-c", MEASURED, SCRIPT, *words], capture_output=True, text=True, check=True
        )
        seconds, kilobytes = done.stdout.split()
        best.append((float(seconds), int(kilobytes) / 1024))
    return min(best)


@pytest.mark.parametrize("command", ["status", "check", "changes"])
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
    took, megabytes = spent(*words, *([data] if "--data" in words else []))
    assert took < seconds
    assert megabytes < 60

"""What ``pip install .`` brings: every file of the packages, and commands that run from any folder."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from anslag import __version__
from tests.archives import Shelf, page

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("anslag", "scraper", "parsers", "db")
BUILD = "from setuptools.build_meta import build_wheel; import sys; build_wheel(sys.argv[1])"
CALL = "from anslag.cli import main; main(prog_name='anslag')"
SEED = "450 000 kronor till två projekt\n\nNämnden beslutade att bevilja två projekt 450 000 kronor.\n\n• Vinterljus, Umeå kommun, 250 000 kronor\n• Sommarljus, Åre kommun, 200 000 kronor\n"


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds what the wheel holds, and nothing of the checkout."""
    source, wheels, target = (tmp_path_factory.mktemp(name) for name in ("source", "wheels", "site"))
    for name in PACKAGES:
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / name, source / name, symlinks=True, ignore=ignored)
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    done = subprocess.run(
        [sys.executable, "-c", BUILD, wheels], cwd=source, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    (wheel,) = wheels.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(target)
    return target


def run(installed: Path, folder: Path, *words: str) -> str:
    """Runs the installed command in a folder; fails if it fails or if it is not the installed one."""
    env = {**os.environ, "PYTHONPATH": str(installed), "PYTHONSAFEPATH": "1"}
    check = f"import anslag; assert anslag.__file__.startswith({str(installed)!r}), anslag.__file__; "
    done = subprocess.run(
        [sys.executable, "-c", check + CALL, *words],
        cwd=folder,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_every_file_of_the_packages_is_in_the_wheel(installed: Path) -> None:
    wanted = {
        ("" if name == "anslag" else "anslag/") + path.relative_to(ROOT).as_posix()
        for name in PACKAGES
        for path in (ROOT / name).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert wanted - {path.relative_to(installed).as_posix() for path in installed.rglob("*")} == set()
    assert len(wanted) > 100


def test_the_wheel_takes_no_generic_name(installed: Path) -> None:
    assert {path.name for path in installed.iterdir() if path.suffix != ".dist-info"} == {"anslag"}


def test_modules_of_the_users_own_do_no_harm(installed: Path, tmp_path: Path) -> None:
    for name in ("db.py", "scraper.py", "parsers/__init__.py", "tests/__init__.py"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("raise RuntimeError('not what was meant')\n", "utf-8")
    (tmp_path / "seed.txt").write_text(SEED, "utf-8")
    shelf = Shelf(tmp_path / "anslag-data")
    shelf.put(page())
    script = (
        "import anslag; found = anslag.extract(open('seed.txt', encoding='utf-8').read()); "
        "assert len(found.grants) == 2; from anslag.cli import main; "
        "main(['build'], standalone_mode=False); assert len(anslag.open().grants()) == 1"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": f"{tmp_path}{os.pathsep}{installed}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_installed_command_works_from_any_folder(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "seed.txt").write_text(SEED, "utf-8")
    said = json.loads(run(installed, tmp_path, "extract", "--json", "seed.txt"))
    assert [grant["amount"] for grant in said["grants"]] == [250_000, 200_000]
    assert __version__ in run(installed, tmp_path, "--version")
    shelf = Shelf(tmp_path / "anslag-data")
    shelf.put(page())
    assert "1 grant in 1 release;" in run(installed, tmp_path, "build")
    assert "1 release, 1 grant, " in run(installed, tmp_path, "status")
    for format in ("csv", "jsonl", "parquet", "xlsx", "datapackage"):
        assert "1 grant in" in run(installed, tmp_path, "export", format, f"out.{format}")

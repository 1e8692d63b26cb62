"""The same archive gives the same bytes, whatever clock, language, folder and order of hashes a machine has."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from anslag.db.export import FORMATS
from anslag.folder import ARCHIVE

ENDINGS = {name: form.ending.removeprefix(".") for name, form in FORMATS.items()}
MACHINES = (
    {"TZ": "UTC", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "1"},
    {"TZ": "Pacific/Auckland", "LC_ALL": "C", "PYTHONHASHSEED": "77", "LANG": "sv_SE"},
)
COMMANDS = """
import json, sys
from anslag.cli import main
for words in json.loads(sys.argv[1]):
    try:
        main(words, prog_name="anslag")
    except SystemExit as ended:
        assert not ended.code, words
"""
"""Several commands in one process, which loads anslag once."""


def made(archive: Path, folder: Path, machine: dict[str, str]) -> dict[str, str]:
    """The SHA-256 of the database and of every export, by name."""
    shutil.copytree(archive, folder / "anslag-data" / ARCHIVE)
    words = [["build"], *(["export", name, f"grants.{ending}"] for name, ending in ENDINGS.items())]
    done = subprocess.run(
        [sys.executable, "-c", COMMANDS, json.dumps(words)],
        cwd=folder, env={**os.environ, **machine}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    files = [folder / "anslag-data" / "anslag.db", *folder.glob("grants.*")]
    assert len(files) == 1 + len(ENDINGS) + 3
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_clock_language_and_hashes_leave_no_trace(crawled: Path, tmp_path: Path) -> None:
    results = []
    for number, machine in enumerate(MACHINES):
        folder = tmp_path / f"machine {number}"
        folder.mkdir()
        results.append(made(crawled / ARCHIVE, folder, machine))
    assert results[0] == results[1]

"""Where exports go: nothing that stands there is lost unasked, and pipes and devices stay what they are."""

from __future__ import annotations

import csv
import io
import os
import subprocess
import sys
import threading
from pathlib import Path
from types import ModuleType

import pytest

from anslag.db.export import FORMATS, ExportReport, Form
from anslag.db.export.source import Source
from anslag.errors import BadInput
from anslag.exporting import write
from tests.command import SCRIPT
from tests.site import Visitor


def test_no_two_forms_share_an_ending() -> None:
    endings = [ending for form in FORMATS.values() for ending in form.endings]
    assert len(endings) == len(set(endings))


def test_form_is_a_file_and_a_row(database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As docs/extending.md says: what the row names is written by the command, and offered by the site."""
    titles = ModuleType("anslag.db.export.titles")

    def titles_only(source: Source, dest: Path) -> ExportReport:
        place = [column.name for column in source.columns].index("title")
        written = dest.write_text("".join(f"{row[place]}\n" for row in source.rows()), "utf-8")
        return ExportReport(int(written > 0), dest)

    titles.write = titles_only  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, titles.__name__, titles)
    monkeypatch.setitem(FORMATS, "titles", Form("Titles", "one a line", "titles", (".titles",)))
    write(database, "titles", str(tmp_path / "a.titles"), None, False)
    assert "Gränslös älv\n" in (tmp_path / "a.titles").read_text("utf-8")
    with pytest.raises(BadInput, match="called as titles"):
        write(database, "csv", str(tmp_path / "b.titles"), None, False)
    with Visitor(database) as visitor:
        assert "Gränslös älv\n" in visitor.page("/-/export/grants.titles")
        assert 'href="/-/export/grants.titles">Titles</a> <small>one a line' in visitor.page("/")


def test_what_stands_there_is_replaced_only_when_asked(database: Path, tmp_path: Path) -> None:
    dest = tmp_path / "grants.csv"
    dest.write_text("mine", "utf-8")
    with pytest.raises(BadInput, match="--force"):
        write(database, "csv", str(dest), None, False)
    assert dest.read_text("utf-8") == "mine"
    assert write(database, "csv", str(dest), None, True).rows > 100
    assert dest.read_text("utf-8").startswith("id,title")


def test_a_link_stays_a_link(database: Path, tmp_path: Path) -> None:
    (tmp_path / "real.csv").write_text("", "utf-8")
    (tmp_path / "link.csv").symlink_to(tmp_path / "real.csv")
    write(database, "csv", str(tmp_path / "link.csv"), None, True)
    assert (tmp_path / "link.csv").is_symlink()
    assert (tmp_path / "real.csv").read_text("utf-8").startswith("id,title")


@pytest.mark.parametrize("format", [form for form in FORMATS if form != "datapackage"])
def test_a_named_pipe_gets_the_export_and_stays_a_pipe(format: str, database: Path, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read: list[bytes] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()))
    reader.start()
    write(database, format, str(pipe), None, False)
    reader.join(timeout=20)
    assert pipe.is_fifo()
    assert len(read[0]) > 1000


def test_a_device_is_no_place_for_a_package(database: Path) -> None:
    with pytest.raises(BadInput, match="name one"):
        write(database, "datapackage", "/dev/null", None, True)
    assert Path("/dev/null").is_char_device()


def test_ending_and_form_agree(database: Path, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"grants\.csv"):
        write(database, "csv", str(tmp_path / "grants.xlsx"), None, False)
    assert list(tmp_path.iterdir()) == []


def test_standard_output_carries_the_export_alone(database: Path) -> None:
    done = subprocess.run(
        [SCRIPT, "export", "csv", "-", "--data", database.parent], capture_output=True, check=True
    )
    rows = list(csv.reader(io.StringIO(done.stdout.decode("utf-8"), newline="")))
    assert rows[0][0] == "id"
    assert f"{len(rows) - 1} grants in -" in done.stderr.decode("utf-8")


def test_a_closed_pipe_ends_quietly(database: Path) -> None:
    script = f"{SCRIPT} export jsonl - --data {database.parent} | head -n 1"
    done = subprocess.run(
        ["bash", "-c", script],
        capture_output=True,
        check=True,
        env={**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"},
    )
    assert done.stdout.startswith(b'{"id"')
    assert b"Traceback" not in done.stderr

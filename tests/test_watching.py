"""What a person sees of work in progress: its steps one after the other, each with its own time left."""

from __future__ import annotations

import io
import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from rich.console import Console

from anslag import captures, crawling, watching
from anslag.scraper import verify
from anslag.watching import steps
from tests.archives import Shelf, page


def test_time_left_of_a_step_counts_from_its_own_beginning(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = 1000.0
    monkeypatch.setattr(watching, "time", SimpleNamespace(monotonic=lambda: clock))
    console = Console(file=io.StringIO())
    with steps(console, "looking", "reading") as (looking, reading):
        for step, done in ((looking, 0), (looking, 50), (looking, 100), (reading, 0), (reading, 1)):
            step(done, 100)
            clock += 20
    assert isinstance(console.file, io.StringIO)
    assert console.file.getvalue().splitlines() == [
        "looking: 50 of 100, about 20 s left",
        "looking: 100 of 100, about 0 s left",
        "reading: 1 of 100, about 33 min left",
    ]


def test_step_is_shown_in_a_terminal_when_it_begins() -> None:
    console = Console(file=io.StringIO(), force_terminal=True, width=100)
    assert isinstance(console.file, io.StringIO)
    with steps(console, "looking", "reading") as (looking, reading):
        looking(3, 7)
        reading_before = "reading" in console.file.getvalue()
        reading(2, 5)
    assert not reading_before
    shown = console.file.getvalue()
    assert "7/7" not in shown
    assert "3/7" in shown
    assert "2/5" in shown


def test_build_and_verify_say_how_far_through_the_archive_they_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for module in (captures, verify):
        monkeypatch.setattr(module, "_MB", 100)
    monkeypatch.setattr(watching, "_EVERY", -1)
    shelf = Shelf(tmp_path)
    for name in "abc":
        shelf.put(page(), name=name)
    crawling.rebuild(tmp_path, accept_loss=False)
    assert crawling.damages(tmp_path) == []
    said = capsys.readouterr().err
    for what in ("looking through", "comparing"):
        told = figures(what, said)
        assert len(set(told)) >= 3
        assert told == sorted(told)
        assert told[-1][0] == told[-1][1]
    every = figures("looking through", said)[-1][1]
    shelf.put(page(), name="d")
    crawling.rebuild(tmp_path, accept_loss=False)
    # Only what is new is looked through.
    assert figures("looking through", capsys.readouterr().err)[-1][1] < every


def figures(what: str, said: str) -> list[tuple[int, int]]:
    """How much was done of how much, line by line."""
    lines = re.findall(rf"^{what} the archive, MB: (\d+) of (\d+), about", said, re.MULTILINE)
    return [(int(done), int(every)) for done, every in lines]

"""What the benchmarks say is so: their pages are what newsrooms have, and a goal that is missed is marked."""

from __future__ import annotations

import re
import statistics
from pathlib import Path

import pytest

from anslag.parsers import pages
from bench import newsroom_pages, peers, table
from bench.table import Figure


def test_pages_are_as_large_as_said_and_no_two_are_the_same() -> None:
    made = [newsroom_pages.page(seed) for seed in range(40)]
    assert len(set(made)) == len(made)
    assert made[7] == newsroom_pages.page(7)
    assert statistics.mean(map(len, made)) == pytest.approx(newsroom_pages.SIZE, rel=0.1)
    seen = [newsroom_pages._seen(one.decode()) for one in made]
    assert statistics.mean(seen) == pytest.approx(newsroom_pages.TEXT, rel=0.1)


def test_page_reads_as_the_release_that_it_is_made_of() -> None:
    """But for the sums, which each page draws anew; a menu or a teaser may be taken for the release now and then."""
    releases = newsroom_pages._releases()
    same = [
        words(newsroom_pages.page(seed)) == words(releases[seed % len(releases)].encode())
        for seed in range(0, 60, 3)
    ]
    assert statistics.mean(same) >= 0.9


def words(page: bytes) -> str:
    """The text of a release without its numbers."""
    return re.sub(r"\d+", "0", pages.release(page, {}).text)


def test_peers_that_are_not_there_are_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(peers, "PYTHON", tmp_path / "none")
    assert peers.measured_by("readers", tmp_path) == {}
    pinned = (Path(peers.__file__).parent / "peers.txt").read_text("utf-8")
    assert [name for name in (*peers.READERS, *peers.ARCHIVES) if f"\n{name}==" not in pinned] == []


def test_table_of_two_runs_marks_each_goal_that_is_missed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs = [
        [Figure("store", "rows", 1234.5, "rows/s"), Figure("start", "help", 0.2, "s", 0.25, below=True)],
        [
            Figure("start", "help", 0.3, "s", 0.25, below=True),
            Figure("read", "x", None, "", lacking="not installed"),
        ],
    ]
    for number, run in enumerate(runs):
        monkeypatch.setattr(table, "FIGURES", run)
        table.write(tmp_path / f"{number}.json")
    read = [table.read(tmp_path / f"{number}.json") for number in range(2)]
    assert read == runs
    assert table.table(*read).splitlines() == [
        "| bench | what | run 1 | run 2 | goal |",
        "| --- | --- | ---: | ---: | ---: |",
        "| store | rows | 1,234 rows/s | – |  |",
        "| start | help | 0.2 s | 0.3 s **missed** | ≤ 0.25 s |",
        "| read | x | – | not installed |  |",
    ]

"""A newsroom that falls silent, keeps everything behind a door, or gives far less than before is named; the exit code says so."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from anslag.scraper.bands import shortfall
from anslag.scraper.crawl import crawl
from anslag.scraper.frontier import LogLine
from anslag.scraper.outcomes import Kind, Outcome
from anslag.scraper.records import Role
from tests.crawls import ONE, QUICK, ROOM, crawled, listing, path, ran, release
from tests.servers import Answer, Server, redirect, reply

ROOMS = "https://a.example.se/nyheter"
SKIPPED, FAILED, STORED = Outcome.SKIPPED, Outcome.FAILED, Outcome.STORED


def entry(number: int, outcome: Outcome, kind: str = "", role: Role = Role.RELEASE) -> LogLine:
    return LogLine(f"{ROOMS}/{number}", role, ROOMS, "", "2025-01-01", 0.1, 200, outcome, kind)


LOGIN = "<title>Logga in</title><h1>Logga in</h1><form><input type='password'></form>"
CONSENT = "<title>Kakor</title><p>Webbplatsen använder kakor.</p>"
DOORS: dict[str, Answer] = {
    "log-in": reply(LOGIN),
    "error with status 200": reply("<title>Fel</title><h1>Sidan kunde inte hittas</h1>"),
    "consent page": redirect("/samtycke"),
    "nothing but a script": reply("<html><head><script>app()</script></head><body><div></div></body></html>"),
    "PDF": reply(b"%PDF-1.7", kind="application/pdf"),
}


@pytest.mark.parametrize("door", DOORS)
def test_newsroom_whose_every_release_ends_at_another_page_is_named(tmp_path: Path, door: str) -> None:
    routes = {"/samtycke": reply(CONSENT), **{path(n): DOORS[door] for n in (1001, 1002)}}
    got, server = crawled(tmp_path, routes)
    assert got.last(path(1002)).outcome is SKIPPED
    assert not got.summary.complete
    said = got.summary.short[server.origin + ROOM]
    assert said.startswith("none of 2 releases could be kept: 2 × ")
    assert Kind.NOTHING_KEPT in got.summary.failed


def test_one_release_that_was_kept_is_enough(tmp_path: Path) -> None:
    got, _ = crawled(tmp_path, {ONE: reply(LOGIN), path(1002): release()})
    assert got.summary.short == {}
    assert got.summary.complete


def test_start_page_that_is_not_there_is_told_as_that(tmp_path: Path) -> None:
    with Server({}) as server:
        got = ran(server, tmp_path)
    assert got.summary.short == {server.origin + ROOM: "0 releases found: not found or gone (status 404)"}
    assert not any("layout" in note for note in got.summary.notes)
    assert not got.summary.complete


def test_newsroom_that_lists_far_fewer_than_before_is_named(tmp_path: Path) -> None:
    every = [path(n) for n in range(1001, 1013)]
    with Server({ROOM: listing(*every), **{one: release(f"Nummer {one}") for one in every}}) as server:
        assert ran(server, tmp_path).summary.complete
        assert ran(server, tmp_path).summary.complete
        for listed, complete in ((every[:2], False), ((), False), (every, True)):
            server.routes[ROOM] = server.routes[f"{ROOM}/pressreleases"] = listing(*listed)
            summary = crawl(tmp_path, [server.origin + ROOM], QUICK)
            assert summary.complete is complete
            assert (Kind.FAR_FEWER in summary.failed) is not complete
            said = f"{len(listed)} releases listed, usually 12: layout changed?"
            assert list(summary.short.values()) == ([] if complete else [said])
            assert summary.unchanged == 12


@pytest.mark.parametrize(
    ("listed", "before", "short"),
    [
        (0, [], False),
        (1, [5], False),
        (1, [6], True),
        (2, [10], False),
        (1, [10, 10, 1, 1, 1], False),
        (0, [1], True),
        (0, [0, 0, 1], False),
        (25, [2], False),
    ],
)
def test_usual_number_is_the_median_of_earlier_visits(
    listed: int, before: Sequence[int], short: bool
) -> None:
    found = shortfall(ROOMS, listed, [entry(1, STORED)], before)
    assert (found is not None) is short
    assert found is None or found.kind is Kind.FAR_FEWER


@pytest.mark.parametrize(
    ("listed", "before", "long"), [(40, [2], True), (60, [12], False), (61, [12], True), (40, [], False)]
)
def test_newsroom_that_lists_far_more_than_before_is_named(
    listed: int, before: Sequence[int], long: bool
) -> None:
    found = shortfall(ROOMS, listed, [entry(1, STORED)], before)
    assert (found is not None) is long
    assert found is None or found.kind is Kind.FAR_MORE


def test_release_that_failed_first_and_was_kept_then_counts_as_kept() -> None:
    log = [entry(1, Outcome.RETRIED, Kind.BUSY), entry(1, STORED), entry(2, FAILED, Kind.STATUS)]
    assert shortfall(ROOMS, 2, log, ()) is None
    assert shortfall(ROOMS, 2, log[2:], ()) is not None
    assert shortfall(ROOMS, 1, [entry(1, SKIPPED, Kind.DUPLICATE)], ()) is None

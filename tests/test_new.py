"""What is new: told by the archive's times, each thing once, and nothing passed over."""

from __future__ import annotations

import os
from datetime import date

import pytest

from anslag.errors import BadInput
from anslag.new import MARK, new_lines, newest, since, tell, told
from tests.archives import Shelf, page
from tests.command import SCRIPT, anslag


def lines(shelf: Shelf, day: date | None = None) -> list[str]:
    return list(new_lines(shelf.data, since(shelf.data, day)))


def test_each_release_is_told_once_with_its_grants(shelf: Shelf) -> None:
    shelf.put(page("25–30 miljoner"))
    shelf.built()
    first = anslag("new", "--data", shelf.data, cwd=shelf.data)
    assert (first.code, first.err) == (0, "")
    assert first.out.splitlines() == [
        "New so far (`anslag new` runs here for the first time): 1 grant in 1 release",
        "",
        "2025-03-01  Bidrag till byar (no publisher, no day)",
        "  https://example.se/a",
        "  · Vinterljus, Umeå kommun, –",
        "  ✗ 1 failed check: see `anslag check`",
    ]
    shelf.put(page("300 000"), name="b")
    shelf.built()
    second = anslag("new", "--data", shelf.data, cwd=shelf.data).out
    assert "New since 2025-03-01 12:00 UTC: 1 grant in 1 release" in second
    assert "300 000 kr" in second
    assert "example.se/a" not in second
    third = anslag("new", "--data", shelf.data, cwd=shelf.data).out
    assert third == "No new release since 2025-03-02 12:00 UTC.\n"


def test_a_day_tells_from_that_day_on_and_leaves_the_mark(shelf: Shelf) -> None:
    for name in "abc":
        shelf.put(page(), name=name)
    shelf.built()
    ran = anslag("new", "--since", "2025-03-02", "--data", shelf.data, cwd=shelf.data)
    assert ran.out.startswith("New since 2025-03-02: 2 grants in 2 releases\n")
    assert not (shelf.data / MARK).exists()
    assert lines(shelf, date(2025, 3, 4)) == ["No new release since 2025-03-04."]


def test_edited_release_is_no_new_one_but_its_changes_are_counted(shelf: Shelf) -> None:
    shelf.put(page("100 000"))
    shelf.built()
    tell(shelf.data, newest(shelf.data))
    shelf.put(page("200 000"))
    shelf.built()
    assert lines(shelf) == [
        "No new release since 2025-03-01 12:00 UTC.",
        "2 changes by publishers in releases known before: `anslag changes --since 2025-03-01`",
    ]


def test_building_anew_makes_nothing_new(shelf: Shelf) -> None:
    shelf.put(page())
    shelf.built()
    tell(shelf.data, newest(shelf.data))
    shelf.built()
    assert lines(shelf) == ["No new release since 2025-03-01 12:00 UTC."]
    assert shelf.rows("SELECT first_seen FROM grants_list") == [("2025-03-01",)]


def test_list_that_nobody_got_is_told_again(shelf: Shelf) -> None:
    shelf.put(page())
    shelf.built()
    command = f"anslag new --data '{shelf.data}' >/dev/full"
    path = {"PATH": f"{SCRIPT.parent}:{os.environ['PATH']}"}
    assert os.spawnvpe(os.P_WAIT, "sh", ["sh", "-c", f"{command} 2>/dev/null"], {**os.environ, **path}) != 0
    assert told(shelf.data) == ""


def test_mark_never_goes_back(shelf: Shelf) -> None:
    tell(shelf.data, "2025-03-02T12:00:00+00:00")
    tell(shelf.data, "2025-03-01T12:00:00+00:00")
    tell(shelf.data, "")
    assert told(shelf.data) == "2025-03-02T12:00:00+00:00"
    assert (shelf.data / MARK).stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("content", ["", "yesterday", "2025-03-01", "\0"])
def test_mark_that_holds_no_time_is_told(shelf: Shelf, content: str) -> None:
    (shelf.data / MARK).write_text(content)
    with pytest.raises(BadInput, match="holds no time; delete it"):
        since(shelf.data, None)


def test_empty_database_has_nothing_new(shelf: Shelf) -> None:
    shelf.put(b"<h1>Borta</h1>", 404)
    shelf.built()
    assert lines(shelf) == ["No new release so far (`anslag new` runs here for the first time)."]

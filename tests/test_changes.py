"""What publishers changed: found by what a grant is, not by its place, and never made up by a correction."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from anslag.db.changes import between, changes, matched
from anslag.db.connection import connect
from anslag.db.revisions import Revision
from anslag.db.store import Store
from anslag.parsers.records import Claims, Extraction, Grant, Release
from tests.databases import FACTS, decisions, revision

FIRST = datetime(2025, 6, 1, tzinfo=UTC)


def g(
    position: int, title: str | None, owner: str | None, amount: int | None = 1000, **more: object
) -> Grant:
    return Grant(position, title=title, owner=owner, amount=amount, currency="SEK", **more)  # type: ignore[arg-type]


def found(*grants: Grant, title: str = "Stöd", **more: object) -> Extraction:
    return Extraction(Release("Stöd", (), title=title), grants=grants, **more)  # type: ignore[arg-type]


def history(*versions: Extraction) -> list[Revision]:
    return [revision(one, number, FIRST + timedelta(days=number)) for number, one in enumerate(versions)]


def told(*versions: Extraction) -> list[tuple[int | None, str, str | None, str | None]]:
    return [(c.position, c.field, c.before, c.after) for c in between("r", history(*versions))]


A, B, C = (
    g(1, "Grön skolgård", "Sävar skola"),
    g(2, "Cykelväg", "Umeå kommun", 5000),
    g(3, None, "Luleå kommun", 700),
)


def test_same_words_are_no_change() -> None:
    assert told(found(A, B, C), found(A, B, C)) == []


def test_changed_amount_owner_and_title_are_told_with_old_and_new() -> None:
    after = (
        replace(A, amount=900),
        replace(B, owner="Umeå Parkering AB"),
        replace(C, title="Ny bro"),
    )
    assert told(found(A, B, C), found(*after)) == [
        (1, "amount", "1000", "900"),
        (2, "owner", "Umeå kommun", "Umeå Parkering AB"),
        (3, "title", None, "Ny bro"),
    ]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"currency": "EUR"}, ("currency", "SEK", "EUR")),
        ({"amount": None}, ("amount", "1000", None)),
        ({"amount_approximate": True}, ("amount_approximate", "0", "1")),
        ({"period_end": date(2026, 12, 31)}, ("period_end", None, "2026-12-31")),
        ({"partners": ("A", "B")}, ("partners", None, "A, B")),
    ],
)
def test_every_field_of_a_grant_counts(change: dict[str, object], expected: tuple[str, ...]) -> None:
    assert told(found(A, B), found(replace(A, **change), B)) == [(1, *expected)]  # type: ignore[arg-type]


def test_grant_that_moved_has_not_changed() -> None:
    moved = [replace(one, position=position) for position, one in enumerate((C, A, B), 1)]
    assert told(found(A, B, C), found(*moved)) == []


def test_grant_put_in_front_is_one_addition() -> None:
    new = g(1, "Vätgas", "Piteå kommun", 99)
    rest = [replace(one, position=one.position + 1) for one in (A, B, C)]
    assert told(found(A, B, C), found(new, *rest)) == [(1, "grant", None, "Vätgas · Piteå kommun · 99 SEK")]


def test_withdrawn_grant_is_told() -> None:
    assert told(found(A, B), found(B)) == [(1, "grant", "Grön skolgård · Sävar skola · 1000 SEK", None)]


def test_two_of_one_owner_are_not_mixed_up() -> None:
    one, other = g(1, None, "Umeå kommun", 100), g(2, None, "Umeå kommun", 200)
    assert told(found(one, other), found(replace(other, position=1))) == [
        (1, "grant", "Umeå kommun · 100 SEK", None)
    ]


def test_nothing_in_common_is_another_grant() -> None:
    pairs, gone, added = matched([A], [g(1, "Vätgas", "Piteå kommun", 99)])
    assert (len(pairs), len(gone), len(added)) == (0, 1, 1)


def test_equal_grants_stay_equal() -> None:
    twins = (g(1, None, "Umeå kommun"), g(2, None, "Umeå kommun"))
    assert told(found(*twins), found(*twins)) == []
    assert told(found(*twins), found(twins[0])) == [(2, "grant", "Umeå kommun · 1000 SEK", None)]


def test_the_releases_own_facts_count() -> None:
    before = found(
        A, title="En miljon", claims=Claims(1_000_000, "SEK", count=1), decided_on=date(2025, 5, 1)
    )
    after = found(
        A, title="Två miljoner", claims=Claims(2_000_000, "SEK", count=2), decided_on=date(2025, 5, 2)
    )
    assert told(before, after) == [
        (None, "title", "En miljon", "Två miljoner"),
        (None, "decided_on", "2025-05-01", "2025-05-02"),
        (None, "claimed_total", "1000000", "2000000"),
        (None, "claimed_count", "1", "2"),
    ]


def test_change_and_change_back_are_two_changes() -> None:
    steps = [
        (c.revision, c.after) for c in between("r", history(found(A), found(replace(A, amount=1)), found(A)))
    ]
    assert steps == [(2, "1"), (3, "1000")]


def test_thousands_of_grants_are_matched_in_time() -> None:
    many = [g(n, f"Projekt {n}", f"Förening {n % 50}", n) for n in range(1, 5001)]
    pairs, gone, added = matched(many, [replace(one, position=5001 - one.position) for one in many])
    assert (len(pairs), gone, added) == (5000, [], [])
    assert all(old.title == new.title for old, new in pairs)


def test_changes_are_read_back_oldest_first_from_a_day_on(tmp_path: Path) -> None:
    path = tmp_path / "anslag.db"
    with Store(path) as store:
        for name, days in (("late", 20), ("early", 5)):
            versions = [
                revision(found(A), 1, FIRST),
                revision(found(replace(A, amount=days)), 2, FIRST + timedelta(days=days)),
            ]
            store.save(name, "", versions, versions[-1].seen)
        store.finish((), (), FACTS)
    with closing(connect(path)) as db:
        assert [change.release_id for change in changes(db)] == ["early", "late"]
        assert [change.release_id for change in changes(db, date(2025, 6, 21))] == ["late"]
        assert list(changes(db, date(2025, 6, 22))) == []


def test_correction_is_no_change_by_the_publisher(database: Path) -> None:
    assert any(one.release_id == "odd-edited" and one.decided == 206_000 for one in decisions())
    with closing(connect(database)) as db:
        assert db.execute("SELECT amount FROM grants WHERE id = 'odd-edited-g1'").fetchone()[0] == 206_000
        after = [change.after for change in changes(db) if change.field == "amount"]
    assert after == ["205000"]

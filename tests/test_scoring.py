"""When a value that was read is that of the answer, and which grant is which."""

from __future__ import annotations

from datetime import date

import pytest

from anslag.fitting.scoring import pairs, same_value
from anslag.parsers.records import Grant


@pytest.mark.parametrize(
    ("field", "gold", "found"),
    [
        ("title", "”Vinterljus”", "Vinterljus"),
        ("title", "Vinterljus.", "vinterljus"),
        ("title", "A – B", "A - B"),
        ("title", "två\u00a0ord", "två  ord"),
        ("title", "sta\u0308d", "städ"),
        ("title", "Projektet Vinterljus", "Vinterljus"),
        ("owner", "Skogsmusikanterna i Borås", "Skogsmusikanterna"),
        ("amount", 250_000, 250_000.0),
        ("period_start", "2025-01-01", date(2025, 1, 1)),
        ("currency", "SEK", "SEK"),
        ("title", None, None),
    ],
)
def test_same_to_a_reader(field: str, gold: object, found: object) -> None:
    assert same_value(field, gold, found)


@pytest.mark.parametrize(
    ("field", "gold", "found"),
    [
        ("owner", "Habo kommun", "Håbo kommun"),
        ("owner", "Föreningen i Borås", "Föreningen i Kil"),
        ("owner", "Föreningen i Borås", "Föreningen"),
        ("amount", 250_000, 25_000),
        ("amount", 1, 2),
        ("amount", 0, None),
        ("period_end", "2025-01-01", date(2025, 1, 2)),
        ("currency", "SEK", "EUR"),
        ("title", None, "x"),
        ("title", "a", ""),
    ],
)
def test_not_the_same_to_a_reader(field: str, gold: object, found: object) -> None:
    assert not same_value(field, gold, found)


def test_grants_pair_by_what_they_are_and_each_once() -> None:
    said = [("Umeå kommun", 1), ("Umeå kommun", 2), ("Luleå kommun", 1)]
    gold = [{"title": None, "owner": owner, "amount": amount} for owner, amount in said]
    read = [Grant(at, owner=owner, amount=amount) for at, (owner, amount) in enumerate(said[::-1], 1)]
    assert pairs(gold, read) == {0: 2, 1: 1, 2: 0}
    assert pairs(gold, [Grant(1, owner="Umeå kommun", amount=1)]) == {0: 0}
    assert pairs(gold[:1], [Grant(1, title="x", owner="y", amount=9)]) == {}

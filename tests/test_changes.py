"""Grants of two revisions are matched by what they are, not by where they stand."""

from __future__ import annotations

import pytest

from anslag.changes import Grant, differences


def grant(position: int, title: str | None, owner: str | None, amount: int | None) -> Grant:
    return {
        "position": position,
        "title": title,
        "owner": owner,
        "amount": amount,
        "currency": "SEK",
        "period_start": None,
        "period_end": None,
    }


A, B = grant(1, "Älv", "Umeå kommun", 100_000), grant(2, "Berg", "Åre kommun", 200_000)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ([A, B], [A, B], []),
        ([A, B], [B | {"position": 1}, A | {"position": 2}], []),  # type: ignore[operator]
        ([A, B], [A, grant(2, "Berg", "Åre kommun", 250_000)], ["grant 2 (Åre kommun, 250 000 kr), amount: 200 000 → 250 000"]),
        ([A, B], [A, grant(2, "Berg", "Åre by", 200_000)], ["grant 2 (Åre by, 200 000 kr), owner: “Åre kommun” → “Åre by”"]),
        ([A, B], [A, grant(2, "Fjäll", "Åre kommun", 200_000)], ["grant 2 (Åre kommun, 200 000 kr), title: “Berg” → “Fjäll”"]),
        ([A, B], [grant(1, "Ny", "Kiruna kommun", 5), A | {"position": 2}, B | {"position": 3}], ["grant 1 (Kiruna kommun, 5 kr) is new"]),  # type: ignore[operator]
        ([A, B], [B | {"position": 1}], ["grant 1 (Umeå kommun, 100 000 kr) is gone"]),  # type: ignore[operator]
        ([A], [A | {"amount": None}], ["grant 1 (Umeå kommun, –), amount: 100 000 → nothing"]),  # type: ignore[operator]
    ],
)  # fmt: skip
def test_differences_in_words(before: list[Grant], after: list[Grant], said: list[str]) -> None:
    assert list(differences(before, after)) == said

"""Titles lose the letters and numbers that only count them, where they count on from each other."""

from __future__ import annotations

import pytest

from anslag.parsers.document import plain
from anslag.parsers.read import extraction

RECORD = "{}\nSökande: {}\nBeviljat belopp: {} kronor\n\n"


@pytest.mark.parametrize(
    ("first", "second", "titles"),
    [
        ("A. Varma väggar", "B. Sol över stallet", ["Varma väggar", "Sol över stallet"]),
        ("Projekt 1: Gröna stråket", "Projekt 2: Slussar", ["Gröna stråket", "Slussar"]),
        ("1 Gröna stråket", "2 Slussar i vår", ["Gröna stråket", "Slussar i vår"]),
        ("A. Varma väggar", "C. Sol över stallet", ["A. Varma väggar", "C. Sol över stallet"]),
    ],
)
def test_what_counts_titles_is_none_of_them(first: str, second: str, titles: list[str]) -> None:
    text = (
        "Två projekt får stöd\n\nNämnden har beviljat stöd till två projekt.\n\n"
        + RECORD.format(first, "Tranåkers kommun", "75 000")
        + RECORD.format(second, "Öjersta ridklubb", "143 000")
    )
    assert [grant.title for grant in extraction(plain(text)).grants] == titles

"""Who decided and when: the words that show it are whole."""

from __future__ import annotations

from datetime import date

import pytest

import anslag


@pytest.mark.parametrize(
    ("sentence", "quote"),
    [
        ("Nämnden har idag beviljat Umeå kommun 250 000 kronor för projektet Vinterljus.", "idag beviljat"),
        ("I dag bestämde nämnden att bevilja Umeå kommun 250 000 kronor för Vinterljus.", "I dag bestämde"),
        (
            "I går godkände nämnden 250 000 kronor till Umeå kommun för projektet Vinterljus.",
            "I går godkände",
        ),
    ],
)
def test_words_that_show_the_day_of_the_decision_are_whole(sentence: str, quote: str) -> None:
    page = (
        "<!DOCTYPE html><html lang='sv'><meta property='article:published_time' content='2025-03-14'>"
        f"<h1>Bidrag till byar</h1><p>{sentence}</p></html>"
    )
    found = anslag.extract(page)
    assert found.decided_on in (date(2025, 3, 14), date(2025, 3, 13))
    assert found.evidence["decided_on"].quote == quote

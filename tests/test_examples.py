"""Projects told as examples of what money went to: who has them, and what went to all of them."""

from __future__ import annotations

import pytest

from anslag.parsers import document
from anslag.parsers.clauses import clause_candidates
from anslag.parsers.examples import pots
from anslag.parsers.mentions.annotate import annotated

HEADLINE = "Sju miljoner kronor till länet\n\n"


def told(text: str) -> list[tuple[str, str]]:
    """The titles without a sum that sentences tell, each with its owner."""
    a = annotated(document.plain(HEADLINE + text))
    return [
        (one.title.of(a.text), one.owner.of(a.text) if one.owner else "")
        for one in clause_candidates(a)
        if one.title and one.money is None
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "Drygt fem miljoner kronor gick till unga. Dit hör ”Isbana” i Bodens kommun, där ungdomar sköter isen.",
            [("Isbana", "Bodens kommun")],
        ),
        (
            "Fem miljoner kronor beviljades projekt om mat. Ett exempel är Matverket AB:s satsning ”Rotvalta”, som ska växa.",
            [("Rotvalta", "Matverket AB")],
        ),
        (
            "Två miljoner kronor gick till sjön. Bland projekten finns ”Vassklipp” i Boden. Vänerns Fiskeförening driver ”Gös”.",
            [("Vassklipp", ""), ("Gös", "Vänerns Fiskeförening")],
        ),
        (
            "Tre miljoner kronor avsattes. Ett av dem, ”Sömntuta”, prövar lampor, och ”Nattljus”, ett projekt som Natthälsan AB"
            " driver, mäter.",
            [("Sömntuta", ""), ("Nattljus", "Natthälsan AB")],
        ),
        # Who was refused, what was given before, and a paragraph of no money.
        ("Fem miljoner kronor gick till unga. Dit hör inte ”Isbana” i Bodens kommun.", []),
        ("Tidigare gick fem miljoner kronor till unga. Dit hör ”Isbana” i Bodens kommun.", []),
        ("Kören sjunger om sjön. Ett exempel är ”Isbana” från i våras.", []),
    ],
)
def test_titles_are_examples_of_what_money_before_them_went_to(
    text: str, found: list[tuple[str, str]]
) -> None:
    assert told(text) == found


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        (
            "Drygt fem miljoner kronor gick till unga. Dit hör ”Isbana” i Bodens kommun.",
            ["fem miljoner kronor"],
        ),
        ("Bodens IF får fem miljoner kronor. Dit hör ”Isbana” på ön.", []),
        (
            "Tio projekt vid Norrhamra universitet får 7 miljoner kronor. Sju forskare vid Norrhamra universitet fick 4 miljoner"
            " kronor.",
            ["4 miljoner kronor"],
        ),
        (
            "Tio projekt vid Norrhamra universitet får 7 miljoner kronor. Två forskare vid Norrhamra universitet fick 4 miljoner"
            " kronor vardera.",
            [],
        ),
    ],
)
def test_what_went_to_all_of_them_is_no_grant(text: str, whole: list[str]) -> None:
    a = annotated(document.plain(HEADLINE + text))
    assert [a.text[one.start : one.end] for one in a.sums if one.start in pots(a)] == whole

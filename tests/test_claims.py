"""What headline and lede say of the whole is claimed; other figures of the release are not."""

from __future__ import annotations

from typing import Any

import pytest

from anslag.parsers import document
from anslag.parsers.claims import claims_of, rated
from anslag.parsers.cues import claims
from anslag.parsers.lexicon import lexicon
from anslag.parsers.mentions.annotate import annotated
from anslag.parsers.mentions.mention import Money
from anslag.parsers.read import extraction
from anslag.parsers.records import Grant


def claimed(text: str) -> tuple[float | None, int | None]:
    found = claims_of(rated(annotated(document.plain(text))))
    return found.total, found.count


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "3,4 miljoner till två projekt\n\nFonden delar nu ut nya medel.\n\n"
            "• Hults kommun, Ljus, 2 300 000 kr\n• Granby Hamn AB, Vatten, 1 100 000 kr\n\n"
            "Sedan starten har fonden delat ut 58 miljoner kronor till 190 projekt.",
            (3_400_000, 2),
        ),
        (
            "Tre föreningar delar på 80 000 kronor\n\nTotalt har 37 föreningar sökt 1,4 miljoner kronor.\n\n"
            "• Hults IF, 40 000 kr\n• Granby byalag, 30 000 kr\n• By IF, 10 000 kr",
            (80_000, 3),
        ),
        (
            "Fonden delar ut 42 stipendier\n\n"
            "Fonden delar i år ut 42 stipendier på sammanlagt 420 000 kronor till unga i länet.",
            (420_000, 42),
        ),
        (
            "Extra pengar till jourer\n\nJourer som har beviljats bidrag för 2033 (enligt förordning 2018:412 om "
            "statsbidrag till jourer) får mer stöd i år.",
            (None, None),
        ),
        (
            "Övning till sjöss\n\nFörsvaret flyger med Hkp 14 Falk, vilket är ett bidrag till övningen.",
            (None, None),
        ),
    ],
)
def test_claims_are_the_headlines_and_ledes_own_words(
    text: str, expected: tuple[float | None, int | None]
) -> None:
    assert claimed(text) == expected


def cues(text: str, value: float) -> set[str]:
    opening = claims.Opening(annotated(document.plain(text)))
    every = [*claims.total_candidates(opening), *claims.count_candidates(opening)]
    return {cue for one in every if figure(one) == value for cue in one.cues}


def figure(one: claims.Candidate) -> float | None:
    return one.mention.amount if isinstance(one.mention, Money) else one.mention.value


FIGURE_BELOW = "Stöd till bygden\n\nNämnden möttes i går.\n\nDen delade ut 80 000 kronor till tre föreningar."
FIGURES_ABOVE = (
    "Tre föreningar får 80 000 kronor\n\nNämnden möttes i går.\n\nI fjol delade den ut 60 000 kronor."
)


@pytest.mark.parametrize(
    ("text", "value", "cue"),
    [
        (FIGURE_BELOW, 80_000, "total: block 2, figures in neither headline nor lede"),
        (FIGURE_BELOW, 3, "count: block 2, figures in neither headline nor lede"),
        (FIGURES_ABOVE, 80_000, "total: block 0, figures in headline"),
        (FIGURES_ABOVE, 60_000, "total: block 2, figures in headline"),
    ],
)
def test_figure_is_weighed_by_those_above_it(text: str, value: float, cue: str) -> None:
    placed = {one for one in cues(text, value) if ", figures in " in one}
    assert placed == {cue}


def test_lede_says_what_a_figure_of_the_headline_is_about() -> None:
    headline = "Två projekt på 3 miljoner kronor\n\n"
    given = cues(headline + "Nämnden har beviljat pengarna.", 3_000_000)
    asked = cues(headline + "Sista ansökningsdag är den 3 maj.", 3_000_000)
    assert "total: the lede is about giving" in given - asked
    assert "total: the lede is about other things" in asked - given


LISTED = (
    "Klirr i kassan för bygden\n\nNämnden hade 900 000 kronor att röra sig med, och sökandena ville ha 740 000. "
    "Det blev {total} kronor.\n\n• Hults IF, 40 000 kr\n• Granby byalag, 30 000 kr\n• By IF, 11 000 kr"
)


@pytest.mark.parametrize(("total", "claimed"), [("81 000", 81_000), ("91 000", None)])
def test_what_the_grants_come_to_is_claimed_where_words_do_not_tell(
    total: str, claimed: float | None
) -> None:
    found = extraction(document.plain(LISTED.format(total=total)))
    assert [one.amount for one in found.grants] == [40_000, 30_000, 11_000]
    assert found.claims.total == claimed


@pytest.mark.parametrize(("said", "read", "claimed"), [(9, 9, 9), (9, 8, None), (3, 3, None)])
def test_more_than_three_grants_vouch_for_their_number(said: int, read: int, claimed: int | None) -> None:
    figures = rated(annotated(document.plain(f"Ljus i byn\n\nDet blev {said} föreningar i år.")))
    assert (
        claims_of(figures, [Grant(position, owner="Hults IF") for position in range(read)]).count == claimed
    )


def test_claim_is_quoted_as_the_release_prints_it() -> None:
    release = document.plain("Fem projekt delar på 7,2 miljoner\n\nFonden ger i år stöd till fem projekt.")
    found = claims_of(rated(annotated(release)))
    for evidence in found.evidence.values():
        assert release.text[evidence.start : evidence.end] == evidence.quote
    assert set(found.evidence) == {"claimed_total", "claimed_count"}


ROWS: list[dict[str, Any]] = lexicon("claims")["cue"]


@pytest.mark.parametrize("row", ROWS, ids=[row["name"] for row in ROWS])
def test_every_cue_reads_its_phrase_and_refuses_the_other(row: dict[str, Any]) -> None:
    assert row["name"] in claims.named(row["reads"])
    assert row["name"] not in claims.named(row["refuses"])

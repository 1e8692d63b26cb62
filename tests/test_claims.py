"""What headline and lede say of the whole is claimed; other figures of the release are not."""

from __future__ import annotations

from typing import Any

import pytest

from anslag.parsers import claim_turns, claims, document, opening
from anslag.parsers.claims import claims_of
from anslag.parsers.lexicon import lexicon
from anslag.parsers.mentions.annotate import annotated
from anslag.parsers.mentions.mention import Money, Placed


def claimed(text: str) -> tuple[float | None, int | None]:
    found = claims_of(annotated(document.plain(text)))
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
    told = opening.Opening(annotated(document.plain(text)))
    every = [*claims.total_candidates(told), *claims.count_candidates(told)]
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


def test_claim_is_quoted_as_the_release_prints_it() -> None:
    release = document.plain("Fem projekt delar på 7,2 miljoner\n\nFonden ger i år stöd till fem projekt.")
    found = claims_of(annotated(release))
    for evidence in found.evidence.values():
        assert release.text[evidence.start : evidence.end] == evidence.quote
    assert set(found.evidence) == {"claimed_total", "claimed_count"}


ROWS: list[dict[str, Any]] = lexicon("claims")["cue"]


@pytest.mark.parametrize("row", ROWS, ids=[row["name"] for row in ROWS])
def test_every_cue_reads_its_phrase_and_refuses_the_other(row: dict[str, Any]) -> None:
    assert row["name"] in opening.named(row["reads"])
    assert row["name"] not in opening.named(row["refuses"])


GROUPS = {
    "asked_for": claim_turns.ASKED,
    "came_in": "came in",
    "given": claim_turns.GIVEN,
    "given_behind": claim_turns.GIVEN_BEHIND,
    "example": claim_turns.EXAMPLE,
    "approximately": claim_turns.GIVEN,
}


def said(text: str) -> frozenset[str]:
    """What the words beside the one figure of ``text`` say of it."""
    told = opening.Opening(annotated(document.plain(f"Nytt från Hult\n\n{text}.")))
    figures: list[Placed] = [*told.sums, *told.counts]
    return frozenset(turn for one in figures for turn in told.once(claim_turns.turns, one))


@pytest.mark.parametrize("group", GROUPS)
def test_turns_read_their_phrase_and_refuse_the_other(group: str) -> None:
    row = lexicon("claims")[group]
    assert GROUPS[group] in said(row["reads"])
    assert GROUPS[group] not in said(row["refuses"])


def test_what_is_not_got_is_not_given() -> None:
    row = lexicon("claims")["not_given"]
    assert claim_turns.GIVEN_BEHIND not in said(row["reads"])
    assert claim_turns.GIVEN_BEHIND in said(row["refuses"])


@pytest.mark.parametrize(
    ("phrase", "turn"),
    [
        ("Sedan starten 2011 har fonden delat ut 58 miljoner kronor", claim_turns.SINCE),
        ("Hittills är det 58 miljoner kronor sedan starten", claim_turns.SINCE),
        ("Tre grupper får 4 miljoner kronor vardera", claim_turns.EACH),
        ("Tre grupper får vardera cirka 4 miljoner kronor", claim_turns.EACH),
        ("Hult får 3 miljoner respektive 2 miljoner kronor", claim_turns.ONE_OF_SEVERAL),
        ("Totalt kostar ombygget 210 miljoner kronor", claim_turns.COST),
        ("Hult sökte 4 miljoner kronor", claim_turns.ASKED),
        ("Pengarna går bland annat till två stora projekt", claim_turns.EXAMPLE),
    ],
)
def test_some_figures_are_no_claim_whatever_else_is_said(phrase: str, turn: str) -> None:
    told = opening.Opening(annotated(document.plain(f"Nytt från Hult\n\n{phrase}.")))
    assert turn in said(phrase)
    assert not any(
        turn in told.once(claim_turns.turns, one.mention)
        for one in (*claims.total_candidates(told), *claims.count_candidates(told))
    )


def test_sum_since_the_start_is_no_claim_of_the_headline_either() -> None:
    headline, lede = "Över 21 miljoner till Hults bygd", "Nu får fyra projekt stöd med 3 miljoner kronor."
    below = "Räknat från starten har nämnden delat ut drygt 21 miljoner kronor till 93 projekt."
    told = opening.Opening(annotated(document.plain(f"{headline}\n\n{lede}\n\n{below}")))
    assert [figure(one) for one in claims.total_candidates(told)] == [3_000_000]
    assert {figure(one) for one in claims.count_candidates(told)} == {4}


@pytest.mark.parametrize(
    ("lede", "totals"),
    [
        ("Sex åtgärder i Hult får dela på totalt 6 918 240 från fonden.", [6_918_240]),
        ("Fonden har beviljat 4 500 000 i stöd till hamnen.", [4_500_000]),
        ("Hult har numera 4 500 000 i kassan.", []),
    ],
)
def test_total_without_a_unit_is_one_where_it_is_said_to_be_given(lede: str, totals: list[float]) -> None:
    told = opening.Opening(annotated(document.plain(f"Pengar till Hult\n\n{lede}\n\nBidragen gäller i år.")))
    assert [figure(one) for one in claims.total_candidates(told)] == totals


def test_bylines_and_captions_are_no_part_of_the_opening() -> None:
    frame = "Text: Eva Hult, 3 maj 2031\n\nBilden: hamnens logga"
    text = (
        f"Nu rustas hamnen i Hult\n\n{frame}\n\nTre föreningar får 80 000 kronor till bryggan i Hults hamn."
    )
    told = opening.Opening(annotated(document.plain(text)))
    assert [told.order(one) for one in told.sums] == [1]


def test_headline_names_whom_a_figure_is_for() -> None:
    text = (
        "Sex projekt i Hult delar på pengar\n\nNämnden fördelar totalt 115 miljoner kronor till 21 projekt. "
        "Av dessa går 67 miljoner kronor till Hults kommun."
    )
    assert "total: headline's name with none but another" in cues(text, 115_000_000)
    assert "total: headline's name with it" in cues(text, 67_000_000)


def test_sections_with_figures_of_their_own_tell_of_several_things() -> None:
    above = "Nämnden i korthet i maj\n\nSå här beslutade nämnden när den möttes den 3 maj i Hult."
    hall, cinema = (
        f"{name}\n\nNämnden beslutade att {who} får {much} miljoner kronor till att rusta taket på {name.lower()}."
        for name, who, much in (("Hallen vid hamnen", "Hults IF", 2), ("Bion vid torget", "Granby byalag", 3))
    )
    assert "total: below a heading, others too" in cues(f"{above}\n\n{hall}\n\n{cinema}", 2_000_000)
    assert "total: below a heading, alone" in cues(f"{above}\n\n{hall}", 2_000_000)


def test_count_shares_the_sum_right_before_it() -> None:
    assert "count: share a sum" in cues("Nytt\n\nFonden delar ut 3 miljoner kronor till sex projekt.", 6)
    assert "count: share a sum" not in cues(
        "Nytt\n\nFonden delar ut 3 miljoner kronor. Det kom sex projekt.", 6
    )

"""A row's owner and title, chosen once more among all that could be meant."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from anslag.fitting.scoring import Answer, pairs, right
from anslag.parsers.borders import bordered, owners, scene_of, titles, with_owners
from anslag.parsers.borders.around import against, fills, neighbours, side
from anslag.parsers.borders.choice import Choice, best, trimmed
from anslag.parsers.borders.scene import Scene
from anslag.parsers.document import plain
from anslag.parsers.mentions.mention import Span
from anslag.parsers.merging import Told
from anslag.parsers.read import Proposed, extraction, grants_of, proposed, told
from anslag.parsers.weights import replaced

RELEASES = Path(__file__).resolve().parent.parent / "fixtures" / "fresh"
LIST = (
    "Nämnden ger stöd till fyra projekt\n\nKulturnämnden har beslutat om bidrag till fyra projekt i länet.\n\n"
    "Norra Teaterföreningen, Ljus över fjärden, 120 000 kronor\n"
    "Bygdegårdsföreningen Granen, Dans för alla, 45 000 kronor\n"
    "Lövåsens hembygdsförening, Kvarnen går igen, 60 000 kronor\n"
    "Stråkensemblen Vinden, Musik på vårdhem, 80 000 kronor\n"
)


def read(text: str) -> Scene:
    """The scene of a release, its rows as their columns have them."""
    one = proposed(plain(text))
    return scene_of(one.notes, told(one)[1].grants, one.candidates)


def said(one: Scene, choice: Choice) -> str | None:
    return choice.span.of(one.text) if choice.span else None


def test_what_the_column_gave_is_one_of_the_choices() -> None:
    one = read(LIST)
    assert len(one.rows) == 4
    for at in one.rows:
        for offered, span in (
            (owners.choices(one, at), one.told[at].candidate.owner),
            (titles.choices(one, at), one.told[at].candidate.title),
        ):
            assert offered[0].span is None
            assert [choice.span for choice in offered if choice.own] == [span]


def test_how_many_there_are_is_no_title() -> None:
    rows = "16 anslag, Norrskogs universitet, 300 000 kr\n7 anslag, Lövåsa universitet, 200 000 kr\n6 anslag, Storsele högskola, 90 000 kr"
    one = read(f"Anslag till forskning\n\nFöljande lärosäten får medel till projekt:\n\n{rows}\n")
    offered = {said(one, choice) for at in one.rows for choice in titles.choices(one, at)}
    assert offered
    assert not {"16 anslag", "7 anslag", "6 anslag"} & offered


@pytest.mark.parametrize("number", [", MN17-0871", ", MN 17-0911", " (RS130482)", ", dnr KS2031/123"])
def test_number_of_a_matter_is_no_part_of_its_title(number: str) -> None:
    text = LIST.replace("Dans för alla,", f"Dans för alla{number},").replace(
        "Kvarnen går igen", "Agenda 2030"
    )
    one = read(text)
    offered = {said(one, choice) for choice in titles.choices(one, 1)}
    assert "Dans för alla" in offered
    assert f"Dans för alla{number}" not in offered
    assert "Agenda 2030" in {said(one, choice) for choice in titles.choices(one, 2)}


def test_who_a_sum_comes_from_owns_nothing() -> None:
    rows = [
        f"{title}: {amount} 000 kr från Havsfonden, 2031\nBakom projektet står {owner}. Skolorna lagar fisk i höst."
        for title, amount, owner in (
            ("Rätt fisk", 480, "Storåns IF"),
            ("Tång i viken", 210, "Lövåsa byalag"),
            ("Tyst motor", 300, "Viksjö båtklubb"),
        )
    ]
    found = extraction(plain("Pengar till kusten\n\nTre projekt har fått ja.\n\n" + "\n\n".join(rows))).grants
    assert [one.owner for one in found] == ["Storåns IF", "Lövåsa byalag", "Viksjö båtklubb"]


def test_every_body_and_every_piece_of_a_row_is_offered() -> None:
    one = read(LIST)
    bodies = {said(one, choice) for choice in owners.choices(one, 1)}
    pieces = {said(one, choice) for choice in titles.choices(one, 1)}
    assert "Bygdegårdsföreningen Granen" in bodies
    assert {"Dans för alla", "Bygdegårdsföreningen Granen"} <= pieces


def test_a_heading_may_own_several_rows_below_it() -> None:
    text = (
        "Bidrag till föreningar\n\nNämnden har fördelat årets bidrag.\n\nIFK Storån\n\n"
        "Konstgräsplan: 350 000 kronor\nBelysning: 75 000 kronor\n\nLögdö hembygdsförening\n\n"
        "Nytt tak på storstugan: 48 000 kronor\nSommarcafé: 12 000 kronor"
    )
    owners_read = [one.owner for one in extraction(plain(text)).grants]
    assert owners_read == ["IFK Storån"] * 2 + ["Lögdö hembygdsförening"] * 2


@pytest.mark.parametrize(
    ("said", "home"),
    [
        ("Tre forskare vid Storåns universitet får pengar.", "Storåns universitet"),
        ("Tre nya forskningsprojekt från Storåns universitet får pengar.", "Storåns universitet"),
        ("Seminariet hölls vid Storåns universitet.", None),
        ("Forskare vid Storåns universitet och forskare vid Norrhamns högskola får pengar.", None),
    ],
)
def test_where_the_persons_of_a_release_work_is_offered_for_each_of_their_rows(
    said: str, home: str | None
) -> None:
    text = f"Nya pengar\n\n{said}\n\n• Maria Lindgren: Ljus i norr, 480 000 kronor\n• Peter Östman: Is, 510 000 kronor\n"
    one = read(text)
    assert (None if one.home is None else text[one.home.start : one.home.end]) == home
    if home:
        offered = [
            {said_of.span.of(one.text) for said_of in owners.choices(one, at) if said_of.span}
            for at in one.rows
        ]
        assert offered
        assert all(home in each for each in offered)


def test_a_row_never_loses_its_last_name() -> None:
    with replaced({"owners": "# cue\tworth\nnobody\t99\n", "titles": "# cue\tworth\nnothing\t99\n"}):
        kept = read(LIST)
        made = bordered(kept.a, kept.told, ())
    assert all(one.candidate.owner or one.candidate.title for one in made)
    assert any(one.candidate.owner is None for one in made)


def test_the_weights_choose_and_the_columns_own_leads() -> None:
    other, own = Choice(Span(0, 4), False, frozenset({"good"})), Choice(Span(5, 9), True, frozenset())
    with replaced({"owners": "# cue\tworth\ngood\t1\n"}):
        assert best("owners", (own, other), 2.0) == (Span(5, 9), "likely")
        assert best("owners", (own, other), 0.0) == (Span(0, 4), "likely")


@pytest.mark.slow
def test_more_is_read_right_than_by_the_columns_alone() -> None:
    by_columns = chosen_anew = 0
    for path in sorted(RELEASES.glob("i-*.txt")):
        gold = json.loads(path.with_suffix(".json").read_text("utf-8"))["grants"]
        one = proposed(plain(path.read_text("utf-8")))
        rows = told(one)[1].grants
        by_columns += values_right(one, gold, rows)
        chosen_anew += values_right(one, gold, bordered(one.notes, rows, one.candidates))
    assert chosen_anew > 1.01 * by_columns > 0


def values_right(one: Proposed, gold: Sequence[Answer], rows: Sequence[Told]) -> int:
    grants = grants_of(one.notes, rows)
    found = pairs(gold, grants)
    return sum(right(gold[found[at]], grants[at], field) for at in found for field in ("owner", "title"))


def test_titles_are_judged_beside_the_owners_that_were_chosen() -> None:
    one = read(LIST)
    grant = one.told[0].candidate
    assert grant.owner is not None
    moved = replace(one.told[0], candidate=grant._replace(owner=None))
    kept = with_owners(replace(one, told=[moved, *one.told[1:]]))
    chosen = kept.told[0].candidate.owner
    assert chosen is not None
    assert chosen.of(one.text) == "Norra Teaterföreningen"
    assert any(cue.startswith("chosen owner") for cue in kept.told[0].candidate.cues)


@pytest.mark.parametrize(
    ("text", "start", "end", "filled"),
    [
        ("Kören", 0, 5, "all"),
        ("a\tKören\tb", 2, 7, "all"),
        ("Kören, Boda", 0, 5, "the beginning"),
        ("Boda: Kören", 6, 11, "the end"),
        ("i Kören nu", 2, 7, ""),
    ],
)
def test_how_much_of_a_cell_a_span_fills(text: str, start: int, end: int, filled: str) -> None:
    assert fills(text, start, end) == filled


@pytest.mark.parametrize(
    ("span", "own", "cues"),
    [
        ((0, 4), None, ["instead of none"]),
        ((0, 9), Span(0, 4), ["longer behind", "longer over ,"]),
        ((0, 4), Span(0, 9), ["its beginning", "parted at ,"]),
        ((6, 9), Span(0, 9), ["its end", "parted at ,"]),
        ((6, 9), Span(0, 4), ["another than its own"]),
    ],
)
def test_how_a_span_differs_from_the_columns_own(
    span: tuple[int, int], own: Span | None, cues: list[str]
) -> None:
    assert list(against("Boda, kör", *span, own)) == cues


def test_what_stands_round_a_span() -> None:
    text = "Pengar till Kören får 9"
    assert list(neighbours(text, 12, 17)) == ["behind till", "ahead of får"]
    assert side(text, 12, 17, Span(22, 23)) == ("before", " får ")
    assert side(text, 22, 23, Span(12, 17)) == ("behind", " får ")
    assert trimmed(" – Kören, ", 0, 10) == (3, 8)

"""A grant's project, where another sentence names it."""

from __future__ import annotations

import pytest

from anslag.parsers import document
from anslag.parsers.candidates import Candidate
from anslag.parsers.mentions.annotate import annotated
from anslag.parsers.mentions.mention import Span
from anslag.parsers.merging import Told
from anslag.parsers.projects import announced
from anslag.parsers.read import extraction


def _titles(text: str) -> list[str | None]:
    return [grant.title for grant in extraction(document.plain(text)).grants]


@pytest.mark.parametrize(
    "text",
    [
        "Projektet Isbana 2030 ska ge byn en rink. Norra Kören beviljas 300 000 kronor.",
        "Norra Kören beviljas 300 000 kronor. Projektet har fått namnet Isbana 2030 och pågår i två år.",
        "Isbana 2030 heter projektet. Norra Kören beviljas 300 000 kronor.",
        "Isbana 2030 är namnet på satsningen. Norra Kören beviljas 300 000 kronor.",
        "Norra Kören beviljas 300 000 kronor till insatsen Isbana 2030.",
        "Norra Kören beviljas 300 000 kronor. Det gemensamma projektet, Isbana 2030, leds av Maj Ek.",
    ],
)
def test_project_is_named_beside_its_grant(text: str) -> None:
    assert _titles(f"Beslut i nämnden\n\n{text}") == ["Isbana 2030"]


@pytest.mark.parametrize(
    ("text", "owner"),
    [
        ("Nämnden ger 300 000 kronor till projektet Isbana Nord.", None),
        ("Projektet ”Isbana” får två miljoner kronor och ”Lyssnarlabbet” får 650 000 kronor.", None),
        ("Nämnden ger 300 000 kronor till Isbana Nord för projektet Isbana Nord.", "Isbana Nord"),
        ("Nämnden ger 300 000 kronor till projektet Boda IF.", "Boda IF"),
        ("Nämnden ger 300 000 kronor till Badplats Lövåsa.", None),
        ("Nämnden ger 300 000 kronor till Vävstugan Inslaget.", "Vävstugan Inslaget"),
    ],
)
def test_what_is_only_called_a_project_owns_nothing(text: str, owner: str | None) -> None:
    found = extraction(document.plain(f"Beslut i nämnden\n\n{text}")).grants
    assert [grant.owner for grant in found[-1:]] == [owner]


def test_a_link_below_a_sentence_tells_its_grant_again() -> None:
    text = (
        "17 miljoner till kulturarvet\n\nNågra av dem som får bidrag\n\n"
        "I arbetet samlar föreningen berättelser. Boda Lokvänner får knappt 1,2 miljoner kronor.\n"
        "Pressmeddelande Boda Lokvänner får knappt 1,2 miljoner kronor för två års arbete\n\n"
        "Vid vattnet byggs ett torn. Viby hembygdsförening får 385 000 kronor i bidrag.\n"
        "Pressmeddelande Viby hembygdsförening får 385 000 kronor"
    )
    assert [grant.owner for grant in extraction(document.plain(text)).grants] == [
        "Boda Lokvänner",
        "Viby hembygdsförening",
    ]


def test_what_is_called_something_else_than_a_project_is_no_title() -> None:
    text = "Boda IF heter föreningen bakom banan. Norra Kören beviljas 300 000 kronor som egeninsats Boda."
    assert _titles(f"Beslut i nämnden\n\n{text}") == [None]


def test_project_is_nobodys_where_two_grants_could_have_it() -> None:
    text = (
        "Norra Kören beviljas 300 000 kronor. Projektet Isbana ska ge byn en rink. "
        "Södra Kören beviljas 200 000 kronor."
    )
    assert _titles(f"Beslut i nämnden\n\n{text}") == [None, None]


SECTIONS = (
    "Fonden ger stöd till tre projekt\n\n"
    "Isen ligger\n\nNorra Kören beviljas 300 000 kronor för en rink i byn.\n\n"
    "{second}\n\nBoda IF beviljas 200 000 kronor för nya lampor i hallen.\n\n"
    "{third}\n\nTallheds hembygdsförening beviljas 100 000 kronor för ett tak.\n"
)


def test_headings_over_one_grant_each_are_their_titles() -> None:
    text = SECTIONS.format(second="Ljus i mörkret", third="Torrt under taket")
    assert _titles(text) == ["Isen ligger", "Ljus i mörkret", "Torrt under taket"]


def test_a_projects_name_may_count_things() -> None:
    text = "Projektet Kust, kultur och kaffe beviljas 300 000 kronor. Projektägare är Norra Kören."
    assert _titles(f"Beslut i nämnden\n\n{text}") == ["Kust, kultur och kaffe"]


@pytest.mark.parametrize(
    ("said", "names", "titles"),
    [
        ("De tre projekten som får dela på pengarna är:", ("Isbana Norr – ljus", "Snö", "Ung Scen"), ["Isbana Norr – ljus", "Snö", "Ung Scen"]),
        ("De tre föreningar som får dela på pengarna är:", ("Isbana Norr", "Snö", "Ung Scen"), [None] * 3),
        ("De tre projekten som får dela på pengarna är:", ("Isbana Norr", "Boda IF", "Ung Scen"), [None] * 3),
    ],
)  # fmt: skip
def test_names_in_a_list_of_projects_are_titles(
    said: str, names: tuple[str, ...], titles: list[str | None]
) -> None:
    a = annotated(document.plain("\n\n".join(("Nya pengar", "Nämnden ger 3 miljoner kronor.", said, *names))))
    starts = [a.text.index(name) for name in names]
    owners = [Span(at, at + len(name.partition(" –")[0])) for at, name in zip(starts, names, strict=True)]
    rows = [
        Candidate("grid.shape", at, at + len(name), owner=one)
        for at, name, one in zip(starts, names, owners, strict=True)
    ]
    found = [one.candidate.title for one in announced(a, [Told(row, 0.9, True) for row in rows])]
    assert [one.of(a.text) if one else None for one in found] == titles

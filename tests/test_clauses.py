"""Sentences become candidates: every word and every frame has a phrase that it reads and one that it refuses."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from anslag.parsers import document, frames, symbols
from anslag.parsers.clauses import clause_candidates
from anslag.parsers.mentions.annotate import annotated
from anslag.parsers.read import extraction


def _read(text: str) -> list[tuple[str | None, object]]:
    """The recipient and the sum of every candidate."""
    a = annotated(document.plain(text))
    return [
        (a.text[c.owner.start : c.owner.end] if c.owner else None, c.money.amount if c.money else None)
        for c in clause_candidates(a)
    ]


def _tokens(text: str) -> list[symbols.Token]:
    a = annotated(document.plain(text))
    return [token for s in a.sentences for token in symbols.tokens(a, s.start, s.end)]


@pytest.mark.parametrize("row", symbols.rows(), ids=lambda row: row["reads"])
def test_word_becomes_its_symbol_and_no_other_word_does(row: dict[str, Any]) -> None:
    def bears(text: str) -> bool:
        own = (row["symbol"], row.get("cue", ""))
        return any((t.symbol, t.cue) == own and t.word for t in _tokens(text))

    assert bears(row["reads"])
    if row["symbol"] or row.get("cue"):
        assert not bears(row["refuses"])


def _frames_of(text: str) -> set[str]:
    a = annotated(document.plain(text))
    return {pair.frame for sentence in frames.parsed(a) for pair in frames.pairs(sentence)}


@pytest.mark.parametrize("row", frames.rows(), ids=lambda row: row["name"])
def test_frame_reads_its_sentence_and_refuses_the_other(row: dict[str, Any]) -> None:
    assert row["name"] in _frames_of(row["reads"])
    assert row["name"] not in _frames_of(row["refuses"])


def test_each_sentence_of_the_frames_needs_its_frame() -> None:
    """No frame is dead: its sentence is read by it and not by one that stands before it."""
    for row in frames.rows():
        assert _frames_of(row["reads"]) == {row["name"]}


def test_a_sum_before_its_own_verb_is_not_the_name_s_before() -> None:
    text = "Hällans snickeri KB tilldelas 65 000 kronor, medan 125 000 kronor tilldelas Norra Kören."
    assert _read(text) == [("Hällans snickeri KB", 65000), ("Norra Kören", 125000)]


def test_recipients_among_whom_some_are_named() -> None:
    text = (
        "Nytt stöd\n\nBland mottagarna av turnéstöd märks Lövåsa teater, Hagfjärds orkester och Ekeryds IF."
    )
    assert [owner for owner, _ in _read(text)] == ["Lövåsa teater", "Hagfjärds orkester", "Ekeryds IF"]


def test_sum_that_each_of_a_group_gets_goes_to_the_names_listed_beside_it() -> None:
    text = "Varje förening nedan får 15 000 kronor.\n\nÅrets tre är Norra Kören, Södra Kören och Östra Kören."
    assert _read(text) == [("Norra Kören", 15000), ("Södra Kören", 15000), ("Östra Kören", 15000)]


def test_shared_sum_is_nobodys_alone() -> None:
    text = "Norra Kören, Södra Kören och Östra Kören delar på 90 000 kronor."
    assert (("Norra Kören", None)) in _read(text)
    assert (("Östra Kören", None)) in _read(text)


def test_names_are_read_where_no_sum_is_told() -> None:
    text = "De som får bidrag är Norra Kören, Södra Kören och Östra Kören."
    assert _read(text) == [("Norra Kören", None), ("Södra Kören", None), ("Östra Kören", None)]


@pytest.mark.parametrize(
    ("text", "owners"),
    [
        ("Även Norra Kören, Södra Kören och Östra Kören finns med bland dem som får dela på resten.", 3),
        ("Även Norra Kören finns bland dem som fått ja.", 1),
        ("Till Norra Kören och Södra Kören går sammanlagt 90 000 kronor.", 2),
        ("Även Norra Kören finns med bland de större i landet.", 0),
    ],
)
def test_names_among_those_who_get_something(text: str, owners: int) -> None:
    assert _read(text) == [("Norra Kören", None), ("Södra Kören", None), ("Östra Kören", None)][:owners]


@pytest.mark.parametrize(
    "text",
    [
        "Största summan, 90 000 kronor, tillföll Norra Kören.",
        "90 000 kronor satsas på Norra Kören.",
        "Norra Kören får drygt hälften av medlen, 90 000 kronor.",
        "Del av medlen utgör 90 000 kronor och tillfaller Norra Kören.",
    ],
)
def test_who_gets_a_share_of_the_money(text: str) -> None:
    assert _read(text) == [("Norra Kören", 90_000)]
    a = annotated(document.plain(text))
    assert all("owner.by-frame" in one.cues for one in clause_candidates(a))


def test_workplace_stands_for_its_person() -> None:
    text = (
        "Maj Stenlund, professor vid Norrhamra högskola, tilldelas 3 miljoner kronor för projektet Musslor."
    )
    assert _read(text) == [("Norrhamra högskola", 3_000_000)]


def test_an_organisation_has_no_workplace() -> None:
    text = "De som får bidrag är Norrhamra universitet, Region Lövåsa, Norrhamra högskola och Almviks kommun."
    owners = [owner for owner, _ in _read(text)]
    assert owners == ["Norrhamra universitet", "Region Lövåsa", "Norrhamra högskola", "Almviks kommun"]


def test_veto_counts_only_between_name_and_sum() -> None:
    text = "Norra Kören sökte 90 000 kronor och får 50 000 kronor."
    a = annotated(document.plain(text))
    ways = {c.money.amount: "way.applied" in c.cues for c in clause_candidates(a) if c.money}
    assert ways[90_000]


def test_second_sum_goes_to_the_same_name() -> None:
    text = "Norra Kören får 40 000 kronor till noter och 9 000 kronor för en resa."
    assert _read(text) == [("Norra Kören", 40_000), ("Norra Kören", 9_000)]


def _periods(text: str) -> list[tuple[object, object]]:
    a = annotated(document.plain(text))
    return [
        (c.period.start_day, c.period.end_day) if c.period else (None, None) for c in clause_candidates(a)
    ]


def test_sentence_of_its_own_tells_how_long_the_work_lasts() -> None:
    granted = "Norra Kören får 3 miljoner kronor av fonden."
    whole = (date(2025, 3, 1), date(2027, 2, 28))
    assert _periods(f"{granted} Projektet pågår 1 mars 2025–28 februari 2027.") == [whole]
    assert _periods(f"{granted} Annonserna är från 1 mars 2025–28 februari 2027.") == [(None, None)]


def test_title_goes_on_to_what_is_no_part_of_it() -> None:
    text = "Norra Kören beviljas 930 000 kronor för projektet Sjö, berg och byar för åren 2031–2032."
    a = annotated(document.plain(text))
    (found,) = clause_candidates(a)
    assert found.title is not None
    assert found.title.of(text) == "Sjö, berg och byar"
    assert found.period is not None
    assert found.period.end_day == date(2032, 12, 31)


@pytest.mark.parametrize(
    ("text", "owner"),
    [
        ("Utbetalningen av 3 miljoner kronor till skolorna sköts av Kassaverket.", None),
        ("Regeringen uppdrar åt Kassaverket att betala ut 3 miljoner kronor till skolorna.", None),
        ("Uppdraget att förmedla 3 miljoner kronor till skolorna har gått till Kassaverket.", None),
        ("3 miljoner kronor betalas ut av Kassaverket till Norra Kören.", "Norra Kören"),
        ("3 miljoner kronor har betalats ut till Kassaverket.", "Kassaverket"),
    ],
)
def test_who_only_hands_money_on_gets_none(text: str, owner: str | None) -> None:
    assert _read(text) == [(owner, 3_000_000)]


def test_to_whom_a_sum_goes_stands_before_whom_it_comes_from() -> None:
    text = "Till Kulturell vård i Region Lövåsa går 310 500 kr ur Sparfonden."
    assert _read(text) == [("Kulturell vård i Region Lövåsa", 310_500)]


def test_giver_between_verb_and_sum_is_no_recipient() -> None:
    assert _read("I år ger Sparfonden 300 000 kronor till Norra Kören.") == [("Norra Kören", 300_000)]


def test_names_on_lines_of_their_own_get_what_each_gets() -> None:
    text = "Fritidsnämnden ger 23 000 kronor vardera till:\n\nAlmviks SK – Ekeryds BTK – Storsele IF"
    assert _read(text) == [("Almviks SK", 23_000), ("Ekeryds BTK", 23_000), ("Storsele IF", 23_000)]


def test_single_name_is_read_where_no_sum_is_told() -> None:
    assert _read("Norra Kören beviljas stöd för en resa.") == [("Norra Kören", None)]
    assert _read("Norra Kören sjunger om stöd för en resa.") == []
    assert _read("Norra Kören får stöd.\n\nNorra Kören får 5 000 kronor.") == [("Norra Kören", 5000)]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Norra Kören beviljas 930 000 kronor för projektet Isbana – Nya vägar.", "Isbana – Nya vägar"),
        ("Norra Kören beviljas 930 000 kronor för projektet Isbana – en plats för alla.", "Isbana"),
        ("Norra Kören beviljas 930 000 kronor till Året runt 2.0, en fest i byn.", "Året runt 2.0"),
        ("Projektet ”Isbana” får 930 000 kronor och ”Nya noter” får 9 000 kronor.", "Isbana"),
        ("Norra Kören beviljas 930 000 kronor för projektet Hästar som lyssnar.", "Hästar som lyssnar"),
        ("Norra Kören beviljas 930 000 kronor för projektet Isbana som startar i höst.", "Isbana"),
        ("Norra Kören beviljas 930 000 kronor för projektet Isbana åren 2028–2030.", "Isbana"),
    ],
)
def test_title_has_its_borders(text: str, title: str) -> None:
    found = clause_candidates(annotated(document.plain(text)))
    assert found[0].title is not None
    assert found[0].title.of(text) == title


def test_what_a_sum_is_for_is_no_title_of_the_next() -> None:
    text = (
        "Norra Kören får 3 miljoner kronor till projektet Isbana och Södra Kören får 2 miljoner till resor."
    )
    found = clause_candidates(annotated(document.plain(text)))
    assert [one.title and one.title.of(text) for one in found] == ["Isbana", None]


def test_projects_are_read_where_no_sum_is_told() -> None:
    text = "Stöd beviljades till projekten Isbana Norr, Nya noter och förstudien Bodaled."
    found = clause_candidates(annotated(document.plain(text)))
    assert [one.title.of(text) for one in found if one.title] == ["Isbana Norr", "Nya noter", "Bodaled"]


def test_body_named_twice_in_a_list_gets_two_grants() -> None:
    text = (
        "De som får bidrag är professor Maj Ek, Norrhamra högskola, för forskning om regn, docent Bo Alm, "
        "Lövåsa universitet, för studier av snö och docent Eva Lind, Norrhamra högskola, för forskning om is."
    )
    owners = [owner for owner, _ in _read(text)]
    assert owners == ["Norrhamra högskola", "Lövåsa universitet", "Norrhamra högskola"]


def test_what_would_have_been_is_no_candidate() -> None:
    assert _read("Hade Norra Kören fått 90 000 kronor skulle resan ha blivit av.") == []
    assert _read("– Hade Norra Kören bara fått sina 90 000 kronor, säger Maj Ek.") == []


def owners_and_sums(sentence: str) -> list[tuple[str | None, object]]:
    """Who gets what in a release of one sentence."""
    a = annotated(
        document.plain(f"Stöd till föreningar\n\nNämnden har beslutat om stöd till kultur.\n\n{sentence}\n")
    )
    return [
        (one.owner.of(a.text) if one.owner else None, one.money.amount if one.money else None)
        for one in clause_candidates(a)
    ]


def test_a_sum_for_each_is_everybodys() -> None:
    each = owners_and_sums("Norrängs IF, Viksjö hembygdsförening och Tallbergs SK får 20 000 kronor var.")
    assert each == [("Norrängs IF", 20_000), ("Viksjö hembygdsförening", 20_000), ("Tallbergs SK", 20_000)]


def test_a_sum_that_several_share_is_nobodys() -> None:
    shared = owners_and_sums(
        "Norrängs IF, Viksjö hembygdsförening och Tallbergs SK får dela på 90 000 kronor."
    )
    assert shared == [("Norrängs IF", None), ("Viksjö hembygdsförening", None), ("Tallbergs SK", None)]


@pytest.mark.parametrize(
    "sentence",
    [
        "Nämnden fördelar 20 000 respektive 30 000 kronor på Norrängs IF och Tallbergs SK.",
        "20 000 kr respektive 30 000 kr utgår i bidrag till Norrängs IF respektive Tallbergs SK.",
        "Till Norrängs IF och Tallbergs SK lämnas bidrag med 20 000 kr resp. 30 000 kr.",
    ],
)
def test_sums_and_names_that_are_listed_alike_belong_to_each_other(sentence: str) -> None:
    assert owners_and_sums(sentence) == [("Norrängs IF", 20_000), ("Tallbergs SK", 30_000)]


@pytest.mark.parametrize(
    "sentence",
    [
        "Vardera 20 000 kronor tillförs Norrängs IF och Tallbergs SK.",
        "Norrängs IF och Tallbergs SK tilldelas ur Sparfonden 20 000 kronor vardera.",
        "Två klubbar ska bygga en bana, med 20 000 kronor vardera från Sparfonden.\n\n"
        "Klubbarna som valts ut är Norrängs IF och Tallbergs SK.",
        "Vardera 20 000 kr anslår nämnden till:\n\nNorrängs IF / Tallbergs SK",
        "Vardera 20 000 kr tilldelas:\n\nNorrängs IF | Tallbergs SK",
    ],
)
def test_each_gets_the_sum_wherever_the_word_stands(sentence: str) -> None:
    assert {("Norrängs IF", 20_000), ("Tallbergs SK", 20_000)} <= set(owners_and_sums(sentence))


def test_who_has_an_application_granted_gets_money() -> None:
    assert owners_and_sums("Styrelsen biföll Norrängs IF:s ansökan om 20 000 kronor.") == [
        ("Norrängs IF", 20_000)
    ]
    both = [("Norrängs IF", None), ("Tallbergs SK", None)]
    asked = "Norrängs IF samt Tallbergs SK har fått sina ansökningar om stöd"
    assert owners_and_sums(f"{asked} beviljade.") == both
    assert owners_and_sums(f"{asked} avslagna.") == []
    assert owners_and_sums("Norrängs IF och Tallbergs SK hör till dem som beviljas bidrag.") == both
    assert owners_and_sums("Norrängs IF och Tallbergs SK hör till dem som söker bidrag.") == []


def test_an_area_gets_nothing_for_itself() -> None:
    for area in ("Västra Götaland", "Gotland", "Kalmar län", "Norrbotten"):
        assert [owner for owner, _ in owners_and_sums(f"I år får {area} 20 miljoner kronor.")] == [None]
    assert owners_and_sums("I år får Kalmar kommun 20 miljoner kronor.") == [("Kalmar kommun", 20_000_000)]


@pytest.mark.parametrize("joint", ["i samverkan med", "tillsammans med", "i samarbete med"])
def test_who_takes_part_before_the_verb_is_no_recipient(joint: str) -> None:
    text = f"Beslut i nämnden\n\nNorra Kören {joint} Boda IF beviljas 90 000 kronor för en turné."
    assert [grant.owner for grant in extraction(document.plain(text)).grants] == ["Norra Kören"]


def _owners_of(text: str) -> list[str | None]:
    return [grant.owner for grant in extraction(document.plain(f"Årets pengar\n\n{text}")).grants]


@pytest.mark.parametrize(
    ("text", "owner"),
    [
        (
            "Anhörigringen, dit Reumatikerna, Boda IF och Viby IF räknas, tilldelades 20 000 kronor.",
            "Anhörigringen",
        ),
        (
            "Boda vänner, med Reumatikerna, Boda IF och Viby IF som medlemmar, fick 20 000 kronor.",
            "Boda vänner",
        ),
    ],
)
def test_who_belongs_to_a_recipient_gets_nothing(text: str, owner: str) -> None:
    assert _owners_of(text) == [owner]


def test_what_somebody_wanted_is_no_grant() -> None:
    text = "Boda IF får 300 000 kronor. Däremot blev det nej till Viby IF, som velat ha 2 miljoner kronor."
    fates = [one.fate for one in extraction(document.plain(f"Årets pengar\n\n{text}")).amounts]
    assert fates == ["granted", "applied for"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("För ”Isbana” är anslaget 650 000 kronor.", [("Isbana", 650_000)]),
        ("Ur fonden får ”Isbana” 650 000 kronor.", [("Isbana", 650_000)]),
        ("650 000 kronor går till satsningen Isbana.", [("Isbana", 650_000)]),
        ("I ”Isbana” hamnar 650 000 kronor.", []),
    ],
)
def test_project_gets_a_sum_by_any_verb(text: str, told: list[tuple[str, int]]) -> None:
    found = clause_candidates(annotated(document.plain(text)))
    framed = [one for one in found if "title.by-frame" in one.cues and one.title and one.money]
    assert [(one.title.of(text), one.money.amount) for one in framed if one.title and one.money] == told


def test_several_share_a_sum_that_stands_before_the_verb() -> None:
    three = [("Norra Kören", None), ("Södra Kören", None), ("Östra Kören", None)]
    assert _read("Norra Kören, Södra Kören och Östra Kören har 84 000 kronor att dela på.") == three
    assert _read("Norra Kören har 84 000 kronor att dela med sig av.") != three


def test_each_of_those_behind_a_sum_gets_it() -> None:
    both = [("Norra Kören", 4000), ("Södra Kören", 4000)]
    assert _read("Bypengen, 4 000 kronor var, gick till Norra Kören och Södra Kören.") == both
    assert _read("Bypengen, 4 000 kronor var, kostade Norra Kören och Södra Kören.") != both


def test_sentence_behind_a_sum_says_whose_its_project_is() -> None:
    given = "425 000 kronor avsätts för ”Isbana”. Den ska bli bred."
    assert _read(f"{given} Sökande är Boda kommun.") == [("Boda kommun", 425_000)]
    assert _read(f"{given} Projektet leds av Maj Ek.") != [("Maj Ek", 425_000)]


def test_persons_with_departments_each_get_the_least() -> None:
    listed = "Maj Ek, avdelningen för vatten, Bo Ström, kemiska institutionen och Li Vik, fysikavdelningen"
    each = [
        ("avdelningen för vatten", 1_500_000),
        ("kemiska institutionen", 1_500_000),
        ("fysikavdelningen", 1_500_000),
    ]
    assert _read(f"Bidrag på minst 1 500 000 kronor har beviljats {listed}.") == each
    assert _read(f"Bidrag på minst 1 500 000 kronor har sökts av {listed}.") != each


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("I år hamnar 2 miljoner kronor hos Norra Kören.", [("Norra Kören", 2000000)]),
        ("Till Norra Kören delades det ut 2 miljoner kronor.", [("Norra Kören", 2000000)]),
        (
            "Till Körrådet i Boda, en paraply för Norra Kören och Södra Kören, gick 20 000 kronor.",
            [("Körrådet i Boda", 20000)],
        ),
        (
            "Norra Kören och Södra Kören fick 3 000 kronor var ur potten.",
            [("Norra Kören", 3000), ("Södra Kören", 3000)],
        ),
        ("Norra Tvätt och Textil erhåller 8 miljoner kronor.", [("Norra Tvätt och Textil", 8000000)]),
    ],
)
def test_who_gets_a_sum_by_a_turn_of_its_sentence(text: str, told: list[tuple[str, int]]) -> None:
    assert _read(text) == told


def test_a_shortened_name_stands_for_the_whole_one_told_before() -> None:
    text = "Pengar till Skåne\n\nMest får Ystads kommun och Norra Kören. Till Ystad går 4 miljoner kronor."
    a = annotated(document.plain(text))
    [one] = (one for one in clause_candidates(a) if one.money)
    assert one.owner
    assert one.owner.of(a.text) == "Ystads kommun"
    assert "owner.by-verb" in one.cues

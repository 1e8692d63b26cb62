"""Names in sentences, cells and items, what their words say of them, and who of them gets the money."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from anslag.parsers import document
from anslag.parsers.lexicon import lexicon
from anslag.parsers.mentions.names import names
from anslag.parsers.mentions.roles import (
    is_board,
    is_public,
    organisation_cues,
    organisation_score,
    person_score,
    place_score,
)
from anslag.parsers.mentions.words import Ending, ending, kind, tokens, without_full_stop


def found(text: str) -> list[str]:
    release = document.plain(text)
    return [release.text[one.start : one.end] for one in names(release, document.lines(release))]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Projektägare Lövåsa vindpark AB beviljas 315 000 kr i stöd.", "Lövåsa vindpark AB"),
        ("Till Tjejjouren Lova och Stiftelsen Blå ladan lämnas 315 000 kr.", "Tjejjouren Lova"),
        ("Stiftelsen delar ut hela överskottet, 51 300 kronor, till Lövåsa IF.", "Lövåsa IF"),
        ("Stiftelsen Marina museet beviljades 415 000 kronor.", "Stiftelsen Marina museet"),
        (
            "Fonden beviljar Ekeryds teknikcentrum ekonomisk förening 84 000 kronor.",
            "Ekeryds teknikcentrum ekonomisk förening",
        ),
        ("Även Bjurnäs byalag och Almviks SK har beviljats stöd.", "Bjurnäs byalag"),
        ("• Lövåsa dykarklubb, 9 800 kr", "Lövåsa dykarklubb"),
        (
            "Tillämpad fysik vid Lövåsa universitet tilldelas 3 mnkr.",
            "Tillämpad fysik vid Lövåsa universitet",
        ),
        ("Stödet går till Kulturell analys i Region Lövåsa.", "Kulturell analys i Region Lövåsa"),
        ("Maj Ek, tillämpad fysik vid Lövåsa universitet, får 3 mnkr.", "Lövåsa universitet"),
        ("Klinisk forskning vid Lövåsa universitet får 3 mnkr.", "Lövåsa universitet"),
        ("3 mnkr går till Storsele Vatten och Avlopp för en damm.", "Storsele Vatten och Avlopp"),
        ("3 mnkr går till Glasmuseet Sand och Eld för en ugn.", "Glasmuseet Sand och Eld"),
        ("3 mnkr går till Storsele Hamn och Boda IF.", "Storsele Hamn"),
        ("Stödet går till Institutionen för urbana studier.", "Institutionen för urbana studier"),
        ("Stödet går till Centrum för global hälsa och Lövåsa universitet.", "Centrum för global hälsa"),
        ("3 mnkr betalas ut av Vägkassan till Region Lövåsa.", "Region Lövåsa"),
        ("Uppdrag till Bokverket, Skriftbyrån och Arkivkontoret", "Arkivkontoret"),
        ("Stiftelsen Tysta lador får 3 mnkr.", "Stiftelsen Tysta lador"),
        (
            "Bidraget går till Föreningen Bygdens gamla dansbanor för målning.",
            "Föreningen Bygdens gamla dansbanor",
        ),
        (
            "Mottagare är Centralen för råd mot hot i nära relationer (CRHR).",
            "Centralen för råd mot hot i nära relationer (CRHR)",
        ),
        ("Nämnden har beviljat Gula Bandets ansökan om 3 miljoner kronor.", "Gula Bandet"),
        ("Nämnden bifaller Gula Bandets anhållan om 3 miljoner kronor.", "Gula Bandet"),
        ("Under måndagen fick Alfta IF och på onsdagen Näs IF 3 000 kronor.", "Näs IF"),
        ("Statens vägverks KTH:s bidrag är stort.", "KTH"),
        (
            "Institutionen för bergslära, gruvteknik och rymd får stöd.",
            "Institutionen för bergslära, gruvteknik och rymd",
        ),
        ("Nätverket mot buller, damm och oljud, 20 000 kr", "Nätverket mot buller, damm och oljud"),
        (
            "Institutionen för sjukvård, Uppsala universitet och Umeå universitet får stöd.",
            "Institutionen för sjukvård",
        ),
        ("Stödet till Svegs Jazz- och bluesförening är klart.", "Svegs Jazz- och bluesförening"),
        ("Rättviks, Orsa och Mora kommuner får stöd.", "Rättviks, Orsa och Mora kommuner"),
        ("Misterhults Fiber, ekonomisk förening – 9,2 mnkr", "Misterhults Fiber, ekonomisk förening"),
        (
            "Fonden ger Internationella Byrån för dialog och försoning (IBDF) åtta miljoner kronor.",
            "Internationella Byrån för dialog och försoning (IBDF)",
        ),
        ('Pengarna går till Riksföreningen "Glöm aldrig Vera" i år.', 'Riksföreningen "Glöm aldrig Vera"'),
        ("Lövåsa Innovation Centre (LIC) får stöd.", "Lövåsa Innovation Centre (LIC)"),
        ("LIC (Lövåsa Innovation Centre) får stöd.", "LIC (Lövåsa Innovation Centre)"),
        (
            "Lövåsa Förbund, lokalavdelning Nordvästra Slätten, får stöd.",
            "Lövåsa Förbund, lokalavdelning Nordvästra Slätten",
        ),
        ("Rädda Dalen, Region Norra och Almviks IF får stöd.", "Rädda Dalen"),
        ("Vi Odlar Mera: 40 000 kr", "Vi Odlar Mera"),
        ("Arrangören Kulturföreningen Vass får 40 000 kronor.", "Kulturföreningen Vass"),
        ("Öjersta fjällräddning beviljas 385 000 kronor.", "Öjersta fjällräddning"),
        ("Klinisk vävnad i Region Almvik får 930 000 kronor.", "Klinisk vävnad i Region Almvik"),
        ("byalaget i Lövåsa får 9 000 kronor.", "byalaget i Lövåsa"),
        ("1Arvika Kanotklubb", "Arvika Kanotklubb"),
        ("STIFTELSEN LÖVÅSA MUSEUM", "STIFTELSEN LÖVÅSA MUSEUM"),
        ("Torsnäs Vatten och Avfall får 2,4 miljoner kronor.", "Torsnäs Vatten och Avfall"),
        ("M/S Lövåsa: 5 000 kr", "M/S Lövåsa"),
        ("• Stiftelsen Norr läker, 61 000 kr", "Stiftelsen Norr läker"),
        ("Halvledarföretaget Norrkisel får 3 miljoner kronor.", "Norrkisel"),
        ("Kommunerna Lövåsa och Storsele får 3 miljoner kronor.", "Lövåsa"),
        ("Norrkisel och elektronikföretaget Sydkisel får 3 miljoner kronor vardera.", "Sydkisel"),
        ("Stiftelsen Norrkisel får 3 miljoner kronor.", "Stiftelsen Norrkisel"),
    ],
)
def test_name_is_found_with_its_borders(text: str, name: str) -> None:
    assert name in found(text)


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("Projektägare Skärhults kraftstation HB beviljas 74 000 kr.", "HB"),
        ("Digital byaväg (Almviks IT-förening)", "Digital byaväg (Almviks IT-förening)"),
        ("Almviks IF (i samarbete med Lövåsa kommun)", "Almviks IF (i samarbete med Lövåsa kommun)"),
        ("Intygsbyrån använder under 2031 sina pengar.", "Intygsbyrån under 2031"),
        ("Fjällgymnasiet Träff AB räkna med pengar.", "Fjällgymnasiet Träff AB räkna"),
        ("Ljusare lysekrona / Bräcke Glas AB", "Ljusare lysekrona / Bräcke Glas AB"),
        ("Nämnden Lövåsa IF, nämnden Almviks IF", "nämnden Almviks IF"),
        ("Lövåsa kommun, SVT och Almviks IF får stöd.", "Lövåsa kommun, SVT"),
        ("SVT, Lövåsa kommun och Almviks IF får stöd.", "SVT, Lövåsa kommun"),
    ],
)
def test_name_does_not_run_over_its_borders(text: str, other: str) -> None:
    assert found(text)
    assert other not in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "Buller från flyg stör.",
        "Följande projekt beviljas stöd.",
        "Programmet får stöd.",
        "I mars beslutar vi.",
        "AB",
        "Måndag och tisdag",
        "Projekttid",
        "Taket har rasat in.",
        "Ekonomiskt tilldelas projekten sex miljoner kronor.",
        "Kommuner och regioner får verksamhetsbidrag.",
    ],
)
def test_common_words_with_a_capital_are_no_names(text: str) -> None:
    assert found(text) == []


def test_name_ends_where_the_release_elsewhere_writes_it_alone() -> None:
    told = "Gardberg center Bageri får pengar.\n\nGardberg center\n\nGardberg center: 4 000 kr"
    assert found(told)[1:] == ["Gardberg center", "Gardberg center"]


def test_table_without_columns_ends_its_names_before_the_next_cell() -> None:
    rows = "Almviks kommun Skola till sjöss 12 000\nStorsele IF Isbana 95 000\nBjurnäs byalag Bageri i lada 40 000"
    assert {"Almviks kommun", "Storsele IF", "Bjurnäs byalag"} <= set(found(rows))


def test_names_do_not_overlap_and_lie_in_order() -> None:
    release = document.plain("Lövåsa IF, Almviks IF och Ekeryds byalag (Bageri) får stöd, säger Anna Ek.")
    every = names(release, document.lines(release))
    assert all(one.end <= other.start for one, other in pairwise(every))
    assert len(every) > 3


def test_scores_part_organisations_persons_and_places() -> None:
    assert organisation_score("Norra Hults bygdegårdsförening") > 0.8
    assert organisation_score("Hållbar utveckling i skolan") < 0.5
    assert person_score("Anna Ek") > 0.8 > person_score("Ekeryds IF")
    assert person_score("Ek, Anna") > 0.8
    assert place_score("Kalmar län") > 0.8 > place_score("Kalmar kommun")
    assert place_score("Region Kalmar län") < 0.5 < organisation_score("Region Kalmar län")
    assert is_public("Kalmar kommun")
    assert not is_public("Lövåsa byalag")


@pytest.mark.parametrize("family", lexicon("organisations")["family"], ids=lambda row: str(row["name"]))
def test_family_of_endings_reads_and_refuses(family: dict[str, Any]) -> None:
    name = family["name"]
    assert any(name in cue for cue in organisation_cues(family["reads"]))
    assert "no family" in organisation_cues(family["refuses"])
    for word in family["words"]:
        assert ending(f"almviks{word}") == Ending(name, compound=True, definite=False), word
    for word in family.get("alone", ()):
        assert ending(word) == Ending(name, compound=False, definite=False)
        assert ending(f"almviks{word}") is None


@pytest.mark.parametrize(
    ("group", "read"),
    [
        ("small", "Small"),
        ("verb", "verb"),
        ("role", "Role"),
        ("noun", "noun"),
        ("noun_endings", "Noun"),
        ("calendar", "calendar"),
    ],
)
def test_group_of_words_reads_and_refuses(group: str, read: str) -> None:
    row = lexicon("words")[group]
    assert kind(row["reads"]) == read
    assert kind(row["refuses"]).lower() != read.lower()


@pytest.mark.parametrize("group", ["legal", "clubs", "known", "heads"])
def test_group_of_bodies_reads_and_refuses(group: str) -> None:
    row = lexicon("organisations")[group]
    cue = {"legal": "holds legal", "clubs": "holds Club", "known": "known body", "heads": "holds Head"}[group]
    assert cue in organisation_cues(row["reads"])
    assert cue not in organisation_cues(row["refuses"])


@pytest.mark.parametrize("group", ["naming", "aside", "joining", "getting", "title"])
def test_group_with_a_rule_of_its_own_reads_and_refuses(group: str) -> None:
    row = lexicon("words")[group]
    assert _reads(group, row["reads"])
    assert not _reads(group, row["refuses"])


def _reads(group: str, text: str) -> bool:
    if group == "naming":
        return text in found(f"Stödet går till {text}, 4 000 kr")
    if group == "aside":
        return found(f"Almviks IF {text}")[0] == "Almviks IF"
    if group == "joining":
        return any(word.kind == "för" for word in tokens(text, 0, len(text)))
    if group == "getting":
        return found(f"{text} 5 000 kronor i år.") == ["Korpnäset"]
    return any(cue.startswith("begins as a title") for cue in organisation_cues(text))


@pytest.mark.parametrize(
    ("name", "decides"),
    [
        ("Norra regionens kulturnämnd", True),
        ("Regionstyrelsen", True),
        ("Regionen", True),
        ("LAG i Leader Norr", True),
        ("Skogsstyrelsen", False),
        ("Regionens museum", False),
        ("Lagunens IF", False),
    ],
)
def test_who_decides(name: str, decides: bool) -> None:
    assert is_board(name) is decides


def test_words_of_those_who_decide_read_and_refuse() -> None:
    row = lexicon("organisations")["deciding"]
    assert is_board(row["reads"])
    assert not is_board(row["refuses"])


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("Visit Boda AB.", "Visit Boda AB"),
        ("Norra Fiber ek. för.", "Norra Fiber ek. för."),
        ("Boda IF m.fl.", "Boda IF m.fl."),
        ("Boda IF", "Boda IF"),
        (".", "."),
    ],
)
def test_a_name_ends_before_the_full_stop_of_its_sentence(name: str, told: str) -> None:
    assert name[: without_full_stop(name, 0, len(name))] == told


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (
            "Med 310 000 kronor stöder Länsstyrelsen Hults kulturarvsförening i arbetet.",
            "Hults kulturarvsförening",
        ),
        (
            "Nu tilldelas Lövåsa Lin och Ull ekonomisk förening 92 000 kronor.",
            "Lövåsa Lin och Ull ekonomisk förening",
        ),
        ("I dag tilldelas Laholms alglabb testbädd AB 143 500 kronor.", "Laholms alglabb testbädd AB"),
        ("64 000 kronor går till Föreningen Rena stränder.", "Föreningen Rena stränder"),
    ],
)
def test_names_end_where_they_end_beside_givers_forms_and_small_words(text: str, name: str) -> None:
    assert name in found(text)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Fonden stöder Stiftelsen Hults kulturarvsförening.", ["Stiftelsen Hults kulturarvsförening"]),
        ("Hults bruk säljer AB Kisel.", ["Hults bruk", "AB Kisel"]),
    ],
)
def test_a_foundation_keeps_its_name_and_a_verb_ends_one(text: str, names: list[str]) -> None:
    assert found(text) == names

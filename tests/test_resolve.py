"""Rows, sentences and the release's sums decide together what is a grant."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from anslag.parsers import document, pages
from anslag.parsers.clauses import clause_candidates
from anslag.parsers.columns import grid_readings
from anslag.parsers.invitation import _ASKED, _DECIDED, _PENDING, decides_nothing
from anslag.parsers.lexicon import lexicon
from anslag.parsers.mentions.annotate import annotated
from anslag.parsers.read import extraction
from anslag.parsers.records import Claims
from anslag.parsers.resolve import Chances, resolved

REST = (
    "Handläggarna hör av sig till alla sökande under veckan och berättar hur det går vidare.\n\n"
    "Stödet ska göra skillnad i hela länet, i tätorterna likaväl som ute i byarna längs kusten."
)


def _told(text: str) -> set[tuple[str | None, object]]:
    return {(one.owner, one.amount) for one in extraction(document.plain(f"{text}\n\n{REST}")).grants}


@pytest.mark.parametrize(
    "text",
    [
        "Läslust i länet\n\nUnder 2031 tillförs Norra Körens Vänner och Tallbergs IF 1,8 miljoner kronor vardera.",
        "Två får lika mycket\n\nNorra Körens Vänner och Tallbergs IF får 1,8 miljoner kronor vardera.",
    ],
)
def test_what_each_gets_is_told_by_the_sentence_not_by_the_lines_below(text: str) -> None:
    assert _told(text) == {("Norra Körens Vänner", 1_800_000), ("Tallbergs IF", 1_800_000)}


@pytest.mark.parametrize(
    "text",
    [
        "Sverige ger 35 miljoner kronor i katastrofstöd till Hjälpkåren i Nordlandet",
        "Mer pengar till vård\n\nFonden ger Hjälpkåren i Nordlandet 35 miljoner kronor.",
    ],
)
def test_only_sum_of_a_release_is_its_total_and_its_grant(text: str) -> None:
    assert _told(text) == {("Hjälpkåren i Nordlandet", 35_000_000)}


def test_total_that_no_body_gets_is_no_grant() -> None:
    assert _told("Länets fem projekt prioriterades\n\nTotalt prioriterades 29,5 miljoner kronor.") == set()


def test_verb_decides_in_a_short_line_too() -> None:
    text = (
        "Minnesvården får 8 miljoner kronor\n\nTvå mottagare delar på pengarna.\n\n"
        "Torsnäs minnescentrum får fem miljoner kronor\n\nTorsnäs minnescentrum ska sprida kunskap.\n\n"
        "Minnesregistret får tre miljoner kronor\n\nMinnesregistret mäter hur vården fungerar."
    )
    assert ("Minnesregistret", 3_000_000) in _told(text)


def test_names_above_their_sums_do_not_slip_to_the_sum_below() -> None:
    """Of two readings of the same lines the wrong one gains a row, and has a sentence for a name."""
    text = (
        "Utdelning 2008\n\nVid styrelsens möte utdelades 92.500:- ur fonden.\n\nNora hembygdsförening\n\n15.000:- till ett härbre\n\n"
        "Ullångers byaråd\n\n8.500:- till dräktskåp\n\nViksjö idrottsklubb\n\n25.000:- till ett båthus\n\n"
        "Stiftelsen Tallbergs kapell\n\n44.000:- till målning av fasad\n\nAnsökan till nästa år insändes före den 1 februari.\n"
    )
    found = {grant.owner: grant.amount for grant in extraction(document.plain(text)).grants}
    assert found == {
        "Nora hembygdsförening": 15_000,
        "Ullångers byaråd": 8_500,
        "Viksjö idrottsklubb": 25_000,
        "Stiftelsen Tallbergs kapell": 44_000,
    }


def test_members_of_an_enumeration_vouch_for_each_other() -> None:
    text = "De som får bidrag är Norra Kören, Södra Kören, Kvintarna och Östra Kören."
    a = annotated(document.plain(f"Körer får stöd\n\n{text}\n"))
    members = clause_candidates(a)
    for share, granted in ((0.4, 4), (0.01, 3)):
        told = {one: share if one.owner and one.owner.of(a.text) == "Kvintarna" else 0.8 for one in members}
        assert len(resolved(a, (), members, Chances({}, told), Claims()).grants) == granted


def test_a_list_without_sums_has_one_chance_however_it_is_cut() -> None:
    rows = "\n".join(
        f"{name} kommun – Bidrag till en ny park" for name in ("Viksjö", "Lövåsa", "Storsele", "Boda")
    )
    a = annotated(document.plain(f"Parker får stöd\n\nVerket har beslutat om bidrag.\n\n{rows}\n"))
    (whole, *_) = (one for one in grid_readings(a) if len(one.candidates) == 4)
    pairs = replace(whole, candidates=whole.candidates[1::2], score=whole.score / 2)
    chances = Chances({}, dict.fromkeys(whole.candidates, 0.3))
    other = replace(pairs, candidates=tuple(one._replace(number=2) for one in pairs.candidates))
    chances = replace(chances, sumless={**chances.sumless, **dict.fromkeys(other.candidates, 0.9)})
    assert len(resolved(a, (other, whole), (), chances, Claims()).grants) == 4


def test_a_row_without_a_sum_needs_company_or_more_than_even_chances() -> None:
    rows = "• Norra Kören\n• Södra Kören\n• Västra Kören\n"
    a = annotated(document.plain(f"Körer får stöd\n\nNämnden har beslutat om stöd till tre körer.\n\n{rows}"))
    (reading,) = (one for one in grid_readings(a) if len(one.candidates) == 3)
    for kept, chance, granted in ((3, 0.55, 3), (2, 0.55, 0), (2, 0.65, 2)):
        some = replace(reading, candidates=reading.candidates[:kept])
        chances = Chances({}, dict.fromkeys(some.candidates, chance))
        assert len(resolved(a, (some,), (), chances, Claims()).grants) == granted


def test_a_page_that_only_invites_to_apply_grants_nothing() -> None:
    rates = "Badplats\t2 237 kr\nBandybana\t33 540 kr\nBoulebana\t2 237 kr\n"
    page = (
        "Bidrag till anläggningar\n\nHar er förening en anläggning? Då kan ni söka bidrag varje höst.\n\n"
        f"Så stort är bidraget:\n\n{rates}"
    )
    assert list(extraction(document.plain(page)).grants) == []
    decided = f"Bidrag till anläggningar\n\nNämnden har beviljat bidrag till tre anläggningar:\n\n{rates}"
    assert extraction(document.plain(decided)).grants


def test_a_list_of_applications_before_the_decision_grants_nothing() -> None:
    rows = "Norra Kören, ny scen, 75 000 kronor\nSödra Kören, resa, 140 000 kronor\nLövåsa IF, läger, 55 000 kronor"
    text = f"Tre föreningar söker bidrag\n\nKommunen har fått in tre ansökningar. Beslut fattas i mars.\n\n{rows}"
    assert _told(text) == set()
    assert len(_told(text.replace("Beslut fattas i mars", "Nämnden har beviljat alla"))) == 3


def test_what_stands_under_a_refusal_is_refused_in_any_words() -> None:
    text = (
        "Utfall hösten 2031\n\nBeviljade\nNorra Kören – 300 000 kr\nSödra Kören – 150 000 kr\n\n"
        "Ej beviljade\nÖstra Teatern – 400 000 kr\nVästra Festivalen – 75 000 kr\n\n"
        "Bordlagda\nLövåsa kulturhus – 220 000 kr"
    )
    assert _told(text) == {("Norra Kören", 300_000), ("Södra Kören", 150_000)}


def test_a_pronoun_with_its_verb_is_no_owner_of_a_row() -> None:
    text = (
        "Så räknas älgen\n\nNu får Viltkontoret i uppgift att räkna älgar.\n\n"
        "Myndigheten får disponera högst 2,4 mnkr för detta."
    )
    assert [one.owner for one in extraction(document.plain(text)).grants] == ["Viltkontoret"]


def test_who_decides_gets_no_grant() -> None:
    text = (
        "Miljoner till projekt i länet\n\nRegion Storåns regionala utvecklingsnämnd beviljar 11,5 miljoner kronor "
        "till utvecklingsprojekt. Ekeryds byalag får 250 000 kronor till en ny brygga."
    )
    assert [one.owner for one in extraction(document.plain(text)).grants] == ["Ekeryds byalag"]


@pytest.mark.parametrize(
    ("row", "pattern"),
    [("applying", _ASKED), ("decided", _DECIDED), ("pending", _PENDING)],
)
def test_words_of_an_invitation_read_and_refuse(row: str, pattern: re.Pattern[str]) -> None:
    phrases = lexicon("scopes")[row]
    assert pattern.search(phrases["reads"])
    assert not pattern.search(phrases["refuses"])


def test_a_sum_for_each_is_no_sum_read_twice() -> None:
    text = (
        "Stipendier delas ut\n\nStipendiet på totalt 300 000 kronor går till tre föreningar som får 100 000 kronor var:\n\n"
        "Lövåsa simsällskap, för simskola.\nEkeryds IF, för vattenvana.\nViksjö hembygdsförening, för badvakter."
    )
    found = extraction(document.plain(text))
    assert [one.amount for one in found.grants] == [100_000] * 3
    assert "amount_twice" not in {one.name for one in found.checks}


def test_a_list_outranks_the_single_records_that_it_consists_of() -> None:
    shown = pages.release(_IN_TWO_PARTS.format("Sökt stöd").encode(), {})
    told = [(one.owner, one.title, one.amount) for one in extraction(shown).grants]
    assert told == [
        ("Trafikföreningen Ettan", "Bryggan vid viken – väntrum", 412350),
        ("Storåns naturvårdsfond", "Strömmingens återkomst", 238000),
        ("Lövåsa kommun", "Slakteriet", 1104900),
        ("Hamnens vänner", "Fika i hamnen", 96750),
        ("Norrkustens Båttrafik AB", "Båtbuss 2.0", 650000),
    ]


_IN_TWO_PARTS = """<!doctype html><html lang="sv"><body><main><article><h1>Pengar till skärgården</h1>
<p>Leader Norrkust har fattat beslut om fem ansökningar.</p>
<p><strong>Här är de som får stöd:</strong><br>• Bryggan vid viken – väntrum<br>Sökande: Trafikföreningen Ettan<br>
{0}: 412 350 kr<br>• Strömmingens återkomst<br>Sökande: Storåns naturvårdsfond<br>{0}: 238 000 kr</p>
<p>• Slakteriet<br>Sökande: Lövåsa kommun<br>{0}: 1 104 900 kr<br>• Fika i hamnen<br>Sökande: Hamnens vänner<br>
{0}: 96 750 kr<br>• Båtbuss 2.0<br>Sökande: Norrkustens Båttrafik AB<br>{0}: 650 000 kr</p></article></main></body></html>"""


def test_what_is_proposed_and_not_yet_decided_on_is_not_given() -> None:
    body = "Storåns IF får 200 000 kronor i bidrag, och Lövåsa byalag beviljas 90 000 kronor."
    end = "Det är kommunfullmäktige som avgör i november."
    proposed = f"Bidrag till föreningar i förslag till budget\n\n{body}\n\n{end}"
    assert _told(proposed) == set()
    assert _told(proposed.replace(" i förslag till budget", "")) != set()
    assert not decides_nothing(annotated(document.plain(proposed.replace("som avgör", "som avgjorde"))))


def test_a_release_without_sums_or_words_of_money_grants_nothing() -> None:
    given = "Tre föreningar utvalda\n\nFöljande föreningar har tilldelats {}:\n\n- Boda IF\n- Näs IF\n- Storåns kör"
    assert decides_nothing(annotated(document.plain(given.format("kommunens hederstecken"))))
    assert not decides_nothing(annotated(document.plain(given.format("stöd"))))


LONE = "Bruket byter ugn\n\nUgnen kostar 72 miljoner euro.\n\n{}: Kalkbruket AB {} 86 miljoner kronor ur Klimatlyftet.\n"


def test_one_row_alone_is_a_sentence_where_a_verb_of_its_own_gives_its_sum() -> None:
    assert _told(LONE.format("På måndagen kom beskedet från Miljöverket", "beviljas")) == {
        ("Kalkbruket AB", 86_000_000)
    }
    assert _told(LONE.format("På måndagen kom beskedet från Miljöverket", "lånar")) == set()


def test_a_contract_without_a_word_of_support_is_no_grant() -> None:
    told = "Jobb till Boda Bygg\n\nBoda Bygg AB får 62 miljoner av Vägverket för två broar.\n\n{}\n\n{}"
    trade = told.format("En option på fler broar ingår inte.", "Det är det tredje kontraktet i år.")
    assert decides_nothing(annotated(document.plain(trade)))
    research = told.format("Arbetet pågår i två år.", "Kontrakt och upphandling i kommuner heter projektet.")
    assert not decides_nothing(annotated(document.plain(research)))
    assert not decides_nothing(annotated(document.plain(trade.replace("för två", "i bidrag för två"))))

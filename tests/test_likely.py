"""Headlines: grants come before everything else, and the table of phrases is sound."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import anslag.scraper.likely
from anslag.scraper.likely import LIKELY, score

TABLE = tomllib.loads((Path(anslag.scraper.likely.__file__).parent / "likely.toml").read_text("utf-8"))

GRANTS = [
    "12,6 miljoner till digitalisering och kompetens",
    "4 212 755 kronor till länets utveckling",
    "Två gränsöverskridande projekt delar på 1,35 miljoner euro",
    "Åtta föreningar får stöd till läger för barn",
    "Sju organisationer beviljas verksamhetsbidrag",
    "Bygden tilldelas medel ur landsbygdsfonden",
    "Stiftelsen delar ut stipendier till fem forskare",
    "Kulturnämnden fördelar produktionsstöd",
    "Fem filmer får produktionsstöd av Film i Norrskog",
    "Klimatpengar till laddstolpar",
    "EU-medel till nya bredbandsnät",
    "Rekordstort forskningsanslag till universitetet",
    "Beslut om statsbidrag till kvinnojourer",
    "Kommunen bidrar med 500 000 kronor till bryggan",
    "Länsstyrelsen beviljade bidrag till våtmarker",
    "Region Norrskog satsar 9,4 miljoner på grön omställning",
    "Miljonregn över länets idrottsföreningar",
    "MSEK 12 i stöd till tolv projekt",
]
OTHERS = [
    "Öppettider i jul och nyår",
    "Delårsrapport: underskottet växer till 214 miljoner",
    "Kvartalsrapport januari–mars",
    "Vi söker projektledare till digitala byar",
    "Ny chef för kulturförvaltningen",
    "Inbjudan: pressträff om nya stöd",
    "Välkommen till invigningen av biblioteket",
    "Bygglov för 40 nya bostäder",
    "Nu kan du söka stöd till byns mötesplats – två miljoner i potten",
    "Ansök nu om föreningsbidrag",
    "Ny utlysning: forskningsmedel om skog",
    "Nej till tre ansökningar om projektstöd",
    "Ärenden på nämndens möte den 24 april",
    "Bygget får order värd 390 miljoner kronor",
    "Budgetförslag med satsningar på skolan",
    "Vattenläcka på Storgatan",
    "Influensan är här: vaccinera dig",
    "Vägarbete på väg 45",
    "Ny konsthall i centrum",
    "",
]


@pytest.mark.parametrize("headline", GRANTS)
def test_headline_of_grants_is_likely(headline: str) -> None:
    assert score(headline) >= LIKELY


@pytest.mark.parametrize("headline", OTHERS)
def test_other_headline_is_not(headline: str) -> None:
    assert score(headline) < LIKELY


@pytest.mark.parametrize(
    ("slug", "headline"),
    [
        (
            "aatta foereningar faar stoed till laeger foer barn 3270119",
            "Åtta föreningar får stöd till läger för barn",
        ),
        ("sju projekt far stod", "Sju projekt får stöd"),
        ("OEPPETTIDER I JUL", "Öppettider i jul"),
    ],
)
def test_words_of_an_address_score_as_the_headline(slug: str, headline: str) -> None:
    assert score(slug) == score(headline)


def test_words_match_whole_and_punctuation_does_not_matter() -> None:
    assert score("Ordern") == 0 > score("order")
    assert score("»Beviljas«, säger nämnden") == score("beviljas säger nämnden")
    assert score("12\u00a0miljoner kronor") == score("12 miljoner kronor")


def test_every_group_says_what_it_is_and_has_phrases_of_its_own() -> None:
    groups = TABLE["group"]
    phrases = [phrase for group in groups for phrase in group["phrases"]]
    assert all(group["what"] and group["weight"] and group["phrases"] for group in groups)
    assert len(phrases) == len(set(phrases))


@pytest.mark.parametrize("group", TABLE["group"], ids=lambda group: group["what"])
def test_every_phrase_of_the_table_is_met(group: dict[str, list[str]]) -> None:
    for phrase in group["phrases"]:
        words = phrase.replace("…", "några fler ord").replace("#", "12 500").replace("*", "ab")
        assert score(words) != 0, phrase


@given(st.text(max_size=300))
def test_any_text_has_a_score(text: str) -> None:
    assert isinstance(score(text), float)
    assert score(text) == score(text.lower())


def test_score_of_a_long_text_is_that_of_its_beginning() -> None:
    assert score("x" * 100_000 + " beviljas") == 0

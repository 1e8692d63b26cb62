"""A count is a number of things; the numbers of laws, types, years and measures are none."""

from __future__ import annotations

import time
from typing import Any

import pytest

from anslag.parsers.lexicon import lexicon
from anslag.parsers.mentions.counts import counts


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Sju projekt får pengar", [(7, "projekt")]),
        ("De fyra föreningarna delar på stödet", [(4, "föreningarna")]),
        ("Totalt 23 små och stora projekt", [(23, "projekt")]),
        ("Elva samlingslokaler rustas", [(11, "samlingslokaler")]),
        ("Fonden har läst 190 manus. Fjorton av dem får stöd", [(14, "")]),
        ("Tre av 40 projekt får stöd", [(3, "projekt")]),
        ("Till 13 kommuner och 2 regioner", [(15, "kommuner")]),
        ("Enligt förordning 2018:412 om statsbidrag", []),
        ("Försvaret flyger Hkp 14 Falk, ett bidrag", []),
        ("Det tog två dagar och 40 timmar", []),
        ("Under två veckor tränar fem länder", [(5, "länder")]),
        ("Under 2033 projekt", []),
        ("I april 2014 att bevilja fem ansökningar", [(5, "ansökningar")]),
        ("Mötet den 18 december", []),
        ("Mellan 5 september och 2 oktober stänger de dörrarna", []),
        ("Tre ERC Starting Grants till högskolan", [(3, "erc starting grants")]),
        ("Tre Starting Blocks till högskolan", []),
        ("Bidrag beviljades i sex fall", [(6, "fall")]),
        ("De 49 förmånstagarna", [(49, "förmånstagarna")]),
        ("Av 112 som sökte: 38 fick pengar", [(38, "")]),
        ("Av de 54 sökande beviljades 31.", [(31, "")]),
        ("Av 73 inkomna ansökningar bifölls 12 projekt", [(12, "projekt")]),
        ("Av de 60 sökande fick 12 procent ja", [(60, "sökande")]),
    ],
)
def test_numbers_of_things_are_counted(text: str, expected: list[tuple[int, str]]) -> None:
    assert [(one.value, one.noun) for one in counts(text, 0, len(text))] == expected


ROWS: list[dict[str, Any]] = lexicon("counts")["counted"]


@pytest.mark.parametrize("row", ROWS, ids=[row["of"] for row in ROWS])
def test_every_row_counts_its_phrase_and_not_the_other(row: dict[str, Any]) -> None:
    assert len(list(counts(row["reads"], 0, len(row["reads"])))) == 1
    assert list(counts(row["refuses"], 0, len(row["refuses"]))) == []


@pytest.mark.slow
@pytest.mark.parametrize("flood", ["418 ", "två och en halv ", "5 000 ", "sju nya "])
def test_floods_take_linear_time(flood: str) -> None:
    text = flood * 8000
    began = time.perf_counter()
    list(counts(text, 0, len(text)))
    assert time.perf_counter() - began < 5

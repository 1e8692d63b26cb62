"""A printed amount reads back as the amount it was printed from, whatever unit, space, separator and words."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anslag.parsers import document
from anslag.parsers.lexicon import lexicon
from anslag.parsers.mentions.money import sums, sums_in
from anslag.parsers.mentions.units import MAX_AMOUNT

SPACES = st.sampled_from([" ", "\u00a0", "\u202f", "\u2009", "\u2007", "\u2002", "\u3000"])
UNITS = {
    " kr": (1, "SEK"), "kr": (1, "SEK"), " kronor": (1, "SEK"), " svenska kronor": (1, "SEK"), ":-": (1, "SEK"),
    ",-": (1, "SEK"), " SEK": (1, "SEK"), " euro": (1, "EUR"), " €": (1, "EUR"), " norska kronor": (1, "NOK"),
    " tkr": (10**3, "SEK"), " Tkr": (10**3, "SEK"), " kkr": (10**3, "SEK"), " KSEK": (10**3, "SEK"),
    " tusen kronor": (10**3, "SEK"), " mkr": (10**6, "SEK"), " Mkr": (10**6, "SEK"), " mnkr": (10**6, "SEK"),
    " MSEK": (10**6, "SEK"), " milj kr": (10**6, "SEK"), " milj. kronor": (10**6, "SEK"), " MEUR": (10**6, "EUR"),
    " miljoner": (10**6, "SEK"), " miljoner kronor": (10**6, "SEK"), " miljoner euro": (10**6, "EUR"),
    " miljarder kronor": (10**9, "SEK"), " mdkr": (10**9, "SEK"),
}  # fmt: skip
HEDGES = {
    "": "", "cirka ": "about", "ca ": "about", "ca. ": "about", "c:a ": "about", "omkring ": "about", "runt ": "about",
    "ungefär ": "about", "~": "about", "drygt ": "more", "över ": "more", "mer än ": "more", "minst ": "more",
    "knappt ": "less", "nära ": "less", "närmare ": "less", "nästan ": "less", "strax under ": "less",
    "upp till ": "less", "högst ": "less", "maximalt ": "less", "max ": "less",
}  # fmt: skip
CAPS = {"upp till ", "högst ", "maximalt ", "max "}
AFTER = st.sampled_from(["", ".", ",", " till Hult", ")", " (2023)", "; resten", "\nNy rad"])


@given(st.integers(1, 9_999), st.sampled_from(sorted(UNITS)), st.sampled_from(sorted(HEDGES)), SPACES, AFTER)
def test_amount_reads_back(value: int, unit: str, hedge: str, space: str, after: str) -> None:
    text = document.clean(f"Granby får {hedge}{value}{unit}".replace(" ", space) + after)
    (found,) = sums_in(text)
    scale, currency = UNITS[unit]
    assert (found.amount, found.currency) == (value * scale, currency)
    assert (found.hedge, found.cap) == (HEDGES[hedge], hedge in CAPS)
    assert text[found.start : found.end].startswith(str(value))


@given(
    st.integers(1_000, 10**11 - 1),
    st.sampled_from([".", "'", " ", "\u00a0", "\u2009"]),
    st.sampled_from([" kr", ":-", " SEK"]),
)
def test_grouped_digits_read_back(value: int, separator: str, unit: str) -> None:
    text = document.clean(f"{value:,}".replace(",", separator) + unit)
    assert [(one.amount, one.start, one.end) for one in sums_in(text)] == [(value, 0, len(text))]


@given(
    st.integers(1, 9_999),
    st.integers(0, 99),
    st.sampled_from([",", "."]),
    st.sampled_from(["mkr", "miljoner", "MSEK", "tkr"]),
)
def test_decimals_read_back(whole: int, part: int, point: str, unit: str) -> None:
    (found,) = sums_in(f"beviljas {whole}{point}{part:02d} {unit} i år")
    scale = 10**3 if unit == "tkr" else 10**6
    assert found.amount == Decimal(f"{whole}.{part:02d}") * scale
    assert found.unit == scale // 100


@given(
    st.integers(1, 10**6).filter(
        lambda low: not 1900 <= low < 2100
    ),  # a year stands before a sum, not in a range
    st.integers(1, 10**6),
    st.sampled_from(["–", "-", " – ", "—"]),
    st.sampled_from(["kr", "tkr", "euro"]),
)
def test_range_reads_back(low: int, more: int, dash: str, unit: str) -> None:
    (found,) = sums_in(f"stöd på {low}{dash}{low + more} {unit}")
    scale = 10**3 if unit == "tkr" else 1
    assert (found.amount, found.high) == (low * scale, (low + more) * scale)


@given(st.integers(1, 99), st.integers(1, 999), st.sampled_from(["och ", ""]))
def test_millions_and_thousands_are_one_sum(millions: int, thousands: int, joint: str) -> None:
    (found,) = sums_in(f"får {millions} miljoner {joint}{thousands} 000 kronor.")
    assert (found.amount, found.rule) == (millions * 10**6 + thousands * 10**3, "money.sum")


@given(st.integers(1, 99), st.integers(1, 999))
def test_two_sums_side_by_side_stay_two(millions: int, thousands: int) -> None:
    found = sums_in(f"Granby {millions} mkr\t{thousands} tkr")
    assert [one.amount for one in found] == [millions * 10**6, thousands * 10**3]


PLAIN = st.integers(0, 10**9).map(str)


@pytest.mark.parametrize(
    "form",
    [
        "0{}-{}",
        "+46 {}",
        "dnr {}/{}",
        "{} {}",
        "{} procent",
        "{} %",
        "{} m²",
        "{} hektar",
        "{} personer",
        "§ {}",
        "{}–{}",
        "{} ton",
    ],
)
@given(first=PLAIN, second=PLAIN)
def test_figures_without_a_unit_are_no_money(form: str, first: str, second: str) -> None:
    assert sums_in(document.clean(f"Se {form.format(first, second)} i kronologisk följd.")) == []


@pytest.mark.parametrize(
    "printed",
    [
        "9 000 000 miljarder kronor",
        "123456789012345678 kr",
        "88 888 888 888 888 888 888 kr",
        "21 34 562 kr",
        "4 1592 65 kr",
        "1 42 500 kr",
        "-2 480 310 kr",
        "(2 480 310) kr",
        "SEK (2 480 310)",
        "2# 500 kr",
        "00 500 kr",
        "1,5,2 mkr",
    ],
)
def test_number_that_cannot_be_read_whole_has_no_amount(printed: str) -> None:
    assert [(one.amount, one.rule) for one in sums_in(f"Beviljat stöd: {printed}")] == [
        (None, "money.unclear")
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Belopp: 1 412\n350 kr", [1_412_350]),
        ("Belopp: 2 200000 kr", [2_200_000]),
        ("Belopp: 6w 500 kr", [None]),
        ("Belopp: 2\n412 350 kr", [2_412_350]),
        ("Belopp: 12,5\nmiljoner kronor", [12_500_000]),
        ("Byfest 2033\n305 000 kr", [305_000]),
        ("Bok del 4\n960 000 kr", [960_000]),
        ("Belopp: 1475 000 kr", [1_475_000]),
        ("Belopp: 2&nbsp;318 450 kr", [2_318_450]),
        ("Belopp: 2\u0301 318 450 kr", [2_318_450]),
        ("Belopp: 95 400³ kr", [95_400]),
        ("Motorvagn Y7 150 000 kr", [150_000]),
        ("Läger 2019 – 25 000 kr", [25_000]),
        ("Vandringsled, steg 2 – 390 000 kr", [390_000]),
        ("Stöd ges med 50 – 75 000 kr", [50_000]),
        ("Hult 4 000: – och Granby 21 000:–", [4_000, 21_000]),
        ("kr. 6 000 till Hult", [6_000]),
        ("en kvarts miljon", [250_000]),
        ("femtiotvåtusen kronor", [52_000]),
        ("980 tusen till bron", [980_000]),
        ("980 tusen besökare", []),
        ("3 miljoner 9 mm patroner", []),
        ("2 miljoner 12,7 mm", []),
        ("5 miljoner år 2031", [5_000_000]),
        ("2 miljoner år", []),
        ("0 kr", [None]),
    ],
)
def test_odd_spellings_are_read_whole(text: str, expected: list[int | None]) -> None:
    assert [one.amount for one in sums_in(document.clean(text))] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Bidrag\n\nGranby IK får 8 000 för simskola, klubben har 1 200 medlemmar.", [8_000]),
        ("Bidrag\n\nMest – 83 000 – får Hults bygdegård.", [83_000]),
        ("Bidrag\n\nGranby IK 420\nHults IF 1 573\nBys BK 650\nVäxel 08-123 45 67", [420, 1_573, 650]),
        ("Bidrag\n\nGranby IK, 420\nSidan 412", [420]),
        ("Stöd på 4,5 respektive 2 mkr", [4_500_000, 2_000_000]),
        ("Hult får 5, Granby 7 och By 9 miljoner kronor", [5_000_000, 7_000_000, 9_000_000]),
        ("2 miljoner till skolor och 3 till lärare", [2_000_000]),
        ("Bidrag\n\nGranby IK\t(tkr)\nHults IF\t85\nBys BK\t240", [85_000, 240_000]),
        ("Bidrag (tkr)\n\nHults IF: 85\nBys BK: 250 000", [85_000, 250_000]),
        ("Beviljade bidrag 2031, tkr\n\nHults IF\t85\nBys BK\t240", [85_000, 240_000]),
        ("Bidrag\n\nKlubb\tBidrag 2031, tkr\nHults IF\t85\nBys BK\t240", [85_000, 240_000]),
        ("Bidrag i miljoner kronor\n\nHult: 3\nGranby: 2,5", [3_000_000, 2_500_000]),
        ("Sökt och beviljat bidrag\n\nHult 210 000 120 000\nBy 1 287 500 599 500", [210_000, 120_000, 1_287_500, 599_500]),
        ("Bidrag 2031\n\nDen 5 maj 2031, dnr 2031/412, 123 45 Hult", []),
        ("Bidrag\n\nUppdrag 20310512\nOrg.nr 556677-8899\nISBN 978 91 12345 6", []),
        ("Invigning\n\nTåget går 12 500 meter", []),
        ("Stöd: " + "418 " * 3000, []),
    ],
)  # fmt: skip
def test_numbers_without_a_unit_are_sums_by_how_they_stand(text: str, expected: list[int]) -> None:
    assert [one.amount for one in sums(document.plain(text))] == expected


ROWS = [(group, row) for group in ("unit", "currency", "hedge") for row in lexicon("money")[group]]


@pytest.mark.parametrize(("group", "row"), ROWS, ids=[f"{g}-{r['words'][0]}" for g, r in ROWS])
def test_every_row_of_the_lexicon_reads_its_phrase_and_refuses_the_other(
    group: str, row: dict[str, Any]
) -> None:
    (found,) = sums_in(row["reads"])
    refused = sums_in(row["refuses"])
    if group == "hedge":
        assert (found.hedge, found.cap) == (row["side"], row.get("cap", False))
        assert [one.hedge for one in refused] == [""]
        return
    assert found.amount is not None
    assert found.amount >= row.get("scale", 1)
    assert found.currency == row.get("code", row.get("currency", "SEK"))
    assert refused == []


@given(st.text(alphabet="0123456789 .,'’½-–:~€$kKrRmMtTsSeEkjlionard\n", max_size=100))
def test_no_text_raises_and_spans_are_in_order(text: str) -> None:
    found = sums_in(text)
    ends = [0]
    for one in found:
        assert ends[-1] <= one.start < one.end <= len(text)
        assert one.amount is None or 0 < one.amount <= 2 * MAX_AMOUNT
        assert one.high is None or (one.amount is not None and one.high > one.amount)
        ends.append(one.end)


@pytest.mark.parametrize(
    ("sentence", "read"),
    [
        ("Regionen är störst i länet med 18 300 medarbetare.", []),
        ("Hela 1 200 migranter har svarat på frågorna.", []),
        ("Simsällskapet får 18 300 till en ny start.", [18_300]),
        ("Klubben beviljades 18 300.", [18_300]),
        ("Laget fick 18 300 och kören 9 500 kronor.", [18_300, 9_500]),
    ],
)
def test_a_bare_number_that_counts_what_follows_is_no_sum(sentence: str, read: list[int]) -> None:
    release = document.plain(f"Stöd till föreningar\n\nNämnden har fördelat 900 000 kronor. {sentence}\n")
    assert [one.amount for one in sums(release)][1:] == read


@pytest.mark.parametrize(
    ("row", "read"),
    [
        ("Arholma AB – Batteriet, etapp 2, 200 tkr", [200_000]),
        ("Maj Ek – Tegelbruk 1620–1710, 200 tkr", [200_000]),
        ("Maj Ek – Tegelbruk 1620–1710", []),
        ("Maj Ek – Humlor och värme år 2100", []),
    ],
)
def test_the_number_of_a_part_and_the_end_of_a_range_of_years_are_no_sums(row: str, read: list[int]) -> None:
    rows = "\n".join(("Bo Ahl – Brygga, 100 tkr", row, "Siv Alm – Bad, 300 tkr"))
    release = document.plain(f"Stöd till tre projekt\n\nTre får pengar i kronor:\n\n{rows}\n")
    assert [one.amount for one in sums(release)] == [100_000, *read, 300_000]


@pytest.mark.parametrize("word", ["för sin del", "i denna omgång", "i ett första steg", "Etapp 2:"])
def test_a_sum_behind_the_word_for_a_part_is_a_sum(word: str) -> None:
    assert [one.amount for one in sums_in(f"Klubben får {word} 50 000 kronor")] == [50_000]


@pytest.mark.parametrize("street", ["Strandgatan 19 611 88 Nyköping", "Storgatan 4 411 20 Göteborg"])
def test_an_address_is_no_sum(street: str) -> None:
    text = f"Bidrag fördelas i kronor.\nFrågor besvaras av Mia Ek\n{street}\nBoda IF 20 000 kronor"
    assert [one.amount for one in sums_in(text)] == [20_000]

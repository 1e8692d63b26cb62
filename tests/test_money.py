"""A printed amount reads back as the amount it was printed from, whatever unit, space, separator and words."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anslag.parsers import document
from anslag.parsers.phrases.money import MAX_AMOUNT, money

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
    (found,) = money(text)
    scale, currency = UNITS[unit]
    assert (found.amount, found.currency) == (value * scale, currency)
    assert (found.hedge, found.cap) == (HEDGES[hedge], hedge in CAPS)
    assert text[found.start : found.end].startswith(str(value))


@given(
    st.integers(1_000, MAX_AMOUNT),
    st.sampled_from([".", "'", " ", "\u00a0", "\u2009"]),
    st.sampled_from([" kr", ":-", " SEK"]),
)
def test_grouped_digits_read_back(value: int, separator: str, unit: str) -> None:
    text = document.clean(f"{value:,}".replace(",", separator) + unit)
    assert [(one.amount, one.start, one.end) for one in money(text)] == [(value, 0, len(text))]


@given(
    st.integers(1, 9_999),
    st.integers(0, 99),
    st.sampled_from([",", "."]),
    st.sampled_from(["mkr", "miljoner", "MSEK", "tkr"]),
)
def test_decimals_read_back(whole: int, part: int, point: str, unit: str) -> None:
    (found,) = money(f"beviljas {whole}{point}{part:02d} {unit} i år")
    scale = 10**3 if unit == "tkr" else 10**6
    assert found.amount == Decimal(f"{whole}.{part:02d}") * scale
    assert found.unit == scale // 100


@given(
    st.integers(1, 10**6),
    st.integers(1, 10**6),
    st.sampled_from(["–", "-", " – ", "—"]),
    st.sampled_from(["kr", "tkr", "euro"]),
)
def test_range_reads_back(low: int, more: int, dash: str, unit: str) -> None:
    (found,) = money(f"stöd på {low}{dash}{low + more} {unit}")
    scale = 10**3 if unit == "tkr" else 1
    assert (found.amount, found.high) == (low * scale, (low + more) * scale)


@given(st.integers(1, 99), st.integers(1, 999), st.sampled_from(["och ", ""]))
def test_millions_and_thousands_are_one_sum(millions: int, thousands: int, joint: str) -> None:
    (found,) = money(f"får {millions} miljoner {joint}{thousands} 000 kronor.")
    assert (found.amount, found.rule) == (millions * 10**6 + thousands * 10**3, "money.sum")


@given(st.integers(1, 99), st.integers(1, 999))
def test_two_sums_side_by_side_stay_two(millions: int, thousands: int) -> None:
    found = money(f"Granby {millions} mkr\t{thousands} tkr")
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
    assert money(document.clean(f"Se {form.format(first, second)} i kronologisk följd.")) == []


def test_absurd_amount_is_none() -> None:
    assert money("9 000 000 miljarder kronor") == []
    assert money("123456789012345678 kr") == []


@given(st.text(alphabet="0123456789 .,'’½-–:~€$kKrRmMtTsSeEkjlionard\n", max_size=100))
def test_no_text_raises_and_spans_are_in_order(text: str) -> None:
    found = money(text)
    ends = [0]
    for one in found:
        assert ends[-1] <= one.start < one.end <= len(text)
        assert 0 <= one.amount <= 2 * MAX_AMOUNT
        assert one.high is None or one.high > one.amount
        ends.append(one.end)

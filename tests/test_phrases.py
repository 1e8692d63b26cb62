"""Every phrase of ``fixtures/phrases`` is read as its case says, by all families at once; printed values read back."""

from __future__ import annotations

import tomllib
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anslag.parsers import document
from anslag.parsers.mentions.labels import label
from anslag.parsers.mentions.mention import Money, Period
from anslag.parsers.mentions.money import sums_in
from anslag.parsers.mentions.numerals import integer
from anslag.parsers.mentions.periods import MONTHS, day, periods
from anslag.parsers.mentions.persons import is_person
from anslag.parsers.mentions.roles import organisation_score
from anslag.parsers.read import extraction

FOLDER = Path(__file__).resolve().parent.parent / "fixtures" / "phrases"


def cases(family: str) -> list[Any]:
    """The cases of one family; a known miss is expected to fail, so that a fix must move its row."""
    found = []
    for case in tomllib.loads((FOLDER / f"{family}.toml").read_text("utf-8"))["case"]:
        missed = case.pop("missed", "")
        marks = [pytest.mark.xfail(strict=True, reason=missed)] if missed else []
        found.append(pytest.param(case, id=case.get("text", case.get("headline", ""))[:40], marks=marks))
    return found


def told_money(text: str, one: Money) -> str:
    value = f"{one.amount} {one.currency}"
    value += f" to {one.high}" if one.high is not None else ""
    value += f" {one.hedge}" if one.hedge else ""
    return f"{one.rule} | {text[one.start : one.end]} | {value}{' cap' if one.cap else ''}"


def told_period(text: str, one: Period) -> str:
    days = " ".join(d.isoformat() if d else "-" for d in (one.start_day, one.end_day))
    return f"{one.rule} | {text[one.start : one.end]} | {days}" + (
        f" impossible {one.impossible}" if one.impossible else ""
    )


@pytest.mark.parametrize("case", [*cases("money"), *cases("periods")])
def test_phrase_is_read_as_its_case_says(case: dict[str, Any]) -> None:
    text = case["text"]
    read = [told_money(text, one) for one in sums_in(text) if one.amount is not None] + [
        told_period(text, one) for one in periods(text)
    ]
    assert read == case["reads"]


@pytest.mark.parametrize("family", ["money", "periods"])
def test_every_rule_has_a_phrase_and_every_family_a_refusal(family: str) -> None:
    reads = [case.values[0]["reads"] for case in cases(family)]
    rules = {one.split(" | ")[0] for read in reads for one in read}
    expected = {
        "money": {"money.figures", "money.words", "money.range", "money.sum"},
        "periods": {
            f"period.{name}" for name in ("days", "months", "years", "compact", "until", "from", "during")
        },
    }
    assert expected[family] <= rules
    assert [] in reads


@pytest.mark.parametrize("case", cases("parties"))
def test_name_is_told_apart(case: dict[str, Any]) -> None:
    text = case["text"]
    kind = "organisation" if organisation_score(text) > 0.5 else "person" if is_person(text) else "other"
    assert kind == case["kind"]


@pytest.mark.parametrize("case", cases("labels"))
def test_label_announces_its_field(case: dict[str, Any]) -> None:
    found = label(case["text"])
    assert (found.field if found else "") == case["field"]
    assert (found.scale if found else 1) == case.get("scale", 1)


@pytest.mark.parametrize("case", cases("claims"))
def test_headline_and_lede_claim_this(case: dict[str, Any]) -> None:
    claims = extraction(document.plain(f"{case['headline']}\n\n{case['lede']}")).claims
    assert (claims.total or 0, claims.count or 0) == (case["total"], case["count"])


@pytest.mark.parametrize("case", cases("numerals"))
def test_numeral_has_its_value(case: dict[str, Any]) -> None:
    assert (integer(case["text"]) if integer(case["text"]) is not None else -1) == case["value"]


DAYS = st.dates(date(2000, 1, 1), date(2049, 12, 31))
DASHES = st.sampled_from([" – ", "–", " - ", " — ", "--", " till ", " till och med ", " t.o.m. "])
MONTH_NAMES = [name for name in MONTHS if len(name) > 3 or name == "maj"]


def in_words(one: date) -> str:
    return f"{one.day} {next(name for name in MONTH_NAMES if MONTHS[name] == one.month)} {one.year}"


@given(DAYS, st.integers(1, 3000), DASHES, st.sampled_from([date.isoformat, in_words]))
def test_printed_periods_read_back(start: date, length: int, dash: str, printed: Any) -> None:
    end = start + timedelta(days=length)
    text = f"Projektet pågår {printed(start)}{dash}{printed(end)}."
    assert [(one.start_day, one.end_day) for one in periods(text)] == [(start, end)]


@given(st.integers(2000, 2040), st.integers(1, 9), st.sampled_from(["–", "-", " – ", "/"]))
def test_printed_years_read_back(year: int, length: int, dash: str) -> None:
    if dash == "/":
        text = f"Läsåret {year}/{(year + 1) % 100:02d}."
        days = (date(year, 7, 1), date(year + 1, 6, 30))
    else:
        text = f"Åren {year}{dash}{year + length}."
        days = (date(year, 1, 1), date(year + length, 12, 31))
    assert [(one.start_day, one.end_day) for one in periods(text)] == [days]


@given(DAYS)
def test_printed_days_read_back(one: date) -> None:
    assert day(one.isoformat()) == one
    assert day(in_words(one)) == one


@given(st.text(alphabet="0123456789 .,-–/:krtmnjoidågesålu\n", max_size=120))
def test_spans_quote_the_text_and_values_are_sane(text: str) -> None:
    for one in sums_in(text):
        assert 0 <= one.start < one.end <= len(text)
        assert one.amount is None or one.amount >= 0
        assert one.high is None or one.amount is None or one.high > one.amount
    for period in periods(text):
        assert 0 <= period.start < period.end <= len(text)

"""Dates outside the grammar are read with care or not at all."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anslag.parsers.fallback import LONGEST, day

RELEASED = date(2024, 3, 5)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("January 5, 2024", date(2024, 1, 5)),
        ("5 January 2024", date(2024, 1, 5)),
        ("Fri, 05 Jan 2024 10:00:00 GMT", date(2024, 1, 5)),
        ("05 jan, 2024, 08:30", date(2024, 1, 5)),
        ("den 3 mars 2025", date(2025, 3, 3)),
        ("2024 5 januari", date(2024, 1, 5)),
        ("torsdag 3 okt", date(2024, 10, 3)),
        ("12 mars", date(2024, 3, 12)),
    ],
)
def test_printed_day_is_read(text: str, expected: date) -> None:
    assert day(text, RELEASED) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2024",
        "mars 2024",
        "Q2 2025",
        "i går",
        "för två år sedan",
        "om 3 dagar",
        "31 februari 2024",
        "05-06-2024",
        "5/6",
        "5 jan -23",
        "5 maj 0001",
        "30 juni 2023 till 2024",
        "12 miljoner",
        "kl. 10.30",
        "v. 12 2024",
        "5 januari 2024 " + "x" * LONGEST,
    ],
)
def test_what_names_no_single_day_is_none(text: str) -> None:
    assert day(text, RELEASED) is None


def test_year_is_lent_by_the_release_and_never_by_the_clock() -> None:
    assert day("12 mars", None) is None
    assert day("12 mars", date(2011, 12, 24)) == date(2011, 3, 12)


@given(st.text(max_size=60), st.none() | st.dates())
def test_no_text_raises(text: str, base: date | None) -> None:
    found = day(text, base)
    assert found is None or str(found.year) in text or (base is not None and found.year == base.year)

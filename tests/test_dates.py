"""A printed period reads back as the days it was printed from, whatever form, dash and words around it."""

from __future__ import annotations

import calendar
import string
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anslag.parsers import document
from anslag.parsers.mentions.periods import MONTHS, day, periods
from anslag.parsers.mentions.terms import term

LONG = [name for name in MONTHS if len(name) > 4 or name in ("mars", "juni", "juli", "maj")]
SHORT = ["jan", "feb", "mars", "april", "maj", "juni", "juli", "aug", "sept", "okt", "nov", "dec"]
NAMES = [next(name for name in LONG if MONTHS[name] == number) for number in range(1, 13)]
PRINTED: dict[str, Callable[[date], str]] = {
    "iso": date.isoformat,
    "slashed": lambda d: f"{d:%Y/%m/%d}",
    "dotted": lambda d: f"{d.day}.{d.month}.{d.year}",
    "compact": lambda d: f"{d:%Y%m%d}",
    "words": lambda d: f"{d.day} {NAMES[d.month - 1]} {d.year}",
    "den": lambda d: f"den {d.day} {NAMES[d.month - 1]} {d.year}",
    "ordinal": lambda d: (
        f"{d.day}:{'a' if d.day in (1, 2, 21, 22, 31) else 'e'} {NAMES[d.month - 1]} {d.year}"
    ),
    "short": lambda d: f"{d.day} {SHORT[d.month - 1]} {d.year}",
    "figures": lambda d: f"{d.day}/{d.month} {d.year}",
    "capital": lambda d: f"{d.day} {NAMES[d.month - 1].capitalize()} {d.year}",
}
DASHES = [
    "–",
    " – ",
    "-",
    " - ",
    "—",
    " ― ",
    " − ",
    " \u2010 ",
    "--",
    " till ",
    " till och med ",
    " t.o.m. ",
    " tom ",
]
SPACES = [" ", "\u00a0", "\u2009", "\u202f"]
AROUND = st.sampled_from(["", ".", ",", ")", " i Granby", "För mer information"])
DAYS = st.dates(date(1995, 1, 1), date(2059, 12, 31))


@pytest.mark.slow
@pytest.mark.parametrize("form", PRINTED)
@given(
    start=DAYS,
    length=st.integers(1, 3000),
    dash=st.sampled_from(DASHES),
    space=st.sampled_from(SPACES),
    after=AROUND,
)
def test_days_read_back(form: str, start: date, length: int, dash: str, space: str, after: str) -> None:
    end = start + timedelta(days=length)
    printed = f"{PRINTED[form](start)}{dash}{PRINTED[form](end)}".replace(" ", space)
    text = document.clean(f"Projektet pågår {printed}{after}")
    (found,) = periods(text)
    assert (found.start_day, found.end_day, found.impossible) == (start, end, "")


@given(
    st.integers(2000, 2040), st.integers(1, 12), st.integers(1, 60), st.sampled_from(DASHES), st.booleans()
)
def test_months_read_back(year: int, month: int, length: int, dash: str, short: bool) -> None:
    months = year * 12 + month - 1 + length
    until, last = months // 12, months % 12 + 1
    names = SHORT if short else NAMES
    text = document.clean(f"Arbetet sker {names[month - 1]} {year}{dash}{names[last - 1]} {until}.")
    (found,) = periods(text)
    assert found.start_day == date(year, month, 1)
    assert found.end_day == date(until, last, calendar.monthrange(until, last)[1])


@given(
    st.integers(2000, 2040),
    st.integers(1, 9),
    st.sampled_from(DASHES),
    st.sampled_from(["", "åren ", "under "]),
)
def test_years_read_back(year: int, length: int, dash: str, before: str) -> None:
    text = document.clean(f"Stödet gäller {before}{year}{dash}{year + length}.")
    (found,) = periods(text)
    assert (found.start_day, found.end_day) == (date(year, 1, 1), date(year + length, 12, 31))


TERMS = {
    "{}en {}": ("vår", "höst"),
    "{}terminen {}": ("vår", "höst"),
    "{}T {}": ("V", "H"),
    "{} halvåret {}": ("första", "andra"),
}


@given(
    st.sampled_from(sorted(TERMS)),
    st.integers(2000, 2040),
    st.integers(1, 9),
    st.booleans(),
    st.booleans(),
    st.sampled_from(DASHES),
)
def test_terms_read_back(form: str, year: int, length: int, late: bool, last: bool, dash: str) -> None:
    first, until = form.format(TERMS[form][late], year), form.format(TERMS[form][last], year + length)
    (found,) = periods(document.clean(f"Det sker {first}{dash}{until}."))
    assert found.start_day == date(year, 7 if late else 1, 1)
    assert found.end_day == (date(year + length, 12, 31) if last else date(year + length, 6, 30))


@pytest.mark.parametrize(
    "words", ["sommaren 2024", "vintern 2024", "hösten", "2024", "höstlig 2024", "Q5 2024"]
)
def test_what_is_no_term_of_a_year_is_none(words: str) -> None:
    assert term(words, None) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024-01-05T10:00:00+01:00", date(2024, 1, 5)),
        ("den 5 januari 2024", date(2024, 1, 5)),
        ("fredag 5 jan. 2024", date(2024, 1, 5)),
        ("Fredagen den 5 januari 2024", date(2024, 1, 5)),
        ("5/1 2024", date(2024, 1, 5)),
        ("13.8.2022", date(2022, 8, 13)),
        ("2024/01/05 kl. 9", date(2024, 1, 5)),
        ("2024-02-30", None),
        ("januari 2024", None),
        ("2024", None),
        ("hösten 2024", None),
        ("i fredags", None),
        ("", None),
    ],
)
def test_a_single_day_is_read_or_none(text: str, expected: date | None) -> None:
    assert day(text) == expected


@given(st.text(alphabet=string.digits + " -–/.:", max_size=80))
def test_figures_alone_never_raise_and_quote_the_text(text: str) -> None:
    day(text)
    for one in periods(text):
        assert 0 <= one.start < one.end <= len(text)
        assert one.impossible or one.start_day or one.end_day
        assert (
            not (one.start_day and one.end_day and one.start_day > one.end_day) or one.rule != "period.years"
        )


def test_two_years_in_disorder_are_the_number_of_a_matter() -> None:
    assert periods("2041-2026 Bräcke") == []
    assert [one.start_day for one in periods("2024-2026 Bräcke")] == [date(2024, 1, 1)]


@pytest.mark.parametrize(
    ("said", "end"),
    [("till jul", None), ("till jul 2024", date(2024, 7, 31)), ("till jul. 2024", date(2024, 7, 31))],
)
def test_christmas_is_no_july(said: str, end: date | None) -> None:
    found = periods(f"Kören sjunger från och med mars 2024 {said} i Boda")
    assert [one.start_day for one in found] == [date(2024, 3, 1)]
    assert [one.end_day for one in found] == [end]

"""Finds every point and length of time that a text prints: "den 1 april 2025", "2024", "i år", "under tre år", "24 månader".

Far more than the periods of grants: which of them is a grant's is chosen later (:mod:`anslag.parsers.timing`).
"""

from __future__ import annotations

import calendar
import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from anslag.parsers.mentions.mention import Money
from anslag.parsers.mentions.numerals import WORD, integer
from anslag.parsers.mentions.periods import POINT, point_of

LONGEST = 240
"""Months that a project lasts at most."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A point of time: its first and last day, both included, and how it is printed.

    ``precision`` is "day", "month", "term" or "year". ``said`` is "printed", "understood" where the year is that of
    the release, "relative" for "i år" and "nästa år".
    """

    start: int
    end: int
    first: date
    last: date
    precision: str
    said: str


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time in months: "tre år", "24 månader", "treårigt"."""

    start: int
    end: int
    months: int


_POINTS = re.compile(rf"(?<![\w/.,–-])(?P<point>{POINT})(?![\w%]|[-–/.,][0-9])", re.I)
_YEARS = {"i år": 0, "årets": 0, "innevarande år": 0, "nästa år": 1, "kommande år": 1}
_RELATIVE = re.compile(rf"(?<!\w)(?P<year>{'|'.join(_YEARS)}|året\s+ut)(?!\w)", re.I)
_NUMBER = rf"(?:[1-9][0-9]?|{WORD})"
_LENGTH = re.compile(
    rf"(?<![\w,.])(?P<number>{_NUMBER})(?P<half>\s+och\s+ett\s+halvt)?\s*-?(?P<unit>år(?:en|igt?|iga)?|månad(?:er|ers)?)(?!\w)",
    re.I,
)


def moments(
    text: str, start: int, end: int, sums: Sequence[Money], published: date | None
) -> Iterator[Moment]:
    """The points of time in ``text[start:end]`` in order, none of them in one of ``sums``."""
    year = published.year if published else None
    for found in _POINTS.finditer(text, start, end):
        behind = bisect_left(sums, found.end(), key=lambda one: one.start)
        if behind and sums[behind - 1].end > found.start():
            continue
        told = point_of(found["point"], None)
        printed = told.first is not None
        told = told if printed else point_of(found["point"], year)
        if told.first is not None and told.last is not None:
            said = "printed" if printed else "understood"
            yield Moment(*found.span("point"), told.first, told.last, told.precision, said)
    if year is not None:
        for found in _RELATIVE.finditer(text, start, end):
            own = year + _YEARS.get(found["year"].lower(), 0)
            yield Moment(*found.span(), date(own, 1, 1), date(own, 12, 31), "year", "relative")


def durations(text: str, start: int, end: int) -> Iterator[Duration]:
    """The lengths of time in ``text[start:end]`` in order."""
    low = text[start:end].lower()
    for found in _LENGTH.finditer(text, start, end) if "år" in low or "månad" in low else ():
        number = integer(found["number"])
        unit = 12 if found["unit"].lower().startswith("år") else 1
        months = (number or 0) * unit + (6 if found["half"] and unit == 12 else 0)
        if 0 < months <= LONGEST:
            yield Duration(*found.span(), months)


def last_day(first: date, months: int) -> date:
    """The last day of a time that lasts ``months`` from ``first``."""
    year, month = divmod(first.month - 1 + months, 12)
    days = calendar.monthrange(first.year + year, month + 1)[1]
    behind = date(first.year + year, month + 1, min(first.day, days))
    return behind - timedelta(days=1) if first.day <= days else behind

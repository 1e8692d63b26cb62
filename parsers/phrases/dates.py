"""Reads days and periods: ISO, "1 mars 2021 – 28 februari 2023", "mars 2023–juni 2024", "åren 2022–2024", "t.o.m. 2025".

A period of whole months or years runs from its first to its last day. A duration ("under tre år") has no
date and is none here. An impossible date (2025-02-30) is reported as such and never repaired.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januari jan",
            "februari feb febr",
            "mars mar",
            "april apr",
            "maj",
            "juni jun",
            "juli jul",
            "augusti aug",
            "september sept sep",
            "oktober okt",
            "november nov",
            "december dec",
        ),
        1,
    )
    for name in names.split()
}
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_YEAR = r"(?:19|20)[0-9]{2}"
_ISO = rf"{_YEAR}-[0-9]{{1,2}}-[0-9]{{1,2}}"
_COMPACT = r"(?:19|20)[0-9]{6}"
_SHORT = r"[0-9]{6}"
_YEAR_MONTH = rf"{_YEAR}-(?:0[1-9]|1[0-2])(?![0-9-])"
_DAY_MONTH = (
    rf"(?:den\s+)?(?:[0-3]?[0-9]|sista|siste|första|förste)(?::[ae])?\s+(?:{_MONTH})\.?(?:\s+{_YEAR})?"
)
_SLASH = rf"[0-3]?[0-9]/[01]?[0-9](?:[\s-]+{_YEAR})?"
_MONTH_YEAR = rf"(?:{_MONTH})\.?(?:\s+{_YEAR})?"
_POINT = rf"(?:{_ISO}|{_COMPACT}|{_YEAR_MONTH}|{_DAY_MONTH}|{_SLASH}|(?:i\s+)?{_MONTH_YEAR}|(?:år(?:et)?\s+)?{_YEAR})"
_DASH = r"\s*(?:[-–—−]{1,2}|till\s+och\s+med|t\.?\s?o\.?\s?m\.?|(?:och|med)\s+(?:slut|avslutas|slutar)|till|och|to)\s*(?:den\s+|med\s+)?"
_RANGE = re.compile(
    rf"(?<![\w/.,-])(?:(?P<a>{_POINT}){_DASH}(?P<b>{_POINT})|(?P<c>{_YEAR})\s?[-–—/]\s?(?P<d>[0-9]{{2}})|(?P<e>{_SHORT})\s?[-–—]\s?(?P<f>{_SHORT}))(?![0-9])",
    re.I,
)
_OPEN_END = re.compile(
    rf"(?<!\w)(?:till\s+och\s+med|t\.?\s?o\.?\s?m\.?|fram\s+till(?:\s+och\s+med)?|förlängs\s+till(?:\s+och\s+med)?|pågår?\s+till(?:\s+och\s+med)?|senast|klart?)\s+(?:slutet\s+av\s+|utgången\s+av\s+)?(?P<b>{_POINT})(?![0-9])",
    re.I,
)
_OPEN_START = re.compile(
    rf"(?<!\w)(?:från\s+och\s+med|fr\.?\s?o\.?\s?m\.?|med\s+start(?:\s+i|\s+den)?|startar(?:\s+i|\s+den)?|projektstart:?)\s+(?P<a>{_POINT})(?![0-9])",
    re.I,
)
_WHOLE = re.compile(
    rf"(?<!\w)(?:under|för|(?:för|under)\s+(?:hela\s+)?(?:år(?:et)?|budgetåret|verksamhetsåret|kalenderåret|hela))\s+(?P<y>{_YEAR})(?![\w-]|\s?[-–—/]\s?[0-9])",
    re.I,
)
_HAS_YEAR = re.compile(r"(?:19|20)[0-9]{2}|[0-9]{6}\s?[-–—]\s?[0-9]{6}")
_PARTS = re.compile(
    rf"(?P<iso>{_ISO})|(?P<compact>{_COMPACT})|(?P<ym>{_YEAR_MONTH})|(?P<day>[0-3]?[0-9]|sista|siste|första|förste)(?::[ae])?\s+(?P<month>{_MONTH})\.?(?:\s+(?P<year>{_YEAR}))?"
    rf"|(?P<sd>[0-3]?[0-9])/(?P<sm>[01]?[0-9])(?:[\s-]+(?P<sy>{_YEAR}))?|(?P<mm>{_MONTH})\.?(?:\s+(?P<my>{_YEAR}))?|(?P<yy>{_YEAR})",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Period:
    """A period and where it stands; ``start_day`` and ``end_day`` are days, both included, None if unknown.

    ``precision`` is "day", "month" or "year"; ``impossible`` holds the text of a date that no calendar has.
    """

    start: int
    end: int
    start_day: date | None
    end_day: date | None
    rule: str
    precision: str = "day"
    impossible: str = ""


@dataclass(frozen=True, slots=True)
class _Point:
    first: date | None
    last: date | None
    year: int | None
    precision: str
    bad: bool = False


def day(text: str) -> date | None:
    """The day that ``text`` begins with, None if it names none: ISO with or without time, "24 mars 2017", "13.8.2022"."""
    text = text.strip()
    dotted = re.match(r"([0-3]?[0-9])\.([01]?[0-9])\.((?:19|20)[0-9]{2})\b", text)
    if dotted:
        return _date(int(dotted[3]), int(dotted[2]), int(dotted[1]))
    found = _PARTS.match(text)
    if not found:
        return None
    point = _point(found[0], None)
    return point.first if point.precision == "day" else None


_BOUND = re.compile(rf"\s*(?P<point>{_POINT})(?![0-9])", re.I)


def bound(text: str, start: int, end: int, last: bool) -> Period | None:
    """The half-open period whose first day (its last, if ``last``) ``text[start:end]`` begins with, None if it names none."""
    found = _BOUND.match(text, start, end)
    point = _point(found["point"], None) if found else None
    if found is None or point is None or not (point.first or point.bad):
        return None
    return Period(
        found.start("point"),
        found.end("point"),
        None if last else point.first,
        point.last if last else None,
        "period.bounds",
        point.precision,
        found["point"] if point.bad else "",
    )


def periods(text: str, start: int = 0, end: int | None = None) -> list[Period]:
    """The periods in ``text[start:end]`` in order, with offsets into ``text``."""
    end = len(text) if end is None else end
    if not _HAS_YEAR.search(text, start, end):
        return []
    found = [p for m in _RANGE.finditer(text, start, end) if (p := _range(m))]
    for pattern, rule in (
        (_OPEN_END, "period.until"),
        (_OPEN_START, "period.from"),
        (_WHOLE, "period.during"),
    ):
        for match in pattern.finditer(text, start, end):
            if any(p.start < match.end() and match.start() < p.end for p in found):
                continue
            one = _open(match, rule)
            if one:
                found.append(one)
    return sorted(found, key=lambda p: p.start)


def _open(match: re.Match[str], rule: str) -> Period | None:
    group = {"period.until": "b", "period.from": "a", "period.during": "y"}[rule]
    point = _point(match[group], None)
    if point.bad or point.first is None:
        return (
            Period(match.start(group), match.end(group), None, None, rule, impossible=match[group])
            if point.bad
            else None
        )
    first = None if rule == "period.until" else point.first
    last = None if rule == "period.from" else point.last
    return Period(match.start(group), match.end(group), first, last, rule, point.precision)


def _range(match: re.Match[str]) -> Period | None:
    if match["e"]:
        first, last = _short(match["e"]), _short(match["f"])
        if not first or not last:
            return None
        return Period(match.start(), match.end(), first, last, "period.compact")
    if match["c"]:
        year, until = int(match["c"]), int(match["c"][:2] + match["d"])
        if not year < until <= year + 20:
            return None
        return Period(
            match.start(), match.end(), date(year, 1, 1), date(until, 12, 31), "period.years", "year"
        )
    until_point = _point(match["b"], None)
    from_point = _point(match["a"], until_point.year)
    if until_point.year is None and from_point.year is not None:
        until_point = _point(match["b"], from_point.year)
    bad = [text for text, point in ((match["a"], from_point), (match["b"], until_point)) if point.bad]
    if not bad and (from_point.first is None or until_point.last is None):
        return None
    joined = re.sub(r"[0-9\s]", "", match[0]).lower()
    if joined == "och" and from_point.precision == "year" and until_point.year != (from_point.year or 0) + 1:
        return None
    rule = {"year": "period.years", "month": "period.months"}.get(from_point.precision, "period.days")
    return Period(
        match.start(),
        match.end(),
        from_point.first,
        until_point.last,
        rule,
        from_point.precision,
        " ".join(bad),
    )


def _short(text: str) -> date | None:
    return _date(2000 + int(text[:2]), int(text[2:4]), int(text[4:]))


def _date(year: int, month: int, number: int) -> date | None:
    try:
        return date(year, month, number)
    except ValueError:
        return None


def _point(text: str, year: int | None) -> _Point:
    text = re.sub(r"^(?:den|i|år(?:et)?)\s+", "", text.strip(), flags=re.I)
    found = _PARTS.fullmatch(text)
    if not found:
        return _Point(None, None, None, "day")
    if found["iso"]:
        parts = [int(part) for part in found["iso"].split("-")]
        return _whole_day(parts[0], parts[1], parts[2])
    if found["compact"]:
        digits = found["compact"]
        return _whole_day(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    if found["ym"]:
        return _whole_month(int(found["ym"][:4]), int(found["ym"][5:]))
    if found["yy"]:
        number = int(found["yy"])
        return _Point(date(number, 1, 1), date(number, 12, 31), number, "year")
    if found["mm"]:
        own = int(found["my"]) if found["my"] else year
        return _whole_month(own, MONTHS[found["mm"].lower()])
    month = MONTHS[found["month"].lower()] if found["month"] else int(found["sm"])
    named = found["year"] or found["sy"]
    own = int(named) if named else year
    if own is None:
        return _Point(None, None, None, "day")
    word = (found["day"] or found["sd"]).lower()
    if word.startswith("sist"):
        number = calendar.monthrange(own, month)[1]
    else:
        number = 1 if word.startswith("först") else int(word)
    return _whole_day(own, month, number)


def _whole_day(year: int, month: int, number: int) -> _Point:
    one = _date(year, month, number)
    return _Point(one, one, year, "day", one is None)


def _whole_month(year: int | None, month: int) -> _Point:
    if year is None:
        return _Point(None, None, None, "month")
    return _Point(date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]), year, "month")

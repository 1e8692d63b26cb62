"""Reads days and periods: ISO, "1 mars 2021 – 28 februari 2023", "mars 2023–juni 2024", "åren 2022–2024", "t.o.m. 2025".

A period of whole months or years runs from its first to its last day. A duration ("under tre år") has no
date and is none here. An impossible date (2025-02-30) is reported as such and never repaired.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

from anslag.parsers.lexicon import any_of
from anslag.parsers.mentions.mention import Period
from anslag.parsers.mentions.numerals import WORD, cardinal
from anslag.parsers.mentions.terms import TERM, term

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
# Behind a month no small letter goes on ("Jun" is none in "June"); a capital one is glued text.
_MONTH = rf"{any_of(MONTHS)}(?!(?-i:[a-zåäö]))"
_YEAR = r"(?:19|20)[0-9]{2}"
_ISO = rf"{_YEAR}(?:-[0-9]{{1,2}}-[0-9]{{1,2}}|\.[0-9]{{1,2}}\.[0-9]{{1,2}}|/[0-9]{{1,2}}/[0-9]{{1,2}})"
_DOTTED = rf"[0-3]?[0-9]\.[01]?[0-9]\.{_YEAR}"
_COMPACT = r"(?:19|20)[0-9]{6}"
_SHORT = r"[0-9]{6}"
_YEAR_MONTH = rf"{_YEAR}-(?:0[1-9]|1[0-2])(?![0-9-])"
_DAY_MONTH = (
    rf"(?:den\s+)?(?:[0-3]?[0-9]|sista|siste|första|förste)(?::[ae])?\s+(?:{_MONTH})\.?(?:\s+{_YEAR})?"
)
_SLASH = rf"[0-3]?[0-9]/[01]?[0-9](?:[\s-]+{_YEAR})?"
# "Till jul" is Christmas, "jul 2025" and "jul." a month.
_MONTH_YEAR = rf"(?!jul\b(?!\.|\s+{_YEAR})){_MONTH}\.?(?:\s+{_YEAR})?"
POINT = rf"(?:{_ISO}|{_DOTTED}|{_COMPACT}|{_YEAR_MONTH}|{_DAY_MONTH}|{_SLASH}|(?:i\s+)?{_MONTH_YEAR}|{TERM}|(?:år(?:et)?\s+)?{_YEAR})"
"""A point of time as it is printed; it has no groups."""
_DASH = r"\s*(?:[-–—−―‒]{1,2}|till\s+och\s+med|t\.?\s?o\.?\s?m\.?|(?:,|och|med)?\s+(?:slut(?:datum)?:?|avslutas|slutar)(?:\s+i(?=\s))?|till|och|to)\s*(?:den\s+|med\s+)?"
_CLOSE_OF = r"(?:(?:slutet|utgången)\s+av\s+)?"
_RANGE = re.compile(
    rf"(?<![\w/.,-])(?:(?P<a>{POINT})(?:\s+i\s+år)?{_DASH}{_CLOSE_OF}(?P<b>{POINT})|(?P<c>{_YEAR})\s?[-–—/]\s?(?P<d>[0-9]{{2}})(?![0-9-])|(?P<c2>{_YEAR})/(?P<d2>{_YEAR})|(?P<e>{_SHORT})\s?[-–—]\s?(?P<f>{_SHORT}))(?![0-9])",
    re.I,
)
_DONE = r"(?:klar[at]?|färdig[at]?|avslut(?:as|ade?s?|at)|slutför(?:as|da?|t)|slutar|upphör)"
_OPEN_END = re.compile(
    rf"(?<!\w)(?:till\s+och\s+med|t\.?\s?o\.?\s?m\.?|(?:fram|förlängs|pågår?)\s+till|senast|{_DONE}(?:\s+(?:senast|först|i|till|under|vid))*)\s+"
    rf"{_CLOSE_OF}(?P<b>{POINT})(?![0-9])",
    re.I,
)
_OPEN_START = re.compile(
    rf"(?<!\w)(?:från\s+och\s+med|fr\.?\s?o\.?\s?m\.?|med\s+start(?:\s+i|\s+den)?|starta(?:r|de)(?:\s+i|\s+den)?|projektstart:?)\s+(?P<a>{POINT})(?![0-9])",
    re.I,
)
_WHOLE = re.compile(
    rf"(?<!\w)(?:under|för|avser|(?:för|under)\s+(?:hela\s+)?(?:år(?:et)?|budgetåret|verksamhetsåret|kalenderåret|hela))\s+(?P<y>{_YEAR}|{TERM})(?![\w-]|\s?[-–—/]\s?[0-9])",
    re.I,
)
_HAS_YEAR = re.compile(r"(?:19|20)[0-9]{2}|[0-9]{6}\s?[-–—]\s?[0-9]{6}|[vh]t\s?-?[0-9]{2}", re.I)
_NUMBERING = re.compile(r"(?:nr|nummer|(?<![\wåäö])id|sidan|sidorna|årsskiftet|vintern|s\.)[:.]?\s*$", re.I)
_SCHOOL_YEAR = re.compile(r"läsår(?:et|en)?:?\s+$", re.I)
"""By our convention a school year runs from July to June."""
_COUNTED = re.compile(
    r"\s+(?:personer|deltagare|invånare|kr\b|kronor|stycken|ton\b|barn|elever|medlemmar)", re.I
)
_PARTS = re.compile(
    rf"(?P<iso>{_ISO})|(?P<dotted>{_DOTTED})|(?P<compact>{_COMPACT})|(?P<ym>{_YEAR_MONTH})|(?P<day>[0-3]?[0-9]|sista|siste|första|förste)(?::[ae])?\s+(?P<month>{_MONTH})\.?(?:\s+(?P<year>{_YEAR}))?"
    rf"|(?P<sd>[0-3]?[0-9])/(?P<sm>[01]?[0-9])(?:[\s-]+(?P<sy>{_YEAR}))?|(?P<mm>{_MONTH})\.?(?:\s+(?P<my>{_YEAR}))?|(?P<term>{TERM})|(?P<yy>{_YEAR})",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Point:
    """What a printed point of time says: its days where its year is known; ``bad`` where no calendar has it."""

    first: date | None
    last: date | None
    year: int | None
    precision: str
    bad: bool = False


_LEAD = re.compile(r"(?:(?:mån|tis|ons|tors?|fre|lör|sön)(?:dag(?:en)?)?\.?,?\s+)?(?:den\s+)?", re.I)


def day(text: str) -> date | None:
    """The day that ``text`` begins with, None if it names none: ISO with or without time, "24 mars 2017", "13.8.2022"."""
    bare = text.strip()
    lead = _LEAD.match(bare)
    found = _PARTS.match(bare, lead.end() if lead else 0)
    if not found:
        return None
    point = point_of(found[0], None)
    return point.first if point.precision == "day" else None


def periods(text: str, start: int = 0, end: int | None = None) -> list[Period]:
    """The periods in ``text[start:end]`` in order, with offsets into ``text``."""
    end = len(text) if end is None else end
    if not _HAS_YEAR.search(text, start, end):
        return []
    found = [p for m in _RANGE.finditer(text, start, end) if (p := _range(m))]
    found += [p for m in _COUNTED_FROM.finditer(text, start, end) if (p := _counted_from(m))]
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


_COUNTED_FROM = re.compile(
    rf"(?<!\w)(?:under|i|på)\s+(?P<years>[1-9]|{WORD})\s+år,?\s+(?:räknat\s+)?(?:från|med\s+start)\s+(?:och\s+med\s+)?(?:den\s+)?(?P<a>{POINT})(?![0-9])",
    re.I,
)


def _counted_from(match: re.Match[str]) -> Period | None:
    """ "Under två år, räknat från den 1 september 2020"."""
    years, first = cardinal(match["years"]), point_of(match["a"], None).first
    if not years or first is None or years > 20 or (first.month, first.day) == (2, 29):
        return None
    return Period(
        match.start(),
        match.end(),
        first,
        first.replace(year=first.year + years) - timedelta(days=1),
        "period.counted",
    )


def _open(match: re.Match[str], rule: str) -> Period | None:
    group = {"period.until": "b", "period.from": "a", "period.during": "y"}[rule]
    point = point_of(match[group], None)
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
        first, last = (_date(2000 + int(s[:2]), int(s[2:4]), int(s[4:])) for s in (match["e"], match["f"]))
        return Period(match.start(), match.end(), first, last, "period.compact") if first and last else None
    if match["c"] or match["c2"]:
        year = int(match["c"] or match["c2"])
        until = int(match["d2"] or match["c"][:2] + match["d"])
        if until == year + 1 and _SCHOOL_YEAR.search(match.string, max(0, match.start() - 16), match.start()):
            return Period(
                match.start(), match.end(), date(year, 7, 1), date(until, 6, 30), "period.school-year"
            )
        if not year < until <= year + 20 or _NUMBERING.search(
            match.string, max(0, match.start() - 16), match.start()
        ):
            return None
        return Period(
            match.start(), match.end(), date(year, 1, 1), date(until, 12, 31), "period.years", "year"
        )
    until_point = point_of(match["b"], None)
    from_point = point_of(match["a"], until_point.year)
    if from_point.first and until_point.last and from_point.first > until_point.last:
        # "Från november till mars 2025", "november i år till mars 2025": the year before.
        from_point = point_of(match["a"], (until_point.year or 0) - 1)
    if until_point.year is None and from_point.year is not None:
        until_point = point_of(match["b"], from_point.year)
    bad = [text for text, point in ((match["a"], from_point), (match["b"], until_point)) if point.bad]
    if not bad and (from_point.first is None or until_point.last is None):
        return None
    if from_point.precision == "year" and not _spans_years(match, from_point, until_point):
        return None
    rule = f"period.{from_point.precision}s"
    return Period(
        match.start(),
        match.end(),
        from_point.first,
        until_point.last,
        rule,
        from_point.precision,
        " ".join(bad),
    )


def _spans_years(match: re.Match[str], first: Point, last: Point) -> bool:
    """Whether two years are a period: in order, next to each other, said to lie between, and no number of things."""
    text = match.string
    # "2041-2026" is the number of a matter.
    if (last.year or 0) < (first.year or 0):
        return False
    if _COUNTED.match(text, match.end()) or _NUMBERING.search(
        text, max(0, match.start() - 16), match.start()
    ):
        return False
    if re.sub(r"[0-9\s]", "", match[0]).lower() != "och":
        return True
    between = re.search(r"mellan\s+(?:åren\s+)?$", text[max(0, match.start() - 14) : match.start()], re.I)
    return bool(between) or last.year == (first.year or 0) + 1


def _date(year: int, month: int, number: int) -> date | None:
    try:
        return date(year, month, number)
    except ValueError:
        return None


def point_of(text: str, year: int | None) -> Point:
    """The point of time that ``text`` is; ``year`` serves one that is printed without."""
    text = re.sub(r"^(?:den|i|år(?:et)?)\s+", "", text.strip(), flags=re.I)
    found = _PARTS.fullmatch(text)
    if not found:
        return Point(None, None, None, "day")
    if found["iso"]:
        return _whole_day(*map(int, re.split(r"[-./]", found["iso"])))
    if found["dotted"]:
        return _whole_day(*map(int, reversed(found["dotted"].split("."))))
    if found["compact"]:
        digits = found["compact"]
        return _whole_day(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    if found["ym"]:
        return _whole_month(int(found["ym"][:4]), int(found["ym"][5:]))
    if found["yy"]:
        number = int(found["yy"])
        return Point(date(number, 1, 1), date(number, 12, 31), number, "year")
    if found["term"]:
        one = term(found["term"], year)
        return Point(*one, "term") if one else Point(None, None, None, "term")
    if found["mm"]:
        own = int(found["my"]) if found["my"] else year
        return _whole_month(own, MONTHS[found["mm"].lower()])
    return _day_of_month(found, year)


def _day_of_month(found: re.Match[str], year: int | None) -> Point:
    month = MONTHS[found["month"].lower()] if found["month"] else int(found["sm"])
    named = found["year"] or found["sy"]
    own = int(named) if named else year
    if own is None:
        return Point(None, None, None, "day")
    word = (found["day"] or found["sd"]).lower()
    if word.startswith("sist"):
        number = calendar.monthrange(own, month)[1]
    else:
        number = 1 if word.startswith("först") else int(word)
    return _whole_day(own, month, number)


def _whole_day(year: int, month: int, number: int) -> Point:
    one = _date(year, month, number)
    return Point(one, one, year, "day", one is None)


def _whole_month(year: int | None, month: int) -> Point:
    if year is None:
        return Point(None, None, None, "month")
    return Point(date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]), year, "month")

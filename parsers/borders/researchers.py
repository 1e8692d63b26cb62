"""Rows of research that are a person, the workplace, a colon and the title: "Teknik: Maj Ek, Institutionen för fysik: Ljus i
norr, 3 miljoner". The workplace is the owner's, whatever groups the row."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

from anslag.parsers.borders.choice import decided, trimmed
from anslag.parsers.candidates import Candidate
from anslag.parsers.lexicon import lexicon
from anslag.parsers.mentions.mention import Annotations, Span, holds_any
from anslag.parsers.merging import Told
from anslag.parsers.symbols import is_workplace

_LEAST = 2
"""Rows that make a list of such."""
_WORKPLACE = re.compile(
    r"(?:^|: )\W*[A-ZÅÄÖ][\w.-]+(?: [A-ZÅÄÖ][\w.-]*){1,3}, (?P<place>[^:.\n(”“\"]{3,90}): +(?=\S)", re.M
)
"""A person, the workplace and a colon, at the beginning of a line or behind what groups it."""
_DEPARTMENTS = frozenset(lexicon("giving")["workplaces"]["departments"])
_PARTS = re.compile(r",? (?:vid|på|i) |, ")
"""What parts a person's role from the department."""
_LONGEST = 240
"""Characters of a title."""


def at_work(a: Annotations, told: Sequence[Told]) -> list[Told]:
    """``told`` with the workplaces and the titles of such rows."""
    made = {at: parts for at, one in enumerate(told) if one.laid_out and (parts := _parts(a, one.candidate))}
    if len(made) < _LEAST:
        return list(told)
    return [
        replace(one, candidate=_as_told(a, one.candidate, *made[at])) if at in made else one
        for at, one in enumerate(told)
    ]


def _as_told(a: Annotations, row: Candidate, place: Span, title: Span) -> Candidate:
    """``row`` with its title and its workplace; who is one already stays."""
    works = row.owner is not None and is_workplace(row.owner.of(a.text).lower())
    return decided(row, row.owner if works else _university(a.text, place), title)


def _university(text: str, place: Span) -> Span:
    """The university that a department is named with, else the department, behind a person's role."""
    last = place.start + place.of(text).rfind(", ") + 2
    if last > place.start + 1 and is_workplace(text[last : place.end].lower()):
        return place._replace(start=last)
    return place._replace(start=place.start + _department(place.of(text)))


def _department(place: str) -> int:
    """Where the first part begins that opens as a department, else what stands behind "vid"; 0 where nothing does."""
    starts = [0, *(sign.end() for sign in _PARTS.finditer(place))]
    behind = place.rfind(" vid ") + len(" vid ")
    other = behind if behind >= len(" vid ") else 0
    return next((at for at in starts if place[at:].lower().split()[0] in _DEPARTMENTS), other)


def _parts(a: Annotations, row: Candidate) -> tuple[Span, Span] | None:
    """The workplace and the title of a row."""
    line = a.lines[bisect_right(a.lines, row.start, key=lambda one: one.start) - 1]
    found = _WORKPLACE.search(a.text, line.start, line.end)
    is_one = found is not None and (is_workplace(found["place"].lower()) or _is_department(found["place"]))
    return _title_behind(a, row, found, line.end) if found and is_one else None


def _is_department(place: str) -> bool:
    words = place.lower().split()
    parts = [part.split() for part in _PARTS.split(place.lower()) if part.split()]
    return any(part[0] in _DEPARTMENTS for part in parts) or words[-1].endswith(tuple(_DEPARTMENTS))


def _title_behind(a: Annotations, row: Candidate, found: re.Match[str], end: int) -> tuple[Span, Span] | None:
    stop = row.money.start if row.money and found.end() < row.money.start < end else end
    title = Span(*trimmed(a.text, found.end(), stop), "borders.behind_workplace")
    if not 0 < title.end - title.start <= _LONGEST or holds_any(a.sums, title.start, title.end):
        return None
    return Span(*found.span("place"), "borders.workplace"), title

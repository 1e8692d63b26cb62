"""Judges the borders of a row's values by the row itself: a column's cut may fall inside a title or a name."""

from __future__ import annotations

import re

from anslag.parsers.grids.finders import Record
from anslag.parsers.grids.pieces import pieces
from anslag.parsers.grids.units import Unit
from anslag.parsers.lexicon import words
from anslag.parsers.mentions.mention import Annotations, Placed, Span, within
from anslag.parsers.mentions.roles import place_score
from anslag.parsers.symbols import is_workplace

_BESIDE = re.compile(r",?\s(?:[a-zåäö]+,?\s){0,5}")
"""What may stand between a person and the workplace: "Maj Ek, professor vid ..."."""
_PLACES = re.compile(
    r"(?:,\s[A-ZÅÄÖ][\w-]+)*(?:,\s|\s(?:och|samt)\s)[A-ZÅÄÖ][\w-]+(?:\s(?:län|kommun(?:er)?|AB))?(?=[\s.,;:)]|$)"
)
_PLACE_NAME = re.compile(r"[A-ZÅÄÖ][\w-]*[a-zåäö][\w-]*")
_PLACE = 0.5
"""Score from which on a word is a place."""
_NAMING, _SURELY = 0.5, 0.8
"""Score from which on a name is an organisation's or a person's, and from which on surely an organisation's."""
_FULL_NAME = 3
"""Words of a person's name."""
_DAY = re.compile(
    r"\w*\s?(?:den\s)?(?:[0-3]?\d\s(?:jan|feb|mar|apr|maj|jun|jul|aug|sep|okt|nov|dec)[a-z]*\.?\s(?:19|20)\d\d|(?:19|20)\d\d-\d\d-\d\d)",
    re.I,
)
"""A line that opens with a day says when the release was published."""
_WORD = re.compile(r"[^\W\d_]{3}")
_GETTING = words("words", "getting")


def _line_of(record: Record, one: Placed) -> Unit | None:
    return next((unit for unit in record if unit.start <= one.start < unit.end), None)


def is_no_title(a: Annotations, title: Span) -> bool:
    """Whether a line is a day's or a person's, and no project."""
    start, end = title.start, title.end
    if _DAY.match(a.text, start, end) or not _WORD.search(a.text, start, end):
        return True
    return _is_a_persons(a.text, title)


def _is_a_persons(text: str, title: Span) -> bool:
    """Whether a text is a person with a role: "Maj Ek, professor i sociologi"."""
    every = pieces(text, title.start, title.end)
    return bool(every) and every[0].kind == "person" and all(text[one.start].islower() for one in every[1:])


def workplace_of(a: Annotations, record: Record, owner: Span | None) -> Span | None:
    """``owner``, or where it is a person, the organisation that its line names right behind: a researcher's workplace."""
    if owner is None:
        return owner
    line = _line_of(record, owner)
    if line is None:
        return owner
    body = next((one for one in within(a.names, owner.end, line.end) if one.organisation >= _SURELY), None)
    if body is None or not _BESIDE.fullmatch(a.text[owner.end : body.start]):
        return owner
    if not is_workplace(a.text[body.start : body.end].lower()) or not _may_be_a_person(a, owner):
        return owner
    return Span(body.start, body.end, owner.rule)


def _may_be_a_person(a: Annotations, owner: Span) -> bool:
    """Whether two or three capital words name no body surely: a given name that no table has, beside a workplace."""
    words = owner.of(a.text).split()
    named = within(a.names, owner.start, owner.end)
    capital = 1 < len(words) <= _FULL_NAME and all(word[:1].isupper() for word in words)
    return capital and all(one.organisation < _SURELY for one in named)


def over_its_places(text: str, owner: Span | None) -> Span | None:
    """``owner`` with the places that its name goes on with: "Almi Gotland, Kronoberg och Kalmar län"."""
    if owner is None or place_score(owner.of(text).split()[-1]) < _PLACE:
        return owner
    more = _PLACES.match(text, owner.end)
    named = _PLACE_NAME.findall(more[0]) if more else []
    if more is None or not all(place_score(one) >= _PLACE for one in named):
        return owner
    return Span(owner.start, more.end(), owner.rule)

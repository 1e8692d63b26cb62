"""Finds the numbers that could be sums though no unit stands beside them.

They stand alone in a cell or on a line, close or open lines that look alike, are printed in thousands groups, or share
the unit of a neighbour ("4 respektive 3 mkr"). Their unit is the one that a header cell, a caption or an announcing line
says for all ("tkr", "belopp i miljoner kronor"). Years, codes, measures and numbers of things are none.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from anslag.parsers.lexicon import any_of, words
from anslag.parsers.mentions import units
from anslag.parsers.mentions.figures import MAX_DIGITS, Figure
from anslag.parsers.mentions.mention import Money
from anslag.parsers.mentions.shared_units import SharedUnits
from anslag.parsers.mentions.words import VERBS
from anslag.parsers.records import BlockKind, Release

_LEAST = 100
"""Units of a currency below which a number without any unit is hardly a sum."""
_ALIKE = 3
"""Lines that end, or begin, in a bare number before that is taken for the way of the list."""
_MONEY_WORD = re.compile(
    r"kronor|\bt?kr\b|\bmn?kr\b|bidrag|stöd|anslag|medel|pengar|belopp|summa|stipendi", re.I
)
_CLOSE = re.compile(r"[\s.,;:*)|¹²³]{0,4}(?:[-–—]\s?)?")
_SEPARATOR = re.compile(r"[,:;–—(|=-]\s*$")


@dataclass(frozen=True, slots=True)
class _Place:
    """A line or a cell. ``cell`` is true for a cell of a table."""

    start: int
    end: int
    cell: bool


@dataclass(frozen=True, slots=True)
class _Seen:
    """A bare figure and how it stands in its place."""

    figure: Figure
    place: _Place
    alone: bool
    opens: bool
    closes: bool
    parted: bool


def bare_sums(release: Release, found: Sequence[Money], left: Sequence[Figure]) -> list[Money]:
    """The sums among ``left``, figures without a unit, in order; ``found`` are the sums with one."""
    text = release.text
    if not left or not (found or _MONEY_WORD.search(text)):
        return []
    places = list(_places(release))
    starts = [place.start for place in places]
    seen = [
        _seen(text, figure, places[bisect_right(starts, figure.start) - 1])
        for figure in left
        if _may_be(text, figure)
    ]
    beside = _coordinated(text, found, [one.figure for one in seen])
    shared = SharedUnits(release)
    years = _years_are_sums(seen)
    opening = sum(one.opens and not one.closes and not one.figure.is_year for one in seen) >= _ALIKE
    closing = sum(one.closes and not one.opens and not one.figure.is_year for one in seen) >= _ALIKE
    made = []
    for one in seen:
        scale, currency = beside.get(one.figure.start) or (
            shared.scale_at(one.figure, one.place.start if one.place.cell else None),
            "SEK",
        )
        if one.figure.is_year and not years and not beside.get(one.figure.start):
            continue
        rule = "money.coordinated" if one.figure.start in beside else _rule(one, scale, opening, closing)
        if rule == _IN_TEXT and _counts(text, one.figure.end):
            continue
        if rule and (money := _money(text, one.figure, scale, currency, rule)):
            made.append(money)
    return made


def _places(release: Release) -> Iterator[_Place]:
    for block in release.blocks:
        if block.kind is BlockKind.ROW and block.cells:
            yield from (_Place(cell.start, cell.end, True) for cell in block.cells)
            continue
        start = block.start
        for line in release.text[block.start : block.end].split("\n"):
            yield _Place(start, start + len(line), False)
            start += len(line) + 1


_GLUED = re.compile(
    # "Strandgatan 19 611 88 Nyköping": the number of a house and a postal code.
    r"[\w\ufffd%‰½¼¾°]|[:.,'’][0-9]|[/–—-]\s?[0-9]|-[^\W\d_]|/[0-9]| [0-9]{2}\s+[A-ZÅÄÖ][a-zåäö]"
)


_BEFORE_A_YEAR = re.compile(r"(?<!\d)1\d{3}\s?[–—-]\s?$|\b[Åå]r(?:et)?\s$")
"""What stands before a year: "tegelbruk 1620–1710", "pollinering år 2100"."""


def _is_a_year(text: str, figure: Figure) -> bool:
    return len(figure.whole) == 4 and bool(
        _BEFORE_A_YEAR.search(text, max(0, figure.start - 7), figure.start)
    )


def _may_be(text: str, figure: Figure) -> bool:
    """Whether a figure may be a sum by what stands right beside it."""
    if _GLUED.match(text, figure.end) or units.counts_things(text, figure.end):
        return False
    if _is_a_year(text, figure) or (_is_small(figure) and units.numbers_a_part(text, figure.start)):
        return False
    if not figure.grouped and len(figure.whole) == 8 and figure.whole[:2] in ("19", "20"):
        return False
    return not units.is_labelled(text, figure.start)


def _seen(text: str, figure: Figure, place: _Place) -> _Seen:
    opens = figure.start - place.start <= 2 and not text[place.start : figure.start].strip(" (*")
    closed = _CLOSE.match(text, figure.end, place.end)
    closes = bool(closed) and closed is not None and closed.end() == place.end
    parted = bool(_SEPARATOR.search(text, max(place.start, figure.start - 3), figure.start))
    return _Seen(figure, place, opens and closes, opens, closes, parted)


def _years_are_sums(seen: Sequence[_Seen]) -> bool:
    """Whether numbers like 2000 are sums here: others as plain stand where they stand, and more of them."""
    plain = [one.figure for one in seen if one.closes and not one.figure.grouped and not one.figure.part]
    years = sum(figure.is_year for figure in plain)
    large = sum(not figure.is_year and len(figure.whole) > 3 for figure in plain)
    return large >= _ALIKE and large > years


def _rule(one: _Seen, scale: int, opening: bool, closing: bool) -> str:
    """How the number stands where it could be a sum, "" where it could not."""
    figure = one.figure
    if scale > 1 and (one.closes or one.opens):
        return "money.shared-unit"
    value = figure.value(1)[0]
    if one.alone and one.place.cell and len(figure.whole) > MAX_DIGITS:
        return "money.cell"
    if value is None or value < _LEAST or (figure.part and not figure.grouped):
        return ""
    if one.alone:
        return "money.cell" if one.place.cell else "money.line"
    if one.closes and (one.parted or closing):
        return "money.closing"
    if figure.grouped:
        return _IN_TEXT
    if one.opens and opening:
        return "money.opening"
    return ""


_IN_TEXT = "money.grouped"
"""How a number stands in running text, where what follows says whether it is a sum."""
_WORD = re.compile(r"\s([a-zåäö]+)")
_GOING_ON = words("words", "joining") | VERBS | {"respektive", "resp", "vardera", "per", "plus"}


def _counts(text: str, end: int) -> bool:
    """Whether a number in running text counts what follows it: "18 300 medarbetare", not "18 300 till Norra laget"."""
    behind = _WORD.match(text, end)
    return behind is not None and behind[1] not in _GOING_ON


def _money(text: str, figure: Figure, scale: int, currency: str, rule: str) -> Money | None:
    amount, unit = figure.value(scale)
    if len(figure.whole) > MAX_DIGITS:
        amount = None
    elif not amount or amount > units.MAX_AMOUNT:
        return None
    hedge, cap = units.hedge(text, figure.start)
    return Money(figure.start, figure.end, amount, currency, hedge, cap, unit, None, False, True, rule)


# -- the unit of a neighbour ------------------------------------------------------------------------------------------

_AND = r"(?:,|,?\s?och|respektive|resp\.?|samt|/)"
_TIGHT = re.compile(rf"\s*{_AND}\s*")
_NAMES = r"(?:\s(?:till|får|och|[A-ZÅÄÖ][^\s.;:]*))+"
_LOOSE = re.compile(rf"(?:\still{_NAMES})?{_AND}(?:{_NAMES}\s|\s)")
_BETWEEN = 60


def _coordinated(text: str, found: Sequence[Money], left: Sequence[Figure]) -> dict[int, tuple[int, str]]:
    """Scale and currency for each bare figure (by its start) that has them from the sum behind or before it."""
    given: dict[int, tuple[int, str]] = {}
    order: list[Money | Figure] = sorted([*found, *left], key=lambda one: one.start)

    def unit_beside(one: Figure, other: Money | Figure) -> tuple[int, str] | None:
        if max(one.start, other.start) - min(one.end, other.end) > _BETWEEN or one.start in given:
            return None
        return _unit_of(text, other) if isinstance(other, Money) else given.get(other.start)

    for after, one in itertools.pairwise(reversed(order)):
        if isinstance(one, Figure) and (unit := unit_beside(one, after)):
            between = text[one.end : after.start]
            if _TIGHT.fullmatch(between) or (_is_small(one) and unit[0] > 1 and _LOOSE.fullmatch(between)):
                given[one.start] = unit
    return given


def _is_small(figure: Figure) -> bool:
    return not figure.grouped and len(figure.whole) < 4


_SCALE = re.compile(rf"{any_of(units.SCALES)}(?![\wåäö])", re.I)


def _unit_of(text: str, money: Money) -> tuple[int, str] | None:
    """The scale and the currency of a sum with a unit."""
    if money.rule not in ("money.figures", "money.range", "money.words"):
        return None
    found = _SCALE.search(text, money.start, money.end)
    return units.SCALES[found[0].lower()] if found else 1, money.currency

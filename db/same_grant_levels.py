"""How far two tellings agree, field by field, in words: the levels that the weights of ``same_grant.toml`` are for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date

from anslag.db.normal_form import normal, words
from anslag.db.tellings import Telling
from anslag.parsers.fields import Amount

NOTHING = "nothing to compare"
ORDER: Mapping[str, tuple[str, ...]] = {
    "amount": (
        "other currencies", "other amounts", NOTHING, "the same round amount", "a corrected amount",
        "a year's part of the amount", "the same amount, rounded", "the same amount to the last figure",
    ),
    "owner": (
        "other owners", "owners with names alike", NOTHING, "one owner's name within the other",
        "the owner is a partner there", "the same owner but for endings", "the same owner",
    ),
    "title": (
        "other titles", "titles with other numbers", "titles with some words alike", NOTHING, "titles alike",
        "one title within the other", "the same title",
    ),
    "period": ("periods apart", "periods overlap", NOTHING, "one period within the other", "the same period"),
    "time": (
        "told years apart, in the same season", "told at other times", NOTHING, "told at its end",
        "told within two months", "told within a week",
    ),
    "giver": ("other givers", "perhaps other givers", NOTHING, "the same giver"),
    "reference": ("other references", NOTHING, "the same reference"),
}  # fmt: skip
"""The levels of each field, the one that speaks most against one grant first: no weight may turn that round."""
OTHER_AMOUNTS = ("other currencies", "other amounts")
_EXACT_FIGURES = 3
"""Figures from which two equal sums are hardly chance: 2 491 478, but not 2 500 000."""
_MOST_YEARS = 6
_WEEK, _SEASON, _YEAR, _ROUND = 7, 60, 365, 75
"""Days: told at once; in the same season; a year; how far a yearly decision moves about its day."""
_CORRECTS = re.compile(
    r"\b(?:rättelse|rätta[dt]|rättning|korrigera\w*|korrigering|ändra[dt]|uppdatera[dt])\b", re.I
)
_ALIKE, _SOME = 0.6, 0.25
"""Shares of the words of two titles or names that both have."""
_LETTERS = 0.75
"""Share of the pairs of letters that two names have in common from which they are alike."""


def levels(one: Telling, other: Telling) -> dict[str, str]:
    """The level of each field for a pair; it does not matter which comes first."""
    first, second = sorted((one, other), key=lambda t: (t.day or date.max, t.id))
    return dict(_levels(first, second))


def _levels(first: Telling, second: Telling) -> Iterator[tuple[str, str]]:
    yield "amount", amount(first, second)
    yield "owner", _owner(first, second)
    yield "title", _title(first, second)
    yield "period", _period(first, second)
    yield "time", _time(first, second)
    named = first.funder_named and second.funder_named
    differs = "other givers" if named else "perhaps other givers"
    yield "giver", _agreed(first.giver, second.giver, "the same giver", differs)
    references = normal(first.reference), normal(second.reference)
    yield "reference", _agreed(*references, "the same reference", "other references")


def _agreed(one: str, other: str, same: str, differs: str) -> str:
    if not one or not other:
        return NOTHING
    return same if one == other else differs


def corrects(first: Telling, second: Telling) -> bool:
    """Whether the release of ``second`` says by its headline that it corrects an earlier one, soon after."""
    if first.day is None or second.day is None or not 0 <= (second.day - first.day).days <= _SEASON:
        return False
    return bool(_CORRECTS.search(second.headline or ""))


def figures(amount: Amount) -> int:
    """How many figures of an amount say something: 2 491 478 has seven, 2 500 000 two."""
    return len(str(amount).replace(".", "").strip("0")) or 1


def amount(first: Telling, second: Telling) -> str:
    """How far the amounts of two tellings agree, the earlier one first."""
    one, other = first.amount, second.amount
    if one is None or other is None:
        return NOTHING
    if first.currency != second.currency:
        return "other currencies"
    if one == other:
        exact = figures(one) >= _EXACT_FIGURES
        return "the same amount to the last figure" if exact else "the same round amount"
    if corrects(first, second):
        return "a corrected amount"
    if _rounded(one, other) or _rounded(other, one):
        return "the same amount, rounded"
    return "a year's part of the amount" if part(first, second) else "other amounts"


def _rounded(rough: Amount, fine: Amount) -> bool:
    """Whether ``rough`` is ``fine`` with fewer figures: rounded, or cut off ("drygt 2 miljoner")."""
    kept = figures(rough)
    if kept >= figures(fine) or kept > _EXACT_FIGURES or not rough:
        return False
    unit = float(10 ** (len(str(int(rough))) - kept))
    return abs(rough - fine) < (unit if kept > 1 else unit / 2)


def part(one: Telling, other: Telling) -> int:
    """Of how many equal years the smaller amount is one, where the larger one's period has as many; else 0."""
    whole, piece = sorted((one, other), key=lambda t: t.amount or 0, reverse=True)
    if not whole.amount or not piece.amount or whole.period_start is None or whole.period_end is None:
        return 0
    years = round((whole.period_end - whole.period_start).days / _YEAR)
    if not 2 <= years <= _MOST_YEARS or abs(piece.amount * years - whole.amount) > 0.01 * whole.amount:
        return 0
    inside = piece.period_start is None or whole.period_start <= piece.period_start <= whole.period_end
    return years if inside else 0


def _shared(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other) if one and other else 0.0


def _owner(first: Telling, second: Telling) -> str:
    if not first.body or not second.body:
        return NOTHING
    if first.body == second.body:
        return "the same owner"
    partner = _partner(first, second) or _partner(second, first)
    return "the owner is a partner there" if partner else _names(first, second)


def _names(first: Telling, second: Telling) -> str:
    one, other = first.owner_stems, second.owner_stems
    if one and one == other:
        return "the same owner but for endings"
    if one and other and (one < other or other < one):
        return "one owner's name within the other"
    if _shared(one, other) >= _ALIKE or _letters(normal(first.owner), normal(second.owner)) >= _LETTERS:
        return "owners with names alike"
    return "other owners"


def _partner(one: Telling, other: Telling) -> bool:
    return normal(one.owner) in normal(other.partners) if one.owner and other.partners else False


def _letters(one: str, other: str) -> float:
    """The share of pairs of letters that two names have in common (Dice)."""
    a, b = ({name[at : at + 2] for at in range(len(name) - 1)} for name in (one, other))
    return 2 * len(a & b) / (len(a) + len(b)) if a and b else 0.0


def _title(first: Telling, second: Telling) -> str:
    one, other = first.title_words, second.title_words
    if not one or not other:
        return NOTHING
    if first.name == second.name:
        return "the same title"
    shared = _shared(one, other)
    if shared >= _SOME and _numbered_otherwise(one, other):
        return "titles with other numbers"
    if one < other or other < one:
        return "one title within the other"
    likeness = max(shared / _ALIKE, _letters(first.name, second.name) / _LETTERS)
    return "titles alike" if likeness >= 1 else _some(shared)


def _some(shared: float) -> str:
    return "titles with some words alike" if shared >= _SOME else "other titles"


def _numbered_otherwise(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two titles name other stages ("etapp 2", "II") or other years; a year in only one says nothing."""
    stages, years = ([_numbers(t, length) for t in (one, other)] for length in (range(1, 4), range(4, 9)))
    return stages[0] != stages[1] or (bool(years[0] and years[1]) and years[0] != years[1])


def _numbers(title: frozenset[str], length: range) -> frozenset[str]:
    return frozenset(w for w in title if (w.isdigit() and len(w) in length) or (w in _ROMAN and 1 in length))


_ROMAN = frozenset(words("ii iii iv v vi"))


def _period(first: Telling, second: Telling) -> str:
    one, other = _span(first), _span(second)
    if one is None or other is None:
        return NOTHING
    if one == other:
        return "the same period"
    inner = max(one[0], other[0]), min(one[1], other[1])
    if inner[0] > inner[1]:
        return "periods apart"
    return "one period within the other" if inner in (one, other) else "periods overlap"


def _span(one: Telling) -> tuple[date, date] | None:
    start, end = one.period_start or one.period_end, one.period_end or one.period_start
    return (start, end) if start and end else None


def _time(first: Telling, second: Telling) -> str:
    if first.day is None or second.day is None:
        return NOTHING
    days = (second.day - first.day).days
    if days <= _WEEK:
        return "told within a week"
    if days <= _SEASON:
        return "told within two months"
    if first.period_end and days > _YEAR / 2 and abs((second.day - first.period_end).days) <= _YEAR / 2:
        return "told at its end"
    beside = min(days % _YEAR, -days % _YEAR)
    return (
        "told years apart, in the same season"
        if days > _YEAR / 2 and beside <= _ROUND
        else "told at other times"
    )


def why(found: Mapping[str, str]) -> str:
    """The levels of a pair as a sentence for a person: what could be compared, in the order of the fields."""
    return "; ".join(level for level in found.values() if level != NOTHING)

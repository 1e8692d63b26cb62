"""Which grants are compared at all: those that share a key, the nearest in time first, so that work grows with the
number of grants and not with its square."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from typing import TypeAlias

from anslag.db.normal_form import normal
from anslag.db.same_grant_levels import OTHER_AMOUNTS, amount, figures
from anslag.db.tellings import Telling
from anslag.parsers.fields import Amount

WINDOW = 12
"""With how many of the next ones in time a grant is compared under one key, however many share it."""
_MOST_WORDS = 3
"""The longest words of a title or name that make keys."""
_ROUGH = 2
"""Figures of an amount that its roundings share."""

_Key: TypeAlias = tuple[str | Amount, ...]


def _keys(one: Telling) -> Iterator[_Key]:
    title = _longest(one.title_words)
    for word in title:
        yield "owner and title", one.body, word
    if len(one.title_words) > 1:
        yield "title", one.name
    if one.reference:
        yield "reference", normal(one.reference)
    if one.amount is not None:
        for word in (*title, *_longest(one.owner_words)):
            yield "amount", one.currency or "", one.amount, word
        if one.body:
            yield "rough amount", one.body, one.currency or "", _rough(one.amount)


def _longest(found: frozenset[str]) -> list[str]:
    return sorted(found, key=lambda word: (-len(word), word))[:_MOST_WORDS]


def _rough(amount: Amount) -> Amount:
    if figures(amount) <= _ROUGH:
        return amount
    return float(f"{amount:.{_ROUGH - 1}e}")


def _may_be_one(one: Telling, other: Telling) -> bool:
    """Whether a pair is worth a closer look: told by two releases, and their sums may be one, or their titles are."""
    if one.release_id == other.release_id:
        return False
    return bool(one.name and one.name == other.name) or amount(one, other) not in OTHER_AMOUNTS


def pairs(found: Sequence[Telling]) -> Iterator[tuple[Telling, Telling]]:
    """The pairs of grants of different releases that may be the same, each once, in the order of ``found``."""
    blocks: dict[_Key, list[int]] = defaultdict(list)
    for at, one in enumerate(found):
        for key in _keys(one):
            blocks[key].append(at)
    met: set[tuple[int, int]] = set()
    for block in blocks.values():
        block.sort(key=lambda at: (found[at].day or date.max, at))
        for place, at in enumerate(block):
            for other in block[place + 1 : place + 1 + WINDOW]:
                if _may_be_one(found[at], found[other]):
                    met.add((min(at, other), max(at, other)))
    for first, second in sorted(met):
        yield found[first], found[second]

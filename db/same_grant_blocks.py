"""Which grants are compared at all: those that share a key, the nearest in time first, so that work grows with the
number of grants and not with its square."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence
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

Key: TypeAlias = tuple[str | Amount, ...]


def keys(one: Telling) -> Iterator[Key]:
    """What a grant shares with those that may be the same."""
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
        return float(amount)
    return float(f"{amount:.{_ROUGH - 1}e}")


def _may_be_one(one: Telling, other: Telling) -> bool:
    """Whether a pair is worth a closer look: told by two releases, and their sums may be one, or their titles are."""
    if one.release_id == other.release_id:
        return False
    return bool(one.name and one.name == other.name) or amount(one, other) not in OTHER_AMOUNTS


def near(block: Iterable[Telling]) -> Iterator[tuple[Telling, Telling]]:
    """The pairs of one block, which comes in the order of time, that lie near enough and may be the same."""
    before: deque[Telling] = deque(maxlen=WINDOW)
    for one in block:
        yield from ((other, one) for other in before if _may_be_one(other, one))
        before.append(one)


def pairs(found: Sequence[Telling]) -> Iterator[tuple[Telling, Telling]]:
    """The pairs of grants of different releases that may be the same, each once, in the order of ``found``."""
    blocks: dict[Key, list[int]] = defaultdict(list)
    for at, one in enumerate(found):
        for key in keys(one):
            blocks[key].append(at)
    places = {one.id: at for at, one in enumerate(found)}
    met: set[tuple[int, int]] = set()
    for block in blocks.values():
        block.sort(key=lambda at: (found[at].day or date.max, at))
        for first, second in near(found[at] for at in block):
            met.add((min(places[first.id], places[second.id]), max(places[first.id], places[second.id])))
    for first_at, second_at in sorted(met):
        yield found[first_at], found[second_at]

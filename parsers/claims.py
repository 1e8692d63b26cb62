"""What headline and lede say of the whole: the money granted in all, and the number of grants.

Every sum and every count of the opening has named cues (:mod:`anslag.parsers.cues.claims`); fitted weights
(weights/claims.tsv) say how likely each is what the release claims of itself. Below the odds nothing is claimed: none is
better than a wrong one.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from anslag.parsers.checks import holds
from anslag.parsers.cues.claims import (
    Candidate,
    Opening,
    count_candidates,
    rounds_to,
    total_candidates,
)
from anslag.parsers.mentions.mention import Annotations, Count, Money, Placed
from anslag.parsers.records import Claims, Evidence, Grant
from anslag.parsers.weights import weights

_TOTAL, _COUNT = 0.5, 0.48
"""The least chance of a claim, chosen by cross-validation: below, a right claim more costs a wrong one."""
_COME_TO_IT, _COME_NEAR = 9.0, 1.5
"""What it is worth, in log odds, that the sums of the grants read come to a figure, or to what it rounds: that three
sums do so by chance is next to impossible."""
_FEW = 3
"""Grants up to which their number agrees with a figure by chance; so many sums, rounded, come near to any."""


@dataclass(frozen=True, slots=True)
class Rated:
    """The figures of an opening, each with its log odds of being a claim."""

    text: str = ""
    totals: Sequence[tuple[float, Money]] = ()
    counts: Sequence[tuple[float, Count]] = ()
    sums: Sequence[Money] = ()


def rated(a: Annotations) -> Rated:
    """The figures that ``a`` could claim."""
    opening = Opening(a)
    return Rated(
        a.text,
        [(_odds(one), one.mention) for one in total_candidates(opening) if isinstance(one.mention, Money)],
        [(_odds(one), one.mention) for one in count_candidates(opening) if isinstance(one.mention, Count)],
        opening.sums,
    )


def _odds(candidate: Candidate) -> float:
    table = weights("claims")
    return sum(table[cue][0] for cue in candidate.cues if cue in table)


def claims_of(figures: Rated, grants: Sequence[Grant] = ()) -> Claims:
    """What a release says of its grants as a whole; ``grants`` are those read of it, where they are read already."""
    totals = [(odds + _agreeing(one, grants), one) for odds, one in figures.totals]
    counts = [(odds + _as_many(one, grants), one) for odds, one in figures.counts]
    total, count = _likeliest(totals, _TOTAL), _likeliest(counts, _COUNT)
    return _told(figures.text, _sharpened(figures.sums, total) if total else None, count)


def _told(text: str, money: Money | None, count: Count | None) -> Claims:
    found = Claims()
    if count:
        found = Claims(count=count.value, evidence={"claimed_count": _evidence(text, count, "count")})
    if money:
        found = replace(
            found,
            total=money.amount,
            currency=money.currency,
            approximate=bool(money.hedge),
            hedge=money.hedge,
            unit=money.unit,
            evidence={**found.evidence, "claimed_total": _evidence(text, money, money.rule)},
        )
    return found


_Figure = TypeVar("_Figure", Money, Count)


def _likeliest(figures: Iterable[tuple[float, _Figure]], least: float) -> _Figure | None:
    """The figure with the best odds, the first of equals, if its chance is at least ``least``."""
    best = max(figures, key=lambda one: (one[0], -one[1].start), default=None)
    return best[1] if best and best[0] >= math.log(least / (1 - least)) else None


def _agreeing(figure: Money, grants: Sequence[Grant]) -> float:
    """What it speaks for a figure that the amounts of ``grants`` come to it."""
    sums = [one.amount for one in grants if one.amount is not None and one.currency == figure.currency]
    if figure.amount is None or len(sums) < _FEW:
        return 0
    if sum(sums) == figure.amount:
        return _COME_TO_IT
    near = len(sums) > _FEW and holds(figure.amount, sum(sums), figure.unit, figure.hedge)
    return _COME_NEAR if near else 0


def _as_many(figure: Count, grants: Sequence[Grant]) -> float:
    return _COME_NEAR if _FEW < len(grants) == figure.value else 0


def _evidence(text: str, one: Placed, rule: str) -> Evidence:
    return Evidence(one.start, one.end, text[one.start : one.end], rule)


def _sharpened(sums: Iterable[Money], total: Money) -> Money:
    """The same total where the opening prints it with more digits."""
    for one in sums:
        if one.currency == total.currency and one.unit < total.unit and rounds_to(one, total):
            return one
    return total

"""What a release's own arithmetic says of its grants: they are no more than it claims."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from anslag.parsers.checks import holds
from anslag.parsers.merging import Told
from anslag.parsers.records import Amount, Claims

_UNSURE = 0.8
"""Chance below which arithmetic may leave a sum out."""
_EVEN = 0.5
"""Chance below which a sum as large as the claimed total is that total."""
_MOST = 8
"""Unsure sums that arithmetic tries at most: 255 choices of them."""


def fitting(told: list[Told], claims: Claims) -> list[Told]:
    """``told`` without the few unsure sums that keep it from what the release claims, where just one choice fits."""
    if claims.total is None or _fits(told := _parts(told, claims), claims):
        return told
    unsure = [one for one in told if one.chance < _UNSURE][:_MOST]
    found = [
        kept
        for size in range(1, len(unsure) + 1)
        for left in itertools.combinations(unsure, size)
        if _fits(kept := [one for one in told if all(one is not other for other in left)], claims)
    ]
    return found[0] if len(found) == 1 else told


def _parts(told: list[Told], claims: Claims) -> list[Told]:
    """``told`` without what is likelier the claimed total told again, where other grants have sums of their own."""
    whole = [one for one in told if one.chance < _EVEN and _amount(one) == claims.total]
    others = [one for one in told if _amount(one) not in (None, claims.total)]
    return [one for one in told if one not in whole] if others else told


def _amount(one: Told) -> Amount | None:
    return one.candidate.money.amount if one.candidate.money else None


def _fits(told: Sequence[Told], claims: Claims) -> bool:
    known = [amount for one in told if (amount := _amount(one)) is not None]
    if len(known) < 2 or claims.total is None or (claims.count is not None and claims.count != len(told)):
        return False
    return holds(claims.total, sum(known), claims.unit, claims.hedge)

"""What a release's own arithmetic says of its grants: they are no more than it claims, and none is a part of another."""

from __future__ import annotations

import itertools
from bisect import bisect_left
from collections.abc import Sequence

from anslag.parsers.checks import holds
from anslag.parsers.mentions.mention import Annotations, Money
from anslag.parsers.merging import Told, agree
from anslag.parsers.records import Claims

_UNSURE = 0.8
"""Chance below which arithmetic may leave a sum out."""
_MOST = 8
"""Unsure sums that arithmetic tries at most: 255 choices of them."""


def fitting(told: list[Told], claims: Claims) -> list[Told]:
    """``told`` without the few unsure sums that keep it from what the release claims, where just one choice fits."""
    if claims.total is None or _fits(told, claims):
        return told
    unsure = [one for one in told if one.chance < _UNSURE][:_MOST]
    found = [
        kept
        for size in range(1, len(unsure) + 1)
        for left in itertools.combinations(unsure, size)
        if _fits(kept := [one for one in told if all(one is not other for other in left)], claims)
    ]
    return found[0] if len(found) == 1 else told


def _fits(told: Sequence[Told], claims: Claims) -> bool:
    amounts = [one.candidate.money.amount for one in told if one.candidate.money]
    known = [amount for amount in amounts if amount is not None]
    if len(known) < 2 or claims.total is None or (claims.count is not None and claims.count != len(told)):
        return False
    return holds(claims.total, sum(known), claims.unit, claims.hedge)


_PARTS, _BESIDE = 4, 250
"""Sums that a grant is parted into at most, and the characters in which they stand."""


def without_parts(a: Annotations, told: Sequence[Told]) -> list[Told]:
    """``told`` without what one of its grants is parted into: "3 miljoner. 2 miljoner går till taket, 1 till golvet"."""
    return [one for at, one in enumerate(told) if not _is_part(a, one, told[max(0, at - _PARTS) : at])]


def _is_part(a: Annotations, one: Told, before: Sequence[Told]) -> bool:
    """Whether a sentence parts what the same recipient got right ``before``; one that says who gets it tells of more."""
    part = one.candidate.money
    if one.laid_out or part is None or "owner.by-frame" in one.candidate.cues:
        return False
    wholes = (
        other.candidate.money
        for other in before
        if other.candidate.money and agree(a.text, one.candidate.owner, other.candidate.owner)
    )
    return any(whole.end <= part.start and _adds_up(a, part, whole.amount) for whole in wholes)


def _adds_up(a: Annotations, part: Money, whole: float | None) -> bool:
    """Whether a sum and the few right before and behind it are together ``whole``."""
    at = bisect_left(a.sums, part.start, key=lambda money: money.start)
    runs = (
        a.sums[first : first + size]
        for size in range(2, _PARTS + 1)
        for first in range(max(0, at - size + 1), at + 1)
    )
    return any(
        run[-1].end - run[0].start < _BESIDE and sum(money.amount or 0 for money in run) == whole
        for run in runs
        if run[-1].start >= part.start
    )

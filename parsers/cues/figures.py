"""A sum among the other sums of its release: what it adds up to, how large it is, how it is printed."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import accumulate
from statistics import median
from typing import TypeAlias

from anslag.parsers.mentions.mention import Money
from anslag.parsers.records import Amount, Claims

_BANDS = (
    (500, "less than 500"),
    (5_000, "500 to 5 000"),
    (50_000, "5 to 50 thousand"),
    (500_000, "50 to 500 thousand"),
    (5_000_000, "half a million to 5 million"),
    (50_000_000, "5 to 50 million"),
    (500_000_000, "50 to 500 million"),
)
ONLY = "the only sum"
"""The cue of a sum beside which the release tells none of another size."""
_MANY = ((1, ONLY), (3, "two or three sums"), (9, "four to nine sums"), (29, "ten or more sums"))
_CLOSE = 0.005
"""Sums are as good as equal if they differ by less than this share: totals are printed rounded."""


List: TypeAlias = tuple[int, int]
"""A column of a list: its first line, and the place of the sum among those of a line."""


def figures(sums: Sequence[Money], claims: Claims, body: int, lists: Sequence[List | None]) -> list[set[str]]:
    """The cues of each of ``sums``; ``body`` is where headline and lede end, ``lists`` says where sums are listed.

    How large the sums of a list are is said of all of them: one that is larger than its neighbours is no other thing.
    """
    amounts = [one.amount or 0 for one in sums]
    distinct = sorted(set(amounts))
    told = Counter(amounts)
    opening = {amount for amount, one in zip(amounts, sums, strict=True) if one.start < body}
    middle = median(distinct) if distinct else 0
    found = [set(_printed(one)) for one in sums]
    together: dict[List, list[Amount]] = {}
    for amount, one in zip(amounts, lists, strict=True):
        if one is not None:
            together.setdefault(one, []).append(amount)
    for index, amount in enumerate(amounts):
        cues = found[index]
        own = lists[index]
        cues.update(_sized([amount] if own is None else together[own]))
        cues.update(_against_claims(amount, claims))
        cues.add(next((name for most, name in _MANY if len(distinct) <= most), "thirty or more sums"))
        smaller = distinct[: bisect_left(distinct, amount)]
        if len(smaller) > 1 and abs(sum(smaller) - amount) <= _CLOSE * amount:
            cues.add("the sum of all smaller ones")
        if own is None:
            cues.update(_among(amount, distinct, middle))
        if own is None and not index:
            cues.update(_first(len(smaller)))
        if told[amount] > 1:
            cues.add("told twice")
        if sums[index].start >= body and amount in opening:
            cues.add("told in headline or lede")
    for index, name in _added(amounts):
        found[index].add(name)
    return found


def _printed(money: Money) -> Iterator[str]:
    if money.amount is None:
        yield "not read whole"
    if money.hedge:
        yield f"hedge: {'at most' if money.cap else money.hedge}"
    if money.high is not None:
        yield "a range"
    if money.bare:
        yield "without a unit"
    elif not money.explicit:
        yield "without a currency"
    if money.currency != "SEK":
        yield "foreign money"


def _sized(amounts: Sequence[Amount]) -> Iterator[str]:
    """How large a sum, or those of a list, are, and how finely they are told."""
    middle = median(amounts)
    yield "size: " + next((name for most, name in _BANDS if middle < most), "above 500 million")
    fine = [one for one in amounts if one >= 10_000 and one % 10_000]
    if fine:
        yield "printed to the krona" if any(one % 1_000 for one in fine) else "printed to the thousand"


def _against_claims(amount: Amount, claims: Claims) -> Iterator[str]:
    if claims.count is not None:
        yield "a number of grants is claimed"
    if claims.total is None:
        yield "no total is claimed"
    elif abs(amount - claims.total) <= _CLOSE * claims.total:
        yield "equals the claimed total"
    elif amount < claims.total:
        yield "below the claimed total"
        if claims.count and abs(amount * claims.count - claims.total) <= _CLOSE * claims.total:
            yield "an equal share of the claimed total"
    else:
        yield "above the claimed total"


def _first(smaller: int) -> Iterator[str]:
    yield "the first sum"
    if smaller > 1:
        yield "the first sum, above two others"


def _among(amount: Amount, distinct: Sequence[Amount], middle: float) -> Iterator[str]:
    if len(distinct) < 2:
        return
    if amount == distinct[-1]:
        yield "the largest sum"
        if amount >= 2 * middle and len(distinct) > 2:
            yield "the largest sum, twice the median"
    if amount == distinct[0]:
        yield "the smallest sum"


def _added(amounts: Sequence[Amount]) -> Iterator[tuple[int, str]]:
    """Sums that the two or more right before or behind them add up to, and the parts of such sums."""
    running = [0, *accumulate(amounts)]
    place = {total: index for index, total in enumerate(running)}
    for index, amount in enumerate(amounts):
        if amount <= 0:
            continue
        last = place.get(running[index + 1] + amount, 0)
        if last > index + 2:
            yield index, "the next sums add up to it"
            yield from ((part, "adds up with others to a sum above") for part in range(index + 1, last))
        first = place.get(running[index] - amount, index)
        if first < index - 1:
            yield index, "the sums above add up to it"
            yield from ((part, "adds up with others to a sum below") for part in range(first, index))

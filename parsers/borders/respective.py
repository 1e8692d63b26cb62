"""Rows that tell two sums: "Boda IF och grannen Viksjö IK: 205 000 respektive 171 000" are each one's, "Boda IF 92 000 +
310 000" are both Boda's."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from anslag.parsers.borders.choice import decided, trimmed
from anslag.parsers.mentions.mention import Annotations, Money, Span, within
from anslag.parsers.merging import Told

_EACH, _BOTH = "respektive", "+"
_LONGEST = 120
"""Characters of the names before the sums."""
_AND = re.compile(r" (?:och|samt) (?:[a-zåäö]+ )*(?=[A-ZÅÄÖ])")
"""Between two names, with what the second is: "och grannen Viksjö IK"."""


def doubled(a: Annotations, told: Sequence[Told]) -> list[Told]:
    """``told`` with both grants of each row that tells two sums so, where one is told."""
    known = {one.candidate.money.start for one in told if one.candidate.money}
    made: list[Told] = []
    for one in told:
        row = one.candidate
        others = [money for money in _told_with(a, one) if money.start not in known]
        made += [one, *(replace(one, candidate=row._replace(money=money)) for money in others)]
    return sorted(made, key=lambda one: one.candidate.start)


def respective(a: Annotations, told: Sequence[Told]) -> list[Told]:
    """``told`` with the owners of the rows that tell two sums."""
    return [
        replace(one, candidate=decided(one.candidate, owner, one.candidate.title))
        if (owner := _told_with_owners(a, one).get(one.candidate.money.start if one.candidate.money else -1))
        else one
        for one in told
    ]


def _told_with(a: Annotations, one: Told) -> Iterator[Money]:
    starts = _told_with_owners(a, one)
    yield from (money for money in a.sums if money.start in starts) if starts else ()


def _told_with_owners(a: Annotations, one: Told) -> Mapping[int, Span]:
    """Whose each of the two sums of a row is, by where the sum begins; nothing where it does not tell two so."""
    money = one.candidate.money
    if money is None:
        return {}
    line = a.lines[bisect_right(a.lines, money.start, key=lambda each: each.start) - 1]
    sums = within(a.sums, line.start, line.end)
    if len(sums) != 2 or sums[0].start - line.start > _LONGEST:
        return {}
    labelled = one.laid_out or a.text[line.start : sums[0].start].endswith(": ")
    return _owners(a.text, line.start, sums) if labelled else {}


def _owners(text: str, begun: int, sums: Sequence[Money]) -> Mapping[int, Span]:
    """Whose each of two sums is by the names before them and the sign between them."""
    joined = text[sums[0].end : sums[1].start].strip()
    start, end = trimmed(text, begun, sums[0].start)
    parts = list(_AND.finditer(text, start, end))
    if joined == _BOTH and not parts:
        return {one.start: Span(start, end, "borders.both") for one in sums}
    if joined == _EACH and len(parts) == 1:
        first, second = (start, parts[0].start()), (parts[0].end(), end)
        names = (Span(*first, "borders.respective"), Span(*second, "borders.respective"))
        return {one.start: name for one, name in zip(sums, names, strict=True)}
    return {}

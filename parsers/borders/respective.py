"""Rows that tell two sums: "Boda IF och grannen Viksjö IK: 205 000 respektive 171 000" are each one's, "Boda IF 92 000 +
310 000" are both Boda's."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

from anslag.parsers.borders.choice import decided, trimmed
from anslag.parsers.mentions.mention import Annotations, Money, Span, within
from anslag.parsers.merging import Told

_EACH, _PLUS = "respektive", "+"
_LONGEST = 120
"""Characters of the names before the sums."""
_AND = re.compile(r" (?:och|samt) (?:[a-zåäö]+ )*(?=[A-ZÅÄÖ])")
"""Between two names, with what the second is: "och grannen Viksjö IK"."""


def doubled(a: Annotations, told: Sequence[Told]) -> list[Told]:
    """``told`` with both grants of each row that tells two sums so, where one is told."""
    known = {one.candidate.money.start for one in told if one.candidate.money}
    made: list[Told] = []
    for one in told:
        others = [money for money, _ in _both(a, one) if money.start not in known]
        made += [one, *(replace(one, candidate=one.candidate._replace(money=money)) for money in others)]
    return sorted(made, key=lambda one: one.candidate.start)


def respective(a: Annotations, told: Sequence[Told]) -> list[Told]:
    """``told`` with the owners of the rows that tell two sums."""
    return [
        replace(one, candidate=decided(one.candidate, owner, one.candidate.title))
        if (owner := {money.start: name for money, name in _both(a, one)}.get(_start(one)))
        else one
        for one in told
    ]


def _start(one: Told) -> int:
    return one.candidate.money.start if one.candidate.money else -1


def _both(a: Annotations, one: Told) -> Sequence[tuple[Money, Span]]:
    """The two sums of a row, each with whose it is; nothing where it does not tell two so."""
    money = one.candidate.money
    if money is None:
        return ()
    line = a.lines[bisect_right(a.lines, money.start, key=lambda each: each.start) - 1]
    sums = within(a.sums, line.start, line.end)
    if len(sums) != 2 or sums[0].start - line.start > _LONGEST:
        return ()
    labelled = one.laid_out or a.text[line.start : sums[0].start].endswith(": ")
    owners = _owners(a.text, line.start, sums) if labelled else ()
    return list(zip(sums, owners, strict=False))


def _owners(text: str, begun: int, sums: Sequence[Money]) -> Sequence[Span]:
    """Whose each of two sums is by the names before them and the sign between them."""
    joined = text[sums[0].end : sums[1].start].strip()
    start, end = trimmed(text, begun, sums[0].start)
    parts = list(_AND.finditer(text, start, end))
    if joined == _PLUS and not parts:
        return (Span(start, end, "borders.both"),) * 2
    if joined == _EACH and len(parts) == 1:
        return (
            Span(start, parts[0].start(), "borders.respective"),
            Span(parts[0].end(), end, "borders.respective"),
        )
    return ()

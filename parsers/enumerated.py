"""What one sentence gives several: its members vouch for each other, and tell their sums better than rows that read some."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from statistics import median

from anslag.parsers.candidates import Candidate
from anslag.parsers.enumerations import NO_SUM
from anslag.parsers.frames import TITLE_FRAMED
from anslag.parsers.mentions.mention import Annotations
from anslag.parsers.merging import key

_FRAMED = frozenset(("owner.by-frame", TITLE_FRAMED))
"""The cues of whom, or what, a frame gives a sum."""
_LISTED = 3
"""Sums with a recipient, or recipients without a sum, from which on a sentence is a list of grants."""


def is_framed(candidate: Candidate) -> bool:
    return not candidate.cues.isdisjoint(_FRAMED)


def told_better(a: Annotations, read: Sequence[Candidate], clauses: Sequence[Candidate]) -> frozenset[int]:
    """The starts of the sums that a sentence tells better than the rows ``read``: it gives them each of several, whom the rows name
    neither all nor more, or has a verb for several sums, of which the rows read some."""
    named, listed = _named((one for one in clauses if "each" in one.cues), a.text), _named(read, a.text)
    better = {
        start for start, names in named.items() if names - listed[start] and len(names) >= len(listed[start])
    }
    sums = {row.money.start for row in read if row.money}
    for group in _enumerations(a, clauses):
        own = {one.money.start for one in group if one.money and "owner.by-verb" in one.cues}
        better |= own if own - sums else set()
    return frozenset(better)


def _named(told: Iterable[Candidate], text: str) -> defaultdict[int, set[str]]:
    """By the start of a sum: the names of those whom it is told of."""
    found: defaultdict[int, set[str]] = defaultdict(set)
    for one in told:
        if one.money and one.owner:
            found[one.money.start].add(key(one.owner.of(text)))
    return found


def vouched(
    a: Annotations, clauses: Sequence[Candidate], chance: Callable[[Candidate], float]
) -> Mapping[Candidate, float]:
    """The chance of what one frame reads several times in one sentence: its members vouch for each other."""
    every = _enumerations(a, clauses)
    return {one: median(chance(other) for other in group) for group in every for one in group}


def _enumerations(a: Annotations, clauses: Sequence[Candidate]) -> Sequence[Sequence[Candidate]]:
    """What one frame reads several times in one sentence; each has a sum of its own, or none has one."""
    groups: dict[tuple[str, bool, int], list[Candidate]] = defaultdict(list)
    for one in clauses:
        place = one.money or one.owner
        if place is not None and (NO_SUM in one.cues if one.money is None else is_framed(one)):
            sentence = bisect_right(a.sentences, place.start, key=lambda span: span.start)
            groups[one.reader, one.money is None, sentence].append(one)
    return [group for group in groups.values() if _is_enumeration(group)]


def _is_enumeration(group: Sequence[Candidate]) -> bool:
    """Whether what one frame reads in a sentence are several grants: "A får M, B M".

    Of two, each has an owner, or a title, of its own.
    """
    several = len({one.money or one.owner for one in group})
    named = {one.title if TITLE_FRAMED in one.cues else one.owner for one in group if one.money}
    return several >= _LISTED or several == _PAIR == len(named)


_PAIR = 2

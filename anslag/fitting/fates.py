"""Fits the weights of the fates: what each cue says of a sum being granted, the total, or something else."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any

from anslag.fitting.labelled import Labelled
from anslag.fitting.logistic import Example, fitted, taught
from anslag.fitting.measure import Found
from anslag.fitting.reading import Candidates
from anslag.parsers.fates import BRIEF_ONLY, BRIEF_ROW, OUTCOMES, cues
from anslag.parsers.linear import Weights, in_use, printed
from anslag.parsers.mentions.mention import Annotations, Money
from anslag.parsers.records import Amount


@dataclass(frozen=True, slots=True)
class Judged:
    """A labelled release with the cues of its sums and what each sum is in truth (None: cannot be told)."""

    source: Labelled
    sums: tuple[Money, ...]
    cues: tuple[frozenset[str], ...]
    truth: tuple[str | None, ...]

    @property
    def amounts(self) -> frozenset[Amount]:
        """The amounts that a careful person finds granted, those that may be left out excepted."""
        return frozenset(_amounts(self.source.gold, optional=False))

    @property
    def either(self) -> frozenset[Amount]:
        """Amounts that are neither right nor wrong."""
        return frozenset(_amounts(self.source.gold, optional=True)) - self.amounts


def _amounts(gold: Mapping[str, Any], optional: bool) -> Iterator[Amount]:
    for grant in gold["grants"]:
        other = [one for one in grant.get("alt", {}).get("amount", ()) if one is not None]
        if optional:
            yield from other
        if bool(grant.get("optional")) == optional and grant["amount"] is not None:
            yield grant["amount"]


def truth(a: Annotations, gold: Mapping[str, Any]) -> tuple[str | None, ...]:
    """What each sum of ``a`` is by the gold: granted, total or other; None where it may be either.

    A grant is granted by one mention: the one that stands in its line or row where those of the other grants stand
    (what is granted may equal what was applied for), else the nearest to its names. Other mentions of its amount are
    not judged.
    """
    granted = set(_amounts(gold, optional=False))
    either = set(_amounts(gold, optional=True)) - granted
    totals = {gold["claims"]["total"], *gold["claims"].get("alt", {}).get("total", ())} - {None}
    found: list[str | None] = []
    for money in a.sums:
        if money.amount in granted or money.amount in either:
            found.append(None)
        else:
            found.append("total" if money.amount in totals else "other")
    told = [one for one in gold["grants"] if one["amount"] is not None and not one.get("optional")]
    mentions = [[i for i, money in enumerate(a.sums) if money.amount == one["amount"]] for one in told]
    places = _places(a)
    usual = Counter(place for own in mentions if len(own) == 1 for place in places[own[0]])
    for grant, own in zip(told, mentions, strict=True):
        free = [i for i in own if found[i] is None] or own
        if free:
            best = min(free, key=lambda i: (-_often(places[i], usual), _distance(a, a.sums[i], grant), i))
            found[best] = "granted"
    return tuple(found)


def _places(a: Annotations) -> list[tuple[str, str]]:
    """Of each sum, which one of its line it is of how many, and what its header or the label before it says."""
    cells = [cell for block in a.release.blocks for cell in block.cells]
    starts = [cell.start for cell in cells]
    lines = [bisect_right(a.lines, money.start, key=lambda line: line.start) for money in a.sums]
    of_line, first = Counter(lines), {line: i for i, line in reversed([*enumerate(lines)])}
    found = []
    for i, (money, line) in enumerate(zip(a.sums, lines, strict=True)):
        cell = bisect_right(starts, money.start) - 1
        before = a.text[a.lines[line - 1].start : money.start].rpartition("\t")[2]
        label = before.rpartition(":")[0].rpartition(",")[2].strip().casefold()
        header = cells[cell].header if cell >= 0 and money.end <= cells[cell].end else ""
        found.append((f"{i - first[line]} of {of_line[line]}", header or label))
    return found


def _often(place: tuple[str, str], usual: Counter[str]) -> int:
    """How many sums stand where one does; what its label says counts double."""
    return usual[place[0]] + 2 * (usual[place[1]] if place[1] else 0)


def _distance(a: Annotations, money: Money, grant: Mapping[str, Any]) -> int:
    """Characters from ``money`` to the nearest place where the grant's owner or title is printed."""
    best = len(a.text)
    low = a.text.lower()
    for name in (grant["owner"], grant["title"]):
        at = low.find(name.lower()) if name else -1
        while at >= 0:
            best = min(best, abs(at - money.start))
            at = low.find(name.lower(), at + 1)
    return best


def judged(one: Candidates) -> Judged:
    """A release as the model sees it, and what is true."""
    read = one.read
    said = cues(read.notes, read.readings, read.clauses, read.claims)
    return Judged(one.source, read.notes.sums, tuple(said), truth(read.notes, one.source.gold))


def examples(every: Iterable[Judged]) -> list[Example]:
    """The sums that can be told; the sums of a release weigh 1/√n each, so that long tables do not rule."""
    return [
        Example(found, outcome, _weight(one.source) / sqrt(len(one.sums)), one.source.publisher)
        for one in every
        for found, outcome in zip(one.cues, one.truth, strict=True)
        if outcome is not None
    ]


CASES = 3.0
"""What a small case counts for beside a release of a publisher with as many: it was cut down to what matters.

Of 1,770 cases ten more are right than with 1; on releases not seen nothing changes. 8 loses as many as it wins.
"""


def _weight(source: Labelled) -> float:
    return source.weight * (CASES if source.is_case else 1.0)


def table(releases: Iterable[Candidates]) -> str:
    """The printed weights of the fates."""
    made = fitted(examples([judged(one) for one in releases]), OUTCOMES)
    return printed(Weights(made.outcomes, {**made.rows, **dict.fromkeys(_BRIEF, _SET)}))


_BRIEF, _SET = (BRIEF_ROW, BRIEF_ONLY), (1.0, -0.5, -0.5)
"""Cues of notices of a few lines, whose weights are set: among whole releases are too few of these to learn from.

Of the small cases 22 more are right than with what they teach.
"""


def taught_table(releases: Iterable[Candidates]) -> str:
    """The printed weights in use, moved towards ``releases``."""
    return printed(taught(examples([judged(one) for one in releases]), OUTCOMES, in_use("fates")))


def chances(one: Judged) -> list[float]:
    """How likely each sum is granted, by the weights in use."""
    weights = in_use("fates")
    return [weights.chances(said)[0] for said in one.cues]


def found(one: Judged, granted: Sequence[float]) -> Found:
    """How many amounts are told granted, counted once each, and how many of them are."""
    likely = {money.amount for money, p in zip(one.sums, granted, strict=True) if p > 0.5} - one.either
    right = len(likely & one.amounts)
    return Found(right, len(likely) - right, len(one.amounts))


def reached(one: Judged) -> Found:
    """How many granted amounts are among the sums at all."""
    return Found(len({money.amount for money in one.sums} & one.amounts), 0, len(one.amounts))


def stated(one: Judged, granted: Sequence[float]) -> tuple[tuple[float, bool], ...]:
    """The chances of the sums that can be told, and whether they are granted."""
    return tuple((p, true == "granted") for p, true in zip(granted, one.truth, strict=True) if true)

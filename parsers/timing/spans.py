"""The spans of time that a release could mean: as printed, between two points, from a point for so long.

They overlap and contradict each other: :mod:`anslag.parsers.timing.choice` says which is a grant's.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from anslag.parsers.mentions.mention import Annotations, Period, within
from anslag.parsers.mentions.times import Duration, Moment, durations, last_day, moments

BESIDE = 200
"""Characters between a start and the length or the end that belongs to it, at most."""


@dataclass(frozen=True, slots=True)
class Times:
    """What a release says of time, in order: its periods, the points outside them, and the lengths."""

    periods: Sequence[Period]
    points: Sequence[Moment]
    lengths: Sequence[Duration]


def times(a: Annotations) -> Times:
    """The points and lengths of time beside the periods of ``a``."""
    points, lengths = [], []
    for line in a.lines:
        sums = within(a.sums, line.start, line.end)
        points += list(moments(a.text, line.start, line.end, sums, a.release.published))
        lengths += list(durations(a.text, line.start, line.end))
    return Times(a.periods, [one for one in points if not _is_inside(a.periods, one)], lengths)


def _is_inside(periods: Sequence[Period], one: Moment) -> bool:
    at = bisect_left(periods, one.end, key=lambda period: period.start) - 1
    return at >= 0 and one.start < periods[at].end


def spans(a: Annotations) -> list[Period]:
    """Every span of time that ``a`` could mean, in order of the text."""
    told = times(a)
    made = [*told.periods]
    for one in told.points:
        made += _alone(one)
    made += _between(told)
    made += _counted(told)
    # Periods come first, so that of two alike the one that is printed as such stays.
    once = {(one.start_day, one.end_day, one.impossible, one.end): one for one in reversed(made)}
    return sorted(once.values(), key=lambda one: (one.start, one.end, one.rule))


def _alone(one: Moment) -> Iterator[Period]:
    """A point of time as a whole, as a start and as an end."""
    rule = f"time.{one.said}-{one.precision}"
    if one.precision != "day":
        yield Period(one.start, one.end, one.first, one.last, rule, one.precision)
    yield Period(one.start, one.end, one.first, None, f"{rule}-from", one.precision)
    yield Period(one.start, one.end, None, one.last, f"{rule}-until", one.precision)


def _open_ends(told: Times) -> tuple[list[Moment], list[Moment]]:
    """What could start a span and what could end one: points, and periods of which one end is told."""
    starts = [
        Moment(p.start, p.end, p.start_day, p.start_day, p.precision, "period")
        for p in told.periods
        if p.start_day and (p.end_day is None or p.precision != "day")
    ]
    ends = [
        Moment(p.start, p.end, p.end_day, p.end_day, p.precision, "period")
        for p in told.periods
        if p.end_day and (p.start_day is None or p.precision != "day")
    ]
    order = _by_place
    return sorted([*starts, *told.points], key=order), sorted([*ends, *told.points], key=order)


def _by_place(one: Moment) -> tuple[int, int]:
    return one.start, one.end


def _between(told: Times) -> Iterator[Period]:
    """From one point to the next one that stands beside it."""
    starts, ends = _open_ends(told)
    for one in starts:
        at = bisect_left(ends, one.end, key=lambda other: other.start)
        for other in ends[at : at + 1]:
            if other.start - one.end < BESIDE and one.first < other.last:
                yield Period(one.start, other.end, one.first, other.last, "time.between", one.precision)


def _counted(told: Times) -> Iterator[Period]:
    """From a point for a length of time that stands beside it."""
    starts, _ = _open_ends(told)
    for one in starts:
        if one.precision == "year" and one.said == "relative":
            continue
        for length in _beside(one, told.lengths):
            first, last = min(one.start, length.start), max(one.end, length.end)
            yield Period(
                first, last, one.first, last_day(one.first, length.months), "time.counted", one.precision
            )


def _beside(one: Moment, lengths: Sequence[Duration]) -> Iterator[Duration]:
    """The nearest length before a point and the nearest behind it."""
    at = bisect_left(lengths, one.start, key=lambda length: length.start)
    for length in (*lengths[max(0, at - 1) : at], *lengths[at : at + 1]):
        if max(one.start - length.end, length.start - one.end) < BESIDE:
            yield length

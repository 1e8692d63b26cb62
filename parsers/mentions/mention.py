"""What a release mentions: sums, periods, names, quotations and counts, each found once and never searched again.

Every mention has a half-open place in the release's text, in code points.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import wraps
from typing import Any, NamedTuple, Protocol, Self, TypeVar

from anslag.parsers.document import Line
from anslag.parsers.records import Amount, Release


class Placed(Protocol):
    """Anything with a half-open place in the text."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


class Span(NamedTuple):
    """A half-open place in the release's text, and the rule that read it."""

    start: int
    end: int
    rule: str = ""

    def of(self, text: str) -> str:
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Money:
    """A number that could be an amount of money.

    ``amount`` is in units of ``currency`` (ISO 4217), None where the number cannot be read whole (digits or a
    sign left over, absurd size). ``high`` is the upper end of a printed range, else None. ``hedge`` is "",
    "about", "more" or "less"; ``cap`` is true for an upper bound ("upp till"). ``unit`` is one unit of the last
    printed digit ("25,5 miljoner": 100 000). ``explicit`` is false where the currency is only understood ("18
    miljoner"). ``bare`` is true where no unit stands beside the number: header, neighbour or nothing gives it.
    """

    start: int
    end: int
    amount: Amount | None
    currency: str = "SEK"
    hedge: str = ""
    cap: bool = False
    unit: Amount = 1
    high: Amount | None = None
    explicit: bool = True
    bare: bool = False
    rule: str = "money.figures"

    @property
    def approximate(self) -> bool:
        return bool(self.hedge) and not self.cap


@dataclass(frozen=True, slots=True)
class Period:
    """A period of time: days, both included, None if unknown.

    ``precision`` is "day", "month", "term" or "year"; ``impossible`` holds the text of a date that no calendar has.
    """

    start: int
    end: int
    start_day: date | None
    end_day: date | None
    rule: str = ""
    precision: str = "day"
    impossible: str = ""


@dataclass(frozen=True, slots=True)
class Name:
    """A run of words that could be somebody's or something's name.

    ``organisation``, ``person`` and ``place`` are how much its own words speak for each, from 0 to 1. ``known`` is
    true where the release elsewhere, or a table of public bodies, has it as a name of its own.
    """

    start: int
    end: int
    organisation: float = 0.0
    person: float = 0.0
    place: float = 0.0
    known: bool = False


@dataclass(frozen=True, slots=True)
class Count:
    """A number of things that a release counts ("sju projekt"); ``noun`` is what is counted, in lower case."""

    start: int
    end: int
    value: int
    noun: str


@dataclass(frozen=True, slots=True)
class Annotations:
    """A release with everything that it mentions, in order of the text."""

    release: Release
    text: str
    lines: tuple[Line, ...]
    sentences: tuple[Span, ...]
    sums: tuple[Money, ...]
    periods: tuple[Period, ...]
    names: tuple[Name, ...]
    quotes: tuple[Span, ...]
    counts: tuple[Count, ...]
    foreign: tuple[Line, ...] = ()
    """The lines in another language: they tell again what the others do."""
    answers: dict[Callable[[Annotations], Any], Any] = field(default_factory=dict, compare=False, repr=False)
    """What was asked of the release as a whole, by who answers it (:func:`once`): it goes when the release goes."""


Answer = TypeVar("Answer")


def once(answer: Callable[[Annotations], Answer]) -> Callable[[Annotations], Answer]:
    """``answer`` worked out once for each release, whoever asks.

    It depends on the mentions alone, not on weights, and holds none of them as a whole: else neither would ever go
    before the garbage collector comes.
    """

    @wraps(answer)
    def kept(a: Annotations) -> Answer:
        if answer not in a.answers:
            a.answers[answer] = answer(a)
        found: Answer = a.answers[answer]
        return found

    return kept


T = TypeVar("T", bound=Placed)


class Mentions(tuple[T, ...]):
    """Mentions in order of the text, not overlapping, with where they start and end beside them, to be found by place."""

    starts: Sequence[int]
    ends: Sequence[int]

    def __new__(cls, every: Iterable[T]) -> Self:
        made = super().__new__(cls, every)
        made.starts = [one.start for one in made]
        made.ends = [one.end for one in made]
        return made


def within(mentions: Sequence[T], start: int, end: int) -> Sequence[T]:
    """The mentions (in order of the text, not overlapping) that lie wholly in ``[start, end)``."""
    if isinstance(mentions, Mentions):
        first = bisect_left(mentions.starts, start)
        return mentions[first : bisect_right(mentions.ends, end, first)]
    first = bisect_left(mentions, start, key=lambda one: one.start)
    return mentions[first : bisect_right(mentions, end, lo=first, key=lambda one: one.end)]


def holds_any(mentions: Sequence[T], start: int, end: int) -> bool:
    """Whether a mention lies wholly in ``[start, end)``: at once, however many do."""
    first = bisect_left(mentions, start, key=lambda one: one.start)
    return first < len(mentions) and mentions[first].end <= end

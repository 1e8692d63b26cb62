"""Words that a person marks in a release: where they stand, and what anslag's own recognisers make of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol, TypeVar

from anslag.parsers.fields import Value
from anslag.parsers.mentions import money
from anslag.parsers.mentions.annotate import annotated
from anslag.parsers.mentions.mention import Money
from anslag.parsers.mentions.periods import periods
from anslag.parsers.records import Release
from anslag.parsers.timing.spans import spans
from anslag.values import BadValue

_AROUND = 40
"""Characters shown on both sides of a place, so that a person knows which one it is."""


class _Placed(Protocol):
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


T = TypeVar("T", bound=_Placed)


@dataclass(frozen=True, slots=True)
class Marked:
    """A value of a grant, and where the release says so (None: nowhere)."""

    field: str
    value: Value
    words: tuple[int, int] | None = None


def places(text: str, words: str) -> list[tuple[int, int]]:
    """Every place where ``words`` stand in a text, however its lines are broken. Raises :class:`BadValue` for none."""
    pattern = r"\s+".join(map(re.escape, words.split()))
    found = [one.span() for one in re.finditer(pattern, text)] if pattern else []
    if not found:
        raise BadValue(f"“{words}” does not stand in the release; copy the words as they are printed there")
    return found


def surroundings(text: str, place: tuple[int, int]) -> tuple[str, str, str]:
    """The words before a place, at it and behind it, on one line."""
    start, end = place
    parts = (text[max(0, start - _AROUND) : start], text[start:end], text[end : end + _AROUND])
    before, words, behind = (re.sub(r"\s+", " ", one) for one in parts)
    return f"…{before}", words, f"{behind}…"


def words_at(text: str, place: tuple[int, int]) -> str:
    """What stands at a place, on one line."""
    return " ".join(text[place[0] : place[1]].split())


def sum_at(release: Release, place: tuple[int, int]) -> Money | None:
    """The one sum in the marked words, as anslag reads it there; None where there is none, or more than one."""
    every = _within([one for one in money.sums(release) if one.amount is not None], place)
    return every[0] if len(every) == 1 else None


def period_at(release: Release, place: tuple[int, int]) -> tuple[date | None, date | None] | None:
    """First and last day of the one period in the marked words; None where there is none, or more than one."""
    found = _within(periods(release.text, *place), place) or _within(spans(annotated(release)), place)
    return (found[0].start_day, found[0].end_day) if len(found) == 1 else None


def _within(mentions: Sequence[T], place: tuple[int, int]) -> list[T]:
    start, end = place
    return [one for one in mentions if one.start < end and start < one.end]

"""A grant as a finder proposes it: the fates of its sum and the release's arithmetic decide whether it is one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from anslag.parsers.mentions.mention import Money, Period, Span

GIVES = "owner.gives"
"""The cue of an owner that elsewhere in the release is who gives."""


class Candidate(NamedTuple):
    """One possible grant. ``start`` and ``end`` bound what it was read from (a row, a clause).

    ``reader`` names the finder ("grid.table", "clause.recipient-gets-sum"); ``cues`` is what the finder noticed
    and the fates, the choice between readings and the confidence may ask for (see their cue tables).
    """

    reader: str
    start: int
    end: int
    number: int | None = None
    number_span: Span | None = None
    title: Span | None = None
    owner: Span | None = None
    partners: tuple[Span, ...] = ()
    description: Span | None = None
    money: Money | None = None
    period: Period | None = None
    cues: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class GridReading:
    """One way to read a region of the release as rows of grants; several may compete for the same region.

    ``kind`` is the shape (table, items, lines, labels, sections); ``score`` compares readings of one region.
    """

    kind: str
    start: int
    end: int
    candidates: tuple[Candidate, ...]
    score: float
    cues: frozenset[str] = frozenset()
    header: str = ""
    """What stands over its sums, "" for nothing."""


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of one sum. ``name`` is one of :data:`anslag.parsers.fates.FATES`; ``cue`` says why, as a person would.

    ``granted``, ``total`` and ``other`` are the model's probabilities and add up to 1.
    """

    money: Money
    name: str
    cue: str
    granted: float
    total: float
    other: float

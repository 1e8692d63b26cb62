"""What the other figures of the opening say of one: they are wider, or its own headline's, or what was asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from anslag.parsers.claim_turns import ASKED, SINCE, turns
from anslag.parsers.mentions.mention import Count, Money, Placed, Span, within
from anslag.parsers.opening import Opening, rounds_to

SINCE_ELSEWHERE = "told of many years elsewhere"
_NEIGHBOUR = 250
"""Characters between two figures that are told of one another."""
_CLAUSE = 80


def contrasts(opening: Opening, one: Money | Count) -> Iterator[str]:
    """The cues of ``one`` that depend on the other figures of its kind."""
    figures: Sequence[Money | Count] = opening.sums if isinstance(one, Money) else opening.counts
    others = [other for other in figures if other.start != one.start]
    yield from _places(opening, one, others)
    yield from _asked(opening, one, others)
    yield from _sections(opening, one)
    if isinstance(one, Money):
        yield from _sums(opening, one)


def _places(opening: Opening, one: Money | Count, others: Sequence[Money | Count]) -> Iterator[str]:
    """Whether it is said of what the headline names, or another figure is."""
    if not opening.order(one) or not opening.headline_names:
        return
    own = opening.once(_named_as_headline, one)
    other = any(opening.once(_named_as_headline, two) for two in others if opening.order(two) in (1, 2))
    yield f"headline's name with {'it' if own else 'none'}{(' and others' if own else ' but another') if other else ''}"


def _named_as_headline(opening: Opening, one: Placed) -> bool:
    clause = _clause(opening, one)
    return any(
        word.startswith(name)
        for word in re.findall(r"[A-ZÅÄÖ][\w-]+", opening.text[clause.start : clause.end])
        for name in opening.headline_names
    )


def _clause(opening: Opening, one: Placed) -> Span:
    """What is near ``one`` in its sentence, up to the next figure of its kind."""
    span = opening.sentence(one)
    figures: Sequence[Placed] = opening.sums if isinstance(one, Money) else opening.counts
    start, end = max(span.start, one.start - _CLAUSE), min(span.end, one.end + _CLAUSE)
    for other in within(figures, start, end):
        if other.end <= one.start:
            start = max(start, other.end)
        elif other.start >= one.end:
            end = min(end, other.start)
    return Span(start, end)


def _asked(opening: Opening, one: Money | Count, others: Sequence[Money | Count]) -> Iterator[str]:
    said = opening.once(turns, one)
    if ASKED in said or "came in" in said:
        return
    near = [other for other in others if abs(other.start - one.start) < _NEIGHBOUR]
    for name in (ASKED, "came in", SINCE):
        if name not in said and any(name in opening.once(turns, other) for other in near):
            yield f"another nearby {name}"


def _sections(opening: Opening, one: Money | Count) -> Iterator[str]:
    """Whether it stands below a heading of its own, and others below theirs: several things are told of."""
    at = opening.section(one)
    told = opening.sections_with_sums if isinstance(one, Money) else opening.sections_with_counts
    yield (f"below a heading, {'others too' if told - {0, at} else 'alone'}" if at else "above all headings")


def _sums(opening: Opening, one: Money) -> Iterator[str]:
    many = [other for other in opening.sums if SINCE in opening.once(turns, other)]
    if any(
        other.amount == one.amount or rounds_to(one, other) or rounds_to(other, one)
        for other in many
        if other.start != one.start
    ):
        yield SINCE_ELSEWHERE

"""How long the work of a grant lasts, where a sentence of its own tells it: "Projektet pågår 1 mars 2025–28 februari 2029"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from anslag.parsers.candidates import Candidate
from anslag.parsers.lexicon import lexicon
from anslag.parsers.mentions.mention import Annotations, Period, within
from anslag.parsers.records import Amount
from anslag.parsers.reductions import Sentence


def lasting(
    a: Annotations, sentences: Sequence[Sentence], told: Sequence[Candidate]
) -> tuple[Candidate, ...]:
    """``told`` (in order of the text) with the periods that sentences without a sum tell of them.

    Such a sentence speaks of the sum before it; where it is the only one, of whatever the release grants, unless it
    grants three sums or more. All mentions of one amount get its period.
    """
    found = tuple(_told_apart(a, sentences))
    if len(found) == 1 and len(_given(told)) < 3:
        return tuple(_with_period(one, {one.money.amount if one.money else None: found[0]}) for one in told)
    framed = [one for one in told if one.money and one.reader != "clause.open"]
    periods: dict[Amount | None, Period] = {}
    for period in found:
        before = [one for one in framed if one.start < period.start]
        if before and before[-1].money is not None and before[-1].period is None:
            periods.setdefault(before[-1].money.amount, period)
    return tuple(_with_period(one, periods) for one in told)


def _given(told: Sequence[Candidate]) -> set[Amount | None]:
    """The amounts that frames read with a recipient."""
    return {one.money.amount for one in told if one.money and one.owner and one.reader != "clause.open"}


def _with_period(one: Candidate, periods: dict[Amount | None, Period]) -> Candidate:
    period = periods.get(one.money.amount) if one.money else None
    if period is None or one.period is not None:
        return one
    return one._replace(period=period, cues=one.cues | {"period.elsewhere"})


def _told_apart(a: Annotations, sentences: Sequence[Sentence]) -> Iterator[Period]:
    """The periods of the sentences that have no sum and say that something lasts."""
    words = frozenset(lexicon("giving")["lasting"]["words"])
    for sentence in sentences:
        found = within(a.periods, sentence.start, sentence.end)
        if not found or within(a.sums, sentence.start, sentence.end):
            continue
        if not words.isdisjoint(token.word for token in sentence.full):
            yield from (one for one in found[:1] if one.end_day is not None)

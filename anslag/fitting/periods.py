"""The cases that ``parsers/weights/periods.tsv`` is fitted on: a release's grants and the spans of time it tells."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from anslag.fitting.choices import Case
from anslag.fitting.reading import Candidates
from anslag.fitting.scoring import answers, pairs, same_value
from anslag.parsers.mentions.mention import Period
from anslag.parsers.read import accepted, grants_of
from anslag.parsers.timing.choice import choices, scene


def cases(read: Candidates) -> Iterator[Case]:
    """The choice of a period for each grant of ``read`` that is one of the answer's; those of a release weigh 1/√n."""
    _, found = accepted(read.read)
    a, gold = read.read.notes, read.source.gold["grants"]
    paired = pairs(gold, grants_of(a, found.grants))
    one = scene(a, [told.candidate for told in found.grants], read.read.claims)
    for at in sorted(paired):
        if read.source.is_case and "period_start" not in gold[paired[at]]:
            continue
        offered = choices(one, at)
        right = [_is_right(gold[paired[at]], choice.period) for choice in offered]
        # Nothing is right where the period stands nowhere.
        right[0] = right[0] or not any(right)
        yield Case(
            tuple(choice.cues for choice in offered), tuple(right), read.source.publisher, len(paired) ** -0.5
        )


def _is_right(gold: Mapping[str, Any], period: Period | None) -> bool:
    days = (
        ("period_start", period.start_day if period else None),
        ("period_end", period.end_day if period else None),
    )
    return all(any(same_value(name, value, day) for value in answers(gold, name)) for name, day in days)

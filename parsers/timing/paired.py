"""Labelled periods that stand by turns with the grants: "Genomförs: 2016-10-01 – 2019-09-30" below each, or above each."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence

from anslag.parsers.candidates import Candidate
from anslag.parsers.mentions.labels import label
from anslag.parsers.mentions.mention import Annotations, Period

_LEAST = 2
"""Grants, and periods, from which on they stand by turns."""


def by_turns(a: Annotations, told: Sequence[Candidate]) -> Mapping[int, Period]:
    """The period of each of ``told`` (in order of the text), where as many lines are labelled periods, and each stands between
    two grants, or before the first of them, or behind the last."""
    periods = [one for one in a.periods if _is_labelled(a, one)]
    if len(told) < _LEAST or len(periods) != len(told):
        return {}
    grants = [one.money.start if one.money else one.start for one in told]
    behind = [bisect_right(grants, one.start) - 1 for one in periods]
    above = [place + 1 for place in behind]
    turns = list(range(len(told)))
    return dict(enumerate(periods)) if turns in (behind, above) else {}


def _is_labelled(a: Annotations, one: Period) -> bool:
    """Whether a period is all that its line says behind a label that announces one."""
    line = a.lines[bisect_right(a.lines, one.start, key=lambda each: each.start) - 1]
    said = label(a.text[line.start : one.start].rstrip(": "))
    return said is not None and said.field == "period" and not a.text[one.end : line.end].strip(" .")

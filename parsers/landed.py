"""The readers by layout of the first version, as finders among others: they propose, the fates decide.

They know the layouts they were built with well and others hardly; they bound titles better than
the grids do (docs/reading-grants.md), and go when that is no longer so.
"""

from __future__ import annotations

from bisect import bisect_right

from anslag.parsers.candidates import Candidate, GridReading
from anslag.parsers.layouts.context import Context
from anslag.parsers.layouts.draft import Draft
from anslag.parsers.layouts.headed import headed
from anslag.parsers.layouts.labelled import labelled
from anslag.parsers.layouts.lists import bulleted, numbered
from anslag.parsers.layouts.table import table
from anslag.parsers.mentions.mention import Annotations, Money

_LAID_OUT = (table, labelled, numbered, bulleted, headed)


def landed_readings(a: Annotations) -> tuple[GridReading, ...]:
    """What each layout of the first version reads."""
    context = Context(a.release)
    readings = []
    for layout in _LAID_OUT:
        found = layout(context)
        rows = tuple(_candidate(a, draft, f"layout.{found.layout}") for draft in found.drafts)
        if rows:
            start, end = min(row.start for row in rows), max(row.end for row in rows)
            readings.append(GridReading(f"layout.{found.layout}", start, end, rows, 0.0))
    return tuple(readings)


def _candidate(a: Annotations, draft: Draft, reader: str) -> Candidate:
    return Candidate(
        reader,
        draft.start,
        draft.end,
        draft.number,
        draft.number_span,
        draft.title,
        draft.owner,
        tuple(draft.partners),
        draft.description,
        _money(a, draft.amount.start) if draft.amount else None,
        draft.period,
    )


def _money(a: Annotations, start: int) -> Money | None:
    """The mention of a sum that stands at ``start``."""
    at = bisect_right(a.sums, start, key=lambda one: one.start) - 1
    if at >= 0 and a.sums[at].end > start:
        return a.sums[at]
    return next((one for one in a.sums[at + 1 : at + 2] if one.start - start < 12), None)

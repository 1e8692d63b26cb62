"""Rows told as sentences of one part each: "Bron. Viksjö kommun, Lärcenter. Stöd från EU: 7 318 442 kr. Kvinnor följer …".

The first names the project, be it "Svetsa. Laga. Läs", the last before the label of the sum who gets it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

from anslag.parsers.borders.choice import decided
from anslag.parsers.mentions.mention import Annotations, Span
from anslag.parsers.mentions.roles import organisation_score
from anslag.parsers.merging import Told

_LEAST, _BODY = 2, 0.5
"""Rows that make a list of such, and the mean score of their owners from which on these are bodies."""
_ROW = re.compile(
    r"(?P<title>[^:\n]{2,120})[.!?]\s+(?P<owner>[^.:\n]{3,90})\.\s+[A-ZÅÄÖ][^.:\n]{2,40}:\s*(?:[a-zåäö]{2,9}\.?\s)?"
)


def sentenced(a: Annotations, told: Sequence[Told]) -> list[Told]:
    """``told`` with the titles and owners of such rows."""
    made = {at: parts for at, one in enumerate(told) if (parts := _parts(a, one)) is not None}
    bodies = sum(organisation_score(owner.of(a.text)) for owner, _ in made.values())
    if len(made) < _LEAST or bodies < _BODY * len(made):
        return list(told)
    return [
        replace(one, candidate=decided(one.candidate, *made[at])) if at in made else one
        for at, one in enumerate(told)
    ]


def _parts(a: Annotations, one: Told) -> tuple[Span, Span] | None:
    """The owner and the title of a row whose line is made so."""
    money = one.candidate.money
    if money is None or not one.laid_out:
        return None
    line = a.lines[bisect_right(a.lines, money.start, key=lambda each: each.start) - 1]
    found = _ROW.fullmatch(a.text, line.start, money.start)
    if found is None:
        return None
    return Span(*found.span("owner"), "borders.sentenced"), Span(*found.span("title"), "borders.sentenced")

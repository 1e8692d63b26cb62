"""Rows that are a project, the persons who lead it and the short name of their unit: "Ny is – Maj Ek/Per Ås (LAB)".

What stands before the persons is the title. The unit is nobody's name, unless it is that of a body known as such.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

from anslag.parsers.borders.choice import decided, trimmed
from anslag.parsers.candidates import Candidate
from anslag.parsers.mentions.mention import Annotations, Span, holds_any
from anslag.parsers.merging import Told
from anslag.parsers.organisations import kind

_LEAST = 3
"""Rows that make a list of such."""
_PERSON = r"(?:[A-ZÅÄÖ][\w.-]+(?: (?:de|von|af|van|der|la|[A-ZÅÄÖ][\w.-]*)){1,4}|█+)"
"""A name of several words, or one that was masked."""
_PERSONS = rf"(?P<first>{_PERSON})(?P<more>(?:/{_PERSON})*)"
_ROW = re.compile(
    rf"(?P<title>.{{3,160}}?)(?P<sign> [–—-] | \(| ){_PERSONS}(?: \(|, | [–—-] )(?P<unit>[^()\n]{{2,40}})\)?\W*"
)


def led(a: Annotations, told: Sequence[Told]) -> list[Told]:
    """``told`` with the titles of such rows, and with the owners that are bodies."""
    made = {at: parts for at, one in enumerate(told) if (parts := _parts(a, one.candidate)) is not None}
    if len(made) < _LEAST:
        return list(told)
    return [
        replace(one, candidate=decided(one.candidate, *made[at])) if at in made else one
        for at, one in enumerate(told)
    ]


def _parts(a: Annotations, row: Candidate) -> tuple[Span | None, Span] | None:
    """The owner and the title of a row without a sum whose line is made so; two persons need no sign before them."""
    line = a.lines[bisect_right(a.lines, row.start, key=lambda each: each.start) - 1]
    found = _ROW.fullmatch(a.text, line.start, line.end)
    if found is None or row.money is not None or holds_any(a.sums, line.start, line.end):
        return None
    if found["sign"] == " " and not found["more"]:
        return None
    title = Span(*trimmed(a.text, *found.span("title")), "borders.led")
    body = kind(found["unit"]) != "unknown"
    return Span(*found.span("unit"), "borders.led") if body else None, title

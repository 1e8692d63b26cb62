"""Rows that are a name, a colon and sentences about it: "Stallets 4H: En get till. Alla får vara med.". The name is the
owner's as a whole, and what is told of it is no title."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

from anslag.parsers.borders.choice import decided
from anslag.parsers.candidates import Candidate
from anslag.parsers.mentions.mention import Annotations, Span, holds_any
from anslag.parsers.merging import Told

_LEAST = 3
"""Rows that make a list of such."""
_HEAD = re.compile(r"\W*(?P<head>[^\W_][^:.!?\n]{2,70}):\s+(?=[^\s\"”“])")


def described(a: Annotations, told: Sequence[Told]) -> list[Told]:
    """``told`` with the names of such rows as owners, and without titles, where most of the list is told in sentences."""
    made = {at: parts for at, one in enumerate(told) if (parts := _parts(a, one)) is not None}
    is_list = len(made) >= _LEAST and 2 * sum(_tells(a, rest) for _, rest in made.values()) >= len(made)
    named = sum(_names(told[at].candidate, head) for at, (head, _) in made.items())
    if not is_list or 2 * named < len(made):
        return list(told)
    return [
        replace(one, candidate=_as_told(one.candidate, *made[at])) if at in made else one
        for at, one in enumerate(told)
    ]


def _as_told(row: Candidate, head: Span, rest: Span) -> Candidate:
    return decided(row, head, None)._replace(description=rest)


def _parts(a: Annotations, one: Told) -> tuple[Span, Span] | None:
    """The name and the rest of a row without a sum of its own."""
    row = one.candidate
    at = bisect_right(a.lines, row.start, key=lambda line: line.start) - 1
    line = a.lines[at]
    found = _HEAD.match(a.text, line.start, line.end)
    if found is None or not one.laid_out or holds_any(a.sums, line.start, line.end):
        return None
    return Span(*found.span("head"), "borders.described"), Span(found.end(), line.end, "borders.described")


def _names(row: Candidate, head: Span) -> bool:
    """Whether a row's owner stands in the name before the colon, and its title, if any, behind it."""
    owner, title = row.owner, row.title
    inside = owner is not None and head.start <= owner.start and owner.end <= head.end
    return inside and (title is None or title.start > head.end)


def _tells(a: Annotations, rest: Span) -> bool:
    """Whether what follows the colon ends as a sentence does."""
    return rest.of(a.text).rstrip().endswith((".", '."', ".”"))

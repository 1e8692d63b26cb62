"""Finds the rows in one line that has lost its breaks: each ends in the same label with a sum, and the next begins at once.

"Ljus i natten Maj Ek, Hults museum Bidrag: 40 000 kronor Mörka stigar Bo Alm, Lövåsa IF Bidrag: 35 000 kronor …"
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from anslag.parsers.mentions.mention import Annotations, Money, Span, within
from anslag.parsers.mentions.persons import is_person
from anslag.parsers.mentions.words import GIVEN

_LABEL = re.compile(r"(?<![\w-])(?P<label>[A-ZÅÄÖ][a-zåäö]+)(?:\s(?:19|20)\d\d)?\s?:\s?$")
_NEXT = re.compile(r"\s+(?=[A-ZÅÄÖ\d\"”“])")
_BEFORE = 40
"""Characters before a sum in which its label stands."""
_LEAST = 3
"""Sums with one label that make rows of a line."""
_LONGEST = 400
MARK = "f"
"""What the shape of such rows has."""


class Row(NamedTuple):
    """A row of a folded line: what it tells, and its label with the sum behind it."""

    start: int
    label: Span
    end: int


def rows(a: Annotations, start: int, end: int) -> Sequence[Row]:
    """The rows of a line; none where it is none that was folded."""
    every = _labelled(a, start, end)
    if len(every) < _LEAST:
        return ()
    first = bisect_right(a.sentences, every[0][0].start, key=lambda one: one.start) - 1
    at = max(start, a.sentences[first].start)
    made = []
    for money, label in every:
        made.append(Row(at, label, money.end))
        following = _NEXT.match(a.text, money.end, end)
        at = following.end() if following else end
    # Behind all but the last the next row begins, with nothing between.
    whole = all(one.start < one.label.start and one.end - one.start < _LONGEST for one in made)
    return made if whole else ()


def _labelled(a: Annotations, start: int, end: int) -> Sequence[tuple[Money, Span]]:
    """The sums of a line that have the commonest label right before them, each with it."""
    sums = within(a.sums, start, end)
    if len(sums) < _LEAST:
        return ()
    labels = [_LABEL.search(a.text, max(start, one.start - _BEFORE), one.start) for one in sums]
    most = Counter(found["label"] if found else "" for found in labels).most_common(1)[0][0]
    found = [
        (one, label) for one, label in zip(sums, labels, strict=True) if label and label["label"] == most
    ]
    return [(one, Span(*label.span("label"))) for one, label in found]


def without_person(text: str, title: Span) -> Span:
    """The title of such a row without the person whom no sign parts from it: "Ljus i natten Maj Ek"."""
    said = title.of(text)
    words = said.split(" ")
    for length in (4, 3, 2):
        tail = words[-length:]
        if len(words) > length and tail[0].casefold() in GIVEN and is_person(" ".join(tail)):
            return Span(title.start, title.start + len(" ".join(words[:-length])), title.rule)
    return title

"""The title that heads a labelled record, where its columns gave none or one that is none.

"Isbana för alla" stands over "Sökande: Storåns IF" and "Pott: Hälsa ● Beviljat: 30 000 kr": what a label announces that is
no project's, a caption that names persons and a numbered aside amid the record are no titles of its grant.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from anslag.parsers.borders.choice import decided, trimmed
from anslag.parsers.candidates import Candidate
from anslag.parsers.document import Line
from anslag.parsers.mentions.labels import label
from anslag.parsers.mentions.mention import Annotations, Span, within
from anslag.parsers.mentions.roles import is_area, organisation_score
from anslag.parsers.merging import Told
from anslag.parsers.records import BlockKind
from anslag.parsers.symbols import TELLING, symbol_of

LONGEST, REACH = 120, 25
"""Characters of a head, and lines above a record in which its heading is looked for."""
_LABEL = re.compile(r"(?:^|[|●•·]\s*)(?P<label>[A-ZÅÄÖ][^:|●•\n]{1,40}):\s")
_OF_A_TITLE = frozenset(("title", "purpose", "description"))
_JOINED = re.compile(r",\s|\s(?:och|&)\s")
_PERSON, _BODY = 0.35, 0.8
"""Scores from which on each part of a line is a person, and a line is surely a body."""


def headed_records(a: Annotations, told: Sequence[Told]) -> list[Told]:
    """``told`` with the heads of the labelled records that lack a title, where each heads one record alone."""
    heads = [_head(a, one.candidate) for one in told]
    times = Counter(head.start for head in heads if head)
    return [
        replace(one, candidate=decided(one.candidate, one.candidate.owner, head))
        if head and times[head.start] == 1 and _lacks(a, one.candidate)
        else one
        for one, head in zip(told, heads, strict=True)
    ]


def _line(a: Annotations, place: int) -> int:
    return bisect_right(a.lines, place, key=lambda each: each.start) - 1


def _announced(a: Annotations, place: int) -> str | None:
    """The label that announces what stands at ``place``; None where none does."""
    line = a.lines[_line(a, place)]
    labels = [found for found in _LABEL.finditer(line.text) if line.start + found.end() <= place]
    if not labels or any(map(str.isalnum, a.text[line.start + labels[-1].end() : place])):
        return None
    return labels[-1]["label"]


def _lacks(a: Annotations, row: Candidate) -> bool:
    """Whether a row has no title, or one that is another label's value."""
    title = row.title
    if title is None:
        return True
    announced = _announced(a, title.start)
    if announced is None:
        return False
    known = label(announced)
    return known is None or known.field not in _OF_A_TITLE


def _head(a: Annotations, row: Candidate) -> Span | None:
    """The line that heads a record: the first of its block, else the nearest heading over it."""
    owner, money = row.owner, row.money
    if owner is None or money is None or _announced(a, owner.start) is None:
        return None
    at = _line(a, min(owner.start, money.start))
    first = next((i for i in range(at, max(-1, at - REACH), -1) if a.lines[i].first), at)
    inside = first < at and not _LABEL.search(a.lines[first].text)
    over = a.lines[first] if inside else _heading(a, at)
    return (
        Span(*trimmed(a.text, over.start, over.end), "heads") if over and _is_title(a, over, owner) else None
    )


def _heading(a: Annotations, at: int) -> Line | None:
    """The nearest heading over a line."""
    over = reversed(a.lines[max(0, at - REACH) : at])
    return next((line for line in over if line.kind is BlockKind.HEADING), None)


def _is_title(a: Annotations, line: Line, owner: Span) -> bool:
    """Whether a line may be a title: not the owner's name, nobody's at all, no label, no sum, and no news."""
    said, own = line.text.casefold(), owner.of(a.text).casefold()
    if len(said) > LONGEST or own in said or _LABEL.search(line.text):
        return False
    if any(within(found, line.start, line.end) for found in (a.sums, a.counts)):
        return False
    if any(symbol_of(word) in TELLING for word in said.split()):
        return False
    return not (is_area(line.text) or organisation_score(line.text) > _BODY)

"""Finds everything that a release mentions, once."""

from __future__ import annotations

import re

from anslag.parsers.document import lines
from anslag.parsers.mentions.mention import Annotations, Name, Period, Span
from anslag.parsers.mentions.money import sums
from anslag.parsers.organisations import kind
from anslag.parsers.phrases.dates import periods
from anslag.parsers.phrases.names import name_after
from anslag.parsers.phrases.sentences import sentences
from anslag.parsers.records import Release

_QUOTED = re.compile('["”“«„]([^"”“«»„\n]{2,120})["”“»]')
_CAPITAL = re.compile(r"(?<![\w-])[A-ZÅÄÖÉ]")


def annotated(release: Release) -> Annotations:
    """``release`` with its mentions. Pure; time is linear in the length of the text."""
    text = release.text
    every = tuple(lines(release))
    return Annotations(
        release,
        every,
        tuple(Span(a, b) for line in every for a, b in sentences(text, line.start, line.end)),
        sums(release),
        tuple(
            Period(p.start, p.end, p.start_day, p.end_day, p.rule, p.precision, p.impossible)
            for line in every
            for p in periods(text, line.start, line.end)
        ),
        tuple(name for line in every for name in _names(text, line.start, line.end)),
        tuple(Span(*found.span(1)) for found in _QUOTED.finditer(text)),
        (),
    )


def _names(text: str, start: int, end: int) -> list[Name]:
    found: list[Name] = []
    behind = start
    for capital in _CAPITAL.finditer(text, start, end):
        if capital.start() < behind:
            continue
        one = name_after(text, capital.start(), end)
        if one is not None:
            organisation = float(kind(text[one[0] : one[1]]) != "unknown")
            found.append(Name(one[0], one[1], organisation))
            behind = one[1]
    return found

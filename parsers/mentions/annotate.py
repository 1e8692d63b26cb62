"""Finds everything that a release mentions, once."""

from __future__ import annotations

import re

from anslag.parsers.document import lines
from anslag.parsers.mentions.mention import Annotations, Money, Period, Span
from anslag.parsers.mentions.names import names
from anslag.parsers.phrases.dates import periods
from anslag.parsers.phrases.money import money
from anslag.parsers.phrases.sentences import sentences
from anslag.parsers.records import Release

_QUOTED = re.compile('["”“«„]([^"”“«»„\n]{2,120})["”“»]')


def annotated(release: Release) -> Annotations:
    """``release`` with its mentions. Pure; time is linear in the length of the text."""
    text = release.text
    every = tuple(lines(release))
    return Annotations(
        release,
        every,
        tuple(Span(a, b) for line in every for a, b in sentences(text, line.start, line.end)),
        tuple(
            Money(
                m.start,
                m.end,
                m.amount,
                m.currency,
                m.hedge,
                m.cap,
                m.unit,
                m.high,
                m.explicit,
                False,
                m.rule,
            )
            for m in money(text)
        ),
        tuple(
            Period(p.start, p.end, p.start_day, p.end_day, p.rule, p.precision, p.impossible)
            for line in every
            for p in periods(text, line.start, line.end)
        ),
        names(release, every),
        tuple(Span(*found.span(1)) for found in _QUOTED.finditer(text)),
        (),
    )

"""Finds every mention of a release, once."""

from __future__ import annotations

from anslag.parsers.document import lines
from anslag.parsers.mentions.counts import counts
from anslag.parsers.mentions.language import english, outside
from anslag.parsers.mentions.mention import Annotations, Mentions, Span
from anslag.parsers.mentions.money import sums
from anslag.parsers.mentions.names import names
from anslag.parsers.mentions.periods import periods
from anslag.parsers.mentions.quotes import quotes
from anslag.parsers.mentions.sentences import sentences
from anslag.parsers.records import Release


def annotated(release: Release) -> Annotations:
    """``release`` with its mentions. Pure; time is linear in the length of the text."""
    text = release.text
    every = tuple(lines(release))
    foreign = english(every)
    return Annotations(
        release,
        text,
        every,
        Mentions(
            Span(a, b)
            for line in every
            if outside(line.start, foreign)
            for a, b in sentences(text, line.start, line.end)
        ),
        Mentions(money for money in sums(release) if outside(money.start, foreign)),
        Mentions(one for line in every for one in periods(text, line.start, line.end)),
        Mentions(names(release, every)),
        Mentions(quotes(text)),
        Mentions(one for line in every for one in counts(text, line.start, line.end)),
        foreign,
    )

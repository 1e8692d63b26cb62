"""What sentences say of a sum that they point back to: "Det beslutet har nämnden nu upphävt", "Så lyder ett av förslagen".

Read within the sum's own sentence and the next ones of its section, up to the next sum.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping

from anslag.parsers.lexicon import any_of
from anslag.parsers.lexicon import words as words_of
from anslag.parsers.mentions.mention import Annotations, Span, once, within
from anslag.parsers.records import BlockKind

UNDONE, UNDECIDED = "taken back afterwards", "only proposed, as what follows says"
"""The cues of a sum that is told and then taken back, or then said to be a proposal."""
_AHEAD = 3
"""Sentences behind a sum that may point back to it."""


def _group(name: str) -> str:
    return rf"(?<![\wåäö]){any_of(words_of('scopes', name))}(?![\wåäö])"


_THING, _VERB = _group("given_thing"), _group("undone")
_TAKEN_BACK = re.compile(
    rf"(?:{_THING}[^.!?:\n]{{0,80}}?{_VERB}|{_VERB}[^.!?:\n]{{0,40}}?{_THING}|{_group('undone_alone')})"
    r"(?!\s(?:förrän|i förskott|direkt))",
    re.I,
)
_WISHED = re.compile(rf"\W*(?:Hade|Om\b[^.!?\n]{{1,30}} hade)\b[^.!?\n]{{1,40}}{_THING}", re.I)
"""What would have been: "Hade vi bara fått de pengarna"."""
_POSSIBLY = re.compile(r"\b(?:om|kan|kunna|kunde|ska|skall|måste|annars|ifall|såvida|innan)\b", re.I)
"""What makes a rule of it: "Pengarna ska återbetalas om bygget inte blir av"."""
_PROPOSED = re.compile(
    rf"\W*(?:Så|Det|Detta|Beskedet|Satsningen|Summan|Beloppet) (?:\w+ ){{1,3}}?(?:\w+ )?{_group('proposal')}",
    re.I,
)


@once
def afterwards(a: Annotations) -> Mapping[int, str]:
    """By the start of a sum: what it is told afterwards to be."""
    found: dict[int, str] = {}
    starts = [one.start for one in a.sentences]
    for money in a.sums:
        at = bisect_right(starts, money.start) - 1
        if at >= 0 and money.end <= a.sentences[at].end and (said := _said_behind(a, at, money.end)):
            found[money.start] = said
    return found


def _said_behind(a: Annotations, at: int, end: int) -> str:
    """What is said of a sum of sentence ``at`` that ends at ``end``, "" for nothing."""
    if _is_taken_back(a.text, Span(end, a.sentences[at].end)):
        return UNDONE
    for sentence in _following(a, at):
        if _is_taken_back(a.text, sentence):
            return UNDONE
        if _PROPOSED.match(a.text, sentence.start, sentence.end):
            return UNDECIDED
    return ""


def _following(a: Annotations, at: int) -> Iterator[Span]:
    """The sentences behind sentence ``at`` that may point back to its sum: none with one of its own, nor below a heading."""
    heads = {block.start for block in a.release.blocks if block.kind is BlockKind.HEADING}
    for sentence in a.sentences[at + 1 : at + 1 + _AHEAD]:
        if sentence.start in heads or within(a.sums, sentence.start, sentence.end):
            return
        yield sentence


def _is_taken_back(text: str, sentence: Span) -> bool:
    if _WISHED.match(text, sentence.start, sentence.end):
        return True
    said = _TAKEN_BACK.search(text, sentence.start, sentence.end)
    return said is not None and not _POSSIBLY.search(text, sentence.start, sentence.end)

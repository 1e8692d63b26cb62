"""What sentences say of a sum that they point back to: "Det beslutet har nämnden nu upphävt".

Read within the sum's own sentence and the next ones of its section, up to the next sum.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Set
from itertools import zip_longest

from anslag.parsers.lexicon import any_of
from anslag.parsers.lexicon import words as words_of
from anslag.parsers.mentions.mention import Annotations, Span, holds_any, once
from anslag.parsers.records import BlockKind

UNDONE = "taken back afterwards"
"""The cue of a sum that is told and then taken back."""
_AHEAD = 3
"""Sentences behind a sum that may point back to it."""
_FAR = 400
"""Characters of a sentence that are asked."""


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


@once
def afterwards(a: Annotations) -> Mapping[int, str]:
    """By the start of a sum: what it is told afterwards to be."""
    heads = {block.start for block in a.release.blocks if block.kind is BlockKind.HEADING}
    starts = [one.start for one in a.sentences]
    found: dict[int, str] = {}
    told: dict[int, str] = {}
    for money, behind in zip_longest(a.sums, a.sums[1:]):
        at = bisect_right(starts, money.start) - 1
        if at < 0 or money.end > a.sentences[at].end:
            continue
        if at not in told:
            told[at] = _said_behind(a, at, heads)
        end = min(a.sentences[at].end, money.end + _FAR, behind.start if behind else len(a.text))
        said = UNDONE if _is_taken_back(a.text, Span(money.end, end)) else told[at]
        if said:
            found[money.start] = said
    return found


def _said_behind(a: Annotations, at: int, heads: Set[int]) -> str:
    """What the sentences behind sentence ``at`` say of its sums, "" for nothing."""
    for sentence in _following(a, at, heads):
        if _is_taken_back(a.text, sentence):
            return UNDONE
    return ""


def _following(a: Annotations, at: int, heads: Set[int]) -> Iterator[Span]:
    """The sentences behind sentence ``at`` that may point back to its sums: none with one of its own, nor below a heading."""
    for sentence in a.sentences[at + 1 : at + 1 + _AHEAD]:
        if sentence.start in heads or holds_any(a.sums, sentence.start, sentence.end):
            return
        yield sentence._replace(end=min(sentence.end, sentence.start + _FAR))


def _is_taken_back(text: str, sentence: Span) -> bool:
    if _WISHED.match(text, sentence.start, sentence.end):
        return True
    said = _TAKEN_BACK.search(text, sentence.start, sentence.end)
    return said is not None and not _POSSIBLY.search(text, sentence.start, sentence.end)

"""Which project a grant is for, where another sentence names it: "Projektet Isbana …" and then "Projektet beviljas M"."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence, Set
from dataclasses import replace

from anslag.parsers import frames
from anslag.parsers.mentions.mention import Annotations, Span
from anslag.parsers.merging import Told
from anslag.parsers.records import BlockKind
from anslag.parsers.reductions import NAMED, Sentence

BEFORE, AFTER = 5, 3
"""Sentences before and after a grant that may name its project."""
_LISTED = (BlockKind.ITEM, BlockKind.ROW)
Titles = Mapping[str, Span]
"""The projects that a sentence names, by their text in lower case."""


def named(a: Annotations, told: Sequence[Told]) -> list[Told]:
    """``told`` with the titles that other sentences tell of them.

    A title is a grant's where no other grant stands between and no other title beside it; two grants share none.
    """
    if all(one.candidate.title or one.candidate.money is None for one in told):
        return list(told)
    own = {
        one.candidate.title.of(a.text).strip().casefold()
        for one in told
        if one.candidate.title and one.candidate.money
    }
    sentences = frames.parsed(a)
    titles = [_titles(a, sentence, own) for sentence in sentences]
    places = [bisect_right(sentences, _place(one), key=lambda s: s.start) - 1 for one in told]
    near = [
        _near(titles, at, frozenset(places)) if _lacks(a, one) else None
        for one, at in zip(told, places, strict=True)
    ]
    if len(told) == 1 and near == [None]:
        near = [_only_one(titles)]
    starts = [span.start for span in near if span]
    known = {span.of(a.text) for span in near if span and starts.count(span.start) == 1}
    return [
        replace(one, candidate=one.candidate._replace(title=span))
        if span and span.of(a.text) in known
        else one
        for one, span in zip(told, near, strict=True)
        if not _is_told(a, one, known)
    ]


def _is_told(a: Annotations, one: Told, known: Set[str]) -> bool:
    """Whether a grant without a sum is the project of one with a sum."""
    title = one.candidate.title
    return one.candidate.money is None and title is not None and title.of(a.text) in known


def _place(one: Told) -> int:
    return one.candidate.money.start if one.candidate.money else one.candidate.start


def _lacks(a: Annotations, one: Told) -> bool:
    """Whether a grant told in running text has a sum and no title."""
    line = a.lines[bisect_right(a.lines, _place(one), key=lambda each: each.start) - 1]
    return one.candidate.title is None and one.candidate.money is not None and line.kind not in _LISTED


def _titles(a: Annotations, sentence: Sentence, own: set[str]) -> Titles:
    every = ((a.text[t.start : t.end].strip().casefold(), t) for t in sentence.titles if t.cue == NAMED)
    return {text: Span(t.start, t.end, "clause.title") for text, t in every if text not in own}


def _only_one(titles: Sequence[Titles]) -> Span | None:
    """The only project that a release names."""
    every = {text: span for found in titles for text, span in found.items()}
    return next(iter(every.values())) if len(every) == 1 else None


def _near(titles: Sequence[Titles], at: int, granting: frozenset[int]) -> Span | None:
    """The one project named since the grant before, else before the next one."""
    for way in (range(at, max(-1, at - 1 - BEFORE), -1), range(at + 1, min(len(titles), at + 1 + AFTER))):
        found: dict[str, Span] = {}
        for index in way:
            if index != at and index in granting:
                break
            found |= titles[index]
        if len(found) == 1:
            return next(iter(found.values()))
    return None

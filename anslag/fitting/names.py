"""Fits where names end: from the owners and partners of labelled releases, found in their texts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from anslag.fitting.labelled import Labelled
from anslag.fitting.tables import Example, fitted
from anslag.parsers.document import lines
from anslag.parsers.mentions.borders import cues
from anslag.parsers.mentions.names import going_on, spread
from anslag.parsers.mentions.usage import Usage, usage
from anslag.parsers.mentions.words import SIGNS, Word


def gold_names(one: Labelled) -> list[str]:
    """The owners and partners of a labelled release, longest first."""
    found = set()
    for grant in one.gold["grants"]:
        found |= {name for name in (grant.get("owner"), *(grant.get("partners") or ())) if name}
    return sorted(found, key=lambda name: (-len(name), name))


def places(one: Labelled) -> list[tuple[int, int]]:
    """Where these names stand in the text, none inside another."""
    taken: list[tuple[int, int]] = []
    for name in gold_names(one):
        pattern = re.compile(rf"(?<![\w-]){re.escape(name)}(?!\w|-\w)", re.I)
        for found in pattern.finditer(one.release.text):
            if not any(a < found.end() and found.start() < b for a, b in taken):
                taken.append(found.span())
    return sorted(taken)


def gaps(one: Labelled) -> Iterator[Example]:
    """Each border that a name of the gold decides: its cues, whether the name goes on there, the publisher."""
    text = one.release.text
    every = spread(text, lines(one.release))
    seen = usage(every)
    named = places(one)
    weight = 1 / max(1, len(named)) ** 0.5
    for words in every:
        for start, end in named:
            inside = [at for at, word in enumerate(words) if word.start >= start and word.end <= end]
            if inside:
                yield from (
                    (*gap, one.publisher, weight) for gap in _gaps(words, inside[0], inside[-1], seen)
                )
        for gap in _openings(words, named, seen):
            yield *gap, one.publisher, weight


def _gaps(words: list[Word], first: int, last: int, seen: Usage) -> Iterator[tuple[list[str], bool]]:
    real = [at for at in range(first, last + 1) if words[at].kind != SIGNS]
    for a, b in pairwise(real):
        if b - a <= 2:
            yield cues(words, first, a, b, seen), True
    after = _next(words, real[-1])
    if after is not None:
        yield cues(words, first, real[-1], after, seen), False
    # The word before the name is no part of it, however a name that began there would go on.
    before = first - 1
    if before >= 0 and words[before].kind != SIGNS and not words[before].text[0].islower():
        yield cues(words, before, before, first, seen), False
    elif before >= 1 and words[before].text in ",/–-" and words[before - 1].text[0].isupper():
        yield cues(words, before - 1, before - 1, first, seen), False


def _openings(
    words: list[Word], named: list[tuple[int, int]], seen: Usage
) -> Iterator[tuple[list[str], bool]]:
    """The small words that open a clause outside the gold's names: no name goes on from them."""
    for at, word in enumerate(words[:-1]):
        opens = word.kind == "Small" and (at == 0 or words[at - 1].kind == SIGNS)
        outside = not any(a <= word.start < b for a, b in named)
        if opens and outside and words[at + 1].kind != SIGNS:
            yield cues(words, at, at, at + 1, seen), False


def _next(words: list[Word], last: int) -> int | None:
    return going_on(words, last)


def table(every: Iterable[Labelled], without_fold: int | None = None) -> dict[str, float]:
    """The weights, fitted on all releases but one fold of publishers."""
    return fitted([gap for one in every if one.fold != without_fold for gap in gaps(one)])

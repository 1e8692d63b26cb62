"""Fits where names end: from the owners and partners of labelled releases, found in their texts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from anslag.fitting.labelled import Labelled
from anslag.fitting.tables import Example, fitted
from anslag.parsers.document import lines
from anslag.parsers.mentions.borders import cues
from anslag.parsers.mentions.names import going_on
from anslag.parsers.mentions.usage import Usage, usage
from anslag.parsers.mentions.words import SIGNS, Stretch, spread


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
    """Each border that a name of the gold decides: its cues, whether the name goes on there, publisher and weight.

    Each comes twice: as it is read, and as if the lexicon knew no word of an organisation in it, so that borders
    hold in names whose words nobody has listed ("Ekeryds revy").
    """
    every = spread(one.release.text, lines(one.release))
    named = places(one)
    weight = 1 / max(1, len(named)) ** 0.5
    for stretches, share in ((every, 1.0), ([_unlisted(stretch) for stretch in every], UNLISTED_WEIGHT)):
        seen = usage(stretch.words for stretch in stretches)
        for stretch in stretches:
            for cues_found, goes_on in _in_names(stretch, named, seen):
                yield cues_found, goes_on, one.publisher, weight * share
            for cues_found, goes_on in _openings(stretch, named, seen):
                yield cues_found, goes_on, one.publisher, weight * share * SENTENCE_WEIGHT


UNLISTED_WEIGHT = 0.5
"""What a border weighs as read without the lexicon; with 0.5 a lexicon that lacks 40 % of its words loses 0.7 points
of the names instead of 2.1, and the whole one nothing."""


def _unlisted(stretch: Stretch) -> Stretch:
    """A stretch as it would be read if the lexicon held no organisation's word."""
    return stretch._replace(
        words=[
            word._replace(kind=_PLAIN.get((word.kind, word.low[-1] == "s"), word.kind))
            for word in stretch.words
        ]
    )


_PLAIN = {
    ("ending", False): "lower",
    ("ending", True): "lower-s",
    ("Ending", False): "Capital",
    ("Ending", True): "Genitive",
}


def _in_names(
    stretch: Stretch, named: list[tuple[int, int]], seen: Usage
) -> Iterator[tuple[list[str], bool]]:
    words = stretch.words
    for start, end in named:
        if start < words[-1].end and end > words[0].start:
            inside = [at for at, word in enumerate(words) if word.start >= start and word.end <= end]
            if inside:
                yield from _gaps(stretch, inside[0], inside[-1], seen)


def _gaps(stretch: Stretch, first: int, last: int, seen: Usage) -> Iterator[tuple[list[str], bool]]:
    words = stretch.words
    real = [at for at in range(first, last + 1) if words[at].kind != SIGNS]
    for a, b in pairwise(real):
        if going_on(words, a) == b:
            yield cues(stretch, first, a, b, seen), True
    after = going_on(words, real[-1])
    if after is not None:
        yield cues(stretch, first, real[-1], after, seen), False
    # The word before the name is no part of it, however a name that began there would go on.
    before = first - 1
    if (
        before >= 0
        and words[before].kind != SIGNS
        and (words[before].kind == "head" or not words[before].text[0].islower())
    ):
        yield cues(stretch, before, before, first, seen), False


def _openings(
    stretch: Stretch, named: list[tuple[int, int]], seen: Usage
) -> Iterator[tuple[list[str], bool]]:
    """The words that open a sentence outside the gold's names and go on in small letters: no name does."""
    words = stretch.words
    for at, word in enumerate(words[:-1]):
        if at and words[at - 1].kind != SIGNS:
            continue
        following = words[at + 1]
        common = word.kind == "Small" or (
            stretch.prose and word.text[0].isupper() and following.kind in _OPEN
        )
        whole = any(one.kind in _WHOLE for one in words[at + 1 : at + 4])
        outside = not any(a <= word.start < b for a, b in named)
        if common and outside and not whole and following.kind != SIGNS:
            yield cues(stretch, at, at, at + 1, seen), False


_OPEN = frozenset(["lower", "lower verb-like", "lower noun-like", "lower-s", "small", "verb", "noun"])
_WHOLE = frozenset(["ending", "Ending", "head", "legal", "Club"])
SENTENCE_WEIGHT = 0.3
"""What the head of an ordinary sentence weighs against a border that a labelled name decides."""


def table(every: Iterable[Labelled]) -> dict[str, float]:
    """The weights, fitted on every release."""
    return fitted([gap for one in every for gap in gaps(one)])

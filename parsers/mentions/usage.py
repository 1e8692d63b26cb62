"""How a release itself uses its words: what stands alone in it, what it writes small, what follows what."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from anslag.parsers.mentions.words import SIGNS, Word

LONGEST_ALONE = 9
"""Words that a name alone in a cell or line has at most; longer ones are sentences."""


@dataclass(frozen=True, slots=True)
class Usage:
    """What the words of one release tell of one another.

    ``alone`` holds where each run of words stands alone (a cell, a line, a part between signs), ``beginnings``
    where each longer beginning of such a run stands; both by words in lower case.
    """

    small: frozenset[str]
    inside: frozenset[str]
    begins: frozenset[str]
    alone: dict[tuple[str, ...], list[int]] = field(default_factory=dict)
    beginnings: dict[tuple[str, ...], list[int]] = field(default_factory=dict)
    follows: dict[tuple[str, str], int] = field(default_factory=dict)

    def stands_alone(self, lows: tuple[str, ...], start: int) -> bool:
        """Whether these words are a whole elsewhere than at ``start``."""
        return any(place != start for place in self.alone.get(lows, ()))

    def goes_on(self, lows: tuple[str, ...], start: int) -> bool:
        """Whether these words are the beginning of a longer whole elsewhere than at ``start``."""
        return any(place != start for place in self.beginnings.get(lows, ()))


def usage(stretches: Iterable[Sequence[Word]]) -> Usage:
    """The usage of a release from the words of its cells and lines."""
    small: set[str] = set()
    inside: set[str] = set()
    alone: dict[tuple[str, ...], list[int]] = defaultdict(list)
    beginnings: dict[tuple[str, ...], list[int]] = defaultdict(list)
    follows: dict[tuple[str, str], int] = defaultdict(int)
    for words in stretches:
        for at, word in enumerate(words):
            before = words[at - 1] if at else None
            if word.text[0].islower():
                small.add(word.low)
            elif (
                word.text[0].isupper() and before is not None and (before.kind != SIGNS or before.text == ",")
            ):
                inside.add(word.low)
            if before is not None and (before.text[0].isupper() or word.text[0].isupper()):
                follows[before.low, word.low] += 1
        for part in _parts(words):
            lows = tuple(word.low for word in part)
            alone[lows].append(part[0].start)
            for length in range(1, len(lows)):
                beginnings[lows[:length]].append(part[0].start)
    begins = frozenset(lows[0] for lows, places in alone.items() if len(places) > 1 and len(lows) > 1)
    return Usage(frozenset(small), frozenset(inside), begins, dict(alone), dict(beginnings), dict(follows))


def _parts(words: Sequence[Word]) -> Iterable[Sequence[Word]]:
    """The runs of words between signs and numbers that could be names standing alone."""
    begun = 0
    for at in range(len(words) + 1):
        if at == len(words) or words[at].kind == SIGNS or (words[at].kind == "number" and at == begun):
            part = words[begun:at]
            if 0 < len(part) <= LONGEST_ALONE and part[0].text[0].isupper() and not _is_clause(part):
                yield part
            begun = at + 1


def _is_clause(part: Sequence[Word]) -> bool:
    return any(word.kind in ("verb", "Verb") for word in part)

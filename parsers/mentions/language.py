"""Which lines of a Swedish release are in English: a summary in another language tells no further grants."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from anslag.parsers.document import Line

_WORD = re.compile(r"[^\W\d_]+")
_ENGLISH = frozenset("the is are was were has have been for of and to with by from this that will".split())
_VERBS = frozenset("is are was were has have been will".split())
_SWEDISH = frozenset("och att för är var har som till med av det den ett en på i under ska får".split())
LEAST = 3
"""English words, a verb among them, that make a line English; "for", "under" or "the" stand in names and titles too."""
_SUM = re.compile(r"\b(?:SEK|EUR)\s?\d|\d\s?(?:million|billion|thousand)\b")
_KRONOR = re.compile(r"\d\s?(?:[tmTM]?n?kr\b|kronor|miljoner)|:-")
"""A sum in Swedish: an English title may stand beside."""


def english(lines: Sequence[Line]) -> tuple[Line, ...]:
    """The English lines of a release; none where they are most of it."""
    found: list[Line] = []
    for before, line in zip([None, *lines], lines, strict=False):
        goes_on = bool(found) and found[-1] is before and _tells_a_sum(line.text)
        if goes_on or _is_english(line.text):
            found.append(line)
    most = sum(len(one.text) for one in found) * 2 >= sum(len(one.text) for one in lines)
    return () if most else tuple(found)


def outside(start: int, foreign: Sequence[Line]) -> bool:
    """Whether a place in the text lies in none of ``foreign``, which are in order."""
    before = bisect_right(foreign, start, key=lambda line: line.start)
    return before == 0 or foreign[before - 1].end <= start


def _is_english(text: str) -> bool:
    words = _WORD.findall(text.casefold())
    ours, theirs = (sum(word in group for word in words) for group in (_SWEDISH, _ENGLISH))
    if theirs < LEAST or theirs <= 2 * ours:
        return False
    return not _VERBS.isdisjoint(words) and not _KRONOR.search(text)


def _tells_a_sum(text: str) -> bool:
    """Whether a line tells a sum in English and holds no Swedish: an item below an English line."""
    words = _WORD.findall(text.casefold())
    return _SUM.search(text) is not None and _SWEDISH.isdisjoint(words) and not _KRONOR.search(text)

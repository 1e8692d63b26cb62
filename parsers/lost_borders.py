"""Where the first of two columns of text ends in a row that lost its cells: "Storåns IF Läger för unga" is a name and a title.

A title begins with a capital that small words follow ("Läger för unga"), with a quotation mark or with a word and its colon
("Bok: Ljus"); what tells of a title is no sentence of its own, so nothing behind a sign in the name or the title begins it.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from anslag.parsers.lexicon import lexicon, words

_HEADS = words("organisations", "heads")
_OPENING = words("words", "title")
_BODIES = tuple(word for row in lexicon("organisations")["family"] for word in row["words"] if len(word) >= 5)
_PARTICLES = words("words", "particles")
_JOINING = _PARTICLES | words("words", "carrying_on")
"""Behind these a capital goes on with what stands before them."""
_QUOTES = tuple("\"”“»'’")
_NUMBER = re.compile(r"[\d–-]+\W*")


def border(row: Sequence[str]) -> int | None:
    """The place of the word with which the second text begins; None where nothing tells it."""
    half = len(row) // 2
    if half and list(row[:half]) == list(row[half:]):
        return half
    places = [at for at in range(1, len(row)) if _may_begin(row, at)]
    plain = [at for at in places if _goes_on_small(row, at)]
    ways = (
        (at for at in places if row[at].startswith(_QUOTES) or row[at].endswith(":")),
        plain,
        (at for at in places if row[at - 1].isalpha() and row[at - 1].islower()),
        _last(row, places),
    )
    return next(itertools.chain(*ways), None)


def _last(row: Sequence[str], places: Sequence[int]) -> Sequence[int]:
    """The last of several names side by side, with the word for a title before it: "Ekfonden Projekt Isbana"."""
    at = places[-1] if places else 0
    return [at - 1 if at - 1 in places and row[at - 1].casefold() in _OPENING else at] if at else []


def _may_begin(row: Sequence[str], at: int) -> bool:
    """Whether a title may begin with a word: with a capital or a quotation, behind a name that is whole."""
    word, before = row[at], row[at - 1]
    if word.startswith(_QUOTES):
        return True
    is_open = before.casefold() in _JOINING or before[-1] in ",.:;-–—/&(" or not before[-1].isalnum()
    alone = " ".join(row[:at]).casefold().removeprefix("ideella ") in _HEADS
    return word[0].isupper() and not is_open and not alone


def _goes_on_small(row: Sequence[str], at: int) -> bool:
    """Whether small words follow a word, over years, that are no part of a body's name: "Läger 2031 för unga"."""
    behind = [word for word in row[at + 1 :] if not _NUMBER.fullmatch(word)]
    if not behind or (row[at].endswith((",", ".", "!", "?")) and not behind[0][0].islower()):
        return False
    first = behind[0].strip(",.!?:")
    return first[:1].islower() and first not in _PARTICLES and not first.endswith(_BODIES)

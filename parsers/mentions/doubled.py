"""Names that a dash parts in two, in a sentence that tells what each of several got.

"Sjölyckan - Kulturföreningen Vass, som fick 8 000 kronor": who gets money is one constituent, whatever signs it has.
"""

from __future__ import annotations

from collections.abc import Sequence

from anslag.parsers.mentions.brackets import BODY
from anslag.parsers.mentions.words import GETTING, SIGNS, Stretch, Word, gets

_DASHES = frozenset("-–—")
_LONGEST = 8
"""Words of a half."""


def second_half(stretch: Stretch, begun: int, last: int) -> int | None:
    """The place of the word behind a dash that could part the name from ``begun`` to ``last``; None where none could."""
    words, dash = stretch.words, last + 1
    if not stretch.prose or stretch.row or dash + 1 >= len(words) or last - begun >= _LONGEST:
        return None
    between = words[last].end < words[dash].start and words[dash].end < words[dash + 1].start
    opens = begun == 0 or words[begun - 1].kind in (SIGNS, "och", "samt")
    return dash + 1 if opens and between and words[dash].text in _DASHES else None


def leads_to_a_sum(words: Sequence[Word], begun: int, last: int, end: int) -> bool:
    """Whether what ends at ``end`` behind the dash at ``last + 1`` is told to get money, and both halves are one name."""
    following = words[end + 1 : end + 4]
    if len(following) < _LEAST or end - last > _LONGEST:
        return False
    if begun > 0:
        return _is_a_members(following[1:] if following[0].text == "," else following)
    # At the head of a sentence the half before the dash could be a title.
    body = any(word.kind in BODY for word in words[begun : last + 1]) or words[last + 2].text[0].islower()
    return body and gets(following)


def _is_a_members(following: Sequence[Word]) -> bool:
    """Whether words tell what a member of an enumeration got, whose sentence has a verb of its own."""
    if len(following) < _LEAST:
        return False
    said, behind = following[:2]
    return (said.low == "som" and behind.low in GETTING) or (said.low == "med" and behind.kind == "number")


_LEAST = 2
"""Words that follow a name that gets something, at least."""

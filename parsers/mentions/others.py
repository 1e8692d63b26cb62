"""Tells where others are named behind a name: after "och", or as those who take part."""

from __future__ import annotations

import re
from collections.abc import Sequence

from anslag.parsers.lexicon import words as words_of
from anslag.parsers.mentions.words import Word, ending

AND = frozenset(["och", "&"])
_JOINT = words_of("words", "joint")


def names_others(words: Sequence[Word], following: int) -> bool:
    """Whether others come next: "Skriftbyrån och Arkivkontoret", "i partnerskap med Lövåsa kommun"."""
    if words[following].kind in AND:
        return _are_two(words, following)
    behind = [word.low for word in words[following + 1 : following + 3]]
    return words[following].low == "i" and behind[1:] == ["med"] and behind[0] in _JOINT


def is_apposition(word: Word) -> bool:
    """Whether a definite noun says what the name behind it is: a company, or several bodies ("Föreningarna")."""
    return bool(_APPOSITION.fullmatch(word.low)) and ending(word.low) is not None


def _are_two(words: Sequence[Word], at: int) -> bool:
    """Whether "och" stands between two bodies of one definite word each: "Skriftbyrån och Arkivkontoret"."""
    before, both = words[max(0, at - 2) : at - 1], words[at - 1 : at + 2 : 2]
    alone = not before or not before[0].text[0].isupper()
    known = [ending(word.low) for word in both if word.text[0].isupper()]
    return alone and len(known) == _BOTH and all(one and one.definite and one.compound for one in known)


_BOTH = 2
_APPOSITION = re.compile(r"[\w-]*(?:bolaget|företaget|koncernen|arna|erna)")

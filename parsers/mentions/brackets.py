"""What stands in brackets behind a name and is a part of it: its short form, its full one, what it is.

"Riksförbundet för Bad (RFB)", "RFB (Riksförbundet för Bad)".
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from anslag.parsers.lexicon import words as words_of
from anslag.parsers.mentions.words import JOINING, SIGNS, Word

LONGEST_LIST = 24
"""Words over which a list of kommuner may share its noun, and a full name its abbreviation behind it."""
_ASIDE = words_of("words", "aside")


def behind_brackets(words: Sequence[Word], begun: int, last: int) -> int:
    """The last word of a name with brackets behind it that hold its short form, its full one or what it is."""
    if [word.text for word in words[last + 1 : last + 2]] != ["("]:
        return last
    reach = words[last + 2 : last + LONGEST_LIST]
    inside = list(itertools.takewhile(lambda word: word.text != ")" and word.kind != "number", reach))
    name, ends = words[begun : last + 1], last + 1 + len(inside)
    closing = next((at for at, word in enumerate(reach) if word.text == ")"), -1)
    if closing >= 0:
        return ends + 1 if closing == len(inside) and _belongs(name, inside) else last
    # "Kamratföreningen (NKF 12 000": a bracket that never closes ends with its line, or before the sum.
    return ends if [word.kind for word in inside] == ["ACRONYM"] or _belongs(name, inside) else last


def _belongs(name: Sequence[Word], inside: Sequence[Word]) -> bool:
    """Whether brackets behind a name are a part of it: an abbreviation, a body's part, a legal form, a former name."""
    if inside and inside[0].low in ("tidigare", "f.d.", "fd"):
        return True
    if not inside or inside[0].low in _ASIDE or any(word.kind in _NO_BRACKET for word in inside):
        return False
    if name[0].kind == "Given":
        return False
    if len(name) == 1:
        return len(name[0].text) <= _SHORT and abbreviates(name[0].low, inside)
    if len(inside) == 1:
        short = inside[0].text
        return inside[0].kind == "legal" or (sum(one.isupper() for one in short) > 1 and len(short) <= _SHORT)
    return any(word.kind in BODY for word in name) and any(word.kind in BODY for word in inside)


BODY = frozenset(["legal", "Ending", "ending", "Head", "ACRONYM", "Club"])
_NO_BRACKET = frozenset(["number", "figure", SIGNS, "verb", "small", "noun", "Noun", "Role", "role", "Given"])


def abbreviates(short: str, words: Sequence[Word]) -> bool:
    """Whether ``short`` holds the first letters of the words that carry the name, in order: of all, or its own letters
    those of nearly all, the first and the last among them ("Kustens Samarbete för sjö och sanering av olja (KSO)")."""
    initials = "".join(word.low[0] for word in words if word.kind not in JOINING and word.low != "av")
    if len(words) < 2 or not initials or short[0] != words[0].low[0]:
        return False
    nearly = len(initials) <= len(short) + _UNTOLD and short[-1] == initials[-1]
    return _in_order(initials, short) or (nearly and len(short) > _UNTOLD and _in_order(short, initials))


_UNTOLD = 2
"""Words of a name that its abbreviation may leave out."""


def _in_order(few: str, many: str) -> bool:
    rest = iter(many)
    return all(one in rest for one in few)


_SHORT = 8
"""Letters of an abbreviation, at most."""

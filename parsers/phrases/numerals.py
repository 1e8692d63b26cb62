"""Swedish numerals in words and figures.

Source: Svenska skrivregler (Språkrådet), "Siffror och sifferuttryck".
"""

from __future__ import annotations

import re

_UNITS = {
    "en": 1,
    "ett": 1,
    "två": 2,
    "tre": 3,
    "fyra": 4,
    "fem": 5,
    "sex": 6,
    "sju": 7,
    "åtta": 8,
    "nio": 9,
    "tio": 10,
    "elva": 11,
    "tolv": 12,
    "tretton": 13,
    "fjorton": 14,
    "femton": 15,
    "sexton": 16,
    "sjutton": 17,
    "arton": 18,
    "nitton": 19,
}
_TENS = {
    "tjugo": 20,
    "trettio": 30,
    "fyrtio": 40,
    "femtio": 50,
    "sextio": 60,
    "sjuttio": 70,
    "åttio": 80,
    "nittio": 90,
}

WORDS: dict[str, int] = {
    **_UNITS,
    **_TENS,
    **{f"{ten}{unit}": tens + one for ten, tens in _TENS.items() for unit, one in _UNITS.items() if one < 10},
    "tjugoen": 21,
    "hundra": 100,
    "etthundra": 100,
}
"""Every numeral in one word from 1 to 100, with its value."""

WORD_PATTERN = "|".join(sorted(WORDS, key=len, reverse=True))
_ONES = "|".join(word for word, value in _UNITS.items() if value < 10)
CARDINAL_PATTERN = rf"(?:(?:(?:{_ONES})\s?)?hundra(?:\s?(?:{WORD_PATTERN}))?|{WORD_PATTERN})"
"""A whole number in words from 1 to 999, glued or not: "trehundrafemtio", "två hundra fem"."""
_HUNDREDS = re.compile(rf"(?P<hundreds>{_ONES})?\s?hundra\s?(?P<rest>{WORD_PATTERN})?")
# Of no more groups than a number of grants or kronor can have: linear also where groups follow without end.
INTEGER_PATTERN = r"[0-9]{1,3}(?: [0-9]{3}){1,5}|[0-9]+"
_INTEGER = re.compile(r"[0-9]{1,3}(?:[ .][0-9]{3})*|[0-9]+")


def cardinal(text: str) -> int | None:
    """The value of a numeral in words from 1 to 999 ("trehundrafemtio"), None if ``text`` is none."""
    bare = text.strip().lower()
    if bare in WORDS:
        return WORDS[bare]
    found = _HUNDREDS.fullmatch(bare)
    return WORDS[found["hundreds"] or "ett"] * 100 + WORDS.get(found["rest"] or "", 0) if found else None


def integer(text: str) -> int | None:
    """The whole number that ``text`` is ("73", "1 200", "fjorton"), None if it is none or beyond 12 digits."""
    bare = text.strip().lower()
    if bare in WORDS:
        return WORDS[bare]
    digits = bare.replace(" ", "").replace(".", "")
    return int(digits) if _INTEGER.fullmatch(bare) and len(digits) <= 12 else None

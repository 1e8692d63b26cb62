"""Swedish numerals in words: "fjorton", "två hundra fem", "trehundrafemtiotusen".

Source: Svenska skrivregler (Språkrådet), "Siffror och sifferuttryck".
"""

from __future__ import annotations

import re

from anslag.parsers.lexicon import any_of

_ONES = {
    "en": 1, "ett": 1, "två": 2, "tre": 3, "fyra": 4, "fem": 5, "sex": 6, "sju": 7, "åtta": 8, "nio": 9,
}  # fmt: skip
_TEENS = {
    "tio": 10, "elva": 11, "tolv": 12, "tretton": 13, "fjorton": 14, "femton": 15, "sexton": 16, "sjutton": 17,
    "arton": 18, "nitton": 19,
}  # fmt: skip
_TENS = {
    "tjugo": 20, "trettio": 30, "fyrtio": 40, "femtio": 50, "sextio": 60, "sjuttio": 70, "åttio": 80, "nittio": 90,
}  # fmt: skip
WORDS: dict[str, int] = {
    **_ONES,
    **_TEENS,
    **_TENS,
    **{ten + one: tens + ones for ten, tens in _TENS.items() for one, ones in _ONES.items()},
    "hundra": 100,
    "etthundra": 100,
}
"""Every numeral in one word from 1 to 100, with its value."""

WORD = any_of(WORDS)
_ONE = any_of(_ONES)
_BELOW_1000 = rf"(?:(?:(?:{_ONE})\s?)?hundra(?:\s?(?:{WORD}))?|{WORD})"
CARDINAL = rf"(?:(?:{_BELOW_1000}\s?)?tusen(?:\s?{_BELOW_1000})?|{_BELOW_1000})"
"""A pattern for a whole number in words from 1 to 999 999, glued or not; it has no groups."""
_HUNDREDS = re.compile(rf"(?P<hundreds>{_ONE})?\s?hundra\s?(?P<rest>{WORD})?")


def cardinal(words: str) -> int | None:
    """The value of a numeral in words from 1 to 999 999, None if ``words`` are none."""
    head, thousand, rest = words.strip().lower().partition("tusen")
    if not thousand:
        return _below_1000(head)
    thousands = _below_1000(head.strip()) if head.strip() else 1
    ones = _below_1000(rest.strip()) if rest.strip() else 0
    return None if thousands is None or ones is None else thousands * 1000 + ones


def _below_1000(words: str) -> int | None:
    if words in WORDS:
        return WORDS[words]
    found = _HUNDREDS.fullmatch(words)
    return WORDS[found["hundreds"] or "ett"] * 100 + WORDS.get(found["rest"] or "", 0) if found else None


_INTEGER = re.compile(r"[0-9]{1,3}(?:[ .][0-9]{3})*|[0-9]+")


def integer(text: str) -> int | None:
    """The whole number that ``text`` is ("73", "1 200", "fjorton"), None if it is none or beyond 12 digits."""
    bare = text.strip().lower()
    digits = bare.replace(" ", "").replace(".", "")
    if _INTEGER.fullmatch(bare):
        return int(digits) if len(digits) <= 12 else None
    return WORDS.get(bare)

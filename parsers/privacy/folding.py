"""One spelling for dashes, spaces, digits and signs, so that a number is matched however it was typeset.

Folding never moves a character: what is found in the folded text stands at the same place in the text.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache


class _Letters(dict[int, str]):
    """The small letter without rings and dots that a code point is compared as."""

    def __missing__(self, code: int) -> str:
        letter = unicodedata.normalize("NFKD", chr(code))[0].lower()
        self[code] = letter = letter if len(letter) == 1 else chr(code)
        return letter


# A minus, a hyphen bullet, a modifier and a box-drawing line are no dashes to Unicode, but are typed as such.
_DASHES = frozenset("\u2212\u2043\u02d7\u2500\u00ad\u2010\u2011")


@lru_cache(maxsize=4096)
def _sign(sign: str) -> str:
    kind = unicodedata.category(sign)
    if sign in _DASHES or kind == "Pd":
        return "-"
    if kind == "Zs":
        return " "
    if kind == "Nd":
        return str(unicodedata.decimal(sign))
    same = unicodedata.normalize("NFKC", sign)
    return same if len(same) == 1 else sign


_LETTERS = _Letters()
# What can fold to something else: few of a page's signs, so that the rest is only looked over.
_ODD = re.compile("[^\x00-\x7f\xc0-\xff]")
_NOT_ASCII = re.compile("[^\x00-\x7f]")


def folded(text: str) -> str:
    """``text`` with one kind of dash, space, digit and sign, character by character."""
    return text if text.isascii() else _ODD.sub(lambda found: _sign(found[0]), text)


def plain(text: str) -> str:
    """``text`` in small letters without rings and dots, character by character: as names are compared."""
    if text.isascii():
        return text.lower()
    return _NOT_ASCII.sub(lambda found: _LETTERS[ord(found[0])], folded(text)).lower()

"""Whether a text is written as a person's name alone: for lines that only say who somebody is, and for masking."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from anslag.parsers.lexicon import lexicon
from anslag.parsers.mentions.words import SIGNS, Word, tokens

_WORD = r"(?:[A-ZÅÄÖÉÜØ][\wåäöéüøáíóúñç'’.-]*|[A-ZÅÄÖ]\.)"
_ROLE = (
    r"(?:(?:[Bb]itr(?:ädande|\.)?\s+)?[Pp]rofessor|[Dd]ocent|(?:(?:[Mm]ed(?:icine)?|[Ff]il(?:osofie)?|[Tt]ekn|[Oo]dont)"
    r"\.?\s+)?[Dd](?:r|oktor)\.?|[Ff]orskare|(?:[Uu]niversitets)?[Ll]ektor|[Öö]verläkare)\s+"
)
_NAME = re.compile(rf"(?:{_ROLE})?{_WORD}(?:\s+(?:von|af|de|van|der|el|al|{_WORD})){{1,3}}")
_REVERSED = re.compile(rf"{_WORD}(?:\s(?:von|af|de|{_WORD}))?,\s{_WORD}(?:\s{_WORD})?")
_INITIALISM = re.compile(r"(?<![\w.])[A-ZÅÄÖ][A-Zo]*[A-ZÅÄÖ](?![\w.])")
_FORMS = frozenset(["legal", "Club"])
_ORGANISATION = frozenset(["Ending", "Head", "head", "ending"])
_KNOWN = frozenset(lexicon("organisations")["known"]["names"])


@lru_cache(maxsize=4096)
def is_person(text: str) -> bool:
    """Whether ``text`` is written as a person's name alone ("Anna Ek", "Ek, Anna", "professor Dan I. Andersson")."""
    bare = text.strip(" .,;:")
    if not bare.isupper() and _INITIALISM.search(bare):
        return False
    if not (_NAME.fullmatch(bare) or _REVERSED.fullmatch(bare)):
        return False
    every = [word for word in tokens(bare, 0, len(bare)) if word.kind != SIGNS]
    if any(word.low in _KNOWN or word.kind in _FORMS for word in every):
        return False
    bodies = [word for word in every if word.kind in _ORGANISATION]
    return not bodies or (bodies == every[-1:] and _is_surname(every))


def _is_surname(every: Sequence[Word]) -> bool:
    """Whether an organisation's word that ends a name is a surname ("Anna Roxenhall"), not what belongs to somebody."""
    return every[0].kind == "Given" and every[-2].kind != "Genitive"

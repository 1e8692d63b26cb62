"""What "Maj Eks program (Norra universitetet) Tyst vår undersöker …" is about: whose project it is says no title, what stands
behind the workplace does, up to the verb."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import replace

from anslag.parsers.lexicon import any_of, lexicon, words
from anslag.parsers.mentions.mention import Annotations, Span
from anslag.parsers.merging import Told

_OPENS = re.compile(
    rf"(?:[A-ZÅÄÖ][\w-]+ )+[A-ZÅÄÖ][\w-]*s {any_of(lexicon('giving')['works']['of_persons'])}(?: \([^()\n]+\))? (?:om )?"
)
_WORD = re.compile(r"[\w-]+")
_VERB = re.compile(r"[a-zåäö]{2,}(?:ar|er|[yöåä]r)|ska|tar|kan|vill|får|ger")
_SMALL = words("words", "small") | words("words", "joining")
_FINITE = words("words", "auxiliary")
_MOST = 12
"""Words of a title behind whose it is."""


def of_persons(a: Annotations, told: Sequence[Told]) -> list[Told]:
    """``told`` with the title that follows behind the person whose project it is, and the workplace."""
    return [
        replace(one, candidate=one.candidate._replace(title=span))
        if (span := _behind(a.text, one.candidate.title))
        else one
        for one in told
    ]


def _behind(text: str, title: Span | None) -> Span | None:
    """What a sentence calls the project of a person, up to its verb; a noun behind a preposition is none."""
    opened = _OPENS.match(text, title.start) if title else None
    if opened is None or not text[opened.end() : opened.end() + 1].isupper():
        return None
    line = text.find("\n", opened.end())
    found = list(_WORD.finditer(text, opened.end(), line if line >= 0 else len(text)))[:_MOST]
    for last, word in itertools.pairwise(found):
        is_verb = _VERB.fullmatch(word[0]) and word[0] not in _SMALL - _FINITE
        if is_verb and last[0].casefold() not in _SMALL:
            return Span(opened.end(), last.end(), "of a person")
    return None

"""The words of a line, and what kind of word each is for the borders of names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from anslag.parsers.lexicon import lexicon, words

_TOKEN = re.compile(
    r"(?:ek|för|avd|m\.fl|f\.d|u\.p\.a|r\.f|e\.v|bl\.a|t\.ex|fil|tekn|med|bitr|fr\.o\.m|inc|ltd)\."
    r"|[A-ZÅÄÖ]\.(?=\s?[A-ZÅÄÖ])"
    r"|[STA]/[SB]\b|S:t\b|S:ta\b|\d\+"
    r"|\d+(?:[.,:]\d+)*(?:[A-ZÅÄÖa-zåäö][\w-]*)?"
    r"|[^\W\d_](?:[\w]|['’.:&–-](?=\w))*(?:-(?=\s(?:och|eller|&)\b))?"
    r"|\S",
    re.I,
)


class Word(NamedTuple):
    """One word, number or sign of a line. ``kind`` is what it may be in a name; ``low`` is it in lower case."""

    start: int
    end: int
    text: str
    low: str
    kind: str


def tokens(text: str, start: int, end: int) -> list[Word]:
    """The words and signs in ``text[start:end]``, in order."""
    found: list[Word] = []
    for one in _TOKEN.finditer(text, start, end):
        word = one[0]
        at = one.start()
        if not found and (glued := _GLUED.match(word)):
            # A bullet or footnote mark that the page's text has lost: "1Arvika Kanotklubb".
            at, word = at + glued.end(), word[glued.end() :]
        of_kind = kind(word)
        if of_kind == "number" and _in_name(word, text, one.end()):
            of_kind = "figure"
        found.append(Word(at, one.end(), word, word.lower(), of_kind))
    return found


_GLUED = re.compile(r"\d(?=[A-ZÅÄÖ][\wåäö.]{2})")
_SUM_GOES_ON = re.compile(
    r"[ ]?(?:\d|[-–:%]|(?:kr|tkr|mkr|mnkr|kronor|miljon\w*|miljard\w*|tusen|euro|procent|st|meter|SEK)\b)"
)


def _in_name(number: str, text: str, end: int) -> bool:
    """Whether a number could be part of a name ("Masten 3", "Munka IF 87"): small, whole, and no sum's."""
    return len(number) <= 4 and number.isdigit() and not _SUM_GOES_ON.match(text, end)


SIGNS = "sign"
_FORMS = frozenset(lexicon("organisations")["legal"]["forms"])
_CLUBS = frozenset(lexicon("organisations")["clubs"]["forms"])
_HEADS = frozenset(lexicon("organisations")["heads"]["words"])
_SMALL = words("words", "small")
_JOINING = words("words", "joining")
_VERBS = words("words", "verb")
_ROLES = words("words", "role")
_NOUNS = words("words", "noun")
_CALENDAR = words("words", "calendar")
GIVEN = frozenset(lexicon("people")["given"].split())
_ENDINGS = re.compile(
    rf"(?:{'|'.join(sorted({word for family in lexicon('organisations')['family'] for word in family['words']}, key=lambda w: (-len(w), w)))})"
    r"(?:en|et|n|t|ar|arna|er|erna|na|r)?s?$"
)
_ROMAN = re.compile(r"[IVX]{1,4}$")


@lru_cache(maxsize=16384)
def kind(word: str) -> str:
    """What ``word`` may be in a name; the first that fits, from closed classes to the mere shape of the word."""
    low = word.lower()
    if not word[0].isalnum():
        return "&" if word in "&+" else SIGNS
    if word[0].isdigit():
        return "number" if word.replace(".", "").replace(",", "").replace(":", "").isdigit() else "mixed"
    capital = word[0].isupper()
    if low in _CALENDAR and not (capital and low in GIVEN):
        return "calendar"
    if low in _FORMS and (not capital or word.isupper() or len(low) > 2):
        return "legal"
    if low in _JOINING and not (capital and len(word) > 1 and word.isupper()):
        return "Small" if capital else low
    if capital:
        return _capital(word, low)
    return _lower(low)


def _capital(word: str, low: str) -> str:
    if len(word) == 2 and word[1] == ".":
        return "Initial"
    if low in _CLUBS and (word.isupper() or low in ("boik", "goif", "gif")):
        return "Club"
    if low in _SMALL:
        return "Small"
    if low in _HEADS:
        return "Head"
    if low in _ROLES:
        return "Role"
    if low in _NOUNS:
        return "Noun"
    if low in _VERBS:
        return "Verb"
    if word.isupper() and len(word) > 1:
        return "ACRONYM"
    if _ENDINGS.search(low):
        return "Ending"
    if low in GIVEN:
        return "Given"
    return "Genitive" if low.endswith("s") else "Capital"


def _lower(low: str) -> str:
    for group, name in (
        (_VERBS, "verb"),
        (_HEADS, "head"),
        (_ROLES, "role"),
        (_NOUNS, "noun"),
        (_SMALL, "small"),
    ):
        if low in group:
            return name
    if _ENDINGS.search(low):
        return "ending"
    if low.endswith(("rna", "ande", "ade", "ades", "ats", "ar", "er", "as", "ning", "het")):
        return "lower verb-like"
    return "lower-s" if low.endswith("s") else "lower"


def has_ending(low: str) -> bool:
    """Whether a word in lower case ends as organisations do."""
    return bool(_ENDINGS.search(low))


def stretches(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The cells of a line, or the line itself."""
    at = start
    for cell in text[start:end].split("\t"):
        if cell:
            yield at, at + len(cell)
        at += len(cell) + 1

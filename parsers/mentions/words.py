"""The words of a line, and what kind of word each is for the borders of names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from anslag.parsers.document import Line
from anslag.parsers.lexicon import lexicon, words

_FILED = re.compile(r"[A-ZÅÄÖ]{2,8}-(?:19|20)\d\d/\d{2,6}")
"""A number of a file: "KUF-2031/207"."""
_TOKEN = re.compile(
    rf"[A-ZÅÄÖ]/[A-ZÅÄÖ]\b|{_FILED.pattern}\b"
    r"|[^\W\d_](?:\w|['’.:&–-](?=\w))*(?:-(?=\s(?:(?:och|eller|samt|o)\b|&)))?"
    r"|\d+(?:[.,:]\d+)*(?:[A-ZÅÄÖa-zåäö][\w-]*)?"
    r"|\S"
)
_ABBREVIATED = frozenset(
    "ek för avd m.fl f.d u.p.a r.f e.v bl.a t.ex fil tekn med bitr fr.o.m inc ltd".split()
)
_INITIAL = re.compile(r"\.(?=\s?[A-ZÅÄÖ])")


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
    shouted = text[start:end].isupper()
    behind = start
    before = ""
    for one in _TOKEN.finditer(text, start, end):
        at, behind_word = one.span()
        if at < behind:
            continue
        word = one[0]
        if behind_word < end and text[behind_word] == "." and _takes_point(word, text, behind_word):
            word += "."
            behind_word += 1
        if not found and (glued := _GLUED.match(word)):
            # A bullet or footnote mark that the page's text has lost: "1Arvika Kanotklubb".
            at, word = at + glued.end(), word[glued.end() :]
        of_kind = kind(_calm(word) if shouted else word)
        if of_kind == "för" and before in ("ek", "ek."):
            of_kind = "legal"
        elif (
            of_kind == "number" and found and found[-1].kind != "number" and _in_name(word, text, behind_word)
        ):
            of_kind = "figure"
        behind = behind_word
        before = word.lower()
        found.append(Word(at, behind, word, before, of_kind))
    return found


def _takes_point(word: str, text: str, at: int) -> bool:
    """Whether the point behind a word is its own: an abbreviation's or an initial's."""
    if len(word) == 1:
        return word.isupper() and bool(_INITIAL.match(text, at))
    low = word.lower()
    return low in _ABBREVIATED or low.endswith(SHORTENED)


def without_full_stop(text: str, start: int, end: int) -> int:
    """Where the name ``text[start:end]`` ends without the full stop of its sentence; "ek. för." keeps its own."""
    if (
        end - start < 2
        or text[end - 1] != "."
        or _takes_point(text[start : end - 1].rpartition(" ")[2], text, end - 1)
    ):
        return end
    return end - 1


def _calm(word: str) -> str:
    """A word of a line that is all in capitals as it would stand in another line."""
    low = word.lower()
    return low if low in JOINING else word.capitalize() if len(word) > SHORTEST_SHOUTED else word


SHORTEST_SHOUTED = 4
"""Letters up to which a word in capitals is taken for an acronym even among others in capitals."""
_GLUED = re.compile(r"\d(?=[A-ZÅÄÖ][\w.])")
_SUM_GOES_ON = re.compile(
    r"[ ]?(?:\d|:-|[-–%]|(?:kr|tkr|mkr|mnkr|kronor|miljon\w*|miljard\w*|tusen|euro|procent|st|meter|SEK)\b)"
)


def _in_name(number: str, text: str, end: int) -> bool:
    """Whether a number could be part of a name ("Masten 3", "Munka IF 87"): small, whole, and no sum's."""
    return len(number) <= 4 and number.isdigit() and not _SUM_GOES_ON.match(text, end)


SIGNS = "sign"
_FORMS = frozenset(lexicon("organisations")["legal"]["forms"])
_WRITTEN_OUT = frozenset(["ek.", "aktiebolag", "aktiebolaget", "handelsbolag", "kommanditbolag"])
_CLUBS = frozenset(lexicon("organisations")["clubs"]["forms"])
_MIXED = frozenset(["boik", "goif", "gif"])
"""Short forms that are clubs' in small letters, too."""
_OF_A_PLACE = re.compile(
    rf"[A-ZÅÄÖ](?:{lexicon('organisations')['clubs']['of_a_place'].replace(' ', '|').upper()})"
)
"""A club's short form with the first letter of its place: "SIF", "HBK"."""
SHORTENED = tuple(words("organisations", "shortened"))
"""What a head's abbreviation ends in: "Badfören." """


def not_shortened(behind: str = "") -> str:
    """A pattern for a place that no such abbreviation, with ``behind`` after it, stands right before."""
    return "".join(rf"(?<!{re.escape(one + behind)})" for one in SHORTENED)


_HEADS = frozenset(lexicon("organisations")["heads"]["words"])
_SMALL = words("words", "small")
JOINING = words("words", "joining")
VERBS = (
    words("words", "verb")
    | {
        form.partition(" ")[0]
        for row in lexicon("giving")["word"]
        if row["symbol"] in {*"RBWDYK"}
        for form in row["forms"]
    }
    - _SMALL
)
GETTING = words("words", "getting")
GIVING = words("words", "giving")
_ROLES = words("words", "role")
_NOUNS = words("words", "noun")
_NOUN_ENDINGS = tuple(sorted(words("words", "noun_endings")))
_CALENDAR = words("words", "calendar")
GIVEN = frozenset(f"{lexicon('people')['given']} {lexicon('people')['rare_given']}".split())
_FAMILIES = lexicon("organisations")["family"]
_OF_FAMILY = {word: row["name"] for row in _FAMILIES for word in (*row["words"], *row.get("alone", ()))}
_ALONE = frozenset(word for row in _FAMILIES for word in row.get("alone", ()))
_BASE = "|".join(sorted(_OF_FAMILY, key=lambda word: (-len(word), word)))
# The shortest stem leaves the longest word of a family: "sjukhus" is no house.
_ENDING = re.compile(rf"(?P<stem>[\w-]*?)(?P<base>{_BASE})(?P<ending>en|et|n|t|ar|arna|er|erna|na|r)?s?")


@lru_cache(maxsize=16384)
def kind(word: str) -> str:
    """What ``word`` may be in a name; the first that fits, from closed classes to the mere shape of the word."""
    low = word.lower()
    if not word[0].isalnum():
        return "&" if word in "&+" else SIGNS
    if word[0].isdigit():
        return "number" if word.replace(".", "").replace(",", "").replace(":", "").isdigit() else "mixed"
    if _FILED.fullmatch(word):
        return SIGNS
    capital = word[0].isupper()
    if not capital and not word.islower():
        return "mixed"
    if low in _CALENDAR and not (capital and low in GIVEN):
        return "calendar"
    if low in _FORMS and (not capital or word.isupper() or low in _WRITTEN_OUT):
        return "legal"
    if not capital and low in JOINING:
        return low
    if word[-1] == "-":
        return "Hyphen"
    if capital:
        return _capital(word, low)
    return _lower(low)


def _capital(word: str, low: str) -> str:
    if len(word) == 2 and word[1] == ".":
        return "Initial"
    if (low in _CLUBS and (word.isupper() or low in _MIXED)) or _OF_A_PLACE.fullmatch(word):
        return "Club"
    if low in GIVEN:
        return "Given"
    if low in _SMALL:
        return "Small"
    if low in _HEADS:
        return "Head"
    if low in _ROLES:
        return "Role"
    if low in _NOUNS or low.endswith(_NOUN_ENDINGS):
        return "Noun"
    if low in VERBS:
        return "Verb"
    if word.isupper():
        return "ACRONYM" if len(word) > 1 else "Letter"
    if ending(low):
        return "Ending"
    return "Genitive" if low.endswith("s") else "Capital"


def _lower(low: str) -> str:
    for group, name in (
        (VERBS, "verb"),
        (_HEADS, "head"),
        (_ROLES, "role"),
        (_NOUNS, "noun"),
        (_SMALL, "small"),
    ):
        if low in group:
            return name
    if ending(low):
        return "ending"
    if low.endswith(_NOUN_ENDINGS):
        return "noun"
    if low.endswith(("ade", "des", "tes", "ats", "tts", "as", "dde", "ar", "er", "yr", "år")):
        return "lower verb-like"
    if low.endswith(("rna", "ande", "ning", "ningar", "het", "isk", "iska", "igt", "liga")):
        return "lower noun-like"
    return "lower-s" if low.endswith("s") else "lower"


def gets(words: Sequence[Word]) -> bool:
    """Whether a sentence goes on with a verb of getting: "får", "har tilldelats"."""
    at = 1 if words and words[0].low in _HAVE else 0
    return len(words) > at and words[at].low in GETTING


_HAVE = ("har", "hade")


class Ending(NamedTuple):
    """An organisation's word: the family that it is of, whether it ends a compound, is definite or plural."""

    family: str
    compound: bool
    definite: bool
    plural: bool = False


@lru_cache(maxsize=16384)
def ending(low: str) -> Ending | None:
    """How a word in lower case is an organisation's ("bygdegårdsföreningen"), None if it is not."""
    if low.rstrip(".").endswith(SHORTENED):
        return Ending("association", not low.startswith(SHORTENED), False)
    found = _ENDING.fullmatch(low)
    if found is None or (found["stem"] and found["base"] in _ALONE):
        return None
    inflected = found["ending"]
    return Ending(
        _OF_FAMILY[found["base"]],
        bool(found["stem"]),
        inflected in ("en", "et", "n", "t"),
        inflected in ("ar", "arna", "er", "erna", "na"),
    )


class Stretch(NamedTuple):
    """The words of one cell or line. ``prose`` is true where a verb makes it a sentence, ``row`` where it is one of
    several lines that end in a sum without any sign between: a table whose columns are lost."""

    words: list[Word]
    prose: bool
    row: bool


ROWS = 3
"""Lines of words and a number at their end that make a table without columns."""


def spread(text: str, lines: Iterable[Line]) -> list[Stretch]:
    """The words of each cell and line of a release."""
    every = [tokens(text, a, b) for line in lines for a, b in _cells(text, line.start, line.end)]
    every = [words for words in every if words]
    several = sum(map(_is_row, every)) >= ROWS
    if several:
        every = list(map(_ended, every))
    return [
        Stretch(words, any(word.kind in ("verb", "Verb") for word in words), several and _is_row(words))
        for words in every
    ]


def _ended(words: list[Word]) -> list[Word]:
    """The words of a line among such rows: a small number that ends it is a sum, too, and no part of a name."""
    return [*words[:-1], words[-1]._replace(kind="number")] if words[-1].kind == "figure" else words


def _cells(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    at = start
    for cell in text[start:end].split("\t"):
        yield at, at + len(cell)
        at += len(cell) + 1


def _is_row(words: list[Word]) -> bool:
    if words[-1].low in _UNITS:
        words = words[:-1]
    return len(words) > 2 and words[-1].kind == "number" and all(word.kind != SIGNS for word in words)


_UNITS = frozenset(["kr", "kronor", "tkr", "mkr", "mnkr", "sek", "euro"])

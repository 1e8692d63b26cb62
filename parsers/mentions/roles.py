"""Says how much the words of a span speak for an organisation, a person, a place or a project's title."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from math import exp

from anslag.parsers.lexicon import lexicon, words
from anslag.parsers.mentions.words import GIVEN, SIGNS, Word, ending, tokens
from anslag.parsers.organisations import counties, kommuner
from anslag.parsers.weights import dependent, weights

_KNOWN = frozenset(lexicon("organisations")["known"]["names"])
_DECIDING = words("organisations", "deciding")
_TITLE = words("words", "title")
_SURNAME = re.compile(rf"(?:{'|'.join(lexicon('people')['surname_endings'])})$")
_PLACE = re.compile(rf"(?:{'|'.join(lexicon('people')['place_endings'])})s?$")
_AREAS = frozenset(lexicon("people")["areas"])
_QUOTES = "\"”“«»'’"


@lru_cache(maxsize=4096)
def _words(text: str) -> list[Word]:
    return tokens(text, 0, len(text))


def _real(text: str) -> list[Word]:
    return [word for word in _words(text) if word.kind != SIGNS]


@dependent
@lru_cache(maxsize=16384)
def organisation_score(text: str) -> float:
    """How much ``text`` looks like an organisation's name rather than a title, a person or a place, from 0 to 1."""
    table = weights("organisations")
    total = sum(table[cue][0] for cue in organisation_cues(text) if cue in table)
    return 1 / (1 + exp(-total))


def organisation_cues(text: str) -> list[str]:
    """The named cues of :func:`organisation_score`, each a key of its table of weights."""
    every = _words(text)
    real = _real(text)
    if not real:
        return ["no words"]
    found = [
        "always",
        f"first word {real[0].kind}",
        f"last word {real[-1].kind}",
        f"words {_bucket(len(real))}",
    ]
    found += _families(real)
    found += [f"holds {kind}" for kind in sorted({word.kind for word in real})]
    found += [f"begins as a title, {real[0].kind}"] if real[0].low in _TITLE else []
    found += [f"ends with {real[-2].kind} {real[-1].kind}"] if len(real) > 1 else []
    found += [f"begins with {real[0].kind} {real[1].kind}"] if len(real) > 1 else [f"one word {real[0].kind}"]
    if is_known(real, text):
        found.append("known body")
    small = sum(word.text[0].islower() for word in real[1:])
    found.append(
        "no small word" if not small else f"small words {'most' if small * 2 > len(real) else 'some'}"
    )
    if text[0] in _QUOTES:
        found.append("in quotation marks")
    found += [f"sign {word.text}" for word in every if word.kind == SIGNS and word.text in ":!?–-,("]
    if person_score(text) > 0.5:
        found.append("like a person")
    if place_score(text) > 0.5:
        found.append("like a place")
    if _PLACE.search(real[0].low):
        found.append("first word like a place" + (" in the genitive" if real[0].low.endswith("s") else ""))
    return sorted(set(found))


def is_known(words: Sequence[Word], text: str) -> bool:
    """Whether a name is or begins with a body that everybody knows."""
    return is_public(text) or words[0].low in _KNOWN or " ".join(word.low for word in words[:2]) in _KNOWN


def is_board(text: str) -> bool:
    """Whether a name is that of a body that decides: "Norra regionens kulturnämnd", "Regionen", "LAG i Leader Norr"."""
    if text.lower() in _DECIDING or text.split(" ", 1)[0] == "LAG":
        return True
    head = _real(_PLACED.split(text, maxsplit=1)[0])
    if not head or (len(head) > 1 and head[0].kind == "Head"):
        return False
    known = ending(head[-1].low)
    return known is not None and known.family == "board"


_PLACED = re.compile(r"\s(?:i|för|på|vid|inom)\s")
"""What parts the head of a name from its place or its field."""


def _families(real: list[Word]) -> list[str]:
    found = []
    for at, word in enumerate(real):
        where = (
            "alone" if len(real) == 1 else "first" if at == 0 else "last" if at == len(real) - 1 else "inside"
        )
        known = ending(word.low)
        if known:
            shape = ("compound" if known.compound else "word") + (", definite" if known.definite else "")
            found += [f"{known.family} {where}", f"{shape} of {known.family}", f"{shape} {where}"]
    return found or ["no family"]


def _bucket(length: int) -> str:
    return str(max(one for one in (1, 2, 3, 4, 6, 9) if one <= length))


@lru_cache(maxsize=16384)
def person_score(text: str) -> float:
    """How much ``text`` looks like a person's name alone ("Anna Ek", "Ek, Anna", "professor Dan I. Andersson")."""
    real = _real(text)
    while real and real[0].kind in ("role", "Role"):
        real = real[1:]
    if not 1 < len(real) <= 5 or any(word.kind not in _PERSONAL for word in real):
        return 0.0
    reversed_name = "," in text
    first, last = (real[-1], real[0]) if reversed_name else (real[0], real[-1])
    given = first.low in GIVEN or all(part in GIVEN for part in first.low.split("-"))
    surname = bool(_SURNAME.search(last.low)) or len(last.text) < 4
    if any(word.kind in ("Ending", "Head", "Club", "ACRONYM", "Genitive") for word in real[1:-1]):
        return 0.1
    if given:
        return 0.75 if last.kind in ("Ending", "Genitive") and not surname else 0.95
    return 0.4 if surname and len(real) == 2 and first.kind == "Capital" else 0.1


_PERSONAL = frozenset("Capital Given Initial Genitive Ending von af de la van der al el del".split())


@cache
def _kommun_names() -> frozenset[str]:
    return frozenset(name.removesuffix(" kommun") for name in kommuner() if name.endswith(" kommun"))


@cache
def _places() -> frozenset[str]:
    return _kommun_names() | {name.removesuffix(" län") for name in counties()} | _AREAS


@lru_cache(maxsize=16384)
def place_score(text: str) -> float:
    """How much ``text`` looks like a place alone ("Norrbotten", "Kalmar län", "Lövåsa")."""
    bare = text.strip(" .,;:()")
    low = bare.lower().removesuffix(" län")
    if low.startswith("region "):
        return 0.0
    if low in _places() or low.removesuffix("s") in _AREAS:
        return 0.95
    if not bare[:1].isupper() or len(bare.split()) > 2:
        return 0.0
    return 0.6 if _PLACE.search(low) and len(bare.split()) == 1 and bare.lower() not in GIVEN else 0.2


def is_area(text: str) -> bool:
    """Whether ``text`` is a country, a landscape or a county and no kommun: what it gets is for many in it."""
    low = text.strip(" .,;:()").lower()
    return low in _areas()


@cache
def _areas() -> frozenset[str]:
    full = {name for name in counties() if name.endswith(" län") and not name.startswith("region ")}
    bare = {name.removesuffix(" län").removesuffix("s") for name in full} | _AREAS
    return frozenset(full | (bare - _kommun_names()) | {"gotland"})


def is_public(text: str) -> bool:
    """Whether ``text`` is a kommun, a county or its region, by the reference tables."""
    low = text.lower()
    return low in kommuner() or (low in counties() and not low.endswith("götaland"))

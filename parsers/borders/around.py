"""What stands round a span and in it, as cues of any choice."""

from __future__ import annotations

import re
from collections.abc import Iterator

from anslag.parsers.mentions.mention import Span
from anslag.parsers.mentions.roles import organisation_score, person_score, place_score

_SURE = ((0.9, "sure"), (0.7, "likely"), (0.5, "rather"), (0.3, "perhaps"), (0.1, "hardly"))
SMALL = frozenset("till för av från i på hos vid med och genom samt under som är".split())
"""Small words that a name may stand beside."""
VERBS = frozenset("får fick beviljas beviljades har tilldelas erhåller söker ska vill kommer".split())
_REACH = 40
_ANY = re.compile(r"\w+|[^\w\s]")
_NEXT = re.compile(r"[ \t]*(\n|\w+|[^\w\s])")


def sure(score: float) -> str:
    """A score of 0 to 1 in words."""
    return next((word for least, word in _SURE if score >= least), "not")


def looks(said: str) -> Iterator[str]:
    """Whether the words are an organisation's, a person's or a place's."""
    yield f"organisation {sure(organisation_score(said))}"
    if (person := person_score(said)) >= _NOTED:
        yield f"person {sure(person)}"
    if (place := place_score(said)) >= _NOTED:
        yield f"place {sure(place)}"


_NOTED = 0.3


def fills(text: str, start: int, end: int) -> str:
    """How much of its cell or line a span fills: "all", "the beginning", "the end" or "" for a part amid it."""
    before, behind = text[max(0, start - 2) : start], text[end : end + 2]
    opens = not start or "\t" in before or "\n" in before
    closes = end >= len(text) or "\t" in behind or "\n" in behind
    return "all" if opens and closes else "the beginning" if opens else "the end" if closes else ""


def neighbours(text: str, start: int, end: int) -> Iterator[str]:
    """The word or sign before a span and the one behind it."""
    yield f"behind {_before(text, start)}"
    yield f"ahead of {_behind(text, end)}"


def _before(text: str, start: int) -> str:
    before = text[max(0, start - _REACH) : start]
    words = _ANY.findall(before)
    if not words or "\n" in before[len(before.rstrip()) :]:
        return "a line's start"
    return _word(words[-1], SMALL)


def _behind(text: str, end: int) -> str:
    found = _NEXT.match(text, end, end + _REACH)
    return "a line's end" if found is None or found[1] == "\n" else _word(found[1], SMALL | VERBS)


def _word(word: str, known: frozenset[str]) -> str:
    low = word.casefold()
    if low in known or not word[0].isalnum():
        return low
    if low.startswith("projekt") or low.endswith("projektet"):
        return "a word for a project"
    return "a number" if word[0].isdigit() else "a capital" if word[0].isupper() else "a word"


def side(text: str, start: int, end: int, other: Span) -> tuple[str, str]:
    """On which side of another span one stands ("before", "behind", "over"), and the text between."""
    if end <= other.start:
        return "before", text[end : other.start]
    if other.end <= start:
        return "behind", text[other.end : start]
    return "over", ""


def line(between: str) -> str:
    """Whether what has this text between it stands on one line."""
    return "another line" if "\n" in between else "same line"


def against(text: str, start: int, end: int, own: Span | None) -> Iterator[str]:
    """How a span differs from what the row has."""
    if own is None:
        yield "instead of none"
    elif start <= own.start and own.end <= end:
        yield "longer before" if start < own.start else "longer behind"
        if start == own.start:
            yield f"longer over {_sign(text[own.end : end].strip()[:1])}"
    elif own.start <= start and end <= own.end:
        yield from _part(text, start, end, own)
    else:
        yield "another than its own"


def _part(text: str, start: int, end: int, own: Span) -> Iterator[str]:
    if start == own.start:
        yield "its beginning"
        yield f"parted at {_sign(text[end : own.end].strip()[:1])}"
    else:
        yield "its end" if end == own.end else "its middle"
        yield f"parted at {_sign(text[own.start : start].strip()[-1:])}"


def _sign(found: str) -> str:
    return found if found and not found.isalnum() else "a word"

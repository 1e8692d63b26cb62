"""Finds a known person in a text, in all the forms in which a release names one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

_SPEAKS = (
    r"(?:säger|sager|sa|sade|berattar|menar|forklarar|konstaterar|tycker|kommenterar|avslutar|fortsatter|tror|hoppas"
    r"|understryker|poangterar|betonar)"
)
_GAP = r"[ \n-]"


@lru_cache(maxsize=1000)
def _whole(name: str) -> re.Pattern[str]:
    first, *rest = map(re.escape, name.split())
    last = rest[-1]
    middle = rf"(?:{_GAP}[\w'-]+\.?)??"
    forms = [
        rf"{first}{middle}" + "".join(rf"{_GAP}{word}" for word in rest) + r"s?",
        rf"{last},{_GAP}?{first}",
        rf"{first[0]}\. ?{last}s?",
    ]
    return re.compile(rf"\b(?:{'|'.join(forms)})\b")


@lru_cache(maxsize=1000)
def _half(name: str) -> re.Pattern[str]:
    words = [re.escape(word) for word in (name.split()[0], name.split()[-1])]
    half = f"(?:{'|'.join(words)})"
    return re.compile(rf"\b{_SPEAKS} (?P<after>{half})\b|(?<=[-.] )(?P<before>{half})(?= {_SPEAKS}\b)")


_LABEL = re.compile(
    r"\b(?:(?:press|medie|media)?kontakt(?:a|person(?:er)?)?|handlaggare|besvaras av|lamnas av|ges av|fas av)"
    r"(?: garna)?[: ]{1,3}(?:[\w-]+ ){0,3}\Z"
)
_PLACE = re.compile(r"\b(?:i|inom|vid|pa|kring|runt|genom|utanfor|nara)[ \n]\Z")
_BEFORE = 60
"""Characters before a name that say what it is."""


def spans(name: str, text: str, plain: str) -> Iterator[tuple[int, int]]:
    """Where ``text`` names ``name`` in full: "Anna Berg", "Anna M. Bergs", "Berg, Anna".

    ``plain`` is ``text`` as :func:`anslag.parsers.privacy.folding.plain` has it.
    """
    if name.split()[-1] not in plain:
        return
    for found in _whole(name).finditer(plain):
        words = re.split(r"[ \n,-]+", text[found.start() : found.end()])
        # "läs mer" is nobody, though a page shouts "LÄS MER" above an address.
        if words[0][:1].isupper() and words[-1][:1].isupper():
            yield found.span()


def halves(name: str, plain: str) -> Iterator[tuple[int, int]]:
    """Where a text lets ``name`` speak by one of its names alone: "säger Berg"."""
    for found in _half(name).finditer(plain):
        yield found.span("after" if found["after"] else "before")


def is_labelled(plain: str, start: int) -> bool:
    """Whether the name at ``start`` is called a contact person's: "Kontaktperson: Maj Stenlund"."""
    return _LABEL.search(plain, max(0, start - _BEFORE), start) is not None


def is_place(plain: str, start: int) -> bool:
    """Whether one can be in what is named at ``start``, as in no person: "i Östra Mellanland"."""
    return _PLACE.search(plain, max(0, start - _BEFORE), start) is not None

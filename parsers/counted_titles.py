"""Titles that count down the page: "A. Varma väggar", "B. Sol över stallet"; "Projekt 1: Gröna stråket"."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import replace

from anslag.parsers.mentions.mention import Annotations
from anslag.parsers.merging import Told

_COUNTED = re.compile(
    r"(?:(?:Projekt|Delprojekt|Ansökan|Nr)\s)?(?P<place>[1-9]\d?|[A-ZÅÄÖ])(?:[.):]\s+|(?<=\d)\s+(?=[A-ZÅÄÖ]))(?=\S)"
)
_LEAST = 2
"""Titles that count on from each other at least."""


def uncounted(a: Annotations, told: Sequence[Told]) -> list[Told]:
    """``told``, its titles without their places where they count on from the first: A, B, C or 1, 2, 3.

    Of four or more, one in four may be missing: it was not read.
    """
    found = [
        _COUNTED.match(a.text, one.candidate.title.start) if one.candidate.title else None for one in told
    ]
    places = [_place(one["place"]) for one in found if one]
    if len(places) < _LEAST or not _counts_on(places):
        return list(told)
    return [_without(one, match.end()) if match else one for one, match in zip(told, found, strict=True)]


def _counts_on(places: Sequence[int]) -> bool:
    rises = all(one < other for one, other in itertools.pairwise(places))
    return rises and places[0] == 1 and places[-1] <= len(places) + len(places) // 4


def _place(printed: str) -> int:
    return int(printed) if printed.isdigit() else ord(printed) - ord("A") + 1


def _without(one: Told, start: int) -> Told:
    """``one`` with a title that begins at ``start``, where some of it is left."""
    title = one.candidate.title
    if title is None or start >= title.end:
        return one
    return replace(one, candidate=one.candidate._replace(title=title._replace(start=start)))

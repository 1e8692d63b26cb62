"""Parts the opening of a row at its signs, row by row: which pieces name somebody, and what stands before and behind them.

One comma serves title, person, unit, recipient and place, so no separator cuts all rows of a list alike. What names
somebody stands together, and a title is what is left on one side of it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from anslag.parsers.lexicon import words
from anslag.parsers.mentions.mention import Span
from anslag.parsers.mentions.roles import organisation_score, person_score, place_score
from anslag.parsers.mentions.words import not_shortened
from anslag.parsers.weights import dependent

LONGEST = 320
"""Characters of a row in which its names are sought: what follows tells of the project."""

_MOST = 24
"""Pieces of a row that are looked at."""
_NAMING = 0.5
"""Score from which on a piece is an organisation, a person or a place."""
_PERSONAL = 0.35
"""Score from which on a piece is a person: by itself, between signs, a surname behind a capital is enough."""
_LONGEST_NAME = 90
OUTSIDE = r"(?:(?=\d)|(?![^()\n]{0,80}\)))"
"""Behind a sign: it stands in no brackets, or before a measure in them."""
_SIGN = re.compile(
    rf"(?<!\b[A-ZÅÄÖ]){not_shortened()}[.!?][\"”]?\s+(?=[A-ZÅÄÖ0-9\"”“])|\s?,\s+{OUTSIDE}|\s?[;:|\t]\s+|\s[–—-]{{1,2}}\s|\s?\((?=[^()]*\))|\)[,.:;]?\s*|\s?\n\s*"
)
_ACRONYM = re.compile(r"[A-ZÅÄÖ]{2,6}(?:/[A-ZÅÄÖ]{2,6})*")
_UNIT = re.compile(
    r"(?:\w*institution|\w*avdelning|\w*enhet|\w*klinik|\w*förvaltning|\w*fakultet)\w*\b", re.I
)

_ROLES = rf"(?i:{'|'.join(sorted(words('words', 'role') & words('labels', 'owner')))})"
ROLE = re.compile(rf"\s?[,.;:(–-]\s*{_ROLES}s?\s?:?\s(?=[A-ZÅÄÖ])")
"""A word within a row that says whose name follows: ", projektägare Storåns kommun"."""
ENDS_IN_ROLE = re.compile(rf"\s?[,;(–-]\s*{_ROLES}\s?:?$")
"""Such a word at the end of what was cut off before the name."""


class Piece(NamedTuple):
    """One piece between signs. ``kind``: "organisation", "person", "beside" (a place, an acronym, a unit), "" for none."""

    start: int
    end: int
    kind: str


# The grids of one region cut the same lines, and the borders of each row are asked for twice.
@dependent
@lru_cache(maxsize=256)
def pieces(text: str, start: int, end: int) -> Sequence[Piece]:
    """The pieces of ``text[start:end]`` in order."""
    found: list[Piece] = []
    at = start
    for sign in [*_SIGN.finditer(text, start, end), None]:
        stop = sign.start() if sign else end
        if text[at:stop].strip(" .") and len(found) < _MOST:
            found.append(Piece(at, stop, _kind(text[at:stop].strip(" .,"))))
        at = sign.end() if sign else end
    return tuple(found)


def _kind(text: str) -> str:
    if not text or len(text) > _LONGEST_NAME:
        return ""
    if person_score(text) > _PERSONAL:
        return "person"
    if _UNIT.match(text) or _ACRONYM.fullmatch(text):
        return "beside"
    if organisation_score(text) > _NAMING:
        return "organisation"
    return "beside" if place_score(text) > _NAMING else ""


@dependent
@lru_cache(maxsize=256)
def parted(text: str, start: int, end: int) -> Mapping[str, Span]:
    """What the pieces of a row name, and what stands around it, by the names of the cuts."""
    every = pieces(text, start, end)
    bodies = [i for i, one in enumerate(every) if one.kind == "organisation"]
    persons = [i for i, one in enumerate(every) if one.kind == "person"]
    naming = sorted(bodies + persons)
    found: dict[str, Span] = {}
    if not naming:
        return found
    first, last = _run(every, naming[0]), _run(every, naming[-1])
    anchors = {
        "first-names": first,
        "last-names": last,
        "person": (persons[0], persons[0] + 1) if persons else None,
        "first-body": (bodies[0], bodies[0] + 1) if bodies else None,
        "last-body": (bodies[-1], bodies[-1] + 1) if bodies else None,
        "body-of-first": _inside(bodies, first),
        "body-of-last": _inside(bodies, last),
    }
    for name, place in anchors.items():
        if place is None:
            continue
        one, other = every[place[0]], every[place[1] - 1]
        found[name] = Span(one.start, other.end)
        if place[0] and not name.startswith("body-of"):
            found[f"ahead-{name}"] = Span(start, every[place[0] - 1].end)
        if place[1] < len(every) and not name.startswith("body-of"):
            found[f"behind-{name}"] = Span(every[place[1]].start, end)
    return found


def _run(every: Sequence[Piece], at: int) -> tuple[int, int]:
    """The neighbouring pieces around one that all name somebody, or say where or in which unit."""
    start = stop = at
    while start and every[start - 1].kind:
        start -= 1
    while stop + 1 < len(every) and every[stop + 1].kind:
        stop += 1
    return start, stop + 1


def _inside(bodies: Sequence[int], run: tuple[int, int]) -> tuple[int, int] | None:
    """The last organisation of a run: behind a clinic stands its hospital."""
    within = [i for i in bodies if run[0] <= i < run[1]]
    return (within[-1], within[-1] + 1) if within else None

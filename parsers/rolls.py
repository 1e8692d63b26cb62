"""The persons that a sentence lists with their workplaces: each gets a grant of the same kind, and the workplace owns it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from anslag.parsers.mentions.mention import Name
from anslag.parsers.reductions import PERSON, works_at
from anslag.parsers.symbols import Token, drawn

_LEAST = 3
"""Persons with a workplace from which on a sentence lists them."""
_BESIDE = re.compile(r"N(?P<way>,?[xbi]{0,3}v|,[xbi]{0,3}|\()N")
"""A person and the workplace behind: "Maj Ek, Boda lasarett", "Maj Ek vid …", "Maj Ek, lektor vid …", "Maj Ek (…"."""
_GIVEN = re.compile(
    # "Pengarna går till …", "Stipendier delas ut till …", "De som beviljas medel är …", "Följande får anslag: …"
    r"^(?=[^NMX.]*b)[^NMX.]*[RBWDY][^NMX.]*$|^(?=[^NMX.]*[RB])[^NMX.]*[K:][^NMX.]*$"
)
"""What stands before the first of them where the sentence says that they get money."""


def at_work(found: Sequence[Token]) -> Iterator[tuple[Name, tuple[Name, ...]]]:
    """The workplaces of the persons whom a sentence lists as those who get money, each with its person."""
    symbols = drawn(found)
    listed = list(_beside(found, symbols))
    if sum(_is_person(found[at]) for at, _ in listed) < _LEAST or _GIVEN.match(symbols[: listed[0][0]]) is None:
        return
    for at, place in listed:
        yield found[place].names[0], found[at].names


def _beside(found: Sequence[Token], symbols: str) -> Iterator[tuple[int, int]]:
    """The places of each person and of the workplace right behind."""
    at = 0
    while (match := _BESIDE.search(symbols, at)) is not None:
        person, place = match.start(), match.end() - 1
        is_pair = works_at(found[person], found[place], "v" in match["way"])
        if is_pair:
            yield person, place
        at = match.end() if is_pair else place


def _is_person(one: Token) -> bool:
    return all(name.person >= PERSON > name.organisation for name in one.names)

"""Lists of those who get money, told in a sentence of their own: persons with their workplaces, as many as a release counts."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from anslag.parsers.mentions.mention import Name, Span
from anslag.parsers.reductions import PERSON, works_at
from anslag.parsers.symbols import Token, drawn

_LEAST = 3
"""Persons with a workplace from which on a sentence lists them."""
_BESIDE = re.compile(r"N(?P<way>,?[xbi]{0,3}v|,[xbi]{0,3}|\()N")
"""A person and the workplace behind: "Maj Ek, Boda lasarett", "Maj Ek vid …", "Maj Ek, lektor vid …", "Maj Ek (…"."""
_OPENING = 40
"""Symbols before the first of them at most."""
_GIVEN = re.compile(
    # "Pengarna går till …", "Stipendier delas ut till …", "De som beviljas medel är …", "Följande får anslag: …"
    r"^(?=[^NMX.]*b)[^NMX.]*[RBWDY][^NMX.]*$|^(?=[^NMX.]*[RB])[^NMX.]*[K:][^NMX.]*$"
)
"""What stands before the first of them where the sentence says that they get money."""


def at_work(found: Sequence[Token]) -> Iterator[tuple[Name, tuple[Name, ...]]]:
    """The workplaces of the persons whom a sentence lists as those who get money, each with its person."""
    symbols = drawn(found)
    listed = list(_beside(found, symbols))
    if sum(_is_person(found[at]) for at, _ in listed) < _LEAST or listed[0][0] > _OPENING:
        return
    if _GIVEN.match(symbols[: listed[0][0]]) is None:
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


_ROLL = re.compile(r"[^NMX.]{1,12}?K[xe]{0,3}o?:?(?P<names>N(?:,N)+(?:,?cN)?)[^NM]{0,3}$")
"""A sentence that is a list: "Projekten finns hos: A, B samt C", "Med på listan är A, B och C"."""


def counted(found: Sequence[Token], counts: Collection[int]) -> Sequence[Name]:
    """The names of a sentence that is a list, if they are as many as one of ``counts``."""
    match = _ROLL.match(drawn(found))
    members = [one for one in found[match.start("names") :] if one.symbol == "N"] if match else []
    if len(members) < _LEAST - 1:
        return ()
    names = as_many([name for one in members for name in one.names], members[-1].word, counts)
    return names if len(names) >= _LEAST and len(names) in counts else ()


def as_many(names: Sequence[Name], last: str, counts: Collection[int]) -> Sequence[Name]:
    """The names of a list. The last, which says ``last``, is two where "och" stands in it, if they are then as many as one of
    ``counts``: "De fyra är Norrkören, Läsrådet, Boda IF och Storsele byalag"."""
    before, joint, _ = last.partition(_AND)
    if not joint or len(names) in counts or len(names) + 1 not in counts:
        return names
    whole = names[-1]
    middle = whole.start + len(before)
    return [*names[:-1], replace(whole, end=middle), replace(whole, start=middle + len(joint))]


_AND = " och "
_OPENS = re.compile(r"[K:][^KM:;.RBWDYX]{1,10}?m?$")
_GOES_ON = re.compile(r"(?:,c?|c)(?![,c])[^KM,:;.RBWDYX]{1,10}?m?$")


def with_sums(found: Sequence[Token]) -> Mapping[int, Span]:
    """By the start of each sum of a sentence that lists some: what it calls the member, whatever that is. "Bland dem märks Året
    runt med 3 miljoner, ny scen i Boda med 2 miljoner och Isbana med en miljon"."""
    symbols = drawn(found)
    members: dict[int, Span] = {}
    at, joint = 0, _OPENS
    for place in (index for index, one in enumerate(found) if one.symbol == "M"):
        match = joint.search(symbols, at, place)
        if match is None:
            break
        first = place - len(symbols[match.start() : place].lstrip(":K,c"))
        last = place - 1 - (symbols[place - 1] == "m")
        members[found[place].start] = Span(found[first].start, found[last].end, "clause.member")
        at, joint = place + 1, _GOES_ON
    return members if len(members) >= _LEAST else {}

"""Lists of those who get money, told in a sentence of their own: persons with their workplaces, as many as a release counts."""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from anslag.parsers.lexicon import lexicon
from anslag.parsers.mentions.mention import Name, Span
from anslag.parsers.organisations import kind
from anslag.parsers.reductions import NAMED, PERSON, SURE, works_at
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


_EACH_AT_LEAST = re.compile(r"^[^NX.]{0,12}M[^NMX.]{0,8}[BY][^NMX.]{0,3}N")
"""What opens a list of persons of whom each got a sum at least: "Bidrag på minst 2 miljoner har beviljats Maj Ek, …"."""
_PARTS = tuple(lexicon("giving")["workplaces"]["departments"])


def at_departments(found: Sequence[Token]) -> Iterator[tuple[Name, Name]]:
    """The parts of a university behind the persons whom a sentence lists as those who got a sum, each with its person:
    "minst 2 miljoner har beviljats Maj Ek, institutionen för ekologi, Bo Ström, avdelningen för vatten och Li Vik, …"."""
    opened = _EACH_AT_LEAST.match(drawn(found))
    listed = list(parts(_as_commas(found[opened.end() - 1 :]))) if opened else []
    begun = [at for at, (one, behind) in enumerate(itertools.pairwise(listed)) if _heads(one, behind)]
    if len(begun) >= _LEAST and sum(_is_person(listed[at][0]) for at in begun) * 2 >= len(begun):
        for at, after in itertools.pairwise((*begun, len(listed))):
            yield listed[at][0].names[0], _joined(listed[at + 1 : after])


def _as_commas(found: Sequence[Token]) -> list[Token]:
    """A list, each "och" before a name as a comma."""
    behind = [*found[1:], found[-1]]
    return [
        one._replace(symbol=",") if one.symbol == "c" and two.symbol == "N" else one
        for one, two in zip(found, behind, strict=True)
    ]


def _heads(one: Sequence[Token], behind: Sequence[Token]) -> bool:
    """Whether a member is a name alone, and behind it stands a part of a university."""
    return len(one) == 1 and one[0].symbol == "N" and _is_part(behind) and not _is_part(one)


def _is_part(part: Sequence[Token]) -> bool:
    """Whether a member begins as a part of a university: "kemiska institutionen", "Centrum för ytor"."""
    return any(word.endswith(_PARTS) for one in part[:2] for word in one.word.split())


def _joined(listed: Sequence[Sequence[Token]]) -> Name:
    """All that stands behind a person, up to the next, as one name."""
    return Name(listed[0][0].start, listed[-1][-1].end, organisation=SURE)


def _is_person(one: Token) -> bool:
    return all(name.person >= PERSON > name.organisation for name in one.names)


_ROLL = re.compile(r"[^NMX.]{1,12}?K[xe]{0,3}o?:?(?P<names>N(?:,N)+(?:,?cN)?)[^NM]{0,3}$")
"""A sentence that is a list: "Projekten finns hos: A, B samt C", "Med på listan är A, B och C"."""
_WHO_GOT = re.compile(r"[^NMX.:]{0,12}(?:[RB]|Y[tv])[^NMX.:]{0,6}:(?P<names>[^M.:;RBDYXK]*N[^M.:;RBDYXK]*)$")
"""A list behind a colon that says of its members that they got something: "Bakom projekten som fått ja står: A, B"."""
_OF_MANY = re.compile(r"[^NMX.:]{0,12}:(?P<names>[^M.:;RBDYXK]*N[^M.:;RBDYXK]*)$")
_MANY = 5
"""Members from which on a list behind a colon, as long as a count, is no chance: "Bakom satsningarna som kom med står: A, B"."""


def counted(found: Sequence[Token], counts: Collection[int]) -> Sequence[Name]:
    """The names of a sentence that is a list, if they are as many as one of ``counts``."""
    match = _ROLL.match(drawn(found))
    members = [one for one in found[match.start("names") :] if one.symbol == "N"] if match else []
    if len(members) < _LEAST - 1:
        return ()
    names = as_many([name for one in members for name in one.names], members[-1].word, counts)
    return names if len(names) >= _LEAST and len(names) in counts else ()


def whole_roll(found: Sequence[Token], counts: Collection[int]) -> Sequence[Name]:
    """All that stands between two commas of a list of those who got something, if they are as many as one of ``counts``: then
    each part is a whole name, whatever words it has. A list of many needs no word of getting."""
    symbols = drawn(found)
    told = _WHO_GOT.match(symbols)
    match = told or _OF_MANY.match(symbols)
    named = found[match.start("names") :] if match else ()
    for listed in (list(parts(named)), list(parts(_by_and(named)))):
        if len(listed) >= (_LEAST if told else _MANY) and len(listed) in counts:
            return [_spanning(part) for part in listed]
    return ()


def _spanning(part: Sequence[Token]) -> Name:
    """A member as one name, without what its brackets say."""
    named = list(itertools.takewhile(lambda one: one.symbol != "(", part)) or part
    # A title ends before its closing quotation mark.
    return replace(_best(named), start=named[0].start, end=named[-1].end + (named[-1].symbol == "T"))


def _best(part: Sequence[Token]) -> Name:
    named = (name for one in part for name in one.names)
    return max(named, key=lambda name: name.organisation, default=Name(0, 0))


def parts(found: Sequence[Token]) -> Iterator[Sequence[Token]]:
    """What stands between the commas of a list."""
    begun = 0
    for at, one in enumerate((*found, None)):
        if one is None or one.symbol == ",":
            if at > begun:
                yield found[begun:at]
            begun = at + 1


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
_OPENS = re.compile(r"(?:[K:]|^)[^KM:;.RBWDYX]{1,10}?[m,]?$")
_GOES_ON = re.compile(r"(?:,c?|c)(?![,c])[^KM,:;.RBWDYX]{1,10}?[m,]?$")


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
        last = place - 1 - (symbols[place - 1] in "m,")
        members[found[place].start] = Span(found[first].start, found[last].end, "clause.member")
        at, joint = place + 1, _GOES_ON
    return members if len(members) >= _LEAST else {}


def are_things(full: Sequence[Token], members: Collection[Span]) -> bool:
    """Whether the members of a list with sums are projects: the sentence says so, or one is told by what is done: "upprustning
    av Boda bystuga"."""
    first, last = min(one.start for one in members), max(one.end for one in members)
    outside = [one for one in full if one.end <= first or one.start >= last]
    return says_things(outside) or any(_is_told(full, one) for one in members)


def _is_told(full: Sequence[Token], member: Span) -> bool:
    words = [one for one in full if member.start <= one.start < member.end]
    return drawn(words[:2]) == "xo" and not words[0].capital


_OF_THINGS = re.compile(r"[^NM.:]{0,20}[RB][^NM.:]{0,8}[K:]:?(?P<listed>[^MK:;RBWDYX]*N[^MK:;RBWDYX]*)$")
"""A list of what got something, if it is one of things: "Bland de idéer som får stöd finns Isbana, Nya noter och Boda 2030"."""
_ONE_OF_THEM = tuple(lexicon("giving")["works"]["listed"])


def says_things(found: Sequence[Token]) -> bool:
    """Whether words for who got something mean no bodies: "det som får stöd", "några av de förslag som"."""
    spoken = [one.word for one in found]
    pairs = itertools.pairwise(spoken)
    return ("det", "som") in pairs or any(word.endswith(_ONE_OF_THEM) for word in spoken)


def things(full: Sequence[Token]) -> Iterator[Token]:
    """The projects that a sentence lists as what got something, without the word that says what each is."""
    found = [one for one in full if one.symbol]
    match = _OF_THINGS.match(drawn(found))
    listed = _by_and(found[match.start("listed") :]) if match else ()
    if not listed or any(map(_is_body, listed)) or not says_things(_before(full, listed[0])):
        return
    for part in parts(listed):
        if first := next(filter(_begins_a_name, part[:2]), None):
            yield first._replace(symbol="T", end=part[-1].end, names=(), word="", cue=NAMED)


def _before(full: Sequence[Token], place: Token) -> Sequence[Token]:
    return [one for one in full if one.start < place.start]


def _is_body(one: Token) -> bool:
    return bool(one.names) and kind(one.word) != "unknown"


def _begins_a_name(one: Token) -> bool:
    return one.capital or one.symbol in "NT"


def _by_and(found: Sequence[Token]) -> Sequence[Token]:
    """A list with its last "och" as a comma."""
    last = max((at for at, one in enumerate(found) if one.symbol in "c,"), default=0)
    return [one._replace(symbol=",") if at == last else one for at, one in enumerate(found)]

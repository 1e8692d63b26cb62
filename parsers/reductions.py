"""Makes a sentence's symbols fewer, so that few frames fit many sentences: workplaces, givers, lists, purposes.

Each reduction is a pattern over the symbols and what its match becomes. Their order matters: brackets and persons
before lists, lists before purposes.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from anslag.parsers.lexicon import lexicon
from anslag.parsers.mentions.mention import Name
from anslag.parsers.symbols import Token, drawn, is_workplace

Tokens = list[Token]
NAMED = "project"
"""The cue of a title that "projektet" or the like announces; other quotations may be anything."""
SURE = 0.9
"""The score from which on a name is an organisation's, whatever stands behind it."""
PERSON = 0.5
"""The score from which a name is read as a person's; likewise for organisations and places."""
_CALLED = lexicon("giving")["works"]
_PROJECT = re.compile(rf"(?<!egen)(?:{'|'.join(_CALLED['one'])})$")
_PROJECT_NAME = re.compile(rf"(?:{'|'.join(_CALLED['opening'])})\s+(?=\S)")
_PROJECTS = tuple(_CALLED["several"])
_NAMING = frozenset({"namnet", "titeln", "kallas", "kallad", "heter", "döpts", "rubriken", "benämns"})
_WORKS = tuple(_CALLED["stems"])
_NAMES = frozenset(("heter", "kallas", "hette"))
_IS_NAME = frozenset(("namnet", "titeln", "namn", "titel"))
_DEFINITE = re.compile(r"\w{4,}(?:en|et|an|erna|arna)$")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence as the frames see it. ``full`` holds all its tokens, ``tokens`` what the reductions left."""

    start: int
    end: int
    full: tuple[Token, ...]
    tokens: tuple[Token, ...]
    titles: tuple[Token, ...] = ()
    """The quotations and what "projektet" names, with the words that follow it."""
    symbols: str = ""
    """The symbols of ``tokens``, one sign each."""
    places: Mapping[int, int] = field(default_factory=dict)
    """By the start of a name or sum: the index of its token."""


def reduced(full: Sequence[Token], start: int, end: int, text: str) -> Sentence:
    found = [one for one in full if one.symbol]
    found = _counting(_with_titles(_with_title_lists(_named_before(found)), text))
    titles = tuple(stretched(full, one) for one in found if one.symbol == "T")
    found = list(_without_insides(found, titles))
    symbols = drawn(found)
    for pattern, change in _REDUCTIONS:
        if pattern.search(symbols):
            found = _applied(pattern, change, found, symbols)
            symbols = drawn(found)
    anaphors = _anaphors()
    found = [one._replace(symbol="A") if one.word in anaphors else one for one in found]
    symbols = drawn(found)
    places = {name.start: at for at, token in enumerate(found) for name in token.names}
    places |= {money.start: at for at, token in enumerate(found) for money in token.sums}
    return Sentence(start, end, tuple(full), tuple(found), titles, symbols, places)


def _without_insides(found: Tokens, titles: Sequence[Token]) -> Iterator[Token]:
    """``found`` with the titles at their full length, without the tokens that they took in."""
    stretched = {one.start: one for one in titles}
    end = 0
    for one in found:
        if one.start >= end:
            one = stretched.get(one.start, one)
            end = one.end if one.symbol == "T" else end
            yield one


LONGEST_TITLE = 20
"""Words behind the first of a title that may belong to it."""
_STOPS = frozenset("MRBWDYKXsPT;:()")
_LOOSE = frozenset(",cfivtmo-s")
_SHORT_CLAUSE = 2
"""Words of a clause behind "som" that ends a title: "Hästar som lyssnar"."""


def stretched(full: Sequence[Token], title: Token) -> Token:
    """A title that "projektet" opens goes on to the next verb, sum, period or comma: "Fyrar i rad", "Sjö, berg och byar"."""
    if not title.word:
        return title
    last = title
    first = bisect_left(full, title.end, key=lambda one: one.start)
    behind = full[first : first + LONGEST_TITLE]
    for at, one in enumerate(behind):
        parts = one.symbol == "-" and not (at + 1 < len(behind) and _is_capital(behind[at + 1]))
        goes_on = one.symbol == "s" and _is_short_clause(behind[at + 1 :])
        if parts or (one.symbol in _STOPS and not goes_on) or one.cue or one.word in _lasting():
            break
        if one.word in _of_time() and [two.symbol for two in behind[at + 1 : at + 2]] == ["P"]:
            break
        listed = any(other.symbol == "c" for other in behind[at : at + 4])
        if one.symbol == "," and not listed:
            break
        purpose = one.symbol == "f" and any(
            two.word == "att" or two.symbol == "P" for two in behind[at + 1 : at + 3]
        )
        if purpose or (one.symbol == "c" and any(two.symbol == "M" for two in behind[at : at + 8])):
            break
        last = last if one.symbol in _LOOSE else one
    return title._replace(end=last.end)


def _is_short_clause(behind: Sequence[Token]) -> bool:
    """Whether the sentence ends after a few words that tell nothing of the work: they are the title's."""
    short = 0 < len(behind) <= _SHORT_CLAUSE
    return short and not any(one.symbol in _STOPS or one.cue or one.word in _lasting() for one in behind)


def _is_capital(token: Token) -> bool:
    return token.capital or token.symbol == "N"


@cache
def _anaphors() -> frozenset[str]:
    """The words that stand for a body or a project named before."""
    return frozenset(lexicon("giving")["anaphors"]["words"])


@cache
def _lasting() -> frozenset[str]:
    """The verbs that say how long a project lasts: they are no part of its name."""
    return frozenset(lexicon("giving")["lasting"]["words"])


@cache
def _of_time() -> frozenset[str]:
    """The words that announce a period: they are no part of the title before them."""
    return frozenset(lexicon("giving")["announcing"]["words"])


Change = Callable[[Tokens], Tokens]


def _applied(pattern: re.Pattern[str], change: Change, found: Tokens, symbols: str) -> Tokens:
    """``found`` with every match changed; where a change declines, the search goes on from the next symbol."""
    made: Tokens = []
    at = 0
    while (match := pattern.search(symbols, at)) is not None:
        part = found[match.start() : match.end()]
        changed = change(part)
        end = match.start() + 1 if changed == part else match.end()
        made += found[at : match.start()]
        made += part[:1] if changed == part else changed
        at = end
    return made + found[at:]


def _with_title_lists(found: Tokens) -> Tokens:
    """ "Projekten Isbana, Nya noter och Boda 2030": each of a list behind the plural is a title."""
    if not any(one.word.endswith(_PROJECTS) for one in found):
        return found
    made: Tokens = []
    at = 0
    while at < len(found):
        made.append(found[at])
        at += 1
        if made[-1].word.endswith(_PROJECTS):
            parts, at = _title_list(found, at)
            made += parts
    return made


def _title_list(found: Tokens, at: int) -> tuple[Tokens, int]:
    """The titles of a list that begins at ``at``, with the signs between them, and where it ends; none for a lone one."""
    begun = at
    parts: Tokens = []
    part: Tokens = []
    while at < len(found) and found[at].symbol in ",cxTN" and found[at].cue != "runs":
        if found[at].symbol in ",c":
            parts += [*_as_title(part), found[at]]
            part = []
        else:
            part.append(found[at])
        at += 1
    parts += _as_title(part)
    several = sum(one.symbol == "T" for one in parts) > 1
    return (parts, at) if several else ([], begun)


def _as_title(part: Tokens) -> Tokens:
    """A part of a list as a title; nothing where it holds no capital."""
    first = next((i for i, one in enumerate(part) if one.symbol in "TN" or one.capital), None)
    if first is None or (first and not _PROJECT.search(part[first - 1].word)):
        return []
    return [part[first]._replace(symbol="T", end=part[-1].end, word="", names=(), cue=NAMED)]


def _with_titles(found: Tokens, text: str) -> Tokens:
    """ "Projektet Isbana", "Projektet, Isbana,", "fått namnet Isbana": what such a word names is a title."""
    made: Tokens = []
    for one in found:
        if one.symbol == "N" and (inside := _PROJECT_NAME.match(text, one.start, one.end)):
            made.append(one._replace(symbol="T", start=inside.end(), names=(), cue=NAMED))
        elif made and _could_be_named(one) and _announces(made):
            made = made if made[-1].symbol == "," else made[:-1]
            made.append(one._replace(symbol="T", names=(), cue=NAMED))
        else:
            made.append(one)
    return made


def _named_before(found: Tokens) -> Tokens:
    """ "Solrum heter projektet", "Larm utan knapp är namnet på projektet": all before the verb is what the project is called."""
    at = next((at for at, one in enumerate(found[:_BEFORE_VERB]) if one.symbol == "K"), 0)
    if not at or not any(word.startswith(_WORKS) for word in _called(found[at : at + _OF_THE_NAME])):
        return found
    lone = found[0] if at == 1 and found[0].symbol == "T" else found[0]._replace(end=found[at - 1].end)
    return [lone._replace(symbol="T", word="", names=(), cue=NAMED), *found[at:]]


def _called(found: Tokens) -> list[str]:
    """The words for what bears the name before a verb, where the verb says that it is a name."""
    verb, *said = [one.word for one in found]
    if verb in _NAMES:
        return said[:1]
    return said[1:] if said and said[0] in _IS_NAME else []


_BEFORE_VERB, _OF_THE_NAME = 8, 5
"""Symbols of a name before its verb, and of the verb with what is called so behind it."""


def _counting(found: Tokens) -> Tokens:
    """The tokens with a project's name as long as it counts things: "projektet Kust, kultur och kaffe"."""
    symbols = drawn(found)
    made: Tokens = []
    at = 0
    for match in re.finditer(r"T,xcx", symbols):
        title, *rest = found[match.start() : match.end()]
        if title.cue == NAMED and not any(one.capital for one in rest):
            made += [*found[at : match.start()], title._replace(end=rest[-1].end)]
            at = match.end()
    return made + found[at:]


def _could_be_named(one: Token) -> bool:
    """Whether a word could begin what "projektet" names."""
    return one.symbol in "TN" or one.capital


def _announces(made: Tokens) -> bool:
    """Whether the last words say that a project's name follows."""
    last = made[-1]
    if last.symbol == "," and len(made) > 1:
        return made[-2].symbol == "x" and _PROJECT.search(made[-2].word) is not None
    if last.word in _NAMING:
        return last is made[0] or any(one.word.startswith(_WORKS) for one in made)
    return last.symbol == "x" and _PROJECT.search(last.word) is not None


def _headed(part: Tokens) -> Tokens:
    """ "Organisationen Reka", "den ideella föreningen Reka": the noun says what the name is."""
    return part[1:] if _DEFINITE.search(part[0].word) else part


def _bracketed(part: Tokens) -> Tokens:
    """What stands in brackets is dropped, but for sums and for the name behind a title: "Isbana (Storsele IF)"."""
    inside = part[1:-1]
    sums = [one for one in inside if one.symbol == "M"]
    if sums:
        return [part[0], *sums, part[-1]]
    return inside if [one.symbol for one in inside] == ["N"] and part[0].symbol == "(" else []


def _named_title(part: Tokens) -> Tokens:
    return [part[0], *[one for one in part[1:] if one.symbol == "N"][:1]]


def _workplace(part: Tokens) -> Tokens:
    """ "Maj Ek, professor vid Norrhamra högskola": the workplace stands for its person."""
    person, place = part[0], part[-1]
    if not works_at(person, place, any(one.symbol == "v" for one in part)):
        return part
    return [place._replace(start=person.start, persons=person.names)]


def _employer(part: Tokens) -> Tokens:
    """ "Forskare vid Norrhamra högskola", "professor Maj Ek": what stands before says what the name is."""
    return [part[-1]._replace(start=part[0].start)]


def works_at(person: Token, place: Token, by_preposition: bool) -> bool:
    """Whether the first of two names is a person's and the second is where they work."""
    one, other = person.names[0], place.names[0]
    if is_workplace(person.word) or one.organisation >= SURE:
        return False
    if one.person > one.organisation:
        return other.organisation > other.person
    return is_workplace(place.word) and (by_preposition or " " in person.word)


def _is_place(token: Token) -> bool:
    return all(name.organisation < PERSON and name.person < PERSON for name in token.names)


def _placed(part: Tokens) -> Tokens:
    """ "Festivalen i Boda": a place says where, and is no party."""
    if not _is_place(part[-1]):
        return part
    return part[:1] if part[0].symbol == "N" else [one._replace(symbol="x") for one in part]


def _sited(part: Tokens) -> Tokens:
    """ "Leden på Ängsö får M": an island or the like says where, too."""
    return part[:1] if all(name.place >= PERSON > name.organisation for name in part[-1].names) else part


def _listed(part: Tokens) -> Tokens:
    """Names, or sums, that a list joins are one symbol; two names side by side in it are one."""
    names: list[Name] = []
    for before, one in itertools.pairwise((part[0], *part)):
        if before is not one and before.symbol == one.symbol == "N":
            names[-1] = replace(names[-1], end=one.names[-1].end)
        else:
            names += one.names
    sums = tuple(money for one in part for money in one.sums)
    persons = tuple(name for one in part for name in one.persons)
    return [part[0]._replace(end=part[-1].end, names=tuple(names), sums=sums, persons=persons)]


def _sum_only(part: Tokens) -> Tokens:
    return [one for one in part if one.symbol == "M"]


def _first(part: Tokens) -> Tokens:
    return part[:1]


def _without_aside(part: Tokens) -> Tokens:
    """ "Ringen, dit Boda IF och Viby IF hör, får M": a list between a name and its verb names others, unless one of them
    runs what the name stands for."""
    return part if any(one.cue == "runs" for one in part) else part[:1]


def _none(part: Tokens) -> Tokens:
    return [one for one in part if one.symbol not in "oN"]


def _purpose(part: Tokens) -> Tokens:
    """ "Till en ny scen i Boda": what the money is for; a name in it is no recipient."""
    return [Token("U", part[0].start, part[-1].end, part[0].word)]


def _reduction(pattern: str, change: Change) -> tuple[re.Pattern[str], Change]:
    return re.compile(pattern), change


_REDUCTIONS = (
    _reduction(r"T\([^()M]*N[^()M]*\)", _named_title),
    _reduction(r"N\([^()M]*\)", _first),
    _reduction(r"\([^()]*\)", _bracketed),
    _reduction(r"N[,xbvifcP]{0,8}?(?:[v,]x?N[xif]{0,3})?[v,]x{0,3}N", _workplace),
    _reduction(r"NiN", _placed),
    _reduction(r"iN", _placed),
    _reduction(r"NvN", _sited),
    _reduction(r"xvN", _employer),
    _reduction(r"xN", _headed),
    _reduction(r"o(?:N(?:,N)*(?:cN)?)", _none),
    _reduction(r"N(?:,[Nxbvi]{1,6})?,[ms][^M;.:RBWDYK]{1,60},(?=[RB])", _without_aside),
    _reduction(r"N,[xN]?s[^M,;.:]{1,25},(?=M)|N,s[^M,;.:]{1,25},", _first),
    _reduction(r"N,(?:[xbvi]{1,10}|x{1,3}[fv]N(?:,N)*(?:cN)?),(?=[RBWDYK])", _first),
    _reduction(r"N,(?=[RBWDY])", _first),
    _reduction(r"N(?:ix)?m(?:xx?)?N(?=[RBK])", _first),
    _reduction(r"N(?:,N)*,?[cr]N|N(?:,NN?){2,}", _listed),
    _reduction(r"M(?:,M)*,?r,?M|M(?:,M)+,?[cr]M|M[cr]M(?=e)", _listed),
    _reduction(r"[xb]{0,2}b[ivmo]?M", _sum_only),
    _reduction(r"Mi?x{0,2}b", _sum_only),
    _reduction(
        r"(?![tf]x?T[xb]{0,2}[YBWDK])(?!(?<=[YB])[tf]x?T)[tf](?:[xbivfoACTg]|P[x])(?:[xbivfomACPTgs]|t(?!x{0,2}N)|N(?![x,]{0,4}[MRBWDYK])|c(?![xT]{0,3}(?:M|N[x,]{0,4}[MRBWDYK]|N,)))*",
        _purpose,
    ),
    _reduction(r"N(?:(?:,?[xUPCvifTmc]){0,12}?(?:[,;]c?|c)[xm]{0,3}N){2,}", _listed),
)

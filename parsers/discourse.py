"""Chooses who got a sum: a fitted choice among the names of the release, or nobody below a margin.

What a name has going for it (its frame, its place in the sentence, how far off it stands, what else the release says
of it) is a set of named cues; ``weights/recipients.tsv`` holds what each is worth, fitted by
:mod:`anslag.fitting.recipients`.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from anslag.parsers.frames import Pair
from anslag.parsers.lexicon import any_of, lexicon, words
from anslag.parsers.mentions.mention import Money, Name
from anslag.parsers.mentions.roles import is_area, is_board
from anslag.parsers.organisations import kind
from anslag.parsers.reductions import PERSON, Sentence
from anslag.parsers.scenes import Scene, entity
from anslag.parsers.symbols import drawn, is_workplace
from anslag.parsers.weights import weights

_SURE = ((0.9, "for sure"), (0.75, "likely"), (0.6, "rather"), (0.4, "perhaps"), (0.2, "hardly"))
LEAST = 0.2
BEFORE, AFTER = 8, 3
"""Sentences before and after a sum whose names may be its recipient's."""
LONGEST_PATH = 60
NEAREST = 30
"""Names on either side of a sum in its own sentence that may be its recipient's."""
_PATH_NOISE = re.compile(r"[xPCvfis,AbU]+")
_VERBS = {
    "R": "gets",
    "B": "is granted",
    "W": "gives",
    "D": "spends",
    "Y": "goes",
    "K": "amounts",
    "X": "veto",
}
_LEADS = {
    "t": "to",
    "f": "for",
    "o": "from",
    "v": "at",
    "i": "in",
    "g": "through",
    "m": "with",
    "W": "gives",
    "c": "and",
    "s": "who",
}
_DEFINITE = re.compile(r"(\w{3,}?)(?:en|et|n|t|an|s)")


@dataclass(frozen=True, slots=True)
class Choice:
    """A name that could be a sum's recipient (None: nobody), with what speaks for and against it."""

    name: Name | None
    cues: frozenset[str]


def choices(scene: Scene, money: Money) -> tuple[Choice, ...]:
    """Everybody who could have got ``money``, nobody first."""
    at = bisect_right(scene.sentences, money.start, key=lambda s: s.start) - 1
    proposals = scene.proposed.get(money.start, ())
    near = _told(scene, at, money, proposals) or _near(scene, at, money)
    near = [i for i in near if not hands_on(scene, money, scene.a.names[i]) and not _gives(scene, at, i)]
    found = [Choice(None, frozenset(_nobody(scene, at, money, proposals)))]
    ranks = _ranks(scene, near)
    for index in near:
        found.append(
            Choice(
                scene.a.names[index],
                _cues(scene, at, money, index, proposals) | ranks.get(index, frozenset()),
            )
        )
    return tuple(found)


def _gives(scene: Scene, at: int, index: int) -> bool:
    """Whether a name is only ever told as who gives, or stands behind a sum as who it comes from: "M, beviljade av N"."""
    key = scene.entities[index]
    if key in scene.payers and key not in scene.amounts:
        return True
    if index not in scene.of_sentence[at]:
        return False
    full = scene.sentences[at].full
    place = bisect_right(full, scene.a.names[index].start, key=lambda one: one.start) - 1
    before = full[max(0, place - _NEAR) : max(0, place)]
    return bool(before) and before[-1].word in _FROM and _COMES.search(drawn(before)) is not None


_NEAR = 12
"""Tokens before a name in which it stands that a sum comes from it."""
_FROM = ("från", "av")
_COMES = re.compile(r"(?:M[^NtfMRYD]{0,4}|[BW])o$")


def hands_on(scene: Scene, money: Money, name: Name) -> bool:
    """Whether a sum's sentence says of ``name`` that it only hands it on: "uppdrar åt Kassaverket att betala ut M"."""
    at = bisect_right(scene.sentences, money.start, key=lambda one: one.start) - 1
    text, sentence = scene.a.text, scene.sentences[at]
    if not sentence.start <= name.start < sentence.end:
        return False
    before = text[max(sentence.start, name.start - _SAID) : name.start].casefold()
    behind = text[name.end : max(name.end, min(money.start, name.end + _SAID))].casefold()
    return _HANDED_BY.search(before) is not None or _HANDS.match(behind) is not None


_SAID = 400
"""Characters before and behind a name in which its sentence says so."""
_BY, _INFINITIVES = any_of(lexicon("giving")["handing"]["by"]), any_of(words("scopes", "to_hand_on"))
_HANDED_BY = re.compile(rf"\b{_BY} av $|\buppdrag\w* att {_INFINITIVES}\b.* (?:till|åt) $", re.S)
_HANDS = re.compile(rf" (?:i uppdrag |uppgiften )?(?:att|ska|skall) (?:[\w-]+ ){{0,4}}?{_INFINITIVES}\b")


def _told(scene: Scene, at: int, money: Money, proposals: tuple[Pair, ...]) -> list[int]:
    """The one name that a frame puts beside a sum with its verb; not a person's, a place's or a board's, who stand for others."""
    if len(proposals) != 1 or (name := proposals[0].name) is None:
        return []
    frame = proposals[0].frame
    ways = _VERBAL | _ALSO.get(frame, _TO)
    beside = frame == _GIVER_FIRST or _is_beside(scene.sentences[at], name, money, ways)
    sure = beside and not _stands_for_others(scene, name, frame)
    return [i for i in scene.of_sentence[at] if scene.a.names[i] is name] if sure else []


def _stands_for_others(scene: Scene, name: Name, frame: str) -> bool:
    said = scene.a.text[name.start : name.end]
    # "Till S/S Vesta går M. Rederi AB Vesta äger fartyget."
    is_run = frame == "to-goes-sum" and bool(scene.runners) and entity(said) not in scene.runners
    return is_run or max(name.person, name.place) >= PERSON or is_board(said) or is_area(said)


def _near(scene: Scene, at: int, money: Money) -> list[int]:
    """The names of the sum's sentence, and of every other body nearby its nearest mention; an area gets for others."""
    own = _around(scene, at, money)
    taken = {scene.entities[index] for index in own} | scene.areas
    before = [i for s in range(max(0, at - BEFORE), at) for i in scene.of_sentence[s]]
    after = [
        i for s in range(at + 1, min(len(scene.sentences), at + 1 + AFTER)) for i in scene.of_sentence[s]
    ]
    head = [i for s in range(min(2, at)) for i in scene.of_sentence[s]]
    chosen = list(own)
    for index in (*reversed(before), *after, *head):
        if scene.entities[index] not in taken:
            taken.add(scene.entities[index])
            chosen.append(index)
    return chosen


def _around(scene: Scene, at: int, money: Money) -> list[int]:
    """The names of the sum's sentence; in a very long one those nearest to the sum."""
    own = scene.of_sentence[at]
    middle = bisect_right(scene.a.names, money.start, own.start, own.stop, key=lambda name: name.start)
    nearest = range(max(own.start, middle - NEAREST), min(own.stop, middle + NEAREST))
    return [i for i in nearest if scene.entities[i] not in scene.areas]


def _ranks(scene: Scene, near: list[int]) -> dict[int, frozenset[str]]:
    """Which of the names nearby is named most, or is the only organisation."""
    if not near:
        return {}
    names = scene.a.names
    most = max(scene.times[scene.entities[i]] for i in near)
    organisations = {
        scene.entities[i]
        for i in near
        if names[i].organisation >= PERSON and scene.entities[i] not in scene.givers
    }
    ranks: dict[int, frozenset[str]] = {}
    for i in near:
        cues = set()
        if scene.times[scene.entities[i]] == most and most > 1:
            cues.add("named most")
        if organisations == {scene.entities[i]}:
            cues.add("the only organisation that does not give")
        ranks[i] = frozenset(cues)
    return ranks


def _nobody(scene: Scene, at: int, money: Money, proposals: tuple[Pair, ...]) -> Iterator[str]:
    sentence, named = scene.sentences[at], bool(scene.of_sentence[at])
    yield "nobody"
    yield f"nobody: {'names in' if named else 'no name in'} the sentence"
    yield from (f"nobody: frame {pair.frame}" for pair in proposals)
    if sentence.titles:
        yield "nobody: title in the sentence"
    if all(pair.name is None for pair in proposals):
        yield "nobody: no frame names one"
        place = sentence.places.get(money.start)
        if place is not None:
            yield f"nobody: stands {sentence.symbols[max(0, place - 2) : place + 2]}"


def _cues(scene: Scene, at: int, money: Money, index: int, proposals: tuple[Pair, ...]) -> frozenset[str]:
    name = scene.a.names[index]
    if index not in scene.own_cues:
        scene.own_cues[index] = frozenset(_own_cues(scene, index))
    found = [*_frame_cues(scene.sentences[at], name, money, proposals), *_amount_cues(scene, money, index)]
    if index in scene.of_sentence[at]:
        found += _sentence_cues(scene.sentences[at], name, money)
        if scene.own_sums.get(name.start, frozenset()) - {money.start}:
            found.append("has a sum of its own in the sentence")
    else:
        found += _distance_cues(scene, at, index)
        found += _anaphor_cues(scene, at, index)
    return scene.own_cues[index].union(found)


def _amount_cues(scene: Scene, money: Money, index: int) -> Iterator[str]:
    mine = scene.amounts.get(scene.entities[index], frozenset())
    if money.amount in mine:
        yield "a frame gives it this amount"
    elif mine:
        yield "a frame gives it another amount"


def _frame_cues(sentence: Sentence, name: Name, money: Money, proposals: tuple[Pair, ...]) -> Iterator[str]:
    mine = [pair for pair in proposals if pair.name is name]
    for pair in mine:
        yield "a frame says so"
        yield f"a frame says so of {_what(name)}"
        if _is_beside(sentence, name, money):
            yield f"a frame says so of {_what(name)} beside the sum"
        yield f"frame {pair.frame}"
        if pair.cues:
            yield f"frame {pair.frame}, shared out"
    if proposals and proposals[0].name is None:
        yield f"frame {proposals[0].frame} names nobody"
    other = proposals[0].name if proposals else None
    if other is not None and not mine:
        yield "a frame says another"
        yield f"a frame says {_what(other)}"
        if _is_beside(sentence, other, money):
            yield "a frame says another beside the sum"


def _is_beside(sentence: Sentence, name: Name, money: Money, ways: frozenset[str] = frozenset()) -> bool:
    """Whether nothing but a verb or a preposition stands between a name and a sum."""
    mine, sums = sentence.places.get(name.start), sentence.places.get(money.start)
    if mine is None or sums is None:
        return False
    first, last = sorted((mine, sums))
    between = sentence.symbols[first + 1 : last]
    return last - first <= NEIGHBOURS and (between.strip("x") if ways else between) in (ways or _BESIDE)


_GIVER_FIRST = "with-sum-giver-gives"
"""The frame that names the giver too: who stands behind it gets the money."""
NEIGHBOURS = 4
_VERBAL = frozenset(("R", "B", "Yt", "K"))
_TO = frozenset("t")
_ALSO = {
    "sum-to": frozenset[str](),
    "to-goes-sum": frozenset((*"YBWD", "WN", "DN")),
    "inverted-gets": frozenset(("", "t")),
}
"""What else may stand between name and sum where a preposition or a verb before the name says that it gets the sum."""
_BESIDE = frozenset(("R", "B", "", "Yt", "t", "W", ",", ":", "BU", "RU"))


def _what(name: Name) -> str:
    """What a name looks like most."""
    every = ((name.organisation, "an organisation"), (name.person, "a person"), (name.place, "a place"))
    score, what = max(every)
    return what if score >= PERSON else "an unknown name"


def _own_cues(scene: Scene, index: int) -> Iterator[str]:
    """What the release says of a name, whichever sum is asked for."""
    name, key = scene.a.names[index], scene.entities[index]
    yield from _looks(name, scene.a.text[name.start : name.end])
    if key in scene.givers:
        yield "gives somewhere"
    if name.start in scene.absorbed:
        yield "inside a purpose, a bracket or behind from"
    if name.start in scene.subjects:
        yield "opens its sentence"
    times = scene.times[key]
    yield "named once" if times == 1 else "named twice" if times == 2 else "named often"
    if name.start < scene.headline:
        yield "stands in the headline"
    elif any(scene.entities[i] == key for i in scene.of_sentence[0]):
        yield "named in the headline"
    if key in scene.workplaces:
        yield "workplace of a person"
    if key in scene.runners:
        yield "runs a project"
    if is_workplace(key):
        yield "a university or the like"
        if scene.universities == 1:
            yield "the only university or the like"
    if scene.a.release.publisher and key == entity(scene.a.release.publisher):
        yield "publishes the release"


def _looks(name: Name, said: str) -> Iterator[str]:
    """What a name looks like."""
    for what, score in (("organisation", name.organisation), ("person", name.person), ("place", name.place)):
        if score >= LEAST:
            yield f"{what} {next(word for least, word in _SURE if score >= least)}"
    yield "known" if name.known else "not known"
    if is_board(said):
        yield "a board"


def _sentence_cues(sentence: Sentence, name: Name, money: Money) -> Iterator[str]:
    mine, sums = sentence.places.get(name.start), sentence.places.get(money.start)
    if mine is None or sums is None:
        yield "in the sentence, not in its frame"
        return
    symbols = sentence.symbols
    first, last = sorted((mine, sums))
    between = symbols[first + 1 : last][:LONGEST_PATH]
    side = "before" if mine < sums else "behind"
    yield f"{side} the sum"
    yield f"{side}, {min(between.count('N'), 2)} names between"
    if "M" in between:
        yield f"{side}, another sum between"
    for verb in sorted(set(between) & _VERBS.keys()):
        yield f"{side}, {_VERBS[verb]} between"
    core = re.sub(r"(.)\1+", r"\1", _PATH_NOISE.sub("", between))
    if len(core) <= 3:
        yield f"path N{core}M" if mine < sums else f"path M{core}N"
    yield f"behind {_LEADS.get(symbols[mine - 1], 'a word')}" if mine else "opens the line"
    following = symbols[mine + 1 : mine + 2]
    if following in _VERBS:
        yield f"{_VERBS[following]} follows"


def _distance_cues(scene: Scene, at: int, index: int) -> Iterator[str]:
    own = scene.sentence_of[index]
    away = at - own
    far = "after" if away < 0 else "1" if away == 1 else "2" if away == 2 else "3-5" if away <= 5 else "far"
    yield f"sentence away: {far}"
    name = scene.a.names[index]
    if away > 0 and name.start in scene.subjects:
        yield f"opens the sentence away: {far}"
    between = scene.sums_before[max(own, at)] - scene.sums_before[min(own, at)]
    side = "after" if away < 0 else "before"
    yield f"{side}, {'a' if between else 'no'} sum on the way"
    if name.start in scene.subjects and not between:
        yield f"{side}, no sum on the way, opens its sentence"
    if scene.entities[index] in scene.runners:
        yield f"runs a project, {side}, {'a' if between else 'no'} sum on the way"
    a, b = scene.sentences[min(own, at)], scene.sentences[max(own, at)]
    yield "same paragraph" if "\n" not in scene.a.text[a.end : b.start] else "another paragraph"
    if not scene.of_sentence[at]:
        yield "no name in the sum's sentence"


def _anaphor_cues(scene: Scene, at: int, index: int) -> Iterator[str]:
    """What in the sum's sentence could stand for a name elsewhere: "ridskolan", "hon", a researcher, the same title."""
    name, key = scene.a.names[index], scene.entities[index]
    spoken = scene.spoken[at]
    stems = _stems(spoken)
    if any(word.endswith(stems) for word in scene.words[index]):
        yield "the sentence calls it by its noun"
    if not _PRONOUNS.isdisjoint(spoken):
        yield "a pronoun, and a " + (
            "person" if name.person >= PERSON else "university" if is_workplace(key) else "name"
        )
    for noun, kinds in _NOUNS:
        if noun in spoken:
            yield (
                f"{noun}, and a name of "
                + ("its" if kind(scene.a.text[name.start : name.end]) in kinds else "another")
                + " kind"
            )
    if is_workplace(key) and any(_is_person(scene.a.names[i]) for i in scene.of_sentence[at]):
        yield "a university, and a person in the sentence"
    if scene.titles[at] & scene.titles[scene.sentence_of[index]]:
        yield "stands with the same title"


_PRONOUNS = frozenset(
    {"hon", "han", "hennes", "hans", "de", "deras", "forskarna", "forskare", "forskargruppen"}
)
_NOUNS = (
    ("projektet", ()),
    ("bolaget", ("aktiebolag", "handelsbolag")),
    ("företaget", ("aktiebolag", "handelsbolag")),
    ("föreningen", ("ideell förening", "ekonomisk förening")),
    ("klubben", ("ideell förening",)),
    ("myndigheten", ("myndighet", "länsstyrelse")),
    ("organisationen", ("ideell förening", "stiftelse")),
)


def _is_person(name: Name) -> bool:
    return name.person > name.organisation


@lru_cache(maxsize=256)
def _stems(words: frozenset[str]) -> tuple[str, ...]:
    """The definite nouns among ``words`` without their ending: "ridskol" of "ridskolan", which ends Boda Ridskola's word."""
    return tuple(sorted(found[1] for word in words if (found := _DEFINITE.fullmatch(word))))


@cache
def table() -> Mapping[str, float]:
    """What each cue is worth; a cue without a row is worth nothing."""
    return {cue: worth for cue, (worth,) in weights("recipients").items()}


@dataclass(frozen=True, slots=True)
class Chosen:
    """The likeliest recipient of a sum, None for nobody, and how likely it is among all."""

    name: Name | None
    probability: float


def chosen(found: tuple[Choice, ...], worth: Mapping[str, float]) -> Chosen:
    """The likeliest of ``found``; of equals the first."""
    scores = [sum([worth[cue] for cue in sorted(worth.keys() & one.cues)]) for one in found]
    best = max(range(len(found)), key=lambda i: (scores[i], -i))
    whole = sum(math.exp(score - scores[best]) for score in scores)
    return Chosen(found[best].name, 1 / whole)

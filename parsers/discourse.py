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
from functools import cache

from anslag.parsers.frames import Pair
from anslag.parsers.mentions.mention import Money, Name
from anslag.parsers.organisations import kind
from anslag.parsers.reductions import PERSON, Sentence
from anslag.parsers.scenes import Scene, entity
from anslag.parsers.symbols import Token, is_workplace
from anslag.parsers.weights import dependent, weights

_SURE = ((0.9, "for sure"), (0.75, "likely"), (0.6, "rather"), (0.4, "perhaps"), (0.2, "hardly"))
LEAST = 0.2
BEFORE, AFTER = 8, 3
"""Sentences before and after a sum whose names may be its recipient's."""
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
    near = _near(scene, at)
    found = [Choice(None, _nobody(scene, at, proposals, bool(scene.of_sentence[at])))]
    ranks = _ranks(scene, near)
    for index in near:
        found.append(
            Choice(
                scene.a.names[index],
                frozenset(_cues(scene, at, money, index, proposals)) | ranks.get(index, frozenset()),
            )
        )
    return tuple(found)


def _near(scene: Scene, at: int) -> list[int]:
    """The names of the sum's sentence, and of every other body nearby its nearest mention."""
    own = list(scene.of_sentence[at])
    taken = {scene.entities[index] for index in own}
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


def _nobody(scene: Scene, at: int, proposals: tuple[Pair, ...], named: bool) -> frozenset[str]:
    cues = {"nobody", "nobody: names in the sentence" if named else "nobody: no name in the sentence"}
    cues |= {f"nobody: frame {pair.frame}" for pair in proposals}
    if "T" in scene.sentences[at].symbols:
        cues.add("nobody: title in the sentence")
    return frozenset(cues)


def _cues(scene: Scene, at: int, money: Money, index: int, proposals: tuple[Pair, ...]) -> Iterator[str]:
    name = scene.a.names[index]
    yield from _frame_cues(name, proposals)
    yield from _own_cues(scene, index, money)
    if index in scene.of_sentence[at]:
        yield from _sentence_cues(scene.sentences[at], name, money)
        if any(name is pair.name for pairs_ in _others(scene, at, money) for pair in pairs_):
            yield "has a sum of its own in the sentence"
    else:
        yield from _distance_cues(scene, at, index)
        yield from _anaphor_cues(scene, at, index)


def _others(scene: Scene, at: int, money: Money) -> Iterator[tuple[Pair, ...]]:
    for token in scene.sentences[at].tokens:
        for one in token.sums:
            if one.start != money.start and one.start in scene.proposed:
                yield scene.proposed[one.start]


def _frame_cues(name: Name, proposals: tuple[Pair, ...]) -> Iterator[str]:
    mine = [pair for pair in proposals if pair.name is name]
    for pair in mine:
        yield "a frame says so"
        yield f"frame {pair.frame}"
        if pair.cues:
            yield f"frame {pair.frame}, shared out"
    if proposals and not mine:
        yield "a frame says another"


def _own_cues(scene: Scene, index: int, money: Money) -> Iterator[str]:
    name, key = scene.a.names[index], scene.entities[index]
    for what, score in (("organisation", name.organisation), ("person", name.person), ("place", name.place)):
        if score >= LEAST:
            yield f"{what} {next(word for least, word in _SURE if score >= least)}"
    yield "known" if name.known else "not known"
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
    if is_workplace(key):
        yield "a university or the like"
        if scene.universities == 1:
            yield "the only university or the like"
    mine = scene.amounts.get(key, frozenset())
    if money.amount in mine:
        yield "a frame gives it this amount"
    elif mine:
        yield "a frame gives it another amount"
    if scene.a.release.publisher and key == entity(scene.a.release.publisher):
        yield "publishes the release"


def _sentence_cues(sentence: Sentence, name: Name, money: Money) -> Iterator[str]:
    placed = _place(sentence.tokens, name, money)
    if placed is None:
        yield "in the sentence, not in its frame"
        return
    mine, sums = placed
    symbols = sentence.symbols
    first, last = sorted((mine, sums))
    between = symbols[first + 1 : last]
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


def _place(tokens: tuple[Token, ...], name: Name, money: Money) -> tuple[int, int] | None:
    mine = next((i for i, t in enumerate(tokens) if any(n is name for n in t.names)), None)
    sums = next((i for i, t in enumerate(tokens) if any(m is money for m in t.sums)), None)
    return None if mine is None or sums is None else (mine, sums)


def _distance_cues(scene: Scene, at: int, index: int) -> Iterator[str]:
    own = _sentence_of(scene, index)
    away = at - own
    far = "after" if away < 0 else "1" if away == 1 else "2" if away == 2 else "3-5" if away <= 5 else "far"
    yield f"sentence away: {far}"
    name = scene.a.names[index]
    if away > 0 and name.start in scene.subjects:
        yield f"opens the sentence away: {far}"
    a, b = scene.sentences[min(own, at)], scene.sentences[max(own, at)]
    yield "same paragraph" if "\n" not in scene.a.text[a.end : b.start] else "another paragraph"
    if not scene.of_sentence[at]:
        yield "no name in the sum's sentence"


def _anaphor_cues(scene: Scene, at: int, index: int) -> Iterator[str]:
    """What in the sum's sentence could stand for a name elsewhere: "ridskolan", "hon", a researcher, the same title."""
    name, key = scene.a.names[index], scene.entities[index]
    sentence = scene.sentences[at]
    words = scene.a.text[name.start : name.end].casefold().split()
    spoken = {token.word for token in sentence.full}
    if any(_calls(word, words) for word in spoken):
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
    if _titles(scene, at) & _titles(scene, _sentence_of(scene, index)):
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


def _kinship(own: str, kinds: tuple[str, ...]) -> str:
    return "its kind" if own in kinds else "no kind told" if own == "unknown" else "another kind"


def _is_person(name: Name) -> bool:
    return name.person > name.organisation


def _calls(word: str, words: list[str]) -> bool:
    """Whether ``word`` is the definite form of a word that ends one of ``words``: "ridskolan" for Boda Ridskola."""
    found = _DEFINITE.fullmatch(word)
    return found is not None and any(own.rstrip("s").endswith(found[1]) for own in words)


def _sentence_of(scene: Scene, index: int) -> int:
    start = scene.a.names[index].start
    return bisect_right(scene.sentences, start, key=lambda s: s.start) - 1


def _titles(scene: Scene, at: int) -> set[str]:
    sentence = scene.sentences[at]
    every = (*sentence.full, *sentence.tokens)
    return {scene.a.text[t.start : t.end].casefold() for t in every if t.symbol == "T"}


@dependent
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
    scores = [sum(worth.get(cue, 0.0) for cue in sorted(one.cues)) for one in found]
    best = max(range(len(found)), key=lambda i: (scores[i], -i))
    whole = sum(math.exp(score - scores[best]) for score in scores)
    return Chosen(found[best].name, 1 / whole)

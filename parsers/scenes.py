"""What a release says of its names as a whole, counted once: who is named how often, who gives, who opens sentences."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache

from anslag.parsers import enumerations, frames
from anslag.parsers.frames import Pair
from anslag.parsers.mentions.mention import Annotations, Name, once
from anslag.parsers.mentions.roles import is_area
from anslag.parsers.records import BlockKind
from anslag.parsers.reductions import Sentence
from anslag.parsers.symbols import is_workplace

_LEGAL = re.compile(r"(?:\s+(?:ab|aktiebolag|hb|kb|ek\.? ?för\.?|ekonomisk förening))$")


@dataclass(frozen=True)
class Scene:
    """What the release says of its names as a whole, counted once."""

    a: Annotations
    sentences: tuple[Sentence, ...]
    proposed: Mapping[int, tuple[Pair, ...]]
    """By a sum's start: what the frames say of it."""
    entities: tuple[str, ...]
    """By the index of a name: which body it names."""
    times: Mapping[str, int]
    words: tuple[tuple[str, ...], ...]
    """By the index of a name: its words without the genitive."""
    sentence_of: tuple[int, ...]
    """By the index of a name: the last sentence that begins before it."""
    of_sentence: tuple[range, ...]
    """By the index of a sentence: the names in it."""
    givers: frozenset[str]
    areas: frozenset[str]
    """What is no body but a county, a landscape or a country."""
    subjects: frozenset[int]
    """The starts of the names that open their sentence's first clause."""
    absorbed: frozenset[int]
    """The starts of the names that stand inside a purpose, a bracket or behind "från"."""
    workplaces: frozenset[str]
    amounts: Mapping[str, frozenset[object]]
    """The amounts that frames give each body."""
    runners: frozenset[str]
    """The bodies that a sentence calls a project's owner, or that run one."""
    sums_before: tuple[int, ...]
    """By the index of a sentence: how many sums stand before it."""
    universities: int
    """How many bodies are a researcher's workplace by their name."""
    own_sums: Mapping[int, frozenset[int]]
    """By the start of a name: the starts of the sums that frames give it."""
    spoken: tuple[frozenset[str], ...]
    """By the index of a sentence: its words."""
    titles: tuple[frozenset[str], ...]
    """By the index of a sentence: its titles."""
    headline: int
    """Where the headline ends."""
    donors: frozenset[str] = frozenset()
    """The givers whom a sentence names before a verb of giving."""
    payers: frozenset[str] = frozenset()
    own_cues: dict[int, frozenset[str]] = field(default_factory=dict)
    """By the index of a name: what is said of it whichever sum is asked for, as far as it was asked."""


def proposals(sentences: tuple[Sentence, ...]) -> Iterator[Pair]:
    """What the frames say within each sentence, and what groups are given across them."""
    taken: set[int] = set()
    for pair in enumerations.spread(sentences):
        if pair.money is not None:
            taken.add(pair.money.start)
            yield pair
    for sentence in sentences:
        for pair in frames.pairs(sentence):
            if pair.money is None or pair.money.start not in taken:
                yield pair


def scene(a: Annotations, sentences: tuple[Sentence, ...], found: Iterable[Pair]) -> Scene:
    proposed: dict[int, list[Pair]] = defaultdict(list)
    for pair in found:
        if pair.money is not None:
            proposed[pair.money.start].append(pair)
    keys = tuple(entity(a.text[name.start : name.end]) for name in a.names)
    at = {name.start: key for name, key in zip(a.names, keys, strict=True)}
    of_sentence = tuple(_names_of(a, s) for s in sentences)
    starts = [s.start for s in sentences]
    seen = {n.start for s in sentences for t in s.tokens for n in t.names}
    amounts, own_sums = _given(proposed, at)
    headline = next((line.end for line in a.lines if line.kind is BlockKind.HEADLINE), 0)
    return Scene(
        a,
        sentences,
        {start: tuple(pairs_) for start, pairs_ in proposed.items()},
        keys,
        Counter(keys),
        tuple(_words_of(a.text[name.start : name.end]) for name in a.names),
        tuple(bisect_right(starts, name.start) - 1 for name in a.names),
        of_sentence,
        frozenset(_givers(sentences, at)),
        frozenset(
            key for name, key in zip(a.names, keys, strict=True) if is_area(a.text[name.start : name.end])
        ),
        frozenset(_subjects(sentences)),
        frozenset(name.start for name in a.names if name.start not in seen),
        frozenset(
            at[n.start] for s in sentences for t in s.tokens if t.persons for n in t.names if n.start in at
        ),
        amounts,
        frozenset(_runners(sentences, at)),
        tuple(bisect_right(a.sums, s.start, key=lambda money: money.start) for s in sentences),
        len({key for key in keys if is_workplace(key)}),
        own_sums,
        tuple(frozenset(t.word or a.text[t.start : t.end].casefold() for t in s.full) for s in sentences),
        tuple(frozenset(a.text[t.start : t.end].casefold() for t in s.titles) for s in sentences),
        headline or (a.lines[0].end if a.lines else 0),
        frozenset(_donors(sentences, at)),
        payers(a),
    )


def _given(
    proposed: Mapping[int, Iterable[Pair]], at: Mapping[int, str]
) -> tuple[Mapping[str, frozenset[object]], Mapping[int, frozenset[int]]]:
    """What the frames give: the amounts of each body, and the starts of the sums of each name."""
    amounts: dict[str, set[object]] = defaultdict(set)
    own_sums: dict[int, set[int]] = defaultdict(set)
    for pairs_ in proposed.values():
        for pair in pairs_:
            if pair.name is not None and pair.money is not None:
                amounts[at.get(pair.name.start, "")].add(pair.money.amount)
                own_sums[pair.name.start].add(pair.money.start)
    return (
        {key: frozenset(values) for key, values in amounts.items()},
        {start: frozenset(sums) for start, sums in own_sums.items()},
    )


@cache
def _entity(text: str) -> str:
    return _LEGAL.sub("", " ".join(text.casefold().split())).rstrip("s")


def entity(text: str) -> str:
    """What two spellings of one body in a release share: case, genitive and legal form are no difference."""
    return _entity(text) if len(text) < 200 else text


def _words_of(name: str) -> tuple[str, ...]:
    return tuple(word.rstrip("s") for word in name.casefold().split())


def _names_of(a: Annotations, sentence: Sentence) -> range:
    first = bisect_right(a.names, sentence.start - 1, key=lambda name: name.start)
    last = first
    while last < len(a.names) and a.names[last].end <= sentence.end:
        last += 1
    return range(first, last)


@once
def payers(a: Annotations) -> frozenset[str]:
    """The bodies of which a sentence says what they give: a sum, money, or so many projects."""
    at = {name.start: entity(a.text[name.start : name.end]) for name in a.names}
    return frozenset(_donors(frames.parsed(a), at, _PAYS))


_GIVES = re.compile(r"N(?=[xPCfvi]{0,3}[WD])")
_PAYS = re.compile(r"N(?=[xPCfvi]{0,3}[WD][^NT;:]{0,6}[MbC])")


def _donors(
    sentences: tuple[Sentence, ...], at: Mapping[int, str], verb: re.Pattern[str] = _GIVES
) -> Iterator[str]:
    for sentence in sentences:
        for found in verb.finditer(sentence.symbols):
            yield from (at[n.start] for n in sentence.tokens[found.start()].names if n.start in at)


def _givers(sentences: tuple[Sentence, ...], at: Mapping[int, str]) -> Iterator[str]:
    """The bodies that give somewhere: before a verb of giving, or behind "från", "av" or "ur"."""
    yield from _donors(sentences, at)
    for sentence in sentences:
        full = [t for t in sentence.full if t.symbol]
        for verb, before, one in zip([None, *full], full, full[1:], strict=False):
            runs = verb is not None and verb.cue == RUNS
            if before.word in ("från", "av", "ur") and one.symbol == "N" and not runs:
                yield from (at[n.start] for n in one.names if n.start in at)


RUNS = "runs"
"""The cue of the words that say whose a project is."""
RUNS_NEAR = 4
"""Symbols between such a word and the name."""


def _runners(sentences: tuple[Sentence, ...], at: Mapping[int, str]) -> Iterator[str]:
    """The bodies that some sentence says run a project."""
    yield from (at[n.start] for sentence in sentences for n in runners(sentence) if n.start in at)


def runners(sentence: Sentence) -> Iterator[Name]:
    """The names beside a word that says whose a project is: "drivs av N", "Projektägare är N", "N är projektägare"."""
    full = [t for t in sentence.full if t.symbol]
    for i, word in enumerate(full):
        if word.cue == RUNS:
            behind = next((t for t in full[i + 1 : i + 1 + RUNS_NEAR] if t.symbol == "N"), None)
            before = next((t for t in reversed(full[max(0, i - RUNS_NEAR) : i]) if t.symbol == "N"), None)
            one = behind or before
            yield from one.names if one is not None else ()


def _subjects(sentences: tuple[Sentence, ...]) -> Iterator[int]:
    for sentence in sentences:
        found = re.match(r"[^RBWDYKXM]{0,4}?(?<![tfovig])N", sentence.symbols)
        if found:
            yield from (name.start for name in sentence.tokens[found.end() - 1].names)

"""The words of a release that the lexicon of fates knows, found in one pass.

What counts is the word *and* where it stands: "applied for" right before a sum is another cue than "applied for"
in the headline. :func:`spoken` finds the words, :class:`Spoken` answers what stands in a stretch of the text.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Any

from anslag.parsers.lexicon import lexicon as tables

_WORD = re.compile(r"[^\W\d_]+(?:[-:][^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the lexicon: a thing that releases say, the fate that it names, the words that say it."""

    name: str
    fate: str
    over: tuple[str, ...]
    words: tuple[str, ...]
    reads: str
    refuses: str
    certain: bool = False
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The lexicon, ready to be asked word by word. ``phrases`` are kept under their first word.

    ``heads`` and ``parts`` are what compounds end in or hold: a language that says *miljösanktionsavgift* in one word
    tells by its last part what it is about.
    """

    rows: tuple[Row, ...]
    exact: Mapping[str, tuple[str, ...]]
    stems: Mapping[str, tuple[str, ...]]
    lengths: tuple[int, ...]
    heads: tuple[tuple[str, str], ...]
    parts: tuple[tuple[str, str], ...]
    phrases: Mapping[str, tuple[tuple[tuple[str, ...], str], ...]]
    before: frozenset[str]
    behind: frozenset[str]
    approving: frozenset[str]
    """Verbs that give what an application or a proposal behind them asks for."""
    approved: frozenset[str]
    """Verbs that say so of an application or a proposal before them."""


def _row(told: Mapping[str, Any]) -> Row:
    return Row(
        told["name"],
        told["fate"],
        tuple(told.get("over", ())),
        tuple(told["words"]),
        told["reads"],
        told["refuses"],
        told.get("certain", False),
        told.get("whole", False),
    )


@cache
def lexicon() -> Lexicon:
    """``parsers/lexicon/fates.toml``, read once."""
    table = tables("fates")
    rows = tuple(_row(one) for one in table["cue"])
    said = [(row.name, row.words) for row in rows]
    said += [(f"release: {name}", tuple(words)) for name, words in table["release"].items()]
    exact: dict[str, tuple[str, ...]] = {}
    stems: dict[str, tuple[str, ...]] = {}
    heads: list[tuple[str, str]] = []
    parts: list[tuple[str, str]] = []
    phrases: dict[str, tuple[tuple[tuple[str, ...], str], ...]] = {}
    for name, words in said:
        for word in words:
            first, *rest = word.split()
            if rest:
                phrases[first] = (*phrases.get(first, ()), (tuple(rest), name))
            elif word.startswith("*"):
                (parts if word.endswith("*") else heads).append((word.strip("*"), name))
            elif word.endswith("*"):
                stems[word[:-1]] = (*stems.get(word[:-1], ()), name)
            else:
                exact[word] = (*exact.get(word, ()), name)
    lengths = tuple(sorted({len(stem) for stem in stems}))
    beside = table["beside"]
    return Lexicon(
        rows,
        exact,
        stems,
        lengths,
        tuple(heads),
        tuple(parts),
        phrases,
        frozenset(beside["before"]),
        frozenset(beside["behind"]),
        frozenset(table["approval"]["before"]),
        frozenset(table["approval"]["behind"]),
    )


@lru_cache(maxsize=20_000)
def _said(word: str) -> tuple[str, ...]:
    """The rows that ``word`` alone is enough for."""
    known = lexicon()
    found = list(known.exact.get(word, ()))
    for length in known.lengths:
        if length > len(word):
            break
        found += known.stems.get(word[:length], ())
    found += [name for head, name in known.heads if word.endswith(head)]
    found += [name for part, name in known.parts if part in word]
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Spoken:
    """The words of a text, and those among them that the lexicon knows, in order."""

    starts: Sequence[int]
    ends: Sequence[int]
    words: Sequence[str]
    known_starts: Sequence[int]
    known: Sequence[tuple[int, tuple[str, ...]]]
    """Where a known word or phrase ends, and the rows that it is in."""

    def said(self, start: int, end: int) -> set[str]:
        """The rows of the lexicon with words that lie wholly in ``[start, end)``."""
        found: set[str] = set()
        for index in range(bisect_left(self.known_starts, start), len(self.known)):
            if self.known_starts[index] >= end:
                break
            if self.known[index][0] <= end:
                found.update(self.known[index][1])
        return found

    def without(self, spans: Sequence[tuple[int, int]]) -> Spoken:
        """The same text, in which the words of ``spans`` (in order, none over another) say only what became of a sum.

        "Statistikbyrån" says nothing of statistics; a verb that a name took in by mistake still refuses.
        """
        starts = [start for start, _ in spans]
        kept = [
            at
            for at, start in enumerate(self.known_starts)
            if not (i := bisect_right(starts, start))
            or self.known[at][0] > spans[i - 1][1]
            or not _DECISIVE.isdisjoint(_genres().get(row, "") for row in self.known[at][1])
        ]
        return replace(
            self,
            known_starts=[self.known_starts[at] for at in kept],
            known=[self.known[at] for at in kept],
        )

    def before(self, place: int, start: int) -> Sequence[str]:
        """The words of ``[start, place)``, the last one first."""
        last = bisect_left(self.starts, place)
        first = bisect_left(self.starts, start)
        return self.words[first:last][::-1]

    def behind(self, place: int, end: int) -> tuple[str, int] | None:
        """The first word of ``[place, end)`` and where it starts."""
        index = bisect_left(self.starts, place)
        if index == len(self.starts) or self.starts[index] >= end:
            return None
        return self.words[index], self.starts[index]


_DECISIVE = frozenset(("granted", "refused", "withdrawn", "applied for", "proposed", "earlier"))
"""Fates that words name by what was done with a sum, not by what it is."""


def spoken(text: str) -> Spoken:
    """The words of ``text``. One pass, linear in its length."""
    found = [(match.start(), match.end(), match[0].lower()) for match in _WORD.finditer(text)]
    starts, ends, words = ([*column] for column in zip(*found, strict=True)) if found else ([], [], [])
    phrases, whole = lexicon().phrases, _whole()
    known: list[tuple[int, int, tuple[str, ...]]] = []
    spent = 0
    for index, (start, end, word) in enumerate(found):
        alone = _said(word) if start >= spent else ()
        if word in _MAY and _GETTING.isdisjoint(words[index + 1 : index + 1 + _APART]):
            alone = ()
        if word == "var" and _DISTRIBUTES.match(text, end):
            alone = _EACH
        if not _ASKING.isdisjoint(alone) and _is_approved(text, found, words, index):
            alone = (_APPROVED,)
        if alone:
            known.append((start, end, alone))
        for rest, name in phrases.get(word, ()):
            after = words[index + 1 : index + 1 + len(rest)]
            if tuple(after) == rest and "\n" not in text[start : ends[index + len(rest)]]:
                known.append((start, ends[index + len(rest)], (name,)))
                spent = ends[index + len(rest)] if name in whole else spent
    return Spoken(starts, ends, words, [one[0] for one in known], [one[1:] for one in known])


_MAY = frozenset(("kan", "kunna", "kunde"))
_GETTING = frozenset(tables("fates")["may_get"]["words"])
"""Verbs behind "kan" that make it an offer: "kan sökas"; "kan byta sitt tak" tells what the money is for."""
_EACH = ("each",)
_DISTRIBUTES = re.compile(r"\s(?:och\sen|sin|sitt|sina)\b|\s?[,.;:)](?!\w)")
"""What stands behind "var" where it is no verb: "var och en", "var sitt bidrag", "7 500 kronor var"."""
_ASKING = frozenset(("application", "proposed", "release: proposal"))
_APPROVED = "grants"
_NOT = frozenset(("inte", "ej", "icke", "inga", "ingen", "inget", "aldrig", "varken"))
_APART = 6
"""Words on either side of an application in which it may be approved: "har antagit juryns tre förslag"."""


def approval(words: Sequence[str], at: int) -> tuple[int, int] | None:
    """The places of the verb that gives what the word ``at`` asks for, and of this word, in their order; None for none."""
    known = lexicon()
    for verb in range(at - 1, max(-1, at - 1 - _APART), -1):
        if words[verb] in known.approving:
            return verb, at
    for verb in range(at + 1, min(at + 1 + _APART, len(words))):
        if words[verb] in known.approved:
            return at, verb
    return None


def _is_approved(text: str, found: Sequence[tuple[int, int, str]], words: Sequence[str], index: int) -> bool:
    """Whether what the word at ``index`` asks for is given in the same sentence."""
    places = approval(words, index)
    if places is None or not _is_one_sentence(text[found[places[0]][1] : found[places[1]][0]]):
        return False
    before = text[max(0, found[places[0]][0] - _NEAR) : found[places[1]][0]]
    return not is_denied(_SENTENCE.split(before)[-1].lower().split())


def is_denied(words: Iterable[str]) -> bool:
    """Whether words of a clause say that what it tells is not so."""
    return not _NOT.isdisjoint(words)


_NEAR = 60
"""Characters before an approval in which its clause is denied."""
_SENTENCE = re.compile(r"[.:?!\n]")


def _is_one_sentence(between: str) -> bool:
    return not any(sign in between for sign in ".:?!\n")


@cache
def _whole() -> frozenset[str]:
    """The rows whose phrases say nothing by their single words."""
    return frozenset(row.name for row in lexicon().rows if row.whole)


@cache
def kinds() -> Mapping[str, str]:
    """What each row of the lexicon speaks for, at large: giving, a total, something else, or nothing."""
    pooled = {"granted": "giving", "total": "a total", "": ""}
    return {row.name: pooled.get(row.fate, "something else") for row in lexicon().rows}


_GENRES = frozenset(
    (
        "applied for",
        "refused",
        "withdrawn",
        "proposed",
        "on offer",
        "loan",
        "prize",
        "fine",
        "price",
        "salary",
        "fee",
    )
) | {"statistics"}
"""Fates that a whole release can be about; costs, parts and what came before stand beside grants everywhere."""
_WEAK = frozenset(("possible", "not", "label of a sum", "purpose"))
"""Rows too common to make a genre."""


@cache
def _genres() -> Mapping[str, str]:
    return {row.name: row.fate for row in lexicon().rows if row.fate and row.name not in _WEAK}


def genre(zone: str, said: Iterable[str]) -> Iterator[str]:
    """What ``zone`` (the headline, the lede) is about, by the rows of the lexicon that it says."""
    known = _genres()
    fates = {known[row] for row in said if row in known}
    giving, other = "granted" in fates, bool(fates & _GENRES)
    sides = {(True, True): "both", (True, False): "giving", (False, True): "other things"}
    yield f"the {zone} is about {sides.get((giving, other), 'neither')}"
    yield from (f"the {zone} tells: {fate}" for fate in sorted(fates))


_SOME, _MANY = 1, 5
"""Words of giving in a release: fewer than these are none, few."""


def spirit(said: Spoken) -> Iterator[str]:
    """What a whole release speaks of: the themes in its words, and how often it speaks of giving."""
    large = kinds()
    giving = other = 0
    themes: set[str] = set()
    for _, rows in said.known:
        themes.update(row for row in rows if row not in large)
        giving += any(large.get(row) == "giving" for row in rows)
        other += any(large.get(row) == "something else" for row in rows)
    yield from (f"the {theme.replace(':', ' says:')}" for theme in sorted(themes))
    many = "never" if giving < _SOME else "a few times" if giving < _MANY else "often"
    yield f"the release speaks of giving {many}"
    if other > 2 * giving:
        yield "the release speaks of other things more than of giving"
    if giving > other:
        yield "the release speaks of giving more than of other things"


@lru_cache(maxsize=512)
def rows_in(text: str) -> Sequence[str]:
    """The rows of the lexicon that ``text``, a sentence or a header, says."""
    return sorted(spoken(text).said(0, len(text)))

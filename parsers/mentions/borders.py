"""Decides between two neighbouring words whether one name holds both: named cues, weights fitted on labelled names."""

from __future__ import annotations

from collections.abc import Sequence

from anslag.parsers.mentions.usage import Usage
from anslag.parsers.mentions.words import SIGNS, Word
from anslag.parsers.weights import weights

_WHOLE = frozenset(["Ending", "ending", "legal", "Club", "head", "Head"])
_LOWER = frozenset(["lower", "lower-s", "lower verb-like", "ending", "head"])
_COARSE = {
    "lower verb-like": "lower",
    "lower-s": "lower",
    "Genitive": "Capital",
    "Given": "Capital",
    "Initial": "Capital",
    "mixed": "Capital",
    "Club": "legal",
    "ACRONYM": "Capital",
    "Verb": "verb",
    "Role": "role",
    "Noun": "noun",
}
_LENGTHS = (1, 2, 3, 4, 6)


def joined(words: Sequence[Word], begun: int, last: int, following: int, usage: Usage) -> bool:
    """Whether the name of ``words[begun:last + 1]`` goes on with the word at ``following`` (signs may lie between)."""
    table = weights("names")
    return sum(table[cue][0] for cue in cues(words, begun, last, following, usage) if cue in table) > 0


def cues(words: Sequence[Word], begun: int, last: int, following: int, usage: Usage) -> list[str]:
    """The named cues for and against going on; each is a key of the table of weights."""
    a, b = words[last], words[following]
    sign = words[last + 1].text if following > last + 1 else ""
    after = _kind(words, following + 1)
    found = [
        "always",
        f"{a.kind}{sign} > {b.kind}",
        f"next {b.kind}",
        f"last {a.kind}",
        f"next {_coarse(b)} before {after}",
        f"{_coarse(a)}{sign} > {_coarse(b)} before {_COARSE.get(after, after)}",
        f"begun {words[begun].kind}, next {_coarse(b)}",
        f"words so far {_bucket(last - begun + 1)}",
    ]
    if last > begun:
        found.append(f"{_coarse(words[last - 1])} {a.kind} > {_coarse(b)}")
    if sign:
        found.append(f"sign {sign}")
    whole = [word.kind for word in words[begun : last + 1] if word.kind in _WHOLE]
    if whole:
        found += [
            f"whole so far, next {b.kind}",
            f"{_COARSE.get(whole[-1], whole[-1])} so far, next {_coarse(b)}",
        ]
    else:
        found.append(f"not whole so far, next {_coarse(b)}")
    found += _ahead(words, following, b)
    found += _evidence(words, begun, last, following, usage)
    return found


def _ahead(words: Sequence[Word], following: int, b: Word) -> list[str]:
    """What closes the name if it goes on: a legal form or an organisation's word before the next sign or verb."""
    for at in range(following + 1, min(following + 4, len(words))):
        kind = words[at].kind
        if kind in ("legal", "Club"):
            return [f"legal form ahead, next {_coarse(b)}"]
        if kind in ("ending", "Ending"):
            return [f"ending ahead, next {_coarse(b)}"]
        if kind in (SIGNS, "verb", "number", "noun"):
            break
    return []


def _evidence(words: Sequence[Word], begun: int, last: int, following: int, usage: Usage) -> list[str]:
    """What the release elsewhere writes of these words."""
    a, b = words[last], words[following]
    found = []
    lows = tuple(word.low for word in words[begun : last + 1])
    start = words[begun].start
    if usage.stands_alone(lows, start):
        found += ["stands alone elsewhere", f"stands alone elsewhere, next {_coarse(b)}"]
    if following == last + 1 and usage.goes_on((*lows, b.low), start):
        found += ["goes on so elsewhere"]
    elif following == last + 1 and usage.stands_alone((*lows, b.low), start):
        found += ["whole with the next elsewhere"]
    if usage.follows.get((a.low, b.low), 0) > 1:
        found.append(f"pair twice, next {_coarse(b)}")
    if b.text[0].isupper() and b.low in usage.small:
        found.append("next is written small elsewhere")
    if last == begun and a.low in usage.small:
        found.append("first is written small elsewhere")
    if begun == 0 or words[begun - 1].kind == SIGNS:
        found.append(f"begins a clause, {words[begun].kind} > {_coarse(b)}")
    else:
        found.append(f"within a clause, {words[begun].kind} > {_coarse(b)}")
    return found


def _kind(words: Sequence[Word], at: int) -> str:
    if at >= len(words):
        return "end"
    word = words[at]
    return word.text if word.kind == SIGNS else word.kind


def _coarse(word: Word) -> str:
    return _COARSE.get(word.kind, word.kind)


def _bucket(length: int) -> str:
    return f"{max(one for one in _LENGTHS if one <= length)}"

"""Sentence frames: who gets which sum, in any order, and the members that coordination adds."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from anslag.parsers.mentions.mention import Annotations, Money, Name, Span, once
from anslag.parsers.reductions import Sentence, reduced
from anslag.parsers.symbols import tokens

_FILL = "[xPCbvifsAcTUe,]"
_MACROS = {"{N}": "(?P<n>N)", "{M}": "(?P<m>M)", "_": f"{_FILL}{{0,8}}?", "~": f"{_FILL}{{0,3}}?"}
_TAIL_FILL = "[xPCbvifsAcTUtgoK]"
_TAILS = {
    "name": re.compile(
        rf"{_TAIL_FILL}{{0,6}}?[,;c-]{{1,2}}[xPvfitRB]{{0,3}}?(?P<n>N){_FILL}{{0,3}}?[mRB:]?\(?(?P<m>M)\)?"
    ),
    "sum": re.compile(
        rf"{_TAIL_FILL}{{0,6}}?[,;c-]{{1,2}}[xPCvfiY]{{0,3}}?(?P<m>M)[xPCeb,]{{0,4}}?[tg]?(?P<n>N)"
    ),
}


_MORE = re.compile(rf"{_TAIL_FILL}{{0,6}}?,?[,c]x{{0,3}}(?P<m>M)(?!{_FILL}{{0,3}}Y?[tgRB]N)")
"""A further sum for the name before it: "412 000 kronor till dammar och 95 500 kronor för våtmarker"."""

TITLE_FRAMED = "title.by-frame"
"""The cue of a sum of which a sentence says what gets it, and that is nobody."""
_OF_TITLES = frozenset(("title-gets", "gets-title", "goes-to-title"))


@dataclass(frozen=True, slots=True)
class Frame:
    name: str
    pattern: re.Pattern[str]
    tail: str


@dataclass(frozen=True, slots=True)
class Pair:
    """One sum (or none) and one recipient (or none) that a frame brings together, at the tokens that it spans."""

    frame: str
    first: int
    last: int
    money: Money | None
    name: Name | None
    persons: tuple[Name, ...] = ()
    partners: tuple[Name, ...] = ()
    cues: frozenset[str] = field(default_factory=frozenset)


def rows() -> tuple[dict[str, Any], ...]:
    """The frames as they stand in ``clauses.toml``."""
    text = (files("anslag.parsers") / "clauses.toml").read_text("utf-8")
    return tuple(tomllib.loads(text)["frame"])


@cache
def _any_frame() -> re.Pattern[str]:
    """Finds where the next frame begins, whichever it is: one look for all of them."""
    unnamed = (re.sub(r"\?P<[nm]>", "?:", frame.pattern.pattern) for frame in frames())
    return re.compile("|".join(f"(?:{pattern})" for pattern in unnamed))


@cache
def frames() -> tuple[Frame, ...]:
    return tuple(Frame(row["name"], re.compile(_expanded(row["pattern"])), row["tail"]) for row in rows())


def _expanded(pattern: str) -> str:
    return re.sub("|".join(map(re.escape, _MACROS)), lambda found: _MACROS[found[0]], pattern)


@once
def parsed(a: Annotations) -> tuple[Sentence, ...]:
    """Every sentence of the release as its symbols."""
    return tuple(reduced(tokens(a, s.start, s.end), s.start, s.end, a.text) for s in _whole(a))


def _whole(a: Annotations) -> Iterator[Span]:
    """The sentences; a quotation that a question mark parts is kept together."""
    quotes = iter(a.quotes)
    quote = next(quotes, None)
    held: Span | None = None
    for sentence in a.sentences:
        held = Span(held.start, sentence.end) if held else sentence
        while quote is not None and quote.end <= held.end:
            quote = next(quotes, None)
        if quote is None or quote.start >= held.end:
            yield held
            held = None
    if held:
        yield held


def pairs(sentence: Sentence) -> Iterator[Pair]:
    """What the frames read in a sentence, from left to right; each sum once."""
    symbols = sentence.symbols
    if "M" not in symbols:
        # Every frame has a sum.
        return
    if _any_frame().search(symbols) is None:
        yield from _in_order(sentence)
    at = 0
    while (begun := _any_frame().search(symbols, at)) is not None:
        frame, match = _frame_at(symbols, begun.start())
        named = match.start("n") if "n" in match.re.groupindex else None
        yield from _distributed(sentence, frame.name, match, named)
        at = match.end()
        while (more := _TAILS[frame.tail].match(symbols, at) or _more(frame, symbols, at)) is not None:
            named = more.start("n") if "n" in more.re.groupindex else named
            yield from _distributed(sentence, frame.name, more, named)
            at = more.end()


def _in_order(sentence: Sentence) -> Iterator[Pair]:
    """The only sums and the only names of a sentence, as many of each: "med 3, 4 och 5 miljoner hjälps A, B respektive C"."""
    sums = [token for token in sentence.tokens if token.symbol == "M"]
    named = [token for token in sentence.tokens if token.symbol == "N"]
    if len(sums) == len(named) == 1 and len(sums[0].sums) == len(named[0].names) > 1:
        first, last = sorted((sentence.symbols.index("M"), sentence.symbols.index("N")))
        for name, one in zip(named[0].names, sums[0].sums, strict=True):
            yield Pair("in-order", first, last + 1, one, name, cues=frozenset({"distributed"}))


def _more(frame: Frame, symbols: str, at: int) -> re.Match[str] | None:
    return _MORE.match(symbols, at) if frame.tail == "name" else None


def _frame_at(symbols: str, at: int) -> tuple[Frame, re.Match[str]]:
    """The first frame that fits at ``at``, where one does."""
    fitting = ((frame, frame.pattern.match(symbols, at)) for frame in frames())
    return next((frame, match) for frame, match in fitting if match is not None)


def _distributed(
    sentence: Sentence, frame: str, match: re.Match[str], named_at: int | None
) -> Iterator[Pair]:
    """The pairs of a frame's names and sums: one to one, each, or one sum that they share; a title's have no name."""
    sums = sentence.tokens[match.start("m")]
    first, last = match.span()
    if named_at is None:
        for one in sums.sums:
            cues = frozenset({TITLE_FRAMED} if frame in _OF_TITLES else ())
            yield Pair(frame, first, last, one, None, cues=cues)
        return
    named = sentence.tokens[named_at]
    each = "e" in sentence.symbols[first : last + 3]
    names, money = named.names, sums.sums
    if len(names) == len(money):
        cues = frozenset({"distributed"} if len(names) > 1 else ())
        for name, one in zip(names, money, strict=True):
            yield Pair(frame, first, last, one, name, named.persons, cues=cues)
    elif len(money) == 1 and each:
        for name in names:
            yield Pair(frame, first, last, money[0], name, named.persons, cues=frozenset({"each"}))
    elif len(money) == 1:
        yield Pair(frame, first, last, money[0], names[0], named.persons, names[1:], frozenset({"shared"}))
    else:
        for one in money:
            yield Pair(frame, first, last, one, names[0], named.persons, cues=frozenset({"several-sums"}))

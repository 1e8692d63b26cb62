"""Turns a sentence into symbols: its names, sums and titles, and the words of the lexicon that join them.

Everything else is "x". The frames of ``clauses.toml`` are written over these symbols.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, NamedTuple

from anslag.parsers.cues.words import approval
from anslag.parsers.lexicon import lexicon
from anslag.parsers.mentions.mention import Annotations, Count, Money, Name, Period, within

_WORD = re.compile(r"\w[\w.&-]*\w|\w|[,;:()–—!?.&•·-]|(?<=\s)[/|](?=\s)")
_SIGNS = {
    ",": ",",
    "/": ",",
    "|": ",",
    "•": ",",
    "·": ",",
    ";": ";",
    ":": ":",
    "(": "(",
    ")": ")",
    "–": "-",
    "—": "-",
    "-": "-",
}
TELLING = frozenset("RBWDY")
"""The symbols of verbs that tell of money given or got."""
LONGEST = 3
"""Words that a form of the lexicon has at most."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the lexicon: what its forms become, and the cue that they leave."""

    symbol: str
    cue: str


class Token(NamedTuple):
    """One symbol of a sentence with its place and what it stands for."""

    symbol: str
    start: int
    end: int
    word: str = ""
    cue: str = ""
    names: tuple[Name, ...] = ()
    sums: tuple[Money, ...] = ()
    persons: tuple[Name, ...] = ()
    """The persons whose workplace ``names`` is."""
    capital: bool = False
    value: int = 0
    """How many a number of things counts."""


def rows() -> tuple[dict[str, Any], ...]:
    """The rows of the lexicon of giving, as they stand."""
    return tuple(lexicon("giving")["word"])


@cache
def _lexicon() -> tuple[dict[str, Row], tuple[tuple[str, Row], ...]]:
    """The forms as they are, and the endings that any word may have."""
    whole: dict[str, Row] = {}
    endings: list[tuple[str, Row]] = []
    for row in rows():
        made = Row(row["symbol"], row.get("cue", ""))
        for form in row["forms"]:
            if form.startswith("*"):
                endings.append((form[1:], made))
            else:
                whole[form] = made
    return whole, tuple(endings)


@cache
def _multiword() -> frozenset[str]:
    return frozenset(form.partition(" ")[0] for form in _lexicon()[0] if " " in form)


def tokens(a: Annotations, start: int, end: int) -> tuple[Token, ...]:
    """The symbols of ``a.text[start:end]``, a sentence, in order."""
    found: list[Token] = []
    at = start
    for mention in _mentions(a, start, end):
        found += _words(a.text, at, mention.start)
        found.append(mention)
        at = mention.end
    found += _words(a.text, at, end)
    found = [_each(a.text, one, before) for before, one in zip([None, *found], found, strict=False)]
    return tuple(_without_approved(list(_ending_with(found))))


def _ending_with(found: Sequence[Token]) -> Iterator[Token]:
    """The tokens, "hos" behind a verb of going as "till" ("I år hamnar 2 miljoner kronor hos Norra Kören"), and for whom money
    waits as who gets it ("Pengar väntar Norra Kören")."""
    goes = money = False
    for one in found:
        goes |= one.cue == _GOES
        money = one.symbol in _MONEY or (money and one.symbol in _BETWEEN)
        if goes and one.word == "hos":
            yield one._replace(symbol="t")
        elif money and one.word in ("väntar", "väntade"):
            yield one._replace(symbol="B", cue=_GOES)
        else:
            yield one


_GOES = "verb.goes"
_MONEY, _BETWEEN = frozenset(("b", "M")), frozenset(("x", "i", ""))


def _without_approved(found: Sequence[Token]) -> Iterator[Token]:
    """The tokens, those as any word that ask for what the same sentence gives: "biföll ansökan", "fått sin ansökan beviljad"."""
    words = [one.word for one in found]
    for at, one in enumerate(found):
        asks = one.cue == "applied" and approval(words, at) is not None
        yield one._replace(symbol="x", cue="") if asks else one


def _each(text: str, one: Token, before: Token | None) -> Token:
    """The word "var" right behind a sum as what it says there: "20 000 kronor var." is no verb, but for each."""
    if one.word != "var" or before is None or before.symbol != "M" or not _ENDS.match(text, one.end):
        return one
    return _token("vardera", one.start, one.end, False)


_ENDS = re.compile(r"\s*(?:$|[.,;:)\n]|(?:för|till|i|under|och|går|ur|av|från)\b)")
"""What follows where "var" ends what is said of a sum."""


def _mentions(a: Annotations, start: int, end: int) -> Iterator[Token]:
    """The mentions of a sentence that do not overlap; sums before titles before names before periods."""
    every: list[tuple[int, int, int, Token]] = []
    for rank, kind in enumerate((_sums(a, start, end), _titles(a, start, end), _names(a, start, end))):
        every += [(rank, one.start, one.end, one) for one in kind]
    every += [(3, p.start, p.end, Token("P", p.start, p.end)) for p in _periods(a, start, end)]
    every += [
        (4, c.start, c.end, Token("C", c.start, c.end, c.noun, value=c.value)) for c in _counts(a, start, end)
    ]
    taken: list[Token] = []
    for _, first, last, one in sorted(every, key=lambda e: (e[0], e[1])):
        at = bisect_left(taken, first, key=lambda other: other.start)
        free = at == len(taken) or taken[at].start >= last
        if free and (at == 0 or taken[at - 1].end <= first):
            taken.insert(at, one)
    yield from taken


def _sums(a: Annotations, start: int, end: int) -> list[Token]:
    return [Token("M", m.start, m.end, sums=(m,)) for m in within(a.sums, start, end)]


def _names(a: Annotations, start: int, end: int) -> list[Token]:
    return [
        Token("N", n.start, n.end, a.text[n.start : n.end].casefold(), names=(n,))
        for n in within(a.names, start, end)
        # "Byapengen, 4 000 kronor var, gick till …": the money itself is nobody.
        if symbol_of(a.text[n.start : n.end].casefold()) != "b"
    ]


def _periods(a: Annotations, start: int, end: int) -> Sequence[Period]:
    return within(a.periods, start, end)


def _counts(a: Annotations, start: int, end: int) -> Sequence[Count]:
    return within(a.counts, start, end)


def _titles(a: Annotations, start: int, end: int) -> list[Token]:
    """The quotations that could be titles: no sum in them, and no name around them."""
    found = []
    for quote in within(a.quotes, start, end):
        inside = within(a.sums, quote.start, quote.end)
        around = any(n.start < quote.start and quote.end < n.end for n in within(a.names, start, end))
        if not inside and not around and quote.end - quote.start <= LONGEST_TITLE:
            found.append(Token("T", quote.start, quote.end))
    return found


LONGEST_TITLE = 140
"""Signs: a longer quotation is speech."""


def _words(text: str, start: int, end: int) -> Iterator[Token]:
    words = [(m[0].lower().rstrip("."), m.start(), m.end()) for m in _WORD.finditer(text, start, end)]
    whole, _ = _lexicon()
    opening = _multiword()
    at = 0
    while at < len(words):
        word, first, last = words[at]
        size = 1
        if word in opening:
            for longer in range(min(LONGEST, len(words) - at), 1, -1):
                form = " ".join(w for w, _, _ in words[at : at + longer])
                if form in whole:
                    word, last, size = form, words[at + longer - 1][2], longer
                    break
        if word:
            yield _token(word, first, last, text[first].isupper())
        at += size


def _token(word: str, start: int, end: int, capital: bool) -> Token:
    row = _row(word)
    return Token(row.symbol, start, end, word, row.cue, capital=capital)


def symbol_of(word: str) -> str:
    """The symbol of a single word in small letters: "R" for a verb of receiving, "x" for one that the lexicon lacks."""
    return _row(word).symbol


@lru_cache(maxsize=8192)
def _row(word: str) -> Row:
    whole, endings = _lexicon()
    if word in _SIGNS:
        return Row(_SIGNS[word], "")
    if word in whole:
        return whole[word]
    return next((row for ending, row in endings if word.endswith(ending)), Row("x", ""))


def drawn(found: Iterable[Token]) -> str:
    """The symbols as one string, one sign each; noise is left out by :func:`reduced` before."""
    return "".join(one.symbol for one in found)


@lru_cache(maxsize=4096)
def is_workplace(name: str) -> bool:
    """Whether a name in lower case is a university's, a hospital's or the like: where a researcher works."""
    table = lexicon("giving")["workplaces"]
    words = name.split()
    return bool(words) and (
        name.rstrip("s").endswith(tuple(table["endings"]))
        or words[0] in table["begins"]
        or words[0] in table["names"]
    )

"""One sum that each of several gets, told once before or behind the list of them: "Var och en får 20 000 kronor"."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from anslag.parsers.lexicon import words
from anslag.parsers.mentions.mention import Annotations, Money, Span, holds_any, once, within
from anslag.parsers.mentions.numerals import integer
from anslag.parsers.symbols import Token, drawn, tokens

EACH_ROW = "each row gets it"
"""The cue of a row of a list that is announced as one of those who get a sum each."""
_REACH = 600
"""Characters before or behind a list in which a sum for each of its rows may be told."""
_BETWEEN = 2
"""Sums that may stand between it and the list: what it comes to in all, and what is left."""
_RIGHT_BEHIND = re.compile(r"M(?:x?[bC]?)?e")
_TO_EACH = re.compile(r"(?:(?:^|t)e[^NMX]{0,6}|e[^NMX]{0,6}?[RBYDK][^NMX]{0,3}|[RBD]e[^NMX]{0,2})M$")
"""What stands before a sum that each gets: "till var och en av dem betalas M", "var och en av de tio får M", "får vardera M"."""
_A_TIME = re.compile(
    r"\s(?:om|per|varje|vart)\s(?:året|år|månad|vecka|dag|termin|kvartal)\b|\s(?:i\smånaden|årligen)\b"
)
"""What makes a sum behind "var och en" but a part of what each gets."""
_WHOLE = frozenset(words("words", "in_all"))
_EVERY = frozenset(words("words", "every"))
_SAYS = re.compile(r"[KRBYWD][^.]*:$")
"""A line that tells who is in the list below it: "Här är de:", "Bifall ges till:"."""


@once
def for_each(a: Annotations) -> Sequence[Money]:
    """The sums of which sentences say that each of several gets it."""
    by_sentence = groupby(a.sums, key=lambda money: bisect_right(a.sentences, money.start, key=_start) - 1)
    return tuple(
        money for at, sums in by_sentence if at >= 0 for money in _of_sentence(a, a.sentences[at], sums)
    )


def _start(sentence: Span) -> int:
    return sentence.start


def _of_sentence(a: Annotations, sentence: Span, sums: Iterable[Money]) -> Iterator[Money]:
    found = [one for one in tokens(a, sentence.start, sentence.end) if one.symbol]
    symbols = _with_each(found)
    places = {one.start: at for at, one in enumerate(found) if one.symbol == "M"}
    for money in sums:
        at = places.get(money.start)
        if at is not None and not _A_TIME.match(a.text, money.end):
            begins = max(sentence.start, money.start - _REACH // 2)
            if _is_for_each(symbols, at, a.text[begins : money.start]):
                yield money


def _with_each(found: Sequence[Token]) -> str:
    """The symbols of a sentence with its words for each as one; "idrott för alla" is a name, or whom it serves."""
    before = ["", *(one.word for one in found)]
    return "".join(
        "e" if one.word in _EVERY and word != "för" else one.symbol
        for one, word in zip(found, before, strict=False)
    )


def _is_for_each(symbols: str, at: int, before: str) -> bool:
    """Whether the sum at a place of its sentence's ``symbols`` is each one's; ``before`` is what stands ahead of it."""
    if _RIGHT_BEHIND.match(symbols, at):
        # "mellan 1 och 3 miljoner kronor styck"
        return symbols[max(0, at - 2) : at] != "Mc"
    near = _CUT + symbols[at - _NEAR : at + 1] if at > _NEAR else symbols[: at + 1]
    return _TO_EACH.search(near) is not None and _WHOLE.isdisjoint(before.lower().split())


_NEAR, _CUT = 16, "|"
"""Symbols before a sum that are looked at, and what stands for those before them."""


@once
def told_again(a: Annotations) -> frozenset[int]:
    """Where the sums begin that close the lines of a list, all of one amount, which was told for each: "9 miljoner per person"
    in the headline."""
    headline = a.lines[0].end
    each = {one.amount for one in a.sums if one.end <= headline and _PER.match(a.text, one.end)}
    each |= {one.amount for one in for_each(a)}
    again = [one for one in a.sums if one.amount in each and one.start > headline and not _is_whole(a, one)]
    closing = [one for one in again if _CLOSES.match(a.text, one.end)]
    often = Counter(one.amount for one in closing)
    return frozenset(one.start for one in closing if often[one.amount] > 1)


def _is_whole(a: Annotations, money: Money) -> bool:
    line = a.text[a.text.rfind("\n", 0, money.start) + 1 : money.start]
    return not _WHOLE.isdisjoint(line.lower().split())


_PER = re.compile(r" per [a-zåäö]+")
_CLOSES = re.compile(r"[ .)]*(?:\n|$)")


def shared_sum(a: Annotations, start: int, end: int) -> Money | None:
    """The sum that each row of the list in ``[start, end)`` gets, which has none of its own."""
    if holds_any(a.sums, start, end):
        return None
    above = within(for_each(a), start - _REACH, start)
    if above and len(within(a.sums, above[-1].end, start)) <= _BETWEEN:
        return above[-1]
    below = within(for_each(a), end, end + _REACH)[:1]
    return below[0] if below and not holds_any(a.sums, end, below[0].start) else None


def is_announced(a: Annotations, money: Money, start: int, many: int) -> bool:
    """Whether the list of ``many`` rows that begins at ``start`` is of those who get ``money`` each: as many are told beside
    it, or the line above the list says who they are."""
    lines = a.lines
    at = bisect_right(lines, start, key=lambda one: one.start) - 1
    above = lines[at - 1]
    last = within(a.sentences, above.start, above.end)[-1:]
    if last and _SAYS.search(drawn(tokens(a, last[0].start, last[0].end))):
        return True
    told = Span(max(0, min(money.start, start) - _REACH // 2), start)
    return (many > 1 and any(integer(one.word) == many for one in tokens(a, told.start, told.end))) or any(
        one.value == many for one in within(a.counts, told.start, told.end)
    )

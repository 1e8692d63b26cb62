"""What speaks for or against a figure of the opening being what the release says of the whole: named cues."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from anslag.parsers.claim_contrasts import contrasts
from anslag.parsers.claim_turns import SHARED_BY, turns
from anslag.parsers.cues.words import genre, rows_in
from anslag.parsers.lexicon import lexicon
from anslag.parsers.mentions.mention import Count, Money, Placed, Span, within
from anslag.parsers.opening import Opening, named, rounds_to
from anslag.parsers.records import BlockKind

_NEAR = 30
_FIGURES = 3
"""Figures of one kind up to which it matters which of them one is."""
_EARLY = ("headline", "lede", "neither headline nor lede")
"""Where the first figure of a kind may stand: one further down is a claim only if these have none."""


def _words_around(opening: Opening, one: Placed) -> Iterator[str]:
    text, span = opening.text, opening.sentence(one)
    yield from (f"{name} before" for name in named(text[span.start : one.start]))
    yield from (f"{name} near before" for name in named(text[max(span.start, one.start - _NEAR) : one.start]))
    yield from (f"{name} near after" for name in named(text[one.end : min(span.end, one.end + _NEAR)]))
    yield from (f"{name} after" for name in named(text[one.end : span.end]))
    yield from genre("sentence", rows_in(text[span.start : span.end]))
    if text[one.end : one.end + 1] in ",.;:)":
        yield "a stop right after"


def _place(opening: Opening, one: Placed) -> Iterator[str]:
    order = opening.order(one) or 0
    block = opening.blocks[order]
    # A plain text may have its headline and its lede in one block.
    yield f"in {block.kind.value if order else BlockKind.HEADLINE.value}"
    yield f"block {min(order, 5)} of the opening"
    if opening.sentence(one).start <= block.start:
        yield "first sentence of its block"
        if order < 2:
            yield "first sentence of headline or lede"
    yield from (f"headline says {name}" for name in opening.said[0])
    yield from opening.genre
    figures: Sequence[Placed] = opening.sums if isinstance(one, Money) else opening.counts
    yield f"figure {min(_FIGURES, bisect_right(figures, one.start, key=lambda f: f.start))} of its kind"
    early = {at for figure in figures if (at := opening.order(figure)) in (0, 1)}
    yield f"block {min(order, 2)}, figures in {_EARLY[min(early, default=2)]}{' and lede' if len(early) > 1 else ''}"


def _names(opening: Opening, one: Placed) -> Iterator[str]:
    span = opening.sentence(one)
    for side, names in (
        ("before", within(opening.a.names, span.start, one.start)),
        ("after", within(opening.a.names, one.end, span.end)),
    ):
        if any(name.organisation > 0.6 for name in names):
            yield f"organisation {side}"
        elif names:
            yield f"name {side}"
    if within(opening.a.quotes, span.start, span.end):
        yield "quotation in the sentence"


def total_cues(opening: Opening, one: Money) -> Iterator[str]:
    yield "always"
    yield from _place(opening, one)
    yield from _words_around(opening, one)
    yield from _names(opening, one)
    yield from _figure_cues(opening, one)
    span = opening.sentence(one)
    for side, counts in (
        ("before", within(opening.a.counts, span.start, one.start)),
        ("after", within(opening.a.counts, one.end, span.end)),
    ):
        if counts:
            yield f"count {side}"
            if any(count.value > 1 for count in counts):
                yield f"count of several {side}"
    if len(within(opening.a.sums, span.start, span.end)) > 1:
        yield "several sums in the sentence"
    yield from opening.once(turns, one)
    yield from contrasts(opening, one)


def _figure_cues(opening: Opening, one: Money) -> Iterator[str]:
    values = opening.values
    amount = one.amount or 0
    yield f"hedge {one.hedge or 'none'}"
    yield "up to" if one.cap else "exact"
    yield f"{min(len(str(int(amount))), 10)} digits"
    yield f"{'one sum' if len(values) < 2 else 'two or three sums' if len(values) < 4 else 'many sums'} in the release"
    smaller = sum(value < amount for value in values)
    yield "no smaller sum" if not smaller else "one smaller sum" if smaller == 1 else "smaller sums"
    if amount == max(values):
        yield "largest"
    if amount in opening.sums_up:
        yield "sums add up to it"
    elif any(abs(amount - run) < one.unit for run in opening.sums_up) and one.unit > 1:
        yield "sums add up to nearly it"
    first = [other for other in opening.sums if opening.order(other) == 0]
    if first and opening.order(one) != 0:
        yield "headline has the same" if any(o.amount == amount for o in first) else "headline has another"
        if any(rounds_to(one, o) for o in first):
            yield "headline rounds it"
    if values.count(amount) > 1:
        yield "told twice"


def count_cues(opening: Opening, one: Count) -> Iterator[str]:
    yield "always"
    yield from _place(opening, one)
    yield from _words_around(opening, one)
    yield from _names(opening, one)
    span = opening.sentence(one)
    if within(opening.a.sums, span.start, span.end):
        yield "sum in the sentence"
    yield from (f"counts {kind}" for kind in _kinds(one.noun))
    if _shares(opening, one, span):
        yield "share a sum"
    yield from opening.once(turns, one)
    yield from contrasts(opening, one)
    if " av " in opening.text[one.start : one.end].lower():
        yield "so many of so many"
    yield from (f"lede says {name}" for name in opening.said[1])
    yield f"value {_size(one.value)}"
    if opening.listed[one.value]:
        yield "a list is as long"
    elif opening.listed:
        yield "no list is as long"
    others = [other.value for other in opening.counts if other.value != one.value]
    if any(other > one.value for other in others):
        yield "a larger count in the opening"
    if any(other < one.value for other in others):
        yield "a smaller count in the opening"
    sums = sum(value < max(opening.values) for value in opening.values) if opening.values else 0
    if one.value in (sums, len(opening.values)):
        yield "as many sums"


def _shares(opening: Opening, one: Count, span: Span) -> bool:
    """Whether so many share the sum right before: "3 miljoner kronor fördelas på sex projekt"."""
    before = within(opening.a.sums, span.start, one.start)
    return bool(before) and SHARED_BY.fullmatch(opening.text[before[-1].end : one.start].lower()) is not None


def _size(value: int) -> str:
    return "1" if value == 1 else "2-9" if value < 10 else "10-99" if value < 100 else "large"


def _kinds(noun: str) -> Iterator[str]:
    if not noun:
        yield "them"
    for row in lexicon("counts")["counted"]:
        for form in row["words"]:
            if noun == form or (form.startswith("*") and noun.endswith(form[1:])):
                yield from (row["of"], form.strip("*"))
                return
    yield "something else"

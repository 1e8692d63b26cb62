"""The figures of headline and lede with what speaks for or against each being what the release claims of itself."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from itertools import islice
from typing import TypeAlias

from anslag.parsers.cues.words import genre, rows_in
from anslag.parsers.lexicon import lexicon
from anslag.parsers.mentions.mention import Annotations, Count, Money, Placed, Span, within
from anslag.parsers.records import Amount, Block, BlockKind

_RUNNING = (BlockKind.HEADLINE, BlockKind.LEDE, BlockKind.PARAGRAPH, BlockKind.HEADING)
_OPENING = 7
"""Blocks of running text, the headline among them, where claims stand."""
_MOST = 100
"""Sums, and counts, of the opening that may be claims: an opening that has more tells a list."""
_LEAST = 1000
"""Units of a currency below which no release says a total."""
_NEAR = 30
_FAR = 160
_SENTENCE_LIKE = 100
"""Characters from which on a block of the opening is text, whatever it ends in: no caption, no day of publication."""
_FIGURES = 3
"""Figures of one kind up to which it matters which of them one is."""
_EARLY = ("headline", "lede", "neither headline nor lede")
"""Where the first figure of a kind may stand: one further down is a claim only if these have none."""
_LEDE = 1
"""The number of the block that is the lede."""


Mention: TypeAlias = Money | Count


@dataclass(frozen=True, slots=True)
class Candidate:
    """A figure of the opening, and what speaks for or against it as a claim."""

    mention: Mention
    cues: tuple[str, ...]


class Opening:
    """The part of a release where claims stand, and what the rest of it can be compared with."""

    def __init__(self, a: Annotations) -> None:
        self.a = a
        self.text = a.text
        running = [block for block in a.release.blocks if block.kind in _RUNNING]
        self.blocks = [
            block for at, block in enumerate(running[: 2 * _OPENING]) if not at or _tells(a, block)
        ][:_OPENING]
        self._starts = [block.start for block in self.blocks]
        sums = (one for one in a.sums if self.order(one) is not None and _is_whole(one))
        self.sums = list(islice(sums, _MOST))
        self.counts = list(islice((one for one in a.counts if self.order(one) is not None), _MOST))

    def order(self, one: Placed) -> int | None:
        """The number of the opening's block where ``one`` stands, None behind the opening."""
        index = bisect_right(self._starts, one.start) - 1
        return index if index >= 0 and one.end <= self.blocks[index].end else None

    def sentence(self, one: Placed) -> Span:
        """The part of its sentence that is near ``one``."""
        start, end = max(0, one.start - _FAR), one.end + _FAR
        index = bisect_right(self.a.sentences, one.start, key=lambda span: span.start) - 1
        if index >= 0:
            own = self.a.sentences[index]
            start, end = max(start, own.start), min(end, max(own.end, one.end))
        return Span(start, min(end, len(self.text)))

    @cached_property
    def said(self) -> tuple[tuple[str, ...], ...]:
        """The cues of the lexicon in the headline, and those in the lede."""
        told = [tuple(named(self.text[block.start : block.end])) for block in self.blocks[:2]]
        return (*told, (), ())[:2]

    @cached_property
    def genre(self) -> tuple[str, ...]:
        """What headline and lede are about."""
        told = zip(("headline", "lede"), self.blocks, strict=False)
        return tuple(
            cue for zone, block in told for cue in genre(zone, rows_in(self.text[block.start : block.end]))
        )

    @cached_property
    def values(self) -> list[Amount]:
        return [one.amount for one in self.a.sums if one.amount is not None and one.high is None]

    @cached_property
    def listed(self) -> Counter[int]:
        """How many items, rows, or sums in them, there are of each list: numbers that a count may agree with."""
        groups: Counter[int] = Counter()
        for block in self.a.release.blocks:
            if block.kind in (BlockKind.ITEM, BlockKind.ROW) and not block.header:
                groups[block.group] += 1
        return Counter(groups.values())

    @cached_property
    def sums_up(self) -> frozenset[Amount]:
        """What neighbouring sums come to together, for all runs of at most sixty sums."""
        found: set[Amount] = set()
        values = self.values[:400]
        for first in range(len(values)):
            run: Amount = values[first]
            for value in values[first + 1 : first + 60]:
                run += value
                found.add(run)
        return frozenset(found)


def _tells(a: Annotations, block: Block) -> bool:
    """Whether a block is more than a caption, a byline or a day of publication."""
    text = a.text[block.start : block.end].rstrip()
    if block.kind is BlockKind.HEADING or len(text) > _SENTENCE_LIKE or text[-1:] in tuple('.!?:”"'):
        return True
    return any(within(figures, block.start, block.end) for figures in (a.sums, a.counts))


def _is_whole(one: Money) -> bool:
    return one.amount is not None and one.high is None and one.amount >= _LEAST


def rounds_to(one: Money, total: Money) -> bool:
    """Whether ``total`` may be ``one`` with fewer digits ("drygt 4 miljoner" … "4 150 000 kronor")."""
    if one.amount is None or total.amount is None or one.high is not None or one.amount == total.amount:
        return False
    return abs(one.amount - total.amount) < min(total.unit, total.amount / 20)


@cache
def _groups() -> tuple[dict[str, tuple[str, ...]], tuple[tuple[str, str], ...]]:
    """The cues of each whole word, and those of each stem."""
    whole: dict[str, tuple[str, ...]] = {}
    stems: list[tuple[str, str]] = []
    for row in lexicon("claims")["cue"]:
        for word in row["words"]:
            if word.endswith("*"):
                stems.append((word[:-1], row["name"]))
            else:
                whole[word] = (*whole.get(word, ()), row["name"])
    return whole, tuple(stems)


_WORD = re.compile(r"[^\W\d_]+")


def named(text: str) -> Iterator[str]:
    """The names of the lexicon's cues in ``text``."""
    for word in _WORD.findall(text.lower()):
        yield from _said(word)


@lru_cache(maxsize=20_000)
def _said(word: str) -> tuple[str, ...]:
    """The cues that ``word`` alone is enough for."""
    whole, stems = _groups()
    return (*whole.get(word, ()), *(name for stem, name in stems if word.startswith(stem)))


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


def total_candidates(opening: Opening) -> list[Candidate]:
    """The sums of the opening with their cues, each value once.

    What is said of a sum again below headline and lede is said of a part, as often as not, and is no cue.
    """
    found: dict[Amount | None, list[Money]] = {}
    for one in opening.sums:
        if not one.bare or opening.order(one) == 0:
            found.setdefault(one.amount, []).append(one)
    early = (
        one
        for same in found.values()
        for one in same
        if (opening.order(one) or 0) <= max(_LEDE, opening.order(same[0]) or 0)
    )
    return _pooled("total", [(one.amount, one, set(_total_cues(opening, one))) for one in early])


def _pooled(kind: str, told: list[tuple[Amount | None, Mention, set[str]]]) -> list[Candidate]:
    """One candidate for each value, at its first place, with the cues of all its places."""
    pooled: dict[Amount | None, tuple[Mention, set[str]]] = {}
    for value, one, cues in told:
        pooled.setdefault(value, (one, set()))[1].update(cues)
    return [Candidate(one, tuple(f"{kind}: {cue}" for cue in sorted(cues))) for one, cues in pooled.values()]


def _total_cues(opening: Opening, one: Money) -> Iterator[str]:
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
    yield from _turns(opening, one, span)


def _turns(opening: Opening, one: Placed, span: Span) -> Iterator[str]:
    """What the words right beside a figure say of it and of the others of its sentence."""
    before, behind = opening.text[span.start : one.start].lower(), opening.text[one.end : span.end].lower()
    if _OPENS_IN_ALL.match(before):
        yield "its sentence opens with the whole"
    if _VARAV.search(behind):
        yield "a part of it follows"
    if _PART.search(before):
        yield "a part of what stands before"
    if _A_YEAR.match(behind):
        yield "so much a year"
    if _THAT_IS.search(before):
        yield "worked out"
    if _OPEN.search(opening.text, span.start, span.end):
        yield "can be applied for"


_OPENS_IN_ALL = re.compile(
    r"\W*(?:totalt|sammanlagt|tillsammans|sammantaget|(?:den |det |årets )?(?:totala|sammanlagda|samlade) \w+)\b"
)
_VARAV = re.compile(r",? varav\b")
_PART = re.compile(r"\bvarav\b|\bav (?:dem|dessa|det|detta|pengarna|summan)\b")
_A_YEAR = re.compile(
    r"(?: kronor)? (?:om året|per år|årligen|i månaden|per månad|per plats|per person|vardera|var\b|per styck)"
)
_OPEN = re.compile(
    r"\bkan (?:få|söka|ansöka|beviljas|du|ni)\b|\b(?:öppnar|öppnas|öppen|öppet|lyser ut|utlyser|utlyses|i final|att söka|kan sökas)\b",
    re.I,
)
_THAT_IS = re.compile(
    r"\b(?:alltså|det vill säga|dvs\.?|vilket (?:blir|ger|innebär)|omräknat)\W(?:\w+\W+){0,3}$"
)


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
        if all(other.amount != amount for other in first):
            yield "headline has another"
        if any(rounds_to(one, o) for o in first):
            yield "headline rounds it"
    if values.count(amount) > 1:
        yield "told twice"


def count_candidates(opening: Opening) -> list[Candidate]:
    """The counts of the opening with their cues, each value once."""
    return _pooled("count", [(one.value, one, set(_count_cues(opening, one))) for one in opening.counts])


def _count_cues(opening: Opening, one: Count) -> Iterator[str]:
    yield "always"
    yield from _place(opening, one)
    yield from _words_around(opening, one)
    yield from _names(opening, one)
    span = opening.sentence(one)
    if within(opening.a.sums, span.start, span.end):
        yield "sum in the sentence"
    yield from (f"counts {kind}" for kind in _kinds(one.noun))
    yield from _turns(opening, one, span)
    if " av " in opening.text[one.start : one.end].lower():
        yield "so many of so many"
    yield from (f"lede says {name}" for name in opening.said[1])
    yield f"value {'1' if one.value == 1 else '2-9' if one.value < 10 else '10-99' if one.value < 100 else 'large'}"
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


def _kinds(noun: str) -> Iterator[str]:
    if not noun:
        yield "them"
        return
    for row in lexicon("counts")["counted"]:
        for form in row["words"]:
            if noun == form or (form.startswith("*") and noun.endswith(form[1:])):
                yield from (row["of"], form.strip("*"))
                return
    yield "something else"

"""The opening of a release, where it says what it grants in all, and what the rest can tell of its figures."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache, cached_property, lru_cache
from itertools import islice
from typing import Any, TypeVar

from anslag.parsers.cues.words import genre, rows_in
from anslag.parsers.lexicon import lexicon
from anslag.parsers.mentions.mention import Annotations, Money, Placed, Span, within
from anslag.parsers.records import Amount, Block, BlockKind

_RUNNING = (BlockKind.HEADLINE, BlockKind.LEDE, BlockKind.PARAGRAPH, BlockKind.HEADING)
_OPENING = 7
"""Blocks of running text, the headline among them, where claims stand."""
_MOST = 100
"""Sums, and counts, of the opening that may be claims: an opening that has more tells a list."""
_LEAST = 1000
"""Units of a currency below which no release says a total."""
_FAR = 160
_NAME = 4
"""Letters that a name of the headline has at least."""
_SENTENCE_LIKE = 100
"""Characters from which on a block of the opening is text, whatever it ends in: no caption, no day of publication."""


LEDE = 1
"""The number of the block that is the lede."""


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


Answer = TypeVar("Answer")


class Opening:
    """The part of a release where claims stand, and what the rest of it can be compared with."""

    def __init__(self, a: Annotations) -> None:
        self.a = a
        self.text = a.text
        running = [block for block in a.release.blocks if block.kind in _RUNNING]
        near = running[: 2 * _OPENING]
        self.blocks = ([block for block in near if _tells(a, block)] or near[:1])[:_OPENING]
        self._known: dict[Callable[[Opening, Placed], Any], dict[int, Any]] = {}
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

    def once(self, read: Callable[[Opening, Placed], Answer], one: Placed) -> Answer:
        """What ``read`` finds of a figure, found once: each is compared with all others."""
        known: dict[int, Answer] = self._known.setdefault(read, {})
        if one.start not in known:
            known[one.start] = read(self, one)
        return known[one.start]

    @cached_property
    def headline_names(self) -> frozenset[str]:
        """The stems of the names in the headline; its first word is none."""
        if not self.blocks:
            return frozenset()
        words = _WORD.findall(self.text[self.blocks[0].start : self.blocks[0].end])
        return frozenset(
            word.removesuffix("s") for word in words[1:] if word[0].isupper() and len(word) >= _NAME
        )

    def section(self, one: Placed) -> int:
        """The number of the heading below which a figure stands, 0 above all."""
        return bisect_right(self._headings, one.start)

    @cached_property
    def _headings(self) -> list[int]:
        heads = (block.start for block in self.a.release.blocks if block.kind is BlockKind.HEADING)
        return [start for start in heads if self.blocks and start > self.blocks[0].start]

    @cached_property
    def sections_with_sums(self) -> frozenset[int]:
        return frozenset(map(self.section, self.a.sums))

    @cached_property
    def sections_with_counts(self) -> frozenset[int]:
        return frozenset(map(self.section, self.a.counts))

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
    if len(text) > _SENTENCE_LIKE or any(
        within(figures, block.start, block.end) for figures in (a.sums, a.counts)
    ):
        return True
    if _FRAMES.search(text):
        return False
    return block.kind in (BlockKind.HEADLINE, BlockKind.HEADING) or text[-1:] in tuple('.!?:”"')


_MONTHS = "januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december"
_FRAMES = re.compile(
    r"\b(?:foto(?:graf)?\b|logga\b|logotyp|startsida)|^(?:bild|text|av|by|skrive[nt] av|publicera|posta[dt]|skriv ut|kontakt$)\b"
    rf"|^.{{0,60}}\b(?:[0-9]{{1,2}}\.? (?:{_MONTHS}|\w{{3}}\.?),? [0-9]{{4}}|[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}|\w{{3,9}} [0-9]{{1,2}}, [0-9]{{4}})\b.{{0,40}}$"
    r"|@|^#[0-9]|^null$|nyhet(?:en)? är äldre än",
    re.I,
)
"""What stands around a text: who wrote it and when, what a picture shows, whose page it is."""


def _is_whole(one: Money) -> bool:
    return one.amount is not None and one.high is None and one.amount >= _LEAST


def rounds_to(one: Money, total: Money) -> bool:
    if one.amount is None or total.amount is None or one.high is not None or one.amount == total.amount:
        return False
    return abs(one.amount - total.amount) < min(total.unit, total.amount / 20)

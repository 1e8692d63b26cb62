"""Cuts the rows of a grid into columns: every way that most rows allow, the sums as holes. Which is right, roles decide."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

from anslag.parsers.grids.finders import Grid
from anslag.parsers.grids.pieces import LONGEST, OUTSIDE, ROLE, parted
from anslag.parsers.grids.slots import Part, Slot
from anslag.parsers.grids.units import letters
from anslag.parsers.mentions.mention import Annotations, Span, within
from anslag.parsers.mentions.roles import organisation_score
from anslag.parsers.mentions.words import not_shortened
from anslag.parsers.weights import dependent

Spans = tuple[Span | None, ...]
Cuts = list[list[tuple[int, int]] | None]
Places = tuple[tuple[int, int] | None, ...]
Seen = set[tuple[Places, int]]
"""Texts of all rows that were cut, and how many times over."""

MOST = 0.6
"""The share of the rows that a separator or a shared word must stand in."""

_NAMING = 0.5
"""Score from which on a name is an organisation's."""
_MOST_COLUMNS = 120
_SEPARATORS = {
    "tab": ("\t|;\n", re.compile(r"\s*[\t|;\n]\s*")),
    "dash": ("–—-", re.compile(r"\s[–—-]{1,2}\s|(?<=\w)[–—]\s|\s[–—](?=\w)")),
    "colon": (":", re.compile(r"\s?:\s")),
    "comma": (",", re.compile(rf"\s?,\s{OUTSIDE}")),
    # The stop itself may stand before the text that is searched.
    "stop": (" \t\n", re.compile(rf"(?<=[\w”\")][.!?]){not_shortened('.')}\s(?=[A-ZÅÄÖ0-9\"”“])")),
    "slash": ("/", re.compile(r"\s?/\s?")),
    "bracket": ("(", re.compile(r"\s?\((?=[^()]*\)|[^()]*$)")),
    "quote": ('"”“„«»', re.compile(r"\s?[\"”“„«»]\s?")),
    "role": (",.;:(–-", ROLE),
}
"""What parts a row: the signs of which a text must hold one, to be asked at all, and the pattern."""
_JOINTS = re.compile(
    r"(?<=\s)(?P<word>tillsammans med|i samarbete med|i samverkan med|för att|för|till|av|från|vid|med|genom|på|i|som)(?=\s)"
)
_WORD = re.compile(r"(?<=\s)[a-zåäö]{2,}(?=\s)")
_EDGE = " \t\n,;:|•·/–—-=>*"
_QUOTES = "\"”“„«»'’‘"


class _Partings(NamedTuple):
    """Where a text may be parted, by what parts it: separators, joining words, and any words in small letters."""

    separators: Mapping[str, list[tuple[int, int]]]
    joints: Mapping[str, list[tuple[int, int]]]
    words: Mapping[str, list[tuple[int, int]]]


# The same text is cut in many grids, and out of many others.
@lru_cache(maxsize=512)
def _partings(text: str, start: int, end: int) -> _Partings:
    signs = set(text[start:end])
    separators = {
        name: [one.span() for one in pattern.finditer(text, start, end)]
        for name, (any_of, pattern) in _SEPARATORS.items()
        if not signs.isdisjoint(any_of)
    }
    return _Partings(
        {name: places for name, places in separators.items() if places},
        _by_word(_JOINTS, text, start, end),
        _by_word(_WORD, text, start, end),
    )


def _by_word(
    pattern: re.Pattern[str], text: str, start: int, end: int
) -> Mapping[str, list[tuple[int, int]]]:
    found: dict[str, list[tuple[int, int]]] = {}
    for one in pattern.finditer(text, start, end):
        found.setdefault(one[0], []).append(one.span())
    return found


@dataclass(frozen=True, slots=True)
class Column:
    """One text from each row, None where a row has none. ``cut`` names how it was cut out of its slot.

    ``side`` is "before" or "after" the sum of its slot, "" where the slot has no sum. ``beside`` holds the piece of
    each row that was cut off next to it.
    """

    spans: Spans
    slot: Slot
    side: str = ""
    cut: str = ""
    piece: int = 0
    glued: bool = False
    beside: Spans = ()


def columns(a: Annotations, grid: Grid, places: Sequence[Slot]) -> tuple[Column, ...]:
    """Every column that the rows of ``grid`` can be cut into, each text of theirs once."""
    found: dict[Places, Column] = {}
    for column in _all(a, grid, places):
        place = _places(column.spans)
        if any(place) and place not in found:
            found[place] = column
            if len(found) == _MOST_COLUMNS:
                break
    return tuple(found.values())


def _places(spans: Spans) -> Places:
    return tuple([(s.start, s.end) if s else None for s in spans])


def _filled(spans: Sequence[Span | None]) -> int:
    return len([s for s in spans if s])


def _is_common(spans: Sequence[Span | None]) -> bool:
    """Whether so many rows have a text that it may be a column of theirs."""
    return _filled(spans) * 10 >= 3 * len(spans)


def _all(a: Annotations, grid: Grid, places: Sequence[Slot]) -> Iterator[Column]:
    yield from _of_groups(a, grid)
    yield from _of_home(a, grid)
    seen: Seen = set()
    for slot in places:
        if _is_prose(slot):
            opening = tuple(_opening(a.text, part) if part else None for part in slot.parts)
            yield from _cut(a, Column(opening, slot, "before"), 1, seen)
        else:
            for side, spans in _sides(a, slot):
                yield from _cut(a, Column(spans, slot, side), 2, seen)
        yield from _named(a, slot)
        yield from _pieced(a, slot, seen)


def _opening(text: str, part: Part) -> Span | None:
    """What stands before the first sum of a part, or opens it where that is far away."""
    stop = part.sums[0].start if part.sums else part.end
    return _trimmed(text, part.start, min(stop, part.start + LONGEST))


def _pieced(a: Annotations, slot: Slot, seen: Seen) -> Iterator[Column]:
    """What the pieces of each row name, and what stands ahead of it and behind it."""
    openings = [_opening(a.text, part) if part else None for part in slot.parts]
    rows = [parted(a.text, s.start, s.end) if s else {} for s in openings]
    for name in sorted({name for row in rows for name in row}):
        spans = tuple(
            _trimmed(a.text, row[name].start, row[name].end) if name in row else None for row in rows
        )
        if _is_common(spans):
            side = "before" if any(part.sums for part in slot.parts if part) else ""
            yield from _cut(a, Column(spans, slot, side, f"pieces {name}"), 0, seen)


def _is_prose(slot: Slot) -> bool:
    parts = [part for part in slot.parts if part]
    return sum(part.prose for part in parts) * 2 > len(parts)


def _of_groups(a: Annotations, grid: Grid) -> Iterator[Column]:
    if len({g.start for g in grid.groups if g}) > 1:
        spans = tuple(_trimmed(a.text, g.start, g.end) if g else None for g in grid.groups)
        yield Column(spans, Slot("group", (), ""))


def _sides(a: Annotations, slot: Slot) -> Iterator[tuple[str, Spans]]:
    """The texts before and behind the sums of a slot, the periods cut off where most rows have one."""
    parts = [part for part in slot.parts if part]
    summed = sum(bool(part.sums) for part in parts) >= 0.3 * len(parts)
    dated = sum(bool(part.periods) for part in parts) >= MOST * len(parts)
    if not summed:
        yield "", tuple(_undated(a.text, p.start, p.end, p, dated) if p else None for p in slot.parts)
        return
    yield (
        "before",
        tuple(
            _undated(a.text, p.start, p.sums[0].start if p.sums else p.end, p, dated) if p else None
            for p in slot.parts
        ),
    )
    yield (
        "after",
        tuple(
            _undated(a.text, p.sums[-1].end, p.end, p, dated) if p and p.sums else None for p in slot.parts
        ),
    )


def _undated(text: str, start: int, end: int, part: Part, dated: bool) -> Span | None:
    """``text[start:end]`` without a period at either end."""
    if dated:
        for period in part.periods:
            if start <= period.start < period.end <= end:
                if not letters(text[start : period.start]):
                    start = period.end
                elif (
                    not letters(text[period.end : end]) or len(text[period.end : end].strip(_EDGE + ".)")) < 3
                ):
                    end = period.start
    return _trimmed(text, start, end)


_FINAL_STOP = re.compile(r"(?:\w{4,}|\d|[\"”“)]|\b(?!för|etc)[a-zåäö]{3})[.]$")
_CODE = re.compile(r"\s*\((?=[^()]*\d)(?:[Dd]nr:?\s?|[A-ZÅÄÖ]{1,6}[ -]?)?\d[\d/:.-]{3,}\d\)$")
"""A file number in brackets behind a name."""
_OPENING = re.compile(r"(?:\d{1,3}[.)]|[•●▪◦‣·■○∙*]|§ ?\d+)\s+|\d(?=[A-ZÅÄÖ][a-zåäö])")
_BEFORE = _EDGE + ".)" + _QUOTES
_BEHIND = _EDGE + _QUOTES


# A grid is cut in many ways, and most of them meet at the same places of the text.
@lru_cache(maxsize=4096)
def _trimmed(text: str, start: int, end: int) -> Span | None:
    """The span without space, signs of parting and quotation marks around it; None if no letter is left."""
    opening = _OPENING.match(text, start, end)
    start, end = _bare(text, opening.end() if opening else start, end)
    end = _closed(text, start, end)
    if text[start : start + 1] == "(" and ")" not in text[start:end].rstrip(")"):
        start, end = start + 1, start + len(text[start:end].rstrip(")"))
    found = text[start:end]
    inside = found.partition(")")[0]
    if (
        text[start - 1 : start] == "("
        and inside[:1].isupper()
        and "(" not in inside
        and len(inside) < len(found) - 1
    ):
        # What begins inside a bracket goes on behind it: "SE), Fyrens minne".
        return _trimmed(text, start + len(inside) + 1, end)
    if found.endswith(")") and "(" not in found:
        end -= 1
    if end < len(text) and text[end] == ")" and "(" in found and ")" not in found:
        end += 1
    return Span(start, end) if letters(text[start:end]) else None


def _bare(text: str, start: int, end: int) -> tuple[int, int]:
    """``[start, end)`` without a file number in brackets, the signs around it and the stop of a sentence."""
    tail = text[max(start, end - 30) : end].rstrip(_EDGE)
    code = _CODE.search(tail) if tail.endswith(")") else None
    end = end if code is None else max(start, end - 30) + code.start()
    while start < end and text[start] in _BEFORE:
        start += 1
    while end > start and (
        text[end - 1] in _BEHIND
        or (text[end - 1] == "." and _FINAL_STOP.search(text, max(start, end - 9), end))
    ):
        end -= 1
    return start, end


def _closed(text: str, start: int, end: int) -> int:
    """Where ``[start, end)`` ends without a bracket that is opened last and never closed."""
    found = text[start:end]
    if "(" in found and found.count("(") > found.count(")") and text[end : end + 1] != ")":
        end = end - 1 if found.endswith("(") else end
        while end > start and text[end - 1] in _EDGE:
            end -= 1
    return end


def _cut(a: Annotations, column: Column, depth: int, seen: Seen) -> Iterator[Column]:
    """A column and all that it can be cut into, but for texts that were cut so before, however they were found."""
    places = _places(column.spans)
    if (places, depth) in seen:
        return
    yield column
    yield from _glued(a.text, column)
    for name, cuts in _cuts(a.text, column) if depth else ():
        pieces = max(len(row) for row in cuts if row is not None)
        every = [_pieces(a.text, cuts, piece) for piece in range(pieces)]
        for piece, spans in enumerate(every):
            if _is_common(spans):
                cut = f"{column.cut} {name}".strip()
                beside = every[piece + 1 if piece + 1 < pieces else piece - 1]
                part = Column(spans, column.slot, column.side, cut, piece, beside=beside)
                yield from _cut(a, part, depth - 1, seen)
    seen.update((places, less) for less in range(depth + 1))


def _pieces(text: str, cuts: Cuts, piece: int) -> Spans:
    return tuple(
        _trimmed(text, *row[piece]) if row is not None and piece < len(row) else None for row in cuts
    )


def _cuts(text: str, column: Column) -> Iterator[tuple[str, Cuts]]:
    for name, places in _recurring(text, column.spans):
        counts = Counter(len(at) for at in places if at)
        yield f"{name} first", _parted(column.spans, places, 0)
        if counts and max(counts) > 1:
            yield f"{name} last", _parted(column.spans, places, -1)
        if counts and counts.most_common(1)[0][0] > 1:
            yield f"{name} all", _parted(column.spans, places, None)


def _parted(spans: Spans, places: Sequence[list[tuple[int, int]]], which: int | None) -> Cuts:
    made: Cuts = []
    for span, at in zip(spans, places, strict=True):
        if span is None:
            made.append(None)
            continue
        chosen = at if which is None else [at[which]] if at else []
        starts = [span.start, *(end for _, end in chosen)]
        made.append(list(zip(starts, [*(start for start, _ in chosen), span.end], strict=True)))
    return made


def _recurring(text: str, spans: Spans) -> Iterator[tuple[str, list[list[tuple[int, int]]]]]:
    """The separators that most rows have, with their places in each row."""
    full = _filled(spans)
    least = max(1, MOST * full)
    rows = [_partings(text, s.start, s.end) if s else _Partings({}, {}, {}) for s in spans]
    yield from _shared([row.separators for row in rows], _SEPARATORS, least)
    joints, words = [row.joints for row in rows], [row.words for row in rows]
    for word, places in _shared(joints, sorted(set().union(*joints)), least):
        yield f"word-{word}", places
    for word, places in _shared(words, sorted(set().union(*words)), least) if full > 2 else ():
        if not _JOINTS.search(f" {word} ") and word not in ("och", "the", "of"):
            yield "word", places


def _shared(
    rows: Sequence[Mapping[str, list[tuple[int, int]]]], names: Iterable[str], least: float
) -> Iterator[tuple[str, list[list[tuple[int, int]]]]]:
    """Those of ``names`` that so many rows have at least, with their places in each row."""
    times = Counter(itertools.chain.from_iterable(rows))
    for name in names:
        if times[name] >= least:
            yield name, [row.get(name, []) for row in rows]


def _glued(text: str, column: Column) -> Iterator[Column]:
    """The column without the words that most of its texts begin or end with, unless they make a name."""
    spans = _without_joints(text, column.spans)
    if spans != column.spans:
        yield replace(column, spans=spans, glued=True)
    if _filled(spans) < 3:
        return
    for _ in range(5):
        spans, changed = _without_shared(text, spans, True)
        spans, again = _without_shared(text, spans, False)
        if not (changed or again):
            break
        yield replace(column, spans=spans, glued=True)


_JOINED = re.compile(r"(?:till|för|av|från|vid|med|genom)\s(?!att\s)")


def _without_joints(text: str, spans: Spans) -> Spans:
    """The texts without the preposition that most of them begin with, one or another."""
    found = [_JOINED.match(text, s.start, s.end) if s else None for s in spans]
    if sum(map(bool, found)) < max(1, MOST * _filled(spans)):
        return spans
    return tuple(_trimmed(text, m.end(), s.end) if s and m else s for s, m in zip(spans, found, strict=True))


# A column that begins where another does loses the same words, one after the other.
@dependent
@lru_cache(maxsize=512)
def _without_shared(text: str, spans: Spans, opening: bool) -> tuple[Spans, bool]:
    words = [s.of(text).split() if s else [] for s in spans]
    ends = [row[0 if opening else -1] if len(row) > 1 else "" for row in words]
    shared = sorted(filter(None, ends))
    if len(shared) < 3:
        return spans, False
    # A word that most rows share stands in the middle of them all.
    word = shared[len(shared) // 2]
    if shared.count(word) < max(3, MOST * sum(map(bool, words))) or organisation_score(word) > 0.5:
        return spans, False
    made = []
    for span, end in zip(spans, ends, strict=True):
        if span is None or end != word:
            made.append(span)
        elif opening:
            made.append(_trimmed(text, span.start + len(end), span.end))
        else:
            made.append(_trimmed(text, span.start, span.end - len(end)))
    return tuple(made), True


def _named(a: Annotations, slot: Slot) -> Iterator[Column]:
    """What each part of a slot names: its first and last organisation, what stands before and behind the first, a quotation."""
    rows = [_named_in(a, part) if part else {} for part in slot.parts]
    for name in ("first", "last", "sum", "quote", "ahead", "behind"):
        spans = tuple(row.get(name) for row in rows)
        if _is_common(spans):
            beside = tuple(row.get("first") for row in rows) if name in ("ahead", "behind") else ()
            yield Column(spans, slot, "", f"named {name}", beside=beside)


def _named_in(a: Annotations, part: Part) -> dict[str, Span | None]:
    stop = part.sums[0].start if part.sums and not part.prose else part.end
    found: dict[str, Span | None] = {}
    names = [
        Span(n.start, n.end)
        for n in within(a.names, part.start, part.end)
        if n.organisation > max(_NAMING, n.person)
    ]
    if names:
        found = {"first": names[0], "last": names[-1]}
        before = [n for n in names if part.sums and n.end <= part.sums[0].start]
        found["sum"] = before[-1] if before else None
        if not part.prose:
            found["ahead"] = _trimmed(a.text, part.start, names[0].start)
            found["behind"] = _trimmed(a.text, names[0].end, stop) if names[0].end < stop else None
    quotes = within(a.quotes, part.start, part.end)
    if quotes:
        found["quote"] = Span(quotes[0].start, quotes[0].end)
    return found


_CAPITAL = re.compile(r"\s(?=[\"”“]?[A-ZÅÄÖ])")


def _of_home(a: Annotations, grid: Grid) -> Iterator[Column]:
    """The organisation that the release speaks of most outside the rows: where persons in a list may work."""
    times: Counter[str] = Counter()
    first: dict[str, Span] = {}
    for name in a.names:
        if name.organisation > 0.7 and not grid.start <= name.start < grid.end:
            text = a.text[name.start : name.end]
            times[text] += 1
            first.setdefault(text, Span(name.start, name.end))
    if times:
        best = min(times, key=lambda text: (-times[text], first[text].start))
        if times[best] > 1:
            yield Column((first[best],) * len(grid.records), Slot("home", (), ""))

"""Whose a diarienummer or project number is: a grant's where it stands in its row, sentence or record, else the release's.

Nothing is guessed: where several numbers are left over, none of them is the release's.
"""

from __future__ import annotations

import sys
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from anslag.parsers.mentions import references
from anslag.parsers.mentions.mention import Annotations, Span
from anslag.parsers.records import BlockKind, Evidence, Grant, Release

_TELLING = ("amount", "owner", "title")
"""The columns whose words are a grant's own; others may be said once for many."""
_SISTERS = 2
"""Records of a release that have a number each, before what stands below them is taken for a part of theirs."""


def referenced(a: Annotations, grants: Sequence[Grant]) -> tuple[tuple[Grant, ...], Span | None]:
    """The grants with their numbers, and the release's own where it prints one."""
    found = _found(a.release)
    own = _beside(a, found, grants)
    rest = [span for span in found if span not in own.values()]
    if not own:
        own = _records(rest, grants)
        rest = [span for span in rest if span not in own.values()]
    told = tuple(_with(a.text, one, own[one.position]) if one.position in own else one for one in grants)
    return told, rest[0] if len({span.of(a.text) for span in rest}) == 1 else None


def _found(release: Release) -> list[Span]:
    said = {span.start: span for span in references.references(release.text)}
    for block in release.blocks:
        for cell in block.cells:
            if references.is_label(cell.header):
                span = references.whole(release.text, cell.start, cell.end)
                said |= {span.start: span} if span else {}
    return [said[start] for start in sorted(said)]


def _places(grant: Grant) -> list[int]:
    return sorted(grant.evidence[name].start for name in _TELLING if name in grant.evidence)


def _beside(a: Annotations, found: Sequence[Span], grants: Sequence[Grant]) -> dict[int, Span]:
    """The numbers in the line or table row of a grant's own words, each with the grant told last before it."""
    told = sorted((at, grant.position) for grant in grants for at in _places(grant))
    own: dict[int, list[Span]] = {}
    for span in found:
        start, end = _row(a, span.start)
        inside = told[bisect_left(told, (start, 0)) : bisect_left(told, (end, 0))]
        if inside:
            before = [position for at, position in inside if at < span.start]
            own.setdefault(before[-1] if before else inside[0][1], []).append(span)
    return _single(own)


def _row(a: Annotations, at: int) -> tuple[int, int]:
    """The table row that holds a place of the text, else its line."""
    blocks = a.release.blocks
    block = blocks[bisect_right(blocks, at, key=lambda one: one.start) - 1] if blocks else None
    if block and block.kind is BlockKind.ROW and at < block.end:
        return block.start, block.end
    end = a.text.find("\n", at)
    return a.text.rfind("\n", 0, at) + 1, end if end >= 0 else len(a.text)


def _single(own: Mapping[int, Sequence[Span]]) -> dict[int, Span]:
    return {position: spans[0] for position, spans in own.items() if len(spans) == 1}


def _records(found: Sequence[Span], grants: Sequence[Grant]) -> dict[int, Span]:
    """The numbers of records, each on a line of its own: all of them before their grants, or all behind."""
    first = sorted((places[0], grant.position) for grant in grants if (places := _places(grant)))
    if min(len(found), len(first)) < _SISTERS:
        return {}
    behind = found[0].start > first[0][0]
    near = {position: spans for position, spans in _between(found, first, behind) if spans}
    if len(near) == len(first):
        # With a number for each, those of refused records are the ones further away.
        return {position: spans[0 if behind else -1] for position, spans in near.items()}
    own = _single(near)
    return own if len(own) >= _SISTERS else {}


def _between(
    found: Sequence[Span], first: Sequence[tuple[int, int]], behind: bool
) -> Iterator[tuple[int, list[Span]]]:
    """The numbers between each grant's first words and the next one's, or between the last one's and its own."""
    starts = [span.start for span in found]
    places = [place for place, _ in first]
    bounds = [*places, sys.maxsize] if behind else [0, *places]
    for (low, high), (_, position) in zip(pairwise(bounds), first, strict=True):
        yield position, list(found[bisect_left(starts, low) : bisect_left(starts, high)])


def _with(text: str, grant: Grant, span: Span) -> Grant:
    place = Evidence(span.start, span.end, span.of(text), span.rule)
    return replace(grant, reference=span.of(text), evidence={**grant.evidence, "reference": place})

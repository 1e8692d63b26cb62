"""What of a row nothing explains yet: the pieces that are neither its owner nor a sum, a time, a person, a place or a label."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from anslag.parsers.borders.scene import Scene
from anslag.parsers.candidates import Candidate
from anslag.parsers.grids.pieces import Piece, pieces
from anslag.parsers.mentions.labels import label
from anslag.parsers.mentions.mention import Span, within

_LINE, _REACH, _WORD = 400, 700, 3
"""Characters of a line and of a row that are looked at, and letters that make a piece more than a sign."""
_COUNTS = ("no piece", "one piece", "two pieces")


def unexplained(one: Scene, grant: Candidate) -> Sequence[Piece]:
    """The pieces of the lines where a row begins, names its owner and its sum that nothing of what was read explains."""
    return [
        piece
        for start, end in _lines(one, grant)
        for piece in pieces(one.text, start, end)
        if not piece.kind and not _is_explained(one, grant, piece)
    ]


def many(found: Sequence[Piece]) -> str:
    """How many pieces there are, in words."""
    return _COUNTS[len(found)] if len(found) < len(_COUNTS) else "several pieces"


def beside(found: Sequence[Piece], start: int, end: int) -> Sequence[Piece]:
    """The pieces that a span does not touch."""
    return [piece for piece in found if piece.end <= start or end <= piece.start]


def _lines(one: Scene, grant: Candidate) -> Iterator[tuple[int, int]]:
    places = [grant.start, *(span.start for span in (grant.owner, grant.money) if span)]
    end = min(grant.end, grant.start + _REACH)
    seen = set()
    for place in sorted(places):
        at = bisect_right(one.a.lines, place, key=lambda each: each.start) - 1
        if at < 0 or at in seen or not grant.start <= place < end:
            continue
        seen.add(at)
        line = one.a.lines[at]
        start, stop = max(line.start, grant.start), min(line.end, end)
        if stop - start <= _LINE:
            yield start, stop


def _is_explained(one: Scene, grant: Candidate, piece: Piece) -> bool:
    said = one.text[piece.start : piece.end]
    if sum(map(str.isalpha, said)) < _WORD or label(said):
        return True
    if grant.owner and _touch(grant.owner, piece):
        return True
    return bool(within(one.a.sums, piece.start, piece.end) or within(one.a.periods, piece.start, piece.end))


def _touch(span: Span, piece: Piece) -> bool:
    return span.start < piece.end and piece.start < span.end

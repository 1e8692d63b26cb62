"""A release's text with every value that was read marked in place.

Each value's mark has the id ``v-<position>-<field>`` (position 0: the release itself), so a link in a citation leads
to the words. Only a span that quotes its text is drawn; the others are counted for a warning.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from markupsafe import Markup, escape

from anslag.db.site.languages import gettext as _
from anslag.db.site.languages import label

FIELDS = (
    "other_sum",
    "description", "partners", "currency", "period_start", "period_end", "number", "owner", "title", "amount",
    "claimed_currency", "claimed_count", "claimed_total", "funder", "decided_by", "decided_on",
)  # fmt: skip
"""Fields from the back to the front: where two have the same words, the later one's colour is seen."""


@dataclass(frozen=True, slots=True)
class Span:
    """Where a value was read. ``position`` is the grant's, 0 for the release's own facts."""

    position: int
    field: str
    start: int
    end: int
    quote: str
    rule: str

    @property
    def anchor(self) -> str:
        """The id of the mark."""
        return f"a-{self.start}" if self.field == "other_sum" else f"v-{self.position}-{self.field}"


@dataclass(order=True, slots=True)
class _Piece:
    """A span or the part of it that is still to be drawn, in the order of drawing: outer before inner."""

    start: int
    back: int
    rank: int
    position: int
    span: Span = field(compare=False)
    first: bool = field(compare=False, default=True)

    @property
    def end(self) -> int:
        return -self.back


def _piece(span: Span, start: int, end: int, first: bool = True) -> _Piece:
    rank = FIELDS.index(span.field) if span.field in FIELDS else -1
    return _Piece(start, -end, rank, span.position, span, first)


def sound(text: str, spans: Iterable[Span]) -> list[Span]:
    """The spans that quote the text."""
    return [span for span in spans if span.quote and text[span.start : span.end] == span.quote]


def highlighted(text: str, spans: Sequence[Span]) -> Markup:
    """The text as HTML. Spans that cross are drawn in two pieces, the first of which has the id."""
    return Markup("").join(_drawn(text, sound(text, spans)))


def _drawn(text: str, spans: Sequence[Span]) -> Iterator[Markup]:
    queue = [_piece(span, span.start, span.end) for span in spans]
    heapq.heapify(queue)
    open_ends: list[int] = []
    at = 0
    while queue:
        piece = heapq.heappop(queue)
        while open_ends and open_ends[-1] <= piece.start:
            yield escape(text[at : open_ends[-1]]) + Markup("</mark>")
            at = open_ends.pop()
        yield escape(text[at : piece.start])
        at, end = piece.start, piece.end
        if open_ends and end > open_ends[-1]:
            heapq.heappush(queue, _piece(piece.span, open_ends[-1], end, first=False))
            end = open_ends[-1]
        yield _opening(piece)
        open_ends.append(end)
    for end in reversed(open_ends):
        yield escape(text[at:end]) + Markup("</mark>")
        at = end
    yield escape(text[at:])


def _opening(piece: _Piece) -> Markup:
    span = piece.span
    whose = _("grant %s") % span.position if span.position else _("the release")
    rule = _("rule %s") % span.rule
    said = f"{whose}: {label(span.field)} ({rule})"
    if span.field == "other_sum":
        said = _("no grant's amount: %s") % span.rule
    anchor = Markup(' id="{}"').format(span.anchor) if piece.first else ""
    # The chip tells which grant a value belongs to without a pointer to hover with.
    chip = Markup(' data-grant="{}"').format(span.position) if piece.first and span.position else ""
    return Markup('<mark class="f-{}" title="{}"{}{}>').format(span.field, said, anchor, chip)

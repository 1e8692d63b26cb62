"""Where the release begins on a page: at the headline that its titles name, never so that more prose goes than stays."""

from __future__ import annotations

from collections.abc import Sequence

from anslag.parsers.document import Draft
from anslag.parsers.pages.parts import agreement
from anslag.parsers.records import BlockKind

_SAME = 0.6
"""Agreement with a title from which on a line is taken for the headline."""
_SENTENCE = 50


def headed(drafts: list[Draft], titles: Sequence[str]) -> list[Draft]:
    """The blocks from the headline on. A headline that stands below most of the text comes first all the same."""
    at = _place(drafts, titles)
    if at is None:
        return drafts
    head = drafts[at]
    head.kind, head.level = BlockKind.HEADLINE, 1
    if _prose(drafts[:at]) > _prose(drafts[at:]):
        return [head, *drafts[:at], *drafts[at + 1 :]]
    return drafts[at:]


def _place(drafts: Sequence[Draft], titles: Sequence[str]) -> int | None:
    for index, draft in enumerate(drafts):
        if draft.kind is BlockKind.HEADLINE:
            return index
    shorts = (
        (agreement(" ".join(draft.lines), titles), -index)
        for index, draft in enumerate(drafts[:40])
        if draft.kind in (BlockKind.HEADING, BlockKind.PARAGRAPH)
        and len(draft.lines) == 1
        and not draft.linked
    )
    score, place = max(shorts, default=(0.0, 0))
    return -place if score >= _SAME else None


def _prose(drafts: Sequence[Draft]) -> int:
    """Characters of own words in sentences."""
    return sum(
        len(line)
        for draft in drafts
        if not draft.linked
        for line in (*draft.lines, *draft.cells)
        if len(line) >= _SENTENCE or draft.cells
    )

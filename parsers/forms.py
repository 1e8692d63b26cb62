"""How a release sets a grant out, by what stands where it was read: a table, items, numbers, labels, headings, prose."""

from __future__ import annotations

import re
from bisect import bisect_right

from anslag.parsers.candidates import Candidate
from anslag.parsers.mentions.mention import Annotations
from anslag.parsers.records import Block, BlockKind

_LABELLED = re.compile(r"^[^\W\d_][\w /-]{1,39}:\s+\S", re.M)
_LABELS = 2
"""Labelled lines of a record from which on it is one of labels."""


def form(a: Annotations, one: Candidate) -> str:
    """The form of a grant that was read as ``one``."""
    if not one.reader.startswith("grid."):
        return "prose"
    inside = _blocks(a, one)
    if any(block.kind is BlockKind.ROW for block in inside):
        return "table"
    if one.number is not None:
        return "numbered"
    if _labels(a, one) >= _LABELS:
        return "labelled"
    if any(block.kind is BlockKind.ITEM for block in inside):
        return "bulleted"
    return "headed" if inside and inside[0].kind is BlockKind.HEADING else "lines"


def _blocks(a: Annotations, one: Candidate) -> list[Block]:
    blocks = a.release.blocks
    first = max(0, bisect_right(blocks, one.start, key=lambda block: block.start) - 1)
    return [block for block in blocks[first:] if block.start < one.end]


def _labels(a: Annotations, one: Candidate) -> int:
    """The lines of a record that begin with a label."""
    return len(_LABELLED.findall(a.text, one.start, one.end))

"""The unit that a header cell, a caption or an announcing line says once for the numbers under it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from anslag.parsers.mentions import units
from anslag.parsers.mentions.figures import Figure
from anslag.parsers.records import BlockKind, Release

_LARGE = {10**6: 10_000, 10**3: 100_000}
"""Numbers from which on a caption's unit is not theirs: they are printed in full."""
_LARGE_IN_COLUMN = {10**6: 1_000_000, 10**3: 10_000_000}
_SAID = re.compile(
    rf"(?:\(\s?(?:[^()\n]{{0,30}}[\s,])??(?P<bracketed>{units.SHARED})\s?\)"
    rf"|(?<![\wåäö])i\s(?P<inside>{units.SHARED})(?![\wåäö])"
    rf"|(?:^|[,:|–-]\s?)(?P<closing>{units.SHARED})\s?(?=[.:]?\s*$|:))",
    re.I | re.M,
)
_NUMBER_BEFORE = re.compile(r"[0-9½¼¾][\s,:–-]*$")
_YEAR_BEFORE = re.compile(r"(?<![0-9.,])(?:19|20)[0-9]{2}[\s,:–-]*$")


class SharedUnits:
    """Answers which unit is said for a bare number. Built once for a release, in linear time."""

    def __init__(self, release: Release) -> None:
        self._columns = dict(_columns(release))
        spoken = list(_spoken(release))
        self._starts = [start for start, _ in spoken]
        self._scales = [scale for _, scale in spoken]

    def scale_at(self, figure: Figure, cell: int | None) -> int:
        """The scale of ``figure`` in the cell that starts at ``cell``: 1 if nothing is said, or it is too large."""
        value = figure.value(1)[0] or 0
        if cell is not None and (scale := self._columns.get(cell)):
            return scale if value < _LARGE_IN_COLUMN.get(scale, 0) else 1
        index = bisect_right(self._starts, figure.start) - 1
        scale = self._scales[index] if index >= 0 else 1
        return scale if value < _LARGE.get(scale, 0) else 1


def _columns(release: Release) -> Iterator[tuple[int, int]]:
    """The start of each cell under a header with a unit, and the scale."""
    text = release.text
    above: dict[int, int] = {}
    for block in release.blocks:
        if block.kind is not BlockKind.ROW:
            above = above if _names_a_group(text[block.start : block.end]) else {}
            continue
        own = {
            column: scale
            for column, cell in enumerate(block.cells)
            if (scale := _in_header(text[cell.start : cell.end]))
        }
        # A row of words without a number heads another table.
        heads = not any(_DIGIT.search(text, cell.start, cell.end) for cell in block.cells)
        above = own if own or heads else above
        for column, cell in enumerate(block.cells):
            scale = _in_header(cell.header) or above.get(column, 0)
            if scale and column not in own:
                yield cell.start, scale


_DIGIT = re.compile("[0-9]")
_ENDED = re.compile(r"[0-9\n.:!?]")


def _names_a_group(words: str) -> bool:
    """Whether a line amid rows only says what the next of them are ("Kultur och samlingslokaler"): the table goes on."""
    return len(words) < _GROUP and not _ENDED.search(words)


_GROUP = 60
"""Characters of such a line."""


def _in_header(words: str) -> int:
    """The scale that a header cell names, 0 if none: it is short and has no sum of its own."""
    if len(words) > 60:
        return 0
    found = units.SHARED_UNIT.search(words)
    if found is None or _is_a_number_s(words, found.start()):
        return 0
    return units.SHARED_SCALES[_word(found[0])]


def _word(text: str) -> str:
    return " ".join(text.lower().split())


def _spoken(release: Release) -> Iterator[tuple[int, int]]:
    """Where a unit begins to hold for what follows, and its scale; the next one ends it."""
    for block in release.blocks:
        for found in _SAID.finditer(release.text, block.start, block.end):
            unit = found["bracketed"] or found["inside"] or found["closing"]
            if not _is_a_number_s(release.text, found.start()):
                yield found.end(), units.SHARED_SCALES[_word(unit)]


def _is_a_number_s(text: str, place: int) -> bool:
    """Whether the unit at ``place`` is that of the number before it, which is no year ("Beviljade stöd 2027, tkr")."""
    before = text[max(0, place - _REACH) : place]
    return _NUMBER_BEFORE.search(before) is not None and _YEAR_BEFORE.search(before) is None


_REACH = 8
"""Characters before a unit in which its number ends."""

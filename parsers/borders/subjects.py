"""Tables of persons and what they study: "Forskare | Ämne" over "Ek, Maj | Grön starr".

A subject is no title, and the body in the heading above ("Forskare vid Norra universitetet som får anslag") is whose the
grants are; where none is, they are the persons'.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

from anslag.parsers.borders.choice import decided
from anslag.parsers.candidates import Candidate
from anslag.parsers.lexicon import words
from anslag.parsers.mentions.mention import Annotations, Span, within
from anslag.parsers.mentions.roles import organisation_score
from anslag.parsers.merging import Told
from anslag.parsers.organisations import kind
from anslag.parsers.records import Block, BlockKind, Cell

STUDIED = "borders.studied"
"""The rule of an owner whose row is a person and a subject."""
_BODY = 0.5
"""Organisation score from which on a name is a body's, and no person's."""
_SUBJECTS = words("words", "subjects")
_AT = re.compile(r"\b(?:vid|till|på|hos|från)\s$")
_WORDS = re.compile(r"[A-ZÅÄÖ][\w.-]*(?:,? [\w.-]+){1,4}")
_TURNED = re.compile(r"[A-ZÅÄÖ][\w-]+(?: [A-ZÅÄÖ][\w-]+)?, [A-ZÅÄÖ][\w.-]+(?: [A-ZÅÄÖ][\w.-]*)?")
"""A surname before the first name."""


def studied(a: Annotations, told: Sequence[Told]) -> list[Told]:
    """``told`` with the rows of such tables as the body's above them, or their persons', without a title."""
    return [replace(one, candidate=_as_person(a, one.candidate)) if one.laid_out else one for one in told]


def _as_person(a: Annotations, row: Candidate) -> Candidate:
    blocks = a.release.blocks
    at = bisect_right(blocks, row.start, key=lambda block: block.start) - 1
    block = blocks[at]
    if block.kind is not BlockKind.ROW or len(block.cells) < 2 or not _is_person(a.text, block.cells[0]):
        return row
    first = at
    while first and (blocks[first - 1].kind, blocks[first - 1].group) == (BlockKind.ROW, block.group):
        first -= 1
    if _header(a.text, blocks[first], block, 1) not in _SUBJECTS:
        return row
    person = Span(block.cells[0].start, block.cells[0].end, STUDIED)
    return decided(row, _home(a, blocks[first - 1] if first else None) or person, None)


def _is_person(text: str, cell: Cell) -> bool:
    said = text[cell.start : cell.end]
    if _TURNED.fullmatch(said):
        return kind(said) == "unknown"
    return _WORDS.fullmatch(said) is not None and organisation_score(said) < _BODY


def _header(text: str, first: Block, row: Block, column: int) -> str:
    """What stands over a column, as its header or in the first row of the table."""
    header = row.cells[column].header
    if not header and first is not row and column < len(first.cells):
        header = text[first.cells[column].start : first.cells[column].end]
    return header.casefold().strip(" :")


def _home(a: Annotations, above: Block | None) -> Span | None:
    """The one body that the line right above a table says its rows are at."""
    if above is None:
        return None
    names = (one for one in within(a.names, above.start, above.end) if one.organisation >= _BODY)
    found = [one for one in names if _AT.search(a.text, above.start, one.start)]
    return Span(found[0].start, found[0].end, STUDIED) if len(found) == 1 else None

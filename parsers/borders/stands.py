"""The title that stands before or behind all whom a line names, whatever its columns gave.

Lists of research are set out as sentences: "Maj Ek, Norra universitetet. Hur åldras en by?" or "Ny is. Storåns IF. Stöd:
30 000". What is a sentence of its own between the line's border and the names, and nothing that happens, is the title.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from anslag.parsers.borders.around import VERBS
from anslag.parsers.borders.choice import decided, trimmed
from anslag.parsers.candidates import Candidate
from anslag.parsers.grids.pieces import Piece, pieces
from anslag.parsers.lexicon import words
from anslag.parsers.mentions.labels import label
from anslag.parsers.mentions.mention import Annotations, Span, within
from anslag.parsers.merging import Told
from anslag.parsers.symbols import TELLING, symbol_of

LINE, LONGEST, GROUP = 500, 260, 3
"""Characters of a line that is looked at, of a title, and words of what groups a row ("Teater: Lo Berg, ...")."""
_STOP = re.compile(r"[.!?][\"”]?\s")
_BORDER = re.compile(r"[.!?:][\"”]?\s")
_ROLES = words("words", "role")
_FINITE = VERBS | words("words", "auxiliary")
_SUBORDINATE = words("words", "subordinate")


def titled(a: Annotations, told: Sequence[Told]) -> list[Told]:
    """``told`` with the titles that stand before or behind the names of their lines.

    A title that looks like a body's name is one where other rows have a title in its place.
    """
    found = [_stands(a, one.candidate) for one in told]
    others = sum(one is not None and not one.naming for one in found) >= _OTHERS
    return [
        replace(one, candidate=decided(one.candidate, one.candidate.owner, title.span))
        if title and title.differs and (others or not title.naming)
        else one
        for one, title in zip(told, found, strict=True)
    ]


_OTHERS = 2


class _Found(NamedTuple):
    """A title, whether it looks like somebody's name, and whether it is another than the row has."""

    span: Span
    naming: bool
    differs: bool


def _stands(a: Annotations, grant: Candidate) -> _Found | None:
    place = _line(a, grant)
    if grant.owner is None or place is None:
        return None
    every = pieces(a.text, *place)
    at = next((i for i, one in enumerate(every) if _is_all_of(a.text, grant.owner, one)), None)
    if at is None:
        return None
    if ahead := _ahead(a, grant, every, at):
        differs = grant.title is None or grant.title.end < ahead.end
        return _Found(ahead, bool(every[0].kind), differs)
    behind = _behind(a, every, at, place[1])
    return _Found(behind, False, True) if behind and _goes_on(grant.title, behind) else None


def _goes_on(own: Span | None, found: Span) -> bool:
    """Whether what stands behind is the title of a row that has none, or more of the one that it has."""
    return own is None or found.start <= own.start < own.end < found.end


def _at(a: Annotations, place: int) -> int:
    return bisect_right(a.lines, place, key=lambda each: each.start) - 1


def _is_all_of(text: str, owner: Span, piece: Piece) -> bool:
    """Whether an owner is all of a piece that names somebody: nothing is told of it."""
    opens = (
        bool(piece.kind)
        and piece.start <= owner.start < piece.end
        and not any(map(str.isalnum, text[piece.start : owner.start]))
    )
    return opens and not any(map(str.isalnum, text[owner.end : piece.end]))


def _line(a: Annotations, grant: Candidate) -> tuple[int, int] | None:
    """The line that names the owner, up to the sum where it tells that too; None where it tells of other grants."""
    if grant.owner is None:
        return None
    line = a.lines[_at(a, grant.owner.start)]
    sums = within(a.sums, line.start, line.end)
    alone = not sums or (grant.money in sums and len(sums) == 1)
    end = sums[0].start if sums else line.end
    if not alone or end - line.start > LINE or "\t" in line.text or grant.owner.end > end:
        return None
    return line.start, end


def _ahead(a: Annotations, grant: Candidate, every: Sequence[Piece], at: int) -> Span | None:
    """What stands as sentences of its own before the owner, or before the persons who stand right before the owner."""
    stops = [found.end() for found in _STOP.finditer(a.text, every[0].start, every[at].start)]
    if not stops or every[0].kind in ("person", "beside"):
        return None
    beside = [one for one in every[:at] if one.start >= stops[-1]]
    person = _any_person(a.text, beside)
    start, end = trimmed(a.text, every[0].start, stops[-1])
    sure = person or len(stops) == 1
    may_be = _is_title(a, start, end) and _may_be(a.text, grant.title, start, end, sure)
    return Span(start, end, "stands") if may_be else None


def _may_be(text: str, own: Span | None, start: int, end: int, sure: bool) -> bool:
    """Whether what stands ahead may be the title of a row that has none, or goes on with the one that it has.

    A title goes on where a person or nothing but it stands ahead, else behind a question alone: no new sentence begins.
    """
    if own is None:
        return sure
    asks = text[own.end - 1 : own.end + 1].strip(". ")[-1:] in ("?", "!")
    return own.start == start and own.end <= end and (sure or asks)


def _behind(a: Annotations, every: Sequence[Piece], at: int, end: int) -> Span | None:
    """What stands behind a person and an organisation that open the line, up to its end or its sum."""
    first = 1 if _is_group(a.text, every[0]) else 0
    kinds: set[str] = set()
    for index in range(first, len(every) - 1):
        if not every[index].kind:
            return None
        kinds.add(every[index].kind)
        border = _BORDER.match(a.text, every[index].end)
        if border and index >= at and "person" in kinds and len(kinds) > 1:
            start, end = trimmed(a.text, border.end(), _before_a_label(a.text, border.end(), end))
            return Span(start, end, "stands") if _is_title(a, start, end) else None
    return None


def _is_group(text: str, piece: Piece) -> bool:
    """Whether a piece that opens a line is a word for what groups it, or for a role: "Teater: Lo Berg, ...", "Doc. Lo Berg"."""
    most = {":": GROUP, ".": 1}.get(text[piece.end : piece.end + 1], 0)
    return not piece.kind and len(text[piece.start : piece.end].split()) <= most


def _before_a_label(text: str, start: int, end: int) -> int:
    """Where a text ends without the label that it closes with: "Hur åldras en by? Beviljat:"."""
    last = [start, *(found.end() for found in _STOP.finditer(text, start, end))][-1]
    return last if label(text[last:end].strip().removesuffix(":")) else end


def _any_person(text: str, every: Sequence[Piece]) -> bool:
    """Whether one of the pieces is a person, or tells by a word for it what somebody is: "Bitr lektor Lo Berg"."""
    words = (word for one in every for word in text[one.start : one.end].casefold().split())
    return any(one.kind == "person" for one in every) or not _ROLES.isdisjoint(words)


def _is_title(a: Annotations, start: int, end: int) -> bool:
    """Whether a text could be a title: it is neither a sum nor a label with its value, and in it nothing happens."""
    if not 2 < end - start <= LONGEST or within(a.sums, start, end):
        return False
    head, colon, _ = a.text[start:end].partition(":")
    return not (colon and label(head)) and not any(map(_happens, _sentences(a.text, start, end)))


def _sentences(text: str, start: int, end: int) -> Iterator[str]:
    at = start
    for found in _STOP.finditer(text, start, end):
        yield text[at : found.end()]
        at = found.end()
    yield text[at:end]


def _happens(said: str) -> bool:
    """Whether a sentence tells something: its verb stands before any word that makes its clause a part of a name."""
    if said.rstrip(' "”').endswith("?"):
        return False
    for word in said.casefold().split():
        if (bare := word.strip('.,;:!?"”“()')) in _SUBORDINATE:
            return False
        if bare in _FINITE or symbol_of(bare) in TELLING:
            return True
    return False

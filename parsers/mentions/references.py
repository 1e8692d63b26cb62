"""Numbers by which a giver keeps a grant or a decision: "Dnr 304-5512-03", "Diarienr: P2023-01448".

The words that announce one stand in ``lexicon/references.toml``; so do those that make it another body's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from anslag.parsers.lexicon import lexicon, words
from anslag.parsers.mentions.mention import Span

RULE = "reference.label"
_LABELS = frozenset(word for row in lexicon("references")["label"] for word in row["words"])
_LABEL = "|".join(re.escape(word) for word in sorted(_LABELS, key=len, reverse=True))
_NUMBER = r"(?:[A-ZÅÄÖ][A-ZÅÄÖa-zåäö]{0,9}[ -])?[A-ZÅÄÖa-zåäö]{0,6}\d\w*(?:[-/.:]\w+){0,5}"
_SAID = re.compile(
    rf"(?<![\w-])(?:{_LABEL})(?P<gap>[ \t]*[:#]?\s{{0,6}})(?P<number>{_NUMBER})(?![\w-])", re.I
)
_WHOLE = re.compile(rf"\s*(?P<number>{_NUMBER})\s*")
OPENING = re.compile(
    r"[ \t]*(?P<number>(?:[A-ZÅÄÖ]{2,8}[ -])?(?:(?:19|20)\d\d[/:-](?!(?:19|20)\d\d\b)\d{2,6}|(?!(?:19|20)\d\d-)\d{2,6}-(?:19|20)\d\d))"
    r"[ \t]+(?=[A-ZÅÄÖ])",
)
"""A number with its year that opens a row, before the name: "KUF-2031/207 Lövåsa byalag", and no span of years."""
_LINES = re.compile(rf"^{OPENING.pattern}", re.M)
_ROWS = 2
"""Lines that open so, before these are numbers of rows."""
_ELSEWHERE = re.compile(
    "|".join(word.removesuffix("*") for word in sorted(words("references", "elsewhere"))), re.I
)
_BEFORE = 60
"""Characters before a label in which words say whose number it is."""
_LEAST_DIGITS = 3
_LONGEST = 30


def is_label(header: str) -> bool:
    """Whether the header of a column announces such numbers."""
    return " ".join(header.lower().split()).strip(" :") in _LABELS


def references(text: str) -> Iterator[Span]:
    """The numbers that a label announces, beside it, or below it where it stands on a line of its own; then
    those that open several lines."""
    for found in _SAID.finditer(text):
        line = text.rfind("\n", 0, found.start()) + 1
        below = "\n" in found["gap"] and found.start() > line
        before = text[max(line, found.start() - _BEFORE) : found.start()]
        if not below and not _ELSEWHERE.search(before) and _is_number(found["number"]):
            yield Span(*found.span("number"), RULE)
    opening = [found for found in _LINES.finditer(text) if _is_number(found["number"])]
    if len(opening) >= _ROWS:
        yield from (Span(*found.span("number"), RULE) for found in opening)


def whole(text: str, start: int, end: int) -> Span | None:
    """The number that ``text[start:end]`` is as a whole, as a cell below such a header; None if it is none."""
    found = _WHOLE.fullmatch(text, start, end)
    return Span(*found.span("number"), RULE) if found and _is_number(found["number"]) else None


def _is_number(said: str) -> bool:
    digits = sum(sign.isdigit() for sign in said)
    return digits >= _LEAST_DIGITS and len(said) <= _LONGEST and not _is_day(said)


def _is_day(said: str) -> bool:
    try:
        date.fromisoformat(said)
    except ValueError:
        return False
    return "-" in said

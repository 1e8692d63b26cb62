"""Cuts running text into sentences; Swedish abbreviations and initials end none."""

from __future__ import annotations

import re
from collections.abc import Iterator

from anslag.parsers.lexicon import words

_SENTENCE = re.compile(r"(?<=[.!?])[\"”’)]?\s+(?=[A-ZÅÄÖ\"”“–\d•*])|\n")
_SHORTENED = "|".join(rf"[{one[0].upper()}{one[0]}]{one[1:]}" for one in words("organisations", "shortened"))
_ABBREVIATED = re.compile(
    rf"(?:\b(?:bl\.?\s?a|t\.?\s?ex|m\.?\s?m|dvs|kl|ca|nr|st|tel|f\.?\s?d|s\.?\s?k|inkl|exkl|prof|doc|dr|jfr|resp|etc|m\.\s?fl|ev|avd|fr\.\s?o\.\s?m|t\.\s?o\.\s?m|\b[A-ZÅÄÖ]|[Ee]k|{_SHORTENED}|tekn|med|fil)\.)$"
)


def sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Half-open spans of the sentences in ``text[start:end]``; a line break ends one."""
    at = start
    for gap in _SENTENCE.finditer(text, start, end):
        if gap[0] != "\n" and _ABBREVIATED.search(text[max(at, gap.start() - 12) : gap.start()]):
            continue
        if text[at : gap.start()].strip():
            yield at, gap.start()
        at = gap.end()
    if text[at:end].strip():
        yield at, end

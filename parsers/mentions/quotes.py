"""Finds what stands between quotation marks: titles, mostly, and short words of speech."""

from __future__ import annotations

import re
from collections.abc import Iterator

from anslag.parsers.mentions.mention import Span

# Swedish text opens and closes with the same mark; » and « come either way round.
_QUOTED = re.compile(
    '["”“„]([^"”“„\\n]{2,160})["”“]|[«»]([^«»\\n]{2,160})[«»]|(?<![\\w’‘\'])[’‘]([A-ZÅÄÖ][^’‘\\n]{1,160})[’](?!\\w)'
)


def quotes(text: str) -> Iterator[Span]:
    """The words between quotation marks, without the marks, in order."""
    for found in _QUOTED.finditer(text):
        start, end = found.span(found.lastindex or 1)
        if text[start:end].strip():
            yield Span(start, end, "quote")

"""Numbers without a unit that fill a cell or close a line: sums until the mentions find them themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from anslag.parsers.mentions.mention import Annotations, Money, within
from anslag.parsers.records import BlockKind

_NUMBER = re.compile(r"(?P<n>[0-9]{1,3}(?:[ .][0-9]{3})+|[0-9]+(?:,[0-9]+)?)")
_CLOSING = re.compile(r"(?<![\w.,/–-])(?P<n>[0-9]{1,3}(?:[ .][0-9]{3})+|[0-9]{4,9})$")


def with_bare_sums(a: Annotations) -> Annotations:
    known = list(a.sums)
    for start, end in _places(a):
        if not within(a.sums, start, end) and not any(m.start < end and start < m.end for m in a.sums):
            digits = a.text[start:end].replace(" ", "").replace(".", "").replace(",", ".")
            amount = float(digits)
            known.append(Money(start, end, int(amount) if amount.is_integer() else amount, explicit=False, bare=True))
    return replace(a, sums=tuple(sorted(known, key=lambda m: m.start)))


def _places(a: Annotations) -> Iterator[tuple[int, int]]:
    for block in a.release.blocks:
        if block.kind is BlockKind.ROW:
            for cell in block.cells:
                if _NUMBER.fullmatch(a.text, cell.start, cell.end):
                    yield cell.start, cell.end
    for line in a.lines:
        if line.kind is not BlockKind.ROW:
            found = _NUMBER.fullmatch(a.text, line.start, line.end) or _CLOSING.search(a.text, line.start, line.end)
            if found and not (found.end("n") - found.start("n") == 4 and found["n"][:2] in ("19", "20")):
                yield found.span("n")

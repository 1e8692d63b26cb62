"""What speaks for and against a column of sums as the granted ones: named cues."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from anslag.parsers.grids.cues import Cues
from anslag.parsers.grids.sums import SumColumn
from anslag.parsers.mentions.labels import label as known_label
from anslag.parsers.mentions.mention import Annotations

_APPLIED = re.compile(r"(?:sökt|ansök)\w*[^.;\t]{0,18}$", re.I)
_COST = re.compile(r"(?:total|budget|kostnad|varav|medfinans|insats|egen|summa)\w*[^.;\t]{0,18}$", re.I)


def sum_cues(a: Annotations, every: Sequence[SumColumn], column: SumColumn) -> Cues:
    found = [m for m in column.sums if m is not None]
    n = len(found)
    amounts = [m.amount for m in found if m.amount is not None]
    header = known_label(column.slot.header) if column.slot.header else None
    headed = {f.field for c in every if c.slot.header and (f := known_label(c.slot.header))}
    before = [a.text[max(0, m.start - 40) : m.start] for m in found]
    said = {
        "there": 1.0,
        "rows without it": 1 - n / len(column.sums),
        f"header {header.field}"
        if header
        else "header unknown"
        if column.slot.header
        else "header none": 1.0,
        "another header amount": float("amount" in headed and (header is None or header.field != "amount")),
        "only column": float(len(every) == 1),
        "first column": float(len(every) > 1 and column.first and column.place == 0),
        "last column": float(len(every) > 1 and column.last and (column.place == -1 or column is every[-1])),
        "second in its place": float(column.place > 0),
        "last in its place": float(column.place == -1),
        "bare": sum(m.bare for m in found) / n,
        "years": sum(1900 < x < 2100 for x in amounts) / n,
        "below hundred": sum(x < 100 for x in amounts) / n,
        "below thousand": sum(x < 1000 for x in amounts) / n,
        "applied for": sum(bool(_APPLIED.search(b)) for b in before) / n,
        "cost or total": sum(bool(_COST.search(b)) for b in before) / n,
        "running text": sum(p.prose for p in column.slot.parts if p)
        / len([p for p in column.slot.parts if p]),
        "counts up": float(n > 2 and all(b - a == 1 for a, b in itertools.pairwise(amounts))),
        "header is a year": float(column.slot.header.strip().isdigit()),
        "header says beviljat": float(
            bool(re.search(r"bevilj|beslut|tilldel|utdel", column.slot.header, re.I))
        ),
        "adds up to another sum": float(n > 1 and _is_told(a, sum(amounts))),
        "largest of the row": sum(_largest(m.amount, i, every) for i, m in enumerate(column.sums) if m) / n,
    }
    return {cue: value for cue, value in said.items() if value}


def _is_told(a: Annotations, total: float) -> bool:
    return total > 0 and any(one.amount == total for one in a.sums)


def _largest(amount: float | None, row: int, every: Sequence[SumColumn]) -> bool:
    others = [c.sums[row] for c in every]
    return (
        len(every) > 1 and amount is not None and all(o is None or (o.amount or 0) <= amount for o in others)
    )

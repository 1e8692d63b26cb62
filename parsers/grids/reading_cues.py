"""What speaks for and against a grid as a whole: among the readings of its region, and as rows of grants."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from math import log

from anslag.parsers.candidates import Candidate
from anslag.parsers.grids.cues import Cues
from anslag.parsers.grids.cuts import Column
from anslag.parsers.grids.finders import Grid, granted
from anslag.parsers.grids.sums import SumColumn
from anslag.parsers.mentions.mention import Annotations


def reading_cues(grid: Grid, rows: Sequence[Candidate], roles: float) -> Cues:
    """What speaks for one reading of a region among its rivals."""
    n = max(1, len(rows))
    said = {
        "rows": log(1 + len(rows)),
        "look alike": max(-2.0, min(3.0, grid.score / len(grid.records))),
        "roles": roles / 5,
        "rows left out": 1 - len(rows) / len(grid.records),
        "owner": sum(one.owner is not None for one in rows) / n,
        "title": sum(one.title is not None for one in rows) / n,
        "sum": sum(one.money is not None for one in rows) / n,
        "owner and sum": sum(one.owner is not None and one.money is not None for one in rows) / n,
        "sum twice": 1
        - len({one.money.start for one in rows if one.money}) / max(1, sum(bool(r.money) for r in rows)),
        "one row": float(len(rows) == 1),
        "two rows": float(len(rows) == 2),
        f"found by {grid.key.split()[0]}": 1.0,
        "lines of a row": log(sum(map(len, grid.records)) / len(grid.records)),
        "longest row": log(max(map(len, grid.records)) / (sum(map(len, grid.records)) / len(grid.records))),
        "group headings": float(any(grid.groups)),
        "rows begin blocks": sum(r[0].first for r in grid.records) / len(grid.records),
        "blocks begin in rows": sum(any(u.first and u.many for u in r[1:]) for r in grid.records)
        / len(grid.records),
        "rows begin with headings": sum(r[0].heading for r in grid.records) / len(grid.records),
        "headings in rows": sum(any(u.heading for u in r[1:]) for r in grid.records) / len(grid.records),
    }
    return {cue: value for cue, value in said.items() if value}


_SAID = (
    (
        "refused",
        re.compile(
            r"avsl[åao]\w*|\bnej\b|(?:inte|ej)\s(?:bevilj|priorit|få)\w*|avstyrk\w*|reserv(?:lista|plats)\w*|åter(?:tag|kall)\w*|bordl\w*",
            re.I,
        ),
    ),
    ("applied for", re.compile(r"\bsökt\w*|ansökt\w*|har\s(?:sökt|ansökt)|inkom\w*|ansökningar\w*", re.I)),
    ("proposed", re.compile(r"föresl\w+|förslag\w*|förord\w*|preliminär\w*", re.I)),
    ("on offer", re.compile(r"utlys\w*|kan\s(?:du|ni|man)?\s?sök\w*|går\satt\ssöka", re.I)),
    (
        "given",
        re.compile(
            r"bevilj\w*|tilldel\w*|får|fått|fick|delar\s(?:nu\s)?ut|fördel\w*|bif[aö]ll\w*|godkän\w*|prioriter\w*|\bstöds\b|(?:säger|sagt|sade|sa)\sja\b",
            re.I,
        ),
    ),
)
_ABOVE = 240
"""Characters above a grid that announce it."""


@lru_cache(maxsize=512)
def polarity(text: str) -> frozenset[str]:
    """What the words over rows say of them: refused, applied for, proposed, on offer, given."""
    return frozenset(name for name, pattern in _SAID if pattern.search(text))


def grid_cues(
    a: Annotations,
    grid: Grid,
    owner: Column | None,
    title: Column | None,
    sums: SumColumn | None,
    margin: float,
) -> frozenset[str]:
    """What a reader of the whole notices in a grid: for its acceptance, which is not decided here."""
    n = len(grid.records)
    top = min(grid.start, grid.header.start) if grid.header else grid.start
    above = a.text[max(0, top - _ABOVE) : top]
    lengths = Counter(len(r) for r in grid.records)
    said = {
        f"found by {grid.key.split()[0]}": True,
        "one row"
        if n == 1
        else "two rows"
        if n == 2
        else "three to five rows"
        if n < 6
        else "six rows or more": True,
        "with sums" if sums is not None else "without sums": True,
        "no owner column": owner is None,
        "owner from heading": owner is not None and owner.slot.key == "group",
        "owner from home": owner is not None and owner.slot.key == "home",
        "no title column": title is None,
        "under group headings": any(grid.groups),
        "clear roles" if margin > 1 else "doubtful roles" if margin < 0.25 else "fair roles": True,
        "amount header": sums is not None and bool(sums.slot.header),
        "sums not granted in rows": any(
            len(granted(a.text, u)) < len(u.sums) for r in grid.records for u in r
        ),
        "rows of one length": lengths.most_common(1)[0][1] == n,
        "rows add up to a sum outside": _adds_up(a, grid, sums),
        "as many rows as counted": any(count.value == n for count in a.counts),
    }
    return frozenset(
        {cue for cue, true in said.items() if true} | {f"{word} above" for word in polarity(above)}
    )


def _adds_up(a: Annotations, grid: Grid, sums: SumColumn | None) -> bool:
    if sums is None or sum(m is not None for m in sums.sums) < 2:
        return False
    total = sum(m.amount or 0 for m in sums.sums if m)
    return any(m.amount == total for m in a.sums if not grid.start <= m.start < grid.end)

"""What a newsroom gave in a visit, judged: nothing at all, nothing that could be kept, far less or more than before.

A newsroom that falls silent is the fault that nobody sees: each is named with its cause, and the crawl is incomplete.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from anslag.scraper.frontier import LogLine
from anslag.scraper.outcomes import Kind, Outcome
from anslag.scraper.platform import NOTHING
from anslag.scraper.records import Role

VISITS = 5
"""Earlier visits whose median is what a newsroom usually lists."""
_FEWER = 5
"""A newsroom lists its newest 10 to 50 releases: so many times fewer is no quiet month."""
_GOOD = (Outcome.STORED, Outcome.UNCHANGED)
_ELSEWHERE = (Kind.DUPLICATE, Kind.REMOVED)


@dataclass(frozen=True, slots=True)
class Shortfall:
    """What is wrong with what a newsroom gave; ``is_counted`` when its cause is counted as a failure already."""

    kind: Kind
    message: str
    is_counted: bool = False


def shortfall(newsroom: str, listed: int, log: Iterable[LogLine], before: Sequence[int]) -> Shortfall | None:
    """Judges a whole visit: ``listed`` releases were named, ``log`` is what was asked for and came of it.

    ``before`` is how many were named at each of the last visits.
    """
    final = {entry.url: entry for entry in log if entry.outcome is not Outcome.RETRIED}
    releases = [entry for entry in final.values() if entry.role is Role.RELEASE]
    if not (listed or releases):
        return _nothing(newsroom, [entry for entry in final.values() if entry.role is not Role.RELEASE])
    if releases and not any(entry.outcome in _GOOD or entry.kind in _ELSEWHERE for entry in releases):
        causes = Counter(entry.kind for entry in releases).most_common()
        said = ", ".join(f"{count} × {kind}" for kind, count in causes)
        return Shortfall(Kind.NOTHING_KEPT, f"none of {len(releases)} releases could be kept: {said}")
    usual = median(before) if before else 0
    if usual and listed * _FEWER < usual and (listed == 0 or usual >= _FEWER):
        return Shortfall(Kind.FAR_FEWER, f"{listed} releases listed, usually {usual:g}: layout changed?")
    if usual and listed > _FEWER * max(usual, _FEWER):
        return Shortfall(Kind.FAR_MORE, f"{listed} releases listed, usually {usual:g}: layout changed?")
    return None


def _nothing(newsroom: str, doors: Sequence[LogLine]) -> Shortfall:
    """Why a newsroom named no release: no door of it opened, or what stands behind them was not understood."""
    if not doors or any(entry.outcome in _GOOD for entry in doors):
        return Shortfall(Kind.NOTHING_FOUND, NOTHING)
    why = next((entry for entry in doors if entry.url == newsroom), doors[-1])
    said = f"{why.kind} ({why.message})" if why.message and why.message != why.kind else why.kind
    return Shortfall(Kind.NOTHING_FOUND, f"0 releases found: {said}", why.outcome is Outcome.FAILED)

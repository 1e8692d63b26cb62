"""What each newsroom yields, held against what it should: a silent zero and a jump are named, up as well as down.

Two measures: the bands that the newsroom's platform or its row in the list declares, and the newsroom's own past: the
releases that are new are compared with all before them.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import comb

from anslag.scraper.platform import Bands

_ENOUGH_NEW, _ENOUGH_BEFORE = 8, 20
"""Releases from which on a share says something."""
_BY_CHANCE = 0.001
"""What happens by chance less often than so is named."""
_MOST_NEW = 300
_MONTH = 30.44
_QUERY = """
SELECT published, first_seen, grants > 0,
    EXISTS (SELECT 1 FROM grants WHERE release_id = releases.id AND amount IS NOT NULL)
FROM releases WHERE newsroom = ?
"""


@dataclass(frozen=True, slots=True)
class Yielded:
    """One release: its day of publication, when it was first seen (UTC, ISO 8601), and what was read in it."""

    published: date | None
    first_seen: str
    has_grants: bool
    has_amounts: bool


def outside_bands(
    database: sqlite3.Connection, newsrooms: Mapping[str, Bands], since: str
) -> Iterator[tuple[str, str]]:
    """The newsrooms that yield too little or too much, with what is wrong in one line. ``since`` is UTC, ISO 8601."""
    for newsroom, bands in newsrooms.items():
        rows = database.execute(_QUERY, (newsroom,))
        releases = [
            Yielded(date.fromisoformat(day) if day else None, seen, bool(grants), bool(amounts))
            for day, seen, grants, amounts in rows
        ]
        for what in judged(releases, bands, since):
            yield newsroom, what


def judged(releases: Sequence[Yielded], bands: Bands, since: str) -> Iterator[str]:
    """What is wrong with what a newsroom yields; releases first seen from ``since`` on are new."""
    if len(releases) < _ENOUGH_BEFORE:
        return
    yield from _rate(releases, bands.releases_a_month)
    granting = [one for one in releases if one.has_grants]
    yield from _share("with grants", [one.has_grants for one in releases], bands.with_grants)
    if len(granting) >= _ENOUGH_NEW:
        yield from _share(
            "of those with grants with amounts", [one.has_amounts for one in granting], bands.with_amounts
        )
    new = [one for one in releases if one.first_seen >= since][:_MOST_NEW]
    before = [one for one in releases if one.first_seen < since]
    yield from _jump("with grants", [one.has_grants for one in new], [one.has_grants for one in before])
    amounts = [[one.has_amounts for one in some if one.has_grants] for some in (new, before)]
    yield from _jump("of those with grants with amounts", *amounts)


def _rate(releases: Sequence[Yielded], band: tuple[float, float]) -> Iterator[str]:
    days = [one.published for one in releases if one.published]
    if len(days) < _ENOUGH_BEFORE:
        return
    months = max((max(days) - min(days)).days / _MONTH, 1.0)
    rate = len(days) / months
    if not band[0] <= rate <= band[1]:
        yield f"{rate:.1f} releases a month, expected {band[0]:g} to {band[1]:g}"


def _share(what: str, told: Sequence[bool], band: tuple[float, float]) -> Iterator[str]:
    share = sum(told) / len(told)
    if not band[0] <= share <= band[1]:
        yield f"{sum(told)} of {len(told)} releases {what}, expected {band[0]:.0%} to {band[1]:.0%}"


def _jump(what: str, new: Sequence[bool], before: Sequence[bool]) -> Iterator[str]:
    if len(new) < _ENOUGH_NEW or len(before) < _ENOUGH_BEFORE:
        return
    # One more of each: what has not been seen yet is rare, not impossible.
    share = (sum(before) + 1) / (len(before) + 2)
    found = sum(new)
    fewer, more = range(found + 1), range(found, len(new) + 1)
    if min(_chance(fewer, len(new), share), _chance(more, len(new), share)) < _BY_CHANCE:
        yield f"{found} of {len(new)} new releases {what}, {sum(before)} of {len(before)} before: layout changed?"


def _chance(counts: Iterable[int], of: int, share: float) -> float:
    return sum(comb(of, count) * share**count * (1 - share) ** (of - count) for count in counts)

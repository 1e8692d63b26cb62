"""What earlier visits to a newsroom knew: releases to look at again, and addresses that proved to be duplicates.

A newsroom lists its newest releases only, and takes some away. So every release that was stored is asked for
again, listed or not, until it was gone at two visits in a row; and what failed for a passing cause gets
another chance.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from anslag.scraper.frontier import Frontier, LogLine, Request
from anslag.scraper.outcomes import TRIES, Kind, Outcome
from anslag.scraper.records import Role

_FURTHEST = 20
"""Visits to look back for a newsroom."""
_AGAIN = frozenset(
    {*TRIES, Kind.LONG_WAIT, Kind.ROBOTS_UNREACHABLE, Kind.SOFT_ERROR, Kind.CERTIFICATE, Kind.LEFT}
)


class Revisits:
    """The last visit to each of some newsrooms."""

    def __init__(self, frontier: Frontier, newsrooms: Collection[str]) -> None:
        self._frontier = frontier
        self._newsrooms = tuple(newsrooms)
        self.duplicates: dict[str, str] = {}
        """By address, what it duplicates; known when :meth:`releases` has ended."""

    def releases(self) -> Iterator[Request]:
        """The releases to be asked for again."""
        for newsroom in self._newsrooms:
            yield from self._of(newsroom)

    def _of(self, newsroom: str) -> Iterator[Request]:
        latest = self._frontier.visit - 1
        for visit in range(latest, max(0, latest - _FURTHEST), -1):
            met, gone = False, set()
            for entry in self._finals(visit, newsroom):
                met = True
                if entry.kind == Kind.REMOVED:
                    gone.add(entry.url)
                yield from self._again(entry)
            if gone:
                gone -= {e.url for e in self._finals(visit - 1, newsroom) if e.kind == Kind.REMOVED}
                yield from filter(None, map(self._frontier.get, sorted(gone)))
            if met:
                return

    def _finals(self, visit: int, newsroom: str) -> Iterator[LogLine]:
        for entry in self._frontier.log(visit, newsroom):
            if entry.role is Role.RELEASE and entry.outcome is not Outcome.RETRIED:
                yield entry

    def _again(self, entry: LogLine) -> Iterator[Request]:
        if entry.kind == Kind.DUPLICATE:
            self.duplicates[entry.url] = entry.message
        elif entry.kind != Kind.REMOVED:
            known = self._frontier.get(entry.url)
            if known is not None and (known.place or entry.kind in _AGAIN):
                yield known

"""A choice among spans by the weights of named cues."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from typing import NamedTuple

from anslag.parsers.mentions.mention import Span
from anslag.parsers.weights import weights

Offers = Mapping[tuple[int, int], Set[str]]
"""Where each span that could be meant begins and ends, and what offers it."""
ITS_OWN = "its own"
"""Who offers what the row's column gave."""


class Choice(NamedTuple):
    """A span that could be meant, None for none, and what speaks for and against it.

    ``own`` is true of what the row has already, be it nothing.
    """

    span: Span | None
    own: bool
    cues: frozenset[str]


def best(table: str, found: Sequence[Choice], lead: float) -> Span | None:
    """The span that the weights prefer, the row's own by ``lead``; the first of equals."""
    rows = weights(table)

    def worth(one: Choice) -> float:
        return sum(rows[cue][0] for cue in sorted(one.cues) if cue in rows) + (lead if one.own else 0.0)

    return max(found, key=worth).span


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without the spaces and signs at its ends."""
    inner = text[start:end]
    bare = inner.lstrip(_BEFORE)
    start += len(inner) - len(bare)
    return start, start + len(bare.rstrip(_BEHIND))


_BEFORE, _BEHIND = " \n\t,.;:–-—•*", " \n\t,;:–-—."

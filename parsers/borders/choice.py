"""A choice among spans by the weights of named cues."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from math import exp
from typing import NamedTuple

from anslag.parsers.candidates import Candidate
from anslag.parsers.mentions.mention import Span
from anslag.parsers.weights import weights

Offers = Mapping[tuple[int, int], Set[str]]
"""Where each span that could be meant begins and ends, and what offers it."""
SILENCE = 1.0
"""What none must lead by where the column gave something: a name lost is worse than one that runs on."""
ITS_OWN = "its own"
"""Who offers what the row's column gave."""


CHOSEN = "chosen "
"""How the cues begin that say how sure a choice was."""


class Choice(NamedTuple):
    """A span that could be meant, None for none, and what speaks for and against it.

    ``own`` is true of what the row has already, be it nothing.
    """

    span: Span | None
    own: bool
    cues: frozenset[str]


class Best(NamedTuple):
    """The span that the weights prefer, and how sure they are of it, in words."""

    span: Span | None
    sure: str


def best(table: str, found: Sequence[Choice], lead: float) -> Best:
    """The choice that the weights prefer, the row's own by ``lead``, and any other than none by :data:`SILENCE`; the
    first of equals."""
    rows = weights(table)
    worth = [
        sum(rows[cue][0] for cue in sorted(rows.keys() & one.cues))
        + (lead if one.own else 0.0)
        - (SILENCE if one.span is None and not one.own else 0.0)
        for one in found
    ]
    at = max(range(len(found)), key=lambda place: (worth[place], -place))
    share = 1 / sum(exp(one - worth[at]) for one in worth)
    return Best(found[at].span, next((word for least, word in _SURE if share >= least), "hardly"))


def decided(grant: Candidate, owner: Span | None, title: Span | None) -> Candidate:
    """``grant`` with an owner and a title that its words decide, whatever the weights were sure of."""
    sure = {f"{CHOSEN}{what}: {_SURE[0][1]}" for what in ("owner", "title")}
    unsure = {cue for cue in grant.cues if cue.startswith(CHOSEN)}
    return grant._replace(owner=owner, title=title, cues=grant.cues - unsure | (sure if unsure else set()))


_SURE = ((0.98, "quite surely"), (0.9, "surely"), (0.7, "likely"), (0.5, "rather"))


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without the spaces and signs at its ends."""
    inner = text[start:end]
    bare = inner.lstrip(_BEFORE)
    if aside := _ASIDE.match(bare):
        bare = bare[aside.end() :]
    start += len(inner) - len(bare)
    return start, start + len(bare.rstrip(_BEHIND))


def spanning(own: Span | None, place: tuple[int, int], rule: str) -> Span:
    """The span over ``place``: the finder's own, where it begins there and goes no word further ("Byanätet ek. för.")."""
    return own if own and own.start == place[0] and own.end - place[1] in (0, 1) else Span(*place, rule)


_ASIDE = re.compile(r"\([^()]{1,20}\), *")
"""What stands in brackets behind the name before it: "(SE), Fyrens minne"."""
_BEFORE, _BEHIND = " \n\t,.;:–-—•*", " \n\t,;:–-—."

"""One grant told twice: by two newsrooms, at its start and its end, corrected, or as a year's part of it.

Found by the weights of ``same_grant.toml`` among the pairs that :mod:`anslag.db.same_grant_blocks` proposes, decided by
people, and never merged: every grant stays as its release tells it, and :func:`counted` says which one counts for both.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from anslag.db.same_grant_blocks import pairs
from anslag.db.same_grant_levels import corrects, levels, part, why
from anslag.db.same_grant_weights import table
from anslag.db.tellings import Telling

FOLD = 0.9
"""From this probability on two tellings count as one grant, until a person says that they are two: of the made pairs
that the weights had not seen, none above it was wrong (``python -m anslag.fitting.same_grant fixtures/pairs``)."""
ASK = 0.2
"""From this probability on a pair is listed and ``anslag review --pairs`` asks for it."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a person decided on a pair of grants; ``when`` is the day."""

    same: bool
    who: str
    when: date


@dataclass(frozen=True, slots=True)
class SamePair:
    """Two grants that may be one; ``first`` is the one that would count. ``probability`` is 0 to 1.

    ``kind`` is "told again", "corrected" or "part" (``second`` is a year's part of ``first``).
    """

    first: str
    second: str
    kind: str
    why: str
    probability: float
    verdict: Verdict | None = None

    @property
    def holds(self) -> bool:
        """Whether the two count as one: by a person's word, else by :data:`FOLD`."""
        return self.verdict.same if self.verdict else self.probability >= FOLD


def same_pairs(tellings: Sequence[Telling], verdicts: Mapping[frozenset[str], Verdict]) -> list[SamePair]:
    """The pairs of ``tellings`` that may be one grant, and those that people decided on, by their ids."""
    by_id = {one.id: one for one in tellings}
    found = {frozenset((a.id, b.id)): (a, b) for a, b in pairs(tellings)}
    decided = [key for key in verdicts if key <= by_id.keys()]
    found |= {key: (by_id[min(key)], by_id[max(key)]) for key in decided}
    every = (judged(a, b, verdicts.get(key)) for key, (a, b) in found.items())
    return sorted(filter(None, every), key=lambda p: (p.first, p.second))


def judged(one: Telling, other: Telling, verdict: Verdict | None) -> SamePair | None:
    """A pair with what speaks for it; None where nobody need be asked."""
    how = levels(one, other)
    earlier, later = sorted((one, other), key=_rank)
    kind = "told again"
    if how["amount"] == "a year's part of the amount" and part(one, other):
        kind = "part"
        earlier, later = sorted((one, other), key=lambda t: -(t.amount or 0))
    elif corrects(earlier, later):
        kind, earlier, later = "corrected", later, earlier
    probability = round(table().probability(how), 4)
    if verdict is None and probability < ASK:
        return None
    return SamePair(earlier.id, later.id, kind, why(how), probability, verdict)


def _rank(one: Telling) -> tuple[bool, bool, date, str]:
    """What comes first of tellings alike: an exact amount, the earliest."""
    return one.amount is None, one.approximate, one.day or date.max, one.id


def counted(found: Iterable[SamePair]) -> dict[str, str]:
    """For each grant that another one counts for, that other one's id.

    Surest first; no two grants of one release become one, and none that a person kept apart.
    """
    every = list(found)
    apart = {frozenset((p.first, p.second)) for p in every if p.verdict and not p.verdict.same}
    held = sorted(
        (one for one in every if one.holds),
        key=lambda p: (p.verdict is None, -p.probability, p.first, p.second),
    )
    groups: dict[str, list[str]] = {}
    standing: dict[str, list[int]] = {}
    for one in held:
        first, second = (groups.setdefault(id_, [id_]) for id_ in (one.first, one.second))
        if first is not second and _may_join(first, second, apart, one):
            _stand(standing, one)
            first += second
            groups |= dict.fromkeys(second, first)
    return _heads(groups, standing)


def _heads(groups: Mapping[str, list[str]], standing: Mapping[str, list[int]]) -> dict[str, str]:
    def place(id_: str) -> tuple[list[int], int]:
        return standing.get(id_, [0, 0, 0]), groups[id_].index(id_)

    heads = {id_: min(group, key=place) for id_, group in groups.items()}
    return {id_: head for id_, head in heads.items() if head != id_}


def _stand(standing: dict[str, list[int]], one: SamePair) -> None:
    """Notes how two grants stand to each other: wholes and corrections come first, then the earliest."""
    outright = one.kind != "told again"
    for id_, below in ((one.first, 0), (one.second, 1)):
        place = standing.setdefault(id_, [0, 0, 0])
        place[0] += outright and below
        place[1] -= outright and not below
        place[2] += not outright and below


def _may_join(first: Sequence[str], second: Sequence[str], apart: set[frozenset[str]], one: SamePair) -> bool:
    if any(frozenset((a, b)) in apart for a in first for b in second):
        return False
    # Years of one grant may stand in one release; a person's word stands above the rule.
    if one.kind == "part" or one.verdict:
        return True
    return not {id_.rpartition("-g")[0] for id_ in first} & {id_.rpartition("-g")[0] for id_ in second}

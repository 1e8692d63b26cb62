"""What headline and lede say of the whole: the money granted in all, and the number of grants.

Every sum and every count of the opening is a candidate with named cues; fitted weights (weights/claims.tsv) say how
likely each is what the release claims of itself. Below the odds nothing is claimed: none is better than a wrong one.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from anslag.parsers.claim_contrasts import SINCE_ELSEWHERE
from anslag.parsers.claim_cues import count_cues, total_cues
from anslag.parsers.claim_turns import ASKED, COST, EACH, EXAMPLE, GIVEN, ONE_OF_SEVERAL, SINCE, WHOLE, turns
from anslag.parsers.mentions.mention import Annotations, Count, Money, Placed
from anslag.parsers.opening import LEDE, Opening, rounds_to
from anslag.parsers.records import Amount, Claims, Evidence
from anslag.parsers.weights import weights

TOTAL_ODDS = 0.5
COUNT_ODDS = 0.48
"""Chosen by cross-validation: below, a right claim more costs a wrong one."""


_RULED_OUT = frozenset({SINCE, SINCE_ELSEWHERE, ASKED, EACH, ONE_OF_SEVERAL, EXAMPLE})
_NEVER = {"total": _RULED_OUT | {COST}, "count": _RULED_OUT}
"""Cues of a figure that no release claims of itself, whatever else is said of it."""

Mention: TypeAlias = Money | Count


@dataclass(frozen=True, slots=True)
class Candidate:
    """A figure of the opening, and what speaks for or against it as a claim."""

    mention: Mention
    cues: tuple[str, ...]


def claims_of(a: Annotations) -> Claims:
    """What ``a`` says of its grants as a whole."""
    opening = Opening(a)
    total = _best(total_candidates(opening), TOTAL_ODDS)
    count = _best(count_candidates(opening), COUNT_ODDS)
    money = _sharpened(opening, total) if isinstance(total, Money) else None
    evidence = {}
    if money:
        evidence["claimed_total"] = _evidence(a.text, money, money.rule)
    if isinstance(count, Count):
        evidence["claimed_count"] = _evidence(a.text, count, "count")
    return Claims(
        total=money.amount if money else None,
        currency=money.currency if money else None,
        approximate=bool(money and money.hedge),
        hedge=money.hedge if money else "",
        unit=money.unit if money else 1,
        count=count.value if isinstance(count, Count) else None,
        evidence=evidence,
    )


def _evidence(text: str, one: Placed, rule: str) -> Evidence:
    return Evidence(one.start, one.end, text[one.start : one.end], rule)


def _best(candidates: Sequence[Candidate], odds: float) -> Mention | None:
    rated = [(probability(one), -one.mention.start, one.mention) for one in candidates]
    best = max(rated, key=lambda entry: entry[:2], default=None)
    return best[2] if best is not None and best[0] >= odds else None


def probability(candidate: Candidate) -> float:
    table = weights("claims")
    score = sum(table[cue][0] for cue in candidate.cues if cue in table)
    return 1 / (1 + math.exp(-score))


def _sharpened(opening: Opening, total: Money) -> Money:
    """The same total where the opening prints it with more digits ("drygt 4 miljoner" … "4 150 000 kronor")."""
    for one in opening.sums:
        if one.currency == total.currency and one.unit < total.unit and rounds_to(one, total):
            return one
    return total


def total_candidates(opening: Opening) -> list[Candidate]:
    """The sums of the opening with their cues, each value once.

    What is said of a sum again below headline and lede is said of a part, as often as not, and is no cue.
    """
    found: dict[Amount | None, list[Money]] = {}
    for one in opening.sums:
        if not one.bare or opening.order(one) == 0 or _is_told(opening, one):
            found.setdefault(one.amount, []).append(one)
    early = (
        one
        for same in found.values()
        for one in same
        if (opening.order(one) or 0) <= max(LEDE, opening.order(same[0]) or 0)
    )
    return _pooled("total", [(one.amount, one, set(total_cues(opening, one))) for one in early])


def _is_told(opening: Opening, one: Money) -> bool:
    """Whether a number without a unit is said to be money given, in running text: "får dela på totalt 1 200 000"."""
    told = opening.once(turns, one)
    return one.rule == "money.grouped" and (opening.order(one) or 0) <= LEDE and bool(told & {WHOLE, GIVEN})


def _pooled(kind: str, told: list[tuple[Amount | None, Mention, set[str]]]) -> list[Candidate]:
    """One candidate for each value, at its first place, with the cues of all its places; none that is ruled out."""
    pooled: dict[Amount | None, tuple[Mention, set[str]]] = {}
    for value, one, cues in told:
        pooled.setdefault(value, (one, set()))[1].update(cues)
    return [
        Candidate(one, tuple(f"{kind}: {cue}" for cue in sorted(cues)))
        for one, cues in pooled.values()
        if not cues & _NEVER[kind]
    ]


def count_candidates(opening: Opening) -> list[Candidate]:
    """The counts of the opening with their cues, each value once."""
    return _pooled("count", [(one.value, one, set(count_cues(opening, one))) for one in opening.counts])

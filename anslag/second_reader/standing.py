"""Whether proposals stand beside what is read of their release: its sums are taken once, its claims are kept.

Pure. Asked when a model has answered, in review, and in every build: what the rules read by then counts for itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import count

from anslag.db.corrections import layout, span, text_digest
from anslag.db.proposals import Proposal
from anslag.parsers.checks import holds
from anslag.parsers.mentions.mention import Placed
from anslag.parsers.records import AmountFate, Claims, Evidence, Extraction, Grant

BESIDE = 300
"""Characters between words that stand beside each other: a long sentence, or a row with its description."""
_OPEN = ("not understood", "told again")
"""Fates of sums that the reader has no other use for."""
_NEVER = ("granted", "total")
"""Fates that no arithmetic overrules: the sum is in a grant, or is what all grants make."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a proposal ``stands``, and is ``backed`` by a sum of its release or its claims; ``why`` not, or not so.

    What stands is shown to a person; only what is backed may enter a database unseen, as the grant of ``position``.
    """

    stands: bool
    backed: bool = False
    position: int | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Stood:
    """A release with the proposals that are backed, and the verdict on each in order."""

    extraction: Extraction
    verdicts: tuple[Verdict, ...]


def standing(now: Extraction, proposals: Sequence[Proposal], first: int) -> Stood:
    """What stands of the proposals for one release; the backed ones become grants, with positions from ``first`` on."""
    refused, doubts = _refused(now, proposals)
    positions = count(first)
    verdicts = tuple(
        Verdict(not why, False, why=why or doubt) if why or doubt else Verdict(True, True, next(positions))
        for why, doubt in zip(refused, doubts, strict=True)
    )
    grants = tuple(
        _grant(now, one, verdict.position)
        for one, verdict in zip(proposals, verdicts, strict=True)
        if verdict.position is not None
    )
    amounts = tuple(_granted(one, grants) for one in now.amounts)
    return Stood(
        replace(now, grants=(*now.grants, *grants), amounts=amounts) if grants else now,
        verdicts,
    )


def _refused(now: Extraction, proposals: Sequence[Proposal]) -> tuple[list[str], list[str]]:
    """For each proposal why it does not stand, and why it is not backed; "" for neither."""
    refused = [_alone(now, one) for one in proposals]
    doubts = [""] * len(proposals)
    rules = (
        (refused, _twice),
        (doubts, _otherwise_taken),
        (doubts, _without_sum),
        (doubts, _far),
        (refused, _all_too_much),
    )
    for told, rule in rules:
        left = _left(refused, doubts)
        for place, why in zip(left, rule(now, [proposals[place] for place in left]), strict=True):
            told[place] = why
    backed = [proposals[place] for place in _left(refused, doubts)]
    for place in _left(refused, [not doubt for doubt in doubts]):
        refused[place] = _too_much(now, [*backed, proposals[place]])
    return refused, doubts


def _left(*told: Sequence[object]) -> list[int]:
    """The places at which none of several lists says anything."""
    return [place for place, said in enumerate(zip(*told, strict=True)) if not any(said)]


def is_open(now: Extraction, one: AmountFate) -> bool:
    """Whether a sum could be that of a grant that was not read, by what the reader knows of it."""
    again = {(grant.amount, grant.currency) for grant in now.grants}
    return one.value is not None and one.fate in _OPEN and (one.value, one.currency) not in again


def adds_up(now: Extraction) -> bool:
    """Whether the grants make the total that the release claims."""
    return _holds(now.claims, sum(_sums(now, ())))


def _alone(now: Extraction, one: Proposal) -> str:
    """Why a proposal does not stand, whatever else is proposed; "" if it does."""
    text = now.release.text
    if text_digest(text) != one.text_sha256:
        return "the release's text has changed since"
    if any(text[place.start : place.end] != place.quote for place in one.evidence.values()):
        return "its words do not stand there"
    place = one.evidence.get("amount")
    if place is not None:
        return _of_sum(now, one, place)
    names = _names(one.values.get("owner"), one.values.get("title"))
    if any(names & _names(grant.owner, grant.title) for grant in now.grants):
        return "its grant is read already"
    return ""


def _of_sum(now: Extraction, one: Proposal, place: Evidence) -> str:
    fate = _fate(now, one)
    if fate is None or place.end != fate.end or fate.value != one.values.get("amount"):
        return "its sum is read otherwise now"
    if _is_taken(now, fate):
        return f"its sum is accounted for already ({fate.fate})"
    owner = _names(one.values.get("owner"))
    if any(grant.amount is None and owner & _names(grant.owner) for grant in now.grants):
        return "its grant is read already, without a sum"
    return ""


def _is_taken(now: Extraction, fate: AmountFate) -> bool:
    return fate.grant is not None or fate.fate in _NEVER or (fate.fate in _OPEN and not is_open(now, fate))


def _fate(now: Extraction, one: Proposal) -> AmountFate | None:
    """What the reader takes the sum of a proposal for; None where it has none."""
    place = one.evidence.get("amount")
    return next((fate for fate in now.amounts if place and fate.start == place.start), None)


def _names(*names: object) -> set[str]:
    return {str(name).casefold() for name in names if name}


def _twice(now: Extraction, left: Sequence[Proposal]) -> list[str]:
    fates = [_fate(now, one) for one in left]
    return ["two grants were proposed for its sum" if one and fates.count(one) > 1 else "" for one in fates]


def _otherwise_taken(now: Extraction, left: Sequence[Proposal]) -> list[str]:
    """What the reader takes for something else is a grant only where that makes the release's total."""
    if _makes_total(now, left):
        return [""] * len(left)
    fates = [fate.fate if (fate := _fate(now, one)) else "" for one in left]
    return [
        f"the reader takes its sum for “{one}”, and no total says otherwise"
        if one and one not in _OPEN
        else ""
        for one in fates
    ]


def _without_sum(now: Extraction, left: Sequence[Proposal]) -> list[str]:
    """Without a sum nothing but the number of grants speaks for a name."""
    why = "" if len(now.grants) + len(left) == now.claims.count else _UNCOUNTED
    return ["" if "amount" in one.evidence else why for one in left]


_UNCOUNTED = "it has no sum, and no number of grants proves it"


def _far(_: Extraction, left: Sequence[Proposal]) -> list[str]:
    """A name that stands elsewhere may be anybody's: also one that the release was written to slip in."""
    return ["" if _is_beside(one) else "its name does not stand beside its sum" for one in left]


def _is_beside(one: Proposal) -> bool:
    place = one.evidence.get("amount")
    names = [one.evidence[name] for name in ("owner", "title") if name in one.evidence]
    return place is None or any(distance(name, place) <= BESIDE for name in names)


def distance(one: Placed, other: Placed) -> int:
    """Characters between two places; 0 where they touch or overlap."""
    return max(0, one.start - other.end, other.start - one.end)


def _all_too_much(now: Extraction, left: Sequence[Proposal]) -> list[str]:
    return [_too_much(now, left)] * len(left)


def _too_much(now: Extraction, more: Sequence[Proposal]) -> str:
    claims, total = now.claims, sum(_sums(now, more))
    if more and claims.total is not None and total > claims.total and not _holds(claims, total):
        return "with it the grants make more than the release gives in all"
    if claims.count is not None and len(now.grants) + len(more) > claims.count:
        return "with it there are more grants than the release counts"
    return ""


def _sums(now: Extraction, more: Sequence[Proposal]) -> list[int | float]:
    currency = now.claims.currency or "SEK"
    every = [*now.grants, *(_grant(now, one, 1) for one in more)]
    return [one.amount for one in every if one.amount is not None and (one.currency or "SEK") == currency]


def _holds(claims: Claims, total: float) -> bool:
    return claims.total is not None and holds(claims.total, total, claims.unit, claims.hedge)


def _makes_total(now: Extraction, more: Sequence[Proposal]) -> bool:
    """Whether the sums of all grants make what the release claims, which they did not before."""
    return _holds(now.claims, sum(_sums(now, more))) and not adds_up(now)


def _grant(now: Extraction, one: Proposal, position: int) -> Grant:
    values = {name: value for name, value in one.values.items() if value is not None}
    made = Grant(position, confidence=None, evidence=one.evidence, **values)  # type: ignore[arg-type]
    return replace(made, layout=layout(now.release, span(made)))


def _granted(one: AmountFate, grants: Sequence[Grant]) -> AmountFate:
    for grant in grants:
        place = grant.evidence.get("amount")
        if place is not None and place.start == one.start:
            return replace(one, fate="granted", cue="a model proposed the grant", grant=grant.position)
    return one

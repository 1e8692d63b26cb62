"""Whether proposals stand beside what is read of their release: its sums are taken once, and its claims must hold.

Pure. Asked when a model has answered, in review, and in every build: what the rules read by then counts for itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from anslag.db.corrections import layout, span, text_digest
from anslag.db.proposals import Proposal
from anslag.parsers.checks import holds
from anslag.parsers.records import AmountFate, Claims, Evidence, Extraction, Grant

_OPEN = ("not understood", "told again")
"""Fates of sums that the reader has no other use for."""
_NEVER = ("granted", "total")
"""Fates that no arithmetic overrules: the sum is in a grant, or is what all grants make."""


@dataclass(frozen=True, slots=True)
class Stood:
    """A release with the proposals that stand, and for each proposal in order the position of its grant, or why not."""

    extraction: Extraction
    outcomes: tuple[int | str, ...]


def standing(now: Extraction, proposals: Sequence[Proposal], first: int) -> Stood:
    """What stands of the proposals for one release, whose grants get positions from ``first`` on."""
    reasons = {place: why for place, one in enumerate(proposals) if (why := _alone(now, one))}
    reasons |= dict.fromkeys(
        _twice({n: one for n, one in enumerate(proposals) if n not in reasons}),
        "two grants were proposed for its sum",
    )
    left = [place for place in range(len(proposals)) if place not in reasons]
    reasons |= _together(now, {place: proposals[place] for place in left})
    kept = [place for place in left if place not in reasons]
    positions = {place: first + number for number, place in enumerate(kept)}
    grants = tuple(
        _laid_out(now, _grant(proposals[place], position)) for place, position in positions.items()
    )
    amounts = tuple(_granted(one, grants) for one in now.amounts)
    return Stood(
        replace(now, grants=(*now.grants, *grants), amounts=amounts) if grants else now,
        tuple(reasons.get(place) or positions[place] for place in range(len(proposals))),
    )


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
    if "amount" in one.evidence:
        return _of_sum(now, one, one.evidence["amount"])
    names = _names(one.values.get("owner"), one.values.get("title"))
    if any(names & _names(grant.owner, grant.title) for grant in now.grants):
        return "its grant is read already"
    return ""


def _of_sum(now: Extraction, one: Proposal, place: Evidence) -> str:
    fate = _fate(now, place)
    if fate is None or fate.value is None or fate.value != one.values.get("amount"):
        return "its sum is read otherwise now"
    if fate.grant is not None or fate.fate in _NEVER:
        return f"its sum is accounted for already ({fate.fate})"
    if fate.fate in _OPEN and not is_open(now, fate):
        return "its sum is accounted for already (told again)"
    owner = _names(one.values.get("owner"))
    if any(grant.amount is None and owner & _names(grant.owner) for grant in now.grants):
        return "its grant is read already, without a sum"
    return ""


def _fate(now: Extraction, place: Evidence) -> AmountFate | None:
    return next((one for one in now.amounts if one.start == place.start), None)


def _names(*names: object) -> set[str]:
    return {str(name).casefold() for name in names if name}


def _twice(proposals: dict[int, Proposal]) -> Iterator[int]:
    places = {n: one.evidence["amount"].start for n, one in proposals.items() if "amount" in one.evidence}
    times = Counter(places.values())
    yield from (number for number, start in places.items() if times[start] > 1)


def _together(now: Extraction, proposals: dict[int, Proposal]) -> dict[int, str]:
    """Why proposals do not stand together, by what the release claims of the whole."""
    summed = {n: one for n, one in proposals.items() if "amount" in one.evidence}
    known = {n: fate.fate for n, one in summed.items() if (fate := _fate(now, one.evidence["amount"]))}
    free = [n for n in summed if known[n] in _OPEN]
    others = [n for n in summed if n not in free]
    bare = [n for n in proposals if n not in summed]
    reasons: dict[int, str] = {}
    kept = free
    if others and _proves(now, [proposals[n] for n in summed]):
        kept = list(summed)
    else:
        reasons |= {
            n: f"the reader takes its sum for “{known[n]}”, and no total says otherwise" for n in others
        }
    # Without a sum nothing but the number of grants speaks for a name.
    if bare and len(now.grants) + len(kept) + len(bare) == now.claims.count:
        kept = [*kept, *bare]
    else:
        reasons |= dict.fromkeys(bare, "it has no sum, and no number of grants proves it")
    against = _contradicted(now, [proposals[n] for n in kept])
    return reasons | (dict.fromkeys(kept, against) if against else {})


def _sums(now: Extraction, more: Sequence[Proposal]) -> list[int | float]:
    currency = now.claims.currency or "SEK"
    every = [*now.grants, *(_grant(one, 1) for one in more)]
    return [one.amount for one in every if one.amount is not None and (one.currency or "SEK") == currency]


def _holds(claims: Claims, total: float) -> bool:
    return claims.total is not None and holds(claims.total, total, claims.unit, claims.hedge)


def _proves(now: Extraction, more: Sequence[Proposal]) -> bool:
    """Whether the sums of all grants make what the release claims, which they did not before."""
    return _holds(now.claims, sum(_sums(now, more))) and not adds_up(now)


def _contradicted(now: Extraction, more: Sequence[Proposal]) -> str:
    claims = now.claims
    total = sum(_sums(now, more))
    if more and claims.total is not None and total > claims.total and not _holds(claims, total):
        return "with it the grants make more than the release gives in all"
    if more and claims.count is not None and len(now.grants) + len(more) > claims.count:
        return "with it there are more grants than the release counts"
    return ""


def _grant(one: Proposal, position: int) -> Grant:
    values = {name: value for name, value in one.values.items() if value is not None}
    return Grant(position, layout="prose", confidence=None, evidence=one.evidence, **values)  # type: ignore[arg-type]


def _laid_out(now: Extraction, grant: Grant) -> Grant:
    return replace(grant, layout=layout(now.release, span(grant)))


def _granted(one: AmountFate, grants: Sequence[Grant]) -> AmountFate:
    for grant in grants:
        place = grant.evidence.get("amount")
        if place is not None and place.start == one.start:
            return replace(one, fate="granted", cue="a model proposed the grant", grant=grant.position)
    return one

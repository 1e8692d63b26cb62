"""Compares what was read with what the release itself claims, and with what must hold of any grant.

The claims of a release are a checksum. Press offices round: a printed figure holds for every sum less than
one unit of its last printed digit away ("25,5 miljoner" for 25 421 501, not for 25 350 000).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from anslag.parsers.records import Amount, Check, CheckStatus, Claims, Grant

TITLE_DOUBTFUL = "title_doubtful"
"""The check that fails for a grant of which only the sum is sure: its title is not stored."""
DOUBTED: Mapping[str, tuple[str, ...]] = {
    "amount_contradicted": ("amount",),
    "amount_unclear": ("amount",),
    "date_impossible": ("period_start", "period_end"),
    TITLE_DOUBTFUL: ("title",),
}
"""Which columns of its grant a doubt of the reading left empty, by the name of the check."""
LEFT_OUT = "grant_unlikely"
"""The check that fails for a grant which is likelier wrong than right: it is not stored."""
_OF_GRANT = re.compile(r"grant (\d+): ")
"""How the message of a check on a single grant begins."""


def doubted(check: Check, grants: Sequence[Grant]) -> tuple[Grant, tuple[str, ...]] | None:
    """The grant that a doubt is about and those of its columns that are empty for it; None where it is about no grant."""
    said = _OF_GRANT.match(check.message)
    grant = next((grant for grant in grants if said and grant.position == int(said[1])), None)
    if grant is None:
        return None
    return grant, tuple(name for name in DOUBTED.get(check.name, ()) if getattr(grant, name) is None)


def renumbered(doubts: Sequence[tuple[str, str]], kept: Sequence[int]) -> list[tuple[str, str]]:
    """The doubts about grants that are ``kept`` (their positions before, in order), at their new positions."""
    places = {before: now for now, before in enumerate(kept, 1)}
    found = []
    for name, message in doubts:
        said = _OF_GRANT.match(message)
        if said is None:
            found.append((name, message))
        elif int(said[1]) in places:
            found.append((name, f"grant {places[int(said[1])]}: {message[said.end() :]}"))
    return found


def holds(claim: Amount, found: Amount, unit: Amount, hedge: str) -> bool:
    """Whether a printed ``claim`` holds for the sum ``found``: "more" only above, "less" only below, else both."""
    distance = found - claim
    if hedge == "more":
        return 0 <= distance < unit
    if hedge == "less":
        return -unit < distance <= 0
    return -unit < distance < unit


def checks(
    claims: Claims, grants: Sequence[Grant], doubts: Sequence[tuple[str, str]] = ()
) -> tuple[Check, ...]:
    """All checks of one release; ``doubts`` are (name, message) of what a rule saw but would not store."""
    if not grants and claims.total is None and claims.count is None and not doubts:
        return ()
    found = [
        _total(claims, grants),
        _count(claims, grants),
        *_sequence(grants),
        *_missing(grants),
        *_twice(grants),
        *_periods(grants),
    ]
    found += [Check(name, CheckStatus.FAILED, None, None, message) for name, message in doubts]
    return tuple(found)


def _kronor(amount: Amount | None) -> str | None:
    return None if amount is None else f"{amount:,}".replace(",", " ")


def _total(claims: Claims, grants: Sequence[Grant]) -> Check:
    if claims.total is None:
        return Check("total", CheckStatus.SKIPPED, message="the release claims no total")
    claimed, currency = _kronor(claims.total), claims.currency or "SEK"
    amounts = [g.amount for g in grants if g.amount is not None and (g.currency or "SEK") == currency]
    if not amounts:
        nothing = "no amounts were read to compare with the claimed total"
        return Check("total", CheckStatus.SKIPPED, claimed, None, nothing)
    total = sum(amounts)
    if holds(claims.total, total, claims.unit, claims.hedge):
        return Check("total", CheckStatus.PASSED, claimed, _kronor(total))
    said = f"the release claims {claimed} {currency}, the grants read sum to {_kronor(total)}"
    return Check("total", CheckStatus.FAILED, claimed, _kronor(total), said)


def _count(claims: Claims, grants: Sequence[Grant]) -> Check:
    if claims.count is None:
        return Check("count", CheckStatus.SKIPPED, message="the release claims no number of grants")
    claimed, read = str(claims.count), str(len(grants))
    if claimed == read:
        return Check("count", CheckStatus.PASSED, claimed, read)
    return Check(
        "count", CheckStatus.FAILED, claimed, read, f"the release claims {claimed} grants, {read} were read"
    )


def _sequence(grants: Sequence[Grant]) -> list[Check]:
    numbers = [g.number for g in grants if g.number is not None]
    if len(numbers) < 2:
        return []
    first, last = min(numbers), max(numbers)
    if numbers == list(range(first, first + len(numbers))):
        return [Check("number_sequence", CheckStatus.PASSED, f"{first}–{last}", f"{first}–{last}")]
    gaps = sorted(set(range(first, last + 1)) - set(numbers))
    what = f"missing {', '.join(map(str, gaps))}" if gaps else "out of order or repeated"
    said = f"the printed numbers do not follow each other: {what}"
    read = ", ".join(map(str, numbers))
    return [Check("number_sequence", CheckStatus.FAILED, f"{first}–{last}", read, said)]


def _missing(grants: Sequence[Grant]) -> list[Check]:
    found = []
    some_amount = any(g.amount is not None for g in grants)
    for grant in grants:
        if grant.owner is None:
            found.append(_failed("owner_missing", grant, "no owner was found"))
        if grant.amount is None and some_amount:
            found.append(_failed("amount_missing", grant, "no amount was found"))
    return found


def _failed(name: str, grant: Grant, said: str, found: str | None = None) -> Check:
    return Check(name, CheckStatus.FAILED, None, found, f"grant {grant.position}: {said}")


FOR_EACH = "amount.each"
"""The rule of a sum that the release gives each of several: "100 000 kronor var"."""


def _twice(grants: Sequence[Grant]) -> list[Check]:
    places = Counter(g.evidence["amount"].start for g in grants if "amount" in g.evidence)
    return [
        _failed("amount_twice", g, "its amount was read for another grant too")
        for g in grants
        if "amount" in g.evidence and g.evidence["amount"].rule != FOR_EACH
        if places[g.evidence["amount"].start] > 1
    ]


def _periods(grants: Sequence[Grant]) -> list[Check]:
    said = "the period ends before it starts"
    return [
        _failed("period_order", g, said, f"{g.period_start} – {g.period_end}")
        for g in grants
        if g.period_start and g.period_end and g.period_end < g.period_start
    ]

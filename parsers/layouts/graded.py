"""How sure a reading is: the share of grants read like this one that were exact in every field.

The shares were measured on labelled releases by layout, by whether all grants of the release were read
alike, and by whether the owner looks like an organisation; see docs/reading-grants.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from anslag.parsers.phrases.parties import is_organisation
from anslag.parsers.records import Check, CheckStatus, Grant

LAID_OUT = frozenset(("table", "labelled", "numbered", "bulleted"))
_GUESSED = frozenset(("owner.lead", "owner.leader", "owner.role", "owner.sentence", "title.lead"))
"""Rules that bound a name by the words round it, not by a mark of the layout."""

SURE = 0.97
_SHARES = {
    # (layout, read alike, owner is an organisation): share that was exact
    ("table", True, True): 0.89,
    ("table", True, False): 0.87,
    ("labelled", True, True): 0.8,
    ("labelled", True, False): 0.85,
    ("numbered", True, True): 0.85,
    ("numbered", True, False): 0.65,
    ("bulleted", True, True): 0.88,
    ("bulleted", True, False): 0.72,
    ("headed", True, True): 0.83,
    ("headed", True, False): 0.7,
    ("prose", True, True): 0.86,
    ("prose", True, False): 0.6,
    ("bulleted", False, True): 0.75,
    ("numbered", False, True): 0.7,
    ("prose", False, True): 0.65,
    ("headed", False, True): 0.45,
}
_DOUBTFUL = 0.4


def graded(grants: Sequence[Grant], found: Sequence[Check]) -> tuple[Grant, ...]:
    """``grants`` of one release, each with its confidence from 0 to 1; ``found`` are the release's checks."""
    alike = len({_shape(grant) for grant in grants}) == 1
    passed = {check.name for check in found if check.status is CheckStatus.PASSED}
    agreed = {"total", "count"} <= passed
    several = len(grants) > 1
    return tuple(replace(grant, confidence=_share(grant, alike and several, agreed)) for grant in grants)


def _shape(grant: Grant) -> tuple[bool, ...]:
    known = (grant.title, grant.owner, grant.amount, grant.period_start)
    return tuple(value is not None for value in known)


def _share(grant: Grant, alike: bool, agreed: bool) -> float:
    owned = grant.owner is not None and is_organisation(grant.owner)
    rules = {grant.evidence[name].rule for name in ("title", "owner") if name in grant.evidence}
    if grant.layout in LAID_OUT and alike and owned and (agreed or not rules & _GUESSED):
        return SURE
    return _SHARES.get((grant.layout, alike, owned), _DOUBTFUL)

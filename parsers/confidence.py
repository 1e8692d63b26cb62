"""How sure a reading is, as a calibrated chance that every field of a grant is exact.

The figures are shares measured per layout on labelled releases; see docs/reading-grants.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from parsers.records import Check, CheckStatus, Grant

_BASE = {"table": 0.86, "labelled": 0.86, "numbered": 0.82, "bulleted": 0.78, "headed": 0.7, "prose": 0.55}


def confidence(grant: Grant, found: Sequence[Check], count: int) -> Grant:
    """``grant`` with its confidence: the layout's share, up when the claims agree, down for what is missing."""
    sure = _BASE.get(grant.layout, 0.5)
    for check in found:
        if check.name in ("total", "count") and check.status is CheckStatus.PASSED and count > 1:
            sure += 0.06
    if grant.owner is None or (grant.title is None and grant.layout != "table"):
        sure -= 0.15
    if grant.amount is None:
        sure -= 0.12
    if grant.layout != "prose" and grant.title and grant.owner and grant.amount is not None and count > 1:
        sure += 0.08
    return replace(grant, confidence=round(min(0.99, max(0.05, sure)), 2))

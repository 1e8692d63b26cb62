"""Numbers that SQLite cannot hold: the field stays empty and a failed check says so; the rest is kept."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

from anslag.db.validation import LEAST, MOST
from anslag.parsers.fields import GRANT, Kind
from anslag.parsers.records import Amount, Check, CheckStatus, Extraction, Grant

NAME = "number_range"
"""The name of the check."""
_NUMBERS = tuple(one.name for one in GRANT if one.kind in (Kind.NUMBER, Kind.INTEGER) and not one.required)


def storable(found: Extraction) -> Extraction:
    """``found`` without the numbers that are not finite or need more than 64 bits."""
    checks: list[Check] = []
    claims = found.claims
    for name, value in (("total", claims.total), ("count", claims.count)):
        if not _fits(value):
            kept = {key: one for key, one in claims.evidence.items() if key != f"claimed_{name}"}
            empty: dict[str, Any] = {name: None}
            claims = replace(claims, evidence=kept, **empty)
            checks.append(_check(f"claimed {name}", value))
    grants = tuple(_grant(grant, checks) for grant in found.grants)
    if not checks:
        return found
    return replace(found, claims=claims, grants=grants, checks=(*found.checks, *checks))


def _grant(grant: Grant, checks: list[Check]) -> Grant:
    for name in _NUMBERS:
        value = getattr(grant, name)
        if not _fits(value):
            kept = {key: one for key, one in grant.evidence.items() if key != name}
            empty: dict[str, Any] = {name: None}
            grant = replace(grant, evidence=kept, **empty)
            checks.append(_check(f"grant {grant.position}: {name}", value))
    return grant


def _fits(value: Amount | None) -> bool:
    # No comparison holds for NaN, and none turns a whole number into a fraction, which a long one refuses.
    return value is None or LEAST <= value <= MOST


def _check(field: str, value: Amount | None) -> Check:
    # A whole number may have more digits than Python prints.
    shown = f"{value:.6g}" if isinstance(value, float) else f"a number of {_digits(int(value or 0))} digits"
    message = f"{field} is {shown}, which no database holds: the field is left empty"
    return Check(NAME, CheckStatus.FAILED, None, shown, message)


def _digits(value: int) -> int:
    # A bound first: int → str refuses very long numbers.
    return (
        len(str(abs(value))) if value.bit_length() < 10_000 else int(value.bit_length() * math.log10(2)) + 1
    )

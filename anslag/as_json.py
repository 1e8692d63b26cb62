"""The JSON shape of ``anslag extract --json``: fixed names, unknown values null, never left out."""

from __future__ import annotations

from datetime import date
from typing import TypeAlias

from anslag.parsers.fields import GRANT, Field, Kind
from anslag.parsers.records import AmountFate, Check, Evidence, Extraction, Grant

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"


def extraction(found: Extraction, source: str) -> dict[str, Json]:
    """One source's release, grants and checks."""
    release, claims = found.release, found.claims
    return {
        "source": source,
        "release": {
            "url": release.url,
            "title": release.title,
            "lede": release.lede,
            "publisher": release.publisher,
            "funder": found.funder,
            "published": _day(release.published),
            "decided_on": _day(found.decided_on),
            "decided_by": found.decided_by,
            "reference": found.reference,
            "platform": release.platform,
            "language": release.language,
            "claimed_total": claims.total,
            "claimed_currency": claims.currency,
            "claimed_total_approximate": claims.approximate if claims.total is not None else None,
            "claimed_count": claims.count,
        },
        "grants": [_grant(grant) for grant in found.grants],
        "checks": [_check(check) for check in found.checks],
        "amounts": [_amount(found.release.text, one) for one in found.amounts],
    }


def error(error: Exception, source: str) -> dict[str, Json]:
    """A source that could not be read, and why."""
    return {"source": source, "error": str(error)}


def _grant(grant: Grant) -> Json:
    return {
        "position": grant.position,
        **{one.name: _value(grant, one) for one in GRANT},
        "evidence": {field: _evidence(one) for field, one in grant.evidence.items()},
    }


def _value(grant: Grant, column: Field) -> Json:
    value = getattr(grant, column.name)
    if column.hedges and getattr(grant, column.hedges) is None:
        return None
    if column.kind is Kind.LIST:
        return list(value)
    said: Json = _day(value) if column.kind is Kind.DAY else value
    return said


def _evidence(one: Evidence) -> Json:
    return {"start": one.start, "end": one.end, "quote": one.quote}


def _check(check: Check) -> Json:
    return {
        "name": check.name,
        "status": str(check.status),
        "expected": check.expected,
        "found": check.found,
        "message": check.message,
    }


def _amount(text: str, one: AmountFate) -> Json:
    return {
        "start": one.start,
        "end": one.end,
        "quote": text[one.start : one.end],
        "value": one.value,
        "currency": one.currency,
        "fate": one.fate,
        "cue": one.cue,
        "probability": round(one.probability, 4),
        "grant": one.grant,
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None

"""The rows that a release, its grants and its history become, as the tables take them.

Values go through :mod:`anslag.db.validation`, which raises :class:`anslag.db.errors.Refused` naming the field.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from typing import TypeAlias

from anslag.db import corrections, validation
from anslag.db.corrections import Applied, Correction, Outcome
from anslag.db.funders import Funder
from anslag.db.proposals import Settled
from anslag.db.recipients import Recipient
from anslag.db.revisions import ResponseRow, Revision
from anslag.db.same_grant import SamePair
from anslag.db.same_grant_file import PairDecision
from anslag.parsers.fields import CORRECTABLE, GRANT, Field, Value
from anslag.parsers.records import Amount, Check, CheckStatus, Evidence, Extraction, Grant

Row: TypeAlias = dict[str, "str | Amount | None"]


def release(release_id: str, newsroom: str, revisions: Sequence[Revision], applied: Applied) -> Row:
    """A row of ``releases``, without when it was last seen and went; with the year for its grants."""
    found = revisions[-1].extraction
    release, claims = found.release, found.claims
    day = found.decided_on or release.published
    return {
        "id": release_id,
        "url": validation.text("url", release.url or ""),
        "newsroom": validation.text("newsroom", newsroom),
        "publisher": validation.text("publisher", release.publisher),
        "funder": validation.text("funder", found.funder),
        "title": validation.text("title", release.title),
        "lede": validation.text("lede", release.lede),
        "text": release.text,
        "published": validation.day("published", release.published),
        "decided_on": validation.day("decided_on", found.decided_on),
        "decided_by": validation.text("decided_by", found.decided_by),
        "reference": validation.text("reference", found.reference),
        "platform": validation.text("platform", release.platform),
        "language": validation.text("language", release.language),
        "claimed_total": validation.number("claimed_total", claims.total),
        "claimed_currency": validation.currency("claimed_currency", claims.currency),
        "claimed_total_approximate": int(claims.approximate),
        "claimed_count": validation.whole("claimed_count", claims.count),
        "first_seen": revisions[0].seen,
        "revision": len(revisions),
        "text_sha256": corrections.text_digest(release.text),
        "grants": len(found.grants),
        "failed_checks": sum(check.status is CheckStatus.FAILED for check in found.checks),
        "reviewed": validation.day("reviewed", applied.reviewed.get(None)),
        "corrected": ",".join(applied.corrected.get(None, ())) or None,
        "year": day.year if day else None,
    }


def revision(release_id: str, number: int, revision: Revision) -> Row:
    """A row of ``release_revisions``."""
    release, claims = revision.extraction.release, revision.extraction.claims
    return {
        "release_id": release_id,
        "revision": number,
        "seen": revision.seen,
        "title": validation.text("title", release.title),
        "text": release.text,
        "grants": json.dumps(
            [
                {"position": grant.position, **_values(grant, CORRECTABLE)}
                for grant in revision.extraction.grants
            ],
            ensure_ascii=False,
        ),
        "sha256": revision.sha256,
        "archive_file": validation.text("archive_file", revision.archive_file),
        "archive_offset": revision.archive_offset,
        "url": validation.text("url", release.url or ""),
        "publisher": validation.text("publisher", release.publisher),
        "published": validation.day("published", release.published),
        "claimed_total": validation.number("claimed_total", claims.total),
        "claimed_currency": validation.currency("claimed_currency", claims.currency),
        "claimed_count": validation.whole("claimed_count", claims.count),
    }


def _values(grant: Grant, columns: Sequence[Field]) -> dict[str, object]:
    """What a grant says in the columns, lists as lists."""
    return {
        one.name: validation.stored(f"grant {grant.position}, {one.name}", one, getattr(grant, one.name))
        for one in columns
    }


def grant(release_id: str, grant: Grant, year: str | Amount | None, applied: Applied) -> Row:
    """A row of ``grants``; its organisation is known at the end of the build."""
    values: Row = {}
    for name, value in _values(grant, GRANT).items():
        listed = json.dumps(value, ensure_ascii=False) if value else None
        values[name] = listed if isinstance(value, list) else value  # type: ignore[assignment]
    return {
        "id": f"{release_id}-g{grant.position}",
        "release_id": release_id,
        "position": grant.position,
        **values,
        "year": year,
        "corrected": ",".join(applied.corrected.get(grant.position, ())) or None,
        "reviewed": validation.day("reviewed", applied.reviewed.get(grant.position)),
        "read_by": applied.read_by.get(grant.position, "rules"),
    }


def evidence(key: str, id_: str, evidence: Mapping[str, Evidence]) -> list[Row]:
    """Rows of ``evidence`` or ``release_evidence``, by the column that names what they belong to."""
    return [
        {key: id_, "field": field, "start": one.start, "end": one.end, "quote": one.quote, "rule": one.rule}
        for field, one in sorted(evidence.items())
    ]


def amounts(release_id: str, found: Extraction) -> list[Row]:
    """Rows of ``amounts``; a grant that a person rejected is nobody's any more."""
    text, positions = found.release.text, {grant.position for grant in found.grants}
    return [
        {
            "release_id": release_id,
            "start": one.start,
            "end": one.end,
            "quote": text[one.start : one.end],
            "value": validation.number("amount, value", one.value),
            "currency": one.currency,
            "fate": one.fate,
            "cue": one.cue,
            "probability": round(one.probability, 4),
            "grant_id": f"{release_id}-g{one.grant}" if one.grant in positions else None,
        }
        for one in found.amounts
    ]


def check(release_id: str, check: Check) -> Row:
    """A row of ``checks``."""
    return {
        "release_id": release_id,
        "name": validation.text("check, name", check.name),
        "status": str(check.status),
        "expected": validation.text(f"check {check.name}, expected", check.expected),
        "found": validation.text(f"check {check.name}, found", check.found),
        "message": validation.text(f"check {check.name}, message", check.message),
    }


def recipient(found: Recipient) -> Row:
    """A row of ``organisations``."""
    one = found.organisation
    return {
        "id": one.id,
        "name": validation.text("organisation, name", one.name),
        "kind": one.kind,
        "kommun": one.kommun,
        "county": one.county,
        "organisation_number": one.organisation_number,
        "number_source": found.source,
        "number_open": found.open,
    }


def funder(one: Funder) -> Row:
    """A row of ``funders``."""
    return {
        "id": one.id,
        "name": validation.text("funder, name", one.name),
        "name_en": validation.text("funder, name_en", one.name_en),
        "other_names": json.dumps(one.other_names, ensure_ascii=False) if one.other_names else None,
        "kind": validation.text("funder, kind", one.kind),
        "organisation_number": one.organisation_number,
        "crossref_id": one.crossref_id,
        "ror": one.ror,
        "wikidata": one.wikidata,
        "sources": validation.text("funder, sources", one.sources),
    }


def same_pair(one: SamePair) -> Row:
    """A row of ``same_grant``."""
    said = one.verdict
    return {
        "first": one.first,
        "second": one.second,
        "kind": one.kind,
        "why": one.why,
        "probability": one.probability,
        "decided": int(said.same) if said else None,
        "decided_by": validation.text("who", said.who) if said else None,
        "decided_at": validation.day("when", said.when) if said else None,
    }


def pair_decision(number: int, one: PairDecision, message: str) -> Row:
    """A row of ``same_grant_decisions``."""
    return {
        "number": number,
        "first": validation.text("first", one.first),
        "second": validation.text("second", one.second),
        "same": int(one.same),
        "decided_by": validation.text("who", one.who),
        "decided_at": validation.day("when", one.when),
        "reason": validation.text("why", one.why),
        "message": validation.text("message", message),
    }


def response(one: ResponseRow) -> Row:
    """A row of ``responses``."""
    return {
        "url": validation.text("url", one.url),
        "fetched_at": validation.moment("fetched_at", one.fetched_at),
        "status": one.status,
        "sha256": one.sha256,
        "archive_file": validation.text("archive_file", one.archive_file),
        "archive_offset": validation.whole("archive_offset", one.archive_offset),
        "role": one.role,
        "release_id": one.release_id or None,
        "source_file": validation.text("source_file", one.source_file) or None,
        "source_record": validation.text("source_record", one.source_record) or None,
    }


def correction(number: int, one: Correction, outcome: Outcome, message: str) -> Row:
    """A row of ``corrections``."""
    return {
        "number": number,
        "release_id": validation.text("release_id", one.release_id),
        "position": one.position,
        "field": one.field,
        "decision": str(one.decision),
        "value_read": _json(one.read),
        "value_decided": _json(one.decided),
        "decided_by": validation.text("who", one.who),
        "decided_at": validation.day("when", one.when),
        "reason": validation.text("why", one.why),
        "text_sha256": one.text_sha256,
        "outcome": str(outcome),
        "message": validation.text("message", message),
    }


def proposal(release_grants: Collection[str], found: Settled) -> Row:
    """A row of ``proposals``; ``release_grants`` are the ids of the grants that there are."""
    one = found.proposal
    grant_id = f"{one.release_id}-g{found.position}"
    quotes = {name: place.quote for name, place in one.evidence.items()}
    return {
        "id": one.id,
        "release_id": validation.text("release", one.release_id),
        "grant_id": grant_id if grant_id in release_grants else None,
        "standing": str(found.standing),
        "model": validation.text("model", one.model),
        "version": validation.text("version", one.version),
        "proposed_at": validation.day("when", one.when),
        "quotes": json.dumps(quotes, ensure_ascii=False),
        "text_sha256": one.text_sha256,
        "prompt_sha256": one.prompt_sha256,
        "message": found.message,
    }


def _json(value: Value) -> str | None:
    if value is None:
        return None
    return json.dumps(value, ensure_ascii=False, default=lambda day: day.isoformat())

"""JSON Lines in the shape of OpenAlex's awards: one grant a line.

https://developers.openalex.org/api-reference/awards. OpenAlex-shaped, not from OpenAlex: what only OpenAlex gives (its
ids, funded works) is null. The funder has its ROR and its Crossref DOI where it is linked; ``funder_award_id`` is the
number that the release prints. What is ours stands under ``anslag``.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TypeAlias

from anslag.db.export import ExportReport, about, json_lines
from anslag.db.export.source import CellValue, Source

_Row: TypeAlias = Mapping[str, CellValue]
_UNKNOWN_KINDS = (None, "unknown")


def write(source: Source, dest: Path) -> ExportReport:
    """Writes the grants and ``<dest>.about.json``."""
    rows = json_lines.save(source, dest, _award)
    about.write(dest, source.origin, rows, ())
    note = "OpenAlex-shaped: ids of OpenAlex itself are null; recipients that may be persons are left out"
    return ExportReport(rows, dest, notes=(note,))


def _award(row: _Row) -> dict[str, object]:
    return {
        "id": None,
        "display_name": row["title"],
        "description": row["description"],
        "funder_award_id": row["reference"],
        "funder": _funder(row),
        "funded_outputs": [],
        "funded_outputs_count": 0,
        "amount": row["amount"],
        "currency": row["currency"],
        "funding_type": None,
        "funder_scheme": None,
        "start_date": row["period_start"],
        "end_date": row["period_end"],
        "start_year": _year(row["period_start"]),
        "end_year": _year(row["period_end"]),
        "landing_page_url": row["url"] or None,
        "doi": None,
        "provenance": "anslag",
        "lead_investigator": None,
        "co_lead_investigator": None,
        "investigators": [],
        "anslag": _ours(row),
    }


def _funder(row: _Row) -> dict[str, object]:
    doi = row["funder_crossref_id"]
    return {
        "id": None,
        "display_name": row["funder"],
        "ror": row["funder_ror"],
        "doi": f"https://doi.org/{doi}" if doi else None,
    }


def _ours(row: _Row) -> dict[str, object]:
    body = bool(row["organisation_number"]) or row["owner_kind"] not in _UNKNOWN_KINDS
    return {
        "id": row["id"],
        "recipient": (row["organisation"] or row["owner"]) if body else None,
        "recipient_organisation_number": row["organisation_number"],
        "funder_organisation_number": row["funder_organisation_number"],
        "decided_on": row["decided_on"],
        "decision_reference": row["release_reference"],
        "amount_approximate": row["amount_approximate"],
        "confidence": row["confidence"],
        "read_by": row["read_by"],
        "reviewed": row["reviewed"],
    }


def _year(day: CellValue) -> int | None:
    return int(str(day)[:4]) if day else None

"""What Datasette is told of the database: the codebook's meanings, titles, facets, ready questions."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import TypeAlias
from urllib.parse import urlencode

import yaml

from anslag.db.codebook import Column, schema
from anslag.db.site.sites import DATABASE
from anslag.parsers.fields import GRANT

Json: TypeAlias = "str | int | float | bool | list[Json] | dict[str, Json] | None"

TITLES = {
    "releases": "Press releases",
    "release_revisions": "Versions of releases",
    "changes": "What publishers changed",
    "organisations": "Organisations",
    "organisation_names": "Spellings of organisations",
    "places": "Counties and kommuner",
    "doubtful_pairs": "Organisations that may be one",
    "grants": "Grants (table)",
    "evidence": "Evidence of grants",
    "release_evidence": "Evidence of releases",
    "amounts": "What became of every sum",
    "checks": "Checks",
    "corrections": "Corrections by people",
    "proposals": "Proposals of language models",
    "funders": "Funders",
    "funders_open": "Funders that are not linked",
    "recipients_open": "Organisations without a number",
    "same_grant": "Grants that may be one",
    "same_grant_decisions": "Decisions on pairs of grants",
    "grants_told_again": "Grants told again",
    "samples": "Judged samples",
    "quality": "How often it is right",
    "responses": "Archived responses",
    "summary": "Figures",
    "meta": "About this file",
    "grants_list": "Grants",
    "kronor_per_year": "Kronor per year",
    "kronor_per_owner": "Kronor per owner",
    "kronor_per_county": "Kronor per county",
    "kronor_per_kommun": "Kronor per kommun",
    "kronor_per_funder": "Kronor per funder",
    "owners_of_several_funders": "Owners with several funders",
    "releases_to_review": "Releases to review",
    "check_rates": "How often checks fail",
    "revision_grants": "Grants of every version",
    "corrections_stale": "Corrections that no longer fit",
}
_SETTINGS: Mapping[str, dict[str, Json]] = {
    "releases": {"facets": ["publisher", "failed_checks"], "label_column": "title"},
    "organisations": {"facets": ["kind", "county"], "label_column": "name"},
    "grants": {"facets": ["year", "layout"], "label_column": "title"},
    "amounts": {"facets": ["fate"]},
    "checks": {"facets": ["status", "name"]},
    "funders": {"facets": ["kind"], "label_column": "name"},
    "same_grant": {"facets": ["kind", "decided"]},
    "changes": {"facets": ["field"]},
    "corrections": {"facets": ["decision", "outcome"]},
    "proposals": {"facets": ["standing", "model"]},
    "quality": {"facets": ["measure", "stratum"]},
    "responses": {"facets": ["status", "role"]},
}
COLUMNS = {
    "grants_list": (
        "id", *(one.name for one in GRANT if one.shown), "year", "funder", "county", "organisation_id", "confidence",
        "read_by",
    ),
    "releases": (
        "title", "publisher", "published", "grants", "claimed_total", "claimed_currency", "claimed_total_approximate",
        "failed_checks",
    ),
    "organisations": ("name", "kind", "county", "kommun", "organisation_number"),
}  # fmt: skip
"""The columns that links to these tables show; the others are one click away."""

BREAKDOWNS = {
    "grants_list": (
        "year",
        "funder",
        "publisher",
        "owner_kind",
        "county",
        "kommun",
        "layout",
        "read_by",
        "failed_checks",
    ),
    "releases": ("publisher", "funder", "platform", "failed_checks", "decided_by"),
    "organisations": ("kind", "county", "kommun"),
    "grants": ("year", "layout", "currency"),
    "amounts": ("fate", "cue", "currency"),
    "checks": ("status", "name"),
}
"""What a table's page offers to break its rows down by."""

SORTED = {"grants_list": "published", "releases": "published"}
"""By which column, falling, the links to these tables sort."""


MOST_XLSX_ROWS = 50_000
"""A list as xlsx takes half a millisecond a row; longer ones are had as CSV."""


@cache
def _shipped() -> dict[str, Json]:
    loaded: dict[str, Json] = yaml.safe_load((files("anslag.db.site") / "questions.yaml").read_text("utf-8"))
    return loaded


def questions() -> dict[str, Json]:
    """The ready questions by their names, as Datasette's canned queries."""
    found: dict[str, Json] = {}
    for name, question in _shipped().items():
        assert isinstance(question, dict)
        parameters = question["parameters"]
        assert isinstance(parameters, dict)
        found[name] = {**question, "params": list(parameters), "hide_sql": True}
    return found


def _described(column: Column) -> str:
    return f"{column.meaning} Unit: {column.unit}." if column.unit else column.meaning


def metadata() -> dict[str, Json]:
    """Datasette's metadata."""
    tables: dict[str, Json] = {}
    for one in schema():
        columns: dict[str, Json] = {column.name: _described(column) for column in one.columns}
        known: dict[str, Json] = {"title": TITLES.get(one.name, one.name), "description": one.meaning}
        tables[one.name] = {**known, "columns": columns, **_SETTINGS.get(one.name, {})}
    return {
        "title": "anslag",
        "databases": {DATABASE: {"tables": tables, "queries": questions()}},
        "plugins": {"datasette-xlsx": {"max_rows": MOST_XLSX_ROWS}},
    }


def table_path(table: str, **filters: str) -> str:
    """The path of a table's page with its usual columns and order."""
    query: list[tuple[str, str]] = [("_col", name) for name in COLUMNS.get(table, ())]
    if table in SORTED:
        query.append(("_sort_desc", SORTED[table]))
    query += filters.items()
    return f"/{DATABASE}/{table}" + (f"?{urlencode(query)}" if query else "")

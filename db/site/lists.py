"""What a list of grants can be limited to besides Datasette's filters, and what a list holds in words."""

from __future__ import annotations

from collections.abc import Mapping

from datasette.filters import FilterArguments, Filters
from datasette.utils.asgi import Request

from anslag.db.site.formatting import shown_value
from anslag.db.site.languages import gettext as _
from anslag.db.site.languages import label, number, word

LIMITS = {
    "_search": (
        "id IN (SELECT id FROM grants WHERE rowid IN "
        "(SELECT rowid FROM grants_fts WHERE grants_fts MATCH escape_fts(:{name})))"
    ),
    "_funder": "release_id IN (SELECT id FROM releases WHERE instr(folded(funder), folded(:{name})))",
    "_least": "amount >= CAST(:{name} AS REAL)",
    "_most": "amount < CAST(:{name} AS REAL)",
}
"""Limits of ``grants_list`` by their parameters. A view has no index of words; the grants' own stands in."""


def limits(request: Request) -> FilterArguments:
    """The conditions behind :data:`LIMITS` in a request for a list of grants."""
    asked = {name: value for name in LIMITS if (value := request.args.get(name))}
    return FilterArguments(
        [LIMITS[name].format(name=f"limit{name}") for name in asked],
        {f"limit{name}": value for name, value in asked.items()},
        [],
        {"supports_search": True, "search": asked.get("_search", "")},
    )


def described(table: str, filters: Filters, request: Request) -> str:
    """What a list is limited to and how it is sorted, in words; "" for a whole list as it comes."""
    parts = [_filtered(table, *one) for one in filters.selections()]
    parts += [_limited(name, value) for name in LIMITS if (value := request.args.get(name))]
    said = _(", and ").join(parts)
    falling, rising = request.args.get("_sort_desc"), request.args.get("_sort")
    order = (_("sorted by %s, falling") % label(falling)) if falling else ""
    order = (_("sorted by %s") % label(rising)) if rising and not falling else order
    return "; ".join(filter(None, (said, order)))


def _filtered(table: str, column: str, comparison: str, value: str) -> str:
    """One filter of Datasette's, as people say it; those that need no value have 1 for it."""
    if said := _of_sums().get((column, comparison)):
        return said
    if comparison in ("isnull", "notnull"):
        known = _("not known") if comparison == "isnull" else _("known")
        return f"{label(column)} {known}"
    named = f"{label(column)} {word('comparison', comparisons().get(comparison, comparison))}"
    return named if comparison in LONE else f"{named} {shown_value(column, value, table)}"


def _of_sums() -> Mapping[tuple[str, str], str]:
    """The filters behind every sum, as people say them."""
    return {
        ("same_as", "isnull"): _("each grant counted once"),
        ("same_as", "notnull"): _("told again elsewhere"),
        ("amount", "notnull"): _("with an amount"),
    }


def comparisons() -> dict[str, str]:
    """Every comparison of a filter by its key, as Datasette calls it."""
    return {key: str(shown) for key, shown, _alone in Filters([]).lookups()}


LONE = frozenset(key for key, _shown, alone in Filters([]).lookups() if alone)
"""The comparisons that need no value."""


def _limited(name: str, value: str) -> str:
    if name == "_search":
        return _("search finds “%s”") % value
    if name == "_funder":
        return _("funder contains “%s”") % value
    try:
        shown = number(float(value))
    except ValueError:
        shown = value
    return (_("amount from %s") if name == "_least" else _("amount below %s")) % shown

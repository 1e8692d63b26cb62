"""How values look in a table: kronor with thin gaps, dashes for what is not stated, links between the tables."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache

from datasette.utils import tilde_encode
from markupsafe import Markup, escape

from anslag.db import places
from anslag.db.codebook import Kind, schema

DATABASE = "anslag"
GAP = "\u00a0"
"""Between thousands, and before a unit: a space that does not break."""
NOT_STATED = Markup('<span class="none" title="not stated in the release">–</span>')
_COLUMNS = tuple(column for one in schema() for column in one.columns)
_SUMS = {column.name for column in _COLUMNS if column.unit in ("currency", "claimed_currency", "SEK")} | {
    "largest",
    "mean",
}
_DAYS = {column.name for column in _COLUMNS if column.kind is Kind.DAY}
_TIMES = ("first_seen", "last_seen", "seen", "fetched_at")
_MARKS = {"passed": "✓ passed", "failed": "✗ failed", "skipped": "– skipped"}
_NUMBER = re.compile(r"-?\d{1,15}(\.\d{1,6})?")
_GRANT_ID = re.compile(r"(?P<release>.+)-g(?P<position>\d+)")


def number(value: int | float) -> str:
    """A number with no-break spaces between thousands and a decimal comma, as Swedish texts print it."""
    if isinstance(value, float) and not value.is_integer():
        whole, _, decimals = f"{value:,.2f}".rstrip("0").partition(".")
        return f"{_spaced(whole)},{decimals}"
    return _spaced(f"{int(value):,}")


def _spaced(digits: str) -> str:
    return digits.replace(",", GAP)


def money(value: int | float, currency: str | None, approximate: bool = False) -> Markup:
    """An amount with its unit ("kr" for SEK) and "ca" where the release hedges it; right-aligned by the style."""
    unit = {"SEK": "kr", None: ""}.get(currency, currency)
    about = (
        Markup('<abbr title="the release says about, more than or nearly">ca</abbr> ') if approximate else ""
    )
    return Markup('<span class="kr">{}{}{}</span>').format(about, number(value), GAP + unit if unit else "")


def evidence_path(grant_id: str, field: str = "") -> str:
    """The path of a grant's place on its release's page, or of one of its values."""
    found = _GRANT_ID.fullmatch(grant_id)
    if not found:
        return f"/-/release/{tilde_encode(grant_id)}"
    anchor = f"v-{found['position']}-{field}" if field else f"g-{found['position']}"
    return f"/-/release/{tilde_encode(found['release'])}#{anchor}"


def link(path: str, text: object, title: str = "") -> Markup:
    """A link within the site."""
    hint = Markup(' title="{}"').format(title) if title else ""
    return Markup('<a href="{}"{}>{}</a>').format(path, hint, text)


def row_path(table: str, key: str) -> str:
    """The path of one row's page."""
    return f"/{DATABASE}/{table}/{tilde_encode(key)}"


@cache
def _kinds() -> Mapping[tuple[str, str], Kind]:
    return {(column.table, column.name): column.kind for column in _COLUMNS}


def _labelled(value: object) -> tuple[object, object]:
    """A value and its label; Datasette hands over both for a foreign key."""
    if isinstance(value, dict):
        return value.get("value"), value.get("label") or value.get("value")
    return value, value


def cell(row: Mapping[str, object], value: object, column: str, table: str | None) -> Markup | None:
    """How a value is shown; None leaves it to Datasette."""
    if value is None:
        return NOT_STATED
    value, label = _labelled(value)
    linked = _linked(row, str(value), label, column, table)
    if linked is not None:
        return linked
    if isinstance(value, int | float):
        return _numeric(row, value, column, table)
    return _textual(str(value), column, table)


_GRANTS = frozenset(
    (table, column)
    for table, columns in (
        ("grants", ("same_as",)),
        ("grants_list", ("same_as",)),
        ("grants_told_again", ("id", "same_as")),
        ("same_grant", ("first", "second")),
    )
    for column in columns
)
"""Where a value is the id of another grant."""


def _linked(
    row: Mapping[str, object], value: str, label: object, column: str, table: str | None
) -> Markup | None:
    if column == "release_id":
        return link(f"/-/release/{tilde_encode(value)}", label, "the release with its evidence")
    if column == "organisation_id":
        return link(row_path("organisations", value), label)
    if column == "grant_id" or (column == "id" and table == "grants_list"):
        return link(evidence_path(value), "source text", value)
    if (table, column) in _GRANTS:
        return link(row_path("grants", value), label)
    other = _own_key(row, column, table) or _other_key(row, column)
    return link(other, _short(value)) if other else None


def _own_key(row: Mapping[str, object], column: str, table: str | None) -> str:
    """Where the name of a row leads, so that its key need not be shown."""
    if "id" not in set(row.keys()):
        return ""
    if (column, table) == ("title", "releases"):
        return f"/-/release/{tilde_encode(str(row['id']))}"
    return row_path("organisations", str(row["id"])) if (column, table) == ("name", "organisations") else ""


def _other_key(row: Mapping[str, object], column: str) -> str:
    """Where a name leads whose key stands in another column of the row."""
    keys = set(row.keys())
    if column in ("owner", "organisation") and "organisation_id" in keys and row["organisation_id"]:
        return row_path("organisations", str(_labelled(row["organisation_id"])[0]))
    if column in ("release", "release_title") and "release_id" in keys:
        return f"/-/release/{tilde_encode(str(_labelled(row['release_id'])[0]))}"
    if column == "title" and "amount" in keys and keys & {"id", "grant_id"}:
        return row_path("grants", str(row["grant_id" if "grant_id" in keys else "id"]))
    return ""


def _numeric(row: Mapping[str, object], value: int | float, column: str, table: str | None) -> Markup | None:
    if column in _SUMS:
        own = "claimed_currency" if column == "claimed_total" else "currency"
        known = set(row.keys())
        currency = row[own] if own in known else ("SEK" if column != "amount" else None)
        hedged = f"{column}_approximate"
        return money(value, str(currency) if currency else None, bool(hedged in known and row[hedged]))
    if column == "confidence" or column.startswith("share_"):
        return Markup('<span class="kr">{}\u00a0%</span>').format(f"{value * 100:.0f}")
    if table and _kinds().get((table, column)) is Kind.BOOLEAN:
        return Markup("yes") if value else Markup("no")
    if column in ("year", "position", "grant_position", "number", "revision"):
        return None
    return Markup('<span class="kr">{}</span>').format(number(value))


def _textual(value: str, column: str, table: str | None) -> Markup | None:
    if column in _WRITERS:
        return _WRITERS[column](value, column)
    if column.endswith("sha256"):
        return Markup('<code title="{}">{}…</code>').format(value, value[:12])
    if table and _kinds().get((table, column)) is Kind.LIST:
        return _several(json.loads(value))
    return None


def _place(value: str, kind: str) -> Markup:
    return Markup('<span title="SCB code {}">{}</span>').format(value, places.names(kind).get(value, value))


def _changed(value: str, _: str) -> Markup | None:
    shown = number(float(value)) if _NUMBER.fullmatch(value) else None
    return None if shown is None else Markup('<span class="day">{}</span>').format(shown)


def _outcome(value: str, _: str) -> Markup | None:
    mark = _MARKS.get(value)
    return None if mark is None else Markup('<span class="check {}">{}</span>').format(value, mark)


def _day(value: str, _: str) -> Markup:
    return Markup('<span class="day">{}</span>').format(value)


def _time(value: str, _: str) -> Markup:
    return Markup('<time class="day" datetime="{}" title="{}">{}</time>').format(value, value, value[:10])


def _several(names: Iterable[object]) -> Markup:
    return Markup("; ").join(escape(name) for name in names)


def decided(value: str | None) -> Markup | str:
    """A value of a correction, which is kept as JSON."""
    said = json.loads(value) if value is not None else None
    if said is None:
        return NOT_STATED
    if isinstance(said, int | float) and not isinstance(said, bool):
        return number(said)
    return _several(said) if isinstance(said, list) else str(said)


_WRITERS: Mapping[str, Callable[[str, str], Markup | None]] = {
    **dict.fromkeys(places.KINDS, _place),
    **dict.fromkeys(("before", "after"), _changed),
    **dict.fromkeys(("value_read", "value_decided"), lambda value, _: Markup(escape(decided(value)))),
    "status": _outcome,
    **dict.fromkeys(_DAYS, _day),
    **dict.fromkeys(_TIMES, _time),
}
"""How texts of a column are shown, by its name."""


def _short(text: str, most: int = 90) -> str:
    return text if len(text) <= most else f"{text[:most]}…"

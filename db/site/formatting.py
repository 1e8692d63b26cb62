"""How values look in a table: amounts and days as the language has them, dashes for what is not stated, links.

A sum leads to its grants, a name to its page. How sure a grant is stands as a share only where its release's own
total does not say otherwise.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache

from datasette.utils import tilde_encode
from markupsafe import Markup, escape

from anslag.db import places
from anslag.db.codebook import Kind, schema
from anslag.db.site import sums
from anslag.db.site.languages import GAP, day, label, number, percent, say, word
from anslag.db.site.languages import gettext as _
from anslag.db.site.sites import DATABASE
from anslag.db.site.visits import current

_COLUMNS = tuple(column for one in schema() for column in one.columns)
_SUMS = {column.name for column in _COLUMNS if column.unit in ("currency", "claimed_currency", "SEK")} | {
    "largest",
    "mean",
}
_RATES = {("quality", name) for name in ("value", "low", "high")}
_DAYS = {column.name for column in _COLUMNS if column.kind is Kind.DAY}
_TIMES = ("first_seen", "last_seen", "seen", "fetched_at")
_MARKS = {"passed": "✓", "failed": "✗", "skipped": "–"}
VOCABULARIES = {
    ("amounts", "fate"): "fate",
    ("checks", "name"): "check",
    ("checks", "status"): "status",
    ("check_rates", "name"): "check",
    ("corrections", "decision"): "decision",
    ("corrections", "outcome"): "outcome",
    ("organisations", "kind"): "kind",
    ("grants_list", "owner_kind"): "kind",
    ("grants_list", "layout"): "layout",
    ("grants", "layout"): "layout",
    ("grants_list", "read_by"): "reader",
    ("grants", "read_by"): "reader",
    ("proposals", "standing"): "standing",
    ("changes", "field"): "column",
    ("corrections", "field"): "column",
    ("evidence", "field"): "column",
    ("release_evidence", "field"): "column",
    ("responses", "role"): "role",
    ("same_grant", "kind"): "pair",
    ("grants_told_again", "kind"): "pair",
    ("funders", "kind"): "body",
    ("organisations", "number_source"): "source",
    ("organisations", "number_open"): "open",
    ("recipients_open", "kind"): "kind",
    ("recipients_open", "number_open"): "open",
    ("samples", "stratified_by"): "column",
    ("quality", "stratum"): "stratum",
    ("quality", "measure"): "measure",
    ("quality", "of"): "column",
}
"""The columns of the database that hold words of its own, by table, and which words they are."""
_OF_ANSWERS = {"field": "column", "kind": "kind", "layout": "layout"}
"""The same for answers to questions, which belong to no table."""
_DAY = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])-\d\d")
_NUMBER = re.compile(r"-?\d{1,15}(\.\d{1,6})?")
_GRANT_ID = re.compile(r"(?P<release>.+)-g(?P<position>\d+)")


def money(value: int | float, currency: str | None, approximate: bool = False) -> Markup:
    """An amount with its unit ("kr" for SEK) and "ca" where the release hedges it; right-aligned by the style."""
    unit = {"SEK": "kr", None: ""}.get(currency, currency)
    hedge = _("the release says about, more than or nearly")
    about = Markup('<abbr title="{}">ca</abbr> ').format(hedge) if approximate else ""
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
        return not_stated()
    value, said = _labelled(value)
    linked = _linked(row, str(value), said, column, table)
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


def not_stated() -> Markup:
    """What stands for null."""
    return Markup('<span class="none" title="{}">–</span>').format(_("not stated in the release"))


def _linked(
    row: Mapping[str, object], value: str, said: object, column: str, table: str | None
) -> Markup | None:
    if column == "release_id":
        return link(f"/-/release/{tilde_encode(value)}", said, _("the release with its evidence"))
    if column == "organisation_id":
        return link(row_path("organisations", value), said)
    if column == "grant_id" or (column == "id" and table == "grants_list"):
        return link(evidence_path(value), _("source text"), value) + told_again(value)
    if (table, column) in _GRANTS:
        return link(row_path("grants", value), said)
    other = _own_key(row, column, table) or _other_key(row, column)
    return link(other, _short(value)) if other else None


def told_again(grant_id: str) -> Markup:
    """The mark of a grant that another one counts for, which it leads to; empty for one that counts itself."""
    site = current().site
    counting = site.told_again.get(grant_id) if site else None
    if counting is None:
        return Markup("")
    why = _("another release tells of this grant too, and sums count it there")
    return Markup(' <a class="again" href="{}" title="{}">{}</a>').format(
        evidence_path(counting), why, word("pair", "told again")
    )


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
    if column in ("kronor", "grants", "told_again"):
        return _sum(row, value, column, table)
    if column in _SUMS:
        return _amount(row, value, column)
    if column == "confidence":
        return sure(row, value)
    return _plain_number(value, column, table)


def _amount(row: Mapping[str, object], value: int | float, column: str) -> Markup:
    own = "claimed_currency" if column == "claimed_total" else "currency"
    known = set(row.keys())
    currency = row[own] if own in known else ("SEK" if column != "amount" else None)
    hedged = f"{column}_approximate"
    return money(value, str(currency) if currency else None, bool(hedged in known and row[hedged]))


def _plain_number(value: int | float, column: str, table: str | None) -> Markup | None:
    if column.startswith("share_"):
        return Markup('<span class="kr">{}</span>').format(percent(value))
    if (table, column) in _RATES:
        return Markup('<span class="kr">{}</span>').format(percent(value, 1))
    if table and _kinds().get((table, column)) is Kind.BOOLEAN:
        return Markup("{}").format(_("yes") if value else _("no"))
    if column in ("year", "position", "grant_position", "number", "revision"):
        return None
    return Markup('<span class="kr">{}</span>').format(number(value))


def _sum(row: Mapping[str, object], value: int | float, column: str, table: str | None) -> Markup:
    shown = (
        money(value, "SEK")
        if column == "kronor"
        else Markup('<span class="kr">{}</span>').format(number(value))
    )
    path = _list_of(row, column, table) if value else ""
    return link(path, shown, _("these grants as a list")) if path else shown


def _list_of(row: Mapping[str, object], column: str, table: str | None) -> str:
    if column == "told_again":
        return sums.path_of_told_again(row, table)
    # Who is paid by several has grants of unknown funders among them, too.
    wider = table in sums.OF_ALL_CURRENCIES or "funders" in set(row.keys())
    return "" if column == "grants" and wider else sums.path(row, table)


def sure(row: Mapping[str, object], value: int | float) -> Markup:
    """The chance that a grant is right. A total that does not hold speaks louder than any measured share."""
    release, site = _release_of(row), current().site
    if not release or site is None:
        return not_known(_("show the column “source” too: it tells whether the total of the release holds"))
    if release in site.doubted:
        why = _(
            "the grants read do not make the total that the release claims: look at the text before you use it"
        )
        return Markup('<a class="check failed" href="/-/release/{}#checks" title="{}">✗ {}</a>').format(
            tilde_encode(release), why, _("total fails")
        )
    return Markup('<span class="kr">{}</span>').format(percent(value))


def not_known(why: str) -> Markup:
    """A dash with its reason."""
    return Markup('<span class="none" title="{}">–</span>').format(why)


def _release_of(row: Mapping[str, object]) -> str:
    keys = set(row.keys())
    if "release_id" in keys and row["release_id"]:
        return str(_labelled(row["release_id"])[0])
    for name in ("grant_id", "id"):
        found = _GRANT_ID.fullmatch(str(row[name])) if name in keys else None
        if found:
            return found["release"]
    return ""


def _textual(value: str, column: str, table: str | None) -> Markup | None:
    kind = vocabulary(column, table)
    if kind and column != "status":
        return _worded(value, kind)
    if (table, column) == ("summary", "meaning"):
        return Markup("{}").format(say(value))
    if column in _WRITERS:
        return _WRITERS[column](value, column)
    if column.endswith("sha256"):
        return Markup('<code title="{}">{}…</code>').format(value, value[:12])
    if table and _kinds().get((table, column)) is Kind.LIST:
        return _several(json.loads(value))
    return None


def vocabulary(column: str, table: str | None) -> str:
    """Which words of the database's own a column holds; "" for none."""
    return VOCABULARIES.get((table, column), "") if table else _OF_ANSWERS.get(column, "")


def _worded(value: str, kind: str) -> Markup:
    shown = label(value) if kind == "column" else word(kind, value)
    return Markup('<span title="{}">{}</span>').format(value, shown)


def shown_value(column: str, value: object, table: str | None) -> str:
    """A value in the words of a sentence: of a place its name, of a vocabulary its word."""
    if column in places.KINDS:
        return places.names(column).get(str(value), str(value))
    kind = vocabulary(column, table)
    return (label(str(value)) if kind == "column" else word(kind, value)) if kind else str(value)


def _place(value: str, kind: str) -> Markup:
    return Markup('<span title="{} {}">{}</span>').format(
        _("SCB code"), value, places.names(kind).get(value, value)
    )


def _changed(value: str, _column: str) -> Markup | None:
    shown = number(float(value)) if _NUMBER.fullmatch(value) else None
    return None if shown is None else Markup('<span class="day">{}</span>').format(shown)


def _outcome(value: str, _column: str) -> Markup | None:
    if value not in _MARKS:
        return None
    return Markup('<span class="check {}">{} {}</span>').format(value, _MARKS[value], word("status", value))


def _agreement(value: str, _column: str) -> Markup:
    """How far two tellings of a grant agree, level by level."""
    return Markup("{}").format("; ".join(word("why", level) for level in value.split("; ")))


def _english(value: str, _column: str) -> Markup:
    """What the reader says of a release, which it says in English only."""
    return Markup('<span lang="en">{}</span>').format(value)


def shown_day(value: str) -> Markup:
    """A day or the day of a time, as the language has it; what is no day stays as it is."""
    shown = day(value) if _DAY.match(value) else value
    return Markup('<time class="day" datetime="{}" title="{}">{}</time>').format(value, value, shown)


def _day(value: str, _column: str) -> Markup:
    return shown_day(value)


def _several(names: Iterable[object]) -> Markup:
    return Markup("; ").join(escape(name) for name in names)


def decided(value: str | None) -> Markup | str:
    """A value of a correction, which is kept as JSON."""
    said = json.loads(value) if value is not None else None
    if said is None:
        return not_stated()
    if isinstance(said, int | float) and not isinstance(said, bool):
        return number(said)
    return _several(said) if isinstance(said, list) else str(said)


_WRITERS: Mapping[str, Callable[[str, str], Markup | None]] = {
    **dict.fromkeys(places.KINDS, _place),
    **dict.fromkeys(("before", "after"), _changed),
    **dict.fromkeys(("value_read", "value_decided"), lambda value, _column: Markup(escape(decided(value)))),
    "status": _outcome,
    "why": _agreement,
    **dict.fromkeys(("message", "messages", "cue"), _english),
    **dict.fromkeys(_DAYS, _day),
    **dict.fromkeys(_TIMES, _day),
}
"""How texts of a column are shown, by its name."""


def _short(text: str, most: int = 90) -> str:
    return text if len(text) <= most else f"{text[:most]}…"

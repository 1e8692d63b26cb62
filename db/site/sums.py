"""From a sum to its grants: the list that holds exactly the grants that a row's kronor were added up from."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import urlencode

from anslag.db.site.metadata import questions, table_path
from anslag.db.site.sites import DATABASE
from anslag.db.site.visits import current

ONCE: Mapping[str, str] = {"same_as__isnull": "1"}
"""Leaves out grants that another one counts for."""
COUNTED: Mapping[str, str] = {"currency__exact": "SEK", "amount__notnull": "1", **ONCE}
"""What a sum of kronor is taken over, where a grant that several releases tell counts once."""
_GROUPS = ("year", "county", "kommun", "funder", "organisation_id")
_WIDER = {"kommun": ("county",), "organisation_id": ("county", "kommun")}
_OWN_KEY = ("kronor_per_owner", "owners_of_several_funders", "recipients_open")
"""Views whose ``id`` is an organisation's."""
OF_ALL_CURRENCIES = ("owners_of_several_funders", "funders_open", "recipients_open")
"""Views that count grants in other currencies and without an amount too, unlike their kronor."""
_PARAMETERS = {
    "from_year": "year__gte",
    "to_year": "year__lte",
    "county": "county__exact",
    "owner_kind": "owner_kind__exact",
    "funder": "_funder",
}
_QUESTION = re.compile(rf"/{DATABASE}/(\w+)")


def filters(row: Mapping[str, object], table: str | None = None) -> dict[str, str] | None:
    """The filters of ``grants_list`` for a row of sums; None for a row that is none."""
    keys = set(row.keys())
    values = {name: _value(row[name]) for name in _GROUPS if name in keys}
    if table in _OWN_KEY:
        values["organisation_id"] = str(row["id"])
    # Beside the one that a row is the sum of, a wider one is only told along.
    for narrow, wider in _WIDER.items():
        if narrow in values:
            values = {name: value for name, value in values.items() if name not in wider}
    if "kronor" not in keys or not values:
        return None
    found = {**COUNTED, **({"funder__notnull": "1"} if "funders" in keys else {})}
    for name, value in values.items():
        found |= {f"{name}__isnull": "1"} if value is None else {f"{name}__exact": value}
    found |= _asked()
    return with_every_telling(found) if _told_often() else found


def with_every_telling(chosen: Mapping[str, str]) -> dict[str, str]:
    """The filters of a list in which a grant stands as often as it is told."""
    return {name: value for name, value in chosen.items() if name not in ONCE}


def _value(value: object) -> str | None:
    # Datasette hands over a foreign key with its label.
    value = value.get("value") if isinstance(value, dict) else value
    return None if value is None else str(value)


def _asked() -> dict[str, str]:
    """What the visitor has narrowed the question to."""
    return {_PARAMETERS[name]: value for name, value in _answers().items() if name in _PARAMETERS}


def _told_often() -> bool:
    """Whether the visitor has asked for every telling of a grant."""
    return "tellings" in _answers()


def _answers() -> Mapping[str, str]:
    """What the visitor has filled in of the question's parameters; nothing on other pages."""
    visit = current()
    found = _QUESTION.fullmatch(visit.path)
    question = questions().get(found[1]) if found else None
    known = question["parameters"] if isinstance(question, dict) else {}
    assert isinstance(known, dict)
    return {name: said for name, value in visit.query.items() if name in known and (said := value.strip())}


def path(row: Mapping[str, object], table: str | None = None) -> str:
    """The path of the list; "" for a row that is no sum of grants."""
    chosen = filters(row, table)
    return "" if chosen is None else table_path("grants_list", **chosen)


def path_of_told_again(row: Mapping[str, object], table: str | None = None) -> str:
    """The path of the list of the grants that a row's sum leaves out, for another one counts for each."""
    chosen = with_every_telling(filters(row, table) or {})
    return table_path("grants_list", **chosen, same_as__notnull="1") if chosen else ""


def tail(chosen: Mapping[str, str]) -> str:
    """The filters as the end of an address, for charts, whose rows share its beginning."""
    return "&" + urlencode(chosen)

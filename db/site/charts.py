"""The dashboard: charts and maps, each with its numbers as a table and the question behind it.

The rows are asked for here and sent within the page, so charts need no SQL from visitors; Vega draws them in the
browser, from files of this site. What is drawn leads to its grants as the numbers do.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml
from datasette.app import Datasette
from datasette.utils.asgi import Request
from markupsafe import Markup

from anslag.db.site import sums
from anslag.db.site.formatting import cell, link
from anslag.db.site.languages import gettext as _
from anslag.db.site.languages import say, signs, word
from anslag.db.site.metadata import table_path
from anslag.db.site.sites import DATABASE

VEGA = ("vega.min.js", "vega-lite.min.js", "vega-embed.min.js")
"""What draws, as datasette-dashboards ships it."""
YEARS = ("from_year", "to_year")
_SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
_MERGED = ("organisation_id",)
_TOLD_AGAIN = "SELECT value FROM summary WHERE name = 'grants_told_again'"
_GRANTS = ("kronor", "grants")
Row = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart with its rows: ``spec`` is Vega-Lite's, ``numbers`` the rows as cells of a table."""

    name: str
    title: str
    unit: str
    question: str
    spec: Mapping[str, object]
    columns: Sequence[str]
    numbers: Sequence[Sequence[Markup | object]]


@cache
def shipped() -> Mapping[str, dict[str, dict[str, object]]]:
    """What ``charts.yaml`` says."""
    loaded: dict[str, dict[str, dict[str, object]]] = yaml.safe_load(
        (files("anslag.db.site") / "charts.yaml").read_text("utf-8")
    )
    return loaded


def _years(request: Request) -> dict[str, int | str]:
    """The chosen years; what is none counts as not chosen, and the form then shows it empty."""
    asked = {name: (request.args.get(name) or "").strip() for name in YEARS}
    return {name: int(year) if re.fullmatch(r"[0-9]{1,4}", year) else "" for name, year in asked.items()}


async def context(datasette: Datasette, request: Request) -> dict[str, object]:
    """What the page shows."""
    years = _years(request)
    charts = shipped()["charts"].items()
    tellings = "every telling" if request.args.get("tellings") else ""
    asked = {**years, "tellings": tellings}
    drawn = await asyncio.gather(*(_chart(datasette, name, one, asked) for name, one in charts))
    again = await datasette.get_database(DATABASE).execute(_TOLD_AGAIN)
    return {
        "drawn": drawn,
        "years": years,
        "tellings": tellings,
        "told_again": again.single_value(),
        "vega": VEGA,
        "menu": _menu(),
    }


def _menu() -> dict[str, str]:
    """The words of the menu beside a chart, by Vega's names for them."""
    return {
        "CLICK_TO_VIEW_ACTIONS": _("Save this chart"),
        "SVG_ACTION": _("Save as SVG"),
        "PNG_ACTION": _("Save as PNG"),
        "failed": _("This chart could not be drawn:"),
    }


async def _chart(
    datasette: Datasette, name: str, about: Mapping[str, object], asked: Mapping[str, int | str]
) -> Chart:
    found = await datasette.get_database(DATABASE).execute(str(about["sql"]), asked)
    rows = [dict(row) for row in found.rows]
    chosen = [_filters(row, about, asked) for row in rows]
    columns = [column for column in found.columns if column not in _MERGED]
    return Chart(
        name,
        say(about["title"]),
        say(about["unit"]),
        str(about["question"]),
        _spec(about, [_drawn(row, about, one) for row, one in zip(rows, chosen, strict=True)]),
        columns,
        [
            [_shown(row, column, about, one) for column in columns]
            for row, one in zip(rows, chosen, strict=True)
        ],
    )


def _filters(row: Row, about: Mapping[str, object], asked: Mapping[str, int | str]) -> Mapping[str, str]:
    """What the grants behind a row have in common, as filters of their list; empty where there are none."""
    lists = about.get("lists")
    if isinstance(lists, dict):
        own = {**sums.COUNTED, **{name: str(value) for name, value in lists[row["place"]].items()}}
    elif "least" in row:
        own = {**sums.COUNTED, "_least": str(row["least"]), "_most": str(row["most"])}
    else:
        own = sums.filters(row) or {}
    if asked["tellings"]:
        own = sums.with_every_telling(own)
    limits = {"year__gte": str(asked["from_year"]), "year__lte": str(asked["to_year"])}
    return own | {name: year for name, year in limits.items() if own and year}


def _words(about: Mapping[str, object]) -> Mapping[str, str]:
    worded = about.get("worded")
    return worded if isinstance(worded, dict) else {}


def _drawn(row: Row, about: Mapping[str, object], chosen: Mapping[str, str]) -> dict[str, object]:
    """A row as Vega gets it: words in the visitor's language, and where it leads."""
    said = {column: word(kind, row[column]) for column, kind in _words(about).items()}
    unknown = {"funder": _("(not known)")} if row.get("funder", "") is None else {}
    return {**row, **said, **unknown, **({"tail": sums.tail(chosen)} if chosen else {})}


def _shown(row: Row, column: str, about: Mapping[str, object], chosen: Mapping[str, str]) -> Markup | object:
    if column in _words(about):
        return word(_words(about)[column], row[column])
    keys = {} if column in _GRANTS else {name: row[name] for name in _MERGED if name in row}
    shown = cell({column: row[column], **keys}, row[column], column, None)
    text = row[column] if shown is None else shown
    if not chosen or column not in _GRANTS:
        return text
    return link(table_path("grants_list", **chosen), text, _("these grants as a list"))


def _spec(about: Mapping[str, object], rows: Sequence[Row]) -> dict[str, object]:
    draw, height = about["draw"], about.get("height")
    assert isinstance(draw, dict)
    config = {**shipped()["config"], "locale": {"number": {**signs(), "grouping": [3], "currency": ["", ""]}}}
    return {
        "$schema": _SCHEMA,
        "description": say(about["title"]),
        "config": config,
        "width": "container",
        # A number of pixels, or so many for each row; Vega-Lite's own steps do not go with a fluid width.
        "height": height if isinstance(height, int) else int(str(about["row_height"])) * (len(rows) + 1),
        "datasets": {"rows": rows},
        "data": {"name": "rows"},
        **_leading(_translated(draw)),
    }


def _leading(draw: dict[str, object]) -> dict[str, object]:
    """A drawing whose marks lead to their grants, where they have any."""
    transform, encoding = draw.get("transform", []), draw["encoding"]
    assert isinstance(transform, list)
    assert isinstance(encoding, dict)
    return {
        **draw,
        "params": [{"name": "list", "value": table_path("grants_list")}],
        "transform": [*transform, {"calculate": "datum.tail ? list + datum.tail : null", "as": "href"}],
        "encoding": {**encoding, "href": {"field": "href", "type": "nominal"}},
    }


def _translated(part: object) -> dict[str, object]:
    """A drawing with its titles in the visitor's language."""
    said = _with_titles(part)
    assert isinstance(said, dict)
    return said


def _with_titles(part: object) -> object:
    if isinstance(part, list):
        return [_with_titles(one) for one in part]
    if not isinstance(part, dict):
        return part
    return {
        name: say(one) if name == "title" and isinstance(one, str) else _with_titles(one)
        for name, one in part.items()
    }

"""The dashboard: charts and maps, each with its numbers as a table and the question behind it.

The rows are asked for here and sent within the page, so charts need no SQL from visitors; Vega draws them in the
browser, from files of this site.
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

from anslag.db.site.formatting import DATABASE, cell

VEGA = ("vega.min.js", "vega-lite.min.js", "vega-embed.min.js")
"""What draws, as datasette-dashboards ships it."""
YEARS = ("from_year", "to_year")
_SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
_MERGED = ("organisation_id",)
_TOLD_AGAIN = "SELECT value FROM summary WHERE name = 'grants_told_again'"


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
def _shipped() -> Mapping[str, dict[str, dict[str, object]]]:
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
    charts = _shipped()["charts"].items()
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
    }


async def _chart(
    datasette: Datasette, name: str, about: Mapping[str, object], years: Mapping[str, int | str]
) -> Chart:
    found = await datasette.get_database(DATABASE).execute(str(about["sql"]), years)
    rows = [dict(row) for row in found.rows]
    columns = [column for column in found.columns if column not in _MERGED]
    return Chart(
        name,
        str(about["title"]),
        str(about["unit"]),
        str(about["question"]),
        _spec(about, rows),
        columns,
        [[_shown(row, column) for column in columns] for row in rows],
    )


def _shown(row: Mapping[str, object], column: str) -> Markup | object:
    shown = cell(row, row[column], column, None)
    return row[column] if shown is None else shown


def _spec(about: Mapping[str, object], rows: Sequence[Mapping[str, object]]) -> dict[str, object]:
    draw, height = about["draw"], about.get("height")
    assert isinstance(draw, dict)
    return {
        "$schema": _SCHEMA,
        "description": about["title"],
        "config": _shipped()["config"],
        "width": "container",
        # A number of pixels, or so many for each row; Vega-Lite's own steps do not go with a fluid width.
        "height": height if isinstance(height, int) else int(str(about["row_height"])) * (len(rows) + 1),
        "datasets": {"rows": rows},
        "data": {"name": "rows"},
        **draw,
    }

"""The names of Sweden's counties (län) and kommuner by their SCB codes, as the maps of the site have them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

KINDS = ("county", "kommun")


@cache
def names(kind: str) -> Mapping[str, str]:
    """Names by code, of one of :data:`KINDS`: two digits for a county, four for a kommun."""
    map_ = (files("anslag.db") / "site" / "static" / f"{kind}.geojson").read_text("utf-8")
    return {one["properties"]["code"]: one["properties"]["name"] for one in json.loads(map_)["features"]}

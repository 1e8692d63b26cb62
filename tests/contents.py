"""All that a database holds, for comparing two: rows with their row ids, schema, and the entries of the search index."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

_INNER = ("_data", "_idx", "_content", "_config")
"""How FTS5 keeps its entries; where it puts them depends on when they came, and no reader sees it."""


def content(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """The rows of every table in the order in which they stand, and what text search finds where."""
    with closing(sqlite3.connect(path)) as db:
        found = {
            "schema": db.execute("SELECT type, name, sql FROM sqlite_schema ORDER BY type, name").fetchall()
        }
        for (name,) in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall():
            if name.endswith("_fts"):
                db.execute(f"CREATE VIRTUAL TABLE temp.v_{name} USING fts5vocab(main, {name}, instance)")
                found[name] = db.execute(
                    f"SELECT * FROM temp.v_{name} ORDER BY term, doc, col, offset"
                ).fetchall()
                db.execute(f"INSERT INTO {name} ({name}, rank) VALUES ('integrity-check', 1)")
                db.rollback()
            elif name == "sqlite_stat1":
                # How the search index is spread over pages is no more content than its pages are.
                found[name] = db.execute(
                    "SELECT * FROM sqlite_stat1 WHERE tbl NOT LIKE '%/_fts/_%' ESCAPE '/' ORDER BY tbl, idx"
                ).fetchall()
            elif not any(name.endswith(f"_fts{end}") for end in _INNER):
                try:
                    found[name] = db.execute(f"SELECT rowid, * FROM {name}").fetchall()
                except sqlite3.OperationalError:
                    found[name] = db.execute(f"SELECT * FROM {name}").fetchall()
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
    return found

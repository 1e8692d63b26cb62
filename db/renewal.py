"""A database that goes on from the one before: what hangs on a release goes as a whole before it is written anew.

Where a row stands does not depend on when it was written. A release has a number, the place of its first capture in the
archive, and the rows that hang on it are numbered within; tables of everything together have no row ids at all.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable

from anslag.db.rows import Row
from anslag.db.schema import SEARCHED

_BITS = 24
"""A release of the largest page that is read has far fewer rows of a kind than these bits can number."""
_GRANTS = "(SELECT id FROM grants WHERE release_id = :id)"
_PARTS = (
    "UPDATE proposals SET grant_id = NULL WHERE release_id = :id",
    f"UPDATE grants SET same_as = NULL WHERE same_as IN {_GRANTS}",
    f"DELETE FROM same_grant WHERE first IN {_GRANTS}",
    f"DELETE FROM same_grant WHERE second IN {_GRANTS}",
    f"DELETE FROM evidence WHERE grant_id IN {_GRANTS}",
    *(
        f"DELETE FROM {table} WHERE release_id = :id"
        for table in ("amounts", "release_evidence", "checks", "changes", "release_revisions", "grants")
    ),
    "DELETE FROM releases WHERE id = :id",
)
"""What a release consists of, each part after those that refer to it."""
_OWN = {"releases": "id", "grants": "release_id"}
"""The column of each table with full-text search that names the release."""


def row_id(number: int, place: int) -> int:
    """The row id of what stands at ``place`` (from 1) among the rows of a table that hang on a release."""
    return (number << _BITS) + place


def forget(db: sqlite3.Connection, release_id: str) -> None:
    """Takes a release and all that hangs on it out of a finished database; nothing where it is not there."""
    for table, searched in SEARCHED.items():
        columns = ", ".join(searched)
        # An index of text that lies elsewhere must be told what it had: https://www.sqlite.org/fts5.html#the_delete_command
        db.execute(
            f"INSERT INTO {table}_fts ({table}_fts, rowid, {columns}) "
            f"SELECT 'delete', rowid, {columns} FROM {table} WHERE {_OWN[table]} = ?",
            (release_id,),
        )
    for part in _PARTS:
        db.execute(part, {"id": release_id})


def make_searchable(db: sqlite3.Connection, release_id: str) -> None:
    """Adds a release that was written to the full-text search of a finished database."""
    for table, searched in SEARCHED.items():
        columns = ", ".join(searched)
        db.execute(
            f"INSERT INTO {table}_fts (rowid, {columns}) SELECT rowid, {columns} FROM {table} WHERE {_OWN[table]} = ?",
            (release_id,),
        )


def replace_rows(
    db: sqlite3.Connection, table: str, of_table: Iterable[Row], insert: Callable[[str, Iterable[Row]], None]
) -> None:
    """Puts ``of_table`` in the place of all rows of a table whose order is that of its key; equal rows stay."""
    columns, key = _columns(db, table)
    wanted = {tuple(row.get(name) for name in columns): row for row in of_table}
    listed = ", ".join(f'"{name}"' for name in columns)
    gone = [row for row in db.execute(f"SELECT {listed} FROM {table}") if wanted.pop(row, None) is None]
    same = " AND ".join(f'"{columns[at]}" = ?' for at in key)
    db.executemany(f"DELETE FROM {table} WHERE {same}", ([row[at] for at in key] for row in gone))
    insert(table, wanted.values())


def _columns(db: sqlite3.Connection, table: str) -> tuple[list[str], list[int]]:
    """The names of a table's columns, and where those of its primary key stand."""
    rows = db.execute(f"PRAGMA table_info({table})").fetchall()
    return [row[1] for row in rows], [at for at, row in enumerate(rows) if row[5]]

"""The one way to look into a database: read-only, and only one that this anslag can read."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from anslag.db.errors import StoreError
from anslag.parsers.fields import GRANT

VERSION = 11
"""Goes up with every change of the tables, not of a grant's columns; in ``PRAGMA user_version`` and in ``meta``."""


def read_only(path: Path, *, immutable: bool = False) -> sqlite3.Connection:
    """Any SQLite file, opened so that nothing can be written. Raises :class:`sqlite3.Error`.

    ``immutable`` needs no files beside it, but holds only where nobody writes.
    """
    how = "immutable=1" if immutable else "mode=ro"
    return sqlite3.connect(f"{path.absolute().as_uri()}?{how}", uri=True)


def version(path: Path) -> int:
    """The version of a database's tables. Raises :class:`sqlite3.DatabaseError` for what is no database."""
    connection = read_only(path)
    try:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])
    finally:
        connection.close()


def connect(path: Path) -> sqlite3.Connection:
    """A finished database, read-only. Raises :class:`StoreError` if there is none, or another anslag made it."""
    if not path.is_file():
        raise StoreError(f"{path} does not exist; run `anslag crawl` or `anslag build` first")
    try:
        found = version(path)
    except sqlite3.DatabaseError as error:
        raise StoreError(f"{path} is no database ({error}); run `anslag build` to make it anew") from error
    if found > VERSION:
        raise StoreError(
            f"{path} was made by a newer anslag (schema {found}, this one knows {VERSION}); "
            "update anslag, or move the file away and run `anslag build`"
        )
    if found < VERSION:
        raise StoreError(
            f"{path} was made by an older anslag (schema {found}, this one needs {VERSION}); "
            "run `anslag build` to make it anew"
        )
    connection = read_only(path)
    connection.row_factory = sqlite3.Row
    known = {row["name"] for row in connection.execute("PRAGMA table_info(grants)")}
    if missing := [one.name for one in GRANT if one.name not in known]:
        connection.close()
        raise StoreError(
            f"{path} was made by an anslag whose grants had other columns (no {', '.join(missing)}); "
            "run `anslag build` to make it anew"
        )
    return connection

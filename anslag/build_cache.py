"""``readings.db`` of a data folder: what builds before have read, so that the next one reads only what is new.

It may be deleted at any time. Whatever is damaged in it is found and made anew: readings carry a digest each, facts and
captures a check sum, and the file goes as a whole where SQLite cannot read it. What was read is kept at once, whatever
becomes of the build.
"""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

from anslag import readings
from anslag.scraper.permissions import begin

NAME = "readings.db"
BUILT = "built"
"""The fact that says what the database in place was made of."""
_TABLES = """
CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL, sum INTEGER NOT NULL);
CREATE TABLE readings (page TEXT PRIMARY KEY, reading BLOB NOT NULL);
CREATE TABLE captures (sequence INTEGER PRIMARY KEY, url TEXT, at TEXT, status INTEGER, sha256 TEXT, file TEXT,
    offset INTEGER, role TEXT, release_id TEXT, final_url TEXT, newsroom TEXT, truncated TEXT, page TEXT,
    source_file TEXT, source_record TEXT);
CREATE INDEX by_release ON captures (release_id, sequence);
"""
_LAYOUT = zlib.crc32(_TABLES.encode()) >> 1
"""Tells files with other tables; SQLite keeps it as a signed number."""
_MOST_ASKED = 500


class DamagedCache(Exception):
    """What is kept cannot be used any more and is to be made anew."""


class BuildCache:
    """The file at ``path``; ``afresh`` begins a new one. Raises OSError and :class:`sqlite3.OperationalError`."""

    def __init__(self, path: Path, *, afresh: bool = False) -> None:
        self.path = path
        if afresh:
            self._discard()
        try:
            self._open()
        except DamagedCache:
            self._discard()
            self._open()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.db.close()

    def _open(self) -> None:
        # It holds texts of releases, and names of people who receive money.
        begin(self.path)
        self.db = sqlite3.connect(self.path, isolation_level=None)
        try:
            with damage_found():
                self.db.execute("PRAGMA journal_mode = WAL")
                # A power cut may cost the last readings, not the file.
                self.db.execute("PRAGMA synchronous = NORMAL")
                self._make()
        except BaseException:
            self.db.close()
            raise

    def _make(self) -> None:
        [layout] = self.db.execute("PRAGMA user_version").fetchone()
        [tables] = self.db.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        if not tables:
            self.db.executescript(f"BEGIN; {_TABLES} PRAGMA user_version = {_LAYOUT}; COMMIT;")
        elif layout != _LAYOUT:
            raise DamagedCache("other tables")

    def _discard(self) -> None:
        for end in ("", "-wal", "-shm"):
            self.path.with_name(self.path.name + end).unlink(missing_ok=True)

    # -- facts

    def fact(self, name: str) -> Any:
        """What was kept under a name, None for nothing. Raises :class:`DamagedCache`."""
        with damage_found():
            row = self.db.execute("SELECT value, sum FROM facts WHERE name = ?", (name,)).fetchone()
        if row is None:
            return None
        if zlib.crc32(row[0].encode()) != row[1]:
            raise DamagedCache(f"the fact {name} is damaged")
        return json.loads(row[0])

    def put(self, name: str, value: Any) -> None:
        """Keeps a JSON value under a name; None forgets it."""
        text = json.dumps(value)
        with damage_found():
            self.db.execute("DELETE FROM facts WHERE name = ?", (name,))
            if value is not None:
                self.db.execute("INSERT INTO facts VALUES (?, ?, ?)", (name, text, zlib.crc32(text.encode())))

    @contextmanager
    def together(self) -> Iterator[None]:
        """Keeps all or nothing of what is put inside."""
        with damage_found():
            self.db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self.db.execute("ROLLBACK")
            raise
        with damage_found():
            self.db.execute("COMMIT")

    # -- readings

    def read_by(self, reader: str) -> None:
        """Says which reader is at work: what another one has read goes."""
        if self.fact("reader") != reader:
            with self.together():
                self.db.execute("DELETE FROM readings")
                self.put("reader", reader)

    def of_pages(self, pages: Iterable[str]) -> dict[str, bytes]:
        """What is kept of some pages, and whole."""
        asked, found = list(pages), dict[str, bytes]()
        for first in range(0, len(asked), _MOST_ASKED):
            some = asked[first : first + _MOST_ASKED]
            marks = ",".join("?" * len(some))
            with damage_found():
                found.update(
                    self.db.execute(f"SELECT page, reading FROM readings WHERE page IN ({marks})", some)
                )
        return {page: one for page, one in found.items() if readings.is_whole(one, page)}

    def keep(self, found: Mapping[str, bytes]) -> None:
        """Keeps readings, by their pages, for good."""
        with self.together(), damage_found():
            self.db.executemany("INSERT OR REPLACE INTO readings VALUES (?, ?)", found.items())


@contextmanager
def damage_found() -> Iterator[None]:
    """Raises :class:`DamagedCache` where SQLite cannot read the file; a full disk is no damage."""
    try:
        yield
    except sqlite3.OperationalError as error:
        if str(error).startswith("no such"):
            raise DamagedCache(str(error)) from error
        raise
    except (sqlite3.DatabaseError, UnicodeDecodeError, TypeError) as error:
        raise DamagedCache(str(error)) from error

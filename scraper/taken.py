"""What the archive holds already, so that nothing is taken in twice and a repeat finds its original; on disk."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator

from anslag.scraper.foreign_answers import Repeat, stamp
from anslag.scraper.index import Listed, facts_in
from anslag.scraper.records import Archived

Place = tuple[str, int]
_COLUMNS = "record TEXT, url TEXT, stamp TEXT, digest TEXT, file TEXT, offset INTEGER"


class Taken:
    """A temporary database that goes when it is closed; ``lines`` are those of the archive's index."""

    def __init__(self, lines: Iterable[Listed]) -> None:
        # An empty name is SQLite's own temporary file: https://www.sqlite.org/inmemorydb.html#temp_db
        self._db = sqlite3.connect("", isolation_level=None)
        self._db.execute(f"CREATE TABLE taken ({_COLUMNS})")
        self._db.execute("BEGIN")
        self._db.executemany("INSERT INTO taken VALUES (?, ?, ?, ?, ?, ?)", _rows(lines))
        self._db.execute("CREATE INDEX by_record ON taken (record)")
        self._db.execute("CREATE INDEX by_digest ON taken (digest)")
        self._db.execute("CREATE INDEX by_address ON taken (url, stamp)")

    def __contains__(self, record: str) -> bool:
        return self._first("record = ?", record) is not None

    def add(self, record: str, digest: str, one: Archived) -> None:
        """Notes an answer that was taken in; ``digest`` is that of its payload as its own file has it."""
        at = stamp(one.capture.fetched_at.isoformat())
        row = (record, one.capture.final_url, at, digest, one.file, one.offset)
        self._db.execute("INSERT INTO taken VALUES (?, ?, ?, ?, ?, ?)", row)

    def body(self, url: str, digest: str) -> Place | None:
        """Where the archive has this payload of this address."""
        return self._first("digest = ? AND url = ?", digest, url)

    def original(self, one: Repeat) -> Place | None:
        """Where the archive has what an answer repeats: by its record, its address and date, or its payload."""
        return (
            (self._first("record = ?", one.original) if one.original else None)
            or (self._first("url = ? AND stamp = ?", *one.before) if one.before[1] else None)
            or (self._first("digest = ?", one.digest) if one.digest else None)
        )

    def _first(self, condition: str, *values: str) -> Place | None:
        query = f"SELECT file, offset FROM taken WHERE {condition} ORDER BY rowid LIMIT 1"
        row = self._db.execute(query, values).fetchone()
        return (str(row[0]), int(row[1])) if row else None

    def close(self) -> None:
        """Lets it go."""
        self._db.close()


def _rows(lines: Iterable[Listed]) -> Iterator[tuple[str | None, str, str, str, str, int]]:
    for one in lines:
        said = facts_in(one)
        if said.get("mime") != "warc-info":
            # A revisit has no body that another answer could repeat.
            digest = "" if said.get("mime") == "warc/revisit" else said.get("digest", "")
            yield said.get("source"), said.get("url", ""), said["timestamp"], digest, one.file, one.offset

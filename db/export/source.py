"""What is exported: the chosen grants, read in one query of a database opened read-only, and their origin."""

from __future__ import annotations

import json
import shlex
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeAlias

from anslag.db.codebook import Column, Kind, table
from anslag.db.connection import connect
from anslag.db.errors import ExportError
from anslag.db.progress import ProgressCallback, silent
from anslag.db.quality import sentence, stored
from anslag.db.queries import facts

CellValue: TypeAlias = "str | int | float | bool | list[str] | None"

_STEP = 500
"""After so many grants progress is reported again."""

TITLE = "Grants read out of Swedish press releases"
LICENCE = ("CC0-1.0", "Creative Commons Zero 1.0", "https://creativecommons.org/publicdomain/zero/1.0/")
"""For the compilation of facts. Quoted words remain their publishers'."""

_ALLOWED = (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an export comes from. ``date`` is the time of the archive's newest fetch (UTC), "" for none.

    ``error_rate`` says how often the values are right, as measured on a sample of the whole archive; "" if nobody has.
    """

    version: str
    date: str
    archive_digest: str
    command: str
    error_rate: str = ""

    @property
    def day(self) -> str:
        """The day of the newest fetch, "" for none."""
        return self.date[:10]

    @property
    def moment(self) -> datetime:
        """The time of the newest fetch; the first one that every form can hold if there is none."""
        return (
            datetime.fromisoformat(self.date)
            if self.date
            else datetime.fromisoformat("1980-01-01T00:00:00+00:00")
        )

    def named(self) -> dict[str, str | None]:
        """For people and programs, by name."""
        return {
            "title": TITLE,
            "anslag_version": self.version,
            "archive_date": self.date or None,
            "archive_digest": self.archive_digest,
            "command": self.command,
            "error_rate": self.error_rate or None,
            "licence": f"{LICENCE[0]} for the compilation; quoted words remain their publishers'",
        }


@dataclass(frozen=True, slots=True)
class Source:
    """The chosen grants of one database. ``where`` is the condition, "" for all.

    ``each_telling``: a grant that several releases tell is there as often; without, once.
    """

    db: sqlite3.Connection
    origin: Origin
    where: str
    columns: tuple[Column, ...]
    progress: ProgressCallback = silent
    each_telling: bool = False

    def rows(self) -> Iterator[tuple[CellValue, ...]]:
        """Every chosen grant, in the order of releases and positions, cells as :attr:`columns` says."""
        names = ", ".join(column.name for column in self.columns)
        sql = f"SELECT {names} FROM grants_list WHERE {self.condition} ORDER BY release_id, position"
        every = self.count()
        for done, row in enumerate(self.read(sql, self.columns), 1):
            yield row
            if done % _STEP == 0 or done == every:
                self.progress(done, every)

    @property
    def condition(self) -> str:
        """The condition as SQL; a line of its own, so that a comment in it ends there."""
        asked = f"(\n{self.where}\n)" if self.where else "1"
        return asked if self.each_telling else f"same_as IS NULL AND {asked}"

    def read(self, sql: str, columns: Sequence[Column]) -> Iterator[tuple[CellValue, ...]]:
        """The rows of a query. Raises :class:`ExportError` where the condition breaks in the middle."""
        try:
            for row in self.db.execute(sql):
                yield tuple(_cell(value, column.kind) for value, column in zip(row, columns, strict=True))
        except sqlite3.Error as error:
            raise _wrong(self.where, error) from error

    def told_again(self) -> int:
        """How many grants that the condition chooses are left out, for another one counts for them."""
        if self.each_telling:
            return 0
        asked = f"(\n{self.where}\n)" if self.where else "1"
        sql = f"SELECT count(*) FROM grants_list WHERE same_as IS NOT NULL AND {asked}"
        return int(self.db.execute(sql).fetchone()[0])

    def count(self) -> int:
        """How many grants are chosen."""
        return int(self.db.execute(f"SELECT count(*) FROM grants_list WHERE {self.condition}").fetchone()[0])


@contextmanager
def opened(
    path: Path,
    format: str,
    where: str | None = None,
    progress: ProgressCallback = silent,
    each_telling: bool = False,
) -> Iterator[Source]:
    """The grants that ``where`` chooses; ``progress`` is told how many were taken.

    Raises :class:`ExportError` for a condition that is none.
    """
    with closing(connect(path)) as db:
        known = facts(db)
        condition = (where or "").strip()
        command = f"anslag export {format}" + (f" --where {shlex.quote(condition)}" if condition else "")
        command += " --all" if each_telling else ""
        origin = Origin(
            known.get("anslag_version", ""),
            known.get("archive_newest", ""),
            known.get("archive_digest", ""),
            command,
            sentence(stored(db)),
        )
        db.execute("PRAGMA query_only = ON")
        db.row_factory = None
        # From here on a condition can read and compute, nothing else: https://www.sqlite.org/c3ref/set_authorizer.html
        db.set_authorizer(_authorised)
        source = Source(db, origin, condition, table("grants_list").columns, progress, each_telling)
        try:
            source.count()
        except (sqlite3.Error, sqlite3.Warning, ValueError) as error:
            raise _wrong(condition, error) from error
        yield source


def _authorised(action: int, _: str | None, second: str | None, *__: str | None) -> int:
    harmless = action in _ALLOWED and not (action == sqlite3.SQLITE_FUNCTION and second == "load_extension")
    return sqlite3.SQLITE_OK if harmless else sqlite3.SQLITE_DENY


def _wrong(condition: str, error: Exception) -> ExportError:
    names = ", ".join(column.name for column in table("grants_list").columns)
    line = " ".join(str(error).split())
    return ExportError(f"--where {condition!r}: {line}; it is an SQL condition on {names}")


def _cell(value: str | int | float | None, kind: Kind) -> CellValue:
    if kind is Kind.BOOLEAN and value is not None:
        return bool(value)
    if kind is Kind.LIST:
        return list(json.loads(str(value))) if value is not None else []
    return value

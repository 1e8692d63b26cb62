"""Rows to take along: every row or an error, never a part.

Datasette's own CSV reads page by page, stops in the middle when a page takes too long, and says so with status
200. Here one SELECT goes through one cursor into a file, which is sent with its length when it is whole.
"""

from __future__ import annotations

import json
import re
import sqlite3
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, urlencode

from datasette.app import Datasette

from anslag.db.codebook import Column, Kind, schema
from anslag.db.connection import connect
from anslag.db.errors import ExportError, MissingExtra
from anslag.db.export import EXCEL as FOR_EXCEL
from anslag.db.export import FORMATS, comma_separated, export
from anslag.db.site import search
from anslag.db.site.languages import gettext as _
from anslag.db.site.visits import COOKIE, current

SECONDS = 30.0
"""How long one query may take."""

EXCEL = "_excel"
"""The parameter by which a list is asked for as a Swedish Excel opens it."""
_OF_PAGES = (
    EXCEL,
    "_next",
    "_size",
    "_shape",
    "_labels",
    "_stream",
    "_dl",
    "_header",
    "_facet",
    "_nl",
    "_trace",
    "_json",
)
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_LIMIT = re.compile(r"\s+limit \d+(?:\s+offset \d+)?\s*$", re.I)


class Unwritable(Exception):
    """The rows cannot be had; the message says why, ``status`` is HTTP's."""

    def __init__(self, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.status = status


@dataclass(frozen=True, slots=True)
class Question:
    """A query without a limit, with its parameters; ``table`` is the table or view it reads, if it is one."""

    sql: str
    parameters: Mapping[str, object]
    table: str | None


async def question(datasette: Datasette, path: str, query_string: str) -> Question:
    """The query behind a page at ``path`` (without an ending). Raises :class:`Unwritable`."""
    kept = [
        (name, value)
        for name, value in parse_qsl(query_string, keep_blank_values=True)
        if not name.startswith(_OF_PAGES)
    ]
    asked = urlencode([*kept, ("_nofacet", "1"), ("_nocount", "1")])
    headers = {"cookie": f"{COOKIE}={current().language}"}
    response = await datasette.client.get(f"{path}.json?{asked}", follow_redirects=True, headers=headers)
    if response.status_code != 200:
        raise Unwritable(_reason(response.text), response.status_code)
    answer = json.loads(response.text)
    sql = answer["query"]["sql"]
    table = answer.get("table")
    return Question(_LIMIT.sub("", sql) if table else sql, answer["query"]["params"] or {}, table)


def _reason(answer: str) -> str:
    """Why Datasette refused; it says so in JSON, or on a page where something is not allowed."""
    try:
        return str(json.loads(answer)["error"])
    except (ValueError, KeyError):
        return _("these rows are not given here")


def write_csv(
    database: Path, asked: Question, file: Path, dialect: comma_separated.Dialect = comma_separated.PLAIN
) -> int:
    """Writes every row of a query; gives their number. Raises :class:`Unwritable`."""
    with closing(connect(database)) as db:
        db.row_factory = None
        db.execute("PRAGMA query_only = ON")
        search.teach(db)
        end = time.monotonic() + SECONDS
        db.set_progress_handler(lambda: time.monotonic() > end, 100_000)
        try:
            return _written(db, asked, file, dialect)
        except sqlite3.Error as error:
            raise Unwritable(_("the query was broken off: %s") % error) from error


def _written(db: sqlite3.Connection, asked: Question, file: Path, dialect: comma_separated.Dialect) -> int:
    cursor = db.execute(asked.sql, asked.parameters)
    columns = _columns([entry[0] for entry in cursor.description or ()], asked.table)
    written = comma_separated.table(file, columns, _cells(cursor, columns), dialect)
    if asked.table:
        counted = db.execute(f"SELECT count(*) FROM ({asked.sql})", asked.parameters).fetchone()[0]
        if counted != written:
            said = _("%(read)s of %(all)s rows could be read; try again")
            raise Unwritable(said % {"read": written, "all": counted}, 500)
    return written


def _columns(names: Sequence[str], table: str | None) -> list[Column]:
    known = {column.name: column for one in schema() if one.name == table for column in one.columns}
    return [known.get(name) or Column(table or "", _guarded(name), "", Kind.TEXT, "") for name in names]


def _guarded(name: str) -> str:
    """A name that a question gave to a column: no spreadsheet may run it either."""
    return f"'{name}" if _FORMULA.match(name) else name


def _cells(
    cursor: sqlite3.Cursor, columns: Sequence[Column]
) -> Iterator[tuple[str | int | float | bool | None, ...]]:
    truths = {place for place, column in enumerate(columns) if column.kind is Kind.BOOLEAN}
    for row in cursor:
        yield tuple(
            bool(value) if place in truths and value is not None else value for place, value in enumerate(row)
        )


def write_export(database: Path, suffix: str, folder: Path, excel: bool = False) -> Path:
    """Writes every grant as ``anslag export`` does, the form told by the ending; gives the file.

    Raises :class:`Unwritable`, also where the form cannot hold what there is.
    """
    names = {form.ending.removeprefix("."): name for name, form in FORMATS.items()}
    if suffix not in names:
        said = _("no export ends in .%(suffix)s; there are %(endings)s")
        raise Unwritable(said % {"suffix": suffix, "endings": ", ".join(names)}, 404)
    try:
        return export(
            database, names[suffix], folder / f"grants.{suffix}", variant=FOR_EXCEL if excel else ""
        ).path
    except (ExportError, MissingExtra) as error:
        raise Unwritable(str(error)) from error


def file_name(name: str) -> str:
    """A name that is safe in a Content-Disposition header."""
    return re.sub(r"[^\w.-]+", "_", name, flags=re.ASCII) or "rows"

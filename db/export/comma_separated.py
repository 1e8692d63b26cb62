"""CSV by RFC 4180 in UTF-8 without a byte order mark: a header, CRLF, quotes where needed, null an empty cell.

A spreadsheet runs a cell that begins with = + - @, a tab or a carriage return as a formula. Such text gets an
apostrophe in front, and so does text that already has apostrophes before such a sign: where a text cell matches
``^'+[=+\\-@\\t\\r]``, take one apostrophe away to have the text as stored. Numbers and days are left alone.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from anslag.db.codebook import Column, Kind
from anslag.db.export import ExportReport, about
from anslag.db.export.source import CellValue, Source
from anslag.db.export.whole_file import replacing

GUARD = (
    "Text that begins with = + - @, tab or carriage return has an apostrophe in front, so that no spreadsheet runs it; "
    "so has text that begins with apostrophes before such a sign. Take one away to have the text as stored."
)


@dataclass(frozen=True, slots=True)
class Dialect:
    """What parts cells and decimals, and how the text is encoded."""

    delimiter: str = ","
    decimal: str = "."
    encoding: str = "utf-8"


PLAIN = Dialect()
EXCEL = Dialect(";", ",", "utf-8-sig")
"""What Excel opens by a double click where Windows or macOS is set to Swedish: with a comma between the cells it puts
each line into one cell, without the byte order mark it spoils å, ä and ö."""
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_TEXT = (Kind.TEXT, Kind.LIST)


def write(source: Source, dest: Path) -> ExportReport:
    """Writes the grants and ``<dest>.about.json``."""
    with replacing(dest) as new:
        rows = table(new, source.columns, source.rows())
    about.write(dest, source.origin, rows, source.columns, formula_guard=GUARD)
    return ExportReport(rows, dest, notes=(f"columns and origin are in {dest.name}{about.ENDING}",))


def table(
    file: Path,
    columns: Sequence[Column],
    rows: Iterable[tuple[CellValue, ...]],
    dialect: Dialect = PLAIN,
) -> int:
    """Writes one table; gives the number of its rows."""
    count = 0
    with file.open("w", encoding=dialect.encoding, newline="") as to:
        writer = csv.writer(to, delimiter=dialect.delimiter, lineterminator="\r\n")
        writer.writerow([column.name for column in columns])
        for row in rows:
            count += 1
            cells = zip(row, columns, strict=True)
            writer.writerow([_cell(value, column.kind, dialect.decimal) for value, column in cells])
    return count


def _cell(value: CellValue, kind: Kind, decimal: str = ".") -> str | int | float | None:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(value).replace(".", decimal)
    if isinstance(value, list):
        return json.dumps(value, ensure_ascii=False) if value else None
    if isinstance(value, str) and kind in _TEXT and _FORMULA.match(value):
        return f"'{value}"
    return value

"""An Excel workbook (ECMA-376): the grants, what the columns mean, and where the file comes from.

Text is stored as text whatever it looks like, so no cell is ever a formula. Characters that XML cannot hold are
written in the standard's own way (``_x0007_``, ECMA-376 22.9.2.19).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import Cell as SheetCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.writer.excel import ExcelWriter

from anslag.db.codebook import Column, Kind
from anslag.db.errors import ExportError
from anslag.db.export import ExportReport
from anslag.db.export.source import Cell, Source
from anslag.db.export.whole_file import TimelessZip, replacing

_MOST_ROWS, _MOST_TEXT = 1_048_575, 32_767
"""Excel's limits: rows below a header, characters in a cell."""
_UNFIT = re.compile("[\\x00-\\x08\\x0b-\\x1f\\ufffe\\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_WIDTHS = {Kind.TEXT: 24, Kind.DAY: 12}


def write(source: Source, dest: Path) -> ExportReport:
    """Writes the grants. Raises :class:`ExportError` for more rows than a sheet holds."""
    if source.count() > _MOST_ROWS:
        raise ExportError(
            f"a sheet holds {_MOST_ROWS} rows at most; choose fewer with --where, or take csv or parquet"
        )
    book = Workbook(write_only=True)
    moment = source.origin.moment.replace(tzinfo=None)
    book.properties.creator = f"anslag {source.origin.version}"
    book.properties.created = book.properties.modified = moment
    rows, cut = _grants(book.create_sheet("grants"), source)
    meanings = ((c.name, str(c.kind), c.meaning, c.unit) for c in source.columns)
    _texts(book.create_sheet("columns"), [("column", "kind", "meaning", "unit"), *meanings])
    _texts(book.create_sheet("about"), [(key, value or "") for key, value in source.origin.named().items()])
    # Workbook.save() would write the time of day into it.
    with replacing(dest) as new, TimelessZip(new) as archive:
        ExcelWriter(book, archive).save()
    return ExportReport(
        rows, dest, notes=(f"{cut} long texts were cut; csv and jsonl have them whole",) if cut else ()
    )


def _grants(sheet: WriteOnlyWorksheet, source: Source) -> tuple[int, int]:
    sheet.freeze_panes = "A2"
    for number, column in enumerate(source.columns, 1):
        sheet.column_dimensions[get_column_letter(number)].width = _WIDTHS.get(column.kind, 11)  # type: ignore[attr-defined]
    sheet.append([_bold(sheet, column.name) for column in source.columns])
    rows = cut = 0
    for row in source.rows():
        rows += 1
        cut += sum(isinstance(value, str) and len(value) > _MOST_TEXT for value in row)
        sheet.append(_cells(sheet, row, source.columns))
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(source.columns))}{rows + 1}"  # type: ignore[attr-defined]
    return rows, cut


def _cells(sheet: WriteOnlyWorksheet, row: Sequence[Cell], columns: Sequence[Column]) -> list[object]:
    return [_cell(sheet, value, column.kind) for value, column in zip(row, columns, strict=True)]


def _cell(sheet: WriteOnlyWorksheet, value: Cell, kind: Kind) -> object:
    if isinstance(value, list):
        return _text(sheet, "; ".join(value)) if value else None
    if not isinstance(value, str):
        return value
    if kind is Kind.DAY and value >= "1900-03-01":
        # Before that day Excel counts a leap day that never was.
        return date.fromisoformat(value)
    return _text(sheet, value)


def _texts(sheet: WriteOnlyWorksheet, rows: Iterable[tuple[str, ...]]) -> None:
    for row in rows:
        sheet.append([_text(sheet, value) for value in row])


def _text(sheet: WriteOnlyWorksheet, value: str) -> SheetCell:
    fit = _UNFIT.sub(lambda found: f"_x{ord(found[0]):04X}_", value[:_MOST_TEXT])
    cell = WriteOnlyCell(sheet, fit[:_MOST_TEXT])
    cell.data_type = "s"
    return cell


def _bold(sheet: WriteOnlyWorksheet, value: str) -> SheetCell:
    cell = _text(sheet, value)
    cell.font = Font(bold=True)
    return cell

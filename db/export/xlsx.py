"""An Excel workbook (ECMA-376): the grants, what the columns mean, where the file comes from, how often it is right.

Text is stored as text whatever it looks like, so no cell is ever a formula. Characters that XML cannot hold are
written in the standard's own way (``_x0007_``, ECMA-376 22.9.2.19).

openpyxl makes the workbook. The grants go into their sheet as XML of our own: its cells take a millisecond a row.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from xml.sax.saxutils import escape

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import Cell as SheetCell
from openpyxl.styles import Font
from openpyxl.styles.numbers import FORMAT_DATE_YYYYMMDD2
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.writer.excel import ExcelWriter

from anslag.db.codebook import Column, Kind, table
from anslag.db.errors import ExportError
from anslag.db.export import ExportReport, about
from anslag.db.export.source import CellValue, Source
from anslag.db.export.whole_file import TimelessZip, replacing

_MOST_ROWS, _MOST_TEXT = 1_048_575, 32_767
"""Excel's limits: rows below a header, characters in a cell."""
_UNFIT = re.compile("[\\x00-\\x08\\x0b-\\x1f\\ufffe\\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_EPOCH = date(1899, 12, 30)
"""Day 0 of Excel's calendar, as it counts from 1 March 1900 on: before that day it has a leap day that never was."""
_FIRST_DAY = "1900-03-01"
_ROWS_END = "</sheetData>"
_WIDTHS = {Kind.TEXT: 24, Kind.DAY: 12}


def write(source: Source, dest: Path) -> ExportReport:
    """Writes the grants. Raises :class:`ExportError` for more rows than a sheet holds."""
    count = source.count()
    if count > _MOST_ROWS:
        raise ExportError(
            f"a sheet holds {_MOST_ROWS} rows at most; choose fewer with --where, or take csv or parquet"
        )
    book = Workbook(write_only=True)
    moment = source.origin.moment.replace(tzinfo=None)
    book.properties.creator = f"anslag {source.origin.version}"
    book.properties.created = book.properties.modified = moment
    sheet = book.create_sheet("grants")
    _head(sheet, source.columns, count)
    rows = _Rows(source, _day_style(sheet))
    meanings = ((c.name, str(c.kind), c.meaning, c.unit, about.DTYPES[c.kind]) for c in source.columns)
    _texts(book.create_sheet("columns"), [("column", "kind", "meaning", "unit", "dtype"), *meanings])
    _texts(book.create_sheet("about"), [(key, value or "") for key, value in source.origin.named().items()])
    _quality(book.create_sheet("quality"), source)
    # Workbook.save() would write the time of day into it.
    with replacing(dest) as new, _Filled(new, sheet, rows) as archive:
        ExcelWriter(book, archive).save()
    notes = (f"{rows.cut} long texts were cut; csv and jsonl have them whole",) if rows.cut else ()
    return ExportReport(rows.count, dest, notes=notes)


def _head(sheet: WriteOnlyWorksheet, columns: Sequence[Column], rows: int) -> None:
    sheet.freeze_panes = "A2"
    for number, column in enumerate(columns, 1):
        sheet.column_dimensions[get_column_letter(number)].width = _WIDTHS.get(column.kind, 11)  # type: ignore[attr-defined]
    sheet.append([_bold(sheet, column.name) for column in columns])
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{rows + 1}"  # type: ignore[attr-defined]


def _day_style(sheet: WriteOnlyWorksheet) -> int:
    """The number by which a cell of the workbook is shown as a day."""
    cell = WriteOnlyCell(sheet, 0)
    cell.number_format = FORMAT_DATE_YYYYMMDD2
    return int(cell.style_id)


class _Filled(TimelessZip):
    """A workbook's archive that puts the rows into the member of their sheet as it is added."""

    def __init__(self, path: Path, sheet: WriteOnlyWorksheet, rows: Iterable[str]) -> None:
        super().__init__(path)
        self._sheet, self._rows = sheet, rows

    def write(self, filename: str | Path, arcname: str | None = None, *_: object, **__: object) -> None:  # type: ignore[override]
        if arcname != self._sheet.path.removeprefix("/"):
            super().write(filename, arcname)
            return
        before, end, behind = Path(filename).read_text("utf-8").rpartition(_ROWS_END)
        self.stream(arcname, (part.encode() for part in (before, *self._rows, end + behind)))


class _Rows:
    """The grants as rows of a sheet's XML, below its head; ``count`` and ``cut`` texts when they have been read."""

    def __init__(self, source: Source, day_style: int) -> None:
        self._source, self._day_style = source, day_style
        self._letters = [get_column_letter(number) for number in range(1, len(source.columns) + 1)]
        self.count = self.cut = 0

    def __iter__(self) -> Iterator[str]:
        kinds = [column.kind for column in self._source.columns]
        for row in self._source.rows():
            self.count += 1
            number = self.count + 1
            cells = [
                f'<c r="{letter}{number}"{self._content(value, kind)}</c>'
                for letter, value, kind in zip(self._letters, row, kinds, strict=True)
                if value is not None and value != []
            ]
            yield f'<row r="{number}">{"".join(cells)}</row>'

    def _content(self, value: CellValue, kind: Kind) -> str:
        """A cell's attributes and content, from behind its place."""
        if isinstance(value, bool):
            return f' t="b"><v>{value:d}</v>'
        if isinstance(value, int | float):
            return f"><v>{value}</v>"
        text = "; ".join(value) if isinstance(value, list) else str(value)
        if kind is Kind.DAY and text >= _FIRST_DAY:
            return f' s="{self._day_style}"><v>{(date.fromisoformat(text) - _EPOCH).days}</v>'
        self.cut += len(text) > _MOST_TEXT
        space = "" if text == text.strip() else ' xml:space="preserve"'
        return f' t="inlineStr"><is><t{space}>{escape(_fit(text))}</t></is>'


def _quality(sheet: WriteOnlyWorksheet, source: Source) -> None:
    """The error rates that were measured; below their head there is nothing if nobody has."""
    columns = table("quality").columns
    sheet.append([_bold(sheet, column.name) for column in columns])
    names = ", ".join(f'"{column.name}"' for column in columns)
    for row in source.read(f"SELECT {names} FROM quality ORDER BY rowid", columns):
        sheet.append([_text(sheet, value) if isinstance(value, str) else value for value in row])


def _texts(sheet: WriteOnlyWorksheet, rows: Iterable[tuple[str, ...]]) -> None:
    for row in rows:
        sheet.append([_text(sheet, value) for value in row])


def _fit(value: str) -> str:
    return _UNFIT.sub(lambda found: f"_x{ord(found[0]):04X}_", value[:_MOST_TEXT])[:_MOST_TEXT]


def _text(sheet: WriteOnlyWorksheet, value: str) -> SheetCell:
    cell = WriteOnlyCell(sheet, _fit(value))
    cell.data_type = "s"
    return cell


def _bold(sheet: WriteOnlyWorksheet, value: str) -> SheetCell:
    cell = _text(sheet, value)
    cell.font = Font(bold=True)
    return cell

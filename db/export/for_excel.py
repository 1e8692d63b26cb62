"""CSV for a Swedish Excel: semicolons between the cells, a decimal comma, and a byte order mark.

All else is as in :mod:`anslag.db.export.comma_separated`, the guard against formulas too.
"""

from __future__ import annotations

from pathlib import Path

from anslag.db.export import ExportReport, about
from anslag.db.export.comma_separated import EXCEL, GUARD, table
from anslag.db.export.source import Source
from anslag.db.export.whole_file import replacing

_NOTE = "Excel reads codes as numbers and loses their zeros (01, 0184); an xlsx file keeps them"


def write(source: Source, dest: Path) -> ExportReport:
    """Writes the grants and ``<dest>.about.json``."""
    with replacing(dest) as new:
        rows = table(new, source.columns, source.rows(), EXCEL)
    form = {"delimiter": EXCEL.delimiter, "decimal": EXCEL.decimal, "encoding": EXCEL.encoding}
    about.write(dest, source.origin, rows, source.columns, formula_guard=GUARD, **form)
    return ExportReport(rows, dest, notes=(f"columns and origin are in {dest.name}{about.ENDING}", _NOTE))

"""JSON Lines (https://jsonlines.org): one grant a line in UTF-8, unknown values null and never left out."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

from anslag.db.export import ExportReport, about
from anslag.db.export.source import CellValue, Source
from anslag.db.export.whole_file import replacing


def write(source: Source, dest: Path) -> ExportReport:
    """Writes the grants and ``<dest>.about.json``."""
    rows = save(source, dest, dict)
    about.write(dest, source.origin, rows, source.columns)
    return ExportReport(rows, dest, notes=(f"columns and origin are in {dest.name}{about.ENDING}",))


def save(source: Source, dest: Path, shape: Callable[[Mapping[str, CellValue]], dict[str, object]]) -> int:
    """Writes a line for each grant, the object that ``shape`` makes of its columns; gives how many."""
    names = [column.name for column in source.columns]
    rows = 0
    with replacing(dest) as new, new.open("w", encoding="utf-8", newline="\n") as to:
        for row in source.rows():
            rows += 1
            line = shape(dict(zip(names, row, strict=True)))
            to.write(json.dumps(line, ensure_ascii=False) + "\n")
    return rows

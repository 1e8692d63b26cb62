"""Parquet as a lake: a folder with a file for each year, as Hive lays them out (``year=2024/grants.parquet``).

pandas, R, DuckDB and Spark read such a folder as one table, and of a few years only their files. The year stands in the
name of the folder, not in the file; grants without one lie where those programs look for them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from anslag.db.export import ExportReport
from anslag.db.export.about import dumped
from anslag.db.export.parquet import table_file
from anslag.db.export.source import Source
from anslag.db.export.whole_file import parts, swap

MARK = "_about.json"
"""Says where the lake comes from. Programs pass over names that begin so."""
_NONE = "__HIVE_DEFAULT_PARTITION__"


def write(source: Source, dest: Path) -> ExportReport:
    """Writes the grants as a folder. Raises :class:`ExportError` for one that holds something else."""
    rows = 0
    with parts(dest, MARK, "a lake of grants") as folder:
        for year, of_year in _by_year(source):
            part = folder / f"year={_NONE if year is None else year}"
            part.mkdir()
            rows += table_file(of_year, part / "grants.parquet")
            source.progress(rows, source.count())
        (folder / MARK).write_text(dumped(source.origin.named()), "utf-8")
        swap(folder, dest)
    return ExportReport(rows, dest)


def _by_year(source: Source) -> Iterator[tuple[int | None, Source]]:
    """The grants of each year, without the column that says it."""
    columns = tuple(column for column in source.columns if column.name != "year")
    asked = f"(\n{source.where}\n) AND " if source.where else ""
    found = source.db.execute(f"SELECT DISTINCT year FROM grants_list WHERE {source.condition} ORDER BY 1")
    for (year,) in found.fetchall():
        where = f"{asked}year IS {'NULL' if year is None else int(year)}"
        yield year, replace(source, where=where, columns=columns, progress=lambda _done, _all: None)

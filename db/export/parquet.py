"""Apache Parquet: typed columns with their meanings; the origin lies in the file's key-value metadata.

Amounts are doubles, exact for whole kronor up to 2**53; days are dates, partners lists of texts.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import islice
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from anslag.db.codebook import Column, Kind
from anslag.db.export import ExportReport
from anslag.db.export.source import CellValue, Source
from anslag.db.export.whole_file import replacing

_BATCH = 20_000
_TYPES = {
    Kind.TEXT: pa.string(),
    Kind.INTEGER: pa.int64(),
    Kind.NUMBER: pa.float64(),
    Kind.BOOLEAN: pa.bool_(),
    Kind.DAY: pa.date32(),
    Kind.LIST: pa.list_(pa.string()),
}


def write(source: Source, dest: Path) -> ExportReport:
    """Writes the grants."""
    with replacing(dest) as new:
        return ExportReport(table_file(source, new), dest)


def table_file(source: Source, path: Path) -> int:
    """Writes the grants to a new file; gives how many."""
    schema = _schema(source)
    rows = 0
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for batch in _batches(source.rows()):
            rows += len(batch)
            columns = [
                _column(values, c) for values, c in zip(zip(*batch, strict=True), source.columns, strict=True)
            ]
            writer.write_table(pa.Table.from_arrays(columns, schema=schema))
    return rows


def _schema(source: Source) -> pa.Schema:
    fields = [
        pa.field(
            c.name,
            _TYPES[c.kind],
            metadata={"meaning": c.meaning, "unit": c.unit} if c.unit else {"meaning": c.meaning},
        )
        for c in source.columns
    ]
    return pa.schema(fields, metadata={key: value or "" for key, value in source.origin.named().items()})


def _batches(rows: Iterator[tuple[CellValue, ...]]) -> Iterator[list[tuple[CellValue, ...]]]:
    while batch := list(islice(rows, _BATCH)):
        yield batch


def _column(values: tuple[CellValue, ...], column: Column) -> pa.Array:
    if column.kind is Kind.DAY:
        return pa.array(
            [date.fromisoformat(str(v)) if v is not None else None for v in values], _TYPES[column.kind]
        )
    return pa.array(values, _TYPES[column.kind])

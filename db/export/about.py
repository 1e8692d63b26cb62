"""The description beside a file that has no place for one: origin, checksum, and what each column means."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from anslag.db.codebook import Column, Kind
from anslag.db.export.source import Origin
from anslag.db.export.whole_file import replacing

ENDING = ".about.json"
DTYPES = {
    Kind.TEXT: "string",
    Kind.INTEGER: "Int64",
    Kind.NUMBER: "float64",
    Kind.BOOLEAN: "boolean",
    Kind.DAY: "string",
    Kind.LIST: "string",
}
"""As what pandas should read a column: left to guess, it makes the number 1 of the code "01"."""


def dtypes(columns: Iterable[Column]) -> dict[str, str]:
    """The ``dtype`` for pandas' ``read_csv`` and ``read_json``; a list has its own type in JSON."""
    return {column.name: DTYPES[column.kind] for column in columns}


def write(file: Path, origin: Origin, rows: int, columns: Sequence[Column], **more: str) -> None:
    """Writes ``<file>.about.json``."""
    said = {
        **origin.named(),
        "file": {"bytes": file.stat().st_size, "sha256": sha256(file), "rows": rows},
        **more,
        "dtype": dtypes(columns),
        "columns": [described(column) for column in columns],
    }
    with replacing(file.with_name(file.name + ENDING)) as new:
        new.write_text(dumped(said), "utf-8")


def described(column: Column) -> dict[str, str]:
    """A column as the codebook has it."""
    unit = {"unit": column.unit} if column.unit else {}
    return {"name": column.name, "kind": str(column.kind), "meaning": column.meaning, **unit}


def dumped(said: Mapping[str, object]) -> str:
    """JSON for people and programs."""
    return json.dumps(said, ensure_ascii=False, indent=2) + "\n"


def sha256(file: Path) -> str:
    """SHA-256 of a file, hex."""
    with file.open("rb") as read:
        return hashlib.file_digest(read, "sha256").hexdigest()

"""The description beside a file that has no place for one: origin, checksum, and what each column means."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from anslag.db.codebook import Column
from anslag.db.export.source import Origin
from anslag.db.export.whole_file import replacing

ENDING = ".about.json"


def write(file: Path, origin: Origin, rows: int, columns: Iterable[Column], **more: str) -> None:
    """Writes ``<file>.about.json``."""
    said = {
        **origin.named(),
        "file": {"bytes": file.stat().st_size, "sha256": sha256(file), "rows": rows},
        **more,
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

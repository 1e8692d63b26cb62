"""Where ``anslag export`` writes: a file that is replaced only when asked, standard output, a pipe or a device."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from anslag.db.export import FORMATS, ExportReport, export
from anslag.db.progress import ProgressCallback, silent
from anslag.errors import BadInput

STANDARD_OUTPUT = "-"


def write(
    database: Path,
    format: str,
    dest: str,
    where: str | None,
    force: bool,
    progress: ProgressCallback = silent,
    *,
    excel: bool = False,
) -> ExportReport:
    """Writes an export; ``excel``: as a Swedish Excel opens it.

    Raises :class:`BadInput` where ``dest`` stands already, or is called as another form's file.
    """
    path = Path(dest)
    if dest == STANDARD_OUTPUT or (path.exists() and not path.is_file() and not path.is_dir()):
        return _streamed(database, format, dest, where, progress, excel)
    other = next((name for name, form in FORMATS.items() if path.suffix.lower() in form.endings), format)
    if other != format and not (format == "datapackage" and path.is_dir()):
        raise BadInput(
            f"{dest} is called as {other}; the form is {format}: name the file {path.stem}{FORMATS[format].ending}"
        )
    if not force and (path.is_file() or (format == "datapackage" and path.is_dir() and any(path.iterdir()))):
        raise BadInput(f"{dest} exists; add --force to replace it")
    return export(database, format, path, where, progress, excel=excel)


def _streamed(
    database: Path, format: str, dest: str, where: str | None, progress: ProgressCallback, excel: bool
) -> ExportReport:
    """Writes to what cannot be replaced: made whole beside first, then sent.

    Raises :class:`BadInput` for a folder's form.
    """
    if format == "datapackage":
        raise BadInput("a data package is a folder or a .zip file; name one")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"grants{FORMATS[format].ending}"
        made = export(database, format, file, where, progress, excel=excel)
        with made.path.open("rb") as read, _target(dest) as to:
            shutil.copyfileobj(read, to)
    return replace(made, path=Path(dest), notes=())


@contextmanager
def _target(dest: str) -> Iterator[BinaryIO]:
    if dest == STANDARD_OUTPUT:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
    else:
        with open(dest, "wb") as file:
            yield file

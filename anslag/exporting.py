"""Where ``anslag export`` writes: a file that is replaced only when asked, standard output, a pipe or a device."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO, TypedDict, Unpack

from anslag.db.export import BY_YEAR, FORMATS, ExportReport, export
from anslag.db.progress import ProgressCallback, silent
from anslag.errors import BadInput

STANDARD_OUTPUT = "-"


class How(TypedDict, total=False):
    """What else is asked of an export."""

    variant: str
    each_telling: bool


def write(
    database: Path,
    format: str,
    dest: str,
    where: str | None,
    force: bool,
    progress: ProgressCallback = silent,
    **how: Unpack[How],
) -> ExportReport:
    """Writes an export; ``how`` goes to :func:`anslag.db.export.export`.

    Raises :class:`BadInput` where ``dest`` stands already, or is called as another form's file.
    """
    path = Path(dest)

    def made_at(file: Path) -> ExportReport:
        return export(database, format, file, where, progress, **how)

    if dest == STANDARD_OUTPUT or (path.exists() and not path.is_file() and not path.is_dir()):
        _refuse_stream(format, how.get("variant", ""))
        return _streamed(format, dest, made_at)
    if how.get("variant") != BY_YEAR:
        _refuse(path, format, force)
    elif path.is_dir() and any(path.iterdir()) and not force:
        raise BadInput(f"{path} exists; add --force to replace it")
    return made_at(path)


def _refuse(path: Path, format: str, force: bool) -> None:
    named = [name for name, form in FORMATS.items() if path.name.lower().endswith(form.endings)]
    if named and format not in named and not (format == "datapackage" and path.is_dir()):
        raise BadInput(
            f"{path} is called as {named[0]}; the form is {format}: name the file {path.stem}{FORMATS[format].ending}"
        )
    if not force and (path.is_file() or _filled(path, format)):
        raise BadInput(f"{path} exists; add --force to replace it")


def _filled(path: Path, format: str) -> bool:
    return format == "datapackage" and path.is_dir() and any(path.iterdir())


def _refuse_stream(format: str, variant: str) -> None:
    if format == "datapackage":
        raise BadInput("a data package is a folder or a .zip file; name one")
    if variant == BY_YEAR:
        raise BadInput("with --partition the export is a folder; name one")


def _streamed(format: str, dest: str, made_at: Callable[[Path], ExportReport]) -> ExportReport:
    """Writes to what cannot be replaced: made whole beside first, then sent."""
    with tempfile.TemporaryDirectory() as folder:
        made = made_at(Path(folder) / f"grants{FORMATS[format].ending}")
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

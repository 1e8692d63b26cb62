"""Puts an export in its place only when it is whole, and keeps clocks out of zip archives."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from anslag.db import whole_file
from anslag.db.errors import ExportError


@contextmanager
def replacing(dest: Path) -> Iterator[Path]:
    """A new file beside ``dest`` that takes its place at the end, or goes if anything fails."""
    # A link is followed: the file that it names is replaced, not the link.
    dest = dest.resolve() if dest.is_symlink() else dest
    if dest.is_dir():
        raise ExportError(f"{dest} is a folder; name a file in it")
    if dest.exists() and not dest.is_file():
        raise ExportError(f"{dest} is no regular file and cannot be replaced")
    if not dest.parent.is_dir():
        raise ExportError(f"there is no folder {dest.parent}; make it first")
    with whole_file.replacing(dest) as new:
        yield new


@contextmanager
def parts(dest: Path, mark: str, what: str) -> Iterator[Path]:
    """A new folder for what will lie at ``dest``; it goes at the end unless :func:`swap` has put it there.

    Raises :class:`ExportError` where ``dest`` is a folder without the file ``mark``: then it holds something else than
    ``what``.
    """
    if not dest.parent.is_dir():
        raise ExportError(f"there is no folder {dest.parent}; make it first")
    if dest.is_dir() and any(dest.iterdir()) and not (dest / mark).is_file():
        raise ExportError(f"{dest} holds something else than {what}; name an empty or a new folder")
    new = dest.with_name(f".{dest.name}.parts")
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir()
    try:
        yield new
    finally:
        shutil.rmtree(new, ignore_errors=True)


def swap(new: Path, dest: Path) -> None:
    """Puts a whole folder in the place of another one."""
    old = dest.with_name(f".{dest.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if dest.exists():
        dest.rename(old)
    new.rename(dest)
    shutil.rmtree(old, ignore_errors=True)


class TimelessZip(ZipFile):
    """A zip archive whose members carry no time of making, so that the same members give the same bytes."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, "w", ZIP_DEFLATED, allowZip64=True)

    def writestr(self, zinfo_or_arcname: str | ZipInfo, data: str | bytes, *_: object, **__: object) -> None:  # type: ignore[override]
        """Adds a member with the given content."""
        super().writestr(_timeless(zinfo_or_arcname), data)

    def write(self, filename: str | Path, arcname: str | None = None, *_: object, **__: object) -> None:  # type: ignore[override]
        """Adds a file."""
        with open(filename, "rb") as read:
            self.stream(arcname or str(filename), iter(lambda: read.read(1 << 20), b""))

    def stream(self, name: str, parts: Iterable[bytes]) -> None:
        """Adds a member of any size, part by part."""
        with self.open(_timeless(name), "w", force_zip64=True) as to:
            for part in parts:
                to.write(part)


def _timeless(name: str | ZipInfo) -> ZipInfo:
    # 1980-01-01 is the first day that a zip archive can say: APPNOTE 6.3.10, 4.4.6.
    info = ZipInfo(name if isinstance(name, str) else name.filename, (1980, 1, 1, 0, 0, 0))
    info.compress_type = ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    return info

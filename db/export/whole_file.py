"""Puts an export in its place only when it is whole, and keeps clocks out of zip archives."""

from __future__ import annotations

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

"""A file that takes the place of another only when it is whole, in a step that no power cut halves."""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_PIECE = 1 << 20


def beside(path: Path) -> Path:
    """Where the new file is made: in the same folder, so that it can take the place of ``path`` in one step."""
    return path.with_name(f".{path.name}.new")


def put_in_place(path: Path) -> None:
    """Puts the file :func:`beside` ``path`` in its place. Raises :class:`OSError`."""
    _sync(beside(path))
    os.replace(beside(path), path)
    # The new name is on the disk only when its folder is: fsync(2).
    _sync(path.parent)


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A new file that takes the place of ``path`` at the end, or goes if anything fails. Raises :class:`OSError`."""
    try:
        yield beside(path)
        put_in_place(path)
    finally:
        beside(path).unlink(missing_ok=True)


def checksum(path: Path) -> list[int]:
    """Size and CRC-32 of a file: chance does not change it unseen. Raises :class:`OSError`."""
    made = size = 0
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            made, size = zlib.crc32(piece, made), size + len(piece)
    return [size, made]


def _sync(path: Path) -> None:
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)

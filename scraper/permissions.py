"""Keeps a data folder to its owner: the archive holds pages as received, with the contact persons named in them."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from contextlib import suppress
from fnmatch import fnmatch
from pathlib import Path

FOLDER, FILE = 0o700, 0o600
"""Rights of what is made here."""
_OURS = (
    "archive",
    "crawl.*",
    "*anslag.db*",
    "*corrections.toml*",
    "contact.txt",
    "new.txt",
    "newsrooms.toml",
    "build.lock",
    "readings.db*",
    "parts",
    ".build-*",
)


def own(folder: Path) -> None:
    """Makes a data folder for its owner alone, and takes the rights of others from what an older one holds.

    A folder that holds something else too keeps its rights: only what is ours in it loses them. Raises OSError
    where it cannot be made.
    """
    folder.mkdir(mode=FOLDER, parents=True, exist_ok=True)
    for path in _kept(folder):
        # What belongs to somebody else, or lies on a read-only disk, is not ours to change.
        with suppress(OSError):
            rights = path.lstat().st_mode
            if not stat.S_ISLNK(rights) and rights & 0o077:
                path.chmod(stat.S_IMODE(rights) & ~0o077)


def _kept(folder: Path) -> Iterator[Path]:
    held = list(folder.iterdir())
    ours = [path for path in held if any(fnmatch(path.name, name) for name in _OURS)]
    if len(ours) == len(held):
        yield folder
    for path in ours:
        yield path
        if path.is_dir() and not path.is_symlink():
            yield from path.rglob("*")


def begin(path: Path) -> None:
    """Makes an empty file for its owner alone where there is none; what hinders that shows when it is opened."""
    with suppress(OSError):
        path.touch(FILE, exist_ok=False)

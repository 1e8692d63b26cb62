"""Writes that are there whole or not at all: what a full disk leaves of one is taken back."""

from __future__ import annotations

import os
import resource
import sqlite3
from pathlib import Path

from anslag.scraper.permissions import FILE

# Less than fsync by the times of the file, which nobody needs after a crash; macOS has no fdatasync.
_synced = getattr(os, "fdatasync", os.fsync)


def append(path: Path, data: bytes, *, sync: bool = True) -> int:
    """Adds ``data`` at the end of a file, all or none; gives the offset at which it begins. Raises OSError.

    With ``sync`` the data is on the disk, not only with the system, when this returns.
    """
    new = not path.exists()
    file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, FILE)
    try:
        start = os.fstat(file).st_size
        try:
            left = memoryview(data)
            while left:
                left = left[os.write(file, left) :]
            if sync:
                _synced(file)
        except BaseException:
            os.ftruncate(file, start)
            if new:
                path.unlink()
            raise
    finally:
        os.close(file)
    if new:
        sync_to_disk(path.parent)
    return start


def cut(path: Path, size: int) -> None:
    """Takes away what stands after the first ``size`` bytes, and syncs. Raises OSError."""
    file = os.open(path, os.O_WRONLY)
    try:
        os.ftruncate(file, size)
        os.fsync(file)
    finally:
        os.close(file)


def reached_limit(error: sqlite3.Error) -> bool:
    """Whether SQLite failed where this process may not make a file larger: a limit (``ulimit -f``) it cannot name."""
    unlimited = resource.getrlimit(resource.RLIMIT_FSIZE)[0] == resource.RLIM_INFINITY
    return not unlimited and getattr(error, "sqlite_errorname", "").startswith("SQLITE_IOERR")


def sync_to_disk(path: Path) -> None:
    """Makes the content of a file, or the names in a folder, survive a power cut. Raises OSError."""
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)

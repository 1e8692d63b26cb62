"""One crawl at a time on a data folder: a lock that the system lets go when its holder ends, however it ends."""

from __future__ import annotations

import errno
import fcntl
import os
from pathlib import Path

from anslag.scraper.permissions import FILE

_HELD = (errno.EWOULDBLOCK, errno.EAGAIN, errno.EACCES)


class InUse(Exception):
    """Another crawl works on this data folder; the message names its process."""


class Lock:
    """Holds ``path`` for this process, whose number stands in the file. Raises InUse or OSError."""

    def __init__(self, path: Path) -> None:
        file = os.open(path, os.O_RDWR | os.O_CREAT, FILE)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            os.ftruncate(file, 0)
            os.pwrite(file, f"{os.getpid()}\n".encode(), 0)
        except OSError as error:
            process = os.pread(file, 32, 0).decode("ascii", "replace").strip() or "unknown"
            os.close(file)
            if error.errno not in _HELD:
                raise
            raise InUse(
                f"{path.parent} is in use by process {process}; wait until that crawl has ended"
            ) from error
        self._file = file

    def release(self) -> None:
        """Lets the folder go. The file stays: taking it away could let two in at once."""
        os.close(self._file)

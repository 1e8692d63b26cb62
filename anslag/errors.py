"""Errors that a person meets, and the exit code each one gives.

AnslagError (1)         something could not be done; the message says what, and what to do
├── BadInput (2)        what was given cannot be used
├── InUse (4)           another command works on the data folder
└── DiskFull (5)        no room left; what was stored is whole

A command that did its work only in part exits with 3, one that was interrupted with 130.
"""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager


class AnslagError(Exception):
    """Root of the errors that end a command; one line for a person."""

    exit_code = 1


class BadInput(AnslagError):
    """A source, address or folder that cannot be used."""

    exit_code = 2


class InUse(AnslagError):
    """The data folder is used by another command."""

    exit_code = 4


class DiskFull(AnslagError):
    """No room is left on the disk."""

    exit_code = 5


INCOMPLETE, INTERRUPTED = 3, 130
"""Exit codes of a command that did part of its work, and of one that a person stopped."""

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


@contextmanager
def translated() -> Iterator[None]:
    """Raises an :class:`AnslagError` in place of a stage's own error; a bug comes through as it is."""
    try:
        yield
    except Exception as error:
        meant = _meant(error)
        if meant is None or meant is error:
            raise
        raise meant from error


def _meant(error: Exception) -> AnslagError | None:
    """What a person is told when a stage raises ``error``; None for a bug."""
    line = " ".join(str(error).split())
    if isinstance(error, AnslagError | BrokenPipeError):
        return error if isinstance(error, AnslagError) else None
    if _says_full(error) or _says_full(error.__cause__):
        return DiskFull(
            f"no room left on the disk; what was stored is whole. Free some space and run the command again ({line})"
        )
    if type(error).__module__.startswith(("anslag.db.", "anslag.scraper.")):
        return _of_stage(error, line)
    if isinstance(error, OSError):
        return AnslagError(f"{error.filename or 'the system'}: {error.strerror or line}")
    if isinstance(error, sqlite3.DatabaseError):
        return AnslagError(f"a database cannot be used: {line}; if it stays, run `anslag build`")
    return None


def _of_stage(error: Exception, line: str) -> AnslagError | None:
    # Here, so that a command that meets no error loads no stage for it.
    from anslag.db.errors import StoreError
    from anslag.scraper.archive import ArchiveError, ArchiveFull
    from anslag.scraper.crawl import CrawlError
    from anslag.scraper.frontier import FrontierError
    from anslag.scraper.frontier import InUse as CrawlRunning

    if isinstance(error, ArchiveFull):
        return DiskFull(line)
    if isinstance(error, CrawlRunning):
        return InUse(line)
    if isinstance(error, StoreError | ArchiveError | CrawlError | FrontierError):
        return BadInput(line)
    return None


def _limited(error: sqlite3.OperationalError) -> bool:
    from anslag.scraper.disk import reached_limit

    return reached_limit(error)


def _says_full(error: BaseException | None) -> bool:
    return (isinstance(error, OSError) and error.errno in _FULL) or (
        isinstance(error, sqlite3.OperationalError) and ("is full" in str(error) or _limited(error))
    )

"""Errors that a person meets, and the exit code each one gives.

AnslagError (1)         something could not be done; the message says what and what to do
├── BadInput (2)        what was given cannot be used
├── InUse (4)           another crawl works on the data folder
└── DiskFull (5)        no room left; what was stored is whole
"""

from __future__ import annotations


class AnslagError(Exception):
    """Root of the errors that end a command; one line for a person."""

    exit_code = 1


class BadInput(AnslagError):
    """A source, address or folder that cannot be used."""

    exit_code = 2


class InUse(AnslagError):
    """The data folder is used by another crawl."""

    exit_code = 4


class DiskFull(AnslagError):
    """No room is left on the disk."""

    exit_code = 5

"""Errors of the database package; every message is one line that says what to do.

StoreError        a database that cannot be written or read
├── Refused       a record that must not be stored
├── BadCorrections  corrections.toml cannot be used
├── BadProposals    proposals.jsonl cannot be used
├── BadTable      a CSV table that a person brings cannot be used
├── MissingExtra    a library that an extra of anslag brings is not installed
└── ExportError   an export that cannot be made
"""

from __future__ import annotations


class StoreError(Exception):
    """A database that cannot be written or read; the message says what to do, in one line."""


class Refused(StoreError):
    """A record that must not be stored, with the field that is wrong: the rows of its release stay out."""


class BadCorrections(StoreError):
    """A file of corrections that cannot be used; the message names the entry and the field."""


class BadProposals(StoreError):
    """A file of proposals that cannot be used; the message names the line."""


class BadTable(StoreError):
    """A table of funders or organisations that cannot be used; the message names columns or lines."""


class ExportError(StoreError):
    """An export that cannot be made; nothing was written over."""


class MissingExtra(StoreError):
    """A library is not installed; the message says which extra brings it."""

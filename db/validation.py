"""What may be stored: checked before any row is written, for SQLite refuses late or takes what it should not.

Every function gives the value as it is stored, or raises :class:`anslag.db.errors.Refused` naming the field. Text that
offsets point into must come in normal form C; other text is brought into it.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from fnmatch import fnmatchcase
from typing import Any

from anslag.db.errors import Refused
from anslag.db.revisions import Revision
from anslag.parsers.fields import Field, Kind
from anslag.parsers.records import Amount, Evidence, Extraction, Grant

LEAST, MOST = -(2**63), 2**63 - 1
"""The whole numbers that SQLite holds: https://www.sqlite.org/datatype3.html."""


def text(field: str, value: str | None) -> str | None:
    """Text without NUL and lone surrogates, in normal form C."""
    if value is None:
        return None
    if "\0" in value:
        raise Refused(f"{field}: a NUL character at {value.index(chr(0))}")
    try:
        value.encode("utf-8")
    except UnicodeEncodeError as error:
        raise Refused(f"{field}: a lone surrogate at {error.start}") from error
    return unicodedata.normalize("NFC", value)


def exact(field: str, value: str) -> str:
    """Text that offsets point into: it must be in normal form C as it comes."""
    if text(field, value) != value:
        raise Refused(f"{field}: not in Unicode normal form C")
    return value


def whole(field: str, value: int | None) -> int | None:
    """A whole number of at most 64 bits."""
    if value is not None and not LEAST <= value <= MOST:
        raise Refused(f"{field}: {len(str(abs(value)))} digits do not fit into 64 bits")
    return value


def number(field: str, value: Amount | None) -> Amount | None:
    """A finite number; one without a fraction is stored as a whole number."""
    if isinstance(value, float):
        if not math.isfinite(value):
            raise Refused(f"{field}: {value} is no amount")
        if not value.is_integer():
            return value
        value = int(value)
    return whole(field, value)


def day(field: str, value: date | None) -> str | None:
    """A day in ISO 8601."""
    if isinstance(value, datetime):
        raise Refused(f"{field}: a time where a day is wanted ({value})")
    return value.isoformat() if value else None


def moment(field: str, value: str) -> str:
    """A time in UTC, ISO 8601."""
    try:
        offset = datetime.fromisoformat(value).utcoffset()
    except ValueError as error:
        raise Refused(f"{field}: {value!r} is no time in ISO 8601") from error
    if offset != UTC.utcoffset(None):
        raise Refused(f"{field}: {value} is not in UTC")
    return value


def currency(field: str, value: str | None) -> str | None:
    """An ISO 4217 code: three capital letters."""
    if value is not None and not (
        len(value) == 3 and value.isascii() and value.isalpha() and value.isupper()
    ):
        raise Refused(f"{field}: {value!r} is no ISO 4217 code")
    return value


def stored(name: str, column: Field, value: Any) -> str | Amount | list[str | None] | None:
    """A value of a grant's column; a list as a list."""
    if column.kind is Kind.LIST:
        return [text(name, one) for one in value]
    if column.kind is Kind.BOOLEAN:
        return int(value)
    if column.kind is Kind.TEXT and column.letters and value is not None:
        return _lettered(name, column, value)
    checked: str | Amount | None = _CHECKS[column.kind](name, value)
    return checked


def _lettered(name: str, column: Field, value: str) -> str:
    if not fnmatchcase(value, column.letters):
        raise Refused(f"{name}: {value!r} is no {column.meaning.rstrip('.')}")
    return value


_CHECKS: Mapping[Kind, Callable[[str, Any], str | Amount | None]] = {
    Kind.TEXT: text,
    Kind.INTEGER: whole,
    Kind.NUMBER: number,
    Kind.DAY: day,
}


def quoted(source: str, field: str, one: Evidence) -> None:
    """The span law: the quote is what stands at its place in the text, and is not empty."""
    if not 0 <= one.start < one.end <= len(source):
        raise Refused(f"{field}: evidence at {one.start}–{one.end} of a text of {len(source)} characters")
    if source[one.start : one.end] != one.quote:
        raise Refused(f"{field}: the evidence does not quote the text at {one.start}–{one.end}")


def release(release_id: str, revisions: Sequence[Revision]) -> None:
    """A release as a whole: an id, at least one revision, each with a text that its evidence quotes."""
    if not release_id or text("id", release_id) != release_id:
        raise Refused(f"id: {release_id!r} cannot name a release")
    if not revisions:
        raise Refused(f"{release_id}: no revision to store")
    for revision in revisions:
        moment("seen", revision.seen)
        whole("archive_offset", revision.archive_offset)
        _extraction(revision.extraction)


def _extraction(found: Extraction) -> None:
    source = exact("text", found.release.text)
    for evidence in (found.evidence, found.claims.evidence):
        for field, one in evidence.items():
            quoted(source, field, one)
    positions = [grant.position for grant in found.grants]
    if len(set(positions)) != len(positions) or any(position < 1 for position in positions):
        raise Refused(f"grants: positions {positions} do not count from 1 without a repeat")
    for grant in found.grants:
        _grant(source, grant)


def _grant(source: str, grant: Grant) -> None:
    name = f"grant {grant.position}"
    if grant.confidence is not None and not 0 <= grant.confidence <= 1:
        raise Refused(f"{name}, confidence: {grant.confidence} is not between 0 and 1")
    for field, one in grant.evidence.items():
        quoted(source, f"{name}, {field}", one)

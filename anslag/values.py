"""What a person types for a field, as the value that is stored."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from anslag.db.corrections import GRANT_FIELDS, RELEASE_FIELDS
from anslag.parsers.fields import Amount, Kind, Value


class BadValue(ValueError):
    """What was typed cannot be a value of the field; the message says what would do."""


def parsed(field: str, said: str) -> Value:
    """The value of ``said`` for a column; None for nothing. Raises :class:`BadValue`."""
    said = said.strip()
    kind = {**GRANT_FIELDS, **RELEASE_FIELDS}.get(field, Kind.TEXT)
    return _READERS[kind](said) if said else None


def _amount(said: str) -> Amount:
    figures = "".join(said.split()).replace(",", ".")
    try:
        return float(figures) if "." in figures else int(figures)
    except ValueError as error:
        raise BadValue(f"“{said}” is no amount: type it in units of the currency, as in 2 491 478") from error


def _count(said: str) -> int:
    if not said.isascii() or not said.isdigit():
        raise BadValue(f"“{said}” is no whole number")
    return int(said)


def _day(said: str) -> date:
    try:
        return date.fromisoformat(said)
    except ValueError as error:
        raise BadValue(f"“{said}” is no day: type it as in 2025-03-01") from error


def _truth(said: str) -> bool:
    answers = {"yes": True, "ja": True, "1": True, "no": False, "nej": False, "0": False}
    if said.casefold() not in answers:
        raise BadValue(f"“{said}” is neither yes nor no")
    return answers[said.casefold()]


def _names(said: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in said.split(";") if name.strip())


_READERS: Mapping[Kind, Callable[[str], Value]] = {
    Kind.TEXT: str,
    Kind.NUMBER: _amount,
    Kind.INTEGER: _count,
    Kind.DAY: _day,
    Kind.BOOLEAN: _truth,
    Kind.LIST: _names,
}

"""A grant's columns, each written once: name, type, meaning, unit, and who may see, correct and compare it.

Tables, views, exports, corrections, gold files, JSON and codebook are made from :data:`GRANT`. A new column is one
line in :class:`GrantFields`; what reads its value is the parsers' business.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any

Amount = int | float
"""Units of the currency (kronor, not thousands); a float only where the source prints decimals."""
Value = str | int | float | bool | date | tuple[str, ...] | None
"""What a column may hold."""

SHARE = "0 to 1"
"""The unit of a share or a chance."""
_COLUMN = "column"


class Kind(StrEnum):
    """What the values of a column are. ``NUMBER``: whole or decimal; ``LIST``: texts, a JSON list in the database."""

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DAY = "day"
    LIST = "list"


TYPES: Mapping[Kind, tuple[type, ...]] = MappingProxyType(
    {
        Kind.TEXT: (str,),
        Kind.INTEGER: (int,),
        Kind.NUMBER: (int, float),
        Kind.BOOLEAN: (bool,),
        Kind.DAY: (date,),
        Kind.LIST: (tuple,),
    }
)
"""The Python types of each kind's values."""


EMPTY: Mapping[Kind, Value] = MappingProxyType({Kind.LIST: (), Kind.BOOLEAN: False})
"""What stands for no value where that is not None."""


@dataclass(frozen=True, slots=True)
class Field:
    """One column of a grant.

    ``correctable``: a person may decide on it. ``shown``: it stands in lists of grants unasked. ``followed``: a
    publisher's change of it is told as a change of the release. ``required``: it is never null. ``letters`` is a GLOB
    pattern that its text must match. ``hedges`` names the column that it says something of: without that one's value
    it says nothing.
    """

    name: str
    kind: Kind
    meaning: str
    unit: str = ""
    correctable: bool = True
    shown: bool = True
    followed: bool = True
    required: bool = False
    letters: str = ""
    hedges: str = ""


# Each gives a field of a dataclass, typed as its value, so that the annotation of the column is checked against it.


def _field(kind: Kind, meaning: str, default: Any = None, **more: Any) -> Any:
    return dataclasses.field(default=default, metadata={_COLUMN: (kind, meaning, more)})


def text(meaning: str, **more: Any) -> str | None:
    """A column of text."""
    column: str | None = _field(Kind.TEXT, meaning, **more)
    return column


def required_text(meaning: str, **more: Any) -> str:
    """A column of text that is never null."""
    column: str = _field(Kind.TEXT, meaning, "", required=True, **more)
    return column


def whole(meaning: str, **more: Any) -> int | None:
    """A column of whole numbers."""
    column: int | None = _field(Kind.INTEGER, meaning, **more)
    return column


def figure(meaning: str, unit: str, **more: Any) -> Amount | None:
    """A column of numbers with a unit."""
    column: Amount | None = _field(Kind.NUMBER, meaning, unit=unit, **more)
    return column


def share(meaning: str, **more: Any) -> float | None:
    """A column of shares, 0 to 1; None where nothing was measured."""
    column: float | None = _field(Kind.NUMBER, meaning, 0.0, unit=SHARE, **more)
    return column


def truth(meaning: str, **more: Any) -> bool:
    """A column of yes and no."""
    column: bool = _field(Kind.BOOLEAN, meaning, False, required=True, **more)
    return column


def day(meaning: str, **more: Any) -> date | None:
    """A column of days."""
    column: date | None = _field(Kind.DAY, meaning, **more)
    return column


def names(meaning: str, **more: Any) -> tuple[str, ...]:
    """A column of several texts."""
    column: tuple[str, ...] = _field(Kind.LIST, meaning, (), **more)
    return column


@dataclass(frozen=True, slots=True)
class GrantFields:
    """The columns of a grant in the order of lists and files. ``position`` counts from 1 in a release."""

    position: int
    number: int | None = whole("Number as printed in the release.", shown=False, followed=False)
    title: str | None = text("Title of the project.")
    owner: str | None = text("Who receives the money (projektägare), as printed.")
    partners: tuple[str, ...] = names("Others that take part, as a JSON list.", shown=False)
    description: str | None = text("What the release says of the project.", shown=False, followed=False)
    amount: Amount | None = figure(
        "Granted amount; with decimals only where the release prints them.", "currency"
    )
    currency: str | None = text("ISO 4217 code.", letters="[A-Z][A-Z][A-Z]")
    amount_approximate: bool = truth("1 when the amount is hedged (cirka, drygt …).", hedges="amount")
    period_start: date | None = day("First day of the project.")
    period_end: date | None = day("Last day of the project, included.")
    reference: str | None = text(
        "Number by which the giver keeps it (diarienummer, project number), as printed beside it.",
        shown=False,
    )
    layout: str = required_text(
        "How the release sets it out: numbered, labelled, bulleted, headed, table, lines or prose.",
        correctable=False,
        shown=False,
    )
    confidence: float | None = share(
        "Calibrated chance that every field is exact; null for what a model proposed, which nothing is calibrated on.",
        correctable=False,
        shown=False,
    )


def fields(record: type) -> tuple[Field, ...]:
    """The columns of a record type, in order."""
    found = []
    for one in dataclasses.fields(record):
        if _COLUMN in one.metadata:
            kind, meaning, more = one.metadata[_COLUMN]
            found.append(Field(one.name, kind, meaning, **more))
    return tuple(found)


GRANT = fields(GrantFields)
"""The columns of a grant but for its position."""
CORRECTABLE = tuple(one for one in GRANT if one.correctable)
"""Those that a person may decide on: what a release says of a grant."""

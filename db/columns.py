"""The columns of a grant as SQL, made of :mod:`anslag.parsers.fields`, for their places in the schema."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from anslag.parsers.fields import CORRECTABLE, GRANT, SHARE, Field, Kind

_PLACE = re.compile(r"^    \{grant: (?P<what>[\w ]+)\}$", re.M)
_TYPES = {
    Kind.TEXT: "TEXT",
    Kind.INTEGER: "INTEGER",
    Kind.NUMBER: "ANY CHECK (typeof({name}) IN ('integer', 'real', 'null'))",
    Kind.BOOLEAN: "INTEGER NOT NULL CHECK ({name} IN (0, 1))",
    Kind.DAY: "TEXT CHECK ({name} IS date({name}, '+0 days'))",
    Kind.LIST: "TEXT CHECK ({name} IS NULL OR json_valid({name}))",
}


def _defined(one: Field) -> str:
    """A column of the table ``grants``."""
    if one.unit == SHARE:
        said = f"REAL CHECK ({one.name} BETWEEN 0 AND 1)"
    elif one.letters:
        said = f"TEXT CHECK ({one.name} GLOB '{one.letters}')"
    else:
        said = _TYPES[one.kind].format(name=one.name)
        said += " NOT NULL" if one.required and one.kind is Kind.TEXT else ""
    return f"{one.name} {said}"


def _listed(one: Field) -> str:
    """A column of a view of the table ``grants``."""
    return f"g.{one.name} AS {one.name}"


def _of_revision(one: Field) -> str:
    """A column of a view of the grants that ``release_revisions`` holds as JSON."""
    return f"json_extract(g.value, '$.{one.name}') AS {one.name}"


_MADE: Mapping[str, tuple[Callable[[Field], str], tuple[Field, ...]]] = {
    "columns": (_defined, GRANT),
    "shown": (_listed, tuple(one for one in GRANT if one.shown)),
    "not shown": (_listed, tuple(one for one in GRANT if not one.shown)),
    "of a revision": (_of_revision, CORRECTABLE),
}


def filled(sql: str) -> str:
    """``sql`` with a line a column for each ``{grant: …}``, its meaning in the comment behind it."""

    def lines(place: re.Match[str]) -> str:
        form, made = _MADE[place["what"]]
        return "\n".join(f"    {form(one)}, -- {one.meaning}{_unit(one)}" for one in made)

    return _PLACE.sub(lines, sql)


def _unit(one: Field) -> str:
    return f" Unit: {one.unit}." if one.unit else ""

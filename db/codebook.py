"""What every table, view and column means: read out of the schema itself, so that it cannot drift.

The comments in ``tables.sql`` and ``views.sql``, and :mod:`anslag.parsers.fields` for a grant, are the source of
``docs/codebook.md``, of the site's column descriptions and of the schemas in the exports.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from anslag.db import columns
from anslag.parsers.fields import Kind as Kind


@dataclass(frozen=True, slots=True)
class Column:
    """A column. ``type`` is SQLite's, "" in a view; ``unit`` is "" for none."""

    table: str
    name: str
    type: str
    kind: Kind
    meaning: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table or view with its columns in order."""

    name: str
    meaning: str
    columns: tuple[Column, ...]
    view: bool = False


_START = re.compile(r"^CREATE (TABLE|VIEW) (\w+) (?:\(|AS)\s*-- (.+)$", re.M)
_COLUMN = {
    "TABLE": re.compile(
        r'^    "?(?P<name>\w+)"? (?P<type>TEXT|INTEGER|REAL|ANY)\b(?P<rest>.*?)-- (?P<meaning>.+)$', re.M
    ),
    "VIEW": re.compile(r"^    (?P<rest>\S.*?) AS (?P<name>\w+),?\s+-- (?P<meaning>.+)$", re.M),
}
_UNIT = re.compile(r"(.+?) Unit: (.+?)\.$")
_ALIAS = re.compile(r"\b(?:FROM|JOIN) (\w+)(?: AS (\w+))?")
_OF_TABLE = re.compile(r"(?:(\w+)\.)?(\w+)")
_MARKS = (
    (Kind.DAY, "date("),
    (Kind.BOOLEAN, "IN (0, 1)"),
    (Kind.LIST, "json_valid"),
    (Kind.NUMBER, "'real'"),
    (Kind.NUMBER, "sum("),
    (Kind.INTEGER, "count("),
)
"""What in a column's constraints, or in a view's expression, tells its kind; the type tells the rest."""
_TYPES = {"INTEGER": Kind.INTEGER, "REAL": Kind.NUMBER}


def sql(name: str) -> str:
    """The text of ``tables.sql`` or ``views.sql``, with the columns of a grant filled in."""
    return columns.filled((files("anslag.db") / name).read_text("utf-8"))


@cache
def schema() -> tuple[Table, ...]:
    """Every table and view, in the order of the schema."""
    return tuple(_read(sql("tables.sql") + sql("views.sql")))


def _read(text: str) -> Iterator[Table]:
    starts = list(_START.finditer(text))
    ends = [start.start() for start in starts[1:]] + [len(text)]
    known: dict[tuple[str, str], Kind] = {}
    for start, end in zip(starts, ends, strict=True):
        form, name, meaning = start.groups()
        aliases = {found[2] or "": found[1] for found in _ALIAS.finditer(text, start.end(), end)}
        columns = []
        for found in _COLUMN[form].finditer(text, start.end(), end):
            columns.append(_column(name, found, aliases, known))
            known[name, columns[-1].name] = columns[-1].kind
        yield Table(name, meaning, tuple(columns), view=form == "VIEW")


def _column(
    table: str, found: re.Match[str], aliases: Mapping[str, str], known: Mapping[tuple[str, str], Kind]
) -> Column:
    said = found.groupdict()
    with_unit = _UNIT.match(said["meaning"])
    meaning, unit = with_unit.groups() if with_unit else (said["meaning"], "")
    sqlite_type = said.get("type") or ""
    kind = next((kind for kind, mark in _MARKS if mark in said["rest"]), _TYPES.get(sqlite_type, Kind.TEXT))
    source = _OF_TABLE.fullmatch(said["rest"])
    if source:
        kind = known.get((aliases.get(source[1] or "", ""), source[2]), kind)
    return Column(table, said["name"], sqlite_type, kind, meaning, unit)


def table(name: str) -> Table:
    """One table or view. Raises :class:`KeyError` for another name."""
    return {one.name: one for one in schema()}[name]


def markdown() -> str:
    """The codebook as ``docs/codebook.md`` has it."""
    parts = [_HEAD]
    for kind, wanted in (("Tables", False), ("Views", True)):
        parts.append(f"## {kind}\n")
        parts += [_section(one) for one in schema() if one.view is wanted]
    return "\n".join(parts)


_HEAD = """# Codebook

Every table and column of `anslag.db`. This page is made from the schema by `python -m anslag.db.codebook`; a test
compares the two.

- Unknown is null, never zero or an empty text.
- Days are ISO 8601 (`2025-03-01`), times are UTC, and a period has its first and its last day in it.
- Amounts are units of their currency: `2491478` is 2 491 478 kronor where the currency is SEK.
- Offsets count code points of `releases.text`, half-open: `text[start:end]` is the quote.
- Text is Unicode in normal form C. It is text of the web: a title may look like a formula or like markup.
"""


def _section(one: Table) -> str:
    lines = [f"### {one.name}\n", f"{one.meaning}\n"]
    if one.view:
        lines += ["| column | meaning | unit |", "| --- | --- | --- |"]
        lines += [f"| `{c.name}` | {_cell(c.meaning)} | {_cell(c.unit)} |" for c in one.columns]
    else:
        lines += ["| column | type | meaning | unit |", "| --- | --- | --- | --- |"]
        lines += [
            f"| `{c.name}` | {c.type.lower()} | {_cell(c.meaning)} | {_cell(c.unit)} |" for c in one.columns
        ]
    return "\n".join([*lines, ""])


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    import sys

    sys.stdout.write(markdown())

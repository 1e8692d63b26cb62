"""Which rows differ between two databases: the effect of a changed rule, or of a correction, before it is kept."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from anslag.db.connection import read_only

StoredValue: TypeAlias = str | int | float | None

TABLES = (
    "releases",
    "grants",
    "evidence",
    "release_evidence",
    "amounts",
    "checks",
    "organisations",
    "organisation_names",
    "doubtful_pairs",
    "funders",
    "same_grant",
    "same_grant_decisions",
    "changes",
    "corrections",
    "proposals",
    "samples",
    "quality",
)
"""What is compared: all that is read or decided. What was fetched comes from the archive alone."""
_FOLLOWS = ("text_sha256",)


@dataclass(frozen=True, slots=True)
class Difference:
    """One row that is not the same. ``before`` is None for an added row, ``after`` for a removed one.

    Of a row that changed they hold the changed columns only, of another one all columns but the key.
    """

    table: str
    key: tuple[StoredValue, ...]
    before: dict[str, StoredValue] | None
    after: dict[str, StoredValue] | None


def differences(old: Path | None, new: Path) -> Iterator[Difference]:
    """Every row of :data:`TABLES` that differs, table by table, in the order of keys.

    Columns and tables that only one of the databases has are left out. Without an old database every row is new.
    """
    with closing(read_only(new)) as db:
        db.execute("ATTACH ? AS old", (f"{old.absolute().as_uri()}?mode=ro" if old else ":memory:",))
        for table in TABLES:
            columns, key = _columns(db, "main", table)
            known, _ = _columns(db, "old", table)
            shared = [name for name in columns if name in known] or columns
            yield from _of_table(db, table, shared, key or shared, bool(known))


def _columns(db: sqlite3.Connection, schema: str, table: str) -> tuple[list[str], list[str]]:
    """The columns of a table, and those of its primary key in order."""
    rows = db.execute(f'PRAGMA {schema}.table_info("{table}")').fetchall()
    key = sorted((row[5], row[1]) for row in rows if row[5])
    return [row[1] for row in rows if row[1] not in _FOLLOWS], [name for _, name in key]


def _of_table(
    db: sqlite3.Connection, table: str, columns: Sequence[str], key: Sequence[str], known: bool
) -> Iterator[Difference]:
    others = [name for name in columns if name not in key]
    listed = ", ".join(f'"{name}"' for name in (*key, *others))
    order = ", ".join(f'"{name}"' for name in key)
    for one, other in (("old", "main"), ("main", "old")) if known else (("main", ""),):
        same = " AND ".join(f'o."{name}" IS t."{name}"' for name in key)
        lacking = f"NOT EXISTS (SELECT 1 FROM {other}.{table} AS o WHERE {same})" if other else "1"
        for row in db.execute(
            f"SELECT {listed} FROM {one}.{table} AS t WHERE {lacking} ORDER BY {order}"
        ).fetchall():
            values = dict(zip(others, row[len(key) :], strict=True))
            before, after = (values, None) if one == "old" else (None, values)
            yield Difference(table, tuple(row[: len(key)]), before, after)
    if known and others:
        yield from _changed(db, table, key, others)


def _changed(
    db: sqlite3.Connection, table: str, key: Sequence[str], others: Sequence[str]
) -> Iterator[Difference]:
    listed = ", ".join(
        [*(f'n."{name}"' for name in key), *(f'{one}."{name}"' for one in "on" for name in others)]
    )
    same = " AND ".join(f'o."{name}" IS n."{name}"' for name in key)
    other = " OR ".join(f'o."{name}" IS NOT n."{name}"' for name in others)
    order = ", ".join(f'n."{name}"' for name in key)
    rows = db.execute(
        f"SELECT {listed} FROM main.{table} AS n JOIN old.{table} AS o ON {same} WHERE {other} ORDER BY {order}"
    )
    for row in rows:
        before = dict(zip(others, row[len(key) : len(key) + len(others)], strict=True))
        after = dict(zip(others, row[len(key) + len(others) :], strict=True))
        changed = [name for name in others if before[name] != after[name]]
        yield Difference(
            table,
            tuple(row[: len(key)]),
            {name: before[name] for name in changed},
            {name: after[name] for name in changed},
        )

"""Which grants of a whole database may be one: found on disk, and after a change only where the change reaches.

A pair is found where its two grants stand near each other under a key. So what a changed grant can do lies under the
keys that it has, or had; all other pairs stay as they are.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import groupby, islice
from operator import itemgetter
from typing import Any

from anslag.db.normal_form import normal
from anslag.db.same_grant import SamePair, Verdict, judged
from anslag.db.same_grant_blocks import Key, keys, near
from anslag.db.tellings import SQL, Telling, telling, told_by

_Pair = frozenset[str]
_BATCH = 500
_STORED = "SELECT first, second, kind, why, probability, decided FROM same_grant"


@dataclass(slots=True)
class Changed:
    """The grants that are others than before: the ``ids`` of those that are there now, and the keys that they have or
    had."""

    ids: set[str] = field(default_factory=set)
    keys: set[Key] = field(default_factory=set)

    def add(self, found: Iterable[Telling], *, now: bool) -> None:
        """Notes grants as they were before, or as they are ``now``."""
        for one in found:
            self.keys.update(keys(one))
            if now:
                self.ids.add(one.id)


def same_pairs(
    db: sqlite3.Connection, verdicts: Mapping[_Pair, Verdict], changed: Changed | None = None
) -> list[SamePair]:
    """The pairs that may be one grant, and those that people decided on, by their ids.

    With ``changed``, the table ``same_grant`` holds what was found before it.
    """
    if changed is None:
        found, stay = set(_near(db, None)), list[SamePair]()
    else:
        found = set(_near(db, changed.keys))
        stay, doubtful = _stored(db, verdicts, changed, found)
        elsewhere = {key for own in doubtful.values() for key in own}
        found |= {pair for pair in _near(db, elsewhere) if pair in doubtful}
    fresh = _judged(db, found | set(verdicts), verdicts)
    return sorted((*stay, *fresh), key=lambda pair: (pair.first, pair.second))


def _stored(
    db: sqlite3.Connection, verdicts: Mapping[_Pair, Verdict], changed: Changed, found: Collection[_Pair]
) -> tuple[list[SamePair], dict[_Pair, set[Key]]]:
    """Of the pairs that were found before: those that stay as they are, and those that do only if they are near each
    other under one of these keys."""
    settled = {*verdicts, *found}
    rows = [row for row in db.execute(_STORED) if frozenset(row[:2]) not in settled]
    stay, doubtful = [], dict[_Pair, set[Key]]()
    for *said, decided, first, second in _with_tellings(db, rows):
        if first is None or second is None or {first.id, second.id} & changed.ids:
            continue
        shared = {*keys(first)} & {*keys(second)}
        if decided is not None or shared & changed.keys:
            doubtful[frozenset(said[:2])] = shared - changed.keys
        else:
            stay.append(SamePair(*said))
    return stay, doubtful


def _with_tellings(db: sqlite3.Connection, rows: Iterable[Sequence[Any]]) -> Iterator[tuple[Any, ...]]:
    """Rows that begin with the ids of two grants, with the two behind; None for one that is not there."""
    rest = iter(rows)
    while some := list(islice(rest, _BATCH)):
        known = {one.id: one for one in told_by(db, (id_ for row in some for id_ in row[:2]))}
        yield from ((*row, known.get(row[0]), known.get(row[1])) for row in some)


def _judged(
    db: sqlite3.Connection, found: Collection[_Pair], verdicts: Mapping[_Pair, Verdict]
) -> Iterator[SamePair]:
    for *ids, first, second in _with_tellings(db, sorted(map(sorted, found))):
        if first and second and (one := judged(first, second, verdicts.get(frozenset(ids)))):
            yield one


def _near(db: sqlite3.Connection, wanted: Collection[Key] | None) -> Iterator[_Pair]:
    """The pairs that are near each other under one of some keys, or of all."""
    if wanted is not None and not wanted:
        return
    db.execute("DROP TABLE IF EXISTS temp.keyed")
    db.execute(
        "CREATE TEMP TABLE keyed (key INTEGER, day TEXT, at INTEGER, PRIMARY KEY (key, day, at)) WITHOUT ROWID"
    )
    db.executemany("INSERT OR IGNORE INTO keyed VALUES (?, ?, ?)", _keyed(db, wanted))
    rows = db.execute(
        "WITH shared AS MATERIALIZED (SELECT key FROM keyed GROUP BY key HAVING count(*) > 1) "
        f"{SQL.replace('SELECT', 'SELECT keyed.key,', 1).replace('FROM grants AS g', _BY_KEY, 1)} "
        "ORDER BY keyed.key, keyed.day, keyed.at"
    )
    for _, block in groupby(rows, key=itemgetter(0)):
        for one, other in near(telling(row[1:]) for row in block):
            yield frozenset((one.id, other.id))
    db.execute("DROP TABLE temp.keyed")


_BY_KEY = "FROM shared CROSS JOIN keyed USING (key) CROSS JOIN grants AS g ON g.rowid = keyed.at"
_LAST = "9999-12-31"
"""Where grants without a day stand."""


def _keyed(db: sqlite3.Connection, wanted: Collection[Key] | None) -> Iterator[tuple[int, str, int]]:
    """The keys of grants, with the day and the row id of each grant."""
    rows = db.execute(f"{SQL.replace('SELECT', 'SELECT g.rowid,', 1)} {_where(db, wanted)}")
    for at, *row in rows:
        one = telling(row)
        day = one.day.isoformat() if one.day else _LAST
        yield from ((_hash(key), day, at) for key in keys(one) if wanted is None or key in wanted)


def _where(db: sqlite3.Connection, wanted: Collection[Key] | None) -> str:
    """A condition that the grants with one of the keys meet, and few others."""
    if wanted is None:
        return ""
    names = {str(key[1]) for key in wanted if key[0] == "title"}
    bodies = {str(key[1]) for key in wanted if key[0] in ("owner and title", "rough amount")}
    sums = {(key[1], key[2]) for key in wanted if key[0] == "amount"}
    db.create_function("is_named", 1, lambda title: normal(title) in names, deterministic=True)
    db.create_function("is_body", 2, lambda id_, owner: (id_ or normal(owner)) in bodies, deterministic=True)
    db.create_function(
        "is_sum", 2, lambda currency, amount: (currency or "", amount) in sums, deterministic=True
    )
    return (
        "WHERE is_body(g.organisation_id, g.owner) OR is_sum(g.currency, g.amount) OR g.reference IS NOT NULL "
        "OR is_named(g.title)"
    )


def _hash(key: Key) -> int:
    """A key as a number that SQLite holds; two that share one, which no archive will see, are compared in vain."""
    return int.from_bytes(blake2b(repr(key).encode(), digest_size=8).digest(), "big", signed=True)

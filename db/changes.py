"""What publishers changed in a release after publication, value by value.

Revisions are compared as they were read, before corrections, so that no correction looks like an edit. A
grant that only moved to another place in the release has not changed.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from anslag.db.revisions import Revision
from anslag.parsers.fields import CORRECTABLE, Value
from anslag.parsers.records import Extraction, Grant

_OF_GRANT = tuple(one.name for one in CORRECTABLE if one.followed)
_KEYS: tuple[Callable[[Grant], Hashable], ...] = (
    lambda g: (g.title, g.owner, g.amount, g.currency, g.period_start, g.period_end),
    lambda g: (g.title, g.owner) if g.title and g.owner else None,
    lambda g: (g.title, g.amount) if g.title and g.amount else None,
    lambda g: (g.owner, g.amount) if g.owner and g.amount else None,
    lambda g: g.title,
    lambda g: g.owner,
    lambda g: (g.number, g.amount) if g.number and g.amount else None,
    lambda g: (g.position, g.amount) if g.amount else None,
)
"""What tells that a grant of one revision is a grant of the next, most telling first."""


@dataclass(frozen=True, slots=True)
class Change:
    """One value that differs between two revisions.

    ``position`` is the grant's place (None: the release itself), ``field`` its column, or "grant" for a grant
    that was added or withdrawn; ``before`` and ``after`` are as stored, written as text.
    """

    release_id: str
    revision: int
    seen: str
    position: int | None
    field: str
    before: str | None
    after: str | None


def between(release_id: str, revisions: Sequence[Revision]) -> Iterator[Change]:
    """Every change from each revision to the next, oldest first."""
    for number, (old, new) in enumerate(pairwise(revisions), 2):
        for position, field, before, after in _differences(old.extraction, new.extraction):
            if before != after:
                yield Change(release_id, number, new.seen, position, field, _text(before), _text(after))


def _differences(old: Extraction, new: Extraction) -> Iterator[tuple[int | None, str, Value, Value]]:
    yield None, "title", old.release.title, new.release.title
    yield None, "published", old.release.published, new.release.published
    yield None, "decided_on", old.decided_on, new.decided_on
    yield None, "claimed_total", old.claims.total, new.claims.total
    yield None, "claimed_count", old.claims.count, new.claims.count
    pairs, gone, added = matched(old.grants, new.grants)
    for before, after in pairs:
        for field in _OF_GRANT:
            yield after.position, field, getattr(before, field), getattr(after, field)
    for grant in gone:
        yield grant.position, "grant", _name(grant), None
    for grant in added:
        yield grant.position, "grant", None, _name(grant)


def matched(
    old: Sequence[Grant], new: Sequence[Grant]
) -> tuple[list[tuple[Grant, Grant]], list[Grant], list[Grant]]:
    """Grants that stand in both, in the order of ``new``; those of ``old`` that are gone; those that are added.

    A grant is found again by what it is (title, owner, amount), not by its place alone.
    """
    pairs: list[tuple[Grant, Grant]] = []
    left, right = list(old), list(new)
    for key in _KEYS:
        before, after = _grouped(left, key), _grouped(right, key)
        for one in before.keys() & after.keys():
            # Of several with one key nobody knows which is which, unless they are the same in all.
            if key is _KEYS[0] or len(before[one]) == len(after[one]) == 1:
                pairs += zip(before[one], after[one], strict=False)
        taken = {id(grant) for pair in pairs for grant in pair}
        left = [grant for grant in left if id(grant) not in taken]
        right = [grant for grant in right if id(grant) not in taken]
    return sorted(pairs, key=lambda pair: pair[1].position), left, right


def _grouped(grants: Sequence[Grant], key: Callable[[Grant], Hashable]) -> dict[Hashable, list[Grant]]:
    groups: dict[Hashable, list[Grant]] = {}
    for grant in grants:
        if key(grant) is not None:
            groups.setdefault(key(grant), []).append(grant)
    return groups


def _name(grant: Grant) -> str:
    amount = f"{grant.amount} {grant.currency or ''}".strip() if grant.amount is not None else None
    return " · ".join(part for part in (grant.title, grant.owner, amount) if part) or "without title or owner"


def _text(value: Value) -> str | None:
    if isinstance(value, tuple):
        return ", ".join(value) or None
    if isinstance(value, bool):
        return str(int(value))
    return None if value is None else str(value)


def changes(db: sqlite3.Connection, since: date | None = None) -> Iterator[Change]:
    """The changes first seen on or after the day ``since``, oldest first."""
    rows = db.execute(
        "SELECT release_id, revision, seen, position, field, before, after FROM changes "
        "WHERE seen >= ? ORDER BY seen, release_id, revision, position, field",
        (since.isoformat() if since else "",),
    )
    return (Change(*row) for row in rows)

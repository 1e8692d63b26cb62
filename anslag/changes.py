"""What publishers changed after publication: amounts, owners, titles and periods, revision by revision."""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TypeAlias

from anslag.presentation import kronor
from anslag.reports import opened
from parsers.records import Amount

Grant: TypeAlias = Mapping[str, "str | Amount | None"]
_FIELDS = ("title", "owner", "amount", "currency", "period_start", "period_end")


@dataclass(frozen=True, slots=True)
class Change:
    """One difference between two revisions of a release. ``seen`` is the day on which it was first seen."""

    seen: str
    release_id: str
    url: str
    what: str


def changes(data: Path, since: str = "") -> Iterator[Change]:
    """Every change first seen on or after the day ``since``, release by release, oldest first.

    Raises what :func:`anslag.reports.opened` raises.
    """
    with closing(opened(data)) as db:
        rows = db.execute(
            "SELECT v.release_id, v.seen, v.title, v.grants, r.url FROM release_revisions AS v "
            "JOIN releases AS r ON r.id = v.release_id WHERE r.revision > 1 ORDER BY v.release_id, v.revision"
        )
        for before, after in pairwise(rows):
            day = after["seen"][:10]
            if before["release_id"] != after["release_id"] or day < since:
                continue
            if before["title"] != after["title"]:
                what = f"headline: {_shown(before['title'])} → {_shown(after['title'])}"
                yield Change(day, after["release_id"], after["url"], what)
            for what in differences(json.loads(before["grants"]), json.loads(after["grants"])):
                yield Change(day, after["release_id"], after["url"], what)


def differences(before: list[Grant], after: list[Grant]) -> Iterator[str]:
    """What differs between the grants of two revisions, in words. A grant that only moved is no difference."""
    pairs, gone, new = _matched(before, after)
    for old, now in pairs:
        for field in _FIELDS:
            if old[field] != now[field]:
                yield f"{_name(now)}, {field}: {_shown(old[field])} → {_shown(now[field])}"
    for grant in gone:
        yield f"{_name(grant)} is gone"
    for grant in new:
        yield f"{_name(grant)} is new"


def _matched(
    before: list[Grant], after: list[Grant]
) -> tuple[list[tuple[Grant, Grant]], list[Grant], list[Grant]]:
    """Grants that are the same in both, by title and owner, then by either, then by place; and the rest."""
    keys: tuple[Callable[[Grant], Hashable], ...] = (
        lambda g: (g["title"], g["owner"], g["amount"]),
        lambda g: (g["title"], g["owner"]),
        lambda g: g["title"],
        lambda g: g["owner"],
        lambda g: g["position"],
    )
    pairs: list[tuple[Grant, Grant]] = []
    for key in keys:
        for old in list(before):
            same = [now for now in after if key(now) is not None and key(now) == key(old)]
            if len(same) == 1 and sum(key(other) == key(old) for other in before) == 1:
                pairs.append((old, same[0]))
                before = [grant for grant in before if grant is not old]
                after = [grant for grant in after if grant is not same[0]]
    pairs.sort(key=lambda pair: float(pair[1]["position"] or 0))
    return pairs, before, after


def _name(grant: Grant) -> str:
    amount = grant["amount"]
    money = kronor(None if isinstance(amount, str) else amount, str(grant["currency"] or "SEK"))
    return f"grant {grant['position']} ({grant['owner'] or grant['title'] or 'no owner'}, {money})"


def _shown(value: object) -> str:
    return (
        "nothing"
        if value is None
        else f"{value:,}".replace(",", " ")
        if isinstance(value, int)
        else f"“{value}”"
    )

"""A grant as one release tells it, with what that release says of itself: what pairs of grants are compared by."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from anslag.db.normal_form import normal, words
from anslag.parsers.fields import Amount

SQL = """
SELECT g.id, g.release_id, g.title, g.owner, g.organisation_id, g.partners, g.amount, g.currency,
    g.amount_approximate, g.period_start, g.period_end, g.reference,
    coalesce(r.published, r.decided_on) AS day, r.publisher, r.funder, r.title AS headline,
    EXISTS (SELECT 1 FROM release_evidence AS e WHERE e.release_id = r.id AND e.field = 'funder') AS funder_named
FROM grants AS g JOIN releases AS r ON r.id = g.release_id
"""
"""Asks for the columns of a :class:`Telling`, of grants ``g`` and their releases ``r``."""
_MOST_ASKED = 500
_SLIGHT = frozenset(
    "och i för med till av på ett en den det de som vid om från ur att samt inom projekt projektet stöd bidrag "
    "ab".split()
)
"""Words that tell one title or name from no other."""
_SOCIETY = re.compile(r"(?<=\w{5})s?förening(?:en|s|ens)?$")
_ENDINGS = re.compile(r"(?<=\w{4})(?:ens|ets|en|et|s|n)$")


@dataclass(frozen=True)
class Telling:
    """``day`` is that of publication, else of the decision; ``headline`` the release's.

    ``funder_named``: the text names who pays; without, the publisher stands for it.
    """

    id: str
    release_id: str
    title: str | None
    owner: str | None
    organisation_id: str | None
    partners: str | None
    amount: Amount | None
    currency: str | None
    approximate: bool
    period_start: date | None
    period_end: date | None
    reference: str | None
    day: date | None
    publisher: str | None
    funder: str | None
    headline: str | None
    funder_named: bool

    @cached_property
    def owner_words(self) -> frozenset[str]:
        """The words that tell its owner from others."""
        return frozenset(words(self.owner)) - _SLIGHT

    @cached_property
    def owner_stems(self) -> frozenset[str]:
        """These words without Swedish endings and without "förening": one body is called by both."""
        return frozenset(_ENDINGS.sub("", _SOCIETY.sub("", word)) for word in self.owner_words)

    @cached_property
    def title_words(self) -> frozenset[str]:
        """The words that tell its title from others."""
        return frozenset(words(self.title)) - _SLIGHT

    @cached_property
    def body(self) -> str:
        """Its owner: the organisation, or the normal form of the name; "" for none."""
        return self.organisation_id or normal(self.owner)

    @cached_property
    def name(self) -> str:
        """The normal form of its title."""
        return normal(self.title)

    @cached_property
    def giver(self) -> str:
        """The normal form of who pays; "" where that is only the owner itself, who tells of what it gets."""
        giver = normal(self.funder)
        return "" if giver == normal(self.owner) else giver


def tellings(db: sqlite3.Connection) -> Iterator[Telling]:
    """Every grant of a database, in the order of releases and positions."""
    return map(telling, db.execute(f"{SQL} ORDER BY g.release_id, g.position"))


def told_by(db: sqlite3.Connection, ids: Iterable[str], of: str = "id") -> Iterator[Telling]:
    """Some grants, by their ids, or ``of="release_id"`` by those of their releases."""
    asked = sorted(set(ids))
    for first in range(0, len(asked), _MOST_ASKED):
        some = asked[first : first + _MOST_ASKED]
        yield from map(telling, db.execute(f"{SQL} WHERE g.{of} IN ({','.join('?' * len(some))})", some))


def telling(row: Sequence[Any]) -> Telling:
    """A grant from a row of :data:`SQL`."""
    values = list(row)
    values[8], values[16] = bool(values[8]), bool(values[16])
    for at in (9, 10, 12):
        values[at] = date.fromisoformat(values[at]) if values[at] else None
    return Telling(*values)

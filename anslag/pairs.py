"""``anslag review --pairs``: grants that may be one, side by side, and the question whether they are.

An answer goes to ``corrections.toml`` as soon as it is given; the next build applies it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from anslag.db import corrections_file, same_grant_file
from anslag.db.connection import connect
from anslag.db.same_grant_file import PairDecision, brief
from anslag.db.tellings import Telling, tellings
from anslag.folder import DATABASE
from anslag.presentation import kronor

_OPEN = """
SELECT s.first, s.second, s.kind, s.why, s.probability, s.decided FROM same_grant AS s
WHERE s.decided IS NULL ORDER BY abs(s.probability - 0.5), s.first, s.second
"""
_ANSWERS = {"y": "yes, one grant", "n": "no, two grants", "s": "skip", "q": "quit"}
_KINDS = {
    "told again": "told again",
    "corrected": "corrected by the first",
    "part": "a year's part of the first",
}


@dataclass(frozen=True, slots=True)
class OpenPair:
    """Two grants that nobody has decided on, with how far they agree and the chance (0 to 1) that they are one."""

    first: Telling
    second: Telling
    kind: str
    why: str
    probability: float


def open_pairs(data: Path) -> Iterator[OpenPair]:
    """The pairs that nobody has decided on, the most doubtful first, less those decided on since the last build."""
    done = {frozenset((one.first, one.second)) for one in same_grant_file.read(data / corrections_file.NAME)}
    with closing(connect(data / DATABASE)) as db:
        found = [row for row in db.execute(_OPEN) if frozenset((row["first"], row["second"])) not in done]
        by_id = {one.id: one for one in tellings(db)} if found else {}
    for row in found:
        yield OpenPair(by_id[row["first"]], by_id[row["second"]], row["kind"], row["why"], row["probability"])


def walk(
    console: Console, data: Path, found: list[OpenPair], who: str, today: date
) -> Iterator[PairDecision]:
    """Asks for pair after pair and keeps each answer; gives the decisions as they are kept."""
    for number, pair in enumerate(found, 1):
        console.rule(f"{number} of {len(found)}")
        console.print(_beside(pair))
        console.print(
            f"{_KINDS[pair.kind]}: {pair.why} ({pair.probability:.0%})", markup=False, highlight=False
        )
        for key, meaning in _ANSWERS.items():
            click.echo(f"  {key}  {meaning}")
        answer = click.prompt("Same grant?", type=click.Choice(list(_ANSWERS)), show_choices=False)
        if answer == "q":
            return
        if answer != "s":
            why: str = click.prompt("Why?", default="compared")
            a, b = pair.first, pair.second
            one = PairDecision(a.id, b.id, answer == "y", brief(a), brief(b), who, today, why)
            same_grant_file.add(data / corrections_file.NAME, one)
            yield one


def _beside(pair: OpenPair) -> Table:
    table = Table("", "first", "second", box=None, padding=(0, 2, 0, 0))
    for name in (
        "id",
        "title",
        "owner",
        "amount",
        "period",
        "reference",
        "funder",
        "publisher",
        "day",
        "headline",
    ):
        table.add_row(name, *(_cell(one, name) for one in (pair.first, pair.second)))
    return table


def _cell(one: Telling, name: str) -> str:
    if name == "amount":
        return kronor(one.amount, one.currency, one.approximate)
    if name == "period":
        days = [str(day) for day in (one.period_start, one.period_end) if day]
        return " – ".join(days) or "–"
    return str(getattr(one, name) or "–").replace("[", "\\[")

"""``anslag new``: what is new since the last time."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

import click

from anslag.group import DATA, example


@click.command()
@DATA
@click.option(
    "--since",
    "day",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Grants of releases first seen on or after this day; without it, since the last time.",
)
@example("anslag new --since 2025-01-01")
def new(data: Path, day: datetime | None) -> None:
    """Lists grants that are new in the database.

    A grant is new if its release was not in the archive before. Without --since, all that came after the last `anslag
    new`: the next one begins where this one ends.
    """
    from anslag.new import new_lines, newest, since, tell

    from_when = since(data, day.date() if day else None)
    upto = newest(data)
    for line in new_lines(data, from_when):
        click.echo(line)
    # What a reader has not got is told again.
    sys.stdout.flush()
    if day is None:
        tell(data, upto)

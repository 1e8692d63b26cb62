"""``anslag register``: takes a register of organisations, or lists the recipients still without a number."""

from __future__ import annotations

from pathlib import Path

import click

from anslag.group import DATA, example


@click.command()
@click.argument("file", type=click.Path(path_type=Path), required=False)
@click.option(
    "--limit", type=click.IntRange(1), default=50, show_default=True, help="How many organisations to list."
)
@DATA
@example("anslag register companies.csv")
def register(file: Path | None, limit: int, data: Path) -> None:
    """Takes a register of organisations.

    FILE is a CSV table with the columns name, number and (if you have it) kommun. The next `anslag build` gives every
    recipient the number that the register has for its exact name. Without FILE, lists the recipients that are still
    without a number, and why.
    """
    from anslag.register import keep, open_lines

    for line in keep(file, data) if file else open_lines(data, limit):
        click.echo(line)

"""``anslag propose``: asks a language model about releases that the reader is unsure of."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from anslag.errors import BadInput
from anslag.group import DATA, example


@click.command()
@click.option("--model", "name", help="The model to ask, by its name in the llm package.")
@click.option(
    "--only",
    type=click.Choice(["unclear", "failed", "all"]),
    default="all",
    show_default=True,
    help="Ask only about sums that were not understood, or only where the total or the count does not hold.",
)
@click.option("--limit", type=click.IntRange(1), help="Ask about so many releases at most.")
@click.option("--budget", type=click.IntRange(1), metavar="TOKENS", help="Spend so many tokens at most.")
@click.option("--dry-run", is_flag=True, help="Only say how many releases and tokens it would take.")
@DATA
@example("anslag propose --model MODEL --limit 20")
def propose(
    name: str | None, only: str, limit: int | None, budget: int | None, dry_run: bool, data: Path
) -> None:
    """Lets a language model propose what the reader missed.

    Sends releases that the reader is unsure of to the model that you name, without contact persons. A grant is proposed
    only if its words stand in the release and its sum is one of the release's own; nothing of it is in the database
    before a person accepts it in `anslag review`, or `anslag build --with-proposals` takes it. Needs the part llm;
    `anslag doctor` says how to install it.
    """
    from anslag.second_reader import report
    from anslag.second_reader.asking import Limits

    limits = Limits(only, limit, budget)
    if dry_run:
        for line in report.forecast(data, limits, name):
            click.echo(line)
        return
    if name is None:
        raise BadInput(
            "name a model with --model (`llm models` lists those that are installed); --dry-run says what it would cost"
        )
    sys.exit(report.run(data, name, limits))

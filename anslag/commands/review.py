"""``anslag review``: corrects doubtful releases, samples and pairs of grants by hand."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from anslag.group import DATA, example


@click.command()
@click.argument("release", nargs=-1)
@click.option("--who", help="Who decides; asked for if it is not given.")
@click.option(
    "--sample",
    type=click.Path(path_type=Path),
    help="Go through the releases of a sample that nobody has judged yet.",
)
@click.option(
    "--gold",
    type=click.Path(file_okay=False, path_type=Path),
    help="Instead, write the releases judged as a whole to this folder as gold files.",
)
@click.option("--pairs", is_flag=True, help="Instead, decide which grants that two releases tell are one.")
@DATA
@example("anslag review --who 'A. Reader'")
def review(
    release: Sequence[str], who: str | None, sample: Path | None, gold: Path | None, pairs: bool, data: Path
) -> None:
    """Corrects doubtful releases by hand.

    Shows doubtful releases, RELEASE by its id, or those of a sample, with the words that were read, and asks what to
    do. Decisions go to corrections.toml in the data folder, which can be version-controlled and shared; the next
    `anslag build` applies them.
    """
    from anslag.review_command import gold_files, interview, one_thing

    one_thing(release, sample, gold, pairs)
    if gold is not None:
        gold_files(data, gold)
    elif pairs:
        _review_pairs(data, who)
    else:
        interview(release, sample, who, data)


def _review_pairs(data: Path, who: str | None) -> None:
    from datetime import date

    from rich.console import Console

    from anslag.pairs import open_pairs, walk
    from anslag.presentation import counted

    found = list(open_pairs(data))
    if not found:
        click.echo("No two grants are waiting for a decision.")
        return
    who = who or click.prompt("Who are you (kept with each decision)?")
    kept = 0
    try:
        for _ in walk(Console(), data, found, who, date.today()):
            kept += 1
            click.echo("Kept.")
    finally:
        if kept:
            click.echo(
                f"{counted(kept, 'decision')} kept in {data / 'corrections.toml'}; `anslag build` applies them."
            )

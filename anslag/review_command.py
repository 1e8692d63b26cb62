"""``anslag review`` as a person meets it: what is gone through, and what is said at the end."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import click
from rich.console import Console

from anslag.errors import BadInput
from anslag.presentation import counted
from anslag.proposal_prompts import walk_proposals
from anslag.quality import unjudged
from anslag.review import Desk, doubtful, judged_of, proposed
from anslag.review import gold_files as written
from anslag.review_prompts import walk
from anslag.sampling import read
from anslag.watching import progressing

_ALONE = "--gold, --pairs, --sample and releases by their ids are different things to do: choose one"


def gold_files(data: Path, folder: Path) -> None:
    """Writes gold files and says how many. Raises :class:`BadInput` for none."""
    count = written(data, folder)
    if not count:
        raise BadInput(
            "no release has been judged as a whole; accept some with `anslag review`, then `anslag build`"
        )
    click.echo(
        f"{counted(count, 'gold file')} in {folder}; `anslag evaluate {folder}` compares readings with them."
    )


def one_thing(*asked: object) -> None:
    """Refuses to do several things at once. Raises :class:`BadInput`."""
    if sum(map(bool, asked)) > 1:
        raise BadInput(_ALONE)


def interview(releases: Sequence[str], sample: Path | None, who: str | None, data: Path) -> None:
    """Goes through releases, or what is left of a sample, and says what was kept, however it ends."""
    desk = Desk(data, who or "", date.today())
    chosen = _left(sample, desk) if sample is not None else list(releases or doubtful(data))
    offered = _offered(desk, releases, sample)
    if not (chosen or offered):
        click.echo(f"All of {sample} is judged: {_next(sample)}." if sample else "Nothing is doubtful.")
        return
    desk.who = who or click.prompt("Who are you (kept with each decision)?")
    try:
        _walk(desk, offered, chosen)
    finally:
        _tell(desk, data, sample, left=len(set(chosen) - desk.judged))


def _walk(desk: Desk, offered: Sequence[str], chosen: Sequence[str]) -> None:
    console = Console()
    if walk_proposals(console, desk, offered):
        walk(console, desk, chosen)


def _offered(desk: Desk, releases: Sequence[str], sample: Path | None) -> list[str]:
    """The releases whose proposals are shown first; none of a sample, which is judged on what the rules read."""
    found = proposed(desk) if sample is None else []
    return [one for one in found if one in releases] if releases else found


def _tell(desk: Desk, data: Path, sample: Path | None, left: int) -> None:
    """What was kept, and what comes next."""
    if desk.kept:
        click.echo(
            f"{counted(desk.kept, 'decision')} kept in {data / 'corrections.toml'}; `anslag build` applies them."
        )
    if sample is not None:
        goes_on = "run the same command again to go on" if left else _next(sample)
        click.echo(f"{counted(left, 'release')} of the sample left to judge; {goes_on}.")


def _next(sample: Path | None) -> str:
    return f"`anslag evaluate --sample {sample}` tells the error rate"


def _left(path: Path, desk: Desk) -> list[str]:
    """The releases of a sample that nobody has judged yet."""
    sample = read(path)
    with progressing(Console(stderr=True), "looking for what is judged") as progress:
        return list(unjudged(sample, judged_of(desk, sample, progress)))

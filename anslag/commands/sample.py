"""``anslag sample``: draws releases at random to judge."""

from __future__ import annotations

from pathlib import Path

import click

from anslag.group import DATA, example


@click.command()
@click.argument("size", metavar="N", type=click.IntRange(1))
@click.option(
    "--seed",
    type=click.IntRange(0),
    default=1,
    show_default=True,
    help="Which sample: the same number draws the same one.",
)
@click.option(
    "--stratify",
    type=click.Choice(["platform", "layout", "confidence", "year"]),
    help="Draw from each part of the releases in proportion, two at least.",
)
@click.option(
    "--to",
    "path",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("sample.toml"),
    show_default=True,
    help="File to write.",
)
@DATA
@example("anslag sample 100 --seed 7 --stratify platform")
def sample(size: int, seed: int, stratify: str | None, path: Path, data: Path) -> None:
    """Draws releases at random to judge.

    N releases are drawn from all of the archive, those without grants and those that could not be read included, and
    listed in a file for `anslag review --sample` and `anslag evaluate --sample`.
    """
    from contextlib import closing

    from anslag.reports import opened
    from anslag.sampling import draw, write

    with closing(opened(data)) as db:
        drawn = draw(db, size, seed, stratify)
    write(drawn, path)
    click.echo(
        f"{size} of {drawn.frame} releases in {path}; go through them with `anslag review --sample {path}`."
    )
    for name, frame in drawn.frames.items() if stratify else ():
        click.echo(f"  {name}: {drawn.sizes[name]} of {frame}")

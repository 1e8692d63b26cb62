"""Fits the weights of the reader: ``python -m anslag.fitting FOLDER …`` (``make fit``)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import click

from anslag import parsers
from anslag.fitting import fates, sumless
from anslag.fitting.fit import Fit
from anslag.fitting.labelled import labelled
from anslag.fitting.reading import Candidates, candidates

WEIGHTS = Path(parsers.__file__).parent / "weights"

FITS: Mapping[str, Callable[[Sequence[Candidates]], Fit]] = {
    "fates": fates.fit,
    "sumless": sumless.fit,
}
"""The fits, in the order in which one builds on the other."""


@click.command()
@click.argument(
    "folders", nargs=-1, required=True, type=click.Path(exists=True, file_okay=False, path_type=Path)
)
@click.option(
    "--without",
    type=click.Path(exists=True, path_type=Path),
    help="Leave out the releases that this file lists.",
)
@click.option("--only", multiple=True, type=click.Choice(sorted(FITS)), help="Fit these alone.")
@click.option("--into", default=WEIGHTS, show_default="parsers/weights", type=click.Path(path_type=Path))
def main(folders: tuple[Path, ...], without: Path | None, only: tuple[str, ...], into: Path) -> None:
    """Fit the weights of the reader from the labelled releases in FOLDERS and print how good they are."""
    hidden = frozenset(without.read_text("utf-8").split()) if without else frozenset()
    releases = [candidates(one) for one in labelled(folders) if one.name not in hidden]
    click.echo(f"{len(releases)} labelled releases")
    for name, fit in FITS.items():
        if only and name not in only:
            continue
        made = fit(releases)
        click.echo(f"\n{name}\n{made.report}")
        for table, text in made.tables.items():
            (into / f"{table}.tsv").write_text(text, "utf-8")


if __name__ == "__main__":
    main()

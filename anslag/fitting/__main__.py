"""Fits the weights of the reader: ``python -m anslag.fitting FOLDER …`` (``make fit``)."""

from __future__ import annotations

from collections.abc import Sequence, Set
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

import click

from anslag import parsers
from anslag.fitting import confidence
from anslag.fitting.labelled import Labelled, labelled
from anslag.fitting.labelled import cases as small_cases
from anslag.fitting.measure import reliability
from anslag.fitting.report import report, with_reliability
from anslag.fitting.stages import Tables
from anslag.fitting.unseen import PARTS, Unseen, fold

WEIGHTS = Path(parsers.__file__).parent / "weights"


def fitted(
    releases: Sequence[Labelled], tuned: Set[str], workers: int
) -> tuple[Tables, list[Unseen], list[Unseen]]:
    """All tables; every release read by tables without its publisher; those of them that confidence is learned from.

    ``tuned`` names the releases that the rules were written with: they are read better than others.
    """
    with ProcessPoolExecutor(workers) as pool:
        parts = list(pool.map(partial(fold, releases), PARTS))
    tables, unseen = parts[0][0], [one for _, held in parts[1:] for one in held]
    untouched = [one for one in unseen if one.name not in tuned]
    return {**tables, "confidence": confidence.table(untouched)}, unseen, untouched


@click.command()
@click.argument(
    "folders", nargs=-1, required=True, type=click.Path(exists=True, file_okay=False, path_type=Path)
)
@click.option(
    "--tuned",
    multiple=True,
    type=click.Path(exists=True, path_type=Path),
    help="A folder of releases that the rules were written with: confidence is not learned from them.",
)
@click.option(
    "--cases",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A folder of small cases that are learned from as well, and not measured.",
)
@click.option(
    "--untouched",
    multiple=True,
    type=click.Path(exists=True, path_type=Path),
    help="A list of releases in those folders that no rule was written with.",
)
@click.option("--into", default=WEIGHTS, show_default="parsers/weights", type=click.Path(path_type=Path))
@click.option(
    "--figures",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A document whose table of reliability is brought up to date.",
)
@click.option("--workers", default=2, show_default=True, help="Processes side by side.")
def main(
    folders: tuple[Path, ...],
    tuned: tuple[Path, ...],
    untouched: tuple[Path, ...],
    cases: Path | None,
    into: Path,
    figures: Path | None,
    workers: int,
) -> None:
    """Fit the weights of the reader from the labelled releases in FOLDERS and print how good they are."""
    releases = list(labelled(folders, (".txt", ".html")))
    click.echo(f"{len({one.name for one in releases})} labelled releases")
    written_with = {path.stem for folder in tuned for path in folder.glob("*.json")}
    written_with -= {name for path in untouched for name in path.read_text("utf-8").split()}
    small = list(small_cases(cases)) if cases else []
    tables, unseen, learned = fitted([*releases, *small], written_with, workers)
    for line in report(unseen, learned):
        click.echo(line)
    for name, table in tables.items():
        (into / f"{name}.tsv").write_text(table, "utf-8")
    if figures:
        found = reliability(confidence.stated(learned))
        told = with_reliability(figures.read_text("utf-8"), tables["confidence"], found)
        figures.write_text(told, "utf-8")


if __name__ == "__main__":
    main()

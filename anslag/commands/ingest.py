"""``anslag ingest``: takes releases out of the archives of other tools."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from anslag.group import DATA, example


@click.command()
@click.argument("file", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--only",
    multiple=True,
    metavar="PATTERN",
    help="Only addresses that begin so, * for anything; also of newsrooms that are not known. May be repeated.",
)
@click.option(
    "--index",
    type=click.Path(dir_okay=False, path_type=Path),
    help="CDXJ index of the files: only the records that it lists are read.",
)
@DATA
@example("anslag ingest crawl.wacz --only www.gislaved.se/nyheter")
def ingest(file: tuple[Path, ...], only: tuple[str, ...], index: Path | None, data: Path) -> None:
    """Takes in what others have archived.

    FILE is a WARC file (.warc, .warc.gz), a WACZ, or a folder of them, as Common Crawl, Browsertrix, wget and Heritrix
    make them. Releases of known newsrooms and platforms go into the archive, each with the file and record that it
    came from, and the database is built. The same file again adds nothing.
    """
    from anslag.ingesting import run

    sys.exit(run(file, only, index, data))

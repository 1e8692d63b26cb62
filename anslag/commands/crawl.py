"""``anslag crawl``: fetches newsrooms, and builds the database."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from anslag.group import DATA, example


@click.command()
@click.argument("url", nargs=-1)
@click.option(
    "--newsrooms",
    type=click.Path(path_type=Path),
    help="TOML list of newsrooms to crawl ([[newsroom]] with name and url).",
)
@click.option("--all-known", is_flag=True, help="Crawl the list of Swedish newsrooms that comes with anslag.")
@click.option("--only-likely", is_flag=True, help="Fetch only releases whose headline sounds like a grant.")
@click.option(
    "--delay",
    type=click.FloatRange(0),
    default=1.0,
    show_default=True,
    help="Least pause per host, in seconds.",
)
@click.option("--contact", help="E-mail or web address that publishers can turn to; kept in the data folder.")
@click.option("--quiet", is_flag=True, help="Only the closing summary.")
@click.option("--verbose", is_flag=True, help="One line for every address.")
@DATA
@example("anslag crawl https://www.mynewsdesk.com/se/regionvasterbotten --contact me@university.se")
def crawl(
    url: Sequence[str],
    newsrooms: Path | None,
    all_known: bool,
    only_likely: bool,
    delay: float,
    contact: str | None,
    quiet: bool,
    verbose: bool,
    data: Path,
) -> None:
    """Fetches newsrooms and builds the database.

    URL is the address of a newsroom or of a single release. Answers are archived as they were received before
    anything else is done with them. Run the same command again to go on after a stop, or to look for what is new.
    Without an address it crawls the newsrooms listed in newsrooms.toml in the data folder, and takes up an interrupted
    crawl again.
    """
    from anslag.crawling import run

    code = run(
        url,
        listed=newsrooms,
        all_known=all_known,
        only_likely=only_likely,
        delay=delay,
        contact=contact,
        quiet=quiet,
        verbose=verbose,
        data=data,
    )
    sys.exit(code)

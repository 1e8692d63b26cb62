"""The command line: thin commands, each of which calls the pipeline or one stage."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from anslag import __version__
from anslag.db.export import FORMATS
from anslag.errors import BadInput
from anslag.folder import ARCHIVE, DATABASE
from anslag.group import Commands, example

if TYPE_CHECKING:
    from anslag.parsers.records import Extraction

_DATA = click.option(
    "--data",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("anslag-data"),
    show_default=True,
    help="Folder of the archive and the databases.",
)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="anslag")
def main() -> None:
    """Reads grants out of Swedish press releases into a database that researchers trust.

    \b
    Start here:
      anslag extract release.html
      anslag crawl https://www.mynewsdesk.com/se/regionvasterbotten
      anslag serve
    """


@main.command()
@click.argument("source", nargs=-1, required=True)
@click.option(
    "--json", "as_json", is_flag=True, help="One JSON object per source, one per line, in input order."
)
@example("anslag extract --json release.html other.txt > grants.jsonl")
def extract(source: Sequence[str], as_json: bool) -> None:
    """Prints the grants of files or addresses.

    SOURCE is a file (.html, .txt), an address, or - for standard input. A source that cannot be read
    does not stop the others; the exit code is 1 then.
    """
    from anslag.sources import read

    failed = False
    for one in source:
        found: Extraction | BadInput
        try:
            found = read(one)
        except BadInput as error:
            failed, found = True, error
        if as_json:
            _json_line(one, found)
        else:
            _table(one, found)
    if failed:
        sys.exit(1)


def _json_line(source: str, found: Extraction | BadInput) -> None:
    from anslag import as_json

    said = as_json.error(found, source) if isinstance(found, BadInput) else as_json.extraction(found, source)
    # RFC 8259 §8.1 wants UTF-8 whatever the terminal speaks; a file name may hold bytes that are no text.
    line = json.dumps(said, ensure_ascii=False).encode("utf-8", "backslashreplace")
    sys.stdout.buffer.write(line + b"\n")
    sys.stdout.buffer.flush()


def _table(source: str, found: Extraction | BadInput) -> None:
    if isinstance(found, BadInput):
        click.echo(f"anslag: {source}: {found}", err=True)
        return
    from rich.console import Console

    from anslag.presentation import show

    show(Console(), found, source)


@main.command()
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
@_DATA
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
    Without an address an interrupted crawl is taken up again.
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


@main.command()
@_DATA
@click.option(
    "--accept-loss", is_flag=True, help="Build even if the archive has lost releases that the database holds."
)
@click.option(
    "--diff", is_flag=True, help="Only print the rows that a build would change; the database stays as it is."
)
@example("anslag build --diff")
def build(data: Path, accept_loss: bool, diff: bool) -> None:
    """Makes the database anew from the archive.

    Needs no network. The same archive gives the same content, however often it is built.
    """
    from anslag.crawling import differences, rebuild

    sys.exit(differences(data) if diff else rebuild(data, accept_loss=accept_loss))


@main.command()
@_DATA
@click.option("--port", type=click.IntRange(1, 65535), default=8001, show_default=True, help="Port.")
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    help="Address to listen on; off this machine no visitor may write SQL or download the file.",
)
@click.option(
    "--name",
    "names",
    multiple=True,
    metavar="NAME",
    help="Name by which visitors come from elsewhere, for example through a web server in front; may be repeated.",
)
@click.option(
    "--publish-archive",
    is_flag=True,
    help="Let visitors from elsewhere see pages as received: that publishes the contact persons named in them, "
    "with telephone numbers and e-mail addresses.",
)
@example("anslag serve --data anslag-data")
def serve(data: Path, port: int, host: str, names: tuple[str, ...], publish_archive: bool) -> None:
    """Shows the database as a website.

    It runs on this machine (Datasette), reads only, and asks nothing of the network. It answers to IP addresses,
    localhost and the names given; archived pages, which hold personal data, are for this machine alone.
    """
    import errno
    import socket

    from anslag.db.connection import connect
    from anslag.db.extras import needed

    with needed("the site"):
        from anslag.db.site import run
        from anslag.serving import archived, is_public, opened_at
    # Before it is announced: that the database can be served, and here.
    connect(data / DATABASE).close()
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        socket.create_server((host, port), family=family).close()
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise BadInput(f"port {port} is in use; choose another one with --port") from error
        raise BadInput(f"cannot listen on {host!r}; choose another address with --host") from error
    click.echo(f"Open {opened_at(host, port)} in a browser; Ctrl-C ends it.")
    shows_archive = publish_archive or not is_public(host, names)
    run(data / DATABASE, port, host, archived(data) if shows_archive else None, names)


@main.command()
@_DATA
@example("anslag status")
def status(data: Path) -> None:
    """Says what there is and what failed.

    That is: what the archive and the database hold, and what failed in the last crawl, by its cause.
    """
    from anslag.reports import status_lines

    for line in status_lines(data):
        click.echo(line)


@main.command()
@_DATA
@click.option(
    "--limit", type=click.IntRange(1), default=50, show_default=True, help="How many releases to list."
)
@example("anslag check --limit 10")
def check(data: Path, limit: int) -> None:
    """Lists releases that do not add up.

    Releases with failed checks come worst first, then the sums that nobody understood, then pairs of organisations
    that may be one.
    """
    from anslag.reports import check_lines

    for line in check_lines(data, limit):
        click.echo(line)


@main.command()
@_DATA
@click.option(
    "--accept-loss", is_flag=True, help="First forget the records that were cut off or whose file is missing."
)
@example("anslag verify")
def verify(data: Path, accept_loss: bool) -> None:
    """Looks for damage in the archive.

    Every byte is compared with what was written; the exit code is 1 if anything is damaged or missing.
    """
    from anslag.crawling import forgotten
    from anslag.presentation import counted
    from anslag.scraper.archive import Archive

    if not (data / ARCHIVE).is_dir():
        raise BadInput(f"there is no archive in {data}")
    if accept_loss:
        for line in forgotten(data):
            click.echo(line)
    damages = list(Archive(data / ARCHIVE).verify())
    for damage in damages:
        click.echo(f"{damage.file} at byte {damage.offset}: {damage.what}")
    click.echo(counted(len(damages), "damaged place") if damages else "The archive is whole.")
    sys.exit(1 if damages else 0)


@main.command()
@_DATA
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="Only changes seen on or after this day.")
@example("anslag changes --since 2025-01-01")
def changes(data: Path, since: datetime | None) -> None:
    """Lists what publishers changed later.

    That is: amounts, owners, titles and periods that are others than when the release was first seen.
    """
    from anslag.reports import change_lines

    for line in change_lines(data, since.date() if since else None):
        click.echo(line)


@main.command()
@click.argument("format", type=click.Choice(list(FORMATS)))
@click.argument("dest")
@click.option("--where", help="SQL condition on the columns of grants_list.")
@click.option("--force", is_flag=True, help="Replace the file or folder if it exists.")
@_DATA
@example("anslag export csv --where \"year = 2024 AND currency = 'SEK'\" grants.csv")
def export(format: str, dest: str, where: str | None, force: bool, data: Path) -> None:
    """Writes the grants to a file.

    FORMAT is csv, jsonl, parquet, xlsx, a Frictionless data package (a folder or a .zip) or 360giving; DEST is
    a file, or - for standard output. Every export says which archive it was made of. The same archive gives the same
    bytes.
    """
    from rich.console import Console

    from anslag.exporting import STANDARD_OUTPUT, write
    from anslag.presentation import counted
    from anslag.watching import progressing

    with progressing(Console(stderr=True), "writing grants") as progress:
        report = write(data / DATABASE, format, dest, where, force, progress)
    # What goes down a pipe is the export alone.
    aside = dest == STANDARD_OUTPUT
    click.echo(f"{counted(report.rows, 'grant')} in {report.path}", err=aside)
    for lacking, count in report.left_out.items():
        click.echo(f"  left out: {count} × {lacking}", err=aside)
    for note in report.notes:
        click.echo(f"  {note}", err=aside)


@main.command()
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
@_DATA
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


@main.command()
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
@_DATA
@example("anslag review --who 'A. Reader'")
def review(
    release: Sequence[str], who: str | None, sample: Path | None, gold: Path | None, data: Path
) -> None:
    """Corrects doubtful releases by hand.

    Shows doubtful releases, RELEASE by its id, or those of a sample, with the words that were read, and asks what to
    do. Decisions go to corrections.toml in the data folder, which can be version-controlled and shared; the next
    `anslag build` applies them.
    """
    from anslag.review_command import gold_files, interview

    if gold is not None:
        gold_files(data, gold)
    else:
        interview(release, sample, who, data)


@main.command()
@click.argument("gold_dir", type=click.Path(path_type=Path))
@_DATA
@example("anslag teach my-gold-files")
def teach(gold_dir: Path, data: Path) -> None:
    """Makes the reader better at your newsrooms.

    Learns from the gold files in GOLD_DIR (`anslag review --gold` writes them from what you accepted) and keeps the
    weights in the data folder, where the next `anslag build` reads by them. Prints how well the releases are read
    now, and by weights that have not seen them; weights that do worse are not kept.
    """
    from anslag.presentation import counted
    from anslag.teaching import FOLDER
    from anslag.teaching import teach as learned

    lesson = learned(gold_dir, data)
    click.echo(
        f"Learned from {counted(lesson.releases, 'release')}; read before, and by weights that had not seen them:"
    )
    for name, count in (
        ("grants found", "paired"),
        ("right but for the title", "core"),
        ("right in all", "exact"),
    ):
        before, after = lesson.before.f1(count), lesson.after.f1(count)
        click.echo(f"  {name:24} F1 {before:.3f} → {after:.3f}")
    if lesson.kept:
        click.echo(f"The new weights are in {data / FOLDER}; the next `anslag build` reads by them.")
    else:
        click.echo("The new weights read worse and were not kept.")


@main.command()
@click.argument("gold_dir", required=False, type=click.Path(path_type=Path))
@click.option(
    "--sample", type=click.Path(path_type=Path), help="Instead, measure on a sample that a person judged."
)
@click.option("--save", is_flag=True, help="Keep the sample's error rate in the database and every export.")
@click.option(
    "--paper",
    type=click.Choice(["en", "sv"]),
    help="Print only a paragraph and tables for a paper, as Markdown, in English or Swedish.",
)
@_DATA
@example("anslag evaluate --sample sample.toml")
def evaluate(gold_dir: Path | None, sample: Path | None, save: bool, paper: str | None, data: Path) -> None:
    """Measures how well releases are read.

    Compares what is read with gold files in GOLD_DIR, or with what a person found in a random sample: precision and
    recall per field, with confidence intervals. A gold file is ID.json beside ID.txt or ID.html;
    `anslag review --gold` writes such files.
    """
    if (gold_dir is None) == (sample is None):
        raise BadInput("name a folder of gold files, or a sample with --sample")
    from anslag.evaluation_report import of_gold, of_sample

    if sample is not None:
        sys.exit(of_sample(sample, data, paper, save=save))
    if gold_dir is None or save or paper:
        raise BadInput("--save and --paper are for a sample: its releases were drawn at random")
    of_gold(gold_dir)

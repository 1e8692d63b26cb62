"""The command line: thin commands, each of which calls the pipeline or one stage."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

import click

from anslag import __version__
from anslag.commands.crawl import crawl
from anslag.commands.doctor import doctor
from anslag.commands.evaluate import evaluate
from anslag.commands.extract import extract
from anslag.commands.ingest import ingest
from anslag.commands.new import new
from anslag.commands.propose import propose
from anslag.commands.register import register
from anslag.commands.review import review
from anslag.commands.sample import sample
from anslag.db.export import BY_YEAR, EXCEL, FORMATS
from anslag.errors import BadInput
from anslag.folder import ARCHIVE, DATABASE
from anslag.group import DATA as _DATA
from anslag.group import Commands, example


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


main.add_command(extract)
main.add_command(crawl)
main.add_command(ingest)


@main.command()
@_DATA
@click.option(
    "--accept-loss", is_flag=True, help="Build even if the archive has lost releases that the database holds."
)
@click.option(
    "--diff", is_flag=True, help="Only print the rows that a build would change; the database stays as it is."
)
@click.option(
    "--full", is_flag=True, help="Read and write everything anew, whatever was kept of the builds before."
)
@click.option(
    "--dask",
    metavar="ADDRESS",
    help="Read on the workers of this Dask scheduler (tcp://host:8786, or its file); "
    "needs the part dask, see `anslag doctor`.",
)
@click.option(
    "--with-proposals",
    is_flag=True,
    help="Take what a model proposed and nobody has reviewed; marked as read by a model.",
)
@example("anslag build --diff")
def build(
    data: Path, accept_loss: bool, diff: bool, full: bool, dask: str | None, with_proposals: bool
) -> None:
    """Makes the database from the archive.

    Needs no network. Only what is new is read; the same archive gives the same content, however often it is built.
    Ctrl-C loses nothing that was read.
    """
    from anslag.crawling import differences, rebuild

    elsewhere = None
    if dask is not None:
        from anslag.cluster import Cluster

        elsewhere = Cluster(dask)
    if diff:
        sys.exit(differences(data, full=full, elsewhere=elsewhere, with_proposals=with_proposals))
    sys.exit(
        rebuild(data, accept_loss=accept_loss, full=full, elsewhere=elsewhere, with_proposals=with_proposals)
    )


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
    from anslag.crawling import damages, forgotten
    from anslag.presentation import counted

    if not (data / ARCHIVE).is_dir():
        raise BadInput(f"there is no archive in {data}")
    if accept_loss:
        for line in forgotten(data):
            click.echo(line)
    found = damages(data)
    for damage in found:
        click.echo(f"{damage.file} at byte {damage.offset}: {damage.what}")
    click.echo(counted(len(found), "damaged place") if found else "The archive is whole.")
    sys.exit(1 if found else 0)


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


main.add_command(new)


@main.command()
@click.argument("format", type=click.Choice(list(FORMATS)))
@click.argument("dest")
@click.option("--where", help="SQL condition on the columns of grants_list.")
@click.option(
    "--all", "each_telling", is_flag=True, help="Also grants that are told again elsewhere and count there."
)
@click.option(
    "--excel",
    is_flag=True,
    help="CSV as a Swedish Excel opens it: semicolons, decimal comma, byte order mark.",
)
@click.option(
    "--partition",
    type=click.Choice(["year"]),
    help="Parquet as a folder with a file for each year, which programs read as one table.",
)
@click.option("--force", is_flag=True, help="Replace the file or folder if it exists.")
@_DATA
@example("anslag export csv --where \"year = 2024 AND currency = 'SEK'\" grants.csv")
def export(
    format: str,
    dest: str,
    where: str | None,
    each_telling: bool,
    excel: bool,
    partition: str | None,
    force: bool,
    data: Path,
) -> None:
    """Writes the grants to a file.

    FORMAT is csv, jsonl, parquet, xlsx, a Frictionless data package (a folder or a .zip), 360giving or openalex; DEST
    is a file, or - for standard output. Every export says which archive it was made of. The same archive gives the
    same bytes.
    """
    from rich.console import Console

    from anslag.exporting import STANDARD_OUTPUT, write
    from anslag.presentation import counted
    from anslag.watching import progressing

    if excel and partition:
        raise BadInput("--excel is for csv and --partition for parquet; give one of them")
    with progressing(Console(stderr=True), "writing grants") as progress:
        database, variant = data / DATABASE, EXCEL if excel else BY_YEAR if partition else ""
        report = write(
            database, format, dest, where, force, progress, variant=variant, each_telling=each_telling
        )
    # What goes down a pipe is the export alone.
    aside = dest == STANDARD_OUTPUT
    click.echo(f"{counted(report.rows, 'grant')} in {report.path}", err=aside)
    if report.told_again:
        again = counted(report.told_again, "grant")
        click.echo(f"  left out: {again} told again elsewhere; --all writes every telling", err=aside)
    for lacking, count in report.left_out.items():
        click.echo(f"  left out: {count} × {lacking}", err=aside)
    for note in report.notes:
        click.echo(f"  {note}", err=aside)


main.add_command(register)


main.add_command(propose)
main.add_command(sample)
main.add_command(review)


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


main.add_command(evaluate)
main.add_command(doctor)

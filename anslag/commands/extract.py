"""``anslag extract``: what files and addresses say, printed as tables or as JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from anslag.db.progress import ProgressCallback, silent
from anslag.errors import INTERRUPTED, BadInput
from anslag.group import example

if TYPE_CHECKING:
    from anslag.parsers.records import Extraction


@click.command()
@click.argument("source", nargs=-1)
@click.option(
    "--from",
    "listed",
    type=click.Path(path_type=Path, allow_dash=True),
    metavar="FILE",
    help="Read what FILE names too: addresses or files, one a line.",
)
@click.option(
    "--json", "as_json", is_flag=True, help="One JSON object per release, one per line, in input order."
)
@example("anslag extract --json release.html saved-pages pages.warc.gz > grants.jsonl")
def extract(source: Sequence[str], listed: Path | None, as_json: bool) -> None:
    """Prints the grants of files or addresses.

    SOURCE is a file (.html, .txt, .warc, .warc.gz), a folder of such files, an address, or - for standard input. A
    source that cannot be read does not stop the others; the exit code is 1 then.
    """
    from anslag import sources

    wanted = _wanted(source, listed)
    several = listed is not None or any(map(sources.holds_several, source))
    told = _Told()
    try:
        with _progress(several) as progress:
            for done, reading in enumerate(sources.readings(wanted), 1):
                (_json_line if as_json else _table)(reading.source, reading.found)
                told.add(reading.found)
                progress(done, done + reading.left)
    except KeyboardInterrupt:
        click.echo("anslag: stopped; what was printed is whole", err=True)
        sys.exit(INTERRUPTED)
    if listed or told.releases + told.failed > len(source):
        click.echo(told.line(), err=True)
    if told.failed:
        sys.exit(1)


def _wanted(source: Sequence[str], listed: Path | None) -> list[str]:
    """Everything to read, in order. Raises :class:`click.UsageError` for nothing."""
    from anslag import sources

    wanted = [*source, *(sources.listed(listed) if listed else ())]
    if not wanted:
        raise click.UsageError(
            f"{listed} names nothing to read" if listed else "Missing argument 'SOURCE...'"
        )
    return wanted


@dataclass(slots=True)
class _Told:
    """What was printed, in figures."""

    releases: int = 0
    grants: int = 0
    failed: int = 0

    def add(self, found: Extraction | BadInput) -> None:
        if isinstance(found, BadInput):
            self.failed += 1
        else:
            self.releases += 1
            self.grants += len(found.grants)

    def line(self) -> str:
        from anslag.presentation import counted

        read = f"{counted(self.grants, 'grant')} in {counted(self.releases, 'release')}"
        return f"{read}; {self.failed} could not be read" if self.failed else read


def _progress(several: bool) -> AbstractContextManager[ProgressCallback]:
    """Shows how far it is where a person waits and the releases themselves go elsewhere."""
    if not several or sys.stdout.isatty() or not sys.stderr.isatty():
        return nullcontext(silent)
    from rich.console import Console

    from anslag.watching import progressing

    return progressing(Console(stderr=True), "reading releases")


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

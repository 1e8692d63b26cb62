"""``anslag extract``: what files and addresses say, printed as tables or as JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from anslag.errors import BadInput
from anslag.group import example

if TYPE_CHECKING:
    from anslag.parsers.records import Extraction


@click.command()
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

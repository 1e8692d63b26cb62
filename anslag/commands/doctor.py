"""``anslag doctor``: looks whether everything works here."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from anslag.group import DATA, example


@click.command()
@DATA
@click.option(
    "--offline", is_flag=True, help="Do not try whether the newsrooms of the data folder can be reached."
)
@example("anslag doctor --offline")
def doctor(data: Path, offline: bool) -> None:
    """Looks whether everything works here.

    One line for each thing: ✓ works, – is not there and not needed, ✗ is broken, with what to do about it. The exit
    code is 1 if anything is broken. Nothing is changed; of the network only the newsrooms in newsrooms.toml are asked.
    """
    from anslag.doctor import State, findings
    from anslag.presentation import counted

    broken = 0
    for finding in findings(data, offline=offline):
        click.echo(finding.line)
        broken += finding.state is State.BROKEN
    click.echo(f"{counted(broken, 'thing')} to mend." if broken else "Everything that anslag needs works.")
    sys.exit(1 if broken else 0)

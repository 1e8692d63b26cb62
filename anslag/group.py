"""What all commands share: the data folder, how they end, and one line for a person where something was wrong."""

from __future__ import annotations

import inspect
import io
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click

from anslag.errors import INTERRUPTED, AnslagError, translated

DATA = click.option(
    "--data",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("anslag-data"),
    show_default=True,
    help="Folder of the archive and the databases.",
)
"""The option that names the data folder."""
_STOPPED = "stopped; run the same command again to go on"


def _usage(error: click.ClickException) -> str:
    """What was wrong with a command, in one line."""
    said = " ".join(error.format_message().split()).rstrip(".")
    context = error.ctx if isinstance(error, click.UsageError) else None
    hint = f"; see `{context.command_path} --help`" if context else ""
    return said[:1].lower() + said[1:] + hint


class Commands(click.Group):
    """Turns errors for people into one line on stderr and an exit code; bugs keep their traceback."""

    def list_commands(self, _: click.Context) -> list[str]:
        """In the order in which a person comes to need them."""
        return list(self.commands)

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> Any:
        """Runs a command; the process ends with its exit code, unless ``standalone_mode`` is off."""
        if not standalone_mode:
            return super().main(args, prog_name, complete_var, standalone_mode, **extra)
        try:
            code = super().main(args, prog_name, complete_var, False, **extra)
        except click.Abort as error:
            # click has no other word for input that ends.
            interrupted = isinstance(error.__context__, KeyboardInterrupt)
            click.echo(f"anslag: {_STOPPED if interrupted else 'the input ended'}", err=True)
            sys.exit(INTERRUPTED if interrupted else 1)
        except click.exceptions.NoArgsIsHelpError as error:
            error.show()
            sys.exit(error.exit_code)
        except click.ClickException as error:
            click.echo(f"anslag: {_usage(error)}", err=True)
            sys.exit(error.exit_code)
        sys.exit(code if isinstance(code, int) else 0)

    def invoke(self, ctx: click.Context) -> Any:
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                # A terminal or file that cannot hold "å" or "✓" is no reason to stop.
                stream.reconfigure(errors="replace")
        try:
            with translated():
                return super().invoke(ctx)
        except AnslagError as error:
            click.echo(f"anslag: {error}", err=True)
            ctx.exit(error.exit_code)
        except KeyboardInterrupt:
            click.echo(f"anslag: {_STOPPED}", err=True)
            ctx.exit(INTERRUPTED)


def example(text: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Puts an example below a command's help, as it is typed."""

    def add(function: Callable[..., Any]) -> Callable[..., Any]:
        function.__doc__ = f"{inspect.cleandoc(function.__doc__ or '')}\n\n\b\nExample:\n  {text}"
        return function

    return add

"""Questions on the terminal: an answer that cannot be used is asked for again at once, Enter goes back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

import click

from anslag.values import BadValue

NONE = "-"
"""What is typed for a value that the release does not have."""

T = TypeVar("T")


class Back(Exception):
    """Enter in place of an answer: no decision."""


def asked(question: str, read: Callable[[str], T]) -> T:
    """What ``read`` makes of an answer; asked again as long as it refuses. Raises :class:`Back` for Enter."""

    def answer(typed: str) -> T:
        if not typed.strip():
            raise Back
        try:
            return read(typed.strip())
        except BadValue as error:
            raise click.BadParameter(str(error)) from error

    found: T = click.prompt(question, default="", show_default=False, value_proc=answer)
    return found


def picked(question: str, choices: Sequence[str]) -> str:
    """One of ``choices``. Raises :class:`Back`."""

    def one(typed: str) -> str:
        if typed in choices:
            return typed
        raise BadValue(f"“{typed}” is none of {', '.join(choices)}")

    return asked(question, one)


def why(default: str) -> str:
    """The reason for a decision."""
    said: str = click.prompt("Why?", default=default)
    return said

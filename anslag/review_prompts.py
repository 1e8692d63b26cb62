"""``anslag review`` as a conversation: a release with its words and values, what to do with it, and why.

An answer that cannot be used is asked for again at once. Enter goes back without a decision.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import click
from rich.console import Console

from anslag.db import corrections
from anslag.db.corrections import GRANT_FIELDS, RELEASE_FIELDS
from anslag.parsers.fields import Value
from anslag.presentation import highlighted, kronor, legend, show
from anslag.review import Case, Desk, place
from anslag.values import BadValue, parsed

_CHOICES = {
    "a": "accept: all of it is right",
    "c": "correct a value",
    "r": "reject a grant: it is none",
    "n": "no grants: nothing was granted here",
    "s": "skip this release",
    "q": "quit",
}
NONE = "-"
"""What is typed for a value that the release does not have."""


T = TypeVar("T")


class _Back(Exception):
    """Enter in place of an answer: no decision."""


def walk(console: Console, desk: Desk, release_ids: Sequence[str]) -> None:
    """Shows release after release and asks what to do, until there is none left or the person quits."""
    for number, release_id in enumerate(release_ids, 1):
        case = desk.case(release_id)
        counted = f"{number} of {len(release_ids)}"
        _show(console, case, counted)
        while (choice := _choice()) not in ("s", "q"):
            try:
                case, done = _decided(desk, case, choice)
            except _Back:
                continue
            except BadValue as error:
                console.print(f"{error}; nothing was kept.", markup=False)
                continue
            console.print("Kept.")
            if done:
                break
            _show(console, case, counted)
        if choice == "q":
            return


def _show(console: Console, case: Case, counted: str) -> None:
    # The words first: what is asked about should stand right above the question.
    console.rule(counted)
    console.print(highlighted(case.now))
    console.print(legend())
    show(console, case.now, case.release_id)


def _choice() -> str:
    click.echo()
    for key, meaning in _CHOICES.items():
        click.echo(f"  {key}  {meaning}")
    choice: str = click.prompt("What should be done?", type=click.Choice(list(_CHOICES)), show_choices=False)
    return choice


def _decided(desk: Desk, case: Case, choice: str) -> tuple[Case, bool]:
    """The case after a decision, and whether that was the last one on it. Raises :class:`_Back`."""
    if choice == "a":
        return desk.accept(case, _why("looked at")), True
    if choice == "n":
        return desk.reject(case, None, _why("no grant in it")), True
    positions = [str(grant.position) for grant in case.now.grants]
    if choice == "r":
        if not positions:
            raise BadValue("it has no grant to reject")
        return desk.reject(
            case, int(_picked("Which grant is none (Enter: back)?", positions)), _why("no grant")
        ), False
    return _corrected(desk, case, positions), False


def _corrected(desk: Desk, case: Case, positions: Sequence[str]) -> Case:
    chosen = int(
        _picked(
            "Which grant, by its place in the list (0: the release itself; Enter: back)?", ["0", *positions]
        )
    )
    position = chosen or None
    field = _field(case, position)
    said = _asked(f"The right value ({NONE}: it has none; Enter: back)", lambda typed: _typed(field, typed))
    words = _Typed()
    if said.value is not None:
        words = _asked(
            "The words of the release that say so (Enter: none)", lambda typed: _words(case, typed), _Typed()
        )
    return desk.correct(case, position, field, said.value, words.words, _why("misread"))


def _field(case: Case, position: int | None) -> str:
    fields = list(GRANT_FIELDS if position else RELEASE_FIELDS)
    for number, name in enumerate(fields, 1):
        value = _shown(corrections.value(case.now, position, name))
        click.echo(f"  {number:2}  {name:25}  {value}".rstrip())

    def picked(typed: str) -> str:
        if typed.isdigit() and 1 <= int(typed) <= len(fields):
            return fields[int(typed) - 1]
        alike = [name for name in fields if name.startswith(typed)]
        if typed in fields or len(alike) == 1:
            return typed if typed in fields else alike[0]
        raise BadValue(f"“{typed}” is no field: type its number or its name")

    return _asked("Which field, by its number or name (Enter: back)?", picked)


def _shown(value: Value) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return "; ".join(value)
    if isinstance(value, int | float) and abs(value) >= 1000:
        return kronor(value).removesuffix(" kr")
    line = "" if value is None else " ".join(str(value).split())
    return line if len(line) <= 60 else f"{line[:60]}…"


@dataclass(frozen=True, slots=True)
class _Typed:
    """What was typed: a value, or where the words stand; None for "it has none"."""

    value: Value = None
    words: tuple[int, int] | None = None


def _typed(field: str, typed: str) -> _Typed:
    return _Typed() if typed == NONE else _Typed(parsed(field, typed))


def _words(case: Case, typed: str) -> _Typed:
    return _Typed(words=place(case.read.release.text, typed))


def _picked(question: str, choices: Sequence[str]) -> str:
    def one(typed: str) -> str:
        if typed in choices:
            return typed
        raise BadValue(f"“{typed}” is none of {', '.join(choices)}")

    return _asked(question, one)


def _asked(question: str, read: Callable[[str], T], empty: T | None = None) -> T:
    """What ``read`` makes of an answer; asked again as long as it refuses.

    Enter gives ``empty``; raises :class:`_Back` where that is None.
    """

    def answer(typed: str) -> T:
        if not typed.strip():
            if empty is None:
                raise _Back
            return empty
        try:
            return read(typed.strip())
        except BadValue as error:
            raise click.BadParameter(str(error)) from error

    found: T = click.prompt(question, default="", show_default=False, value_proc=answer)
    return found


def _why(default: str) -> str:
    why: str = click.prompt("Why?", default=default)
    return why

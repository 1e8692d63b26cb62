"""``anslag review`` as a conversation: a release with its words and values, what to do with it, and why.

An answer that cannot be used is asked for again at once. Enter goes back without a decision.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import click
from rich.console import Console

from anslag.asking import NONE, Back, asked, picked, why
from anslag.db import corrections
from anslag.db.corrections import GRANT_FIELDS, RELEASE_FIELDS
from anslag.marking_prompts import missed, placed
from anslag.parsers.fields import Value
from anslag.presentation import highlighted, kronor, legend, show
from anslag.review import Case, Desk, Page
from anslag.values import BadValue, parsed

_CHOICES = {
    "a": "accept: all that stands here is right",
    "c": "correct a value",
    "r": "reject a grant: it is none",
    "m": "add a grant that is missing",
    "n": "no grants: nothing was granted here",
    "s": "skip this release",
    "q": "quit",
}


def walk(console: Console, desk: Desk, release_ids: Sequence[str]) -> None:
    """Shows release after release and asks what to do, until there is none left or the person quits."""
    for number, release_id in enumerate(release_ids, 1):
        found = desk.look(release_id)
        console.rule(f"{number} of {len(release_ids)}")
        go_on = _page(console, desk, found) if isinstance(found, Page) else _case(console, desk, found)
        if not go_on:
            return


def _case(console: Console, desk: Desk, case: Case) -> bool:
    """Asks about a release until the person has answered for it; gives whether to go on to the next one."""
    _show(console, case)
    while (choice := _choice()) not in ("s", "q"):
        try:
            case, done = _decided(desk, case, choice)
        except Back:
            continue
        except BadValue as error:
            console.print(f"{error}; nothing was kept.", markup=False)
            continue
        console.print("Kept.")
        if done:
            return True
        _show(console, case)
    return choice == "s"


def _page(console: Console, desk: Desk, page: Page) -> bool:
    """Asks about a page that could not be read; gives whether to go on to the next one."""
    said = f"This page could not be read as a release: {page.why}\n{page.url}"
    console.print(said, markup=False, soft_wrap=True)

    def number(typed: str) -> int | None:
        if typed == "q":
            return None
        count = parsed("claimed_count", typed)
        assert isinstance(count, int)
        return count

    question = (
        "Look at it: how many grants does it tell of (0: none, or it is no release; Enter: skip; q: quit)?"
    )
    try:
        count = asked(question, number)
    except Back:
        return True
    if count is not None:
        desk.counted(page, count, why("looked at the page"))
        console.print("Kept.")
    return count is not None


def _show(console: Console, case: Case) -> None:
    # The words first: what is asked about should stand right above the question.
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
    """The case after a decision, and whether that was the last one on it. Raises :class:`Back`."""
    if choice == "n":
        return desk.reject(case, None, why("no grant in it")), True
    if choice == "m" or (choice == "a" and _lacks_one()):
        return desk.add(case, missed(case.read.release), why("it was not read")), False
    if choice == "a":
        return desk.complete(case, why("read to its end")), True
    positions = [str(grant.position) for grant in case.now.grants]
    if choice == "r":
        if not positions:
            raise BadValue("it has no grant to reject")
        position = int(picked("Which grant is none, by its place in the list (Enter: back)?", positions))
        return desk.reject(case, position, why("no grant")), False
    return _corrected(desk, case, positions), False


def _lacks_one() -> bool:
    question = "Does the release tell of a grant that is not in the list (y or n; Enter: back)?"
    return picked(question, ["y", "n"]) == "y"


def _corrected(desk: Desk, case: Case, positions: Sequence[str]) -> Case:
    chosen = int(
        picked(
            "Which grant, by its place in the list (0: the release itself; Enter: back)?", ["0", *positions]
        )
    )
    position = chosen or None
    field = _field(case, position)
    said = asked(f"The right value ({NONE}: it has none; Enter: back)", lambda typed: _typed(field, typed))
    words = None
    if said.value is not None:
        try:
            words = placed(case.read.release.text, "The words of the release that say so (Enter: none)")
        except Back:
            words = None
    return desk.correct(case, position, field, said.value, words, why("misread"))


def _field(case: Case, position: int | None) -> str:
    fields = list(GRANT_FIELDS if position else RELEASE_FIELDS)
    for number, name in enumerate(fields, 1):
        value = _shown(corrections.value(case.now, position, name))
        click.echo(f"  {number:2}  {name:25}  {value}".rstrip())

    def chosen(typed: str) -> str:
        if typed.isdigit() and 1 <= int(typed) <= len(fields):
            return fields[int(typed) - 1]
        alike = [name for name in fields if name.startswith(typed)]
        if typed in fields or len(alike) == 1:
            return typed if typed in fields else alike[0]
        raise BadValue(f"“{typed}” is no field: type its number or its name")

    return asked("Which field, by its number or name (Enter: back)?", chosen)


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
    """What was typed; None for "it has none"."""

    value: Value = None


def _typed(field: str, typed: str) -> _Typed:
    return _Typed() if typed == NONE else _Typed(parsed(field, typed))

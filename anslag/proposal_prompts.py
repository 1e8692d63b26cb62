"""``anslag review`` on what a model proposed: the sentence with the quoted words marked, and one key to accept it."""

from __future__ import annotations

from collections.abc import Sequence

import click
from rich.console import Console
from rich.markup import escape
from rich.text import Text

from anslag.asking import why
from anslag.db.proposals import Proposal
from anslag.presentation import COLOURS, kronor
from anslag.review import Case, Desk

_CHOICES = {
    "a": "accept: it is a grant, and all of this is right",
    "r": "reject: it is none, or something is wrong",
    "s": "skip it",
    "q": "quit",
}
_AROUND = 100
"""Characters shown on both sides of the quoted words, to the border of a line."""
_FAR = 400
"""Characters between quoted words from which on what stands between them is left out."""


def walk_proposals(console: Console, desk: Desk, release_ids: Sequence[str]) -> bool:
    """Shows proposal after proposal and asks what to do; gives whether to go on to what else is doubtful."""
    for number, release_id in enumerate(release_ids, 1):
        console.rule(f"proposals: release {number} of {len(release_ids)}")
        if not _release(console, desk, release_id):
            return False
    return True


def _release(console: Console, desk: Desk, release_id: str) -> bool:
    case = desk.case(release_id)
    skipped: set[str] = set()
    title = escape(case.now.release.title or "(no headline)")
    console.print(f"[bold]{title}[/bold]  [dim]{escape(release_id)}[/dim]")
    # Asked for anew each time: what was accepted may leave no room for another one.
    while left := [one for one in desk.waiting(case) if one.id not in skipped]:
        choice = _asked(console, case, left[0])
        if choice == "q":
            return False
        if choice == "s":
            skipped.add(left[0].id)
            continue
        if choice == "a":
            case = desk.accept(case, left[0])
        else:
            desk.refuse(left[0], why("no such grant"))
        click.echo("Kept.")
    return True


def _asked(console: Console, case: Case, one: Proposal) -> str:
    console.print(sentence(case.now.release.text, one))
    console.print(_values(one))
    click.echo()
    for key, meaning in _CHOICES.items():
        click.echo(f"  {key}  {meaning}")
    choice: str = click.prompt("What should be done?", type=click.Choice(list(_CHOICES)), show_choices=False)
    return choice


def sentence(text: str, one: Proposal) -> Text:
    """The words of a release around a proposal's quotes, with these marked."""
    shown = Text()
    end = -1
    for start, stop in _parts(text, one):
        if end >= 0:
            shown.append("\n […] \n", "dim")
        part = Text(text[start:stop])
        for name, place in one.evidence.items():
            if start <= place.start and place.end <= stop:
                part.stylize(COLOURS.get(name, "italic"), place.start - start, place.end - start)
        shown.append_text(part)
        end = stop
    return shown


def _parts(text: str, one: Proposal) -> list[tuple[int, int]]:
    """The parts of a text that hold the quotes, each with what stands around it in its line."""
    parts: list[tuple[int, int]] = []
    for place in sorted(one.evidence.values(), key=lambda place: place.start):
        start = max(text.rfind("\n", 0, place.start) + 1, place.start - _AROUND)
        line = text.find("\n", place.end)
        stop = min(len(text) if line < 0 else line, place.end + _AROUND)
        if parts and start - parts[-1][1] < _FAR:
            parts[-1] = (min(parts[-1][0], start), max(parts[-1][1], stop))
        else:
            parts.append((start, stop))
    return parts


def _values(one: Proposal) -> Text:
    """What would be stored, each value in the colour of its words."""
    said = Text(f"{one.model}, {one.when.isoformat()}: ", "dim")
    values = dict(one.values)
    currency, about = values.pop("currency", None), bool(values.pop("amount_approximate", False))
    for name, value in values.items():
        if name == "amount" and isinstance(value, int | float):
            value = kronor(value, str(currency or "SEK"), about)
        shown = "; ".join(value) if isinstance(value, tuple) else str(value)
        said.append(f"{name.replace('_', ' ')} ", "dim").append(shown, COLOURS.get(name, "bold")).append(
            "   "
        )
    return said

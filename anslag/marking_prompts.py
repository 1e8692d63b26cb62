"""The questions by which a person marks a grant that was not read, field by field, in the words of the release."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress

import click

from anslag import marking
from anslag.asking import Back, asked, picked
from anslag.marking import Marked
from anslag.parsers.fields import Value
from anslag.parsers.records import Release
from anslag.presentation import kronor
from anslag.values import BadValue, parsed

_Place = tuple[int, int]
_WORDS = {
    "title": "Title of the project",
    "owner": "Who receives the money",
    "partners": "Others that take part",
    "number": "Its number in the release",
}
"""What is asked for by its words alone, and how; sum and period have more columns than one."""


def placed(text: str, question: str) -> _Place:
    """Where the words stand that a person types; of several places one is chosen. Raises :class:`Back`."""
    found = asked(question, lambda typed: marking.places(text, typed))
    if len(found) == 1:
        return found[0]
    for number, place in enumerate(found, 1):
        before, words, behind = marking.surroundings(text, place)
        click.echo(f"  {number:2}  {before}{click.style(words, bold=True)}{behind}")
    numbers = [str(number) for number in range(1, len(found) + 1)]
    return found[int(picked("Which of these places (Enter: back)?", numbers)) - 1]


def missed(release: Release) -> list[Marked]:
    """The values of a grant that a person marks. Raises :class:`Back` where neither title, owner nor sum is given."""
    click.echo("Copy the words of the grant as they are printed; Enter: the release does not say.")
    found = [
        *_marked(release, "title"),
        *_marked(release, "owner"),
        *_sum(release),
        *_period(release),
        *_marked(release, "partners"),
        *_marked(release, "number"),
    ]
    if not {"title", "owner", "amount"} & {one.field for one in found}:
        click.echo("A grant has a title, an owner or a sum at least; nothing was kept.")
        raise Back
    return found


def _marked(release: Release, field: str) -> Iterator[Marked]:
    with suppress(Back):
        place = placed(release.text, f"{_WORDS[field]}, as printed")
        words = marking.words_at(release.text, place)
        try:
            value = parsed(field, words)
        except BadValue:
            value = _value(field, "The number in it")
        yield Marked(field, value, place)


def _value(field: str, question: str) -> Value:
    return asked(question, lambda typed: parsed(field, typed))


def _sum(release: Release) -> Iterator[Marked]:
    with suppress(Back):
        place = placed(release.text, "The sum granted, as printed (“2,5 miljoner kronor”)")
        read = marking.sum_at(release, place)
        shown = kronor(read.amount, read.currency, read.approximate) if read else ""
        amount = _or("amount", read.amount if read else None, shown, "the amount in units of the currency")
        yield Marked("amount", amount, place)
        yield Marked("currency", read.currency if read else "SEK", place)
        if read is not None and read.approximate:
            yield Marked("amount_approximate", True, place)


def _period(release: Release) -> Iterator[Marked]:
    with suppress(Back):
        place = placed(release.text, "The period of the project, as printed (“1 mars 2025–28 februari 2026”)")
        first, last = marking.period_at(release, place) or (None, None)
        days: Sequence[tuple[str, Value, str]] = (
            ("period_start", first, "its first day, such as 2025-03-01"),
            ("period_end", last, "its last day, such as 2026-02-28"),
        )
        for field, day, what in days:
            with suppress(Back):
                yield Marked(field, _or(field, day, f"{what.partition(',')[0]}: {day}", what), place)


def _or(field: str, read: Value, shown: str, what: str) -> Value:
    """A value that was read out of the marked words, unless the person types another. Raises :class:`Back`."""
    if read is None:
        return _value(field, f"  Type {what} (Enter: not said)")
    try:
        return _value(field, f"  {shown} (Enter: right; else type {what})")
    except Back:
        return read

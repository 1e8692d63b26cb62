"""Rows that name persons with their unit: whom to ask, and nobody's grant; a body of its own in the brackets has it."""

from __future__ import annotations

import pytest

from anslag.parsers.borders.contacts import contacts, touches
from anslag.parsers.document import plain
from anslag.parsers.mentions.mention import Span
from anslag.parsers.read import extraction

HOUSE = (
    "Lugn natt – Maj Ek/Bo Alm (KKI)",
    "Varm hand – Ulla Ström (Kirurgen)",
    "Robotkatten – Per Berg – LAB",
)


def said(rows: tuple[str, ...]) -> list[str]:
    text = "\n".join(rows)
    places = {at: Span(text.index(row), text.index(row) + len(row)) for at, row in enumerate(rows)}
    return [one.of(text) for one in contacts(text, places).values()]


def test_persons_with_a_unit_are_contacts_where_a_row_has_several() -> None:
    assert said(HOUSE) == ["Maj Ek/Bo Alm (KKI)", "Ulla Ström (Kirurgen)", "Per Berg – LAB"]


@pytest.mark.parametrize(
    "rows",
    [
        HOUSE[1:],
        ("Lugn natt – Maj Ek/Bo Alm (KKI)", "Varm hand – Hults IF", "Robotkatten – Lövåsa AB"),
        ("Lugn natt – Maj Ek/Bo Alm (Hults universitet)", "Varm hand – Ulla Ström (Lövåsa kommun)"),
    ],
)
def test_other_lists_have_none(rows: tuple[str, ...]) -> None:
    assert said(rows) == []


def test_what_touches_a_contact() -> None:
    assert touches(Span(5, 9), (8, 12))
    assert not touches(Span(5, 9), (9, 12))
    assert not touches(None, (0, 1))


def test_the_ideas_of_a_house_have_no_owner() -> None:
    release = plain("Idéfonden har valt\n\nDessa projekt har beviljats medel:\n\n• " + "\n• ".join(HOUSE))
    found = extraction(release).grants
    assert found
    assert {one.owner for one in found} == {None}

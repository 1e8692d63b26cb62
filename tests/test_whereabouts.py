"""A municipality behind the name of another body says where that is, and owns nothing."""

from __future__ import annotations

import pytest

from anslag.parsers.document import plain
from anslag.parsers.mentions.annotate import annotated
from anslag.parsers.mentions.mention import Span
from anslag.parsers.read import extraction
from anslag.parsers.whereabouts import says_where


@pytest.mark.parametrize(
    ("text", "span", "where"),
    [
        ("Öjersta bygdegårdsförening, Boda kommun – ny hiss", "Boda kommun", True),
        ("Öjersta bygdegårdsförening, Boda kommun – ny hiss", "Boda kommun – ny hiss", True),
        ("Öjersta bygdegårdsförening, Boda kommun – ny hiss", "ny hiss", False),
        ("Ung växtkraft, Boda kommun", "Boda kommun", False),
        ("Boda kommun – ny hiss", "Boda kommun", False),
    ],
)
def test_a_municipality_behind_a_body_says_where_it_is(text: str, span: str, where: bool) -> None:
    a = annotated(plain(f"Bidrag\n\n{text}"))
    start = a.text.index(span)
    assert says_where(a, Span(start, start + len(span))) is where


def test_the_bodies_of_a_list_own_not_the_municipalities_behind_them() -> None:
    text = (
        "Bidrag till bygdegårdar\n\nVerket har beslutat om stöd till samlingslokaler.\n\n"
        "Öjersta bygdegårdsförening, Boda kommun – ny ventilation – 1 240 000 kr\n"
        "Lövåsa bygdegårdsförening, Ekeryds kommun – byte av fönster – 890 000 kr\n"
        "Storsele hembygdsförening, Viksjö kommun – ny brygga – 310 000 kr"
    )
    owners = [one.owner for one in extraction(plain(text)).grants]
    assert owners == [
        "Öjersta bygdegårdsförening",
        "Lövåsa bygdegårdsförening",
        "Storsele hembygdsförening",
    ]

"""The title that stands before or behind all whom a line names."""

from __future__ import annotations

import pytest

from anslag.parsers import document
from anslag.parsers.borders.stands import titled
from anslag.parsers.candidates import Candidate
from anslag.parsers.mentions.annotate import annotated
from anslag.parsers.mentions.mention import Annotations, Span, within
from anslag.parsers.merging import Told

HEAD = "Pengar till forskning\n\n"


def _titles(*rows: tuple[str, str, str | None]) -> list[str | None]:
    """The titles of rows, each with its line, its owner and the title that its columns gave."""
    a = annotated(document.plain(HEAD + "\n\n".join(line for line, _, _ in rows)))
    told = [Told(_row(a, *row), 0.9, True) for row in rows]
    return [one.candidate.title.of(a.text) if one.candidate.title else None for one in titled(a, told)]


def _row(a: Annotations, line: str, owner: str, title: str | None) -> Candidate:
    text, start = a.text, a.text.index(line)
    sums = within(a.sums, start, start + len(line))
    places = [(text.index(name, start), name) if name else None for name in (owner, title)]
    owned, named = [Span(place[0], place[0] + len(place[1])) if place else None for place in places]
    return Candidate(
        "grid.shape", start, start + len(line), owner=owned, title=named, money=sums[0] if sums else None
    )


@pytest.mark.parametrize(
    ("line", "owner", "title"),
    [
        (
            "Maj Ek, Norrhamra universitet. Hur åldras en by? Om hus, vägar och grannar.",
            "Norrhamra universitet",
            "Hur åldras en by? Om hus, vägar och grannar",
        ),
        (
            "Norrhamra universitet: Maj Ek. Isar som sjunger – ljud under köld\nBeviljas: 500 000 kronor",
            "Norrhamra universitet",
            "Isar som sjunger – ljud under köld",
        ),
        ("Teater: Maj Ek, Lövåsa teaterförening: Natten, 30 000 kr", "Lövåsa teaterförening", "Natten"),
        (
            "Nytt tak och ny port. Lövåsa hembygdsförening. Bidrag: 40 000 kronor. Klart i maj.",
            "Lövåsa hembygdsförening",
            "Nytt tak och ny port",
        ),
    ],
)
def test_sentence_beside_the_names_is_the_title(line: str, owner: str, title: str) -> None:
    assert _titles((line, owner, None)) == [title]


@pytest.mark.parametrize(
    ("line", "owner"),
    [
        ("Maj Ek, Norrhamra universitet. Hon ska räkna isar i sju år.", "Norrhamra universitet"),
        (
            "Maj Ek är glad. Nu bygger vi med Lövåsa hembygdsförening. 40 000 kronor.",
            "Lövåsa hembygdsförening",
        ),
        ("Vi ska bygga i år. Lövåsa hembygdsförening. Bidrag: 40 000 kronor.", "Lövåsa hembygdsförening"),
        ("Maj Ek. Lövåsa hembygdsförening. Bidrag: 40 000 kronor.", "Lövåsa hembygdsförening"),
    ],
)
def test_what_happens_or_names_a_person_is_no_title(line: str, owner: str) -> None:
    assert _titles((line, owner, None)) == [None]


def test_title_goes_on_behind_its_question_to_the_person() -> None:
    line = "Vem orkar mer? Sömn, vila och arbete i köld. Docent Maj Ek, Norrhamra universitet."
    assert _titles((line, "Norrhamra universitet", "Vem orkar mer?")) == [
        "Vem orkar mer? Sömn, vila och arbete i köld"
    ]


def test_title_like_a_name_is_one_where_other_rows_have_theirs() -> None:
    own = (
        "Utveckling Lövåsa Park. Företagarföreningen Granen. Stöd: 9 000 kronor.",
        "Företagarföreningen Granen",
    )
    others = [
        ("Nya isar för alla. Lövåsa hockeyförening. Stöd: 8 000 kronor.", "Lövåsa hockeyförening"),
        ("Dans varje kväll. Storsele kommun. Stöd: 7 000 kronor.", "Storsele kommun"),
    ]
    assert _titles((*own, None)) == [None]
    read = _titles((*own, None), *[(*row, None) for row in others])
    assert read == ["Utveckling Lövåsa Park", "Nya isar för alla", "Dans varje kväll"]

"""Rows in one line that has lost its breaks."""

from __future__ import annotations

import pytest

from anslag.parsers.document import plain
from anslag.parsers.grids.folded import rows, without_person
from anslag.parsers.mentions.annotate import annotated
from anslag.parsers.mentions.mention import Span
from anslag.parsers.read import extraction

FOLDED = (
    "Fyra projekt delar på pengarna, meddelar fonden. "
    "Ljus i natten Maj Ek, Hults museum, Hult Bidrag: 400 000 kronor "
    "Mörka stigar: en studie Anna Alm, Lövåsa universitet, Lövåsa Bidrag: 350 000 kronor "
    "Tyst is Karin De Bok, Norra högskolan, Ås Bidrag: 250 000 kronor "
    "Vargens väg Per Lind, Almviks kommun, Almvik Bidrag 2031: 150 000 kronor"
)


def found(text: str) -> list[str]:
    a = annotated(plain(text))
    return [a.text[one.start : one.end] for one in rows(a, 0, len(a.text))]


def test_each_row_ends_in_the_label_with_its_sum() -> None:
    told = found(FOLDED)
    assert [one.split(",")[0] for one in told] == [
        "Ljus i natten Maj Ek",
        "Mörka stigar: en studie Anna Alm",
        "Tyst is Karin De Bok",
        "Vargens väg Per Lind",
    ]
    assert told[3].endswith("Bidrag 2031: 150 000 kronor")


@pytest.mark.parametrize(
    "text",
    [
        # Two rows are no list, and words behind a sum belong to it.
        "Ljus Maj Ek, Hult Bidrag: 400 000 kronor Stigar Bo Alm, Ås Bidrag: 350 000 kronor",
        "Hults IF Bidrag: 4 000 kronor till tak. Ås IF Bidrag: 5 000 kronor till golv. Näs IF Bidrag: 6 000 kronor.",
        "Totalt: 400 000 kronor. Sökt: 350 000 kronor. Bidrag: 250 000 kronor.",
    ],
)
def test_other_lines_are_none(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("said", "title"),
    [
        ("Ljus i natten Maj Ek", "Ljus i natten"),
        ("Tyst is Karin De Bok", "Tyst is"),
        ("Maj Ek", "Maj Ek"),
        ("Ljus i natten", "Ljus i natten"),
    ],
)
def test_the_person_behind_a_title_goes(said: str, title: str) -> None:
    assert without_person(said, Span(0, len(said))).of(said) == title


def test_folded_rows_are_read() -> None:
    told = extraction(plain(f"Sju projekt får pengar ur fonden\n\n{FOLDED}")).grants
    assert [(one.owner, one.title, one.amount) for one in told] == [
        ("Hults museum", "Ljus i natten", 400_000),
        ("Lövåsa universitet", "Mörka stigar: en studie", 350_000),
        ("Norra högskolan", "Tyst is", 250_000),
        ("Almviks kommun", "Vargens väg", 150_000),
    ]

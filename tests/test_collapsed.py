"""A list of labelled sums that has lost its line breaks."""

from __future__ import annotations

import pytest

from anslag.parsers import document
from anslag.parsers.read import extraction

TOLD = "Fonden har valt tre projekt. De delar på 26 000 kronor under 2031, uppger fonden. "
ROWS = (
    "Isar i norr Maria Ek, Norrhamra universitet, Boda Bidrag: 9 000 kronor "
    "Sjöar: djup och ljus Anders Alm, Storsele högskola, Storsele Bidrag: 8 000 kronor "
    "Byar som växer Karin Berg, Lövåsa universitet, Lövåsa Bidrag 2031: 9 000 kronor"
)


def test_each_labelled_sum_closes_a_record() -> None:
    assert document.unfolded(TOLD + ROWS) == [
        TOLD.strip(),
        "Isar i norr Maria Ek, Norrhamra universitet, Boda Bidrag: 9 000 kronor",
        "Sjöar: djup och ljus Anders Alm, Storsele högskola, Storsele Bidrag: 8 000 kronor",
        "Byar som växer Karin Berg, Lövåsa universitet, Lövåsa Bidrag 2031: 9 000 kronor",
    ]


@pytest.mark.parametrize(
    "line",
    [
        # Two records, sentences that end before their labels, and different labels are no list.
        ROWS.partition("Byar")[0],
        ROWS.replace(" Bidrag", ". Bidrag"),
        ROWS.replace("Bidrag: 8", "Kostnad: 8"),
    ],
)
def test_other_lines_stay_whole(line: str) -> None:
    assert document.unfolded(line) == [line]


def test_a_label_with_a_year_is_that_of_the_other_rows() -> None:
    found = extraction(document.plain(f"Tre projekt får bidrag ur fonden\n\n{TOLD}{ROWS}")).grants
    assert [(one.title, one.owner, one.amount) for one in found] == [
        ("Isar i norr", "Norrhamra universitet", 9000),
        ("Sjöar: djup och ljus", "Storsele högskola", 8000),
        ("Byar som växer", "Lövåsa universitet", 9000),
    ]

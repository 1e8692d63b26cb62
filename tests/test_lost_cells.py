"""The cells of a table that lost them are found by its line of column names."""

from __future__ import annotations

import pytest

from anslag.parsers.lost_cells import unstacked

STACKED = ["Åtgärd", "Huvudman", "Stöd, kr", "Om åtgärden"]
ROWS = [
    ["Kalkfilter vid sjön", "Hedby kommun", "1 875 000", "Två filter och en brunn."],
    ["Våtmark i söder", "Södra vattenrådet", "412 640", "Grävs då marken är torr."],
]


def test_lines_under_column_names_are_the_cells_of_rows() -> None:
    lines = ["Pengar till vatten", *STACKED, "A. Gödning", *ROWS[0], "", *ROWS[1], "Kontakt"]
    told = [
        "Pengar till vatten",
        "\t".join(STACKED),
        "A. Gödning",
        "\t".join(ROWS[0]),
        "",
        "\t".join(ROWS[1]),
        "Kontakt",
    ]
    assert unstacked(lines) == told


def test_a_second_table_and_a_total_end_the_first() -> None:
    names = ["Organisation", "Beviljat 2030", "Beviljat 2031"]
    first = ["Norra Kören", "10 000", "12 000", "Bandet", "–", "48 000"]
    again = unstacked(
        [*names, *first, "Etniska föreningar", *names, "Klubben", "9 000", "8 000", "Laget", "1 000", "0"]
    )
    assert [line.count("\t") for line in again] == [2, 2, 2, 0, 2, 2, 2]
    added_up = ["Summa", "10 000", "60 000"]
    asked = ["Sökande", "Projekt", *names[1:]]
    rows = ["Norra Kören", "Nya sånger", "10 000", "12 000", "Bandet", "En resa norrut", "0", "48 000"]
    assert unstacked([*asked, *rows, *added_up])[3:] == added_up


@pytest.mark.parametrize(
    "lines",
    [
        # Labels and values in turns are records.
        ["Huvudman", "Hedby kommun", "Medel", "75 000 kr", "Huvudman", "Norrby kommun", "Medel", "50 000 kr"],
        # A sum is left over: the rows have other cells than the names.
        [*STACKED, *ROWS[0], *ROWS[1], "Båtklubben", "318 000"],
        # Names without sums under them.
        ["Sökande", "Projekt", "Beviljat", "Kontakt", "Anna Berg", "Vi svarar i veckan.", "Tack", "alla"],
    ],
)
def test_lines_that_are_no_cells_stay(lines: list[str]) -> None:
    assert unstacked(lines) == lines

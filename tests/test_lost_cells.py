"""The cells of a table that lost them are found by its line of column names."""

from __future__ import annotations

import pytest

from anslag.parsers.document import plain
from anslag.parsers.lost_cells import parted, unstacked
from anslag.parsers.read import extraction

NAMES = "Diarienummer Sökande Sökt Beviljat"


@pytest.mark.parametrize(
    ("row", "cells"),
    [
        ("NK-2031/1187 Hedby kommun 340 000 185 000", "NK-2031/1187\tHedby kommun\t340 000\t185 000"),
        ("NK-2031/12 Studio 3 Norr 1 120 000 20 000", "NK-2031/12\tStudio 3 Norr\t1 120 000\t20 000"),
        ("NK-2031/13 Skolrådet 512 500 260 000", "NK-2031/13\tSkolrådet\t512 500\t260 000"),
        ("NK-2031/14 Kören 95 000 0", "NK-2031/14\tKören\t95 000\t0"),
        ("NK-2031/15 Kören 95000 8000", "NK-2031/15\tKören\t95000\t8000"),
    ],
)
def test_a_row_ends_in_as_many_sums_as_its_table_has_columns(row: str, cells: str) -> None:
    assert parted([NAMES, "NK-2031/1 Storåns IF 10 000 5 000", "", row])[3] == cells


@pytest.mark.parametrize(
    "lines",
    [
        # Two columns of text: nothing tells where one ends, or who is the owner.
        ["Sökande Projekt Belopp", "Storåns vägar och broar 10 000", "Lövåsa idrottsplats 20 000"],
        ["Projekt Sökande Belopp", "Banan Storåns IF 10 000", "Hallen Lövåsa IF 20 000"],
        # One column of sums: it needs no parting.
        ["Diarienummer Sökande Belopp", "NK-1/31 Storåns IF 10 000", "NK-2/31 Lövåsa IF 20 000"],
        # The sums could be parted in two ways, or are not as many as the columns.
        ["Sökande Sökt Beviljat", "Storåns IF 100 200 300", "Lövåsa IF 100 200 300"],
        ["Sökande Sökt Beviljat", "Storåns IF 10 000", "Lövåsa IF 20 000"],
        # One row with one sum is no table.
        ["Sökande Projekt Belopp", "Storåns IF Läger för unga 10 000", "Nästa omgång öppnar i maj."],
    ],
)
def test_lines_that_can_be_read_otherwise_stay(lines: list[str]) -> None:
    assert parted(lines) == lines


@pytest.mark.parametrize(
    ("owner", "title"),
    [
        ("Storåns IF", "Läger för unga"),
        ("Viksjö kyrkliga syförening", "Öppna dörrar – läxhjälp och saft"),
        ("Lövåsa Ideell förening", "Lärlingar bygger båt"),
        ("Kyrkan i Ekeryd", "Öppen förskola"),
        ("Hundfonden – för hundar med diabetes", "Sommarläger 2031"),
        ("Ek, Maj Britt", "Bok: Ljus i norr. En saga"),
        ("Viksjö Norra", "Ungdom 2031–2032 för flickor"),
        ("Ekfonden", "Projekt Isbana"),
        ("Rädda Tornen", "Höstinsamlingen"),
        ("Lövåsa IF", "”Tänd igen” – öppet hus"),
        ("Ekeryds Orkester", "Ekeryds Orkester"),
        ("Sällskapet Fyren", "Röst, Rytm, Ruta – en portal"),
    ],
)
def test_a_name_ends_where_its_title_begins(owner: str, title: str) -> None:
    rows = ["Storåns SK Resor till cup 4 000", f"{owner} {title} 12 500"]
    assert parted(["Sökande Projekttitel Beviljat", *rows])[2] == f"{owner}\t{title}\t12 500"


def test_a_table_without_sums_ends_where_a_line_is_empty() -> None:
    rows = [
        "Storåns IF Gräv där du står",
        "Lövåsa byalag Tornet – utsikt över ån",
        "",
        "Storåns IF Nej till staket",
    ]
    made = parted(["Sökande Satsning", *rows])
    assert made[1:3] == ["Storåns IF\tGräv där du står", "Lövåsa byalag\tTornet – utsikt över ån"]
    assert made[3:] == rows[2:]


def test_the_number_of_a_stage_is_no_part_of_the_sum() -> None:
    rows = ["Storåns SK Resor till cup 4 000", "Lövåsa IF Belysning i spåret, etapp 2 150 000"]
    assert (
        parted(["Sökande Projekttitel Beviljat", *rows])[2]
        == "Lövåsa IF\tBelysning i spåret, etapp 2\t150 000"
    )


def test_each_sum_has_the_name_of_its_own_column() -> None:
    rows = "NK-1/31 Storåns IF 340 000 185 000\nNK-2/31 Lövåsa byalag 120 000 90 000\nNK-3/31 Ekeryds SK 95 000 0"
    told = extraction(plain(f"Bidrag till byar\n\nNämnden har beslutat om bidrag.\n\n{NAMES}\n{rows}")).grants
    assert [(one.owner, one.amount) for one in told] == [("Storåns IF", 185000), ("Lövåsa byalag", 90000)]


STACKED = ["Åtgärd", "Huvudman", "Stöd, kr", "Om åtgärden"]
ROWS = [
    ["Kalkfilter vid sjön", "Hedby kommun", "1 875 000", "Två filter och en brunn."],
    ["Våtmark i söder", "Södra vattenrådet", "412 640", "Grävs då marken är torr."],
]


def test_a_first_column_may_have_a_name_that_nobody_knows() -> None:
    names = ["Plats", "Huvudman", "Beslutat bidrag", "Vad ska göras"]
    lines = [
        "Så här ser det ut för vår del:",
        *names,
        "Etapp 1: Utredning",
        *ROWS[0],
        *ROWS[1],
        "Sidansvarig: Maj Ek",
    ]
    assert unstacked(lines) == [
        lines[0],
        "\t".join(names),
        "Etapp 1: Utredning",
        "\t".join(ROWS[0]),
        "\t".join(ROWS[1]),
        lines[-1],
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
    assert unstacked([*asked, *rows, *added_up])[3:] == ["Summa\t\t10 000\t60 000"]


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


def test_a_unit_is_no_column() -> None:
    told = [
        "Sökande Inriktning Tilldelat i SEK",
        "Maj Ek Grön starr    3 900 000",
        "Bo Ahl Torra ögon 1 750 000",
    ]
    assert [line.count("\t") for line in parted(told)] == [2, 2, 2]

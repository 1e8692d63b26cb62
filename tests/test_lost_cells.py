"""The cells of a table that lost them are found by its line of column names."""

from __future__ import annotations

import pytest

from anslag.parsers.document import plain
from anslag.parsers.lost_cells import parted
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
        # Two columns of text: nothing tells where one ends.
        ["Sökande Projekt Sökt Beviljat", "Storåns IF Banan 10 000 5 000", "Lövåsa IF Hallen 20 000 9 000"],
        # One column of sums: it needs no parting.
        ["Diarienummer Sökande Belopp", "NK-1/31 Storåns IF 10 000", "NK-2/31 Lövåsa IF 20 000"],
        # The sums could be parted in two ways, or are not as many as the columns.
        ["Sökande Sökt Beviljat", "Storåns IF 100 200 300", "Lövåsa IF 100 200 300"],
        ["Sökande Sökt Beviljat", "Storåns IF 10 000", "Lövåsa IF 20 000"],
        # One row is no table.
        [NAMES, "NK-2031/1 Storåns IF 10 000 5 000", "Nästa omgång öppnar i maj."],
    ],
)
def test_lines_that_can_be_read_otherwise_stay(lines: list[str]) -> None:
    assert parted(lines) == lines


def test_each_sum_has_the_name_of_its_own_column() -> None:
    rows = "NK-1/31 Storåns IF 340 000 185 000\nNK-2/31 Lövåsa byalag 120 000 90 000\nNK-3/31 Ekeryds SK 95 000 0"
    told = extraction(plain(f"Bidrag till byar\n\nNämnden har beslutat om bidrag.\n\n{NAMES}\n{rows}")).grants
    assert [(one.owner, one.amount) for one in told] == [("Storåns IF", 185000), ("Lövåsa byalag", 90000)]

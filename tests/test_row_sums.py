"""Which of the sums that a row tells is the granted one."""

from __future__ import annotations

import pytest

from anslag.parsers.clauses import clause_candidates
from anslag.parsers.columns import grid_readings
from anslag.parsers.document import plain
from anslag.parsers.mentions.annotate import annotated
from anslag.parsers.row_sums import choices, is_open, told_of, with_sums

SECTIONS = (
    "Nämnden stöder tre projekt\n\nNämnden för tillväxt har beslutat om stöd till tre projekt i länet.\n\n"
    "Vätgas i bergen\n\nBergs forskningspark ska ta reda på var en mack borde ligga. {first}\n\n"
    "Mötet vid bordet\n\nCampus Grytviken ordnar tolv möten på gårdar. {second}\n\n"
    "Tåg och folk\n\nHallviks kommun lockar fler lokförare till yrket. {third}\n"
)
COSTS_FIRST = {
    "first": "Projektet kostar 5 500 000 kronor. Nämnden beviljar 2 200 000 kronor.",
    "second": "Projektets budget är 3 000 000 kronor. Nämnden beviljar 640 000 kronor.",
    "third": "Kommunen har sökt 2 100 000 kronor. Nämnden beviljar 1 450 000 kronor.",
}
GRANTED_FIRST = {
    "first": "Nämnden beviljar 2 200 000 kronor. Projektet kostar 5 500 000 kronor.",
    "second": "Nämnden beviljar 640 000 kronor. Projektets budget är 3 000 000 kronor.",
    "third": "Nämnden beviljar 1 450 000 kronor. Kommunen har sökt 2 100 000 kronor.",
}
MIXED = COSTS_FIRST | {"second": GRANTED_FIRST["second"]}


def amounts(text: str) -> list[object]:
    """The sums of the rows of the best reading."""
    a = annotated(plain(text))
    found = with_sums(a, grid_readings(a), clause_candidates(a))
    return [row.money.amount if row.money else None for row in found[0].candidates]


@pytest.mark.parametrize("told", [COSTS_FIRST, GRANTED_FIRST, MIXED], ids=["last", "first", "either"])
def test_the_granted_sum_of_a_section_is_found_wherever_it_stands(told: dict[str, str]) -> None:
    assert amounts(SECTIONS.format(**told)) == [2_200_000, 640_000, 1_450_000]


def test_cells_keep_the_sum_of_their_column() -> None:
    text = (
        "Bidrag till föreningar\n\nNämnden har beslutat om årets bidrag.\n\n"
        "Förening\tSökt belopp\tBeviljat belopp\nNorra laget\t90 000\t40 000\nSödra laget\t60 000\t60 000\nVästra laget\t75 000\t20 000\n"
    )
    a = annotated(plain(text))
    rows = [row for reading in grid_readings(a) for row in reading.candidates]
    assert rows
    assert not any(is_open(a, row) for row in rows)


def test_every_sum_of_a_row_is_a_choice_and_says_which_one_it_is() -> None:
    a = annotated(plain(SECTIONS.format(**COSTS_FIRST)))
    row = next(row for reading in grid_readings(a) for row in reading.candidates if is_open(a, row))
    offered = choices(a, row, told_of(a, clause_candidates(a)))
    assert [one.money.amount for one in offered] == [5_500_000, 2_200_000]
    assert {"the first of its row", "the largest of its row"} <= offered[0].cues
    assert {"the last of its row", "the smallest of its row"} <= offered[1].cues

"""A cell of a column of sums that nobody can read leaves its grant, without an amount and with a failed check."""

from __future__ import annotations

import pytest

from anslag.parsers import document
from anslag.parsers.mentions.money import sums
from anslag.parsers.read import extraction
from anslag.parsers.records import CheckStatus

HEAD = "Nämnden beviljar stöd\n\nNämnden har beviljat bidrag till följande föreningar:\n\nFörening\tBeviljat (kr)\n"


def table(cell: str) -> str:
    return (
        f"{HEAD}Norra Kören\t21 000\nBoda IF\t{cell}\nTallheds hembygdsförening\t34 500\nHults byalag\t12 000"
    )


@pytest.mark.parametrize("cell", ["1?5 000", "−58 750", "2q 300"])
def test_a_spoiled_number_is_a_sum_of_no_value(cell: str) -> None:
    found = [one.amount for one in sums(document.plain(table(cell)))]
    assert found == [21000, None, 34500, 12000]


@pytest.mark.parametrize("cell", ["2031-04-01", "–", "Avslag", "2031–2033", "se nedan 2"])
def test_a_day_or_a_word_is_none(cell: str) -> None:
    assert None not in [one.amount for one in sums(document.plain(table(cell)))]


def test_its_grant_stays_and_fails_a_check() -> None:
    read = extraction(document.plain(table("1?5 000")))
    assert [(grant.owner, grant.amount) for grant in read.grants][1] == ("Boda IF", None)
    assert "amount_unclear" in {check.name for check in read.checks if check.status is CheckStatus.FAILED}

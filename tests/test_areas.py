"""What a line calls categories are nobody's grants, there and where they are told again."""

from __future__ import annotations

import pytest

from anslag.parsers.document import plain
from anslag.parsers.read import extraction

TOLD = (
    "Ahlska fonden ger 9 miljoner kronor\n\nFonden beviljade 219 ansökningar.\n\nDe som får mest:\n"
    "Viksjö IK 750 000 kronor för projektet ”Handboll för alla”.\n\nBoda hembygdsförening 500 000 kronor till en bod.\n\n"
    "Norrhamra teater 410 000 kronor till en turné.\n\n{}\n"
    "Musikstöd, grupp 1,7 mkr\nLäsestöd, unga 1,3 mkr\nBarnkultur, länet 0,9 mkr\n\n"
    "Musikstöd 1,7 mkr\nFördelat på 62 körer\n\nLäsestöd 1,3 mkr\n57 bibliotek får böcker\n"
)
NAMED = [750_000, 500_000, 410_000]


@pytest.mark.parametrize(
    "line", ["Största kategorier är:", "Mest går till dessa ändamål (de ovanstående oräknade):"]
)
def test_categories_are_nobodys(line: str) -> None:
    found = extraction(plain(TOLD.format(line))).grants
    assert [one.amount for one in found] == NAMED


def test_what_is_called_recipients_is_theirs() -> None:
    found = extraction(plain(TOLD.format("Näst största mottagare är:"))).grants
    assert 1_700_000 in [one.amount for one in found]

"""Items that tell of projects in sentences, some of those that the sentences before say got money, are grants."""

from __future__ import annotations

import pytest

from anslag.parsers.document import plain
from anslag.parsers.read import extraction

TOLD = (
    "Tolv nya satsningar i Lövåsa\n\nPartnerskapet har beslutat om tolv projekt. Tillsammans får de 78 miljoner kronor.\n\n{}\n\n"
    " • Projektet Träklubban ska få fler att välja trä. Viksjö kommun är med.\n"
    " • Projektet Hamn för alla har Boda Skärgårdsstad AB som projektägare. Hamnarna blir lättare att nå.\n"
    " • I projektet Vattenvakt Boda lär sig bönder att mäta, och projektägaren Norrhamra Lantbruksskola ser till att proverna tolkas.\n"
    " • Med Byakraft hoppas man att fler byar slår sig ihop. Sökanden Boda kommun har tre byar.\n"
)
FOUND = [
    ("Träklubban", None),
    ("Hamn för alla", "Boda Skärgårdsstad AB"),
    ("Vattenvakt Boda", "Norrhamra Lantbruksskola"),
    ("Byakraft", "Boda kommun"),
]


@pytest.mark.parametrize("line", ["Fyra av dem märks hos oss:", "Fyra av projekten finns i Boda:"])
def test_some_of_those_that_got_money_are_told_in_sentences(line: str) -> None:
    assert [(one.title, one.owner) for one in extraction(plain(TOLD.format(line))).grants] == FOUND


def test_others_are_no_grants() -> None:
    asked = TOLD.replace(
        "Partnerskapet har beslutat om tolv projekt. Tillsammans får de 78", "Tolv projekt söker 78"
    )
    assert extraction(plain(asked.format("Fyra av dem märks hos oss:"))).grants == ()

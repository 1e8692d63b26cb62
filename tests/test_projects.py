"""A grant's project, where another sentence names it."""

from __future__ import annotations

import pytest

from anslag.parsers import document
from anslag.parsers.read import extraction


def _titles(text: str) -> list[str | None]:
    return [grant.title for grant in extraction(document.plain(text)).grants]


@pytest.mark.parametrize(
    "text",
    [
        "Projektet Isbana 2030 ska ge byn en rink. Norra Kören beviljas 300 000 kronor.",
        "Norra Kören beviljas 300 000 kronor. Projektet har fått namnet Isbana 2030 och pågår i två år.",
        "Norra Kören beviljas 300 000 kronor. Det gemensamma projektet, Isbana 2030, leds av Maj Ek.",
    ],
)
def test_project_is_named_beside_its_grant(text: str) -> None:
    assert _titles(f"Beslut i nämnden\n\n{text}") == ["Isbana 2030"]


def test_project_is_nobodys_where_two_grants_could_have_it() -> None:
    text = (
        "Norra Kören beviljas 300 000 kronor. Projektet Isbana ska ge byn en rink. "
        "Södra Kören beviljas 200 000 kronor."
    )
    assert _titles(f"Beslut i nämnden\n\n{text}") == [None, None]


def test_what_somebody_leads_is_a_project_where_it_has_a_name() -> None:
    text = "Is för alla i norr drivs av Norra Kören. Kören beviljas 300 000 kronor."
    assert _titles(f"Beslut i nämnden\n\n{text}") == ["Is för alla i norr"]


@pytest.mark.parametrize("head", ["De nya banorna", "Arbetet på isen", "Banan"])
def test_what_somebody_leads_is_no_project_without_a_name(head: str) -> None:
    text = f"{head} drivs av Norra Kören. Kören beviljas 300 000 kronor."
    assert _titles(f"Beslut i nämnden\n\n{text}") == [None]

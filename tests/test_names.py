"""Names in sentences, cells and items, and what their words say of them."""

from __future__ import annotations

import pytest

from anslag.parsers import document
from anslag.parsers.mentions.names import names
from anslag.parsers.mentions.roles import organisation_score, person_score, place_score


def found(text: str) -> list[str]:
    release = document.plain(text)
    return [release.text[one.start : one.end] for one in names(release, document.lines(release))]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Projektägare Lövåsa vindpark AB beviljas 315 000 kr i stöd.", "Lövåsa vindpark AB"),
        ("Stiftelsen Marina museet beviljades 415 000 kronor.", "Stiftelsen Marina museet"),
        (
            "Fonden beviljar Ekeryds teknikcentrum ekonomisk förening 84 000 kronor.",
            "Ekeryds teknikcentrum ekonomisk förening",
        ),
        ("Även Bjurnäs byalag och Almviks SK har beviljats stöd.", "Bjurnäs byalag"),
        ("• Lövåsa dykarklubb, 9 800 kr", "Lövåsa dykarklubb"),
    ],
)
def test_name_is_found_with_its_borders(text: str, name: str) -> None:
    assert name in found(text)


@pytest.mark.parametrize("text", ["Programmet får stöd.", "I mars beslutar vi.", "AB", "Måndag och tisdag"])
def test_common_words_with_a_capital_are_no_names(text: str) -> None:
    assert found(text) == []


def test_scores_part_organisations_persons_and_places() -> None:
    assert organisation_score("Norra Hults bygdegårdsförening") > 0.8
    assert organisation_score("Hållbar utveckling i skolan") < 0.5
    assert person_score("Anna Ek") > 0.8 > person_score("Ekeryds IF")
    assert place_score("Kalmar län") > 0.8 > place_score("Kalmar kommun")

"""What is said once above a list holds for its entries; what is said of other things does not."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from anslag.parsers import document
from anslag.parsers.lexicon import lexicon
from anslag.parsers.mentions.annotate import annotated
from anslag.parsers.mentions.mention import Annotations
from anslag.parsers.scopes import (
    is_refusal,
    period_for,
    periods_of_all,
    status_of,
    status_of_section,
)
from anslag.parsers.verdicts import verdicts

ENTRIES = "\n\n• Hults IF 41 000 kr\n• Granby museum 72 000 kr"


def read(above: str, below: str = "") -> tuple[Annotations, int, int]:
    a = annotated(document.plain(f"{above}{ENTRIES}{below}"))
    items = [block for block in a.release.blocks if block.kind == "item"]
    return a, items[0].start, items[-1].end


@pytest.mark.parametrize(
    ("above", "below", "years"),
    [
        ("Nyheter\n\nKulturnämnden har fördelat verksamhetsbidragen för 2033.", "", (2033, 2033)),
        ("Stöd beslutat\n\nOrganisationsbidrag 2033–2035", "", (2033, 2035)),
        ("Stöd beslutat\n\nDe här får pengar:", "\n\nPengarna gäller åren 2033–2035.", (2033, 2035)),
        ("Stöd beslutat\n\nDe här får pengar:", "\n\nStödet redovisas senast den 30 november 2033.", None),
        ("Stöd beslutat\n\nRegionens strategi 2033–2039 visar vägen.\n\nDe här får pengar:", "", None),
        ("Stöd beslutat\n\nDe här får pengar:", "\n\nProjekten startade under 2029.", None),
        ("Bidrag\n\nBidragen för 2033 delas här, bidragen för 2034 nästa år.", "", None),
    ],
)
def test_period_said_once_holds_for_every_entry(
    above: str, below: str, years: tuple[int, int] | None
) -> None:
    a, start, end = read(above, below)
    found = period_for(a, start, end, periods_of_all(a))
    expected = None if years is None else (date(years[0], 1, 1), date(years[1], 12, 31))
    assert (found and (found.start_day, found.end_day)) == expected


STATUSES: list[dict[str, Any]] = lexicon("scopes")["status"]


@pytest.mark.parametrize("row", STATUSES, ids=[row["name"] for row in STATUSES])
def test_status_of_a_list_is_what_stands_above_it(row: dict[str, Any]) -> None:
    a, start, _ = read(f"Beslut i nämnden\n\n{row['reads']}")
    found = status_of(a, start)
    assert found is not None
    assert found.name == row["name"]
    b, start, _ = read(f"Beslut i nämnden\n\n{row['refuses']}")
    assert status_of(b, start) is None


@pytest.mark.parametrize(
    ("headline", "refused"),
    [
        ("Nämnden säger nej till forskarskolan", True),
        ("Nämnden sa ja till dans men nej till sången", False),
        ("Två beviljas stöd, tre får nej", False),
    ],
)
def test_a_headline_refuses_all_only_where_it_grants_nothing(headline: str, refused: bool) -> None:
    assert is_refusal(annotated(document.plain(f"{headline}{ENTRIES}"))) == refused


def test_what_became_of_one_record_is_not_said_of_the_next() -> None:
    refused = "Sökande: Visby Spelmän\nSökt belopp: 90 000 kr\nBeviljat belopp: Avslag"
    a, start, _ = read(f"Beslut i nämnden\n\n{refused}")
    assert status_of(a, start) is None


@pytest.mark.parametrize(
    ("heading", "name"), [("Lämnas utan bifall", "refused"), ("Hallen utan bifall i domstol", None)]
)
def test_a_heading_that_says_nothing_else_is_said_of_its_section(heading: str, name: str | None) -> None:
    told = "Yrkande: ”Hults IF beviljas 118 000 kronor för ett nytt golv.” Utskottet är enigt om saken."
    a = annotated(document.plain(f"Beslut i utskottet\n\nHär är listan.\n\n{heading}\n\n{told}\n\n{told}"))
    found = status_of_section(a, a.text.index("118 000"))
    assert (found and found.name) == name


def told_of_rows(header: str, *decisions: str) -> list[str | None]:
    names = ("Hults IF", "Granby museum", "Boda byalag", "Tallheds kör")
    rows = "\n".join(
        f"{name}\t{40 + at} 000 kr\t{said}"
        for at, (name, said) in enumerate(zip(names, decisions, strict=True))
    )
    a = annotated(document.plain(f"Stöd\n\nNämnden har fattat beslut.\n\nFörening\tSökt\t{header}\n{rows}"))
    return [verdicts(a).get(at) for at, block in enumerate(a.release.blocks) if block.kind == "row"][1:]


def test_a_decision_may_give_its_reason() -> None:
    decisions = "Avslag, för låg poäng", "Avslag – ej komplett", "Bordlagd", "Avslag"
    assert told_of_rows("Beslut", *decisions) == ["refused"] * 4


def test_a_column_of_other_words_decides_nothing() -> None:
    assert told_of_rows("Kommentar", "Avslag i fjol", "Ny i år", "Ny i år", "Ny i år") == [None] * 4


def test_what_announces_a_list_holds_for_all_its_rows() -> None:
    a, start, end = read("Stöd\n\nHär är de projekt som fick bidrag förra året:")
    last = [block.start for block in a.release.blocks if start <= block.start < end][-1]
    assert [one and one.name for one in (status_of(a, start), status_of(a, last))] == ["earlier", "earlier"]


@pytest.mark.parametrize(("between", "name"), [("", "refused"), ("Listan gäller våren.\n\n", None)])
def test_a_sentence_is_said_of_what_stands_right_below_it(between: str, name: str | None) -> None:
    a, start, _ = read(f"Beslut i nämnden\n\nSå många har fått avslag i år.\n\n{between}")
    found = status_of(a, start)
    assert (found and found.name) == name


def test_a_sentence_that_announces_nothing_may_tell_what_was_asked_for() -> None:
    a, start, _ = read("Stöd\n\nAv 63 inkomna ansökningar har styrelsen valt ut två.")
    assert status_of(a, start) is None

"""How much is read of labelled releases that the project comes with: floors by family, and a ceiling for false grants.

The figures are worked-with ones: rules and weights have seen these releases. They guard against loss; what unseen
releases give is measured apart (docs/figures.md).
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from anslag.evaluate import evaluate
from anslag.fitting.labelled import labelled
from anslag.fitting.scoring import Tally, families, tally
from anslag.parsers.records import Extraction
from tests.once import Once

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures"
FLOORS: dict[str, dict[str, tuple[float, float, float]]] = {
    "releases": {
        "LISTS": (0.84, 0.88, 0.99),
        "bulleted": (0.80, 0.87, 0.99),
        "headed": (0.72, 0.82, 0.98),
        "labelled": (0.95, 0.97, 0.99),
        "numbered": (0.84, 0.86, 0.98),
        "prose": (0.70, 0.77, 0.86),
        "table": (0.87, 0.89, 1.00),
    },
    "made": {
        "LISTS": (0.92, 0.94, 0.99),
        "bulleted": (0.92, 0.92, 0.99),
        "headed": (0.75, 0.85, 0.96),
        "labelled": (0.82, 0.97, 0.97),
        "numbered": (0.90, 1.00, 1.00),
        "prose": (0.75, 0.79, 0.89),
        "table": (0.95, 0.95, 0.98),
    },
}
"""By folder and family: least F1 of exact records, of records but for the title, and of grants found at all."""
COLUMNS: dict[str, dict[str, float]] = {
    "releases": {
        "number": 0.95, "title": 0.92, "owner": 0.89, "partners": 0.28, "amount": 0.97, "currency": 0.96, "amount_approximate": 0.75, "period_start": 0.90, "period_end": 0.91, "claimed_total": 0.93, "claimed_count": 0.94,
    },
    "made": {
        "number": 0.99, "title": 0.81, "owner": 0.85, "partners": 0.10, "amount": 0.92, "currency": 0.92, "amount_approximate": 0.50, "period_start": 0.85, "period_end": 0.85, "claimed_total": 0.89, "claimed_count": 0.92,
    },
}  # fmt: skip
"""By folder: least F1 of every column and of the claims, read from the texts; what is not compared falls unseen."""
MOST_FALSE: dict[str, int] = {"releases": 10, "made": 1}


@pytest.fixture(scope="module")
def figures(once: Once, reading: Callable[[Path], Extraction]) -> Callable[[str], dict[str, Tally]]:
    """The figures of a folder by family, worked out once."""
    return lambda folder: once.made(f"figures of {folder}", lambda _: worked_out(folder, reading))


def worked_out(folder: str, reading: Callable[[Path], Extraction]) -> dict[str, Tally]:
    found = []
    for one in labelled([FIXTURES / folder], (".txt", ".html")):
        source = FIXTURES / folder / (one.name + (".html" if one.is_page else ".txt"))
        found.append((one.family, tally(one.gold, reading(source))))
    return families(found)


@pytest.mark.parametrize(("folder", "family"), [(f, family) for f, of in FLOORS.items() for family in of])
def test_figures_do_not_fall(folder: str, family: str, figures: Callable[[str], dict[str, Tally]]) -> None:
    found = figures(folder)[family]
    measured = tuple(round(found.f1(name), 3) for name in ("exact", "core", "paired"))
    floor = FLOORS[folder][family]
    assert all(one >= least for one, least in zip(measured, floor, strict=True)), (measured, floor)


@pytest.mark.parametrize("folder", COLUMNS)
def test_no_column_and_no_claim_falls(folder: str, reading: Callable[[Path], Extraction]) -> None:
    found = evaluate(FIXTURES / folder, reading)
    scores = {one.name: one for one in (*found.fields, *found.claims)}
    assert scores.keys() == COLUMNS[folder].keys()
    measured = {
        name: round(2 * one.precision.right / max(1, one.precision.all + one.recall.all), 3)
        for name, one in scores.items()
    }
    assert {name: f1 for name, f1 in measured.items() if f1 < COLUMNS[folder][name]} == {}


@pytest.mark.parametrize("folder", MOST_FALSE)
def test_false_grants_do_not_grow(folder: str, figures: Callable[[str], dict[str, Tally]]) -> None:
    assert figures(folder)["negative"].false <= MOST_FALSE[folder]


def test_there_are_families_enough() -> None:
    assert set(FLOORS) == set(MOST_FALSE)
    assert all({"LISTS", "prose"} <= set(of) for of in FLOORS.values())

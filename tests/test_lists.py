"""Small releases of our own, one way of setting out grants each, and what a careful reader takes out of them."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest

from anslag.parsers import document
from anslag.parsers.read import extraction
from anslag.parsers.records import Grant

FOLDER = Path(__file__).resolve().parent.parent / "fixtures" / "lists"
MISSED: dict[str, str] = tomllib.loads((FOLDER / "missed.toml").read_text("utf-8"))


class Case(NamedTuple):
    """One release with its expected grants."""

    name: str
    text: str
    rows: list[list[str]]


def cases() -> list[Case]:
    found = []
    for path in sorted(FOLDER.glob("*.txt")):
        for number, part in enumerate(path.read_text("utf-8").split("\n----\n"), 1):
            text, _, expected = part.partition("\n=>")
            _, _, rows = expected.partition("\n")
            found.append(
                Case(
                    f"{path.stem}-{number}",
                    text.strip(),
                    [[cell.strip() for cell in row.split(" | ")] for row in rows.splitlines() if row.strip()],
                )
            )
    return found


def printed(grant: Grant, width: int) -> list[str]:
    values = (grant.number, grant.title, grant.owner, grant.amount, grant.period_start, grant.period_end)
    shown = ["-" if v is None else v.isoformat() if isinstance(v, date) else str(v) for v in values]
    return shown[:width]


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_release_gives_these_grants(case: Case, request: pytest.FixtureRequest) -> None:
    if case.name in MISSED:
        request.applymarker(pytest.mark.xfail(strict=True, reason=MISSED[case.name]))
    grants = extraction(document.plain(case.text)).grants
    read = [printed(g, len(case.rows[i]) if i < len(case.rows) else 6) for i, g in enumerate(grants)]
    assert read == case.rows


def test_there_are_cases_with_and_without_grants() -> None:
    every = cases()
    assert sum(not case.rows for case in every) >= 8
    assert sum(bool(case.rows) for case in every) >= 30


def test_missed_cases_exist_and_say_why() -> None:
    assert set(MISSED) <= {case.name for case in cases()}
    assert all(len(reason) > 10 for reason in MISSED.values())

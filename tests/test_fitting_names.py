"""The tables of names are fitted from labelled releases, always to the same bytes, and in the form that reading expects."""

from __future__ import annotations

from pathlib import Path

import pytest

from anslag.fitting.labelled import Labelled, labelled
from anslag.fitting.stages import PROPOSING
from anslag.parsers.weights import weights

ROOT = Path(__file__).resolve().parent.parent
pytest.importorskip("sklearn")


@pytest.fixture(scope="module")
def some() -> list[Labelled]:
    return list(labelled([ROOT / "fixtures" / "releases"]))[:30]


def test_same_releases_give_the_same_tables(some: list[Labelled]) -> None:
    tables = [{name: PROPOSING[name](some)[name] for name in ("names", "organisations")} for _ in range(2)]
    assert tables[0] == tables[1]
    assert all(table.count("\n") > 50 for table in tables[0].values())


@pytest.mark.parametrize("table", ["names", "organisations"])
def test_shipped_table_is_sorted_and_every_weight_decides_something(table: str) -> None:
    rows = weights(table)
    assert list(rows) == sorted(rows)
    assert all(len(row) == 1 and abs(row[0]) >= 0.08 for row in rows.values())

"""Owner and title of a row that was a table's, by the names of its columns above."""

from __future__ import annotations

import pytest

from anslag.parsers import document
from anslag.parsers.borders.cells import of_cells
from anslag.parsers.candidates import Candidate
from anslag.parsers.mentions.annotate import annotated
from anslag.parsers.mentions.mention import Span
from anslag.parsers.merging import Told

HEAD = "Pengar till vikar\n\nHär är alla beslut om vikar och åar som fattades i maj.\n\n"
COLUMNS = "Åtgärd\n\nHuvudman\n\nStöd, kr\n\nOm åtgärden\n\n"
ROWS = (
    "A. Gifter\n\nRena åar i norr\n\nBoda båtklubb\n\n18 000\n\nTre filter grävs ned vid ån.\n\n"
    "Vik med vass\n\n \n\nNorra Vattenrådet ek. för.\n\n412 000\n\nVassen slås och körs bort.\n"
)


def _read(text: str) -> list[tuple[str | None, str | None]]:
    """Owner and title of the rows of a text whose grid begins each at the owner and takes the next title for its own."""
    a = annotated(document.plain(HEAD + text))
    told = []
    for name in ("Boda båtklubb", "Norra Vattenrådet ek. för."):
        start = a.text.index(name)
        money = next(one for one in a.sums if one.start > start)
        row = Candidate("grid.above", start, money.end, owner=Span(start, start + 4), money=money)
        told.append(Told(row, 0.9, True))
    found = [one.candidate for one in of_cells(a, told)]
    return [tuple(span and span.of(a.text) for span in (one.owner, one.title)) for one in found]  # type: ignore[misc]


def test_names_of_columns_say_what_the_lines_before_a_sum_are() -> None:
    assert _read(COLUMNS + ROWS) == [
        ("Boda båtklubb", "Rena åar i norr"),
        ("Norra Vattenrådet ek. för", "Vik med vass"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        # No names of columns, two of them, or a row without a title, before which stands what another row tells.
        ROWS,
        COLUMNS.replace("Huvudman\n\n", "") + ROWS,
        COLUMNS
        + ROWS.replace("Rena åar i norr", "I fjol grävdes tre filter ned vid ån i norr.").replace(
            "Vik med vass", "I fjol slogs all vass och kördes bort."
        ),
    ],
)
def test_rows_stay_as_they_are_without(text: str) -> None:
    assert _read(text) == [("Boda", None), ("Norr", None)]

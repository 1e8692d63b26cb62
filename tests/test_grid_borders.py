"""The borders of a row's title and owner, judged by the row itself."""

from __future__ import annotations

import pytest

from anslag.parsers.document import plain
from anslag.parsers.grids.borders import is_no_title, over_its_places, workplace_of
from anslag.parsers.grids.units import Unit, units
from anslag.parsers.mentions.annotate import annotated
from anslag.parsers.mentions.mention import Annotations, Span

ABOVE = "Nämnden stöder projekt\n\nNämnden har beslutat om stöd till tre projekt.\n\n"


def at(row: str, part: str) -> tuple[Annotations, tuple[Unit, ...], Span]:
    """The row in a release, its record, and where ``part`` stands in it."""
    a = annotated(plain(f"{ABOVE}• {row}\n• Annan rad\n"))
    start = a.text.index(part, a.text.index(row[:5]))
    record = tuple(unit for unit in units(a) if unit.start <= start < unit.end)
    return a, record, Span(start, start + len(part))


@pytest.mark.parametrize(
    ("row", "named", "owner"),
    [
        (
            "Maj Svensson, Norrhamra universitet. Fåglar i staden, 40 000 kr",
            "Maj Svensson",
            "Norrhamra universitet",
        ),
        ("Maj Svensson, professor vid Norrhamra universitet", "Maj Svensson", "Norrhamra universitet"),
        ("Maj Svensson, Fåglar i staden, 40 000 kr", "Maj Svensson", "Maj Svensson"),
        ("Viksjö idrottsklubb, Norrhamra universitet", "Viksjö idrottsklubb", "Viksjö idrottsklubb"),
    ],
)
def test_owner_of_a_researchers_grant_is_the_workplace_beside(row: str, named: str, owner: str) -> None:
    a, record, span = at(row, named)
    found = workplace_of(a, record, span)
    assert found is not None
    assert found.of(a.text) == owner


@pytest.mark.parametrize(
    ("row", "cut", "whole"),
    [
        (
            "Almi Gotland, Kronoberg och Kalmar län, beviljades 5 miljoner",
            "Almi Gotland",
            "Almi Gotland, Kronoberg och Kalmar län",
        ),
        (
            "Länsstyrelserna i Jämtland och Dalarna",
            "Länsstyrelserna i Jämtland",
            "Länsstyrelserna i Jämtland och Dalarna",
        ),
        ("Museet i Kalmar, Ljus i spåret", "Museet i Kalmar", "Museet i Kalmar"),
    ],
)
def test_owner_goes_on_with_the_places_of_its_name(row: str, cut: str, whole: str) -> None:
    a, _, span = at(row, cut)
    found = over_its_places(a.text, span)
    assert found is not None
    assert found.of(a.text) == whole


@pytest.mark.parametrize(
    ("heading", "refused"),
    [
        ("22 juni 2022, en kommentar", True),
        ("Ljus i spåret", False),
        ("Campus i bergen 2030", False),
    ],
)
def test_days_are_no_titles(heading: str, refused: bool) -> None:
    text = f"{ABOVE}{heading}\n\nViksjö idrottsklubb beviljas 40 000 kronor. Klubben ska byta lampor i hela spåret i höst.\n"
    a = annotated(plain(text))
    start = a.text.index(heading)
    assert is_no_title(a, Span(start, start + len(heading))) == refused

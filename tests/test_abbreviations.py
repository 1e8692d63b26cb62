"""Titles and the abbreviations that are printed with them."""

from __future__ import annotations

import pytest

from anslag.parsers.abbreviations import completed
from anslag.parsers.mentions.mention import Span


@pytest.mark.parametrize(
    ("line", "title", "whole"),
    [
        ("Ljus i norr (LINO), 40 000 kr", "Ljus i norr", "Ljus i norr (LINO)"),
        (
            "Saving energy by data (SENDA): Viksjö AB",
            "Saving energy by data",
            "Saving energy by data (SENDA)",
        ),
        ("SEK – Små elnät i kustlänet, Viksjö AB", "Små elnät i kustlänet", "SEK – Små elnät i kustlänet"),
        ("LIN (Ljus i norr), Viksjö AB", "LIN", "LIN (Ljus i norr)"),
        ("LIN (Storsele AB), 40 000 kr", "LIN", "LIN"),
        ("Ljus i norr – etapp 2, Viksjö AB", "Ljus i norr", "Ljus i norr – etapp 2"),
        ("Ljus i norr (del II), 40 000 kr", "Ljus i norr", "Ljus i norr (del II)"),
        ("Ljus i norr, steg 1 av 3: 40 000 kr", "Ljus i norr", "Ljus i norr, steg 1 av 3"),
        ("Ljus i norr, del 2 000 kr", "Ljus i norr", "Ljus i norr"),
        ("Ljus i norr (del av stödet), 40 000 kr", "Ljus i norr", "Ljus i norr"),
        ("Ljus i norr (film), 40 000 kr", "Ljus i norr", "Ljus i norr"),
        ("Ljus i norr (RS1304), 40 000 kr", "Ljus i norr", "Ljus i norr"),
        ("Ljus i norr (NLI), 40 000 kr", "Ljus i norr", "Ljus i norr"),
        ("KTH – Ljus i norr, 40 000 kr", "Ljus i norr", "Ljus i norr"),
        ("Vi ger LIN – Ljus i norr, 40 000 kr", "Ljus i norr", "Ljus i norr"),
    ],
)
def test_a_title_holds_its_abbreviation_and_its_stage(line: str, title: str, whole: str) -> None:
    start = line.index(title)
    assert completed(line, Span(start, start + len(title)), None).of(line) == whole


def test_the_abbreviation_of_an_owner_is_no_part_of_the_title() -> None:
    line = "LIN – Ljus i norr, 40 000 kr"
    title = Span(6, 17)
    assert completed(line, title, Span(0, 3)) == title
    assert completed(line, title, None).of(line) == "LIN – Ljus i norr"

"""Where the title of a row ends."""

from __future__ import annotations

import pytest

from anslag.parsers.borders.ends import ended
from anslag.parsers.candidates import Candidate
from anslag.parsers.document import plain
from anslag.parsers.mentions.annotate import annotated
from anslag.parsers.mentions.mention import Span, within
from anslag.parsers.merging import Told


def title(row: str, cut: str, owner: str = "") -> str | None:
    """The title of a row, of which its columns gave the beginning."""
    a = annotated(
        plain(f"Pengar till projekt\n\nNämnden ger stöd till tre projekt.\n\n• {row}\n• En annan rad\n")
    )
    start = a.text.index(row)
    spans = [
        Span(at, at + len(part)) if part else None
        for part in (cut, owner)
        for at in [a.text.index(part, start)]
    ]
    sums = within(a.sums, start, start + len(row))
    grant = Candidate(
        "grid.shape", start, start + len(row), title=spans[0], owner=spans[1], money=sums[0] if sums else None
    )
    found = ended(a, [Told(grant, 0.9, True)])[0].candidate.title
    return found.of(a.text) if found else None


@pytest.mark.parametrize(
    ("row", "cut", "owner", "whole"),
    [
        ("Mark: om matjordens värde – 40 000 kronor", "Mark", "", "Mark: om matjordens värde"),
        ("Byn berättar - vägar in i språket (50 000 kr)", "Byn berättar", "", "Byn berättar - vägar in i språket"),
        ("Hitta ut? Vanor i staden, 30 000 kronor", "Hitta ut?", "", "Hitta ut? Vanor i staden"),
        ("Storåns IF, 9 000 kronor. Projekt: Is – så håller den", "Is", "Storåns IF", "Is – så håller den"),
        ("Is i hamnen – fiske, lek och läger, som drivs av Storåns IF", "Is i hamnen", "", "Is i hamnen – fiske, lek och läger"),
        ("Is i hamnen - fiske och lek under åren 2031–2032", "Is i hamnen", "", "Is i hamnen - fiske och lek"),
        ("Is och snö, en förstudie. Storåns IF, 9 000 kr", "Is och snö", "Storåns IF", "Is och snö, en förstudie"),
        ("9 000 kr till Storåns IF för projektet Is i hamnen under 2031", "Storåns IF för projektet Is i hamnen", "Storåns IF", "Is i hamnen"),
        ("Torv: kol, ljud och kyla i fjällen, Maj Ek, Norra universitetet, 40 000 kr", "Torv: kol", "Norra universitetet", "Torv: kol, ljud och kyla i fjällen"),
        ("Is, snö och framtid, Storåns IF, 9 000 kr", "Is", "Storåns IF", "Is, snö och framtid"),
    ],
)  # fmt: skip
def test_title_goes_on_to_what_the_row_tells_next(row: str, cut: str, owner: str, whole: str) -> None:
    assert title(row, cut, owner) == whole


@pytest.mark.parametrize(
    ("row", "cut", "owner"),
    [
        ("Ljus i spåret – Viksjö idrottsklubb", "Ljus i spåret", "Viksjö idrottsklubb"),
        ("Ljus i spåret, som alla får låna, Viksjö idrottsklubb", "Ljus i spåret", "Viksjö idrottsklubb"),
        ("Ljus i spåret – 40 000 kronor", "Ljus i spåret", ""),
        ("Ljus i spåret – Anna Svensson", "Ljus i spåret", ""),
        ("Ljus i spåret – Maj Ek/Per Ås (Kirurgi)", "Ljus i spåret", ""),
        ("Ljus i spåret, drivs av Viksjö idrottsklubb", "Ljus i spåret", "Viksjö idrottsklubb"),
        ("Ljus i spåret – den andra delen i Viksjö idrottsklubb", "Ljus i spåret", "Viksjö idrottsklubb"),
        ("Ljus i spåret – klubben får nya lampor", "Ljus i spåret", ""),
        ("Ljus i spåret, ett läger för unga, Viksjö idrottsklubb", "Ljus i spåret", "Viksjö idrottsklubb"),
    ],
)
def test_title_ends_where_something_else_begins(row: str, cut: str, owner: str) -> None:
    assert title(row, cut, owner) == cut

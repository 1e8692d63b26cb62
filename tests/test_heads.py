"""The title that heads a labelled record."""

from __future__ import annotations

from itertools import pairwise

import pytest

from anslag.parsers import document
from anslag.parsers.borders.heads import headed_records
from anslag.parsers.candidates import Candidate
from anslag.parsers.mentions.annotate import annotated
from anslag.parsers.mentions.mention import Span
from anslag.parsers.merging import Told

HEAD = "Besked om insatser i byarna\n\nStyrelsen har valt bland alla insatser, och de börjar i höst i byarna.\n\n"
TOLD = "Is på gården gör att alla kan åka skridskor från november, och varje byalag sköter sin egen bana i år.\n\n"
RECORD = "Insatsägare: Norra Kören\nSpår: Unga i byn | Beviljat: 300 000 kr\n\n"
OTHER = "Ljus i mörkret\n\nFler lampor behövs längs vägarna, och därför sätter byalaget upp fyrtio stycken i höst.\n\n"
LAST = "Insatsägare: Boda IF | Beviljat: 200 000 kr\nSpår: Hälsa\n"


def _titles(text: str, *titles: str | None) -> list[str | None]:
    """The titles of the records in a text; ``titles`` are those that their columns gave."""
    a = annotated(document.plain(HEAD + text))
    starts = [place for name in ("Norra Kören", "Boda IF") if (place := a.text.find(name)) >= 0]
    told: list[Told] = []
    for (start, end), title, money in zip(pairwise([*starts, len(a.text)]), titles, a.sums, strict=True):
        named = Span(a.text.index(title), a.text.index(title) + len(title)) if title else None
        owner = Span(start, start + len("Norra Kören" if not told else "Boda IF"))
        told.append(
            Told(Candidate("grid.shape", start, end, owner=owner, title=named, money=money), 0.9, True)
        )
    found = [one.candidate.title for one in headed_records(a, told)]
    return [one.of(a.text) if one else None for one in found]


def test_value_of_another_label_is_no_title_where_a_heading_stands_over_the_record() -> None:
    text = f"Is på gården - bana för alla\n\n{TOLD}{RECORD}{OTHER}{LAST}"
    assert _titles(text, "Unga i byn", "Hälsa") == ["Is på gården - bana för alla", "Ljus i mörkret"]


def test_first_line_of_a_record_is_its_title() -> None:
    text = "• Is på gården\nSökande: Norra Kören (Boda)\nBeviljat: 300 000 kr\n"
    assert _titles(text, None) == ["Is på gården"]


@pytest.mark.parametrize(
    ("heading", "title"),
    [
        # What a title's label announces is one, and a heading that names the owner, counts or tells news is none.
        ("Is på gården", "Ny is"),
        ("Norra Kören", None),
        ("Två insatser fick stöd", None),
    ],
)
def test_other_records_keep_what_they_have(heading: str, title: str | None) -> None:
    record = RECORD.replace("Spår: Unga i byn", f"Insats: {title}") if title else RECORD
    assert _titles(f"{heading}\n\n{TOLD}{record}", title) == [title]


def test_heading_over_two_records_is_no_title_of_either() -> None:
    assert _titles(f"Is på gården\n\n{TOLD}{RECORD.strip()}\n{LAST}", None, None) == [None, None]

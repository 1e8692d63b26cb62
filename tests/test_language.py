"""Which lines of a Swedish release are English."""

from __future__ import annotations

from anslag.parsers import document
from anslag.parsers.mentions.language import english
from anslag.parsers.read import extraction

SWEDISH = "Lövåsa kommun beviljas 250 000 kronor för projektet Sommarljus och det ska pågå under två år."
ENGLISH = "Lövåsa municipality is granted SEK 250,000 for the project Sommarljus that will last two years."


def _english(text: str) -> list[str]:
    return [line.text for line in english(tuple(document.lines(document.plain(text))))]


def test_english_summary_is_told_apart() -> None:
    assert _english(f"{SWEDISH}\n\n{SWEDISH}\n\n{ENGLISH}") == [ENGLISH]


def test_release_in_english_is_read_as_it_is() -> None:
    assert _english(f"{ENGLISH}\n\n{ENGLISH}") == []


def test_english_title_in_a_swedish_line_is_swedish() -> None:
    line = "Lövåsa kommun får stöd för The Art of Living with Rain i år, och för en resa till havet."
    assert _english(f"{SWEDISH}\n\n{line}") == []


def test_grant_told_in_english_too_is_told_once() -> None:
    text = f"Stöd till Lövåsa\n\n{SWEDISH}\n\nIn English\n\n{ENGLISH}"
    assert [(one.owner, one.amount) for one in extraction(document.plain(text)).grants] == [
        ("Lövåsa kommun", 250_000)
    ]


def test_a_row_with_an_english_title_and_a_sum_in_kronor_is_swedish() -> None:
    row = "Maj Ek, Lövåsa universitet. Linking land use and the water of lakes – from field to sea. 3 400 000 kr"
    assert _english(f"{SWEDISH}\n\n{row}") == []


def test_an_english_title_without_a_verb_is_no_english_text() -> None:
    assert _english(f"{SWEDISH}\n\n{SWEDISH}\n\nThe future of lakes and rivers: from field to sea") == []


def test_items_with_a_sum_below_an_english_line_are_english() -> None:
    items = ["Lövåsa University: SEK 2.4 million", "Almvik School: SEK 900,000"]
    summary = "Two institutions have been awarded funding from the Council:"
    text = "\n\n".join((SWEDISH, SWEDISH, summary, *items, "Lövåsa kommun: 250 000 kronor"))
    assert _english(text) == [summary, *items]

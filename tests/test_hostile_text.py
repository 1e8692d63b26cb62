"""Texts made to be slow are read to their end; how time grows with size is measured in ``bench/hostile_text.py``."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from anslag import reader
from anslag.parsers import document, pages
from anslag.parsers.errors import NotARelease
from anslag.parsers.read import extraction
from anslag.parsers.records import Extraction
from bench.hostile_text import KINDS, seconds, text_of

SMALL = 5_000
MOST_GROWTH = 9
"""Times longer that four times the text may take: linear is 4, quadratic 16."""
DEAR = frozenset(
    (
        "får", "recipients", "labelled lines", "short lines", "addresses", "priced lines", "items", "rows",
        "number groups in lines", "headings",
    )
)  # fmt: skip
"""Of these kinds half as much is read, for most of the time of all would go to them."""
MOST_GROWTH_OF_DEAR = 7
"""Their bound: what grows with the square weighs half as much in half the text, and is caught as early."""


def growth(words: str, read: Callable[[str], object] = reader.text, size: int = SMALL) -> float:
    """How many times longer four times as many words take; the least of three, for the machine has other work."""
    return min(
        seconds(text_of(words, 4 * size), read) / max(seconds(text_of(words, size), read), 0.01)
        for _ in range(3)
    )


@pytest.mark.parametrize("kind", KINDS)
def test_hostile_text_is_read_to_its_end_and_four_times_of_it_in_four_times_the_time(kind: str) -> None:
    size, most = (SMALL // 2, MOST_GROWTH_OF_DEAR) if kind in DEAR else (SMALL, MOST_GROWTH)
    read: list[Extraction] = []
    once = seconds(text_of(KINDS[kind], 4 * size), lambda text: read.append(reader.text(text)))
    once /= max(seconds(text_of(KINDS[kind], size)), 0.01)
    assert once < most or growth(KINDS[kind], size=size) < most
    found = read[0]
    assert len(found.release.text) <= 1.5 * 4 * size
    for grant in found.grants:
        for one in grant.evidence.values():
            assert found.release.text[one.start : one.end] == one.quote


def test_a_number_without_an_end_is_caught() -> None:
    endless = re.compile(r"[0-9]{1,3}(?: [0-9]{3})+ (?:projekt|bidrag)")
    assert growth("111 ", endless.findall, SMALL // 2) > MOST_GROWTH


def test_a_thousand_numbered_projects_are_all_read() -> None:
    items = "\n".join(f"{n}. Projekt {n}, Granby kommun, {n} 000 kr" for n in range(1, 1000))
    grants = extraction(
        document.plain(f"Stöd till 999 projekt\n\nNämnden har beviljat stöd till 999 projekt:\n\n{items}")
    ).grants
    assert len(grants) == 999
    assert [grant.amount for grant in grants[:3]] == [1000, 2000, 3000]


def test_two_thousand_rows_of_a_table_are_all_read() -> None:
    rows = "".join(
        f"<tr><td>Projekt {n}</td><td>Granby kommun</td><td>{n * 1000}</td></tr>" for n in range(1, 2001)
    )
    page = (
        "<html><body><h1>Stöd till 2000 projekt</h1><p>Nämnden har beviljat stöd till följande projekt.</p>"
        f"<table><tr><th>Projekt</th><th>Projektägare</th><th>Beviljat belopp</th></tr>{rows}</table></body></html>"
    )
    grants = extraction(pages.release(page.encode(), {})).grants
    assert len(grants) == 2000
    assert grants[-1].amount == 2_000_000


def test_a_text_beyond_any_release_is_refused_in_one_line() -> None:
    with pytest.raises(NotARelease, match="no press release is that long") as refused:
        document.plain("Granby kommun får 1 kr. " * 100_000)
    assert "\n" not in str(refused.value)

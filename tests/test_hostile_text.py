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

LARGE = 20_000
TIMES = 16
MOST_GROWTH = 40
"""Times longer that 16 times the text may take: linear is 16, quadratic 256; a busy machine has doubled it."""
DEAR = frozenset(
    (
        "får", "recipients", "labelled lines", "short lines", "addresses", "priced lines", "items", "rows",
        "number groups in lines", "headings",
    )
)  # fmt: skip
"""Of these kinds half as much is read, for most of the time of all would go to them."""


def growth(words: str, read: Callable[[str], object], size: int) -> float:
    """How many times longer ``size`` words take than a 16th of them; processor time, the least of three."""
    return min(
        seconds(text_of(words, size), read) / max(seconds(text_of(words, size // TIMES), read), 0.01)
        for _ in range(3)
    )


@pytest.mark.parametrize("kind", KINDS)
def test_hostile_text_is_read_to_its_end_and_in_time_that_grows_as_it_does(kind: str) -> None:
    size = LARGE // 2 if kind in DEAR else LARGE
    read: list[Extraction] = []
    once = seconds(text_of(KINDS[kind], size), lambda text: read.append(reader.text(text)))
    once /= max(seconds(text_of(KINDS[kind], size // TIMES)), 0.01)
    assert once < MOST_GROWTH or growth(KINDS[kind], reader.text, size) < MOST_GROWTH
    found = read[0]
    assert len(found.release.text) <= 1.5 * size
    for grant in found.grants:
        for one in grant.evidence.values():
            assert found.release.text[one.start : one.end] == one.quote


def test_a_number_without_an_end_is_caught() -> None:
    endless = re.compile(r"[0-9]{1,3}(?: [0-9]{3})+ (?:projekt|bidrag)")
    assert growth("111 ", endless.findall, LARGE) > MOST_GROWTH


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

"""Labelled periods below, or above, each of several grants are each one's own."""

from __future__ import annotations

import pytest

from anslag.parsers.document import plain
from anslag.parsers.read import extraction

GRANTS = (
    "Viksjö kommun beviljas 840 000 kronor för projektet ”Ny is”.",
    "Storsele IF beviljas 715 500 kronor för projektet ”Loppet”.",
    "Boda byalag beviljas 480 000 kronor för projektet ”Fossilfri färja”.",
)
TIMES = (
    "Genomförs: 2030-10-01 – 2031-09-30",
    "Genomförs: 2031-01-15 – 2032-06-30",
    "Genomförs: 2030-11-01 – 2031-04-30",
)
ENDS = ["2031-09-30", "2032-06-30", "2031-04-30"]


@pytest.mark.parametrize("below", [True, False])
def test_periods_by_turns_are_each_ones_own(below: bool) -> None:
    pairs = zip(GRANTS, TIMES, strict=True)
    told = [text for pair in pairs for text in (pair if below else pair[::-1])]
    found = extraction(plain("Pengar till tre projekt\n\n" + "\n\n".join(told))).grants
    assert [str(one.period_end) for one in found] == ENDS


def test_a_period_for_all_is_no_turn() -> None:
    told = "Pengar till tre projekt\n\n" + "\n\n".join((*GRANTS, *TIMES[:2]))
    found = extraction(plain(told)).grants
    assert [str(one.period_end) for one in found[:2]] != ENDS[:2]

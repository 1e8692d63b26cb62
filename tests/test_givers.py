"""Who only gives, or whom a sum comes from, gets none of it."""

from __future__ import annotations

import pytest

from anslag.parsers import document
from anslag.parsers.clauses import clause_candidates
from anslag.parsers.mentions.annotate import annotated
from anslag.parsers.read import extraction


@pytest.mark.parametrize(
    ("text", "owner"),
    [
        ("Byafonden delar ut 2 miljoner kronor. Till kojor gick 40 000 kronor.", None),
        ("Boda IF rustar. Det blir 90 000 kronor, beviljade av Hallands Byafond.", "Boda IF"),
        ("Boda IF får 90 000 kronor. Boda IF ger 10 000 kronor till Viby IF.", "Boda IF"),
    ],
)
def test_who_gives_gets_nothing(text: str, owner: str | None) -> None:
    a = annotated(document.plain(f"Nyheter från byn\n\n{text}"))
    one = next(each for each in clause_candidates(a) if each.money and each.money.amount != 2000000)
    assert (one.owner.of(a.text) if one.owner else None) == owner


def test_a_lone_sum_of_running_text_is_not_its_givers() -> None:
    lines = "Det blev 64 lärlingar till slut.\n\nDe får 1,9 Mkr tillsammans."
    text = f"Brandska fonden delar ut 6,8 Mkr\n\n{lines}\n\nAllt som allt 6,8 Mkr.\n\nBrandska fonden\n"
    assert [one.owner for one in extraction(document.plain(text)).grants if one.owner] == []

"""One sum for each of several: told once beside a list, or again in its rows."""

from __future__ import annotations

import pytest

from anslag.parsers.distributives import for_each, shared_sum, told_again
from anslag.parsers.document import plain
from anslag.parsers.mentions.annotate import annotated

HEAD = "Nämnden delar ut bidrag\n\n"


@pytest.mark.parametrize(
    ("said", "sums"),
    [
        ("Till var och en av dem går 7 500 kronor.", 1),
        ("I år får sex klubbar 7 500 kronor styck i stället för tre större bidrag.", 1),
        ("Var och en av de 31 får omkring 4,2 miljoner kronor att lägga på resor.", 1),
        ("Varje enhet tilldelas 150 000 kronor för utrustning.", 1),
        ("Var och en ersätts med 185 000 kronor:", 1),
        ("Lagen får vardera cirka 20 000 kronor.", 1),
        # a time, a whole, a range: none is what each gets
        ("Alla får lika mycket, 1,5 miljoner kronor om året i tre år.", 0),
        ("Alla föreningar får sammanlagt 150 000 kronor.", 0),
        ("Fyra anslag landar på mellan 1,8 miljoner kronor och 4,2 miljoner kronor styck.", 0),
        ("Föreningen får 20 000 kronor.", 0),
        ("Varje elev kostar 90 000 kronor.", 0),
        ("Varje förening kan söka 20 000 kronor.", 0),
        ("Skadorna kostar samhället 20 miljarder kronor varje år.", 0),
        ("Nämnden gav ja till Badet för alla, som får 7,2 miljoner kronor.", 0),
    ],
)
def test_sum_for_each_is_known_by_its_sentence(said: str, sums: int) -> None:
    assert len(for_each(annotated(plain(HEAD + said)))) == sums


def test_sum_for_each_of_a_list_stands_above_or_below_it() -> None:
    rows = "Boda IF\nSkogens vänner\nLäsrådet"
    each = "Var och en får 20 000 kronor."
    for text in (f"{HEAD}{each}\n\n{rows}", f"{HEAD}Bidrag går till:\n\n{rows}\n\n{each}"):
        start = text.index(rows)
        assert shared_sum(annotated(plain(text)), start, start + len(rows)) is not None


def test_sum_that_was_told_for_each_is_known_again_where_it_closes_rows() -> None:
    rows = "Maj Ek: Ljus i norr, 9 miljoner\nBo Ström: Is, 9 miljoner\nTotalt beviljat belopp 9 miljoner"
    assert len(told_again(annotated(plain(f"Nio miljoner per person till forskare\n\n{rows}")))) == 2
    assert not told_again(annotated(plain(f"Tolv miljoner till forskare\n\n{rows}")))

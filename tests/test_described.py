"""Rows without columns: a name and sentences about it, a person with the workplace and the title behind."""

from __future__ import annotations

from anslag.parsers.document import plain
from anslag.parsers.read import extraction

GIVEN = "Bygdepengen\n\nJuryn valde tre lag, och var och en av dem får 7 500 kronor. Här är de:\n\n"


def read(text: str) -> list[tuple[str | None, str | None, float | None]]:
    return [(one.owner, one.title, one.amount) for one in extraction(plain(text)).grants]


def test_what_sentences_tell_of_a_name_is_no_title() -> None:
    rows = (
        "Kanotklubben Paddeln, Boda: Lånar ut kajaker på onsdagar. Även till den som är ny.\n\n"
        "Viksjö Scoutkår: Bygger ett vindskydd tillsammans med pensionärerna.\n\n"
        "Norrby Dragspelsklubb: Spelar för dem som sällan kommer ut. Alla får vara med."
    )
    assert read(GIVEN + rows + "\n\nNästa gång du kan söka är i mars.") == [
        ("Kanotklubben Paddeln, Boda", None, 7500),
        ("Viksjö Scoutkår", None, 7500),
        ("Norrby Dragspelsklubb", None, 7500),
    ]


def test_workplace_behind_a_person_owns_what_follows_its_colon() -> None:
    text = (
        "Tre miljoner per person till två forskare\n\nFonden ger bidrag till två forskare vid Norra universitetet:\n\n"
        "• Teknik: Maj Ek, Institutionen för fysik: Ljus i norr: om mörkret, 3 miljoner\n"
        "• Hav: Bo Ström, Institutionen för hav, is och vatten: Isens vägar, 3 miljoner"
    )
    assert [one[1] for one in read(text)] == ["Ljus i norr: om mörkret", "Isens vägar"]


def test_who_can_be_asked_is_given_nothing_though_each_gets_a_sum() -> None:
    text = "Bygdepengen\n\nVarje lag kan få 7 500 kronor.\n\nKontakt:\n\nMaj Ek\n\nBo Ström\n\nLo Berg"
    assert read(text) == []

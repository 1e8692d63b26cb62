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


def test_rows_of_researchers_as_long_as_sentences_are_one_list() -> None:
    rows = [
        "Maj Ekman, docent vid Institutionen för skog, mark och vatten: Vem äger diket? Byar, grannar och lag 1917–1983, 5,9 miljoner.",
        "Per Åsberg, lektor vid Institutionen för skog, mark och vatten: Kallvind: Ljus, ljud och de boendes villkor i norr, 3,8 miljoner kronor.",
        "Eva Lindgren, professor vid Institutionen för fysik och hus: “Ingen såg det”. Larm, väntan och tillit i vården, 6 miljoner.",
        "Ulla Rydman, lektor vid Institutionen för fysik och hus: Slagg som resurs, risk och råvara för bruk, 3 miljoner kronor.",
    ]
    text = "Nya forskningspengar\n\nForskningsrådet gav i fjol 312 miljoner kronor till 64 projekt i hela landet.\n\n"
    found = extraction(
        plain(f"{text}Här är projekten vid Storåns universitet:\n\n" + "\n\n".join(rows))
    ).grants
    assert [one.title for one in found] == [
        "Vem äger diket? Byar, grannar och lag 1917–1983",
        "Kallvind: Ljus, ljud och de boendes villkor i norr",
        "“Ingen såg det”. Larm, väntan och tillit i vården",
        "Slagg som resurs, risk och råvara för bruk",
    ]
    assert not any("docent" in (one.owner or "") or "lektor" in (one.owner or "") for one in found)

"""Borders within a row: names in pieces, partners, remarks, roles; and which column of sums is the granted one."""

from __future__ import annotations

import pytest

from anslag.parsers.columns import grid_readings
from anslag.parsers.document import plain
from anslag.parsers.grids.finders import grids
from anslag.parsers.grids.pieces import ROLE, parted, pieces
from anslag.parsers.grids.rows import owner_of, title_of
from anslag.parsers.grids.units import units
from anslag.parsers.lexicon import lexicon
from anslag.parsers.mentions.annotate import annotated
from anslag.parsers.mentions.award import AWARD
from anslag.parsers.mentions.labels import label
from anslag.parsers.mentions.mention import Span
from anslag.parsers.mentions.persons import is_person
from anslag.parsers.read import extraction


def named(text: str) -> dict[str, str]:
    return {name: span.of(text) for name, span in parted(text, 0, len(text)).items()}


def test_what_names_somebody_stands_together_behind_the_title() -> None:
    found = named(
        "Gränser för minnet: Berättelser, röster, Anna Ek, Institutionen för historia, Lunds universitet"
    )
    assert found["ahead-last-names"] == "Gränser för minnet: Berättelser, röster"
    assert found["body-of-last"] == "Lunds universitet"
    assert found["person"] == "Anna Ek"


def test_what_names_somebody_stands_together_before_the_title() -> None:
    found = named("Anna Ek, Umeå universitet. Vem äger skogen? En studie av byar")
    assert found["behind-first-names"] == "Vem äger skogen? En studie av byar"


def test_initial_ends_no_piece() -> None:
    text = "Lennart Ö. Brolin, Umeå universitet"
    assert [text[one.start : one.end] for one in pieces(text, 0, len(text))] == [
        "Lennart Ö. Brolin",
        "Umeå universitet",
    ]


@pytest.mark.parametrize(
    ("row", "title"),
    [
        ("Nytt tak på logen tillsammans med Alva byalag", "Nytt tak på logen"),
        ("Läger för barn tillsammans med deras familjer", "Läger för barn tillsammans med deras familjer"),
        ("Skidor för alla (samarbete med Viksjö IK)", "Skidor för alla"),
        ("Skrivbord i molnet – Nils Nilsson", "Skrivbord i molnet"),
        ("Bildberättelser – en resa", "Bildberättelser – en resa"),
    ],
)
def test_title_ends_before_partners_and_persons(row: str, title: str) -> None:
    a = annotated(plain(f"Bidrag\n\n{row}\n"))
    at = a.text.index(row)
    found = title_of(a, Span(at, at + len(row)))
    assert found is not None
    assert found.of(a.text) == title


def test_title_ends_before_the_small_words_that_lead_to_its_sum() -> None:
    a = annotated(plain("Bidrag\n\nNytt tak på logen med ytterligare 45 000 kronor\n"))
    at, end = a.text.index("Nytt"), a.text.index(" 45")
    found = title_of(a, Span(at, end))
    assert found is not None
    assert found.of(a.text) == "Nytt tak på logen"


@pytest.mark.parametrize(
    "row",
    ["Järpens idrottsklubb, slås ihop med Järpens gymnaster", "Järpens idrottsklubb. Projektet är nytt"],
)
def test_owner_ends_before_a_remark_and_with_its_sentence(row: str) -> None:
    a = annotated(plain(f"Bidrag\n\n{row}\n"))
    at = a.text.index(row)
    found = owner_of(a, Span(at, at + len(row)))
    assert found is not None
    assert found.of(a.text) == "Järpens idrottsklubb"


def test_role_word_needs_a_sign_before_it_and_a_name_behind() -> None:
    assert ROLE.search("Digital kompetens, projektägare Tallbergs kommun")
    assert not ROLE.search("Stöd till arbetssökande Unga")
    assert not ROLE.search("Digital kompetens, projektägare saknas")


def test_owner_behind_a_role_word_is_the_rows_own() -> None:
    text = "Stöd till projekt\n\nFöljande projekt beviljas stöd:\n\n" + "".join(
        f"• {title}, projektägare {owner}: {amount} kronor\n"
        for title, owner, amount in (
            ("Digital kompetens för alla", "Tallbergs kommun", "450 000"),
            ("Bildlyftet 2.0", "Umeå universitet", "320 000"),
            ("Kunskapsbron", "Viksjö Utveckling AB", "210 000"),
        )
    )
    a = annotated(plain(text))
    found = grid_readings(a)[0].candidates
    assert [one.owner.of(a.text) for one in found if one.owner] == [
        "Tallbergs kommun",
        "Umeå universitet",
        "Viksjö Utveckling AB",
    ]


def test_short_lines_within_rows_are_no_group_headings() -> None:
    rows = (
        ("Alva byalag", "Kör i byn"),
        ("Backe bygdegård", "En lång vandring genom skogarna kring sjön i höst"),
        ("Sjö IK", "Ljus"),
    )
    text = "Bidrag\n\n" + "\n\n".join(
        f"{owner}\n”{title}”\nBeviljat belopp: 45 000 kr" for owner, title in rows
    )
    a = annotated(plain(text))
    found = [grid for region in grids(a.text, units(a)) for grid in region]
    starts = [a.text.index(owner) for owner, _ in rows]
    assert any(
        [r[0].start for r in g.records] == starts and all(len(r) == 3 for r in g.records) for g in found
    )


def test_last_of_two_years_is_the_decision() -> None:
    text = (
        "Bidrag till föreningar\n\nNämnden har fördelat bidragen.\n\nFörening\tBidrag 2030\tBidrag 2031\n"
        + "".join(
            f"{name}\t{before} 000 kr\t{now} 000 kr\n"
            for name, before, now in (
                ("Alva byalag", 45, 50),
                ("Backe bygdegård", 60, 55),
                ("Sjö idrottsklubb", 20, 30),
            )
        )
    )
    assert [one.money.amount for one in grid_readings(annotated(plain(text)))[0].candidates if one.money] == [
        50000,
        55000,
        30000,
    ]


@pytest.mark.parametrize("field", sorted(lexicon("labels")))
def test_group_of_labels_reads_and_refuses(field: str) -> None:
    row = lexicon("labels")[field]
    found, other = label(row["reads"]), label(row["refuses"])
    assert found is not None
    assert found.field == field
    assert other is None or other.field != field


def test_award_words_read_and_refuse() -> None:
    row = lexicon("words")["award"]
    assert AWARD.search(row["reads"])
    assert not AWARD.search(row["refuses"])


@pytest.mark.parametrize(
    "name", ["Anna Roxenhall", "Ek, Anna", "professor Dan I. Andersson", "Marie-Louise von Adolfi"]
)
def test_person_is_told_by_how_the_name_is_written(name: str) -> None:
    assert is_person(name)


@pytest.mark.parametrize(
    "name", ["Anna Lindgrens Barnsjukhus", "Viksjö IK", "Eva Ek AB", "Nytt tak på logen"]
)
def test_body_and_title_are_no_person(name: str) -> None:
    assert not is_person(name)


JOINT = """Tre projekt får stöd

• Umeå kommun, i samarbete med Almviks IF, för projektet Isbana: 50 000 kronor
• Åre kommun, tillsammans med Storsele byalag, för projektet Bryggan: 40 000 kronor
• Hults kommun för projektet Skogsleden: 30 000 kronor
"""


def test_partners_of_a_row_stand_behind_words_of_joint_work() -> None:
    grants = extraction(plain(JOINT)).grants
    assert [one.partners for one in grants] == [("Almviks IF",), ("Storsele byalag",), ()]


LABELLED = """Två projekt får stöd

Projekt: Isbana
Projektägare: Umeå kommun
Samarbetspartner: Almviks IF, Storsele byalag
Beviljat belopp: 50 000 kronor

Projekt: Bryggan
Projektägare: Åre kommun
Beviljat belopp: 40 000 kronor
"""


def test_partners_of_a_record_stand_under_their_label() -> None:
    grants = extraction(plain(LABELLED)).grants
    assert [one.partners for one in grants] == [("Almviks IF", "Storsele byalag"), ()]
    assert [one.layout for one in grants] == ["labelled", "labelled"]

"""Grids and columns: what repeats is a row, and the columns get their roles together."""

from __future__ import annotations

import pytest

from anslag.parsers import pages
from anslag.parsers.candidates import GridReading
from anslag.parsers.columns import grid_readings
from anslag.parsers.document import plain
from anslag.parsers.mentions.annotate import annotated
from anslag.parsers.read import extraction

Row = tuple[str | None, str | None, object]


def readings(text: str) -> tuple[GridReading, ...]:
    return grid_readings(annotated(plain(text)))


def rows(text: str) -> list[Row]:
    """Owner, title and amount of the rows of the first reading."""
    release = plain(text)
    found = grid_readings(annotated(release))
    assert found, "no grid"
    return [
        (
            one.owner.of(release.text) if one.owner else None,
            one.title.of(release.text) if one.title else None,
            one.money.amount if one.money else None,
        )
        for one in found[0].candidates
    ]


OPENING = (
    "Nämnden delar ut bidrag till föreningar\n\nNämnden har beslutat om årets bidrag till föreningar.\n\n"
)
LISTS = {
    "items with dashes": (
        "• Tallbergs hembygdsförening – Nytt tak på logen – 45 000 kronor\n"
        "• Viksjö idrottsklubb – Ljus i elljusspåret – 120 000 kronor\n"
        "• Norra byalaget – Bastu vid sjön – 60 000 kronor\n"
    ),
    "three lines a row": (
        "Tallbergs hembygdsförening\n45 000 kronor\nNytt tak på logen\n\n"
        "Viksjö idrottsklubb\n120 000 kronor\nLjus i elljusspåret\n\n"
        "Norra byalaget\n60 000 kronor\nBastu vid sjön\n"
    ),
    "labels": (
        "Projekt: Nytt tak på logen\nSökande: Tallbergs hembygdsförening\nBeviljat belopp: 45 000 kr\n\n"
        "Projekt: Ljus i elljusspåret\nSökande: Viksjö idrottsklubb\nBeviljat belopp: 120 000 kr\n\n"
        "Projekt: Bastu vid sjön\nSökande: Norra byalaget\nBeviljat belopp: 60 000 kr\n"
    ),
    "a table with what was applied for": (
        "Förening\tProjekt\tSökt belopp\tBeviljat belopp\n"
        "Tallbergs hembygdsförening\tNytt tak på logen\t90 000\t45 000\n"
        "Viksjö idrottsklubb\tLjus i elljusspåret\t150 000\t120 000\n"
        "Norra byalaget\tBastu vid sjön\t60 000\t60 000\n"
        "Summa\t\t300 000\t225 000\n"
    ),
    "a table that has lost its columns": (
        "Förening\n\nProjekt\n\nBeviljat belopp\n\n"
        "Tallbergs hembygdsförening\n\nNytt tak på logen\n\n45 000\n\n"
        "Viksjö idrottsklubb\n\nLjus i elljusspåret\n\n120 000\n\n"
        "Norra byalaget\n\nBastu vid sjön\n\n60 000\n"
    ),
}


@pytest.mark.parametrize("shape", sorted(LISTS))
def test_one_list_is_read_alike_in_every_shape(shape: str) -> None:
    assert rows(OPENING + LISTS[shape]) == [
        ("Tallbergs hembygdsförening", "Nytt tak på logen", 45000),
        ("Viksjö idrottsklubb", "Ljus i elljusspåret", 120000),
        ("Norra byalaget", "Bastu vid sjön", 60000),
    ]


def test_areas_over_rows_are_no_owners() -> None:
    text = OPENING + (
        "Blekinge\n\n• Backe bygdegård 48 000 kr\n• Lista bygdegård 112 500 kr\n\n"
        "Gotland\n\n• Alva bygdegård 36 750 kr\n• Sten bygdegård 90 000 kr\n"
    )
    assert [owner for owner, _, _ in rows(text)] == [
        "Backe bygdegård",
        "Lista bygdegård",
        "Alva bygdegård",
        "Sten bygdegård",
    ]


def test_refused_rows_are_a_reading_of_their_own() -> None:
    text = OPENING + (
        "Beviljade ansökningar\n\n• Backe bygdegård, spis: 48 000 kr\n• Lista bygdegård, tak: 112 500 kr\n\n"
        "Avslagna ansökningar\n\n• Alva bygdegård, golv: 36 750 kr\n• Sten bygdegård, ramp: 90 000 kr\n"
    )
    found = readings(text)
    told = {tuple(c.money.amount for c in r.candidates if c.money): r.cues for r in found}
    assert "given in heading" in told[48000, 112500]
    assert "refused in heading" in told[36750, 90000]


def test_a_sum_for_each_is_the_sum_of_every_row() -> None:
    text = (
        OPENING
        + "De fyra får 15 000 kronor vardera:\n\n"
        + "".join(
            f"• {name}\n"
            for name in ("Alva bygdegård", "Backe byalag", "Sjö idrottsklubb", "Tall hembygdsförening")
        )
    )
    listed = next(one for one in readings(text) if one.kind == "shape i1•")
    assert [row.money and row.money.amount for row in listed.candidates] == [15000] * 4


def test_of_several_sums_above_a_list_none_is_each_ones() -> None:
    rows = "• Hults IF: Ljus\n• Granby byalag: Bänkar\n• By hembygdsförening: Stigar\n"
    text = f"Tre får ja\n\nDe får minst 20 000 och högst 60 000 kronor, eller 110 000 kronor ihop:\n\n{rows}"
    readings = grid_readings(annotated(plain(text)))
    assert all(
        row.money is None for one in readings if one.kind.startswith("shape i") for row in one.candidates
    )


def test_items_among_paragraphs_with_sums_are_a_list_of_their_own() -> None:
    above = "Fyra större anslag får mellan 2 miljoner kronor och 4 miljoner kronor, tillsammans 9 miljoner kronor:"
    rows = "".join(
        f"• {who} ({where}) – {what}: hur det går till när ingen ser på och vad det kostar alla oss andra i längden\n"
        for who, where, what in [
            ("Maj Ek", "Umeå universitet", "Ljus i norr"),
            ("Bo Al", "Lunds universitet", "Mörker i söder"),
            ("Eva Lind", "Linnéuniversitetet", "Skymning"),
        ]
    )
    small = ["Sju mindre anslag kostar 3 miljoner kronor."]
    text = "\n\n".join(["Stöd till forskning", *small, above, rows, *(small * 5)])
    readings = grid_readings(annotated(plain(text)))
    assert [len(one.candidates) for one in readings if one.kind.startswith("shape i")][:1] == [3]


def test_rows_without_a_sum_are_left_out_where_most_have_one() -> None:
    text = OPENING + (
        "Förening\tProjekt\tSökt\tBeviljat\n"
        "Tallbergs hembygdsförening\tNytt tak\t90 000\t45 000\n"
        "Viksjö idrottsklubb\tLjus i spåret\t150 000\t120 000\n"
        "Idre skoterklubb\tStartbåge\t45 000\t0\n"
        "Norra byalaget\tBastu vid sjön\t60 000\t60 000\n"
    )
    assert [amount for _, _, amount in rows(text)] == [45000, 120000, 60000]


def test_a_lone_record_of_labels_is_a_row() -> None:
    text = (
        OPENING
        + "Projekt: Nytt tak på logen\nSökande: Tallbergs hembygdsförening\nBeviljat belopp: 45 000 kr\n"
    )
    assert rows(text) == [("Tallbergs hembygdsförening", "Nytt tak på logen", 45000)]


def test_running_text_is_no_grid() -> None:
    text = (
        "Rapport från året\n\nDet har varit ett bra år för länet, med många besökare och fint väder hela sommaren.\n\n"
        "Nästa år hoppas vi på ännu fler, och vi tackar alla som har hjälpt till under de gångna månaderna.\n"
    )
    assert not any(one.money for reading in readings(text) for one in reading.candidates)


def test_reading_is_the_same_each_time() -> None:
    text = OPENING + "".join(LISTS.values())
    assert readings(text) == readings(text)


def test_year_in_the_header_of_the_granted_sums_is_the_period() -> None:
    text = OPENING + (
        "Förening\tSökt belopp 2026\tBeviljat belopp 2026\n"
        "Tallbergs hembygdsförening\t90 000\t45 000\nViksjö idrottsklubb\t150 000\t120 000\nNorra byalaget\t60 000\t50 000\n"
    )
    periods = [one.period for one in readings(text)[0].candidates]
    assert [(str(p.start_day), str(p.end_day)) for p in periods if p] == [("2026-01-01", "2026-12-31")] * 3


def test_list_pasted_into_the_first_block_is_seen() -> None:
    text = "Nämnden delar ut bidrag\n" + "".join(
        f"{name}: {amount} kronor\n"
        for name, amount in (
            ("Alva byalag", "15 000"),
            ("Backe idrottsklubb", "25 000"),
            ("Tall hembygdsförening", "35 000"),
        )
    )
    assert [amount for _, _, amount in rows(text)] == [15000, 25000, 35000]


def test_column_names_above_lines_that_were_cells_are_their_headers() -> None:
    lines = ["Dnr", "Förnamn", "Efternamn", "Organisation", "Titel", "Beviljat belopp"]
    for number, (given, surname, where, title, amount) in enumerate(
        [
            (
                "Sepideh",
                "Olander",
                "Göteborgs universitet",
                "Vårdmiljö för hälsa inom intensivvård",
                "3 987 400",
            ),
            (
                "Ivette",
                "Arvidson",
                "Lunds universitet",
                "Delat boende för äldre personers hälsa",
                "5 998 001",
            ),
            (
                "Daniel",
                "Bergling",
                "Karolinska Institutet",
                "Skolgårdar med grönska för barns rörelse",
                "5 927 308",
            ),
        ]
    ):
        lines += [f"2023-0231{number}", given, surname, where, title, amount]
    found = rows(OPENING + "\n\n".join(lines) + "\n")
    assert found[0] == ("Göteborgs universitet", "Vårdmiljö för hälsa inom intensivvård", 3_987_400)
    assert len(found) == 3


def test_a_header_with_a_year_is_no_row() -> None:
    table = "Organisation\tSökt belopp 2026\tBeviljat belopp 2026\nNorra laget\t900 000\t400 000\nSödra laget\t600 000\t500 000\nVästra laget\t750 000\t200 000\n"
    assert rows(OPENING + table) == [
        ("Norra laget", None, 400_000),
        ("Södra laget", None, 500_000),
        ("Västra laget", None, 200_000),
    ]


def test_a_second_row_of_headers_is_no_row() -> None:
    heads = '<tr><th colspan="2">Projekt</th><th rowspan="2">Beviljat belopp</th></tr><tr><th>Projektägare</th><th>Titel</th></tr>'
    body = (
        '<tr><td rowspan="2">Norra laget</td><td>Isbana</td><td>140 000 kr</td></tr><tr><td>Odling</td><td>85 000 kr</td></tr>'
        "<tr><td>Ekeryds byalag</td><td>Ny lekplats</td><td>61 000 kr</td></tr>"
    )
    lines = "<p>Handläggarna hör av sig.</p><p>Stödet ska göra skillnad.</p>"
    page = f"<html><body><main><h1>Stöd till projekt</h1><p>Nämnden har beviljat stöd till följande projekt.</p><table><thead>{heads}</thead><tbody>{body}</tbody></table>{lines}</main></body></html>"
    a = annotated(pages.release(page.encode(), {}, None))
    tables = [reading for reading in grid_readings(a) if reading.kind.startswith("shape r")]
    titles = {one.title.of(a.text) for reading in tables for one in reading.candidates if one.title}
    assert titles == {"Isbana", "Odling", "Ny lekplats"}


def test_rows_whose_parts_end_in_full_stops_are_rows() -> None:
    rows = "\n\n".join(
        f"{name}, Lövåsa universitet. {title}. {sum_} 000 kr"
        for name, title, sum_ in (
            (
                "Maj Ek",
                "Ljus i norr: hur människor, djur och växter möter det långa mörkret om vintern i fjällen",
                "300",
            ),
            ("Bo Ahl", "Skogens källor", "250"),
            (
                "Siv Alm",
                "Bruksandan och dess arvtagare. En studie av tre orter vid älven under tre hundra år",
                "400",
            ),
            ("Per Ås", "Vatten", "150"),
        )
    )
    found = extraction(
        plain(
            f"Fyra forskare beviljas 1,1 miljoner kronor\n\nRådet har beviljat fyra projekt sammanlagt 1,1 miljoner kronor.\n\n"
            f"Beviljade projekt\n\n{rows}\n"
        )
    )
    assert [one.amount for one in found.grants] == [300_000, 250_000, 400_000, 150_000]
    assert {one.owner for one in found.grants} == {"Lövåsa universitet"}
    assert {one.layout for one in found.grants} != {"prose"}


@pytest.mark.parametrize(
    ("line", "first"), [("Beslutade bidrag:", "Hults samfällighet"), ("Sökande:", "Hults samfällighet")]
)
def test_a_label_above_a_list_announces_it_and_labels_none_of_it(line: str, first: str) -> None:
    text = f"Mikrobidrag\n\n{line}\n\n- Bastu / Hults samfällighet / 72 000:-\n- Ny brygga / Boda Roddsällskap / 55 000:-\n- Skyltar / Friluftsgruppen Ek / 18 500:-\n"
    assert [owner for owner, *_ in rows(text)] == [first, "Boda Roddsällskap", "Friluftsgruppen Ek"]


def test_commas_in_brackets_part_no_row() -> None:
    text = (
        "Bidrag\n\nFöljande museer får bidrag:\n\n- Ångan upp igen, Koppardalens museum\n- Väv och vardag, Rydals museum\n"
        "- KLANG (Kultur, Ljud och Arbete), Malmbergets museum\n- Nytt liv, Olofsfors museum\n"
    )
    assert rows(text)[2][:2] == ("Malmbergets museum", "KLANG (Kultur, Ljud och Arbete)")


def test_a_record_that_missed_its_sum_is_a_part_of_the_list_that_has_it() -> None:
    record = "Sökande: {}\nÄndamål: {}\n{} kr\n\n"
    text = "Beslut om ledmedel\n\nNämnden har beviljat medel till följande sökande.\n\n" + "".join(
        record.format(*one)
        for one in (
            ("Ulvsjö vandrarklubb", "Vandringsled, etapp 2", "450 000"),
            ("Gråsjö kommun", "Cykelväg längs riksväg 41", "118 000"),
        )
    )
    found = [(grant.owner, grant.amount) for grant in extraction(plain(text)).grants]
    assert found == [("Ulvsjö vandrarklubb", 450_000), ("Gråsjö kommun", 118_000)]


def test_a_list_between_paragraphs_that_look_alike_is_a_list_of_its_own() -> None:
    text = (
        "Stöd till forskning\n\nFonden har 500 000 kronor i år.\n\nTvå program får mellan 2 och 5 miljoner kronor, sammanlagt 7 miljoner kronor:\n\n"
        "• Maj Ek, Norrhamra universitet: Att mäta välstånd. En studie av långsiktig tillväxt med hjälp av flygbilder över landet\n"
        "• Bo Ström, Norrhamra universitet: Den glömda flottan. Kulturarv under vattnet i farlederna längs kusten\n\n"
        "Elva projekt får 9 miljoner kronor.\n\nResorna kostar 460 000 kronor.\n"
    )
    assert any(
        [one.money for one in reading.candidates] == [None, None] and "Maj Ek" in text[reading.start :][:80]
        for reading in readings(text)
    )


@pytest.mark.parametrize(("colon", "many"), [(":", 2), (".", 0)])
def test_lines_with_dashes_are_items_where_a_colon_announces_them(colon: str, many: int) -> None:
    release = plain(
        f"Stöd\n\nTvå föreningar får stöd{colon}\n\n– Boda IF (Nya mål)\n– Hults byalag (En ny brygga)\n"
    )
    assert sum(block.kind == "item" for block in release.blocks) == many


def test_a_row_of_nought_is_no_row() -> None:
    text = "Vägbidrag\n\nNämnden har beviljat bidrag:\n\n- Boda vägförening 48 200:-\n- Hults bygata 0:-\n- Eks samfällighet 71 000:-\n"
    assert [amount for *_, amount in rows(text)] == [48_200, 71_000]

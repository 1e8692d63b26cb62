"""Diarienummer and project numbers: what is one, and whose it is."""

from __future__ import annotations

from typing import Any

import pytest

from anslag.parsers import pages
from anslag.parsers.document import plain
from anslag.parsers.lexicon import lexicon
from anslag.parsers.mentions.references import references
from anslag.parsers.read import extraction
from anslag.parsers.records import Extraction

ROWS: list[dict[str, Any]] = [*lexicon("references")["label"]]


def numbers(text: str) -> list[str]:
    return [span.of(text) for span in references(text)]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["of"])
def test_every_label_reads_its_phrase_and_refuses_the_other(row: dict[str, Any]) -> None:
    assert len(numbers(row["reads"])) == 1
    assert numbers(row["refuses"]) == []


def test_number_of_another_body_is_none() -> None:
    row = lexicon("references")["elsewhere"]
    assert numbers(row["reads"]) == []
    assert numbers(row["refuses"]) == ["2020-01234"]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Dnr 304-5512-03", ["304-5512-03"]),
        ("Diarienr: RN 2024/118.", ["RN 2024/118"]),
        ("(dnr: FS-2021/0114)", ["FS-2021/0114"]),
        ("Diarienr:\n\nP2023-01448", ["P2023-01448"]),
        ("beslut med dnr\n\n2021-00417", []),
        ("Projektnummer 20", []),
        ("Dnr 2024-03-01", []),
        ("Dnr\n\nFörnamn", []),
        ("adnr 2021-00417", []),
    ],
)
def test_number_stands_behind_its_label(text: str, wanted: list[str]) -> None:
    assert numbers(text) == wanted


def html(body: str) -> Extraction:
    page = f"<!DOCTYPE html><html lang='sv'><h1>Bidrag till byar</h1><p>Nämnden har beviljat stöd.</p>{body}</html>"
    return extraction(
        pages.release(page.encode(), {"content-type": "text/html; charset=utf-8"}, "https://a.example/b")
    )


def told(found: Extraction) -> tuple[list[str | None], str | None]:
    for one in found.grants:
        if one.reference:
            place = one.evidence["reference"]
            assert found.release.text[place.start : place.end] == place.quote == one.reference
    return [one.reference for one in found.grants], found.reference


TABLE = (
    "<table><tr><th>Dnr</th><th>Sökande</th><th>Projekt</th><th>Beviljat, kr</th></tr>"
    "<tr><td>RN 2024/118</td><td>Hults byalag</td><td>Vinterljus</td><td>150 000</td></tr>"
    "<tr><td>RN 2024/121</td><td>Sjövi idrottsklubb</td><td>Ny is</td><td>98 000</td></tr></table>"
)


def test_number_in_a_row_is_that_grants() -> None:
    assert told(html(TABLE)) == (["RN 2024/118", "RN 2024/121"], None)


def test_number_of_the_decision_is_the_releases() -> None:
    row_less = (
        TABLE.replace("<th>Dnr</th>", "")
        .replace("<td>RN 2024/118</td>", "")
        .replace("<td>RN 2024/121</td>", "")
    )
    assert told(html(f"{row_less}<p>Diarienummer: RUN-1307-2022</p>")) == ([None, None], "RUN-1307-2022")
    assert told(html(f"{TABLE}<p>Diarienummer: RUN-1307-2022</p>")) == (
        ["RN 2024/118", "RN 2024/121"],
        "RUN-1307-2022",
    )


def test_two_numbers_that_are_no_grants_are_nobodys() -> None:
    text = "<p>Hults byalag beviljas 150 000 kronor för Vinterljus.</p><p>Dnr RUN-1307-2022</p><p>Dnr RUN-1308-2022</p>"
    assert told(html(text)) == ([None], None)


def record(owner: str, title: str, amount: str, number: str) -> dict[str, str]:
    return {
        "last": f"<p>Sökande: {owner}<br>Projekt: {title}<br>Beviljat belopp: {amount} kr<br>Dnr: {number}</p>",
        "first": f"<p>Dnr {number}<br>Sökande: {owner}<br>Projekt: {title}<br>Beviljat belopp: {amount} kr</p>",
    }


@pytest.mark.parametrize("order", ["first", "last"])
def test_number_in_a_record_is_that_grants_wherever_it_stands(order: str) -> None:
    records = [
        record("Hults byalag", "Vinterljus", "150 000", "304-5512-03"),
        record("Sjövi idrottsklubb", "Ny is", "98 000", "304-5781-03"),
        record("Tallviks kommun", "Ridled", "75 000", "304-5790-03"),
    ]
    found = html("".join(one[order] for one in records))
    assert told(found) == (["304-5512-03", "304-5781-03", "304-5790-03"], None)


def test_number_in_a_sentence_is_that_of_the_grant_before_it() -> None:
    text = (
        "Bidrag till byar\n\nNämnden beviljar Umeå kommun 250 000 kronor (dnr 2024-0117) och Åre kommun "
        "150 000 kronor (dnr 2024-0118)."
    )
    assert told(extraction(plain(text))) == (["2024-0117", "2024-0118"], None)


def test_time_is_linear_in_the_labels() -> None:
    """A text of nothing but labels and digits is read at once."""
    assert len(numbers("dnr 2024-0117 " * 5000)) == 5000
    assert numbers("dnr " + "1-" * 50_000) == []


def test_numbers_with_a_year_that_open_several_rows_are_theirs() -> None:
    rows = "KUF-2031/207 Lövåsa byalag 5 000\n02161-2031 Hults IF 7 000"
    assert numbers(rows) == ["KUF-2031/207", "02161-2031"]
    assert numbers("KUF-2031/207 Lövåsa byalag 5 000") == []
    assert numbers("2031-2032 Lövåsa byalag\n2032/2033 Hults IF") == []


def test_the_number_that_opens_a_row_is_no_part_of_its_owner() -> None:
    release = plain(
        "Bidrag till språk\n\nNämnden har beviljat fyra bidrag. Beviljat belopp i kronor:\n\n"
        "KUF-2031/207 Lövåsa stad 185 000\nKUF-2031/212 Hults kommun 120 000\n"
        "KUF-2031/213 Almviks kulturcentrum 260 000\nKUF-2031/219 Språkföreningen Tuva 95 500"
    )
    told = {(one.owner, one.reference) for one in extraction(release).grants}
    assert ("Lövåsa stad", "KUF-2031/207") in told
    assert ("Almviks kulturcentrum", "KUF-2031/213") in told

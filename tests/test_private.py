"""Contact persons stay out of the database wherever a page names them, and those who get money stay in."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import anslag
from anslag import private
from anslag.db.export import FORMATS, export
from anslag.db.store import connect
from anslag.parsers.records import Extraction, Release
from anslag.pipeline import DATABASE
from anslag.private import HIDDEN
from tests.test_demo import text_cells
from tests.test_pipeline import Shelf

GRANT = "<p>Nämnden beslutade att bevilja Umeå kommun 250 000 kronor för projektet Vinterljus.</p>"
BOX = '<h2>Kontakt</h2><p>{name}<br>Presschef<br><a href="tel:+46701234567">070-123 45 67</a><br><a href="mailto:{mail}">{mail}</a></p>'
NAME, MAIL = "Bengt-Åke Kontaktström", "bengt-ake.kontaktstrom@region.se"

PAGES = {
    "box": GRANT + BOX,
    "quoted": GRANT + "<p>– Vi är glada, säger {name}, ordförande. {name}s kollega håller med.</p>" + BOX,
    "lede": "<p><strong>{name} berättar om bidraget till byar.</strong></p>" + GRANT + BOX,
    "title": "<h1>{name}: bidrag till byar</h1>" + GRANT + BOX,
    "without a box": GRANT + "<p>Anmäl dig till {name}, tfn 070-123 45 67 eller {mail}.</p>",
    "unbroken number": GRANT + "<p>Du når {name} på 0701234567 och 0046701234567.</p>",
    "number only": GRANT + "<p>– Roligt, säger {name}.</p><p>{name}<br>Chef<br>090-785 70 00</p>",
    "address hidden from robots": GRANT
    + "<p>Skriv till {name}, bengt-ake.kontaktstrom [at] region [dot] se.</p>",
    "leader of a project": "<ol><li>Vinterljus. Projektägare: Umeå kommun. Belopp: 250 000 kr. Projektledare: {name}, "
    "070-123 45 67, {mail}</li></ol>",
    "in a table": "<table><tr><th>Projekt</th><th>Sökande</th><th>Belopp</th><th>Kontakt</th></tr><tr><td>Vinterljus</td>"
    "<td>Umeå kommun</td><td>250 000 kr</td><td>{name}, {mail}</td></tr></table>",
    "person's number": GRANT + "<p>Firman har numret 19640823-3234, 640823-3234 och 196408233234.</p>",
}
TRACE = re.compile(r"kontaktstr|@region|\[at\]|701234567|0823-?3234|7857000", re.I)


def body(layout: str) -> bytes:
    """A page about one grant; ``{name}`` and ``{mail}`` are the contact person's."""
    said = layout.replace("{name}", NAME).replace("{mail}", MAIL)
    head = "" if "<h1>" in said else "<h1>Bidrag till byar</h1>"
    return f"<!DOCTYPE html><html lang='sv'><title>Bidrag</title>{head}{said}</html>".encode()


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    """A database of every page."""
    made = Shelf(tmp_path_factory.mktemp("private"))
    for number, layout in enumerate(PAGES.values()):
        made.put(body(layout), name=f"page{number}")
    made.put(body(PAGES["quoted"]).replace(b"250 000", b"260 000"), name="page0")
    made.built()
    return made


def test_no_text_column_holds_a_trace_of_a_contact_person(shelf: Shelf) -> None:
    with closing(connect(shelf.data / DATABASE)) as database:
        cells = list(text_cells(database))
        stored = {row["owner"] for row in database.execute("SELECT owner FROM grants")}
    assert len(cells) > 100
    assert [
        (place, cell) for place, cell in cells if TRACE.search(re.sub(r"(?<=\d)[ -](?=\d)", "", cell))
    ] == []
    assert stored == {"Umeå kommun"}


def test_no_export_holds_a_trace_either(shelf: Shelf, tmp_path: Path) -> None:
    for format in FORMATS.keys() - {"parquet", "xlsx", "360giving"}:
        export(shelf.data / DATABASE, format, tmp_path / format)
    written = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(written) > 8
    assert [path.name for path in written if TRACE.search(path.read_text("utf-8"))] == []


@pytest.mark.parametrize("layout", PAGES.values(), ids=PAGES)
def test_every_quote_stands_at_its_place_in_the_text_without_names(layout: str) -> None:
    found = anslag.extract(body(layout))
    quotes = list(evidence(found))
    assert quotes
    assert not TRACE.search(found.release.text.replace(" ", ""))
    for start, end, quote in quotes:
        assert found.release.text[start:end] == quote


def evidence(found: Extraction) -> Iterator[tuple[int, int, str]]:
    for place in (found.evidence, found.claims.evidence, *(grant.evidence for grant in found.grants)):
        yield from ((one.start, one.end, one.quote) for one in place.values())


def test_who_receives_money_keeps_the_name() -> None:
    said = "Bidrag\n\nRådet beviljar Anna Berg 2 500 000 kronor för projektet Vinterljus.\n– Roligt, säger Anna Berg.\n\nKontakt: Anna Berg, anna.berg@uu.se"
    found = anslag.extract(said)
    assert [grant.owner for grant in found.grants] == ["Anna Berg"]
    assert "säger Anna Berg" in found.release.text
    assert "@" not in found.release.text


@pytest.mark.parametrize(
    "kept",
    [
        "Region Norrskog (232100-0016) får 1 250 000 kr, dnr RUN 2023-001234, 2023-03-01 – 2026-02-28.",
        "Umeå kommun, umea.kommun, fick 25 000 000 kr i fas 2 av 2023/00123-4 och beslut 20230301.",
        "Enligt punkt (a) 3.2 och (b) 4.1 får Åre kommun 25 000 kr; 3 st à 500.00 kr @ mässan.",
        "Ärende 2022-00145, bankgiro 5050-1055, konto 1234567890 och 0,5 procent av 012 345 678.",
    ],
)
def test_figures_and_bodies_are_not_hidden(kept: str) -> None:
    page = f"{kept} <a href='mailto:umea.kommun@umea.se'>Umeå kommun</a> <a href='tel:090161000'>Region Norrskog</a>"
    assert private.masked(Extraction(Release(kept, ())), page).release.text == kept


@pytest.mark.parametrize(
    "piece",
    [
        "a.a",
        "anna.berg@a",
        "anna.berg@region.se ",
        "0701234567 ",
        "Anna Berg 070-123 45 67 ",
        "<",
        "[at]",
        "Åsa ",
    ],
)
def test_hostile_words_are_hidden_in_time(piece: str) -> None:
    # A pattern or a loop that grows with the square would take minutes here, and is stopped by pytest's limit.
    long = f"{piece * (300_000 // len(piece))} Anna Berg @ anna.berg@region.se"
    after = private.masked(Extraction(Release(long, ())), long).release.text
    assert len(after) == len(long)
    assert not after.endswith("region.se")


@given(st.text(), st.text())
def test_hiding_never_moves_a_word(text: str, page: str) -> None:
    before = f"{text} Anna Berg {text} anna.berg@region.se 0701234567"
    after = private.masked(Extraction(Release(before, ())), f"{page} Anna Berg 070-123 45 67").release.text
    assert len(after) == len(before)
    assert "anna.berg@" not in after
    assert all(new in (old, HIDDEN) for old, new in zip(before, after, strict=True))


def test_command_line_and_library_say_the_same(tmp_path: Path) -> None:
    from tests.command import anslag as command

    (tmp_path / "a.html").write_bytes(body(PAGES["quoted"]))
    said = json.loads(command("extract", "--json", "a.html", cwd=tmp_path).out)
    assert said["release"]["lede"] == anslag.extract(body(PAGES["quoted"])).release.lede

"""Contact persons stay out of the database wherever a page names them, and those who get money stay in."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import anslag
from anslag.as_json import extraction as as_json
from anslag.db.connection import connect
from anslag.db.export import FORMATS, export
from anslag.folder import DATABASE
from anslag.parsers import document, privacy
from anslag.parsers.privacy import HIDDEN, reach
from anslag.parsers.records import Extraction, Release
from tests.archives import Shelf
from tests.databases import text_cells

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
        "Ärende 2022-00145, bankgiro 5050-1055, konto 1234567890 och 0,5 procent av 012 345 678 kr.",
        "Organisationsnummer 802412-1234, 165560123456, 5560123456 och 212000 1355.",
        "Dnr 230415-1234, diarienummer KUN 230415-1234, projektnummer 0701234567, dnr 02161-2021.",
        "Stödet var 850 312 kronor, 1 070 174 kr, +5 000 000 kr och 070 174 600 kronor i två delar.",
        "Den 05-12-2023 och 08-12-2023 kl. 08.30-16.30, 2021-01-01 – 2023, åren 2023-2024 och 2019–2021.",
        "Perioden 2023-03-01-2026-02-28, 2023-03-01 2026, 20230301-20260228, 230301 2026 och 2023-03-12 14.30.",
        "Tabellen: 8503122393 kr, 850312 2393 kr, 101056789, 2021-02345, P2022-00123 och 621-850312-2393.",
        "Look at region.se, or read more at vinnova.se/grants; 12 at 3.5 each.",
        "Sökt\t8503122\t2393\tbeviljat\t070\t174",
        "Höga Kusten Leader fick stöd för arbetet i Höga Kusten Leader.",
    ],
)
def test_figures_and_bodies_are_not_hidden(kept: str) -> None:
    page = (
        f"{kept} <a href='mailto:umea.kommun@umea.se'>Umeå kommun</a> <a href='tel:090161000'>Region Norrskog</a>"
        " <p>Höga Kusten Leader, 090-16 10 00</p>"
    )
    release = Release(kept, ())
    assert privacy.masked(release, privacy.named(release, page)).text == kept


@pytest.mark.slow
@pytest.mark.parametrize(
    "piece",
    [
        "a.a",
        "anna.berg@a",
        "anna.berg@region.se ",
        "0701234567 ",
        "Anna Berg 070-123 45 67 ",
        "<",
        "<a href='mailto:",
        "<script>",
        "[at]",
        " at ",
        "Åsa ",
        "Kontakt Åsa\n",
        "kontakta ",
        "111 ",
        "1985-03-",
        "07 ",
        "personnummer ",
        "a snabel-a ",
    ],
)
def test_hostile_words_are_hidden_in_time(piece: str) -> None:
    # A pattern or a loop that grows with the square would take minutes here, and is stopped by pytest's limit.
    long = f"{piece * (300_000 // len(piece))} Anna Berg @ anna.berg@region.se"
    release = Release(long, ())
    after = privacy.masked(release, privacy.named(release, long)).text
    assert len(after) == len(long)
    assert not after.endswith("region.se")


@pytest.mark.slow
@settings(deadline=None)
@given(st.text(), st.text())
def test_hiding_never_moves_a_word(text: str, page: str) -> None:
    before = f"{text} Anna Berg {text} anna.berg@region.se 0701234567"
    release = Release(before, ())
    names = privacy.named(release, f"{page} Anna Berg 070-123 45 67")
    after = privacy.masked(release, names).text
    assert len(after) == len(before)
    assert "anna.berg@" not in after
    assert all(new in (old, HIDDEN) for old, new in zip(before, after, strict=True))


@pytest.mark.slow
def test_command_line_and_library_say_the_same(tmp_path: Path) -> None:
    from tests.command import anslag as command

    (tmp_path / "a.html").write_bytes(body(PAGES["quoted"]))
    said = json.loads(command("extract", "--json", "a.html", cwd=tmp_path).out)
    assert said["release"]["lede"] == anslag.extract(body(PAGES["quoted"])).release.lede


# -- every form in every column's way in

IDENTITY = {
    f"{date}{mark}": (date, mark)
    for date in ("{yy}{mm}{dd}", "19{yy}{mm}{dd}", "19{yy}-{mm}-{dd}", "{yy}-{mm}-{dd}", "19{yy}.{mm}.{dd}")
    for mark in ("-", "–", "—", "−", "‐", "‑", "‒", "+", " - ", " – ", " ", "\N{NO-BREAK SPACE}", "/", "")
    if not (date == "{yy}-{mm}-{dd}" and mark == "+")
}
TELEPHONE = (
    "070.174.{t}",
    "070:174 {t}",
    "0 8-465 17 {t}",
    "070.174.{t}",
    "070:174 {t}",
    "0 8-465 17 {t}",
    "(070) 174 {t}",
    "(070)174{t}",
    "070/174 {t}",
    "070174{t}",
    "070 174{t}",
    "070 174 {t}",
    "070 - 174 {t}",
    "070–174 {t}",
    "070−174 {t}",
    "070‒174{t}",
    "070‑174 {t}",
    "070-174<br>{t}",
    "070-<br>174 {t}",
    "070<br>174 {t}",
    "+46 70 174 {t}",
    "+46 (0)70-174 {t}",
    "+46(0)70 174 {t}",
    "(+46) 70 174 {t}",
    "+4670174{t}",
    "+46-70-174 {t}",
    "+46.70.174.{t}",
    "0046 70 174 {t}",
    "+47 22 17 {t}",
    "+358 40 174 {t}",
    "08-465 0{t}",
    "0980-31 {t}",
    "tel. 174 {t}",
    "mobil: 174{t}",
    "070_174_{t}",
    "070*174*{t}",
    "+46 (70) 174 {t}",
    "46 70 174 {t}",
    "0701-74 {t}",
    "0701-74{t}",
    "070 - 174 - {t}",
    "070-174 {t} 070-174 06 13",
    "+46 70 174 {t}, +46 70 174 06 13",
)
MAILS = tuple(
    f"{{local}}{at}{domain}"
    for at in (
        "@",
        "＠",
        " @ ",
        "(at)",
        "[at]",
        "{at}",
        "{{at}}",
        " (at) ",
        " at ",
        "_at_",
        "(a)",
        "[snabel-a]",
        " snabel-a ",
        "(@)",
        "|at|",
        "*at*",
        " -at- ",
        '"@"',
        "AT",
    )
    for domain in ("torsnas.example", "torsnas punkt se", "torsnas[dot]se", "torsnas (punkt) se")
    if not (at == "AT" and " " in domain)
)
BOXES = (
    "<h2>Kontakt</h2><p>Utvecklingschef {first} {last}, 063-14 27 03</p>",
    "<h2>Kontakt</h2><p>{first} {last}<br>utvecklingschef<br>063-14 27 03</p>",
    "<h3>Presskontakt</h3><p><a href='mailto:press@torsnas.example'>{first} {last}</a></p>",
    "<h3>Presskontakt</h3><p>{first} {last}</p>",
    "<p>Ansvarig utgivare: {first} {last}</p>",
    "<h2>För mer information</h2><p>{first} {last}, utvecklingschef</p>",
    "<h2>Kontaktpersoner</h2><ul><li>{last}, {first}</li></ul>",
    "<p>{last}, {first}, 063-14 27 03</p>",
    "<div>{first}<br>{last}<br>Utvecklingschef<br>063-14 27 03</div>",
    "<div><span>{first}</span> <span>{last}</span><br>t 063-14 27 03</div>",
    "<p>För mer information kontakta {first} {last}, utvecklingschef.</p>",
    "<p>Kontaktperson: {first} {last}</p>",
    "<p>Frågor besvaras av enhetschef {first} {last}.</p>",
    "<aside><p>Telefon: 063-14 27 03 ({first} {last})</p></aside>",
    "<footer class='contact'>{first} {last}, tfn (063) 14 27 03</footer>",
    "<p>E-post: {mail}</p>",
    "<table><tr><th>Kontaktperson</th><th>Område</th></tr><tr><td>{first} {last}</td><td>Norr</td></tr></table>",
)
WAYS = {
    "title": "<p>Nämnden beviljar Umeå kommun 250 000 kronor för projektet Vinterljus {secret}.</p>",
    "title of a record": "<ul><li>Projekt: Vinterljus {secret}. Projektägare: Umeå kommun. Belopp: 250 000 kr</li></ul>",
    "owner": "<p>Nämnden beviljar Umeå kommun ({secret}) 250 000 kronor för projektet Vinterljus.</p>",
    "description": GRANT + "<p>Projektet Vinterljus ska lysa upp byar. {secret}</p>",
    "prose": GRANT + "<p>Den som undrar får veta mer: {secret} under veckan.</p>",
    "speech": GRANT + "<p>– Vi är glada, säger {secret}, utvecklingschef.</p>",
    "cell": "<table><tr><th>Projekt</th><th>Sökande</th><th>Belopp</th><th>Övrigt</th></tr><tr><td>Vinterljus</td>"
    "<td>Umeå kommun</td><td>250 000 kr</td><td>{secret}</td></tr></table>",
    "cell of the owner": "<table><tr><th>Projekt</th><th>Sökande</th><th>Belopp</th></tr><tr><td>Vinterljus</td>"
    "<td>Umeå kommun, {secret}</td><td>250 000 kr</td></tr></table>",
    "column header": "<table><tr><th>Projekt</th><th>Sökande {secret}</th><th>Belopp</th></tr><tr><td>Vinterljus</td>"
    "<td>Umeå kommun</td><td>250 000 kr</td></tr></table>",
    "heading": f"<h2>Ansvarig är {{secret}}</h2>{GRANT}",
    "headline": f"<h1>Bidrag till byar {{secret}}</h1>{GRANT}",
    "lede": f"<p><strong>Nu får byar ljus, och {{secret}} är med på resan till alla byar i länet.</strong></p>{GRANT}",
}


def texts(found: Extraction) -> str:
    """All that leaves the parsers, in one string."""
    headers = [cell.header for block in found.release.blocks for cell in block.cells]
    said = json.dumps(as_json(found, "page"), ensure_ascii=False, default=str)
    return "\n".join([found.release.text, *headers, said])


def shown(way: str, secret: str, box: str = "") -> Extraction:
    """A page with ``secret`` in a place of the text, read; its span law is checked."""
    found = anslag.extract(
        body(WAYS[way].replace("{secret}", secret) + "<p>Arbetet pågår i alla byar.</p>" + box)
    )
    for start, end, quote in evidence(found):
        assert found.release.text[start:end] == quote
    return found


def number_of(year: int, month: int, day: int, serial: int, form: str) -> tuple[str, str]:
    """An identity number with its check digit in a form, and its last four digits."""
    nine = f"{year:02}{month:02}{day:02}{serial:03}"
    doubled = [int(digit) * (2 - place % 2) for place, digit in enumerate(nine)]
    last = f"{serial:03}{-sum(n - 9 if n > 9 else n for n in doubled) % 10}"
    date, mark = IDENTITY[form]
    return date.format(yy=nine[:2], mm=nine[2:4], dd=nine[4:6]) + mark + last, last


numbers = st.builds(
    number_of,
    st.integers(21, 99),
    st.integers(1, 12),
    st.integers(1, 28),
    # Not what could be a year, which it is behind a day.
    st.integers(210, 999),
    st.sampled_from(sorted(IDENTITY)),
)


@pytest.mark.slow
@settings(deadline=None)
@given(numbers, st.sampled_from(sorted(WAYS)))
def test_no_identity_number_comes_through(number: tuple[str, str], way: str) -> None:
    written, last = number
    assert re.search(rf"(?<!\d){last}(?!\d)|{re.escape(written)}", texts(shown(way, written))) is None


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    "written",
    [
        "850312 2393",
        "8503122393",
        "198503122393",
        "850312–2393",
        "1985-03-12-2393",
        "850312-XXXX",
        "850312-xxxx",
        "850312-****",
        "19850312-XXXX",
        "850312 - 2393",
        "850312/2393",
        "850312-23 93",
        "850372-2393",
        "personnummer 850312.2393",
        "pnr: 850312",
        "120385-239A",
        "８５０３１２－２３９３",
        "1985 03 12-2393",
        "850312- 2393",
        "850312_2393",
        "(850312-2393)",
        "org.nr 850312-2393",
        "personnumret är 850312 2393",
        "född 850312-239X",
        "född 12/3 1985-2393",
    ],
)
def test_everyday_forms_are_hidden_also_with_a_wrong_check_digit(written: str, way: str) -> None:
    said = texts(shown(way, written))
    assert "2393" not in said.replace(" ", "")
    assert "850312" not in said
    assert "239A" not in said


@pytest.mark.slow
@settings(deadline=None)
@given(st.integers(6101, 9899), st.sampled_from(TELEPHONE), st.booleans(), st.sampled_from(sorted(WAYS)))
def test_no_telephone_comes_through(last: int, form: str, spaced: bool, way: str) -> None:
    tail = f"{last // 100:02}{' ' if spaced else ''}{last % 100:02}"
    said = texts(shown(way, form.replace("{t}", tail)))
    assert re.search(rf"(?<![\d.]){last // 100:02}\W?{last % 100:02}(?!\d)", said) is None


@pytest.mark.slow
@settings(deadline=None)
@given(
    st.sampled_from(MAILS),
    st.sampled_from(["tora.lindehag", "t_lindehag", "tora-lindehag"]),
    st.sampled_from(sorted(WAYS)),
)
def test_no_mail_address_comes_through(form: str, local: str, way: str) -> None:
    said = texts(shown(way, form.replace("{local}", local)))
    assert "lindehag" not in said.casefold()


SAID_AS = (
    "{first} {last}",
    "{first} {last}s kollega",
    "{last}, {first}",
    "{first} M. {last}",
    "{first}<br>{last}",
    "{first}\N{NO-BREAK SPACE}{last}",
)
NAMES = (("Tora", "Lindehag"), ("Bengt-Åke", "Kullström"), ("Šime", "Dević"), ("Élodie", "Lindehag"))


@pytest.mark.slow
@settings(deadline=None)
@given(
    st.sampled_from(BOXES), st.sampled_from(SAID_AS), st.sampled_from(NAMES), st.sampled_from(sorted(WAYS))
)
def test_no_contact_person_comes_through(box: str, form: str, name: tuple[str, str], way: str) -> None:
    first, last = name
    mailed = f"{first}.{last}@torsnas.example".lower().translate(str.maketrans("åöšćé", "aosce"))
    found = shown(way, form.format(first=first, last=last), box.format(first=first, last=last, mail=mailed))
    kept = [
        grant
        for grant in found.grants
        if {first, last} & set(re.findall(r"[\w-]+", f"{grant.owner} {grant.title}"))
    ]
    # Whoever receives money keeps the name, also where the parsers are wrong about it.
    assert kept or last not in texts(found)


def test_a_contact_who_is_quoted_goes_whatever_the_box() -> None:
    for box in BOXES:
        found = shown(
            "speech", "Tora Lindehag", box.format(first="Tora", last="Lindehag", mail="tora.lindehag@a.se")
        )
        assert [grant.owner for grant in found.grants] == ["Umeå kommun"], box
        assert "Lindehag" not in texts(found), box


PLANTED = {
    "identity": (reach, "identity_numbers", ("prose", "850312-2393", ""), "2393"),
    "telephone": (reach, "telephones", ("prose", "070-174 06 12", ""), "06 12"),
    "mail": (reach, "mail_addresses", ("prose", "tora.lindehag@a.se", ""), "lindehag"),
    "name": (privacy, "contacts", ("speech", "Tora Lindehag", "<p>Kontakt: Tora Lindehag</p>"), "Lindehag"),
}


@pytest.mark.parametrize("planted", PLANTED)
def test_each_recogniser_left_out_is_a_leak_that_shows(planted: str, monkeypatch: pytest.MonkeyPatch) -> None:
    module, name, page, secret = PLANTED[planted]
    assert secret not in texts(shown(*page))
    monkeypatch.setattr(module, name, lambda *_: ())
    assert secret in texts(shown(*page))


def test_the_name_that_a_contact_label_gives_is_no_recipient() -> None:
    page = body(
        "<p>Vinterljus<br>Projektägare: Umeå kommun<br>Kontaktperson: Tora Lindehag<br>Belopp: 250 000 kronor</p>"
        + GRANT
    )
    assert "Lindehag" not in texts(anslag.extract(page))


def test_plain_text_is_masked_as_a_page_is() -> None:
    said = "Bidrag\n\nNämnden beviljar Umeå kommun 250 000 kronor.\n\nDet säger Tora Lindehag.\n\nKontakt\nKulturchef Tora Lindehag, 063-14 27 03"
    release = document.plain(said)
    assert privacy.named(release, said) == {"tora lindehag"}
    assert "Lindehag" not in texts(anslag.extract(said))

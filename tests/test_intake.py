"""From the bytes of a page to the words of its release: what real content systems do must lose nothing.

Each snippet stands for a kind of page; ``BODY`` is four ordinary paragraphs, ``MENU`` a long list of links.
"""

from __future__ import annotations

from datetime import date

import pytest

from anslag import reader
from anslag.parsers import pages
from anslag.parsers.document import clean, plain
from anslag.parsers.pages.metadata import swedish_day
from anslag.parsers.read import extraction
from anslag.parsers.records import BlockKind

SENTENCES = (
    "Kulturnämnden i Storåns kommun har beslutat att bevilja stöd till tre föreningar i kommunen.",
    "Storåns IF får 90 000 kronor till en ny bana vid ån, som ska vara klar till sommaren.",
    "Byalaget i Ekeryd får 45 000 kronor till bryggor och bänkar längs stranden.",
    "Intresset var stort i år och nämnden fick in trettio ansökningar från hela kommunen.",
)
BODY = "".join(f"<p>{one}</p>" for one in SENTENCES)
MENU = "<ul>" + "".join(f"<li><a href='/{n}'>Menyval {n}</a></li>" for n in range(40)) + "</ul>"
TITLE = "Tre föreningar får bidrag"
H1 = f"<h1>{TITLE}</h1>"


def told(inside: str, head: str = f"<title>{TITLE} - Storåns kommun</title>") -> str:
    body = f"<html lang='sv'><head><meta charset='utf-8'>{head}</head><body>{inside}</body></html>"
    return pages.release(body.encode(), {"content-type": "text/html"}).text


WHOLE = "\n\n".join((TITLE, *SENTENCES))


@pytest.mark.parametrize(
    "page",
    [
        f"{H1}{MENU}<div class='post-7 hentry tag-bidrag'>{BODY}</div>",
        f"{MENU}{H1}<div class='entry-content no-share print-full'>{BODY}</div>",
        f"<div class='page-with-related'>{H1}<div class='teaser-page'>{BODY}</div></div>",
        f"<main>{H1}<div class='sv-text-portlet sv-skip-spacer'>{BODY}</div></main>",
        f"<main>{H1}<div class='sv-layout sv-skip-spacer'><p>{SENTENCES[0]}</p></div>{BODY.split('</p>', 1)[1]}</main>",
        f"<header role='banner'><div>{H1}{BODY}</div></header>",
        f"<div role='dialog' aria-label='Nyhet'>{H1}{BODY}</div>",
        f"<main aria-hidden='true'>{H1}{BODY}</main>",
        f"<noscript>{H1}{BODY}</noscript><div id='app'></div>",
        f"<div hidden id='content'>{H1}{BODY}</div>",
        f"<div class='hidden md:block'>{H1}{BODY}</div>",
        f"<article>{H1}<div class='teaser-text'><p>{SENTENCES[0]}</p></div>{BODY.split('</p>', 1)[1]}</article>",
        f"<h1>Storåns kommun</h1><ul><li>Start</li><li>Kontakt</li></ul>{H1}{BODY}",
        f"<article>{BODY}{H1}</article>",
        f"<form id='aspnetForm'><div class='EPiBlock'>{H1}{BODY}</div></form>",
        f"<script>var x='{'<span><div>' * 700}'</script>{H1}{BODY}",
        f"<article>{H1}{BODY}</article><section><h2>Fler nyheter</h2><article><h3><a href='/b'>Ny bro får 9 miljoner kronor</a></h3><p>Bron över Lillån byggs om i vår.</p></article></section>",
        f"<main>{H1}{BODY}<h2>Mer</h2><ul><li><a href='/1'>Bidrag 1</a></li><li><a href='/2'>Bidrag 2</a></li></ul></main>",
        f"<main>{H1}{BODY}<ul><li><span>Tipsa en vän</span></li><li><span>LinkedIn</span></li></ul></main>",
        f"<main>{H1}<p>Lästid: 3 minuter</p><div>00:00</div>{BODY}<p>Senast ändrad av Ellinor Hagskog</p></main>",
        f"<main>{H1}<button>Lyssna</button><figure><img src=a><figcaption>Banan i kvällsljus. Foto: Kim Ek</figcaption></figure>{BODY}</main>",
        f"<main>{H1}{BODY}<div class='m-tags'>Den här sidan är uppmärkt med följande kategorier <a href=/k>Kultur</a></div></main>",
        f"<main>{H1}{BODY}</main><article><h1>Ny bro</h1><p>Bron byggs om för 9 miljoner kronor i vår.</p></article>",
        f"<div class='cookiebanner'><p>{'Vi använder kakor för att sidan ska fungera. ' * 20}</p></div><main>{H1}{BODY}</main>",
    ],
)
def test_release_is_told_whole_and_nothing_else(page: str) -> None:
    assert told(page) == WHOLE


def test_linked_name_stays_in_its_sentence() -> None:
    linked = BODY.replace("Storåns IF", "<a class='related-link tags' href='/t'>Storåns IF</a>")
    assert told(f"{H1}{linked}") == WHOLE


def test_recipients_that_are_links_stay() -> None:
    names = "".join(f"<li><a href='/{n}'>Förening {n}</a></li>" for n in range(3))
    text = told(f"<main>{H1}{BODY}<p>Dessa får bidrag:</p><ul>{names}</ul></main>")
    assert text.endswith("Dessa får bidrag:\n\nFörening 0\nFörening 1\nFörening 2")


def test_body_comes_from_linked_data_as_the_last_resort() -> None:
    article = "\\n\\n".join(SENTENCES)
    data = f'<script type="application/ld+json">{{"@type":"NewsArticle","headline":"{TITLE}","articleBody":"{article}"}}</script>'
    assert told(f"<div id='app'></div>{data}") == WHOLE


@pytest.mark.parametrize(
    ("inside", "line"),
    [
        (
            "<p>Ansökan skickas till kultur@storan.example.se senast den 1 maj.</p>",
            "Ansökan skickas till kultur@storan.example.se senast den 1 maj.",
        ),
        ("<p>Hallen är 1 200 m<sup>2</sup> stor.</p>", "Hallen är 1 200 m² stor."),
        ("<p>Summan är 486 300<sup>1</sup> kr.</p>", "Summan är 486 300 kr."),
        ("<p>Storåns IF får <s>640 000</s> 320 000 kr.</p>", "Storåns IF får 320 000 kr."),
        (
            "<p>Storåns IF får <span style='text-decoration: line-through'>640 000</span> 320 000 kr.</p>",
            "Storåns IF får 320 000 kr.",
        ),
        ("<p>Totalt 1 864<br>205 kr till bygden.</p>", "Totalt 1 864 205 kr till bygden."),
        ("<p><span>Kultur</span><span>Storåns IF</span> får pengar.</p>", "Kultur Storåns IF får pengar."),
        (
            "<p>Storåns IF<span class='visually-hidden'>dold text</span>får pengar.</p>",
            "Storåns IF får pengar.",
        ),
    ],
)
def test_words_of_a_paragraph(inside: str, line: str) -> None:
    assert line in told(f"{H1}{BODY}{inside}").split("\n")


CELLS = ("Förening\tBelopp", "Storåns IF\nNy bana\t90 000 kr", "Ekeryds byalag\nBryggor\t45 000 kr")


@pytest.mark.parametrize(
    "table",
    [
        "<table><tr><th>Förening<th>Belopp<tr><td>Storåns IF<br>Ny bana<td>90 000 kr<tr><td><p>Ekeryds byalag</p><p>Bryggor</p><td>45 000 kr</table>",
        "<table><tr><th>Förening<th>Belopp<tr><td><h3>Storåns IF</h3>Ny bana<td>90 000 kr<tr><td><ul><li>Ekeryds byalag<li>Bryggor</ul><td>45 000 kr</table>",
        "<div role='table'><div role='row'><span role='columnheader'>Förening</span><span role='columnheader'>Belopp</span></div>"
        "<div role='row'><div role='cell'>Storåns IF<br>Ny bana</div><div role='cell'>90 000 kr</div></div>"
        "<div role='row'><div role='cell'><div>Ekeryds byalag</div><div>Bryggor</div></div><div role='cell'>45 000 kr</div></div></div>",
        "<aside class='fakta'><table><tr><th>Förening<th>Belopp<tr><td>Storåns IF<br>Ny bana<td>90 000 kr<tr><td>Ekeryds byalag<br>Bryggor<td>45 000 kr</table></aside>",
    ],
)
def test_cells_keep_their_lines_whatever_the_table_is_made_of(table: str) -> None:
    assert told(f"<main>{H1}{BODY}{table}</main>") == WHOLE + "\n\n" + "\n".join(CELLS)


def test_lower_row_of_a_table_head_names_the_columns() -> None:
    head = "<tr><th colspan=2>Projekt<th rowspan=2>Belopp</tr><tr><th>Ägare<th>Titel</tr>"
    page = f"{H1}{BODY}<table><thead>{head}</thead><tr><td>Ekeryds byalag<td>Bryggor<td>45 000 kr</table>"
    release = pages.release(page.encode(), {"content-type": "text/html; charset=utf-8"})
    assert [cell.header for cell in release.blocks[-1].cells] == ["Ägare", "Titel", "Belopp"]


def test_bullets_that_a_copy_glued_to_names_are_set_apart() -> None:
    release = plain(
        "Tre får bidrag\n\n1Fontänen – 5 000 kr\n1Läxhjälpen – 6 000 kr\n1Nattvandrarna – 7 000 kr"
    )
    assert release.text.endswith("Fontänen – 5 000 kr\nLäxhjälpen – 6 000 kr\nNattvandrarna – 7 000 kr")


def test_headline_alone_is_a_release() -> None:
    assert told("<h1>Storåns IF får 90 000 kronor</h1>") == "Storåns IF får 90 000 kronor"


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2024-12-31T23:15Z", date(2025, 1, 1)),
        ("2024-06-30T22:30:00+00:00", date(2024, 7, 1)),
        ("2024-03-31T00:30:00Z", date(2024, 3, 31)),
        ("2024-12-31T23:15", None),
        ("9999-12-31T23:15:00Z", None),
    ],
)
def test_moment_with_a_time_zone_is_the_swedish_day(moment: str, day: date | None) -> None:
    assert swedish_day(moment) == day


@pytest.mark.parametrize(
    ("head", "publisher"),
    [
        ("<title>Bidrag - Storåns kommun</title><meta name=author content='Britta Granlind'>", "Storåns kommun"),
        ("<title>Bidrag</title><meta name=author content='Britta Granlind'>", None),
        ("<title>Bidrag</title><meta name=author content='Norra Kulturstiftelsen'>", "Norra Kulturstiftelsen"),
        ("<title>Bidrag</title><meta name=author content='Kommunikationsavdelningen'>", None),
        ("<title>Storåns kommun | Bidrag</title>", "Storåns kommun"),
        ("<title>Bidrag | Nyheter</title>", None),
        ('<title>B</title><script type="application/ld+json">{"@graph":[{"@type":"Article","headline":"B","publisher":{"@id":"#o"}},{"@id":"#o","name":"Storåns kommun"}]}</script>', "Storåns kommun"),
        ('<title>B</title><script type="application/ld+json">{"headline":"B","publisher":{"@type":"Person","name":"Britta Granlind"}}</script>', None),
    ],
)  # fmt: skip
def test_publisher_is_never_a_person_or_a_part_of_the_site(head: str, publisher: str | None) -> None:
    page = f"<meta charset=utf-8>{head}<h1>Bidrag</h1>{BODY}"
    assert pages.release(page.encode(), {}).publisher == publisher


def test_sum_in_a_part_that_went_as_furniture_is_a_failed_check() -> None:
    box = "<div class='sidebar'><p>Ekeryds hembygdsförening beviljas dessutom 75 000 kronor till ett nytt tak.</p></div>"
    found = reader.page(
        f"<main>{H1}{BODY}{box}</main>".encode(), {"content-type": "text/html; charset=utf-8"}
    )
    assert [check.name for check in found.checks if check.status == "failed" and check.name == "text_lost"]


def test_paragraph_below_a_heading_is_no_lede_where_text_stands_above_it() -> None:
    parts = (
        "<p>Tre bolag får stöd.</p>",
        "<h3>Ny ugn</h3>",
        f"<p>Stödet går till Boda bageri AB. {'Ugnen är stor. ' * 5}</p>",
    )
    page = f"<html><body><main><h1>Bagarna ställer om</h1>{''.join(parts)}</main></body></html>"
    kinds = [block.kind for block in pages.release(page.encode(), {}).blocks]
    assert kinds == [BlockKind.HEADLINE, BlockKind.PARAGRAPH, BlockKind.HEADING, BlockKind.PARAGRAPH]


@pytest.mark.parametrize(
    ("escaped", "read"),
    [
        ("2&#160;900 kr", "2 900 kr"),
        ("a&#776;ngar", "ängar"),
        ("ett&#10;två", "ett två"),
        ("A & B; C", "A & B; C"),
    ],
)
def test_sign_that_a_page_escaped_twice_is_that_sign(escaped: str, read: str) -> None:
    assert clean(escaped) == read


def test_a_menu_above_a_page_without_headings_goes_and_its_headline_stays() -> None:
    links = "".join(f"<a href='/{name}.htm'>{name}</a><br>" for name in ("Startsidan", "Styrelsen", "Arkiv"))
    page = f"<div>{links}</div><div><font size=5><b>{TITLE}</b></font><br><br>{SENTENCES[0]}<br>{SENTENCES[1]}</div>"
    release = pages.release(f"<html><body>{page}</body></html>".encode(), {"content-type": "text/html"})
    assert "Styrelsen" not in release.text
    assert (release.blocks[0].kind, release.title) == (BlockKind.HEADLINE, TITLE)


def test_dates_in_one_line_are_no_headline() -> None:
    release = plain(f"Tre får bidrag\n\nPublicerad: 2031-02-26 Uppdaterad: 2031-03-02\n\n{SENTENCES[0]}\n")
    assert release.title == "Tre får bidrag"
    assert "Uppdaterad" not in release.text


def test_first_line_of_a_text_without_an_empty_line_below_is_its_headline() -> None:
    release = plain(f"{TITLE}\n{SENTENCES[0]}\n{SENTENCES[1]}\n")
    assert (release.title, release.lede) == (TITLE, f"{SENTENCES[0]} {SENTENCES[1]}")


def test_unit_of_a_column_holds_below_the_names_of_its_groups() -> None:
    groups = "Idrott\nStoråns IF\tNy bana\t90\nLövåsa SK\tNytt tak\t30\nKultur\nEkeryds byalag\tNy scen\t45\n"
    text = f"{TITLE}\n\n{SENTENCES[0]}\n\nFörening\tÄndamål\tStöd (tkr)\n{groups}"
    amounts = [one.value for one in extraction(plain(text)).amounts]
    assert amounts == [90_000, 30_000, 45_000]

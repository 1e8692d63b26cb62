"""Pages of many makers become the release a reader sees: its words whole, its furniture gone.

Each ``fixtures/pages/*.html`` imitates the markup of one publishing system; the TOML beside it says what a reader
sees there. ``missed`` marks a known miss.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anslag.parsers import document, pages
from anslag.parsers.errors import NotARelease
from anslag.parsers.records import Release
from anslag.scraper import platforms

FOLDER = Path(__file__).resolve().parent.parent / "fixtures" / "pages"
PAGES = sorted(FOLDER.glob("*.html"))
HTML = {"content-type": "text/html; charset=utf-8"}


def expected(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.with_suffix(".toml").read_text("utf-8"))


def cases() -> list[Any]:
    found = []
    for path in PAGES:
        missed = expected(path).get("missed", "")
        marks = [pytest.mark.xfail(strict=True, reason=missed)] if missed else []
        found.append(pytest.param(path, id=path.stem, marks=marks))
    return found


def told(release: Release) -> list[str]:
    """A block a line: kind, marker, words; lines of a block apart by a slash, cells by a bar."""
    found = []
    for block in release.blocks:
        words = release.text[block.start : block.end].replace("\t", " ¦ ").replace("\n", " / ")
        marker = f" {block.marker}" if block.marker else ""
        found.append(f"{block.kind}{marker}{' header' if block.header else ''} | {words}")
    return found


@pytest.mark.parametrize("path", cases())
def test_page_is_read_as_a_reader_sees_it(path: Path) -> None:
    body = path.read_bytes()
    release = pages.release(body, {}, None, platforms.page_parts(body))
    case = expected(path)
    assert told(release) == case["blocks"]
    for field in ("title", "lede", "publisher", "platform", "published"):
        assert getattr(release, field) == case.get(field), field


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_headers_stand_over_their_cells(path: Path) -> None:
    release = pages.release(path.read_bytes(), {})
    headers: list[str] = []
    for block in release.blocks:
        if block.header:
            headers = [release.text[cell.start : cell.end] for cell in block.cells]
        elif block.cells and headers:
            assert [cell.header for cell in block.cells] == headers


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_hidden_and_quoted_grants_are_gone(path: Path) -> None:
    text = pages.release(path.read_bytes(), {}).text
    for word in (
        "Falska",
        "Fejk",
        "Dold kommun",
        "Gömd kommun",
        "Vi använder kakor",
        "Min förening",
        "070-",
        "@",
    ):
        assert word not in text


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_charset_and_line_ends_change_nothing(path: Path) -> None:
    body = path.read_bytes()
    as_read = pages.release(body, {}).text
    assert pages.release(body.replace(b"\n", b"\r\n"), {}).text == as_read
    assert pages.release(b"\xef\xbb\xbf" + body, {}).text == as_read


LAST = "Pengarna betalas ut i maj och ska användas inom tolv månader."


def wrapped(body: str) -> bytes:
    return f"<html><body><main><h1>Stöd till bygden</h1>{body}<p>{LAST}</p></main></body></html>".encode()


WORDS = st.lists(
    st.sampled_from("Granby kommun får pengar till projektet Våt mark i år".split()),
    min_size=3,
    max_size=12,
)
INLINE = st.sampled_from(
    [
        "{}",
        "<b>{}</b>",
        "<span class='x'>{}</span>",
        "<a href='#'>{}</a>",
        "<em><strong>{}</strong></em>",
        "<font>{}</font>",
    ]
)


@given(
    st.lists(WORDS, min_size=1, max_size=5), INLINE, st.sampled_from(["p", "div", "section", "blockquote"])
)
def test_paragraphs_are_kept_whole_whatever_is_inside(runs: list[list[str]], inline: str, tag: str) -> None:
    paragraphs = [" ".join(words) for words in runs]
    body = "".join(
        f"<{tag}>"
        + " ".join(inline.format(word) if n % 2 else word for n, word in enumerate(words))
        + f"</{tag}>"
        for words in runs
    )
    release = pages.release(wrapped(body), HTML)
    assert [release.text[b.start : b.end] for b in release.blocks[1:-1]] == paragraphs


@given(st.lists(WORDS, min_size=1, max_size=6), st.booleans(), st.booleans())
def test_every_item_is_one_block(runs: list[list[str]], ordered: bool, inner: bool) -> None:
    tag = "ol" if ordered else "ul"
    items = "".join(
        f"<li>{'<p>' if inner else ''}{' '.join(words)}{'</p>' if inner else ''}</li>" for words in runs
    )
    release = pages.release(wrapped(f"<p>Följande får stöd:</p><{tag}>{items}</{tag}>"), HTML)
    found = [block for block in release.blocks if block.kind == "item"]
    assert [release.text[b.start : b.end] for b in found] == [" ".join(words) for words in runs]
    assert [b.marker for b in found] == [f"{n}." if ordered else "•" for n in range(1, len(runs) + 1)]
    assert len({b.group for b in found}) == 1


@pytest.mark.parametrize(
    ("body", "headers", "reason"),
    [
        (b"", {}, "empty"),
        (b" \r\n\0", {}, "empty"),
        (b"%PDF-1.7 <html>", {}, "PDF"),
        (b'{"title": "<p>"}', {}, "JSON"),
        (b"<rss version='2.0'></rss>", {}, "feed"),
        (b"bara text", {}, "without any tag"),
        (b"<html><p>hej", {"content-type": "image/png"}, "image/png"),
        (b"<html><body><h1>Sidan kunde inte hittas</h1><p>404</p>", {}, "error or log-in page"),
        (b"<html><body><h1>Rubrik</h1>", {}, "no text"),
        (b"<div>" * 3000 + b"<h1>a</h1><p>b</p>", {}, "too complex"),
        (b"<html><body><p " + b"a=1 " * 30_000 + b">hej</p>", {}, "too complex"),
    ],
)
def test_what_is_no_release_is_refused_in_one_line(body: bytes, headers: dict[str, str], reason: str) -> None:
    with pytest.raises(NotARelease, match=reason) as refusal:
        pages.release(body, headers)
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize(
    "inside", [b"<table><tr><td>" * 505, b"<div>" * 900, b"<span>" * 900, b"<ul><li>" * 400]
)
def test_deep_page_is_read_all_the_same(inside: bytes) -> None:
    body = b"<h1>Pengar till bygden</h1><p>Granby kommun beviljas 90 000 kronor.</p>" + inside + b"djupt nere"
    assert pages.release(body, HTML).text.endswith("djupt nere")


@pytest.mark.parametrize(
    ("shown", "day"),
    [
        ("<p>2 februari 2021</p>", "2021-02-02"),
        ("<div>Publicerad 2021-02-02</div>", "2021-02-02"),
        ("<p>tisdag 2 februari 2021</p>", "2021-02-02"),
        ("<time>2 februari 2021</time>", "2021-02-02"),
        ("<time datetime='February 2, 2021'>i tisdags</time>", "2021-02-02"),
        ("<p>Den 2 februari 2021 möttes nämnden.</p>", "None"),
    ],
)
def test_day_of_publication_is_taken_where_it_is_shown(shown: str, day: str) -> None:
    told = "<p>Nämnden har beslutat att bevilja stöd till tre projekt i kommunens alla delar.</p>"
    assert str(pages.release(wrapped(shown + told), HTML).published) == day


def test_a_lone_word_heads_rows_and_not_columns() -> None:
    rows = "<tr><td>Teater</td><td></td></tr><tr><td>Lövteatern</td><td>450</td></tr><tr><td>Dans</td><td></td></tr>"
    made = pages.release(f"<h1>Stöd</h1><p>Nämnden har beslutat.</p><table>{rows}</table>".encode(), {})
    assert {cell.header for block in made.blocks for cell in block.cells} == {""}


OPENING = (
    "<h1>Tre föreningar får stöd</h1><p>Nämnden har beslutat att ge stöd till tre föreningar i kommunen.</p>"
)


@pytest.mark.parametrize(
    "typed",
    [
        "<pre>Lyktan      Scenljus     20 000\nHults IF    Två mål       4 000\nKören       Noter         9 000</pre>",
        "<pre>Lyktan\tScenljus\t20 000\nHults IF\tTvå mål\t4 000\nKören\tNoter\t9 000</pre>",
        "<p>Lyktan&emsp;Scenljus&emsp;20 000<br>Hults IF&emsp;Två mål&emsp;4 000<br>Kören&emsp;Noter&emsp;9 000</p>",
        "<p>Lyktan&nbsp;&nbsp; Scenljus &nbsp; 20&nbsp;000<br/>\n  Hults IF&nbsp;&nbsp;Två mål&nbsp;&nbsp;4 000<br/>\n"
        "  Kören&nbsp; &nbsp; Noter&nbsp; &nbsp; 9 000</p>",
        "<div style='white-space: pre'>Lyktan   Scenljus   20 000\nHults IF   Två mål   4 000\nKören   Noter   9 000</div>",
    ],
)
def test_columns_that_wide_gaps_set_apart_are_cells(typed: str) -> None:
    made = pages.release((OPENING + typed).encode(), {})
    rows = [made.text[one.start : one.end].split("\t") for one in made.blocks if one.kind == "row"]
    assert rows == [
        ["Lyktan", "Scenljus", "20 000"],
        ["Hults IF", "Två mål", "4 000"],
        ["Kören", "Noter", "9 000"],
    ]


def test_lines_of_the_source_are_lines_only_where_white_space_is_kept() -> None:
    words = "Lyktan: 20 000 kr\nHults IF: 4 000 kr\n\n        Kören: 9 000 kr\nTeatern: 7 000 kr"
    kept = pages.release(f"{OPENING}<div style='white-space:pre-line'>{words}</div>".encode(), {})
    folded = pages.release(f"{OPENING}<div>{words}</div>".encode(), {})
    assert told(kept)[-2:] == [
        "paragraph | Lyktan: 20 000 kr / Hults IF: 4 000 kr",
        "paragraph | Kören: 9 000 kr / Teatern: 7 000 kr",
    ]
    assert told(folded)[-1].endswith(
        "| Lyktan: 20 000 kr Hults IF: 4 000 kr Kören: 9 000 kr Teatern: 7 000 kr"
    )
    parted = pages.release(f"{OPENING}<p>{words}<br><br>\n{words}</p>".encode(), {})
    assert len(parted.blocks) == 4


@pytest.mark.parametrize(("link", "stays"), [("", True), ("<a href='/ny-scen'>Läs mer om det</a>", False)])
def test_cards_with_sums_that_lead_nowhere_are_of_the_text(link: str, stays: bool) -> None:
    cards = "".join(
        f"<div class='teaser'><h3>{title}</h3><p>{owner} får {amount} kronor</p>{link}</div>"
        for title, owner, amount in (("Ny scen", "Lyktan", "20 000"), ("Två mål", "Hults IF", "4 000"))
    )
    text = pages.release((OPENING + cards).encode(), {}).text
    assert ("Hults IF får 4 000 kronor" in text) == stays


@pytest.mark.parametrize(
    ("item", "block"),
    [
        ("<strong>Lyktan</strong><p>Scenljus</p><p>20 000 kr</p>", "item • | Lyktan / Scenljus / 20 000 kr"),
        (f"Lyktan får 20 000 kr<p>{'De bygger en scen för barn. ' * 6}</p>", "item • | Lyktan får 20 000 kr"),
    ],
)
def test_short_lines_of_an_item_are_one_block(item: str, block: str) -> None:
    assert block in told(pages.release(f"{OPENING}<ul><li>{item}</li></ul>".encode(), {}))


def test_a_table_whose_columns_are_records_is_read_down() -> None:
    rows = (
        ("Sökande", "Lyktan", "Hults IF"),
        ("Projekt", "Scenljus", "Två mål"),
        ("Belopp", "20 000", "4 000"),
    )
    table = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    made = pages.release(f"{OPENING}<table>{table}</table>".encode(), {})
    cells = [block.cells for block in made.blocks if block.kind == "row" and not block.header]
    found = [[(made.text[cell.start : cell.end], cell.header) for cell in row] for row in cells]
    assert found == [
        [("Lyktan", "Sökande"), ("Scenljus", "Projekt"), ("20 000", "Belopp")],
        [("Hults IF", "Sökande"), ("Två mål", "Projekt"), ("4 000", "Belopp")],
    ]


@pytest.mark.parametrize(
    ("sum_", "stays"), [("<span>20 000 kr</span>", True), ("<span>3 maj 2031</span>", False)]
)
def test_cards_that_are_links_stay_where_each_has_a_sum_to_itself(sum_: str, stays: bool) -> None:
    cards = "".join(f"<a href='/{name}'><h3>{name}</h3>{sum_}</a>" for name in ("Lyktan", "Kören", "Bandet"))
    assert ("Bandet" in pages.release((OPENING + cards).encode(), {}).text) == stays


def test_columns_that_only_the_source_breaks_into_lines_are_rows() -> None:
    typed = "Lyktan&emsp;Scenljus&emsp;20 000\nHults IF&emsp;Två mål&emsp;4 000\nKören&emsp;Noter&emsp;9 000"
    made = pages.release(f"{OPENING}<div class='as-typed'>{typed}</div>".encode(), {})
    assert told(made)[2:] == [
        "row | Lyktan ¦ Scenljus ¦ 20 000",
        "row | Hults IF ¦ Två mål ¦ 4 000",
        "row | Kören ¦ Noter ¦ 9 000",
    ]


def test_each_line_of_a_cell_is_a_row_where_another_cell_has_as_many_sums() -> None:
    cells = "<td>Hults kommun</td><td>Två mål<br>Ny scen</td><td>4 000<br>20 000</td>"
    rows = f"<tr>{cells}</tr><tr><td>Ale kommun<br>Box 4</td><td>Noter<br>till kören</td><td>9 000</td></tr>"
    made = pages.release(f"{OPENING}<table>{rows}</table>".encode(), {})
    assert told(made)[2:] == [
        "row | Hults kommun ¦ Två mål ¦ 4 000",
        "row | Hults kommun ¦ Ny scen ¦ 20 000",
        "row | Ale kommun / Box 4 ¦ Noter / till kören ¦ 9 000",
    ]


def test_all_short_descriptions_of_a_term_are_of_its_item() -> None:
    inside = (
        "<dt>Ny scen</dt><dd>Sökande: Lyktan</dd><dd>Stöd: 20 000 kr</dd><dt>Två mål</dt><dd>Hults IF</dd>"
    )
    made = pages.release(f"{OPENING}<dl>{inside}</dl>".encode(), {})
    assert told(made)[2:] == [
        "item • | Ny scen / Sökande: Lyktan / Stöd: 20 000 kr",
        "item • | Två mål / Hults IF",
    ]


@pytest.mark.parametrize(("heading", "stays"), [("Lyktan", True), ("Fler nyheter", False)])
def test_a_heading_in_a_part_of_its_own_stays(heading: str, stays: bool) -> None:
    part = f"<div class='builder-widget'><h3>{heading}</h3></div><div class='builder-text'><p>Ny scen<br>20 000 kr</p></div>"
    assert (heading in pages.release((OPENING + part).encode(), {}).text) == stays


def test_cards_of_a_view_stay_where_each_tells_its_sum_alone() -> None:
    def card(name: str, sum_: str) -> str:
        return (
            f"<div class='views-row'><div class='node node--view-mode-teaser'><h3><a href='/{name}'>{name}</a></h3>"
            f"<div class='field__label'>Stöd</div><div class='field__item'>{sum_}</div></div></div>"
        )

    alone = "".join(card(name, "30 000 kronor") for name in ("Lyktan", "Kören"))
    named = "".join(card(name, f"{name} får 30 000 kronor till en resa") for name in ("Lyktan", "Kören"))
    assert "Kören" in pages.release((OPENING + alone).encode(), {}).text
    assert "Kören" not in pages.release((OPENING + named).encode(), {}).text


def test_parts_with_names_of_their_own_are_lines() -> None:
    item = "<li><span class='name'>Is för alla</span><span class='org'>Boda IF</span><span class='sum'>20 000 kr</span></li>"
    text = pages.release((OPENING + f"<ul>{item}{item}</ul>").encode(), {}).text
    assert "Is för alla\nBoda IF" in text


def test_a_table_whose_cells_hold_lists_is_lists() -> None:
    rows = (
        "<tr><th>Distrikt</th><th>Beviljat</th></tr>"
        "<tr><td>Norra</td><td><ul><li>Boda IF: 20 000 kr</li><li>Norra Kören: 30 000 kr</li></ul></td></tr>"
        "<tr><td>Södra</td><td><p>Hults byalag: 10 000 kr</p></td></tr>"
    )
    release = pages.release((OPENING + f"<table>{rows}</table>").encode(), {})
    items = [release.text[block.start : block.end] for block in release.blocks if block.kind == "item"]
    assert items == ["Boda IF: 20 000 kr", "Norra Kören: 30 000 kr", "Hults byalag: 10 000 kr"]


def test_lines_below_a_typed_number_are_of_its_item() -> None:
    page = "<h1>Bidrag till tre byar</h1><p>1. Ny brygga<br>Sökande: Ekeryds byalag</p><p>2. Nytt tak<br>Sökande: Storåns IF</p>"
    assert told(pages.release(page.encode(), HTML))[1:] == [
        "item 1. | Ny brygga / Sökande: Ekeryds byalag",
        "item 2. | Nytt tak / Sökande: Storåns IF",
    ]


SENTENCES = "Bygdefonden har gett pengar till tre byar som vill göra något eget av sitt torg. " * 6


def test_call_to_subscribe_ends_no_release() -> None:
    text = f"Bidrag till byar\n\n{SENTENCES}\n\nPrenumerera på bygdens brev\n\nEkeryds byalag får 45 000 kronor till en brygga."
    assert document.plain(text).text.endswith("en brygga.")
    assert "Prenumerera" not in document.plain(text).text


def test_news_beside_the_text_goes() -> None:
    page = f"<h1>Bidrag till byar</h1><p>{SENTENCES}</p><h3>Aktuellt</h3><ul><li>Ishall för 19 miljoner kronor</li></ul>"
    assert "Ishall" not in pages.release(page.encode(), HTML).text
    above = f"<h1>Bidrag till byar</h1><p>Aktuellt</p><p>{SENTENCES}</p>"
    assert "Bygdefonden" in pages.release(above.encode(), HTML).text


def test_a_table_of_roles_in_a_cell_is_the_text_of_that_cell() -> None:
    inner = "<div role='table'><div role='row'><div role='cell'>varav tak</div><div role='cell'>5 000 kr</div></div></div>"
    rows = (
        f"<div role='row'><div role='cell'>Boda IF</div><div role='cell'>20 000 kr{inner}</div></div>"
        "<div role='row'><div role='cell'>Hults byalag</div><div role='cell'>30 000 kr</div></div>"
    )
    release = pages.release((OPENING + f"<div role='table'>{rows}</div>").encode(), {})
    found = [release.text[block.start : block.end] for block in release.blocks if block.kind == "row"]
    assert found == ["Boda IF\t20 000 kr\nvarav tak\n5 000 kr", "Hults byalag\t30 000 kr"]


def test_a_part_round_the_whole_page_stays_whatever_else_is_in_it() -> None:
    body = (
        "<html><body><form id='aspnetForm'><div id='leftnav'><ul><li>Kalendarium</li><li>Pressrum</li></ul></div>"
        f"<div><p>Nämnden ger stöd till fyra föreningar i länet under året.</p><p>{LAST}</p></div>"
        "<div><h3>Relaterat</h3><ul><li><a href='/a'>Sök bidrag</a></li></ul></div>"
        "<div id='footer'><p>Om cookies | Cookies på vår webbplats</p></div></form></body></html>"
    )
    release = pages.release(body.encode(), HTML)
    assert LAST in release.text
    assert "Kalendarium" not in release.text
    assert "cookies" not in release.text


def test_a_table_whose_cell_has_a_headline_lays_out_the_page() -> None:
    body = (
        "<html><body><table><tr><td><a href='/'>Hem</a><br><a href='/om'>Om oss</a></td>"
        f"<td><h2>Stöd till bygden</h2><p>Boda IF får 5 000 kronor.</p><p>{LAST}</p></td></tr></table></body></html>"
    )
    blocks = told(pages.release(body.encode(), HTML))
    assert "heading | Stöd till bygden" in blocks
    assert not [one for one in blocks if one.startswith("row")]

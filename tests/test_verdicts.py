"""What an answer means, told cheaply; and which pages must not be parsed."""

from __future__ import annotations

import re
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from anslag.parsers.markup.glance import glance, own_address
from anslag.parsers.markup.limits import too_complex
from anslag.scraper.exchange import Fetched, Hop
from anslag.scraper.outcomes import ADVICE, SKIPS, TRIES, Kind, Outcome, one_line, outcome
from anslag.scraper.verdicts import of_answer, of_release

TEXT = "Nämnden har beslutat om stöd till föreningen för arbetet i bygden. " * 12


def answer(body: str | bytes, status: int = 200, kind: str = "text/html") -> Fetched:
    raw = body.encode() if isinstance(body, str) else body
    headers = ((b"Content-Type", kind.encode()),) if kind else ()
    at = datetime.now(UTC)
    hop = Hop("http://region.se/x", at, "127.0.0.1", b"/x", (), "HTTP/1.1", status, b"", headers, raw)
    return Fetched(hop.url, (hop,), raw)


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (200, None), (203, None), (204, Kind.EMPTY), (205, Kind.EMPTY), (206, Kind.PARTIAL), (202, Kind.BUSY),
        (304, Kind.UNASKED_304), (300, Kind.STATUS), (302, Kind.STATUS), (400, Kind.STATUS), (401, Kind.STATUS),
        (403, Kind.STATUS), (404, Kind.GONE), (410, Kind.GONE), (408, Kind.BUSY), (429, Kind.BUSY),
        (451, Kind.STATUS), (500, Kind.BUSY), (501, Kind.STATUS), (503, Kind.BUSY), (599, Kind.STATUS),
    ],
)  # fmt: skip
def test_status(status: int, kind: Kind | None) -> None:
    assert of_answer(answer("hej", status), conditional=False).kind is kind


def test_304_to_a_conditional_request_is_unchanged() -> None:
    assert of_answer(answer("", 304), conditional=True).unchanged


@pytest.mark.parametrize("body", ["", " \n", "\ufeff\n", "\x00\x00"])
def test_blank_body_is_no_content(body: str) -> None:
    assert of_answer(answer(body), conditional=False).kind is Kind.EMPTY


@pytest.mark.parametrize(
    ("kind", "body", "html"),
    [
        ("text/html; charset=utf-8", f"<p>{TEXT}", True),
        ("TEXT/HTML", f"<p>{TEXT}", True),
        ("application/xhtml+xml", f"<?xml version='1.0'?><html><p>{TEXT}", True),
        ("", f"<html><p>{TEXT}", True),
        ("application/xml", f"<html><p>{TEXT}", True),
        ("text/plain", f"<!DOCTYPE html>\n<HTML><p>{TEXT}", True),
        ("text/plain", TEXT, False),
        ("text/html", "%PDF-1.4", False),
        ("text/html", '{"a": 1}', False),
        ("", "\x89PNG", False),
        ("application/pdf", f"<html><p>{TEXT}", False),
        ("text/xml", "<rss></rss>", False),
    ],
)
def test_html(kind: str, body: str, html: bool) -> None:
    raw = body.encode("latin-1", "xmlcharrefreplace") if body.startswith("\x89") else body.encode()
    assert (of_release(answer(raw, kind=kind)).kind is not Kind.NOT_HTML) is html


@pytest.mark.parametrize(
    "heading",
    ["Sidan kunde inte hittas", "404", "Fel 404", "Error 404 – Not found", "Page not found", "Access denied",
     "Just a moment...", "Sidan finns inte", "Logga in", "Underhåll", "Webbplatsen är tillfälligt nere"],
)  # fmt: skip
def test_error_headings(heading: str) -> None:
    page = f"<html><head><title>{heading} | Region</title></head><body><h1>{heading}</h1><p>{TEXT}</p></body></html>"
    assert of_release(answer(page)).kind is Kind.SOFT_ERROR


@pytest.mark.parametrize(
    "heading",
    ["404 miljoner till vägarna", "Fel i underhållet rättas med 5 miljoner", "Logga in och sök stöd",
     "500 företag delar på 20 miljoner", "Underhåll av broar får stöd", "Sidan om bidrag har fått nytt innehåll"],
)  # fmt: skip
def test_headings_that_only_sound_like_errors(heading: str) -> None:
    page = f"<html><head><title>{heading}</title></head><body><h1>{heading}</h1><p>{TEXT}</p></body></html>"
    assert of_release(answer(page)).kind is None


def test_short_release_is_a_release() -> None:
    page = "<html><h1>Orkestern får 50 000 kronor</h1><p>Kulturnämnden beviljar bidrag till orkestern.</p></html>"
    assert of_release(answer(page)).kind is None


def test_words_of_a_page() -> None:
    page = "<title>A &amp; B\n C</title><h1 class='x'>Två <b>miljoner</b></h1><script>var x = '<p>nej</p>'</script><p>ja"
    seen = glance(page.encode())
    assert (seen.title, seen.heading, seen.text, seen.has_script) == (
        "A & B C",
        "Två miljoner",
        "Två miljoner ja",
        True,
    )
    assert glance(b"<p>ja<SCRIPT>nej").text == "ja"
    assert glance("<p>Stöd i Åre".encode("latin-1")).text == "Stöd i Åre"
    main = f"<nav>meny</nav><main>{TEXT}</main>"
    assert glance(main.encode()).main == TEXT.strip()


def test_page_that_must_not_be_parsed_is_not_looked_at() -> None:
    seen = glance(b"<title>A</title>" + b"<div>" * 100_000)
    assert seen.refused.startswith("too complex")
    assert seen.title == ""


@pytest.mark.parametrize(
    ("head", "named"),
    [
        ('<link rel="canonical" href="/a?b&amp;c">', "/a?b&c"),
        ("<LINK href='/a' REL=canonical>", "/a"),
        ('<link rel="alternate" href="/a">', ""),
        ("", ""),
    ],
)
def test_canonical_link(head: str, named: str) -> None:
    assert glance(head.encode()).canonical == named


@pytest.mark.parametrize(
    "page",
    [
        '<head><link rel="canonical" href="https://a.se/1"></head><body>ja',
        '<head><meta property="og:url" content="https://a.se/2"></head><body><link rel="canonical" href="https://a.se/1">',
        '<head><link rel="canonical" href="/1"><meta property="og:url" content="https://a.se/2"></head><p>ja',
        '<p>ja<link rel="canonical" href="https://a.se/1">',
        "<head><title>A</title></head><p>ja",
        "<div>" * 100_000 + '<link rel="canonical" href="https://a.se/1">',
    ],
)
def test_own_address_alone_is_that_of_the_whole_page(page: str) -> None:
    assert own_address(page.encode()) == glance(page.encode()).address


@pytest.mark.parametrize("before", ["", "<p>ja</p>", "<script>" + "a" * 30_000 + "</script>"])
def test_crowded_tag_is_found_wherever_it_stands(before: str) -> None:
    crowded = "<p " + "a " * 6_000 + ">"
    assert "attributes" in too_complex(f"{before}{crowded}<p>ja".encode())
    assert too_complex(f"{before}<p>{'ord ' * 6_000}</p>".encode()) == ""


@pytest.mark.slow
@pytest.mark.parametrize(
    "unit",
    [
        "<a ",
        "<div a='",
        "<",
        "</",
        "<!--",
        "<h1>",
        "<title>",
        "<script>",
        "<link rel=canonical ",
        "&amp",
        "<p\n",
        "\xa0 ",
    ],
)
def test_time_grows_with_length_only(unit: str) -> None:
    def seconds(times: int) -> float:
        body = (unit * times).encode()
        began = time.process_time()
        too_complex(body)
        of_release(answer(body))
        return time.process_time() - began

    small, large = min(seconds(20_000) for _ in range(3)), seconds(160_000)
    assert large < 40 * small + 1


@pytest.mark.parametrize(
    "body",
    [
        b"<div>" * 20_000,
        b"<ul><li>" * 20_000,
        b"<b><i>" * 20_000,
        b"<div></b>" * 20_000,
        b"<div " + b"a=1 " * 20_000 + b">",
        b'<div a=">" ' + b"b " * 40_000 + b">",
        b"<table><tr><td>" * 20_000,
    ],
)
def test_too_complex(body: bytes) -> None:
    assert too_complex(body).startswith("too complex to parse")


@pytest.mark.parametrize(
    "body",
    [
        b"<p>" * 100_000,
        b"<li><a href='/x'>y</a>" * 20_000,
        b"<div><p>x</p></div>" * 20_000,
        b"<br>" * 100_000,
        b"<!-- " + b"<div>" * 50_000 + b" -->",
        b"<script>" + b"'<div>'" * 50_000 + b"</script>",
        b"x < y " * 50_000,
        b"",
    ],
)
def test_long_and_flat_is_not_complex(body: bytes) -> None:
    assert too_complex(body) == ""


def test_every_cause_has_an_outcome_and_every_failure_advice() -> None:
    for kind in Kind:
        assert outcome(kind) in (Outcome.SKIPPED, Outcome.FAILED)
    assert {kind for kind in Kind if kind not in SKIPS} <= set(ADVICE)
    assert all(2 <= tries <= 5 for tries in TRIES.values())


def test_nothing_in_a_line_acts() -> None:
    assert one_line("a\nb\x1b[31m\u202ec\x00") == r"a b\x1b[31m\x202ec\x00"
    assert len(one_line("x" * 5000)) == 400


def test_every_outcome_and_cause_is_told_to_users() -> None:
    text = (Path(__file__).parent.parent / "docs" / "crawling.md").read_text("utf-8")
    told = re.findall(r"^\| `([^`]+)` \|", text, re.MULTILINE)
    assert told == [*map(str, Outcome), *map(str, Kind)]


@pytest.mark.parametrize("words", ["", "ord", "ett  två\n\ntre", "x " * 50, "x\n" * 51, "lång" * 30])
def test_a_page_has_as_many_characters_as_its_text(words: str) -> None:
    page = glance(f"<html><body><main><p>{words}</p></main></body></html>".encode())
    assert page.text == page.main == " ".join(words.split())
    for least in range(1, len(page.text) + 2):
        assert page.has(least) == (len(page.text) >= least)

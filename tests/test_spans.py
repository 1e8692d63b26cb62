"""The span law over all fixtures – ``text[start:end] == quote`` – and no text or page that makes the parser raise."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anslag.parsers import document, pages
from anslag.parsers.errors import NotARelease
from anslag.parsers.read import extraction
from anslag.parsers.records import Evidence, Extraction, Release

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures"
PAGES = sorted([*FIXTURES.glob("newsrooms/mynewsdesk/releases/*.html"), *FIXTURES.glob("releases/*.html")])
TEXTS = sorted([*FIXTURES.glob("releases/*.txt"), *FIXTURES.glob("lists/*.txt")])
FIELDS = {
    "number": "number",
    "title": "title",
    "owner": "owner",
    "description": "description",
    "partners": "partners",
    "amount": "amount",
    "period_start": "period_start",
    "period_end": "period_end",
}


def released(path: Path) -> Release | None:
    try:
        if path.suffix == ".html":
            return pages.release(path.read_bytes(), {})
        return document.plain(path.read_text("utf-8"))
    except NotARelease:
        return None


def assert_quoted(text: str, evidence: Mapping[str, Evidence]) -> None:
    for one in evidence.values():
        assert 0 <= one.start < one.end <= len(text)
        assert text[one.start : one.end] == one.quote
        assert one.rule


def assert_lawful(found: Extraction) -> None:
    text = found.release.text
    assert_quoted(text, found.evidence)
    for position, grant in enumerate(found.grants, 1):
        assert grant.position == position
        assert 0.0 < grant.confidence < 1.0
        assert_quoted(text, grant.evidence)
        for name, field in FIELDS.items():
            assert (getattr(grant, field) in (None, ())) or name in grant.evidence or field == "number"
    for block in found.release.blocks:
        assert 0 <= block.start < block.end <= len(text)


@pytest.mark.parametrize("path", [*PAGES, *TEXTS], ids=lambda path: path.name)
def test_every_value_is_quoted_from_where_it_says(path: Path) -> None:
    release = released(path)
    if release is not None:
        assert_lawful(extraction(release))


WORDS = st.sampled_from(
    (
        'Granby kommun får 25 000 kronor till projektet beviljas Projektägare: Belopp: – • 1. 2. ( ) ” " , . : ; '
        "miljoner kr tkr 2024 2024–2026 2024-01-01 och av för Anna Ek universitet AB Sökande Beviljat Totalt \n \n\n \t"
    ).split(" ")
)


@settings(max_examples=150)
@given(st.lists(WORDS, max_size=60))
def test_any_sequence_of_telling_words_is_read_lawfully(words: list[str]) -> None:
    try:
        release = document.plain("Bidrag till projekt\n\nNämnden beviljade stöd.\n\n" + " ".join(words))
    except NotARelease:
        return
    assert_lawful(extraction(release))


@settings(max_examples=150)
@given(st.text(max_size=300))
def test_no_text_makes_the_parser_raise(text: str) -> None:
    try:
        release = document.plain(text)
    except NotARelease:
        return
    assert_lawful(extraction(release))


@settings(max_examples=100)
@given(st.binary(max_size=400))
def test_no_bytes_make_the_page_reader_raise(body: bytes) -> None:
    try:
        release = pages.release(b"<html><body><h1>Bidrag</h1><p>" + body, {"content-type": "text/html"})
    except NotARelease:
        return
    assert_lawful(extraction(release))


@settings(max_examples=60)
@given(st.sampled_from(PAGES[:12]), st.integers(0, 40_000), st.integers(1, 4_000), st.binary(max_size=30))
def test_damaged_pages_are_read_lawfully(path: Path, at: int, length: int, junk: bytes) -> None:
    body = path.read_bytes()
    try:
        release = pages.release(body[:at] + junk + body[at + length :], {})
    except NotARelease:
        return
    assert_lawful(extraction(release))

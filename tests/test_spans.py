"""The span law over all fixtures – ``text[start:end] == quote`` – and no text or page that makes the parser raise."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
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
        assert 0.0 < (grant.confidence or 0) < 1.0
        assert_quoted(text, grant.evidence)
        for name, field in FIELDS.items():
            assert (getattr(grant, field) in (None, ())) or name in grant.evidence or field == "number"
    for block in found.release.blocks:
        assert 0 <= block.start < block.end <= len(text)


@pytest.mark.parametrize("path", [*PAGES, *TEXTS], ids=lambda path: path.name)
def test_every_value_is_quoted_from_where_it_says(path: Path, reading: Callable[[Path], Extraction]) -> None:
    found = reading(path)
    # A rule that raises is a failed check of this name.
    assert [check.message for check in found.checks if check.name == "reading"] == []
    assert_lawful(found)


WORDS = st.sampled_from(
    (
        'Granby kommun får 25 000 kronor till projektet beviljas Projektägare: Belopp: – • 1. 2. ( ) ” " , . : ; '
        "miljoner kr tkr 2024 2024–2026 2024-01-01 och av för Anna Ek universitet AB Sökande Beviljat Totalt \n \n\n \t"
    ).split(" ")
)
GRANTS = st.sampled_from(
    (
        "\n\nNämnden beviljade Granby kommun 25 000 kronor till projektet Vinterljus.\n\n",
        "\n\nStorby idrottsförening får 1,5 miljoner kronor för perioden 2024–2026.\n\n",
        "\n\n• Vinterljus, Granby kommun, 25 000 kronor\n• Sommarljus, Storby AB, 75 000 kronor\n\n",
        "\n\nProjekt: Vinterljus\nProjektägare: Granby kommun\nBeviljat belopp: 25 000 kronor\n\n",
    )
)
"""What grants in the words of press offices: noise alone is read as a grant once in a hundred times."""
NOISE = st.lists(WORDS, max_size=20).map(" ".join)


class Reached:
    """How many of the texts that a property saw had a grant in them: one that sees none proves nothing."""

    def __init__(self) -> None:
        self.texts = self.grants = 0

    def lawful(self, found: Extraction) -> None:
        assert_lawful(found)
        self.texts += 1
        self.grants += bool(found.grants)

    @property
    def share(self) -> float:
        return self.grants / max(1, self.texts)


def plain(reached: Reached, text: str) -> None:
    try:
        release = document.plain(text)
    except NotARelease:
        return
    reached.lawful(extraction(release))


def page(reached: Reached, body: bytes, headers: Mapping[str, str]) -> None:
    try:
        release = pages.release(body, headers)
    except NotARelease:
        return
    reached.lawful(extraction(release))


def telling_words(reached: Reached) -> None:
    @settings(max_examples=150)
    @given(NOISE, GRANTS, NOISE)
    def read(before: str, grant: str, after: str) -> None:
        plain(reached, f"Bidrag till projekt\n\nNämnden har beslutat.\n\n{before}{grant}{after}")

    read()


def any_text(reached: Reached) -> None:
    @settings(max_examples=150)
    @given(st.text(max_size=150), GRANTS, st.text(max_size=150))
    def read(before: str, grant: str, after: str) -> None:
        plain(reached, f"Bidrag till byar\n\n{before}{grant}{after}")

    read()


def any_bytes(reached: Reached) -> None:
    @settings(max_examples=100)
    @given(st.binary(max_size=200), GRANTS, st.binary(max_size=200))
    def read(before: bytes, grant: str, after: bytes) -> None:
        body = b"<html><body><h1>Bidrag</h1><p>" + before + b"</p><p>" + grant.encode() + b"</p><p>" + after
        page(reached, body, {"content-type": "text/html; charset=utf-8"})

    read()


def damaged_pages(reached: Reached) -> None:
    @settings(max_examples=60)
    @given(st.sampled_from(PAGES[:12]), st.integers(0, 40_000), st.integers(1, 4_000), st.binary(max_size=30))
    def read(path: Path, at: int, length: int, junk: bytes) -> None:
        body = path.read_bytes()
        page(reached, body[:at] + junk + body[at + length :], {})

    read()


PROPERTIES: tuple[Callable[[Reached], None], ...] = (telling_words, any_text, any_bytes, damaged_pages)
by_name = pytest.mark.parametrize("read", PROPERTIES, ids=lambda read: read.__name__)


@by_name
def test_whatever_is_read_is_read_lawfully_and_most_of_it_has_a_grant(
    read: Callable[[Reached], None],
) -> None:
    reached = Reached()
    read(reached)
    assert reached.share > 0.5, reached.__dict__


@pytest.fixture
def _not_shrunk() -> Iterator[None]:
    """A failure that is wanted is not made smaller: that reads hundreds of texts more."""
    usual = settings.get_profile("anslag")
    settings.register_profile("not shrunk", usual, phases=[Phase.explicit, Phase.generate])
    settings.load_profile("not shrunk")
    yield
    settings.load_profile("anslag")


@by_name
@pytest.mark.usefixtures("_not_shrunk")
def test_grant_that_does_not_quote_the_text_is_found_by_every_property(
    read: Callable[[Reached], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    real = extraction

    def shifted(release: Release) -> Extraction:
        found = real(release)
        grants = tuple(
            replace(one, evidence={n: replace(e, start=e.start + 1) for n, e in one.evidence.items()})
            for one in found.grants
        )
        return replace(found, grants=grants)

    monkeypatch.setitem(globals(), "extraction", shifted)
    # Hypothesis groups the failures where it finds more than one.
    with pytest.raises((AssertionError, ExceptionGroup)):
        read(Reached())

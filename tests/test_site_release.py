"""The evidence page: every value is marked where it stands, and the marks never change the text."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anslag.db.connection import connect
from anslag.db.site.highlights import FIELDS, Span, highlighted, sound
from tests.databases import SCRIPT
from tests.site import Visitor


class Marks(HTMLParser):
    """What a browser would make of a text with marks: its characters, and where each named mark begins and ends."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.places: dict[str, tuple[int, int]] = {}
        self.tags: set[str] = set()
        self._open: list[tuple[str, int]] = []
        self.feed(str(html))
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self._open.append((dict(attrs).get("id") or "", len(self.text)))

    def handle_endtag(self, tag: str) -> None:
        assert tag == "mark"
        name, start = self._open.pop()
        if name:
            assert name not in self.places
            self.places[name] = (start, len(self.text))

    def handle_data(self, data: str) -> None:
        self.text += data


@st.composite
def marked_texts(draw: st.DrawFn) -> tuple[str, list[Span]]:
    text = draw(st.text(st.sampled_from("ab <>&\"'å😀\n"), min_size=1, max_size=40))
    spans = []
    for position, field in draw(
        st.sets(st.tuples(st.integers(0, 2), st.sampled_from(sorted({*FIELDS} - {"other_sum"}))), max_size=8)
    ):
        start = draw(st.integers(0, len(text) - 1))
        end = draw(st.integers(start + 1, len(text)))
        spans.append(Span(position, field, start, end, text[start:end], "<rule>"))
    return text, spans


@given(marked_texts())
def test_marks_stand_where_the_spans_say(made: tuple[str, list[Span]]) -> None:
    text, spans = made
    marks = Marks(highlighted(text, spans))
    assert marks.text == text
    assert marks.tags <= {"mark"}
    assert {name: place[0] for name, place in marks.places.items()} == {s.anchor: s.start for s in spans}
    for span in spans:
        assert marks.places[span.anchor][1] <= span.end


@given(marked_texts(), st.integers(1, 5))
def test_spans_that_do_not_quote_the_text_are_not_drawn(made: tuple[str, list[Span]], shift: int) -> None:
    text, spans = made
    shifted = [Span(s.position, s.field, s.start + shift, s.end + shift, s.quote, s.rule) for s in spans]
    right = [span for span in shifted if text[span.start : span.end] == span.quote]
    assert sound(text, shifted) == right
    assert set(Marks(highlighted(text, shifted)).places) == {span.anchor for span in right}


def test_many_nested_spans_are_drawn_at_once() -> None:
    text = "a" * 20_000
    spans = [Span(n, "title", n, len(text) - n, text[n : len(text) - n], "r") for n in range(5000)]
    assert Marks(highlighted(text, spans)).text == text


# -- the page


@pytest.fixture(scope="module")
def visitor(database: Path) -> Iterator[Visitor]:
    with Visitor(database, archived=lambda _, offset: b"<script>\xe5" if offset == 9001000 else None) as one:
        yield one


def text_of(page: str) -> Marks:
    found = re.search(r'<pre id="text" lang="sv">(.*?)</pre>', page, re.S)
    assert found
    return Marks(found[1])


def test_every_value_of_every_release_is_marked_in_its_place(visitor: Visitor, database: Path) -> None:
    with closing(connect(database)) as db:
        releases = db.execute("SELECT id, text FROM releases").fetchall()
        spans = db.execute(
            "SELECT g.release_id, 'v-' || g.position || '-' || e.field, e.start FROM evidence AS e "
            "JOIN grants AS g ON g.id = e.grant_id UNION ALL "
            "SELECT release_id, 'v-0-' || field, start FROM release_evidence UNION ALL "
            # A sum that no grant has is marked where no value has its words.
            "SELECT release_id, 'a-' || start, start FROM amounts AS a WHERE grant_id IS NULL AND NOT EXISTS ("
            "SELECT 1 FROM evidence AS e JOIN grants AS g ON g.id = e.grant_id "
            "WHERE g.release_id = a.release_id AND e.start = a.start UNION ALL "
            "SELECT 1 FROM release_evidence AS r WHERE r.release_id = a.release_id AND r.start = a.start)"
        ).fetchall()
    assert len(spans) > 500
    for release_id, text in releases:
        marks = text_of(visitor.page(f"/-/release/{release_id}"))
        # A browser reads CR LF as one line end.
        assert marks.text == text, release_id
        wanted = {anchor: start for owner, anchor, start in spans if owner == release_id}
        assert {anchor: place[0] for anchor, place in marks.places.items()} == wanted


def test_values_beside_the_text_lead_into_it(visitor: Visitor) -> None:
    page = visitor.page("/-/release/norrskog-000003")
    ids = set(re.findall(r'id="([^"]+)"', page))
    jumps = set(re.findall(r'<a class="jump" href="#([^"]+)"', page))
    assert {
        "v-1-title",
        "v-1-owner",
        "v-1-amount",
        "v-1-period_start",
        "v-5-amount",
        "v-0-claimed_total",
    } <= jumps
    assert jumps <= ids
    assert {f"g-{position}" for position in range(1, 6)} <= ids


def test_corrected_value_is_marked_and_the_decision_told(visitor: Visitor) -> None:
    page = visitor.page("/-/release/odd-edited")
    assert "206,000\xa0kr" in page
    assert ">corrected</span>" in page
    assert "205,000 → 206,000" in unescape(page)
    assert "Granskare" in page
    assert "Läst mot beslutet" in page


def test_versions_and_changes_are_told(visitor: Visitor) -> None:
    page = visitor.page("/-/release/odd-edited")
    assert "this is version 2" in page
    assert re.search(r"<td data-label=\"before\"><span class=\"day\">250,000</span></td>", page)
    assert "Sävar skola" in page
    assert "SHA-256" in page


def test_removed_release_says_so(visitor: Visitor) -> None:
    page = visitor.page("/-/release/odd-gone")
    assert "The publisher had removed this release by" in page
    assert "2025-06-25" in page


def test_sums_that_are_no_grants_say_what_they_are(visitor: Visitor, database: Path) -> None:
    with closing(connect(database)) as db:
        release, start, quote = db.execute(
            "SELECT release_id, start, quote FROM amounts WHERE fate = 'told again' ORDER BY release_id"
        ).fetchone()
    page = visitor.page(f"/-/release/{release}")
    assert f'id="a-{start}"' in page
    assert "told again: the same sum once more" in page
    assert re.search(rf'href="#a-{start}"[^>]*>{re.escape(quote)}</a> <b>told again</b>', page)


def test_release_without_grants_says_so(visitor: Visitor) -> None:
    assert "<h2>No grants read</h2>" in visitor.page("/-/release/odd-silent")


def test_hostile_release_is_words(visitor: Visitor) -> None:
    page = visitor.page("/-/release/odd-hostile")
    assert "<script>alert" not in page
    assert "<img src" not in page
    assert SCRIPT in unescape(page)


def test_failed_checks_come_first(visitor: Visitor) -> None:
    page = visitor.page("/-/release/odd-hostile")
    statuses = re.findall(r'<li class="(passed|failed|skipped)">', page)
    assert statuses == sorted(statuses, key=["failed", "passed", "skipped"].index)
    assert statuses[0] == "failed"


def test_release_can_be_cited(visitor: Visitor) -> None:
    found = re.search(r'<p id="citation">(.*?)</p>', visitor.page("/-/release/norrskog-000003"), re.S)
    assert found
    said = unescape(re.sub(r"<[^>]+>", "", found[1]))
    assert said.startswith(
        "Vinnova (2023-01-25). Stöd till 5 projekt från Vinnova nr 3. https://norrskog.example/"
    )
    assert "release norrskog-000003" in said


def test_original_address_is_linked_without_telling_it_who_asks(visitor: Visitor) -> None:
    page = visitor.page("/-/release/norrskog-000003")
    assert '<a href="https://norrskog.example/nyheter/3" rel="noreferrer">original page</a>' in page


def test_archived_page_is_shown_as_bytes_and_never_run(visitor: Visitor) -> None:
    page = visitor.page("/-/release/odd-edited")
    path = "/-/archived/anslag-00001~2Ewarc~2Egz/9001000"
    assert f'href="{path}"' in page
    answer = visitor.get(path)
    assert answer.content == b"<script>\xe5"
    assert answer.headers["content-type"].startswith("text/plain")
    assert answer.headers["content-security-policy"] == "sandbox; default-src 'none'"
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_page_lost_from_the_archive_is_told(visitor: Visitor) -> None:
    answer = visitor.get("/-/archived/anslag-00001.warc.gz/9002000")
    assert answer.status_code == 404
    assert "holds no answer" in answer.text


def test_without_an_archive_only_the_place_is_named(database: Path) -> None:
    with Visitor(database) as one:
        page = one.page("/-/release/odd-edited")
        assert "/-/archived/" not in page
        assert "<code>anslag-00001.warc.gz</code> at byte 9001000" in page


def test_address_that_is_none_is_not_linked(database: Path, tmp_path: Path) -> None:
    copy = tmp_path / "anslag.db"
    copy.write_bytes(database.read_bytes())
    with closing(sqlite3.connect(copy)) as db, db:
        db.execute("UPDATE releases SET url = 'javascript:alert(1)'")
    with Visitor(copy) as one:
        assert 'href="javascript' not in one.page("/-/release/odd-edited")

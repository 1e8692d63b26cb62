"""The feeds: valid Atom whatever press offices write, newest first, the same ids after every build."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from html import unescape
from pathlib import Path
from sqlite3 import connect as opened
from typing import Any

import feedparser
import pytest
from defusedxml import ElementTree

from anslag.db.connection import connect
from anslag.db.site import feeds
from tests.databases import SCRIPT, empty, poisoned
from tests.site import Visitor

ATOM = "{http://www.w3.org/2005/Atom}"
GRANTS, CHANGES = "/-/feed/grants.atom", "/-/feed/changes.atom"
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00")


@pytest.fixture(scope="module")
def visitor(database: Path) -> Iterator[Visitor]:
    with Visitor(database) as one:
        yield one


def feed(visitor: Visitor, path: str) -> Any:
    """A feed as a reader sees it, held to what RFC 4287 demands."""
    answer = visitor.get(path)
    assert answer.status_code == 200, answer.text[:500]
    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    found = feedparser.parse(answer.content)
    assert not found.bozo, found.bozo_exception
    assert found.version == "atom10"
    root = ElementTree.fromstring(answer.content)
    for element in (root, *root.iter(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert len(element.findall(ATOM + name)) == 1, name
        assert TIME.fullmatch(element.findtext(f"{ATOM}updated", ""))
    assert root.find(f"{ATOM}author/{ATOM}name") is not None
    ids = [entry.findtext(f"{ATOM}id") for entry in root.iter(f"{ATOM}entry")]
    assert len(ids) == len(set(ids))
    return found


def test_feed_has_every_grant_with_its_evidence_and_its_source(visitor: Visitor, database: Path) -> None:
    found = feed(visitor, GRANTS)
    with closing(connect(database)) as db:
        count = db.execute("SELECT count(*) FROM grants").fetchone()[0]
    assert len(found.entries) == count < feeds.MOST
    one = next(entry for entry in found.entries if "Sävar skol" in entry.title)
    assert one.title == "Sävar skolförening, 206,000 kr: Grön skolgård"
    assert "<p>Pays: Region Norrskog</p>" in one.content[0].value
    [page, source] = one.links
    assert page.href.startswith("http://localhost/-/release/odd-edited#g-")
    assert visitor.page(page.href.removeprefix("http://localhost").partition("#")[0])
    assert (source.rel, source.href) == ("via", "https://norrskog.example/nyheter/9001")
    assert one.author == "Region Norrskog"
    assert one.published.startswith("2025-06-01")
    assert one.updated.startswith("2025-06-20")


def test_new_comes_first(tmp_path: Path, database: Path) -> None:
    other = tmp_path / "anslag.db"
    other.write_bytes(database.read_bytes())
    with closing(opened(other)) as db, db:
        db.execute(
            "UPDATE releases SET first_seen = '2025-06-29T03:00:00+00:00' WHERE id = 'norrskog-000007'"
        )
    with Visitor(other) as visitor:
        found = feed(visitor, GRANTS)
    assert "/norrskog-000007#" in found.entries[0].link
    assert found.feed.updated == "2025-06-29T03:00:00+00:00"


@pytest.mark.parametrize(
    "query",
    [
        "year=2024",
        "county=24",
        "_search=skog*&amount__gte=100000",
        "owner__isnull=1",
        "_sort_desc=amount&_col=id",
    ],
)
def test_list_has_a_feed_of_its_own(visitor: Visitor, query: str) -> None:
    rows = visitor.get(f"/anslag/grants_list.json?{query}&_size=max&_shape=objects").json()["rows"]
    page = visitor.page(f"/anslag/grants_list?{query}&_facet=year")
    [link] = set(re.findall(r'<a href="([^"]+)">Feed of what is new', page))
    links = {entry.link for entry in feed(visitor, unescape(link)).entries}
    assert {link.rpartition("/")[2].replace("#g-", "-g") for link in links} == {row["id"] for row in rows}
    heads = re.findall(
        r'<link rel="alternate" type="application/atom\+xml" title="[^"]+" href="([^"]+)">', page
    )
    assert set(heads) >= {GRANTS, CHANGES, link}
    assert len(heads) == (2 if link == GRANTS else 3)


def test_every_page_names_the_feeds(visitor: Visitor) -> None:
    for path in ("/", "/anslag/releases", "/-/release/odd-gone", "/-/codebook", "/anslag/sum_per_year"):
        page = visitor.page(path)
        assert f'href="{GRANTS}"' in page
        assert f'href="{CHANGES}"' in page
        assert "Feed of what is new" not in page


def test_changes_and_removals_are_told_newest_first(visitor: Visitor) -> None:
    gone, edited = feed(visitor, CHANGES).entries
    assert gone.title == "Removed: Bidrag som drogs tillbaka"
    assert edited.title == "Changed: Stöd till skolgården"
    assert "<li>Grant 1, amount: 250000 → 205000</li>" in edited.content[0].value
    assert edited.link == "http://localhost/-/release/odd-edited"


def test_feed_is_in_the_language_of_its_address(visitor: Visitor) -> None:
    # A feed reader asks without a cookie, and in a language of its own.
    swedish = feed(visitor, f"{GRANTS}?_lang=sv&owner__contains=Sävar")
    assert swedish.feed.language == "sv"
    assert swedish.feed.title == "Nya anslag i en filtrerad lista · anslag"
    [one] = swedish.entries
    assert one.title == "Sävar skolförening, 206 000 kr: Grön skolgård"
    assert "<p>Betalar: Region Norrskog</p>" in one.content[0].value
    gone, edited = feed(visitor, f"{CHANGES}?_lang=sv").entries
    assert (gone.title, edited.title) == (
        "Borttaget: Bidrag som drogs tillbaka",
        "Ändrat: Stöd till skolgården",
    )
    assert "<li>Anslag 1, belopp: 250000 → 205000</li>" in edited.content[0].value
    assert feed(visitor, f"{GRANTS}?_lang=tlh").feed.language == "en"
    assert feed(visitor, GRANTS).feed.id != feed(visitor, f"{GRANTS}?_lang=sv").feed.id


def test_page_names_the_feeds_of_its_language(visitor: Visitor) -> None:
    page = visitor.page("/anslag/grants_list?county=24", "sv")
    heads = re.findall(
        r'<link rel="alternate" type="application/atom\+xml" title="([^"]+)" href="([^"]+)">', page
    )
    assert [unescape(path) for _title, path in heads] == [
        f"{GRANTS}?_lang=sv",
        f"{CHANGES}?_lang=sv",
        f"{GRANTS}?county=24&_lang=sv",
    ]
    assert heads[0][0] == "Nya anslag"


def test_long_revision_is_cut_in_words(tmp_path: Path, database: Path) -> None:
    other = tmp_path / "anslag.db"
    other.write_bytes(database.read_bytes())
    with closing(opened(other)) as db, db:
        db.executemany(
            "INSERT INTO changes VALUES ('odd-edited', 2, '2025-06-20T00:00:00+00:00', ?, 'grant', NULL, 'Ny')",
            [(position,) for position in range(3, 33)],
        )
    with Visitor(other) as visitor:
        edited = feed(visitor, CHANGES).entries[1].content[0].value
    assert edited.count("<li>") == 11
    assert "added: Ny" in edited
    assert "<li>and 22 more</li>" in edited


@pytest.mark.parametrize("path", [GRANTS, CHANGES])
def test_words_of_others_stay_words(tmp_path: Path, path: str) -> None:
    database = poisoned(tmp_path / "anslag.db")
    with closing(opened(database)) as db, db:
        # Times are the archive's own; all else may be anything.
        db.execute("UPDATE releases SET first_seen = substr(first_seen, 1, 25)")
        db.execute("UPDATE changes SET seen = substr(seen, 1, 25)")
        db.execute("UPDATE grants SET title = title || char(11, 0, 65535)")
        db.execute("UPDATE releases SET url = 'javascript:alert(1)', title = title || char(8)")
    with Visitor(database) as visitor:
        text = visitor.page(path)
        found = feed(visitor, path)
    assert found.entries
    assert SCRIPT not in text
    contents = [
        element.text or "" for element in ElementTree.fromstring(text.encode()).iter(f"{ATOM}content")
    ]
    assert contents
    assert [one for one in contents if "<script" in one] == []
    assert any("&lt;script" in one for one in contents)
    assert "javascript:" not in {
        link.href.partition("alert")[0] for entry in found.entries for link in entry.links
    }


def test_reader_that_asks_again_gets_nothing_twice(visitor: Visitor) -> None:
    first = visitor.get(GRANTS)
    again = visitor._runner.run(
        visitor.site.client.get(GRANTS, headers={"If-None-Match": first.headers["etag"]})
    )
    assert (again.status_code, again.content) == (304, b"")
    other = visitor.get(f"{GRANTS}?year=2024")
    assert other.headers["etag"] != first.headers["etag"]


def test_feeds_of_an_empty_database_are_valid(tmp_path: Path) -> None:
    with Visitor(empty(tmp_path / "anslag.db")) as visitor:
        for path in (GRANTS, CHANGES):
            assert feed(visitor, path).entries == []


def test_filter_that_is_none_is_refused_in_words(visitor: Visitor) -> None:
    answer = visitor.get(f"{GRANTS}?_search=a&_where=nonsense(")
    assert answer.status_code == 400
    assert "Traceback" not in answer.text

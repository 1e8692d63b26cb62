"""The site in Swedish and English: which of them a visitor gets, and that all of a page is in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from html import unescape
from pathlib import Path

import pytest

from anslag.db.site.languages import catalogue
from anslag.db.site.metadata import TITLES, questions, table_path
from anslag.db.site.visits import COOKIE, LANGUAGES, language
from bench import words as messages
from tests.databases import empty
from tests.site import Visitor

SWEDISH = "sv-SE,sv;q=0.9,en;q=0.8"
PAGES = (
    "/", "/anslag", "/-/search?q=kommun*", "/-/search?q=xyzzy", "/-/codebook", "/-/dashboard", "/-/dashboard?from_year=1950&to_year=1950",
    table_path("grants_list"), table_path("grants_list", _facet="county", year__gt="2016"), table_path("grants_list", title="-"),
    table_path("releases", _facet="failed_checks"), table_path("amounts", _facet="fate"), table_path("checks", _facet="name"),
    table_path("corrections"), "/-/release/odd-edited", "/-/release/odd-gone", "/-/release/odd-hostile", "/-/release/odd-silent",
    "/anslag/grants/norrskog-000003-g2", "/anslag/organisations/umea-kommun", "/anslag?sql=select+1", "/nope",
    *(f"/anslag/{name}" for name in (*questions(), *TITLES)),
)  # fmt: skip


@pytest.fixture(scope="module")
def visitor(database: Path) -> Iterator[Visitor]:
    with Visitor(database, archived=lambda *_: b"") as one:
        yield one


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visitor]:
    with Visitor(empty(tmp_path_factory.mktemp("bare") / "anslag.db")) as one:
        yield one


def words(page: str) -> str:
    """The words of a page, what it says in titles and labels too."""
    bare = re.sub(r"<(script|style|textarea|pre|code)\b.*?</\1>", "", page, flags=re.S)
    bare = re.sub(r'<((?!html\b)\w+)[^>]*\blang="en"[^>]*>.*?</\1>', "", bare, flags=re.S)
    said = re.findall(r'(?:title|aria-label|placeholder)="([^"]*)"', bare)
    return re.sub(r"\s+", " ", unescape(" ".join([re.sub(r"<[^>]+>", " ", bare), *said])))


@cache
def english() -> list[tuple[re.Pattern[str], list[str]]]:
    """Every English message of two words or more whose translation is another; what is filled in may be anything.

    Each with the parts that it has in any case.
    """
    found = []
    for one in messages.template():
        for text in map(str, one.id if isinstance(one.id, tuple) else (one.id,)):
            plain = re.sub(r"\s+", " ", re.sub(r"</?\w[^>]*>", " ", text.replace("&nbsp;", " "))).strip()
            parts = [part.strip() for part in re.split(r"%\(\w+\)s|%s|%%", plain)]
            # "anslag" and its plural are Swedish words, and so are some names of ours.
            if (
                len(plain.split()) > 1
                and catalogue("sv").gettext(text) != text
                and any(len(p) > 8 for p in parts)
            ):
                said = ".{1,40}?".join(map(re.escape, parts))
                found.append((re.compile(rf"(?<!\w){said}(?!\w)"), parts))
    return found


def left_in_english(said: str) -> list[str]:
    """The English messages among the words of a page. Patterns are slow; a page that lacks a part has no match."""
    return [one.pattern for one, parts in english() if all(p in said for p in parts) and one.search(said)]


# -- which language


@pytest.mark.parametrize(
    ("accept", "cookie", "wanted"),
    [
        ("", "", "en"),
        (SWEDISH, "", "sv"),
        ("sv", "", "sv"),
        ("en-GB,en;q=0.9,sv;q=0.5", "", "en"),
        ("sv;q=0.5, en;q=0.9", "", "en"),
        ("fi,sv;q=0.4", "", "sv"),
        ("sv;q=0,de", "", "en"),
        ("*", "", "en"),
        ("sv;q=nonsense", "", "en"),
        (";;,=,", "", "en"),
        (SWEDISH, f"{COOKIE}=en", "en"),
        ("en", f"other=1; {COOKIE}=sv", "sv"),
        ("sv", f"{COOKIE}=xx", "sv"),
    ],
)
def test_cookie_decides_then_the_browser(accept: str, cookie: str, wanted: str) -> None:
    assert language(accept, cookie) == wanted


def test_page_says_its_language_and_what_it_depends_on(visitor: Visitor) -> None:
    for wanted, code in (("en", "en"), (SWEDISH, "sv")):
        answer = visitor.get("/", wanted)
        assert f'<html lang="{code}">' in answer.text
        assert answer.headers["content-language"] == code
        assert {"Accept-Language", "Cookie"} <= set(answer.headers["vary"].split(", "))


def test_rows_depend_on_no_language(visitor: Visitor) -> None:
    for path in ("/anslag/sum_per_year.json", "/anslag/sum_per_year.csv", "/-/anslag/anslag.css"):
        english, swedish = visitor.get(path), visitor.get(path, SWEDISH)
        assert english.status_code == swedish.status_code == 200
        assert "Accept-Language" not in english.headers.get("vary", "")
        if path.endswith((".csv", ".css")):
            assert english.text == swedish.text


def test_switch_is_kept_in_a_cookie_and_leads_back(visitor: Visitor) -> None:
    page = visitor.page("/anslag/sum_per_year?county=24")
    [switch] = re.findall(r'<a class="language" href="([^"]+)" lang="sv"', page)
    answer = visitor.get(unescape(switch))
    assert answer.status_code == 302
    assert answer.headers["location"] == "/anslag/sum_per_year?county=24"
    assert answer.headers["set-cookie"].startswith(f"{COOKIE}=sv; Path=/; Max-Age=")
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("path", "back"),
    [
        ("//evil.example/?_lang=sv", "/evil.example/"),
        ("/\\evil.example?_lang=sv", "/evil.example"),
        ("/x%0D%0Aset-cookie:a=b?_lang=sv", "/x%0D%0Aset-cookie:a=b"),
        ("/-/search?q=å&_lang=sv", "/-/search?q=%C3%A5"),
    ],
)
def test_switch_leads_to_this_site_only(visitor: Visitor, path: str, back: str) -> None:
    assert visitor.get(path).headers["location"] == back


def test_language_that_there_is_not_is_dropped(visitor: Visitor) -> None:
    answer = visitor.get("/?_lang=tlh")
    assert (answer.status_code, answer.headers["location"]) == (302, "/")
    assert "set-cookie" not in answer.headers


# -- all of it


@pytest.mark.parametrize("path", PAGES)
def test_page_is_swedish_as_a_whole(visitor: Visitor, path: str) -> None:
    assert left_in_english(words(visitor.get(path, SWEDISH).text)) == []


def test_empty_site_is_swedish_as_a_whole(bare: Visitor) -> None:
    for path in PAGES[:8]:
        assert left_in_english(words(bare.page(path, SWEDISH))) == [], path


def test_english_is_found_in_an_english_page(visitor: Visitor) -> None:
    assert len(left_in_english(words(visitor.page("/")))) > 30


def test_numbers_and_days_are_each_languages_own(visitor: Visitor) -> None:
    path = table_path("grants_list", release_id="odd-edited")
    assert "1,000,000\xa0kr" in visitor.page(path)
    assert "1\xa0000\xa0000\xa0kr" in visitor.page(path, SWEDISH)
    release = "/-/release/norrskog-000003"
    assert (
        '<time class="day" datetime="2023-01-25" title="2023-01-25">25\xa0Jan\xa02023</time>'
        in visitor.page(release)
    )
    assert '<time class="day" datetime="2023-01-25" title="2023-01-25">2023-01-25</time>' in visitor.page(
        release, SWEDISH
    )
    assert "90% sure" in words(visitor.page(release))
    assert "90 % säkert" in words(visitor.page(release, SWEDISH)).replace("\xa0", " ")


def test_refusal_is_told_in_the_language_of_the_page(visitor: Visitor) -> None:
    said = "Dag: ”foo” är ingen dag; skriv den som 2025-03-01, eller lämna fältet tomt"
    for ending in ("", ".csv", ".json"):
        answer = visitor.get(f"/anslag/running_on{ending}?day=foo", SWEDISH)
        assert answer.status_code == 400
        assert said in (answer.json()["error"] if ending == ".json" else words(answer.text))


def test_each_language_calls_itself_by_its_own_name(visitor: Visitor) -> None:
    assert f">{LANGUAGES['sv']}</a>" in visitor.page("/")
    assert f">{LANGUAGES['en']}</a>" in visitor.page("/", SWEDISH)

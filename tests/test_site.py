"""The site in process: every page answers, and says what the database says."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from html import unescape
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import urlopen

import pytest

from anslag.db.codebook import schema
from anslag.db.connection import connect
from anslag.db.export import export
from anslag.db.site.charts import YEARS
from anslag.db.site.downloads import Unwritable
from anslag.db.site.languages import GAP, number
from anslag.db.site.languages import day as printed
from anslag.db.site.metadata import BREAKDOWNS, COLUMNS, TITLES, metadata, questions, table_path
from anslag.db.site.pages import ROUTES
from anslag.db.site.sites import DATABASE
from tests.databases import empty
from tests.site import Served, Visitor

PAGES = (
    "/",
    "/anslag",
    "/-/search",
    "/-/search?q=kommun*",
    "/-/codebook",
    "/-/dashboard",
    "/-/dashboard?from_year=2020&to_year=2023",
    *dict.fromkeys(path for name in TITLES for path in (table_path(name), f"/anslag/{name}")),
    *(f"/anslag/{name}" for name in questions()),
)


@pytest.fixture(scope="module")
def visitor(database: Path) -> Iterator[Visitor]:
    with Visitor(database, archived=lambda file, offset: f"<script>{file} {offset}</script>".encode()) as one:
        yield one


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visitor]:
    """A visitor of an empty database."""
    with Visitor(empty(tmp_path_factory.mktemp("bare") / "anslag.db")) as one:
        yield one


@pytest.fixture(scope="module")
def public(database: Path) -> Iterator[Visitor]:
    """A visitor from another machine."""
    with Visitor(database, host="0.0.0.0") as one:
        yield one


def rows(database: Path, sql: str) -> list[sqlite3.Row]:
    with closing(connect(database)) as db:
        return db.execute(sql).fetchall()


def words(page: str) -> str:
    """The words of a page, as a person reads them."""
    bare = re.sub(r"<(script|style)\b.*?</\1>", "", page, flags=re.S)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", bare))).strip()


def found(page: str) -> int:
    """How many rows a list says that it has."""
    said = re.search(r"<h2>([\d,]+) rows?\b", page)
    assert said, words(page)[:500]
    return int(said[1].replace(",", ""))


# -- every page


@pytest.mark.parametrize("path", PAGES)
def test_every_page_answers(visitor: Visitor, path: str) -> None:
    assert "anslag</title>" in visitor.page(path)


@pytest.mark.parametrize("path", PAGES)
def test_every_page_of_an_empty_database_answers(bare: Visitor, path: str) -> None:
    assert "anslag</title>" in bare.page(path)


def test_every_table_and_view_has_a_title() -> None:
    assert set(TITLES) == {one.name for one in schema()}
    assert {*COLUMNS, *BREAKDOWNS} <= set(TITLES)


# -- home


def test_home_gives_the_figures_of_the_database(visitor: Visitor, database: Path) -> None:
    said = words(visitor.page("/"))
    figures = {row["name"]: row["value"] for row in rows(database, "SELECT name, value FROM summary")}
    assert f"{number(figures['grants'])} grants" in said.replace("\n", " ")
    kronor = rows(database, "SELECT sum(amount) FROM grants WHERE same_as IS NULL AND currency = 'SEK'")[0][0]
    assert re.sub(r"\s", " ", f"{number(kronor)} kr") in said
    held, tried = figures["claims_held"], figures["claims_compared"]
    assert 0 < held < tried
    assert f"{held} of {tried} ({100 * held / tried:.1f}%)" in said
    first, last = (
        printed(str(figures[name])).replace(GAP, " ") for name in ("first_published", "last_published")
    )
    assert f"{first} to {last}" in said
    assert printed(str(figures["newest_fetch"])).replace(GAP, " ") in said


def test_home_tells_the_measured_error_rate(tmp_path: Path, database: Path, visitor: Visitor) -> None:
    assert "Measured by people" not in words(visitor.page("/"))
    path = tmp_path / "anslag.db"
    path.write_bytes(database.read_bytes())
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("INSERT INTO samples VALUES ('spring', 1, NULL, 39, 12, 11, 'digest', '0.2.0')")
        db.execute("INSERT INTO samples VALUES ('unjudged', 1, NULL, 39, 12, 0, 'digest', '0.2.0')")
        rates = ("precision", 0.975), ("recall", 0.9)
        db.executemany(
            "INSERT INTO quality VALUES ('spring', 'all', ?, 'grants', ?, 0.81, 0.987, 9, 10, 4)", rates
        )
    with Visitor(path) as other:
        said, swedish = words(other.page("/")), words(other.page("/", "sv"))
        quality = words(other.page("/anslag/quality"))
    assert "Measured by people on 11 releases , drawn at random from 39; with 95 % intervals:" in said
    assert "Grants read that are real 97.5% (81.0% to 98.7%)" in said
    assert "Grants told that were read 90.0% (81.0% to 98.7%)" in said
    assert "right in every field" not in said
    assert "spring all recall grants 90.0% 81.0% 98.7% 9 10 4" in quality
    assert said.count("Measured by people") == 1
    assert "Lästa anslag som är verkliga 97,5" in swedish


def test_home_says_beside_a_file_what_it_leaves_out_and_why(
    visitor: Visitor, database: Path, tmp_path: Path
) -> None:
    said = " ".join(words(visitor.page("/")).split())
    report = export(database, "360giving", tmp_path / "grants.json")
    every = rows(database, "SELECT count(*) FROM grants WHERE same_as IS NULL")[0][0]
    assert 0 < report.rows < every
    assert f"{report.rows} of {every}, for it demands facts that the others lack: " in said
    assert ", ".join(f"{fact} ({count})" for fact, count in report.left_out.items()) in said


def test_chart_of_checks_is_a_share_of_the_releases_with_what_the_check_looks_at(
    visitor: Visitor, database: Path
) -> None:
    rates = {
        row["name"]: (row["failed"], row["applied"]) for row in rows(database, "SELECT * FROM check_rates")
    }
    with_amounts = {
        row[0] for row in rows(database, "SELECT release_id FROM grants WHERE amount IS NOT NULL")
    }
    lacking = {
        row[0] for row in rows(database, "SELECT release_id FROM checks WHERE name = 'amount_missing'")
    }
    assert 0 < len(lacking) < len(with_amounts)
    assert rates["amount_missing"] == (len(lacking), len(with_amounts))
    assert all(0 <= failed <= applied for failed, applied in rates.values())
    [chart] = re.findall(r'data-chart="chart-checks">(.*?)</script>', visitor.page("/-/dashboard"), re.S)
    drawn = {row["check"]: row["share_failed"] for row in json.loads(unescape(chart))["datasets"]["rows"]}
    assert drawn["amount missing"] == pytest.approx(len(lacking) / len(with_amounts))


def test_home_leads_to_every_question(visitor: Visitor) -> None:
    page = visitor.page("/")
    for name, question in questions().items():
        assert isinstance(question, dict)
        assert f'<a href="/anslag/{name}">{question["title"]}</a>' in page


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/-/dashboard",
        "/-/search?q=kommun*",
        table_path("grants_list"),
        "/anslag/sum_per_year",
        "/anslag/to_review",
    ],
)
def test_empty_database_says_what_to_do_next(bare: Visitor, visitor: Visitor, path: str) -> None:
    said = "The database is empty so far. Fill it with anslag crawl"
    assert words(bare.page(path)).count(said) == 1
    assert said not in words(visitor.page(path))


@pytest.mark.slow
def test_links_of_the_main_pages_lead_somewhere(visitor: Visitor) -> None:
    links = {
        unescape(link).partition("#")[0]
        for path in ("/", "/-/codebook", "/-/release/odd-edited")
        for link in re.findall(r'<a [^>]*href="(/[^"]*)"', visitor.page(path))
    }
    local = sorted(link for link in links if "/-/export/" not in link)
    assert len(local) > 40
    assert [link for link in local if visitor.get(link).status_code not in (200, 302)] == []


# -- tables


def test_amounts_are_set_with_gaps_and_their_unit(visitor: Visitor) -> None:
    page = visitor.page("/anslag/grants?release_id=odd-euro")
    assert '<span class="kr">350,000.5\xa0EUR</span>' in page
    edited = visitor.page(table_path("grants_list", release_id="odd-edited"))
    assert '<span class="kr">1,000,000\xa0kr</span>' in edited


def test_unknown_values_are_dashes_and_never_zero(visitor: Visitor) -> None:
    page = visitor.page(table_path("grants_list", title="Utan summa"))
    amount = re.search(r'<td class="col-amount[^"]*"[^>]*>(.*?)</td>', page)
    assert amount
    assert amount[1] == '<span class="none" title="not stated in the release">–</span>'


def test_lists_show_few_columns_and_offer_all(visitor: Visitor) -> None:
    page = visitor.page(table_path("grants_list"))
    shown = re.findall(r'<th [^>]*data-column="(\w+)"', page)
    assert shown == [
        "id",
        "title",
        "owner",
        "amount",
        "period_start",
        "period_end",
        "year",
        "funder",
        "county",
        "confidence",
        "read_by",
    ]
    assert "All columns" in page
    everything = visitor.page("/anslag/grants_list")
    assert len(re.findall(r"<th ", everything)) == len(
        next(t for t in schema() if t.name == "grants_list").columns
    )


def test_columns_are_explained(visitor: Visitor) -> None:
    page = visitor.page("/anslag/grants_list")
    assert "Who receives the money (projektägare), as printed." in unescape(page)
    assert "Granted amount; with decimals only where the release prints them. Unit: currency." in page


def test_counties_have_their_names(visitor: Visitor) -> None:
    page = visitor.page(table_path("grants_list", _facet="county", owner="Umeå kommun"))
    assert 'title="SCB code 24">Västerbottens län</span>' in page
    assert re.search(r"<a href=[^>]*county=24[^>]*>Västerbottens län</a> <span>1</span>", page)


@pytest.mark.slow
@pytest.mark.parametrize(("table", "column"), [(t, c) for t, cs in BREAKDOWNS.items() for c in cs])
def test_each_breakdown_counts_every_row(visitor: Visitor, database: Path, table: str, column: str) -> None:
    page = visitor.page(table_path(table, _facet=column, _facet_size="max"))
    facet = page[page.index(f'data-column="{column}"') :].partition("</section>")[0]
    counts = [int(n.replace(",", "")) for n in re.findall(r"<span>([\d,]+)</span>", facet)]
    known = rows(database, f"SELECT count(*) FROM {table} WHERE {column} IS NOT NULL AND {column} <> ''")
    assert sum(counts) == known[0][0]


def test_rows_lead_to_release_and_organisation(visitor: Visitor) -> None:
    page = visitor.page(table_path("grants_list", release_id="odd-edited"))
    assert 'href="/-/release/odd-edited#g-2"' in page
    assert 'href="/anslag/organisations/umea-kommun"' in page
    assert visitor.get("/anslag/organisations/umea-kommun").status_code == 200


def test_grant_shows_the_words_of_every_value(visitor: Visitor, database: Path) -> None:
    page = visitor.page("/anslag/grants/norrskog-000003-g2")
    for row in rows(database, "SELECT field, quote FROM evidence WHERE grant_id = 'norrskog-000003-g2'"):
        assert f'href="/-/release/norrskog-000003#v-2-{row["field"]}"' in page
        assert row["quote"] in unescape(page)


def test_organisation_says_who_gave_how_much(visitor: Visitor, database: Path) -> None:
    sums = rows(
        database,
        "SELECT r.funder, sum(g.amount) AS kronor FROM grants AS g JOIN releases AS r ON r.id = g.release_id "
        "WHERE g.organisation_id = 'umea-kommun' AND g.currency = 'SEK' GROUP BY 1",
    )
    page = visitor.page("/anslag/organisations/umea-kommun")
    assert sums
    for row in sums:
        assert f"{row['funder']}</td>" in page
        assert f"{number(row['kronor'])}\xa0kr" in page


# -- from a sum to its grants


def sums(page: str) -> list[tuple[str, int]]:
    """Every sum of kronor that leads somewhere: the address, the sum."""
    found = re.findall(r'<a href="([^"]+)"[^>]*><span class="kr">([\d,]+)\xa0kr</span></a>', page)
    return [(unescape(path), int(said.replace(",", ""))) for path, said in found]


def rows_of(visitor: Visitor, address: str) -> list[dict[str, Any]]:
    """The rows of a list."""
    table, _, query = address.partition("?")
    found: list[dict[str, Any]] = json.loads(visitor.page(f"{table}.json?{query}&_shape=array&_size=max"))
    return found


SUMS = (
    "/anslag/sum_per_year", "/anslag/sum_per_year?county=24&owner_kind=kommun", "/anslag/sum_per_year?funder=LEADER+Ä",
    "/anslag/sum_per_owner?from_year=2018&to_year=2021", "/anslag/sum_per_owner?county=12",
    "/anslag/sum_per_county", "/anslag/sum_per_county?to_year=2019", "/anslag/sum_per_kommun",
    "/anslag/sum_per_kommun?county=12&from_year=2016", "/anslag/sum_per_funder", "/anslag/sum_per_funder?from_year=2021",
    "/anslag/several_funders", "/anslag/kronor_per_year", "/anslag/kronor_per_owner", "/anslag/kronor_per_county",
    "/anslag/kronor_per_kommun", "/anslag/kronor_per_funder", "/anslag/owners_of_several_funders",
    "/anslag/funders_open", "/anslag/recipients_open", "/-/dashboard?tellings=1",
    "/anslag/sum_per_kommun?county=25&tellings=every+telling", "/anslag/sum_per_year?county=25&tellings=every+telling",
    "/anslag/organisations/umea-kommun", "/-/dashboard", "/-/dashboard?from_year=2018&to_year=2020",
)  # fmt: skip


@pytest.mark.parametrize("path", SUMS)
def test_every_sum_leads_to_exactly_its_grants(visitor: Visitor, path: str) -> None:
    page = visitor.page(path)
    found = sums(page)
    assert found
    # Of a list that is long, the first, the last, and some between.
    for address, sum_of in [*found[:: max(1, len(found) // 6)], found[-1]]:
        rows = rows_of(visitor, address)
        assert sum(row["amount"] for row in rows) == sum_of, address
        assert {row["currency"] for row in rows} == {"SEK"}
    assert re.findall(r'class="col-kronor"[^>]*>(?!<a)<span class="kr">', page) == []


def test_list_behind_a_sum_says_what_it_holds_as_people_do(visitor: Visitor) -> None:
    [unknown, *_, (known, _kronor)] = sums(visitor.page("/anslag/sum_per_county"))
    for address, county in ((unknown[0], "county not known"), (known, "county = ")):
        said = words(visitor.page(address))
        assert f"with an amount, and {county}" in said
        assert "and each grant counted once" in said


def test_number_of_grants_leads_to_as_many(visitor: Visitor) -> None:
    page = visitor.page("/anslag/sum_per_county?from_year=2017")
    counts = re.findall(r'<a href="([^"]+)"[^>]*><span class="kr">([\d,]+)</span></a>', page)
    assert len(counts) > 5
    for address, count in counts[:4]:
        assert found(visitor.page(unescape(address))) == int(count)


def test_every_mark_of_a_chart_leads_to_its_grants(visitor: Visitor) -> None:
    page = visitor.page("/-/dashboard?from_year=2016&to_year=2021")
    specs = re.findall(r'data-chart="chart-(\w+)">(.*?)</script>', page, re.S)
    assert len(specs) == 8
    for name, text in specs:
        spec = json.loads(text)
        assert spec["encoding"]["href"]["field"] == "href"
        [beginning] = [one["value"] for one in spec["params"]]
        for row in spec["datasets"]["rows"][:3] if name != "checks" else []:
            table, _, query = (beginning + row["tail"]).partition("?")
            grants = json.loads(visitor.page(f"{table}.json?{query}&_shape=array&_size=max"))
            assert len(grants) == row["grants"], (name, row)


# -- how sure


def test_grant_of_a_release_whose_total_fails_is_never_called_sure(visitor: Visitor, database: Path) -> None:
    doubted = {
        row[0]
        for row in rows(database, "SELECT release_id FROM checks WHERE name = 'total' AND status = 'failed'")
    }
    assert doubted
    for release in sorted(doubted)[:2]:
        pages = (
            f"/-/release/{release}", f"/anslag/grants/{release}-g1", table_path("grants_list", release_id=release),
            f"/anslag/grants?release_id={release}", f"/anslag?sql=select+*+from+grants+where+release_id='{release}'",
        )  # fmt: skip
        for path in pages:
            said = words(visitor.page(path))
            assert "90%" not in said, path
            assert "✗ total fails" in said, path
    assert "90%" in words(visitor.page(table_path("grants_list", failed_checks="0")))


def test_share_without_its_release_is_not_told(visitor: Visitor) -> None:
    page = visitor.page("/anslag/grants_list?_col=title&_col=confidence")
    assert "90%" not in words(page)
    assert "show the column “source” too" in unescape(page)


def test_how_sure_is_explained_where_it_stands(visitor: Visitor) -> None:
    for path in (table_path("grants_list"), "/-/release/odd-edited", "/anslag/grants/odd-edited-g2"):
        page = visitor.page(path)
        assert page.count('id="how-sure"') == 1, path
        assert "the chance that every field of a grant is right" in words(page)
    assert 'href="#how-sure"' in visitor.page(table_path("grants_list"))


# -- search

NASTY = (
    '"', '""', '"""', "*", "**", "-", "--", "- -", "(", ")", "()", "AND", "OR", "NOT", "NEAR", "NEAR(a b)", "a AND",
    "EU-stöd", "C#", "AB:s", "100 %", "title:x", "^a", "{a}", "a + b", "'", "';--", "\\", "%", "_", "å", "Å", "ö*",
    '"grön energi"*', '"grön', "grön*energi", "kommun**", "*kommun", "\x00", "\ufeff", "😀", "a" * 3000, "a " * 500,
    "<script>alert(1)</script>", "=1+1",
)  # fmt: skip


@pytest.mark.parametrize("query", NASTY)
def test_no_search_is_a_syntax_error(visitor: Visitor, query: str) -> None:
    for path in ("/-/search?q=", "/anslag/grants_list?_col=id&_search=", "/anslag/releases.json?_search="):
        assert visitor.get(path + quote(query)).status_code == 200, path


@pytest.mark.parametrize(
    ("query", "finds"),
    [
        ("kommun*", True),
        ("umea kommun", True),
        ("UMEÅ", True),
        ("kommu", False),
        ('"umeå kommun"', True),
        ('"kommun umeå"', False),
        ("umeå finnsinte", False),
        ("cykel*", True),
        ('"ny cykel"*', True),
        ("*", False),
    ],
)
def test_search_finds_words_and_beginnings(visitor: Visitor, query: str, finds: bool) -> None:
    list_page = visitor.page(table_path("grants_list", release_id="odd-edited", _search=query))
    assert (found(list_page) > 0) is finds
    everywhere = visitor.page(f"/-/search?q={quote(query)}")
    assert ("/-/release/odd-edited#g-2" in everywhere or "cykel" in everywhere.lower()) or not finds


def test_search_marks_the_words(visitor: Visitor) -> None:
    assert "Ny <b>cykelväg</b>" in visitor.page("/-/search?q=cykel*")


def test_search_in_tables_and_everywhere_count_alike(visitor: Visitor, database: Path) -> None:
    wanted = rows(database, "SELECT count(*) FROM grants WHERE id IN (SELECT id FROM grants WHERE rowid IN "
                  "(SELECT rowid FROM grants_fts WHERE grants_fts MATCH '\"kommun\"*'))")[0][0]  # fmt: skip
    assert found(visitor.page(table_path("grants_list", _search="kommun*"))) == wanted > 10
    assert f'<h2 id="grants">{wanted} grants</h2>' in visitor.page("/-/search?q=kommun*")


# -- questions


@pytest.mark.parametrize("name", questions())
def test_question_is_asked_with_labels(visitor: Visitor, name: str) -> None:
    page = visitor.page(f"/anslag/{name}")
    question = questions()[name]
    assert isinstance(question, dict)
    parameters = question["parameters"]
    assert isinstance(parameters, dict)
    for parameter in parameters.values():
        assert isinstance(parameter, dict)
        assert str(parameter["label"]) in unescape(page)


def asked(visitor: Visitor, name: str, **parameters: str) -> list[dict[str, object]]:
    query = "".join(f"&{key}={quote(value)}" for key, value in parameters.items())
    answer = json.loads(visitor.page(f"/anslag/{name}.json?_shape=array{query}"))
    assert isinstance(answer, list)
    return answer


def test_sums_agree_with_the_grants(visitor: Visitor, database: Path) -> None:
    kronor = rows(database, "SELECT sum(amount) FROM grants WHERE same_as IS NULL AND currency = 'SEK'")[0][0]
    for name in ("sum_per_year", "sum_per_owner", "sum_per_county", "sum_per_kommun", "sum_per_funder"):
        assert sum(int(str(row["kronor"])) for row in asked(visitor, name)) == kronor, name


def test_sums_can_be_narrowed(visitor: Visitor, database: Path) -> None:
    of_2023 = rows(
        database, "SELECT sum(amount) FROM grants WHERE same_as IS NULL AND currency = 'SEK' AND year = 2023"
    )[0][0]
    for name in ("sum_per_owner", "sum_per_county", "sum_per_kommun", "sum_per_funder"):
        narrowed = asked(visitor, name, from_year="2023", to_year="2023")
        assert sum(int(str(row["kronor"])) for row in narrowed) == of_2023, name
    per_year = {row["year"]: row["kronor"] for row in asked(visitor, "sum_per_year")}
    assert per_year[2023] == of_2023


def test_capitals_do_not_matter_with_swedish_letters(visitor: Visitor) -> None:
    upper, lower = (
        asked(visitor, "sum_per_year", funder=name) for name in ("LEADER ÄLVDALEN", "leader älvdalen")
    )
    assert upper == lower != []
    assert upper != asked(visitor, "sum_per_year")


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("running_on?day=foo", "Day: “foo” is no day; write it as 2025-03-01, or leave the field empty"),
        ("running_on.json?day=2025-02-30", "Day: “2025-02-30” is no day"),
        ("sum_per_owner?from_year=twenty", "From year: “twenty” is no whole number"),
        ("running_on.csv?day=foo", "Day: “foo” is no day"),
    ],
)
def test_answer_that_does_not_fit_its_field_is_refused_in_words(
    visitor: Visitor, question: str, said: str
) -> None:
    answer = visitor.get(f"/anslag/{question}")
    assert answer.status_code == 400
    assert said in (answer.json()["error"] if ".json" in question else words(answer.text))


def test_running_on_a_day_includes_first_and_last(visitor: Visitor, database: Path) -> None:
    row = rows(database, "SELECT * FROM grants WHERE period_start IS NOT NULL LIMIT 1")[0]
    for day in (row["period_start"], row["period_end"]):
        assert row["id"] in {one["grant_id"] for one in asked(visitor, "running_on", day=day)}
    assert row["id"] not in {one["grant_id"] for one in asked(visitor, "running_on", day="2001-01-01")}


def test_what_changed_tells_of_edits_and_removals(visitor: Visitor) -> None:
    told = {(row["release_id"], row["field"], row["after"]) for row in asked(visitor, "what_changed")}
    assert ("odd-edited", "amount", "205000") in told
    assert ("odd-gone", "release", "removed") in told


def test_releases_to_review_are_those_with_failed_checks(visitor: Visitor, database: Path) -> None:
    wanted = {row["id"] for row in rows(database, "SELECT id FROM releases_to_review")}
    assert {row["release_id"] for row in asked(visitor, "to_review")} == wanted
    totals = asked(visitor, "to_review", check="total")
    assert 0 < len(totals) < len(wanted)


def test_owners_with_several_funders_agree_with_the_view(visitor: Visitor, database: Path) -> None:
    wanted = {
        (row["id"], row["funders"]) for row in rows(database, "SELECT * FROM owners_of_several_funders")
    }
    assert {(row["organisation_id"], row["funders"]) for row in asked(visitor, "several_funders")} == wanted


# -- dashboard


def charts(page: str) -> dict[str, list[dict[str, object]]]:
    """The rows that each chart of the dashboard draws."""
    specs = re.findall(r'<script type="application/json" data-chart="chart-(\w+)">(.*?)</script>', page, re.S)
    return {name: json.loads(spec)["datasets"]["rows"] for name, spec in specs}


def test_charts_draw_what_the_database_holds(visitor: Visitor, database: Path) -> None:
    drawn = charts(visitor.page("/-/dashboard"))
    kronor = rows(database, "SELECT sum(amount) FROM grants WHERE same_as IS NULL AND currency = 'SEK'")[0][0]
    for name in ("years", "unplaced", "funders"):
        assert sum(int(str(row["kronor"])) for row in drawn[name]) == kronor, name
    assert len(drawn["owners"]) == 15
    assert (
        sum(int(str(row["grants"])) for row in drawn["amounts"])
        == rows(
            database, "SELECT count(*) FROM grants WHERE same_as IS NULL AND currency = 'SEK' AND amount >= 1"
        )[0][0]
    )
    placed = "SELECT sum(kronor) FROM kronor_per_county WHERE county IS NOT NULL"
    assert sum(int(str(row["kronor"])) for row in drawn["counties"]) == rows(database, placed)[0][0]


def test_charts_are_narrowed_to_years_again_and_again(visitor: Visitor) -> None:
    for years in ((2020, 2021), (2023, 2023), (2020, 2021)):
        query = "&".join(f"{name}={year}" for name, year in zip(YEARS, years, strict=True))
        drawn = charts(visitor.get(f"/-/dashboard?{query}").text)
        assert {row["year"] for row in drawn["years"]} <= set(range(years[0], years[1] + 1))
    assert len(charts(visitor.get("/-/dashboard").text)["years"]) > 5


@pytest.mark.parametrize("year", ["", "x", "20 20", "'; --", "99999999999999999999", "-1", "٢٠٢٠"])
def test_what_is_no_year_is_no_limit(visitor: Visitor, year: str) -> None:
    everything = charts(visitor.page("/-/dashboard"))
    assert charts(visitor.page(f"/-/dashboard?from_year={quote(year)}")) == everything


def test_maps_know_every_place_that_grants_have(visitor: Visitor, database: Path) -> None:
    for name in ("county", "kommun"):
        features = json.loads(visitor.page(f"/-/anslag/{name}.geojson"))["features"]
        known = {feature["properties"]["code"] for feature in features}
        assert len(known) == {"county": 21, "kommun": 290}[name]
        used = rows(database, f"SELECT DISTINCT {name} FROM organisations WHERE {name} IS NOT NULL")
        assert {row[0] for row in used} <= known


def test_empty_dashboard_says_so(bare: Visitor) -> None:
    page = bare.page("/-/dashboard")
    assert page.count("Nothing to draw.") == 8
    assert charts(page) == {}


# -- codebook


def test_codebook_explains_every_column(visitor: Visitor) -> None:
    page = unescape(visitor.page("/-/codebook"))
    for one in schema():
        assert f'id="{one.name}"' in page
        for column in one.columns:
            assert column.meaning in page


# -- a database that is built anew


def grants_at(served: Served) -> str:
    with urlopen(f"{served.address}/", timeout=30) as answer:
        shown = re.search(r"<b>([\d,]+)</b> grants?", answer.read().decode())
    assert shown
    return shown[1]


def status_at(served: Served) -> int:
    try:
        with urlopen(f"{served.address}/", timeout=30) as answer:
            return int(answer.status)
    except HTTPError as refused:
        with refused:
            return refused.code


def test_database_that_became_another_file_is_not_mixed_with_it(database: Path, tmp_path: Path) -> None:
    path, later = tmp_path / "anslag.db", empty(tmp_path / "later.db")
    path.write_bytes(database.read_bytes())
    with Visitor(path) as one:
        one.site.get_database(DATABASE).connect().close()
        later.replace(path)
        with pytest.raises(Unwritable, match="built anew meanwhile; reload this page"):
            one.site.get_database(DATABASE).connect()


@pytest.mark.slow
def test_new_build_is_taken_up_without_a_restart(database: Path, tmp_path: Path) -> None:
    path, later = tmp_path / "anslag.db", empty(tmp_path / "later.db")
    path.write_bytes(database.read_bytes())
    with Served(path) as served:
        assert grants_at(served) == "163"
        later.replace(path)
        assert [grants_at(served) for _ in range(8)] == ["0"] * 8
        with urlopen(f"{served.address}/anslag/grants.csv", timeout=30) as answer:
            assert len(answer.read().splitlines()) == 1


def test_file_that_is_no_database_is_not_taken_up(
    database: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path, other = tmp_path / "anslag.db", tmp_path / "other"
    path.write_bytes(database.read_bytes())
    other.write_bytes(b"no database" * 1000)
    with Served(path) as served:
        assert grants_at(served) == "163"
        other.replace(path)
        # 503 where a page needs the file once more.
        assert status_at(served) in (200, 503)
    assert "still showing the database as it was" in caplog.text


# -- documents


def test_documents_name_every_question_and_page() -> None:
    text = (Path(__file__).parent.parent / "docs" / "site.md").read_text("utf-8")
    titles = [str(one["title"]) for one in questions().values() if isinstance(one, dict)]
    assert re.findall(r"^\| ([A-Z][^|]+?) \|", text, re.M) == titles
    paths = set(re.findall(r"^\| `(/[^`?]*)", text, re.M))
    ours = {
        re.sub(r"\(\?P<\w+>.*?\)|\\|[\^$?]", "", pattern) for pattern, _ in ROUTES if DATABASE not in pattern
    }
    for path in ours - {"/-/databases(:.json)"}:
        assert any(re.sub(r"<\w+>", "", one) == path.removesuffix("s") for one in paths), path


# -- what is refused


def test_no_table_has_a_rule_of_who_may_see_it() -> None:
    """For the site does not look for one."""
    said = json.dumps(metadata())
    assert '"grants_list": {' in said
    assert '"allow' not in said


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("/nope", 404, "There is no such page."),
        ("/anslag/nope", 404, "Table not found"),
        ("/-/release/nope", 404, "No release nope in this database"),
        ("/anslag/grants/nope", 404, "Record not found"),
        ("/-/archived/anslag-00001.warc.gz/7", 404, "holds no answer"),
        ("/-/archived/..~2F..~2Fetc~2Fpasswd/0", 404, "holds no answer"),
        ("/-/export/grants.exe", 404, "no export ends in .exe"),
        ("/anslag?sql=selec", 400, "must be a SELECT"),
        ("/anslag.csv?sql=select+x+from", 400, "incomplete input"),
        ("/anslag?sql=delete+from+grants", 400, "must be a SELECT"),
        ("/anslag/grants?_sort=nope", 400, "Cannot sort table by nope"),
        ("/anslag/grants?_facet=nope", 400, "grants has no column nope"),
        ("/anslag/grants?_size=100000", 400, "_size must be"),
        ("/-/dashboards/overview", 404, "Dashboard not found"),
    ],
)
def test_mistakes_are_told_in_words(visitor: Visitor, path: str, status: int, said: str) -> None:
    answer = visitor.get(path)
    assert (answer.status_code, said in unescape(answer.text)) == (status, True), answer.text[-1500:]
    assert "home page" in answer.text
    assert "Traceback" not in answer.text


def test_wrong_sql_can_be_mended_where_it_was_written(visitor: Visitor) -> None:
    answer = visitor.get("/anslag?sql=select+x+from")
    assert answer.status_code == 400
    assert '<p class="notice warn">incomplete input</p>' in answer.text
    assert ">select x from</textarea>" in answer.text


def test_nothing_can_be_written(visitor: Visitor) -> None:
    for sql in (
        "insert into meta values (1, 2)",
        "with x as (select 1) delete from grants",
        "attach 'x' as y",
    ):
        assert visitor.get(f"/anslag?sql={quote(sql)}").status_code in (400, 403), sql


@pytest.mark.slow
def test_slow_questions_are_broken_off(visitor: Visitor) -> None:
    slow = "with recursive x(n) as (select 1 union all select n + 1 from x) select count(*) from x"
    answer = visitor.get(f"/anslag?sql={quote(slow)}")
    assert answer.status_code == 400
    assert "took too long" in answer.text


def test_place_on_this_machine_is_told_to_nobody(visitor: Visitor, public: Visitor, database: Path) -> None:
    for path in (
        "/-/databases.json",
        "/-/databases",
        "/-/metadata.json",
        "/-/settings.json",
        "/-/plugins.json",
    ):
        for one in (visitor, public):
            answer = one.get(path)
            assert str(database.parent) not in answer.text, path
            assert answer.status_code == (404 if "databases" in path else 200), path


def test_visitors_from_elsewhere_write_no_sql_and_take_no_file(public: Visitor) -> None:
    for path in (
        "/anslag?sql=select+1",
        "/anslag.json?sql=select+1",
        "/anslag.csv?sql=select+1",
        "/anslag.db",
    ):
        assert public.get(path).status_code in (400, 403), path
    assert public.get("/anslag/grants.json?_where=1=1").status_code in (400, 403)
    page = public.page("/anslag")
    assert "Ask in SQL" not in page
    assert "anslag.db</a>" not in page


@pytest.mark.parametrize(
    "path",
    ["/", "/-/dashboard", "/anslag/sum_per_year", "/anslag/sum_per_year.csv", table_path("grants_list")],
)
def test_visitors_from_elsewhere_see_the_rest(public: Visitor, path: str) -> None:
    assert public.get(path).status_code == 200


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "localhost"])
def test_loopback_has_sql(database: Path, host: str) -> None:
    with Visitor(database, host=host) as one:
        assert "Ask in SQL" in one.page("/anslag")


@pytest.mark.parametrize("path", [*PAGES[:8], "/nope", "/-/release/odd-edited", "/anslag/grants.csv"])
def test_only_scripts_of_this_site_may_run(visitor: Visitor, path: str) -> None:
    headers = visitor.get(path).headers
    policy = dict(part.split(" ", 1) for part in headers["content-security-policy"].split("; "))
    allowed = "'self' 'unsafe-eval'" if path.startswith("/-/dashboard") else "'self'"
    assert policy["script-src"] == allowed
    assert policy["default-src"] == "'self'"
    assert headers["x-content-type-options"] == "nosniff"


def test_other_sites_of_the_process_are_left_alone(database: Path) -> None:
    import asyncio

    from datasette.app import Datasette

    async def plain() -> str:
        other = Datasette([], immutables=[str(database)])
        await other.invoke_startup()
        answer = await other.client.get("/")
        assert "content-security-policy" not in answer.headers
        other.executor.shutdown()
        return str(answer.text)

    assert "Grants read out of" not in asyncio.run(plain())


# -- each grant once


def test_sums_count_a_grant_once_and_a_switch_shows_every_telling(visitor: Visitor, database: Path) -> None:
    sums = "SELECT sum(amount) FILTER (WHERE same_as IS NULL), sum(amount) FROM grants WHERE currency = 'SEK'"
    once, every = rows(database, sums)[0]
    assert once < every
    for tellings, wanted in (({}, once), ({"tellings": "every telling"}, every)):
        found = asked(visitor, "sum_per_owner", **tellings)
        assert sum(int(str(row["kronor"])) for row in found) == wanted
    assert "1 told again elsewhere is left out" in words(visitor.page("/-/dashboard"))
    assert 'name="tellings" value="1" checked' in visitor.page("/-/dashboard?tellings=1")


def test_list_behind_a_sum_counts_as_the_sum_does(visitor: Visitor) -> None:
    [told_again] = rows_of(visitor, "/anslag/grants_told_again")
    for asked_for, listed in (("", False), ("&tellings=every+telling", True)):
        page = visitor.page(f"/anslag/sum_per_county?from_year={told_again['year']}{asked_for}")
        lists = [rows_of(visitor, address) for address, _ in sums(page)]
        assert any(row["id"] == told_again["id"] for found in lists for row in found) == listed


def test_grants_that_a_sum_leaves_out_are_one_click_away(visitor: Visitor) -> None:
    [told_again] = rows_of(visitor, "/anslag/grants_told_again")
    for view in (
        "kronor_per_year",
        "kronor_per_owner",
        "kronor_per_county",
        "kronor_per_kommun",
        "kronor_per_funder",
    ):
        found = re.findall(
            r'<td class="col-told_again[^>]*><a href="([^"]+)"',
            visitor.page(f"/anslag/{view}?told_again__gt=0"),
        )
        assert [[row["id"] for row in rows_of(visitor, unescape(one))] for one in found] == [
            [told_again["id"]]
        ], view


def test_grant_that_sums_leave_out_is_marked_wherever_it_is_listed(visitor: Visitor) -> None:
    mark = '<a class="again" href="/-/release/odd-told-first#g-1"'
    for path in (
        table_path("grants_list", release_id="odd-told-again"),
        "/-/release/odd-told-again",
        "/anslag/largest_grants?tellings=every+telling&year=2024",
    ):
        assert visitor.page(path).count(mark) == 1, path
    for path in (table_path("grants_list", release_id="odd-told-first"), "/-/release/odd-told-first"):
        assert 'class="again"' not in visitor.page(path), path


def test_number_of_grants_on_the_home_page_is_that_of_its_list(visitor: Visitor) -> None:
    address, said = re.findall(r'<a class="figure" href="([^"]+)"><b>([\d,]+)</b> grants', visitor.page("/"))[
        0
    ]
    assert found(visitor.page(unescape(address))) == int(said.replace(",", ""))


def test_grant_told_again_leads_to_the_one_that_counts(visitor: Visitor) -> None:
    row = 'href="/anslag/grants/odd-told-first-g1"'
    for path in ("/anslag/grants_told_again", "/anslag/same_grant", "/anslag/grants/odd-told-again-g1"):
        assert row in visitor.page(path), path

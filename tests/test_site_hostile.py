"""Nothing that a press office writes can become a part of a page: every text column holds what would run."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from html import unescape
from pathlib import Path

import pytest
from datasette.utils import tilde_encode

from anslag.db.codebook import schema
from anslag.db.connection import connect
from anslag.db.site.metadata import BREAKDOWNS, questions, table_path
from tests.databases import POISON, SCRIPT, poisoned
from tests.site import Visitor

LIVE = re.compile(r"<script>alert|<img\b|</pre></td>", re.I)
"""What must be in no page as it is."""
NAMES = [one.name for one in schema()]


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return poisoned(tmp_path_factory.mktemp("hostile") / "anslag.db")


@pytest.fixture(scope="module")
def visitor(database: Path) -> Iterator[Visitor]:
    with Visitor(database, archived=lambda *_: SCRIPT.encode()) as one:
        yield one


def ids(database: Path, table: str, count: int = 3) -> list[str]:
    with closing(connect(database)) as db:
        return [row[0] for row in db.execute(f"SELECT id FROM {table} ORDER BY id DESC LIMIT {count}")]


def harmless(visitor: Visitor, path: str, status: int = 200) -> str:
    answer = visitor.get(path)
    assert answer.status_code == status, (path, answer.text[:2000])
    page = answer.text
    found = LIVE.search(page)
    assert not found, (path, page[found.start() - 200 : found.end() + 100])
    return page


def test_every_text_column_is_poisoned(database: Path) -> None:
    clean = []
    with closing(sqlite3.connect(database)) as db:
        for one in schema():
            for column in one.columns:
                if not one.view and column.type == "TEXT" and one.name not in ("summary", "meta"):
                    sql = f'SELECT count(*) FROM {one.name} WHERE instr("{column.name}", ?)'
                    if not db.execute(sql, (POISON,)).fetchone()[0]:
                        clean.append(f"{one.name}.{column.name}")
    # Days, codes, lists of JSON within the history, and what no release of these has.
    closed = re.compile(
        r"published|decided_on|\.gone|reviewed|period_|currency|kommun|county|organisation_number|quote|status"
        r"|decision|decided_at|places|outcome|value_|same_grant\.kind|quality\.measure|revisions\.grants"
        r"|grants\.partners|other_names|number_source|doubtful|read_by|standing|proposed_at"
    )
    assert [name for name in clean if not closed.search(name)] == []


@pytest.mark.parametrize("table", NAMES)
def test_lists(visitor: Visitor, table: str) -> None:
    for path in {f"/anslag/{table}", table_path(table)}:
        harmless(visitor, path)


@pytest.mark.slow
@pytest.mark.parametrize(("table", "column"), [(t, c) for t, cs in BREAKDOWNS.items() for c in cs])
def test_breakdowns(visitor: Visitor, table: str, column: str) -> None:
    harmless(visitor, table_path(table, _facet=column))


@pytest.mark.parametrize("table", ["releases", "grants", "organisations"])
def test_rows(visitor: Visitor, database: Path, table: str) -> None:
    for key in ids(database, table):
        page = harmless(visitor, f"/anslag/{table}/{tilde_encode(key)}")
        assert SCRIPT in unescape(page)


def test_releases(visitor: Visitor, database: Path) -> None:
    for key in ids(database, "releases", 50):
        page = harmless(visitor, f"/-/release/{tilde_encode(key)}")
        assert page.count("<pre") == page.count("</pre>") == 1
        assert SCRIPT in unescape(page)


@pytest.mark.parametrize("name", questions())
def test_questions(visitor: Visitor, name: str) -> None:
    harmless(visitor, f"/anslag/{name}")
    assert harmless(visitor, f"/anslag/{name}?owner={SCRIPT}&funder={SCRIPT}&check={SCRIPT}&county={SCRIPT}")


def test_refusal_of_a_question_holds_no_markup_of_the_visitor(visitor: Visitor) -> None:
    assert "is no day" in harmless(visitor, f"/anslag/running_on?day={SCRIPT}", 400)
    assert "is no whole number" in harmless(visitor, f"/anslag/sum_per_owner?from_year={SCRIPT}", 400)


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/anslag",
        "/-/dashboard",
        f"/-/dashboard?from_year={SCRIPT}",
        "/-/search?q=alert",
        f"/-/search?q={SCRIPT}",
        f"/anslag/grants_list?_search={SCRIPT}",
        f"/anslag/grants_list?title={SCRIPT}&_facet=funder",
        f"/anslag/grants?title__contains={SCRIPT}",
        "/anslag?sql=select+*+from+grants",
        f'/anslag?sql=select+:x+as+"{SCRIPT}"&x={SCRIPT}',
    ],
)
def test_other_pages(visitor: Visitor, path: str) -> None:
    harmless(visitor, path)


@pytest.mark.parametrize(
    "path",
    [
        f"/{SCRIPT}",
        f"/anslag/{SCRIPT}",
        f"/-/release/{SCRIPT.replace('/', '')}",
        f"/anslag?sql=select+{SCRIPT}",
    ],
)
def test_errors(visitor: Visitor, path: str) -> None:
    answer = visitor.get(path)
    if answer.status_code == 302:
        answer = visitor.get(answer.headers["location"])
    assert answer.status_code in (400, 404)
    assert not LIVE.search(answer.text)


def test_charts_carry_it_as_data(visitor: Visitor) -> None:
    page = visitor.page("/-/dashboard")
    assert "\\u003cscript\\u003ealert" in page

"""The site in process: every page answers, says what it should, and lets nothing of a release run."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from db.site.metadata import questions, table_path
from tests.databases import empty, small
from tests.site import Visitor

PAGES = (
    "/",
    "/anslag",
    "/-/search",
    "/-/search?q=kommun*",
    "/-/codebook",
    "/-/dashboard",
    "/-/dashboard?from_year=2020&to_year=2023",
    table_path("grants_list"),
    table_path("releases"),
    *(f"/anslag/{name}" for name in questions()),
)


@pytest.fixture(scope="module")
def visitor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visitor]:
    with Visitor(small(tmp_path_factory.mktemp("site") / "anslag.db")) as one:
        yield one


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visitor]:
    """A visitor of an empty database."""
    with Visitor(empty(tmp_path_factory.mktemp("bare") / "anslag.db")) as one:
        yield one


@pytest.mark.parametrize("path", PAGES)
def test_every_page_answers(visitor: Visitor, path: str) -> None:
    assert "anslag</title>" in visitor.page(path)


@pytest.mark.parametrize("path", PAGES)
def test_every_page_of_an_empty_database_answers(bare: Visitor, path: str) -> None:
    assert "anslag</title>" in bare.page(path)

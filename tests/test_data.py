"""The database as pandas tables."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import anslag
from anslag.errors import BadInput
from tests.archives import Shelf, page


@pytest.fixture
def data(tmp_path: Path) -> Path:
    shelf = Shelf(tmp_path)
    shelf.put(page("250 000"))
    shelf.put(page("205 000"))
    shelf.put(page("12 000", "Åre kommun"), name="b")
    shelf.built()
    return tmp_path


def test_tables_are_data_frames(data: Path) -> None:
    opened = anslag.open(data)
    grants = opened.grants()
    assert list(grants["owner"]) == ["Umeå kommun", "Åre kommun"]
    assert list(grants["amount"]) == [205_000, 12_000]
    assert pd.api.types.is_datetime64_any_dtype(grants["period_start"])
    assert list(opened.releases()["revision"]) == [2, 1]
    assert set(opened.evidence()["field"]) >= {"owner", "amount"}
    assert set(opened.checks()["release_id"]) <= {"example-a", "example-b"}
    assert set(opened.changes()["after"]) == {"205000"}
    assert set(opened.organisations()["name"]) == {"Umeå kommun", "Åre kommun"}


def test_query_takes_values(data: Path) -> None:
    found = anslag.open(str(data)).query("SELECT id FROM grants WHERE amount > :least", least=100_000)
    assert list(found["id"]) == ["example-a-g1"]


def test_folder_without_database_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="anslag build"):
        anslag.open(tmp_path)


@pytest.mark.parametrize(
    "source",
    [
        page(),
        page().decode(),
        "Bidrag till byar\n\nNämnden beslutade att bevilja Umeå kommun 250 000 kronor för projektet Vinterljus.\n",
    ],
)
def test_extract_takes_html_bytes_and_text(source: str | bytes) -> None:
    found = anslag.extract(source)
    assert [(grant.owner, grant.amount) for grant in found.grants] == [("Umeå kommun", 250_000)]
    for one in found.grants[0].evidence.values():
        assert found.release.text[one.start : one.end] == one.quote


def test_extract_says_what_is_no_release() -> None:
    with pytest.raises(anslag.NotARelease):
        anslag.extract(b"%PDF-1.7")


def test_extract_reads_a_file_by_its_name_or_path(tmp_path: Path) -> None:
    file = tmp_path / "release.html"
    file.write_bytes(page())
    for source in (file, str(file)):
        assert [grant.amount for grant in anslag.extract(source).grants] == [250_000]


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("release-som-inte-finns.html", "no such file"),
        ("https://example.se/pressmeddelande", "is an address"),
        (Path("release-som-inte-finns.html"), "no such file"),
    ],
)
def test_extract_refuses_what_it_cannot_read_in_a_line(source: str | Path, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        anslag.extract(source)


def test_database_itself_can_be_opened(data: Path) -> None:
    assert len(anslag.open(data / "anslag.db").grants()) == 2
    assert repr(anslag.open(data)) == f"anslag.open({str(data)!r})"


def test_data_frame_has_the_types_of_parquet(data: Path, tmp_path: Path) -> None:
    from anslag.db.export import export

    export(data / "anslag.db", "parquet", tmp_path / "grants.parquet")
    stored = pd.read_parquet(tmp_path / "grants.parquet")
    grants = anslag.open(data).grants()
    assert list(grants.columns) == list(stored.columns)
    assert grants["amount_approximate"].dtype == bool
    assert [list(cell) for cell in grants["partners"]] == [list(cell) for cell in stored["partners"]]
    assert list(grants["county"]) == list(stored["county"]) == ["24", "23"]

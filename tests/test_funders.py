"""Who pays: the facts that come with anslag, those of a data folder, and how a release is linked or left open."""

from __future__ import annotations

import csv
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from importlib.resources import as_file, files
from pathlib import Path

import jsonschema
import pytest

from anslag.db.additions import Additions
from anslag.db.connection import connect
from anslag.db.errors import BadTable
from anslag.db.export import export
from anslag.db.funders import COLUMNS, by_name, funders, linked
from anslag.db.store import Store
from tests.archives import Shelf
from tests.command import anslag
from tests.databases import FACTS, Writer, extraction, grant, revision

AWARD = json.loads((Path(__file__).parent / "openalex_award.schema.json").read_text("utf-8"))
_CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz"


@pytest.fixture(scope="module")
def db(database: Path) -> Iterator[sqlite3.Connection]:
    with closing(connect(database)) as found:
        yield found


# Facts


def test_every_number_of_a_funder_has_its_source() -> None:
    with as_file(files("anslag.db") / "funders.csv") as path, path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) > 200
    for row in rows:
        told = {source.partition("=")[0] for source in row["sources"].split("|")}
        called = {"organisation_number": "org_number", "crossref_id": "crossref_id", "ror": "ror"}
        for column, source in called.items():
            assert not row[column] or source in told, (row["name"], column)


def test_check_digits_of_every_ror_hold() -> None:
    """ISO 7064 mod 97-10 over the number that Crockford's base 32 writes (https://ror.readme.io/docs/identifier)."""
    for one in funders():
        if one.ror:
            written = one.ror.rpartition("/")[2]
            number = 0
            for sign in written[:-2]:
                number = number * 32 + _CROCKFORD.index(sign)
            assert 98 - number * 100 % 97 == int(written[-2:]), one.name


def test_funders_have_ids_of_their_own() -> None:
    every = funders()
    assert len({one.id for one in every}) == len(every)
    assert [one.id for one in every] == sorted(one.id for one in every)


# Links


@pytest.mark.parametrize(
    ("printed", "wanted"),
    [
        ("Vetenskapsrådet", "vetenskapsradet"),
        ("VINNOVA", "vinnova"),
        ("Swedish Research Council", "vetenskapsradet"),
        ("Länsstyrelsen Skåne", "lansstyrelsen-i-skane-lan"),
        ("Knut och Alice Wallenbergs  stiftelse", "knut-och-alice-wallenbergs-stiftelse"),
        ("Europeiska regionala utvecklingsfonden (ERUF)", "europeiska-regionala-utvecklingsfonden"),
        ("Vetenskapsrådets vänner", None),
        ("Länsstyrelsen", None),
        ("VR", None),
        (None, None),
    ],
)
def test_name_links_in_its_exact_normal_form_or_not_at_all(printed: str | None, wanted: str | None) -> None:
    assert linked(by_name(funders()), [printed]) == wanted


def test_name_that_two_funders_share_links_to_neither(tmp_path: Path) -> None:
    own = tmp_path / "funders.csv"
    own.write_text("name;other_names\nNorra fonden;Fonden|NF1\nSödra fonden;Fonden\n", "utf-8")
    names = by_name(funders(own))
    assert (names.get("norra fonden"), names.get("nf1"), names.get("fonden")) == (
        "norra-fonden",
        "norra-fonden",
        None,
    )


def test_own_row_stands_in_the_place_of_ours(tmp_path: Path) -> None:
    own = tmp_path / "funders.csv"
    own.write_text("name,ror,sources\nVinnova,https://ror.org/01kd5m353,mine\n", "utf-8")
    [found] = [one for one in funders(own) if one.id == "vinnova"]
    assert (found.sources, found.crossref_id) == ("mine", None)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("navn\nA", "lacks the column name; its columns may be name, name_en"),
        ("name,logo\nA,B", "has the column 'logo'"),
        ("name,ror\nNorra fonden,\nSödra fonden,ror.org/1", "line 3: 'ror.org/1' is no ror"),
        (
            "name,organisation_number\nNorra fonden,202100-5209",
            "line 2: '202100-5209' is no organisation number",
        ),
        ("name,crossref_id\nNorra fonden,501100004359", "line 2: '501100004359' is no crossref_id"),
        ("name\nNorra fonden,1,2", "line 2: more cells than columns"),
        ("name\nB", "line 2: 'B' is no name of a funder"),
    ],
)
def test_table_that_cannot_be_used_is_refused_by_line(tmp_path: Path, text: str, said: str) -> None:
    own = tmp_path / "funders.csv"
    own.write_text(text, "utf-8")
    with pytest.raises(BadTable) as told:
        funders(own)
    assert said in str(told.value)
    assert "\n" not in str(told.value)


def test_columns_of_the_table_are_those_of_the_database(db: sqlite3.Connection) -> None:
    stored = [row[1] for row in db.execute("PRAGMA table_info(funders)")]
    assert sorted(stored) == sorted(["id", *COLUMNS])


def test_releases_are_linked_or_listed_as_open(db: sqlite3.Connection) -> None:
    links = dict(db.execute("SELECT DISTINCT funder, funder_id FROM releases").fetchall())
    assert links["Vinnova"] == "vinnova"
    assert links["Allmänna arvsfonden"] == "allmanna-arvsfonden"
    assert links["Region Norrskog"] is None
    assert "Region Norrskog" in [row["funder"] for row in db.execute("SELECT * FROM funders_open")]


def test_newsroom_links_where_the_release_names_nobody_that_pays(tmp_path: Path) -> None:
    room = "https://www.mynewsdesk.com/se/regionhalland"
    writer = Writer("Stöd")
    found = extraction(
        writer, [grant(writer, 1, owner="Umeå kommun", amount=1000)], 1, funder="Kommunikation"
    )
    additions = Additions(funders=funders(), newsrooms={room: "Region Halland"})
    with Store(tmp_path / "anslag.db", additions=additions) as store:
        store.save("r", room, [revision(found, 1)], "2025-06-01T00:00:00+00:00")
        store.finish((), (), FACTS)
    with closing(connect(tmp_path / "anslag.db")) as db:
        assert db.execute("SELECT funder, funder_id FROM releases").fetchone()[:] == (
            "Kommunikation", "region-halland",
        )  # fmt: skip


@pytest.mark.slow
def test_funders_of_the_data_folder_are_linked_and_a_bad_row_stops_the_build(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "anslag-data")
    page = (
        "<!DOCTYPE html><meta property='og:site_name' content='Norra fonden'><h1>Stöd till byar</h1>"
        "<p>Nämnden beslutade att bevilja Umeå kommun 312 500 kronor för projektet Vinterljus.</p>"
    )
    shelf.put(page.encode())
    own = shelf.data / "funders.csv"
    own.write_text("name,ror\nNorra fonden,\n", "utf-8")
    shelf.built()
    assert shelf.rows("SELECT funder_id FROM releases") == [("norra-fonden",)]
    own.write_text("name,ror\nNorra fonden,nowhere\n", "utf-8")
    ran = anslag("build", cwd=tmp_path)
    assert ran.code == 2
    assert "line 2: 'nowhere' is no ror" in ran.err
    assert shelf.rows("SELECT funder_id FROM releases") == [("norra-fonden",)]


# Exports


def test_openalex_lines_have_the_shape_of_awards(tmp_path: Path, db: sqlite3.Connection) -> None:
    path = Path(db.execute("PRAGMA database_list").fetchone()[2])
    report = export(path, "openalex", tmp_path / "g.openalex.jsonl")
    lines = (tmp_path / "g.openalex.jsonl").read_text("utf-8").splitlines()
    assert len(lines) == report.rows > 100
    validator = jsonschema.Draft202012Validator(
        AWARD, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
    )
    awards = [json.loads(line) for line in lines]
    for award in awards:
        validator.validate(award)
    paid = next(award for award in awards if award["funder"]["display_name"] == "Vinnova")
    assert paid["funder"] == {
        "id": None, "display_name": "Vinnova", "ror": "https://ror.org/01kd5m353",
        "doi": "https://doi.org/10.13039/501100001858",
    }  # fmt: skip
    assert paid["landing_page_url"].startswith("https://norrskog.example/")
    stored = db.execute("SELECT * FROM grants_list WHERE id = ?", (paid["anslag"]["id"],)).fetchone()
    assert (paid["amount"], paid["start_date"]) == (stored["amount"], stored["period_start"])


def test_360giving_names_the_funder_by_its_ror_and_number(tmp_path: Path, db: sqlite3.Connection) -> None:
    path = Path(db.execute("PRAGMA database_list").fetchone()[2])
    export(path, "360giving", tmp_path / "g.json", "funder IN ('Vinnova', 'Region Norrskog')")
    grants = json.loads((tmp_path / "g.json").read_text("utf-8"))["grants"]
    found = {json.dumps(one["fundingOrganization"][0], ensure_ascii=False) for one in grants}
    assert found == {
        '{"id": "XI-ROR-01kd5m353", "name": "Vinnova", "organisationNumber": "202100-5216"}',
        '{"id": "360G-anslag-region-norrskog", "name": "Region Norrskog"}',
    }

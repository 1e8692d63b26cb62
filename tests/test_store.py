"""The store: all of a release or nothing, the same records give the same bytes, the old file is never harmed."""

from __future__ import annotations

import errno
import hashlib
import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anslag.db.connection import VERSION, connect
from anslag.db.errors import Refused, StoreError
from anslag.db.queries import facts, figures, to_review
from anslag.db.revisions import ResponseRow
from anslag.db.store import Store
from anslag.parsers.records import (
    Check,
    CheckStatus,
    Claims,
    DoubtfulPair,
    Evidence,
    Extraction,
    Organisation,
)
from tests.databases import FACTS, FORMULA, SCRIPT, Writer, empty, extraction, grant, revision, small

SEEN = "2025-06-01T00:00:00+00:00"


def one_release(amount: int | float | None = 250_000) -> Extraction:
    writer = Writer("Stöd till skolgården")
    return extraction(
        writer, [grant(writer, 1, title="Grön skolgård", owner="Sävar skola", amount=amount)], 1
    )


def with_grant(**values: object) -> Extraction:
    found = one_release()
    return replace(found, grants=(replace(found.grants[0], **values),))  # type: ignore[arg-type]


def with_release(**values: object) -> Extraction:
    found = one_release()
    return replace(found, release=replace(found.release, **values))  # type: ignore[arg-type]


def stored(path: Path, *found: Extraction) -> Path:
    with Store(path) as store:
        for number, one in enumerate(found, 1):
            store.save(f"r{number}", "", [revision(one, number)], SEEN)
        store.finish((), (), FACTS)
    return path


def rows(path: Path, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as db:
        return db.execute(sql).fetchall()


def dump(path: Path) -> str:
    with closing(sqlite3.connect(path)) as db:
        return hashlib.sha256("\n".join(db.iterdump()).encode()).hexdigest()


def test_same_records_give_the_same_bytes(tmp_path: Path) -> None:
    first, second = small(tmp_path / "first.db"), small(tmp_path / "second.db")
    assert dump(first) == dump(second)
    assert first.read_bytes() == second.read_bytes()


def test_other_records_give_other_bytes(tmp_path: Path) -> None:
    first, second = stored(tmp_path / "a.db", one_release(1)), stored(tmp_path / "b.db", one_release(2))
    assert dump(first) != dump(second)


def test_database_is_whole(database: Path) -> None:
    assert rows(database, "PRAGMA integrity_check") == [("ok",)]
    assert rows(database, "PRAGMA foreign_key_check") == []


def test_every_sum_has_one_fate(database: Path) -> None:
    granted = rows(
        database,
        "SELECT g.amount, a.value FROM amounts a JOIN grants g ON g.id = a.grant_id WHERE corrected IS NULL",
    )
    assert len(granted) > 100
    assert [pair for pair in granted if pair[0] != pair[1]] == []
    others = rows(database, "SELECT DISTINCT fate FROM amounts WHERE grant_id IS NULL")
    assert ("total",) in others
    quoted = rows(
        database,
        'SELECT r.text, a.start, a."end", a.quote FROM amounts a JOIN releases r ON r.id = a.release_id',
    )
    assert all(str(text)[int(str(start)) : int(str(end))] == quote for text, start, end, quote in quoted)


def test_every_quote_stands_at_its_place(database: Path) -> None:
    of_grants = rows(
        database,
        'SELECT r.text, e.start, e."end", e.quote FROM evidence e JOIN grants g ON g.id = e.grant_id JOIN releases r ON r.id = g.release_id',
    )
    of_releases = rows(
        database,
        'SELECT r.text, e.start, e."end", e.quote FROM release_evidence e JOIN releases r ON r.id = e.release_id',
    )
    assert len(of_grants) > 600
    assert len(of_releases) > 20
    for text, start, end, quote in of_grants + of_releases:
        assert str(text)[int(str(start)) : int(str(end))] == quote


def test_words_of_the_web_are_stored_as_text(database: Path) -> None:
    titles = {row[0] for row in rows(database, "SELECT title FROM grants WHERE release_id = 'odd-hostile'")}
    assert {FORMULA, SCRIPT, "'); DROP TABLE grants; --", "\tmed flik"} - titles == set()
    assert any("\x07" in str(title) and "\u202e" in str(title) for title in titles)


@pytest.mark.parametrize(
    ("amount", "kept", "kind"),
    [
        (2_491_478, 2_491_478, "integer"),
        (250.0, 250, "integer"),
        (1250.5, 1250.5, "real"),
        (None, None, "null"),
        (2**63 - 1, 2**63 - 1, "integer"),
    ],
)
def test_whole_amounts_stay_whole(
    tmp_path: Path, amount: int | float | None, kept: int | float | None, kind: str
) -> None:
    path = stored(tmp_path / "anslag.db", with_grant(amount=amount))
    assert rows(path, "SELECT amount, typeof(amount) FROM grants") == [(kept, kind)]


def _moved(found: Extraction) -> Extraction:
    one = found.grants[0]
    wrong = replace(one.evidence["title"], start=one.evidence["title"].start + 1)
    return replace(found, grants=(replace(one, evidence={**one.evidence, "title": wrong}),))


def _claimed(found: Extraction, evidence: Evidence) -> Extraction:
    return replace(found, claims=Claims(1, "SEK", evidence={"claimed_total": evidence}))


BREACHES: list[tuple[str, Callable[[], Extraction]]] = [
    ("grant 1, title: the evidence does not quote the text", lambda: _moved(one_release())),
    ("claimed_total: evidence at 0–9999", lambda: _claimed(one_release(), Evidence(0, 9999, "Stöd", "x"))),
    ("claimed_total: evidence at -3–-1", lambda: _claimed(one_release(), Evidence(-3, -1, "de", "x"))),
    ("claimed_total: evidence at 3–3", lambda: _claimed(one_release(), Evidence(3, 3, "", "x"))),
    ("grant 1, currency: 'kr' is no ISO 4217 code", lambda: with_grant(currency="kr")),
    ("grant 1, owner: a NUL character at 1", lambda: with_grant(owner="a\0b")),
    ("grant 1, partners: a lone surrogate at 0", lambda: with_grant(partners=("\ud83d",))),
    (
        "grant 1, period_start: a time where a day is wanted",
        lambda: with_grant(period_start=datetime(2025, 1, 1)),
    ),
    ("grant 1, confidence: 1.5 is not between 0 and 1", lambda: with_grant(confidence=1.5)),
    ("grants: positions", lambda: replace(one_release(), grants=one_release().grants * 2)),
    ("grants: positions", lambda: with_grant(position=0)),
    ("title: a NUL character at 0", lambda: with_release(title="\0")),
    ("text: not in Unicode normal form C", lambda: extraction(Writer("Sa\u0308var"), (), 1)),
    ("text: a lone surrogate at 0", lambda: extraction(Writer("\udce5"), (), 1)),
    ("url: a lone surrogate", lambda: with_release(url="https://example.se/\udcff")),
    (
        "check total, found: a NUL",
        lambda: replace(one_release(), checks=(Check("total", CheckStatus.FAILED, found="\0"),)),
    ),
]


@pytest.mark.parametrize(
    ("field", "value", "found"),
    [
        ("amount", 10**19, "a number of 20 digits"),
        ("amount", 2**63, "a number of 19 digits"),
        ("amount", 1e19, "1e+19"),
        ("amount", float("inf"), "inf"),
        ("amount", float("nan"), "nan"),
        ("amount", 10**5000, "a number of 5001 digits"),
        ("number", 2**63, "a number of 19 digits"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_number_that_cannot_be_stored_costs_its_field_only(
    tmp_path: Path, field: str, value: int | float, found: str
) -> None:
    writer = Writer("Stöd till byarna")
    both = [grant(writer, n, title=f"Projekt {n}", owner=f"By {n}", amount=5_000) for n in (1, 2)]
    absurd = extraction(writer, both, 1)
    absurd = replace(absurd, grants=(replace(absurd.grants[0], **{field: value}), absurd.grants[1]))  # type: ignore[arg-type]
    path = stored(tmp_path / "anslag.db", absurd)
    assert rows(path, f"SELECT title, {field} IS NULL FROM grants ORDER BY position")[0] == ("Projekt 1", 1)
    assert rows(path, "SELECT title, amount FROM grants ORDER BY position")[1] == ("Projekt 2", 5_000)
    assert rows(path, f"SELECT count(*) FROM evidence WHERE grant_id = 'r1-g1' AND field = '{field}'") == [
        (0,)
    ]
    [(status, shown, message)] = rows(
        path, "SELECT status, found, message FROM checks WHERE name = 'number_range'"
    )
    assert (status, shown) == ("failed", found)
    assert str(message).startswith(f"grant 1: {field} is ")


@pytest.mark.parametrize(("name", "value"), [("total", 10**20), ("count", 10**20)])
def test_claim_that_cannot_be_stored_is_left_empty(tmp_path: Path, name: str, value: int) -> None:
    found = replace(one_release(), claims=replace(Claims(total=5, count=5), **{name: value}))  # type: ignore[arg-type]
    path = stored(tmp_path / "anslag.db", found)
    assert rows(path, f"SELECT claimed_{name}, grants FROM releases") == [(None, 1)]
    assert rows(path, "SELECT status FROM checks WHERE name = 'number_range'") == [("failed",)]


@pytest.mark.slow
@pytest.mark.parametrize(("said", "breach"), BREACHES, ids=[said for said, _ in BREACHES])
def test_breach_is_refused_by_name_and_leaves_no_row(
    tmp_path: Path, said: str, breach: Callable[[], Extraction]
) -> None:
    path = tmp_path / "anslag.db"
    with Store(path) as store:
        with pytest.raises(Refused) as refused:
            store.save(
                "bad",
                "",
                [revision(one_release(), 1), replace(revision(one_release(), 2), extraction=breach())],
                SEEN,
            )
        assert str(refused.value).startswith(said)
        assert "\n" not in str(refused.value)
        store.save("good", "", [revision(one_release(), 3)], SEEN)
        store.finish((), (), FACTS)
    assert rows(path, "SELECT id FROM releases") == [("good",)]
    assert rows(path, "SELECT DISTINCT release_id FROM release_revisions") == [("good",)]
    assert rows(path, "SELECT DISTINCT grant_id FROM evidence") == [("good-g1",)]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"seen": "yesterday"}, "seen: 'yesterday' is no time"),
        ({"seen": "2025-06-01T00:00:00+02:00"}, "seen: .* is not in UTC"),
        ({"seen": "2025-06-01T00:00:00"}, "seen: .* is not in UTC"),
        ({"archive_offset": 2**64}, "archive_offset: 20 digits"),
    ],
)
def test_wrong_place_or_time_of_a_revision_is_refused(
    tmp_path: Path, change: dict[str, object], said: str
) -> None:
    with Store(tmp_path / "anslag.db") as store, pytest.raises(Refused, match=said):
        store.save("r", "", [replace(revision(one_release(), 1), **change)], SEEN)  # type: ignore[arg-type]


def test_release_without_a_revision_or_a_name_is_refused(tmp_path: Path) -> None:
    with Store(tmp_path / "anslag.db") as store:
        with pytest.raises(Refused, match="r: no revision to store"):
            store.save("r", "", [], SEEN)
        with pytest.raises(Refused, match="id: '' cannot name a release"):
            store.save("", "", [revision(one_release(), 1)], SEEN)


def test_release_that_comes_twice_is_refused_and_the_first_one_stays(tmp_path: Path) -> None:
    path = tmp_path / "anslag.db"
    with Store(path) as store:
        store.save("r", "", [revision(one_release(1), 1)], SEEN)
        store.save("r", "", [revision(one_release(2), 2)], SEEN)
        store.save("s", "", [revision(one_release(1), 3)], SEEN)
        store.finish((), (), FACTS)
    assert store.refused == {"r": (2, "UNIQUE constraint failed: releases.id")}
    assert rows(path, "SELECT id FROM releases") == [("r",), ("s",)]
    assert rows(path, "SELECT amount FROM grants") == [(1,), (1,)]


def test_response_that_comes_twice_is_refused(tmp_path: Path) -> None:
    row = ResponseRow("https://example.se/", SEEN, 200, "0" * 64, "a.warc.gz", 7, "listing")
    with Store(tmp_path / "anslag.db") as store:
        store.save_response(row)
        store.save_response(row)
        with pytest.raises(Refused, match="url: a lone surrogate"):
            store.save_response(replace(row, url="\udcff", archive_offset=8))
        store.finish((), (), FACTS)
    assert list(store.refused) == ["response at a.warc.gz, 7"]


def test_text_from_elsewhere_is_brought_into_normal_form(tmp_path: Path) -> None:
    path = stored(tmp_path / "anslag.db", with_release(publisher="Region Va\u0308sterbotten"))
    assert rows(path, "SELECT publisher FROM releases") == [("Region Västerbotten",)]


def test_history_is_kept_as_it_was_read(tmp_path: Path) -> None:
    path = tmp_path / "anslag.db"
    both = [
        revision(one_release(250_000), 1),
        revision(one_release(205_000), 2, datetime.fromisoformat("2025-06-20T00:00:00+00:00")),
    ]
    with Store(path) as store:
        store.save("r", "https://example.se/", both, "2025-06-25T00:00:00+00:00", date(2025, 6, 30))
        store.finish((), (), FACTS)
    assert rows(path, "SELECT revision, first_seen, last_seen, gone FROM releases") == [
        (2, SEEN, "2025-06-25T00:00:00+00:00", "2025-06-30")
    ]
    assert rows(path, "SELECT revision, amount, title FROM revision_grants ORDER BY revision") == [
        (1, 250_000, "Grön skolgård"),
        (2, 205_000, "Grön skolgård"),
    ]
    assert rows(path, "SELECT field, before, after FROM changes") == [("amount", "250000", "205000")]
    texts = rows(path, "SELECT text FROM release_revisions ORDER BY revision")
    assert ["250 000" in str(text) for (text,) in texts] == [True, False]


def test_year_is_that_of_the_decision_else_of_publication(tmp_path: Path) -> None:
    days = [(date(2023, 12, 20), date(2024, 1, 8)), (None, date(2024, 1, 8)), (None, None)]
    found = [
        replace(
            one_release(), decided_on=decided, release=replace(one_release().release, published=published)
        )
        for decided, published in days
    ]
    assert rows(stored(tmp_path / "anslag.db", *found), "SELECT year FROM grants ORDER BY id") == [
        (2023,),
        (2024,),
        (None,),
    ]


def test_spellings_of_an_organisation_come_together(tmp_path: Path) -> None:
    path = tmp_path / "anslag.db"
    owners = ("Umeå kommun", "UMEÅ KOMMUN", "Okänd förening")
    with Store(path) as store:
        for number, owner in enumerate(owners, 1):
            writer = Writer("Stöd")
            found = extraction(writer, [grant(writer, 1, owner=owner, amount=1)], number)
            store.save(f"r{number}", "", [revision(found, number)], SEEN)
        assert store.owners() == sorted(owners)
        body = Organisation("umea-kommun", "Umeå kommun", "kommun", "2480", "24", "212000-2627", owners[:2])
        pair = DoubtfulPair("Umeå kommun", "Umeå Kommunföretag AB", "begin alike")
        store.finish([body], [pair], FACTS)
    assert rows(path, "SELECT organisation_id FROM grants ORDER BY id") == [("umea-kommun",)] * 2 + [(None,)]
    assert rows(path, "SELECT name FROM organisation_names ORDER BY name") == [
        ("UMEÅ KOMMUN",),
        ("Umeå kommun",),
    ]
    assert rows(path, "SELECT first FROM doubtful_pairs") == [("Umeå kommun",)]
    assert rows(path, "SELECT kronor FROM kronor_per_kommun WHERE kommun = '2480'") == [(2,)]


def test_failure_leaves_the_old_file_and_no_other(tmp_path: Path) -> None:
    path = stored(tmp_path / "anslag.db", one_release())
    before = path.read_bytes()

    def broken() -> None:
        with Store(path) as store:
            store.save("r", "", [revision(one_release(1), 1)], SEEN)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        broken()
    with Store(path) as store:
        store.save("never-finished", "", [revision(one_release(1), 1)], SEEN)
    assert path.read_bytes() == before
    assert os.listdir(tmp_path) == ["anslag.db"]


def test_full_disk_is_told_in_a_line_and_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = stored(tmp_path / "anslag.db", one_release())
    before = path.read_bytes()

    def full(_fd: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StoreError, match="the old database is untouched") as told:
        stored(path, one_release(1))
    assert "\n" not in str(told.value)
    assert path.read_bytes() == before
    assert os.listdir(tmp_path) == ["anslag.db"]


def test_database_that_grows_too_large_is_told(tmp_path: Path) -> None:
    path = tmp_path / "anslag.db"

    def fill() -> None:
        with Store(path) as store:
            # SQLite's own full disk: https://www.sqlite.org/pragma.html#pragma_max_page_count
            store._connection.execute("PRAGMA max_page_count = 80")
            for number in range(1000):
                store.save(f"r{number}", "", [revision(one_release(), number)], SEEN)

    with pytest.raises(StoreError, match="database or disk is full"):
        fill()
    assert os.listdir(tmp_path) == []


def test_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot write"), Store(tmp_path / "no" / "anslag.db"):
        pass


def test_reader_of_the_old_file_goes_on_while_a_new_one_takes_its_place(tmp_path: Path) -> None:
    path = stored(tmp_path / "anslag.db", one_release(1))
    with closing(connect(path)) as reader:
        stored(path, one_release(2))
        assert [row[0] for row in reader.execute("SELECT amount FROM grants")] == [1]
    assert rows(path, "SELECT amount FROM grants") == [(2,)]


def test_database_without_a_column_of_grants_is_one_clear_error(tmp_path: Path) -> None:
    path = tmp_path / "anslag.db"
    with Store(path) as store:
        store.finish((), (), FACTS)
    with closing(sqlite3.connect(path)) as db:
        db.execute("ALTER TABLE grants RENAME COLUMN description TO about")
        db.commit()
    with pytest.raises(StoreError, match=r"other columns \(no description\); run `anslag build`"):
        connect(path)


@pytest.mark.parametrize(
    ("version", "said"), [(VERSION + 1, "made by a newer anslag"), (VERSION - 1, "made by an older anslag")]
)
def test_database_of_another_version_is_told_in_a_line(tmp_path: Path, version: int, said: str) -> None:
    path = empty(tmp_path / "anslag.db")
    with closing(sqlite3.connect(path)) as db:
        db.execute(f"PRAGMA user_version = {version}")
    with pytest.raises(StoreError, match=said) as told:
        connect(path)
    assert "\n" not in str(told.value)


def test_what_is_no_database_is_told(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="does not exist"):
        connect(tmp_path / "anslag.db")
    (tmp_path / "anslag.db").write_bytes(b"not a database at all" * 500)
    with pytest.raises(StoreError, match="is no database"):
        connect(tmp_path / "anslag.db")


def test_connection_cannot_write(tmp_path: Path) -> None:
    with closing(connect(empty(tmp_path / "anslag.db"))) as db, pytest.raises(sqlite3.OperationalError):
        db.execute("DELETE FROM meta")


def test_figures_are_those_of_the_tables(database: Path) -> None:
    with closing(connect(database)) as db:
        said = figures(db)
        (grants, kronor) = db.execute(
            "SELECT count(*), sum(amount) FROM grants WHERE currency = 'SEK' AND same_as IS NULL"
        ).fetchone()
        assert (said["grants_in_kronor"].value, said["kronor"].value) == (grants, kronor)
        assert said["releases_gone"].value == 1
        assert said["corrections_stale"].value == 1
        assert facts(db) == {**FACTS, "schema_version": str(VERSION)}


def test_worst_releases_come_first(database: Path) -> None:
    with closing(connect(database)) as db:
        found = list(to_review(db))
        assert [one.failed for one in found] == sorted((one.failed for one in found), reverse=True)
        assert all(len(one.messages) == one.failed > 0 for one in found)
        assert len(list(to_review(db, 2))) == 2


def test_empty_archive_gives_an_empty_database(tmp_path: Path) -> None:
    with closing(connect(empty(tmp_path / "anslag.db"))) as db:
        said = figures(db)
        assert (said["grants"].value, said["kronor"].value, said["newest_fetch"].value) == (0, 0, None)


@pytest.mark.slow
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=40), st.text(max_size=40))
def test_any_text_is_stored_as_it_is_or_refused_whole(tmp_path: Path, title: str, body: str) -> None:
    writer = Writer(f"Stöd {body}")
    found = extraction(writer, [grant(writer, 1, title=f"T{title}", owner="B", amount=1)], 1)
    path = tmp_path / "anslag.db"
    with Store(path) as store:
        try:
            store.save("r", "", [revision(found, 1)], SEEN)
        except Refused:
            expected = []
        else:
            expected = [(found.release.text, f"T{title}")]
        store.finish((), (), FACTS)
    assert (
        rows(path, "SELECT r.text, g.title FROM grants g JOIN releases r ON r.id = g.release_id") == expected
    )

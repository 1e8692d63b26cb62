"""One grant told twice: what is found on the made pairs, what counts, what people decide, and what sums say."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from anslag.db.connection import connect
from anslag.db.errors import BadCorrections
from anslag.db.export import export
from anslag.db.same_grant import ASK, FOLD, SamePair, Verdict, counted, same_pairs
from anslag.db.same_grant_blocks import pairs
from anslag.db.same_grant_file import PairDecision, applied, brief, read
from anslag.db.same_grant_levels import NOTHING, ORDER, levels
from anslag.db.same_grant_weights import table
from anslag.db.tellings import Telling
from anslag.fitting.same_grant import Pair, fitted, made, toml
from tests.archives import Shelf
from tests.command import anslag

FOLDER = Path(__file__).parent.parent / "fixtures" / "pairs"
DAY = date(2024, 3, 1)


@pytest.fixture(scope="module")
def every() -> list[Pair]:
    return made(FOLDER)


@pytest.fixture(scope="module")
def db(database: Path) -> Iterator[sqlite3.Connection]:
    with closing(connect(database)) as found:
        yield found


def telling(id_: str, **values: object) -> Telling:
    plain = Telling(
        id_, id_.rpartition("-g")[0], "Vätgas i fjällen", "Sjövi kommun", None, None, 2_491_478, "SEK", False, None,
        None, None, DAY, "Region Norrskog", "Region Norrskog", "Stöd till projekt", False,
    )  # fmt: skip
    return replace(plain, **values)  # type: ignore[arg-type]


# What is found


def test_made_pairs_are_many_and_half_near_misses(every: list[Pair]) -> None:
    same = sum(pair.same for pair in every)
    assert len(every) >= 120
    assert 0.4 <= same / len(every) <= 0.6
    assert {"next year", "names alike", "total beside parts", "stages", "two givers"} <= {
        pair.kind for pair in every if not pair.same
    }


def test_no_near_miss_is_counted_once_and_most_grants_told_twice_are(every: list[Pair]) -> None:
    judged = [(pair, table().probability(levels(pair.first, pair.second))) for pair in every]
    assert [pair.first.id for pair, chance in judged if chance >= FOLD and not pair.same] == []
    same = [chance for pair, chance in judged if pair.same]
    assert sum(chance >= FOLD for chance in same) >= 0.7 * len(same)
    assert sum(chance >= ASK for chance in same) >= 0.9 * len(same)


def test_blocking_finds_the_made_pairs(every: list[Pair]) -> None:
    met = [next(pairs([pair.first, pair.second]), None) for pair in every if pair.same]
    assert met.count(None) <= 0.05 * len(met)


def test_work_grows_with_the_grants_and_not_with_their_square() -> None:
    """The worst case: one sum to one owner, over and over."""

    def candidates(count: int) -> int:
        alike = [telling(f"r{n:05}-g1", title=f"Vätgas {n}") for n in range(count)]
        return sum(1 for _ in pairs(alike))

    assert candidates(2000) < 2.2 * candidates(1000)


@pytest.mark.parametrize("field", ORDER)
def test_weights_keep_the_order_of_their_levels(field: str) -> None:
    weights = table().weights[field]
    known = [weights.get(level, 0.0) for level in ORDER[field]]
    assert known == sorted(known)
    assert weights.keys() == {level for level in ORDER[field] if level != NOTHING}


def test_weights_are_those_of_the_made_pairs(every: list[Pair]) -> None:
    from anslag.fitting.same_grant import WEIGHTS, crossed

    assert WEIGHTS.read_text("utf-8") == toml(fitted([*every, *crossed(every)]))


CASES = [
    ({"amount": 2_500_000}, "amount", "the same amount, rounded"),
    ({"amount": 2_000_000}, "amount", "the same amount, rounded"),
    ({"amount": 3_000_000}, "amount", "other amounts"),
    ({"amount": 2_491_478, "currency": "EUR"}, "amount", "other currencies"),
    ({"amount": None}, "amount", NOTHING),
    ({"amount": 2_491_748, "headline": "Rättelse: stöd"}, "amount", "a corrected amount"),
    ({"owner": "Sjövi  Kommun"}, "owner", "the same owner"),
    ({"owner": "Sjövis kommun"}, "owner", "the same owner but for endings"),
    ({"owner": "Sjövi kommun, tekniska nämnden"}, "owner", "one owner's name within the other"),
    ({"owner": "Hults bygdegård", "partners": '["Sjövi kommun"]'}, "owner", "the owner is a partner there"),
    ({"owner": "Hultsjö byalag"}, "owner", "other owners"),
    ({"title": "Vätgas i fjällen etapp 2"}, "title", "titles with other numbers"),
    ({"title": "Vätgas II i fjällen"}, "title", "titles with other numbers"),
    ({"title": "Vätgas i fjällen 2024"}, "title", "one title within the other"),
    ({"title": "Odling i stan"}, "title", "other titles"),
    ({"funder": "Sjövi kommun"}, "giver", NOTHING),
    ({"funder": "Energifonden"}, "giver", "perhaps other givers"),
    ({"day": date(2025, 3, 5)}, "time", "told years apart, in the same season"),
    ({"day": date(2024, 3, 8)}, "time", "told within a week"),
]  # fmt: skip


@pytest.mark.parametrize(("other", "field", "level"), CASES)
def test_level_of_a_field(other: dict[str, object], field: str, level: str) -> None:
    one, second = telling("a-g1"), telling("b-g1", **other)
    assert levels(one, second)[field] == levels(second, one)[field] == level


def test_years_part_needs_a_period_with_as_many_years() -> None:
    whole = telling("a-g1", amount=3_000_000, period_start=date(2024, 1, 1), period_end=date(2026, 12, 31))
    part = telling("b-g1", amount=1_000_000)
    assert levels(whole, part)["amount"] == "a year's part of the amount"
    assert levels(replace(whole, period_end=date(2025, 12, 31)), part)["amount"] == "other amounts"
    assert levels(replace(whole, period_start=None), part)["amount"] == "other amounts"


# What counts


def pair(
    first: str, second: str, probability: float = 0.95, kind: str = "told again", **more: Verdict
) -> SamePair:
    return SamePair(first, second, kind, "alike", probability, **more)


def test_grant_of_three_releases_counts_once() -> None:
    assert counted([pair("a-g1", "b-g1"), pair("b-g1", "c-g1")]) == {"b-g1": "a-g1", "c-g1": "a-g1"}


def test_two_grants_of_one_release_stay_two() -> None:
    """Two equal rows that two releases list are two grants, each told twice."""
    found = [pair(f"a-g{n}", f"b-g{m}") for n in (1, 2) for m in (1, 2)]
    assert counted(found) == {"b-g1": "a-g1", "b-g2": "a-g2"}


def test_correction_counts_and_a_whole_counts_for_its_years() -> None:
    corrected = [pair("b-g1", "a-g1", kind="corrected"), pair("a-g1", "c-g1")]
    assert counted(corrected) == {"a-g1": "b-g1", "c-g1": "b-g1"}
    years = [pair("a-g1", "b-g1", kind="part"), pair("a-g1", "b-g2", kind="part")]
    assert counted(years) == {"b-g1": "a-g1", "b-g2": "a-g1"}


def test_persons_word_stands_above_the_weights() -> None:
    no, yes = Verdict(False, "A", DAY), Verdict(True, "A", DAY)
    assert counted([pair("a-g1", "b-g1", 0.99, verdict=no)]) == {}
    assert counted([pair("a-g1", "b-g1", 0.01, verdict=yes)]) == {"b-g1": "a-g1"}
    linked = [pair("a-g1", "b-g1", 0.99), pair("b-g1", "c-g1", 0.95), pair("a-g1", "c-g1", 0.9, verdict=no)]
    assert counted(linked) == {"b-g1": "a-g1"}


def test_exact_amount_counts_before_a_rounded_one() -> None:
    rough = telling("a-g1", amount=2_500_000, approximate=True)
    [found] = same_pairs([rough, telling("b-g1")], {})
    assert (found.first, found.second) == ("b-g1", "a-g1")


# In the database


def test_sums_count_a_grant_once_and_say_what_they_leave_out(db: sqlite3.Connection) -> None:
    folded = db.execute("SELECT id, same_as FROM grants WHERE same_as IS NOT NULL").fetchall()
    assert [tuple(row) for row in folded] == [("odd-told-again-g1", "odd-told-first-g1")]
    for view in (
        "kronor_per_year",
        "kronor_per_owner",
        "kronor_per_county",
        "kronor_per_kommun",
        "kronor_per_funder",
    ):
        assert db.execute(f"SELECT sum(told_again) FROM {view}").fetchone()[0] == 1, view
    assert db.execute("SELECT value FROM summary WHERE name = 'grants_told_again'").fetchone()[0] == 1
    [row] = db.execute("SELECT * FROM grants_told_again").fetchall()
    assert row["why"].startswith("the same amount to the last figure; the same owner; the same title")


def test_export_counts_once_unless_each_telling_is_asked_for(tmp_path: Path, db: sqlite3.Connection) -> None:
    path = Path(db.execute("PRAGMA database_list").fetchone()[2])
    once = export(path, "jsonl", tmp_path / "once.jsonl")
    each = export(path, "jsonl", tmp_path / "each.jsonl", each_telling=True)
    assert (once.told_again, each.told_again, each.rows) == (1, 0, once.rows + 1)
    grants = [json.loads(line) for line in (tmp_path / "each.jsonl").read_text("utf-8").splitlines()]
    assert [one["same_as"] for one in grants if one["same_as"]] == ["odd-told-first-g1"]
    assert json.loads((tmp_path / "each.jsonl.about.json").read_text("utf-8"))["command"].endswith("--all")


# What people decide


def decision(**values: object) -> PairDecision:
    one = telling("a-g1")
    plain = PairDecision("a-g1", "b-g1", True, brief(one), brief(one), "A", DAY, "compared")
    return replace(plain, **values)  # type: ignore[arg-type]


def test_decision_holds_while_both_grants_say_the_same() -> None:
    every = [telling("a-g1"), telling("b-g1")]
    assert applied([decision()], every) == ({frozenset(("a-g1", "b-g1")): Verdict(True, "A", DAY)}, [""])
    verdicts, [why] = applied([decision()], [telling("a-g1"), telling("b-g1", amount=5)])
    assert (verdicts, "b-g1 read then" in why) == ({}, True)
    verdicts, [why] = applied([decision()], every[:1])
    assert (verdicts, why) == ({}, "there is no grant b-g1 any more")


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ('[[same_grant]]\nfirst = "a"', "missing first_read, same, second"),
        ("same_grant = 1", "may hold"),
        (
            '[[same_grant]]\nfirst = "a"\nsecond = "b"\nfirst_read = "x"\nsecond_read = "y"\nsame = "yes"\nwho = "A"\n'
            'when = 2024-01-01\nwhy = "w"',
            "same: true or false is wanted, not 'yes'",
        ),
    ],
)
def test_entry_that_makes_no_sense_is_named(tmp_path: Path, entry: str, said: str) -> None:
    file = tmp_path / "corrections.toml"
    file.write_text(entry, "utf-8")
    with pytest.raises(BadCorrections, match=said):
        read(file)


def page(publisher: str) -> bytes:
    return (
        f"<!DOCTYPE html><html lang='sv'><meta property='og:site_name' content='{publisher}'><title>Stöd</title>"
        f"<h1>Stöd till Vinterljus, säger {publisher}</h1><p>Nämnden beslutade att bevilja Umeå kommun "
        "312 500 kronor för projektet Vinterljus.</p></html>"
    ).encode()


SAME_AS = "SELECT id, same_as FROM grants ORDER BY id"


@pytest.mark.slow
def test_pair_is_asked_for_and_the_answer_kept_and_applied(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "anslag-data")
    shelf.put(page("Region Norrskog"), name="a")
    shelf.put(page("Umeå kommun"), name="b")
    shelf.built()
    (first, _), (second, _) = shelf.rows(SAME_AS)
    ran = anslag("review", "--pairs", "--who", "A", cwd=tmp_path, stdin=b"y\nboth pages\n")
    assert ran.code == 0, ran.err
    assert "Same grant?" in ran.out
    assert "1 decision kept" in ran.out
    shelf.built()
    assert shelf.rows(SAME_AS) == [(first, None), (second, first)]
    assert "1 grant told again elsewhere is left out" in anslag("status", cwd=tmp_path).out
    assert "No two grants are waiting" in anslag("review", "--pairs", "--who", "A", cwd=tmp_path).out
    shelf.put(page("Umeå kommun").replace(b"312 500", b"320 000"), name="b")
    assert [line for line in shelf.built().stale if "same_grant 1" in line]
    assert shelf.rows(SAME_AS) == [(first, None), (second, None)]

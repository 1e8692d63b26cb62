"""What the fits learn from, how they are measured, and that the same releases give the same weights."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from anslag.fitting.fates import truth
from anslag.fitting.labelled import Labelled, labelled
from anslag.fitting.logistic import Example, fitted, taught
from anslag.fitting.measure import Found, error, held_out, reliability
from anslag.fitting.reading import candidates
from anslag.fitting.stages import _usual
from anslag.fitting.unseen import fold, unseen
from anslag.parsers.document import plain
from anslag.parsers.linear import BIAS, Weights, parsed, printed
from anslag.parsers.mentions.annotate import annotated
from anslag.parsers.weights import TABLES, text

RELEASES = Path(__file__).parent.parent / "fixtures" / "releases"


def gold(*amounts: int, total: int | None = None, **more: Any) -> dict[str, Any]:
    grants = [
        {"owner": f"Byalag {at}", "title": None, "amount": amount} for at, amount in enumerate(amounts, 1)
    ]
    return {"claims": {"total": total}, "grants": grants, "family": "prose", **more}


def test_one_mention_of_each_grant_is_granted_the_nearest_to_its_name() -> None:
    a = annotated(
        plain("Stöd\n\nPotten är 5 000 kr i dag.\n\nByalag 1 får 5 000 kr.\n\nByalag 2 får 5 000 kr.")
    )
    assert truth(a, gold(5000, 5000)) == (None, "granted", "granted")


@pytest.mark.parametrize(
    "rows",
    [
        "Namn\tSökt\tBeviljat\nByalag 1\t9 000 kr\t5 000 kr\nByalag 2\t7 000 kr\t7 000 kr\n",
        "Namn: Byalag 1\nSökt: 9 000 kr\nBeviljat: 5 000 kr\n\nNamn: Byalag 2\nSökt: 7 000 kr\nBeviljat: 7 000 kr\n",
    ],
)
def test_of_two_equal_sums_the_one_that_stands_as_in_other_rows_is_granted(rows: str) -> None:
    found = truth(
        annotated(plain(f"Stöd till byalag\n\nNämnden har beslutat om stöd.\n\n{rows}")), gold(5000, 7000)
    )
    assert found == ("other", "granted", None, "granted")


def test_the_claimed_total_is_total_and_the_rest_is_other() -> None:
    a = annotated(plain("Stöd\n\nVi ger 9 000 kr. Byalag 1 får 5 000 kr, huset kostar 70 000 kr."))
    assert truth(a, gold(5000, total=9000)) == ("total", "granted", "other")


def test_what_may_be_left_out_is_not_judged() -> None:
    answer = gold(5000)
    answer["grants"][0]["optional"] = True
    assert truth(annotated(plain("Stöd\n\nByalag 1 får 5 000 kr.")), answer) == (None,)


def test_figures_of_what_was_found() -> None:
    found = Found(3, 1, 4) + Found(0, 1, 1)
    assert (found.precision, found.recall, found.f1) == (3 / 5, 3 / 5, 3 / 5)


def test_reliability_is_told_in_buckets() -> None:
    buckets = reliability([(0.95, True), (0.97, True), (0.05, False), (0.6, True), (0.6, False)])
    assert [(one.n, one.right) for one in buckets] == [(1, 0.0), (2, 0.5), (2, 1.0)]
    assert error(buckets) == pytest.approx((0.05 + 2 * 0.1 + 2 * 0.04) / 5)


def test_releases_written_to_ask_for_one_thing_are_told_apart() -> None:
    usual, aimed = (
        Labelled("a", plain("Stöd"), answer) for answer in (gold(5000), gold(asks="lists without sums"))
    )
    assert (usual.is_aimed, aimed.is_aimed) == (False, True)
    read = [candidates(one) for one in (usual, aimed)]
    assert [one.source for one in _usual(read)] == [usual]


def test_each_is_judged_by_a_fit_without_its_fold() -> None:
    judged: list[tuple[int, int]] = []

    def fit(part: Any) -> int:
        return sum(part)

    held_out([0, 1, 2, 3, 4], lambda one: one, fit, lambda model, one: judged.append((one, model)))
    assert judged == [(one, 10 - one) for one in range(5)]


def sayings(cue: str, outcome: str, n: int) -> list[Example]:
    return [Example(frozenset([cue]), outcome, 1.0, f"publisher {at % 5}") for at in range(n)]


def test_cues_get_weights_by_what_they_go_with() -> None:
    table = fitted([*sayings("får", "granted", 30), *sayings("kostar", "other", 30)], ("granted", "other"))
    assert table.outcomes == ("granted",)
    assert table.chance({"får"}) > 0.7 > 0.3 > table.chance({"kostar"})


def test_cues_of_few_publishers_get_no_weight() -> None:
    rare = [Example(frozenset(["jubel"]), "granted", 1.0, "one publisher") for _ in range(30)]
    table = fitted(
        [*sayings("får", "granted", 30), *sayings("kostar", "other", 30), *rare], ("granted", "other")
    )
    assert "jubel" not in table.rows


@pytest.mark.parametrize("outcomes", [("granted", "other"), ("granted", "total", "other")])
def test_teaching_moves_weights_a_little_for_few_examples_and_more_for_many(
    outcomes: tuple[str, ...],
) -> None:
    width = 1 if len(outcomes) == 2 else 3
    before = Weights(outcomes[:width], {BIAS: (0.0,) * width, "kostar": (-1.0, *(0.5,) * (width - 1))})
    few = taught(sayings("kostar", "granted", 5), outcomes, before).rows["kostar"][0]
    many = taught(sayings("kostar", "granted", 200), outcomes, before).rows["kostar"][0]
    assert -1.0 < few < many


@pytest.mark.parametrize("name", TABLES)
def test_tables_are_sorted_and_printed_with_two_decimals(name: str) -> None:
    header, *rows = text(name).splitlines()
    assert header.startswith("# ")
    cues = [row.split("\t")[0] for row in rows]
    assert cues == sorted(set(cues))
    assert all(len(figure.split(".")[1]) == 2 for row in rows for figure in row.split("\t")[1:])


@pytest.mark.parametrize("name", ["fates", "sumless", "confidence"])
def test_printed_tables_are_read_back(name: str) -> None:
    assert printed(parsed(text(name))) == text(name)


@pytest.fixture(scope="module")
def some() -> list[Labelled]:
    return [one for at, one in enumerate(labelled([RELEASES])) if at % 12 == 0]


def test_the_same_releases_give_the_same_tables_and_figures(some: list[Labelled]) -> None:
    first, second = (fold(some, 0) for _ in range(2))
    assert first == second
    tables, held = first
    assert set(tables) == set(TABLES) - {"confidence"}
    assert {one.fold for one in held} == {0}


def test_a_release_is_judged_with_its_figures(some: list[Labelled]) -> None:
    one = some[0]
    found = unseen(one)
    assert found.tally.releases == 1
    assert found.sums.gold == found.reached.gold
    assert len(found.grants) == found.tally.found

"""Shares from samples of clusters: by hand, at the ends, and over many samples of populations whose truth is known."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence

import pytest

from anslag.estimates import Stratum, _quantile, ratio, share

Cluster = tuple[int, int]


def stratum(frame: int, clusters: Sequence[Cluster]) -> Stratum:
    return Stratum(frame, [right for right, _ in clusters], [every for _, every in clusters])


def test_ratio_and_its_variance_are_those_worked_out_by_hand() -> None:
    # Two strata of 10 and 20 releases: weights 5 and 10, totals 65 right of 85.
    strata = [stratum(10, [(3, 4), (2, 3)]), stratum(20, [(1, 2), (3, 3)])]
    found = ratio(strata)
    assert found
    assert found.value == pytest.approx(65 / 85)
    r, total = 65 / 85, 85
    variance = sum(
        (1 - 2 / frame) * 2 * sum((part - sum(parts) / 2) ** 2 for part in parts)
        for frame, weight, clusters in ((10, 5, [(3, 4), (2, 3)]), (20, 10, [(1, 2), (3, 3)]))
        for parts in [[weight * (y - r * x) / total / (1 - weight * x / total) for y, x in clusters]]
    )
    # Sizes 20, 15, 20, 30 weigh as 3.7 clusters; less two strata that is one degree of freedom.
    assert found.high is not None
    assert found.high - found.value == pytest.approx(12.706 * math.sqrt(variance), rel=1e-3)
    assert (found.right, found.every, found.clusters) == (9, 12, 4)


def test_weights_are_those_of_the_strata() -> None:
    found = share([stratum(900, [(0, 1)] * 10), stratum(100, [(1, 1)] * 10)])
    assert found
    assert found.value == pytest.approx(0.1)


def test_of_ungrouped_values_it_is_wilsons_interval() -> None:
    found = share([stratum(10**9, [(1, 1)] * 81 + [(0, 1)] * 182)])
    assert found
    # Newcombe, Statistics in Medicine 17, 1998, table I: 81 of 263 is 0.2553 to 0.3662 by the score method.
    assert (found.low, found.high) == pytest.approx((0.2553, 0.3662), abs=2e-3)


def test_grants_of_one_release_are_no_independent_witnesses() -> None:
    one_by_one = share([stratum(10_000, [(1, 1)] * 90 + [(0, 1)] * 10)])
    ten_by_ten = share([stratum(10_000, [(10, 10)] * 9 + [(0, 10)])])
    assert one_by_one
    assert ten_by_ten
    assert one_by_one.value == ten_by_ten.value
    assert (ten_by_ten.high or 0) - (ten_by_ten.low or 0) > 2 * (
        (one_by_one.high or 0) - (one_by_one.low or 0)
    )


@pytest.mark.parametrize("right", [0, 5])
def test_where_all_or_nothing_is_right_the_interval_tells_of_the_releases_not_of_the_grants(
    right: int,
) -> None:
    few = share([stratum(1000, [(right, 5)] * 20)])
    many = share([stratum(1000, [(right, 5)] * 80)])
    assert few
    assert many
    for found, least in ((few, 0.13), (many, 0.03)):
        width = (found.high or 0) - (found.low or 0)
        assert least < width < 2 * least
        assert found.value in (found.low, found.high)


def test_whoever_judges_every_release_knows() -> None:
    found = share([stratum(3, [(1, 2), (2, 2), (0, 1)])])
    assert found
    assert (found.low, found.value, found.high) == (0.6, 0.6, 0.6)


def test_part_that_was_judged_narrows_the_interval() -> None:
    clusters = [(1, 1)] * 30 + [(0, 1)] * 10
    widths = [
        (found.high or 0) - (found.low or 0)
        for frame in (41, 80, 10_000)
        if (found := share([stratum(frame, clusters)]))
    ]
    assert widths == sorted(widths)
    assert widths[0] < 0.3 * widths[2]


def test_stratum_of_one_judged_release_widens_the_interval() -> None:
    rest = stratum(50, [(2, 2)] * 9 + [(1, 2)])
    alone = share([rest, stratum(50, [(0, 2)])])
    known = share([rest, stratum(1, [(0, 2)])])
    assert alone
    assert known
    assert (alone.high or 0) - (alone.low or 0) > 3 * ((known.high or 0) - (known.low or 0))


def test_nothing_to_judge_gives_nothing() -> None:
    assert share([]) is None
    assert share([stratum(10, [(0, 0), (0, 0)])]) is None
    assert ratio([stratum(10, [(0, 0)])]) is None


def test_ratio_that_never_differs_has_no_interval() -> None:
    found = ratio([stratum(10, [(5, 5), (7, 7)])])
    assert found
    assert (found.value, found.low, found.high) == (1, None, None)


@pytest.mark.parametrize(
    ("freedom", "t"),
    [(1, 12.706), (2, 4.303), (3, 3.182), (5, 2.571), (10, 2.228), (30, 2.042), (10**6, 1.96)],
)
def test_quantiles_are_students(freedom: int, t: float) -> None:
    assert _quantile(freedom) == pytest.approx(t, abs=5e-3)


SIZES = (0, 0, 0, 1, 1, 2, 5, 8, 20)
"""Grants of a release: most tell of none, some of many."""


def population(chance: random.Random, releases: int, right: float, alike: float) -> list[Cluster]:
    """Releases with their grants, each right by ``right``; in a share ``alike`` all of them or none."""
    found = []
    for _ in range(releases):
        size = chance.choice(SIZES)
        if chance.random() < alike:
            found.append((size * (chance.random() < right), size))
        else:
            found.append((sum(chance.random() < right for _ in range(size)), size))
    return found


@pytest.mark.parametrize("alike", [0, 0.4])
@pytest.mark.parametrize(
    ("judged", "right", "widest"), [(60, 0.8, 0.32), (100, 0.95, 0.16), (200, 0.98, 0.1)]
)
def test_ninety_five_of_a_hundred_intervals_hold_the_truth(
    judged: int, right: float, widest: float, alike: float
) -> None:
    chance = random.Random(judged)
    # Three strata of unlike error rates; the last one is drawn from twice as densely.
    strata = [
        population(chance, size, right - worse, alike)
        for size, worse in ((1500, 0), (900, 0.05), (300, 0.15))
    ]
    sizes = [judged * 5 // 9, judged * 2 // 9, judged - judged * 5 // 9 - judged * 2 // 9]
    every = [one for part in strata for one in part]
    truth = sum(y for y, _ in every) / sum(x for _, x in every)
    held, means, widths = 0, 0.0, 0.0
    for _ in range(400):
        found = share(
            [stratum(len(part), chance.sample(part, n)) for part, n in zip(strata, sizes, strict=True)]
        )
        assert found
        assert found.low is not None
        assert found.high is not None
        held += found.low <= truth <= found.high
        means += found.value / 400
        widths += (found.high - found.low) / 400
    assert held / 400 >= 0.92
    assert widths < widest
    assert means == pytest.approx(truth, abs=0.015)


def test_interval_that_takes_grants_as_independent_would_not_hold() -> None:
    chance = random.Random(5)
    every = population(chance, 2000, 0.9, 0.6)
    truth = sum(y for y, _ in every) / sum(x for _, x in every)
    held = naive = 0
    for _ in range(300):
        drawn = chance.sample(every, 100)
        found = share([stratum(2000, drawn)])
        one_by_one = share([stratum(10**9, [(k < y, 1) for y, x in drawn for k in range(x)])])
        assert found
        assert one_by_one
        held += (found.low or 0) <= truth <= (found.high or 0)
        naive += (one_by_one.low or 0) <= truth <= (one_by_one.high or 0)
    assert naive / 300 < 0.75
    assert held / 300 > 0.9

"""Fits the weights by which one grant told twice is found, and measures them: ``python -m anslag.fitting.same_grant``.

The pairs are made up (``fixtures/pairs``): each line is a grant as a release would tell it, two lines a pair. Each is
judged by weights that have not seen it: in ten parts, and kind by kind, where nothing of its kind was seen.
"""

from __future__ import annotations

import csv
import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import click

from anslag import db
from anslag.db.same_grant import FOLD
from anslag.db.same_grant_levels import NOTHING, ORDER, levels
from anslag.db.same_grant_weights import Table
from anslag.db.tellings import Telling

WEIGHTS = Path(db.__file__).parent / "same_grant.toml"
_PARTS = 10
_STRENGTH = 10.0
"""Inverse of the penalty on large steps between levels: with few pairs a level seen once says little."""
_CROSSED = 600
"""Pairs drawn across the made ones, so that agreement by chance has its true worth: near misses alone agree in all but
one field."""
_PRIOR = -1.0
"""Added to the base: in natural logarithms, how much rarer one grant told twice is among an archive's candidates than
among the made pairs. A choice on the safe side: a grant counted twice is seen in a list, one folded wrongly is not."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two tellings, whether they are of one grant, and what kind of case that is."""

    kind: str
    same: bool
    first: Telling
    second: Telling


def made(folder: Path) -> list[Pair]:
    """The pairs of a folder. Raises :class:`KeyError` for a file without the columns."""
    found: dict[str, list[dict[str, str]]] = defaultdict(list)
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                found[f"{path.stem} {row['pair']}"].append(row)
    return [
        Pair(a["kind"], a["same"] == "yes", _telling(f"{name} a", a), _telling(f"{name} b", b))
        for name, (a, b) in found.items()
    ]


def _telling(name: str, row: dict[str, str]) -> Telling:
    day = {key: date.fromisoformat(row[key]) if row[key] else None for key in ("period_start", "period_end")}
    return Telling(
        id=f"{name}-g1",
        release_id=name,
        title=row["title"] or None,
        owner=row["owner"] or None,
        organisation_id=None,
        partners=row["partners"] or None,
        amount=int(row["amount"]) if row["amount"] else None,
        currency=row["currency"] or None,
        approximate=False,
        reference=row["reference"] or None,
        day=date.fromisoformat(row["published"]),
        publisher=row["publisher"],
        funder=row["funder"] or row["publisher"],
        headline=row["headline"],
        funder_named=bool(row["funder"]),
        **day,
    )


def crossed(pairs: Sequence[Pair]) -> list[Pair]:
    """Pairs of what different made pairs tell: other grants, but for those that tell of one owner and one title."""
    every = [(number, one) for number, pair in enumerate(pairs) for one in (pair.first, pair.second)]
    chance = random.Random(1)
    found = []
    for _ in range(_CROSSED):
        (a, first), (b, second) = chance.sample(every, 2)
        how = levels(first, second)
        alike = "same" in how["owner"] + how["title"] or how["owner"] == how["title"] == NOTHING
        if a != b and not alike:
            found.append(Pair("crossed", False, first, second))
    return found


def fitted(pairs: Sequence[Pair]) -> Table:
    """The weights of ``pairs``: a logistic regression whose levels keep the order of :data:`ORDER`."""
    import numpy as np
    from scipy.optimize import minimize
    from scipy.special import expit

    steps = [
        (field, at) for field, order in ORDER.items() for at in range(len(order)) if order[at] != NOTHING
    ]
    found = [levels(pair.first, pair.second) for pair in pairs]
    x = np.array([[1.0, *(_climbs(one[field], field, at) for field, at in steps)] for one in found])
    y = np.array([float(pair.same) for pair in pairs])

    def loss(w: Any) -> tuple[float, Any]:
        odds = x @ w
        error = float(np.sum(np.logaddexp(0, odds) - y * odds) + np.sum(w[1:] ** 2) / (2 * _STRENGTH))
        return error, x.T @ (expit(odds) - y) + np.concatenate([[0.0], w[1:] / _STRENGTH])

    bounds = [(None, None), *((0.0, None) for _ in steps)]
    w = minimize(loss, np.zeros(x.shape[1]), jac=True, bounds=bounds, method="L-BFGS-B").x
    sizes = {step: float(size) for step, size in zip(steps, w[1:], strict=True)}
    return Table(round(float(w[0]) + _PRIOR, 2), {field: _weights(field, sizes) for field in ORDER})


def _weights(field: str, sizes: Mapping[tuple[str, int], float]) -> dict[str, float]:
    """The weights of a field's levels, the best one first: the sizes of the steps that lead there."""
    own = [(at, size) for (name, at), size in sizes.items() if name == field]
    return {
        level: round(sum(size * _climbs(level, field, at) for at, size in own), 2) + 0.0
        for level in reversed(ORDER[field])
        if level != NOTHING
    }


def _climbs(level: str, field: str, at: int) -> int:
    """Whether ``level`` takes a step on its way from "nothing to compare": up 1, down -1, not at all 0."""
    order = ORDER[field]
    place, middle = order.index(level), order.index(NOTHING)
    if at > middle:
        return int(place >= at)
    return -int(place <= at)


def unseen(pairs: Sequence[Pair], part: Callable[[int, Pair], object]) -> Iterator[tuple[Pair, float]]:
    """Every pair with its probability by weights of the pairs in other parts."""
    parts = [part(number, pair) for number, pair in enumerate(pairs)]
    for held in sorted(set(parts), key=str):
        seen = [pair for pair, own in zip(pairs, parts, strict=True) if own != held]
        weights = fitted([*seen, *crossed(seen)])
        for pair, own in zip(pairs, parts, strict=True):
            if own == held:
                yield pair, weights.probability(levels(pair.first, pair.second))


def _said(name: str, judged: Iterable[tuple[Pair, float]]) -> str:
    every = list(judged)
    folded = [pair for pair, chance in every if chance >= FOLD]
    right, same = sum(pair.same for pair in folded), sum(pair.same for pair, _ in every)
    brier = sum((chance - pair.same) ** 2 for pair, chance in every) / len(every)
    return (
        f"{name}: {len(every)} pairs, {same} the same; at {FOLD:.2f} folded {len(folded)}, rightly {right}; "
        f"Brier {brier:.3f}"
    )


def toml(found: Table) -> str:
    """The table as it is kept."""
    lines = [_HEAD, f"base = {found.base}"]
    for field in found.weights:
        lines += ["", f"[weights.{field}]"]
        lines += [f'"{level}" = {weight}' for level, weight in found.weights[field].items()]
    return "\n".join([*lines, ""])


_HEAD = """# What speaks for and against two tellings being of one grant, in log-odds (natural logarithms); applied by
# db/same_grant_weights.py.
# Made of fixtures/pairs by `python -m anslag.fitting.same_grant fixtures/pairs`; do not edit by hand.
"""


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--into", default=WEIGHTS, show_default="db/same_grant.toml", type=click.Path(path_type=Path))
@click.option("--verbose", is_flag=True, help="Name the pairs that are judged wrongly.")
def main(folder: Path, into: Path, verbose: bool) -> None:
    """Fit the weights from the pairs in FOLDER and print how good they are on pairs that they have not seen."""
    pairs = made(folder)
    order = list(range(len(pairs)))
    random.Random(1).shuffle(order)
    tenth = {number: place % _PARTS for place, number in enumerate(order)}
    by_tenths = list(unseen(pairs, lambda number, _: tenth[number]))
    click.echo(_said("in ten parts", by_tenths))
    click.echo(_said("kind by kind", unseen(pairs, lambda _, pair: pair.kind)))
    for pair, chance in by_tenths if verbose else ():
        if pair.same != (chance >= FOLD):
            said = "; ".join(levels(pair.first, pair.second).values())
            click.echo(
                f"  {chance:.2f} {'same' if pair.same else 'other'} {pair.first.id}, {pair.kind}: {said}"
            )
    into.write_text(toml(fitted([*pairs, *crossed(pairs)])), "utf-8")


if __name__ == "__main__":
    main()

"""Measures the readers of lists alone, by publisher: every region's best reading that holds a granted sum is accepted.

Prints, per family of labelled releases, the share of grants whose row some reading has, and the figures of
:mod:`anslag.fitting.scoring`. Run ``python -m anslag.fitting.grids FOLDER … [--weights] [--form .txt]``; with
``--weights`` the table in the package is used instead of one fitted without the publisher's fold.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from anslag.fitting import columns as fit
from anslag.fitting.labelled import FOLDS, Labelled, labelled
from anslag.fitting.scoring import FIELDS, Answer, Tally, answers, families, pairs, right, tally
from anslag.parsers import columns as reader
from anslag.parsers.candidates import Candidate, GridReading
from anslag.parsers.mentions.annotate import annotated
from anslag.parsers.records import Extraction, Grant

Weights = Mapping[tuple[str, str], float]


@dataclass(frozen=True, slots=True)
class Read:
    """A labelled release and what its grids give: the accepted grants, and those of any reading."""

    one: Labelled
    accepted: tuple[Grant, ...]
    possible: tuple[Grant, ...]


def read(one: Labelled, weights: Weights) -> Read:
    a = annotated(one.release)
    readings = reader.grid_readings(a, weights)
    taken = accepted(a.text, readings, one.gold["grants"])
    every = [c for r in readings for c in r.candidates]
    return Read(
        one,
        tuple(fit.as_grant(a, i, c) for i, c in enumerate((c for r in taken for c in r.candidates), 1)),
        tuple(fit.as_grant(a, i, c) for i, c in enumerate(every, 1)),
    )


def accepted(text: str, readings: Sequence[GridReading], grants: Sequence[Answer]) -> list[GridReading]:
    """The first reading of each region, if one of its rows is a grant of the answers."""
    taken: list[GridReading] = []
    for reading in readings:
        if any(reading.start < other.end and other.start < reading.end for other in taken):
            continue
        if any(_is_granted(text, c, grants) for c in reading.candidates):
            taken.append(reading)
    return taken


def _is_granted(text: str, candidate: Candidate, grants: Sequence[Answer]) -> bool:
    if candidate.money is not None and any(g.get("amount") is not None for g in grants):
        return any(candidate.money.amount in answers(g, "amount") for g in grants)
    names = {s.of(text).casefold() for s in (candidate.owner, candidate.title) if s}
    return any(
        g.get("amount") is None and {str(g.get(f)).casefold() for f in ("owner", "title")} & names
        for g in grants
    )


def report(every: Sequence[Read]) -> Iterable[str]:
    scored = [(r.one.family, tally(r.one.gold, Extraction(r.one.release, grants=r.accepted))) for r in every]
    for family, total in families(scored).items():
        seen = [r for r in every if r.one.family == family or family in ("ALL", "LISTS")]
        yield f"{family:<9} {_figures(total)} {_fields(seen)}\n"


def _figures(total: Tally) -> str:
    return (
        f"gold={total.gold:<4} found={total.found:<4} R={total.recall:.3f} P={total.precision:.3f} "
        f"exact={total.f1('exact'):.3f} core={total.f1('core'):.3f}"
    )


def _fields(seen: Sequence[Read]) -> str:
    good, total, possible, gold = dict.fromkeys(FIELDS, 0), 0, 0, 0
    for r in seen:
        grants = r.one.gold["grants"]
        gold += len(grants)
        possible += len(pairs(grants, r.possible))
        for j, i in pairs(grants, r.accepted).items():
            total += 1
            for name in FIELDS:
                good[name] += right(grants[i], r.accepted[j], name)
    told = " ".join(f"{name}={good[name] / max(1, total):.2f}" for name in FIELDS)
    return f"any={possible / max(1, gold):.2f} | {told}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--weights", action="store_true", help="measure the weights of the package")
    parser.add_argument("--form", default=".html,.txt")
    asked = parser.parse_args()
    forms = tuple(asked.form.split(","))
    every = [one for one in labelled(asked.folders, forms) if one.family not in ("prose", "negative")]
    tables: list[Weights] = [reader.weights()] * FOLDS
    if not asked.weights:
        posed = [(one.fold, fit.examples(one)) for one in every]
        tables = [
            fit.fitted_on(
                [one for one in every if one.fold != fold],
                [e for f, here in posed if f != fold for e in here],
            )
            for fold in range(FOLDS)
        ]
    for form in forms:
        seen = [one for one in labelled(asked.folders, (form,)) if one.family not in ("prose", "negative")]
        sys.stdout.write(f"== {form}\n")
        sys.stdout.writelines(report([read(one, tables[one.fold]) for one in seen]))


if __name__ == "__main__":
    main()

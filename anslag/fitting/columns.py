"""Fits the weights by which the columns of a grid get their roles.

Every grid of a labelled release whose rows hold grants of the answers is an example: of all ways to give its columns
the roles of owner and title, those that make the most rows right are to win (a conditional logit over whole
assignments, L2-regularised).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from anslag.fitting.labelled import Labelled
from anslag.fitting.scoring import FIELDS, answers, pairs, plain, right, same_value
from anslag.parsers import columns as reader
from anslag.parsers.candidates import Candidate
from anslag.parsers.grids.cues import pair_cues
from anslag.parsers.grids.cuts import Spans
from anslag.parsers.grids.finders import Grid, Record, grids
from anslag.parsers.grids.reading_cues import reading_cues
from anslag.parsers.grids.rows import candidates
from anslag.parsers.grids.units import units
from anslag.parsers.mentions.annotate import annotated
from anslag.parsers.mentions.mention import Annotations
from anslag.parsers.records import Grant

Array = NDArray[np.float64]
Answer = Mapping[str, Any]
_PENALTY = 0.0005
"""Strength of L2 on the mean loss: chosen by cross-validation over publishers."""
_OTHERS = 36
"""Columns of a grid that the fit sees beside the right ones, evenly among all; the rest say the same."""
_FLOOR = 3
"""Releases that a cue must stand in to get a weight."""


@dataclass(frozen=True, slots=True)
class Example:
    """One choice: ``parts``, each some (role, cue) with values; alternatives (the numbers of their parts); the right ones."""

    release: str
    fold: int
    parts: Sequence[Mapping[tuple[str, str], float]]
    alternatives: Sequence[tuple[int, ...]]
    right: Sequence[int]


def _plain(one: Labelled, said: Sequence[Mapping[tuple[str, str], float]], right: Sequence[int]) -> Example:
    """A choice between alternatives of one part each."""
    return Example(one.name, one.fold, said, [(i,) for i in range(len(said))], right)


def examples(one: Labelled) -> list[Example]:
    """The choices that the grids of a labelled release pose."""
    a = annotated(one.release)
    found: list[Example] = []
    for grid in (grid for region in grids(a.text, units(a)) for grid in region):
        rows = matched(a, grid, one.gold["grants"])
        if sum(row is not None for row in rows) * 2 < len(rows):
            continue
        choices = reader.choices(a, grid)
        found += _of_names(one, a, choices, rows)
        found += _of_sums(one, choices, rows)
    return found


def rankings(one: Labelled, weights: Mapping[tuple[str, str], float]) -> list[Example]:
    """The choices between the readings of each region, once the columns have their roles."""
    a = annotated(one.release)
    grants = one.gold["grants"]
    table = reader.by_role(weights)
    found = []
    for region in grids(a.text, units(a)):
        rewards, said = [], []
        for grid in region:
            choices = reader.choices(a, grid)
            roles = reader.best(choices, table)
            rows = candidates(a, grid, choices.slots, roles.owner, roles.title, roles.sums, frozenset())
            said.append({("grid", cue): v for cue, v in reading_cues(grid, rows, roles.score).items()})
            rewards.append(_reward(a, grants, rows))
        right = [i for i, reward in enumerate(rewards) if reward >= max(rewards) - 0.01]
        if max(rewards) > 0 and len(right) < len(rewards):
            found.append(_plain(one, said, right))
    return found


def _reward(a: Annotations, grants: Sequence[Answer], rows: Sequence[Candidate]) -> float:
    """How many grants of the answers the rows tell, field by field, less the rows that are none."""
    read = [as_grant(a, i, row) for i, row in enumerate(rows, 1)]
    paired = pairs(grants, read)
    good = sum(
        0.4 + all(ok) + 0.2 * sum(ok)
        for ok in ([right(grants[i], read[j], name) for name in FIELDS] for j, i in paired.items())
    )
    return good - 0.5 * (len(read) - len(paired))


def as_grant(a: Annotations, position: int, one: Candidate) -> Grant:
    """A candidate as the grant that it would become."""
    return Grant(
        position,
        number=one.number,
        title=one.title.of(a.text) if one.title else None,
        owner=one.owner.of(a.text) if one.owner else None,
        amount=one.money.amount if one.money else None,
        currency=one.money.currency if one.money else None,
        period_start=one.period.start_day if one.period else None,
        period_end=one.period.end_day if one.period else None,
    )


def fitted_on(every: Sequence[Labelled], posed: Sequence[Example]) -> dict[tuple[str, str], float]:
    """All weights: of the roles first, then, with these, of the readings."""
    weights = fitted(posed)
    return weights | fitted([e for one in every for e in rankings(one, weights)])


def matched(a: Annotations, grid: Grid, grants: Sequence[Answer]) -> list[Answer | None]:
    """The grant of the answers that each row holds: its name and its sum stand in it."""
    free = list(grants)
    found: list[Answer | None] = []
    for record in grid.records:
        fitting = [g for g in free if _holds(a, record, g)]
        best = max(fitting, key=lambda g: _length(g), default=None)
        if best is not None:
            free.remove(best)
        found.append(best)
    return found


def _length(grant: Answer) -> int:
    return len(str(grant.get("title") or "")) + len(str(grant.get("owner") or ""))


def _holds(a: Annotations, record: Record, grant: Answer) -> bool:
    text = plain(a.text[record[0].start : record[-1].end])
    names = [v for field in ("owner", "title") for v in answers(grant, field) if v]
    amount = grant.get("amount")
    amounts = [m.amount for u in record for m in u.sums if m.amount is not None]
    paid = amount is None or any(abs(x * scale - amount) < 0.5 for x in amounts for scale in (1, 1000, 10**6))
    return paid and any(plain(name) in text for name in names)


def _of_names(
    one: Labelled, a: Annotations, choices: reader.Choices, rows: Sequence[Answer | None]
) -> Iterable[Example]:
    marks = {
        role: [_right(a.text, role, column.spans, rows) for column in choices.columns]
        for role in ("owner", "title")
    }
    none = (None,) * len(rows)
    nothing = {role: _right(a.text, role, none, rows) for role in ("owner", "title")}
    some = {i for role in marks for i, row in enumerate(marks[role]) if sum(row) > sum(nothing[role])}
    seen = sorted({*some, *range(0, len(choices.columns), 1 + len(choices.columns) // _OTHERS)})
    parts: list[Mapping[tuple[str, str], float]] = [{}]
    places = {}
    for role in ("owner", "title"):
        for i in seen:
            places[role, i] = len(parts)
            parts.append({(role, cue): value for cue, value in choices.cues[i].items()})
    alternatives, rewards = [], []
    for owner in [None, *seen]:
        for title in [None, *(i for i in seen if reader.may_be_title(choices.cues[i]))]:
            cues = pair_cues(choices.columns, owner, title, choices.setting)
            if cues is None:
                continue
            alternatives.append(
                (places.get(("owner", owner), 0), places.get(("title", title), 0), len(parts))
            )
            parts.append({("pair", cue): value for cue, value in cues.items()})
            owned = marks["owner"][owner] if owner is not None else nothing["owner"]
            titled = marks["title"][title] if title is not None else nothing["title"]
            rewards.append(sum(o + t + 2 * (o and t) for o, t in zip(owned, titled, strict=True)))
    top = max(rewards)
    right = [i for i, reward in enumerate(rewards) if reward >= top - 0.01]
    if 0 < len(right) < len(rewards):
        yield Example(one.name, one.fold, parts, alternatives, right)


def _right(text: str, role: str, spans: Spans | Sequence[None], rows: Sequence[Answer | None]) -> list[bool]:
    """In which rows a column says what the answers say."""
    return [
        row is not None
        and any(same_value(role, v, span.of(text) if span else None) for v in answers(row, role))
        for span, row in zip(spans, rows, strict=True)
    ]


def _of_sums(one: Labelled, choices: reader.Choices, rows: Sequence[Answer | None]) -> Iterable[Example]:
    rewards = [sum(row is not None and None in answers(row, "amount") for row in rows)]
    for column in choices.sums:
        amounts = [m.amount if m else None for m in column.sums]
        rewards.append(
            sum(
                row is not None and any(same_value("amount", v, x) for v in answers(row, "amount"))
                for row, x in zip(rows, amounts, strict=True)
            )
        )
    right = [i for i, reward in enumerate(rewards) if reward == max(rewards)]
    if len(right) < len(rewards):
        said = [{}, *({("sum", cue): v for cue, v in cues.items()} for cues in choices.sum_cues)]
        yield _plain(one, said, right)


def fitted(every: Sequence[Example]) -> dict[tuple[str, str], float]:
    """The weights of the cues that ``every`` has, rounded to two decimals."""
    releases = defaultdict(set)
    for one in every:
        for cue in {cue for said in one.parts for cue in said}:
            releases[cue].add(one.release)
    cues = sorted(cue for cue, seen in releases.items() if len(seen) >= _FLOOR)
    found = minimize(
        _loss(every, cues), np.zeros(len(cues)), jac=True, method="L-BFGS-B", options={"maxiter": 200}
    )
    return {cue: round(float(w), 2) for cue, w in zip(cues, found.x, strict=True) if abs(w) >= 0.005}


def _parts(every: Sequence[Example], cues: Sequence[tuple[str, str]]) -> csr_matrix:
    """The cues of all parts, one row each."""
    column = {cue: i for i, cue in enumerate(cues)}
    rows = [
        [(column[cue], v) for cue, v in said.items() if cue in column] for one in every for said in one.parts
    ]
    return _sparse(rows, len(cues))


def _sums(every: Sequence[Example]) -> csr_matrix:
    """Which parts each alternative has, one row each."""
    firsts = np.cumsum([0, *(len(one.parts) for one in every)])
    rows = [
        [(int(first) + part, 1.0) for part in parts]
        for first, one in zip(firsts, every, strict=False)
        for parts in one.alternatives
    ]
    return _sparse(rows, int(firsts[-1]))


def _sparse(rows: Sequence[Sequence[tuple[int, float]]], width: int) -> csr_matrix:
    ends = np.cumsum([0, *map(len, rows)])
    flat = [one for row in rows for one in row]
    places = np.array([place for place, _ in flat], dtype=np.int64)
    return csr_matrix((np.array([v for _, v in flat], dtype=float), places, ends), (len(rows), width))


def _loss(
    every: Sequence[Example], cues: Sequence[tuple[str, str]]
) -> Callable[[Array], tuple[float, Array]]:
    """The mean of minus the log of the chance of a right alternative, each release weighing the root of its choices."""
    matrix, sums = _parts(every, cues), _sums(every)
    sizes = np.array([len(one.alternatives) for one in every])
    starts = np.concatenate(([0], np.cumsum(sizes)[:-1]))
    good = np.zeros(int(sizes.sum()))
    for start, one in zip(starts, every, strict=True):
        good[start + np.array(one.right)] = 1.0
    times = Counter(one.release for one in every)
    share = np.array([times[one.release] ** -0.5 for one in every])
    share /= share.sum()

    def loss(x: Array) -> tuple[float, Array]:
        scores = sums @ (matrix @ x)
        scores -= np.repeat(np.maximum.reduceat(scores, starts), sizes)
        p = np.exp(scores)
        q = p * good
        every_sum, right_sum = np.add.reduceat(p, starts), np.add.reduceat(q, starts)
        value = _PENALTY / 2 * float(x @ x) - float(share @ np.log(right_sum / every_sum))
        pull = q / np.repeat(right_sum, sizes) - p / np.repeat(every_sum, sizes)
        return value, _PENALTY * x - matrix.T @ (sums.T @ (pull * np.repeat(share, sizes)))

    return loss


def table(weights: Mapping[tuple[str, str], float]) -> str:
    """The file of the weights: role and cue, weight."""
    rows = [f"{role}: {cue}\t{weight:.2f}" for (role, cue), weight in sorted(weights.items())]
    return "\n".join(["# role: cue\tweight", *rows]) + "\n"

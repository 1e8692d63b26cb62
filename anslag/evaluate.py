"""How often what is read is right: compares readings with gold files, so that a paper can state its error rate.

A gold file is ``<id>.json`` (what a careful reader takes out of a release) beside the release as ``<id>.txt``
or ``<id>.html``. Which grant that was read is which one of the gold, and when a value is right, says
:mod:`anslag.fitting.scoring`: the same rules that the reader is fitted and measured with.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from anslag.db.gold import KEYS
from anslag.errors import BadInput
from anslag.fitting.measure import Bucket, reliability
from anslag.fitting.scoring import FIELDS as EXACT
from anslag.fitting.scoring import Answer, answers, pairs, right, same_value
from anslag.parsers.fields import CORRECTABLE, Field, Kind
from anslag.parsers.records import Extraction, Grant, Release

FIELDS = tuple(one for one in CORRECTABLE if one.name not in ("description", "reference"))
"""The columns that are compared, each for itself. Descriptions are not: two careful readers bound them differently; nor
are references, which gold files of before do not tell."""
_OF_AMOUNT = ("currency", "amount_approximate")
"""Without an amount they say nothing that could be right."""
_NOTHING, _NO_GRANT = Extraction(Release("", ())), Grant(1)
_Z = 1.959963984540054
"""Quantile of the normal distribution for 95 %."""


@dataclass(frozen=True, slots=True)
class Share:
    """``right`` of ``all``, with the 95 % interval of Wilson (1927) for the share; None of nothing.

    The interval takes the values as independent. Values of one release are not quite: where releases are few,
    state :attr:`Evaluation.releases` too.
    """

    right: int
    all: int

    @property
    def value(self) -> float | None:
        """The share, 0 to 1."""
        return self.right / self.all if self.all else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Lower and upper end, 0 to 1."""
        if not self.all:
            return None
        n, p = self.all, self.right / self.all
        middle = (p + _Z**2 / (2 * n)) / (1 + _Z**2 / n)
        half = _Z / (1 + _Z**2 / n) * math.sqrt(p * (1 - p) / n + _Z**2 / (4 * n**2))
        return max(0.0, middle - half), min(1.0, middle + half)


@dataclass(frozen=True, slots=True)
class Score:
    """``precision``: of the values read, those that are right; ``recall``: of the gold's values, those read right."""

    name: str
    precision: Share
    recall: Share


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The outcome over a folder of gold files.

    ``grants`` says how far grants are found at all, ``exact`` how far grants are right in title, owner, amount
    and period, ``fields`` how far each field is. ``reliability`` compares the confidence that was stated with the share
    of grants that are exact. ``releases`` counts those where every grant is exact and none
    is missing or too many, ``inexact`` names the others. ``unread`` maps a source that could not be read to the
    reason.
    """

    grants: Score
    exact: Score
    fields: tuple[Score, ...]
    claims: tuple[Score, ...]
    releases: Share
    inexact: tuple[str, ...]
    unread: Mapping[str, str]
    reliability: tuple[Bucket, ...] = ()


@dataclass(slots=True)
class Count:
    """Values of one field: read, in the gold, and right.

    Of the grants that were found, ``same`` of ``found`` have the right value, or rightly none.
    """

    read: int = 0
    gold: int = 0
    right: int = 0
    found: int = 0
    same: int = 0

    def add(self, name: str, gold: Sequence[object], read: object, *, paired: bool = True) -> None:
        """``gold`` are all right answers, the first choice first; with None among them the value may be left out.

        ``paired``: the value is that of a grant that was found.
        """
        same = any(same_value(name, answer, read) for answer in gold)
        self.found += paired
        self.same += paired and same
        self.read += read is not None
        self.right += same and read is not None
        self.gold += read is not None if same else gold[0] is not None

    def score(self, name: str) -> Score:
        return Score(name, Share(self.right, self.read), Share(self.right, self.gold))


@dataclass(slots=True)
class Tally:
    """Counts over releases. ``stated`` has the confidence of each grant that was read, and whether it is exact."""

    grants: Count = field(default_factory=Count)
    exact: Count = field(default_factory=Count)
    fields: dict[str, Count] = field(default_factory=lambda: {one.name: Count() for one in FIELDS})
    claims: dict[str, Count] = field(
        default_factory=lambda: {"claimed_total": Count(), "claimed_count": Count()}
    )
    releases: int = 0
    inexact: list[str] = field(default_factory=list)
    stated: list[tuple[float, bool]] = field(default_factory=list)

    def add(self, name: str, gold: Answer, found: Extraction, paired: Mapping[int, int]) -> None:
        """Takes a release. ``paired`` tells the place in the gold of each grant that was read and is one, by its place
        among those read."""
        missed = _missed(gold["grants"], set(paired.values()))
        exact = {place for place, at in paired.items() if _exact(gold["grants"][at], found.grants[place])}
        self.stated += [
            (grant.confidence, place in exact)
            for place, grant in enumerate(found.grants)
            if grant.confidence is not None
        ]
        for count, agreed in ((self.grants, len(paired)), (self.exact, len(exact))):
            count.gold += len(paired) + len(missed)
            count.read += len(found.grants)
            count.right += agreed
        self.releases += 1
        if missed or len(exact) < len(found.grants):
            self.inexact.append(name)
        for place, grant in enumerate(found.grants):
            self._values(gold["grants"][paired[place]] if place in paired else {}, grant, place in paired)
        for answer in missed:
            self._values(answer, _NO_GRANT, False)
        said = gold.get("claims") or {}
        self.claims["claimed_total"].add("total", answers(said, "total"), found.claims.total)
        self.claims["claimed_count"].add("count", answers(said, "count"), found.claims.count)

    def _values(self, answer: Answer, grant: Grant, paired: bool) -> None:
        for one in FIELDS:
            wanted = [_said(one, value) for value in answers(answer, KEYS.get(one.name, one.name))]
            read = _said(one, getattr(grant, one.name))
            if one.name in _OF_AMOUNT:
                wanted = wanted if answer.get("amount") is not None else [None]
                read = read if grant.amount is not None else None
            self.fields[one.name].add(one.name, wanted, read, paired=paired)


def _said(column: Field, value: object) -> object:
    """A value, or None where it says nothing: an empty list, a "no"."""
    return value or None if column.kind in (Kind.LIST, Kind.BOOLEAN) else value


def _missed(gold: Sequence[Answer], paired: Container[int]) -> list[Answer]:
    return [one for at, one in enumerate(gold) if at not in paired and not one.get("optional")]


def _exact(answer: Answer, grant: Grant) -> bool:
    return all(right(answer, grant, name) for name in EXACT)


def evaluate(gold_dir: Path, extract: Callable[[Path], Extraction]) -> Evaluation:
    """Compares what ``extract`` reads from the sources in ``gold_dir`` with the gold beside them.

    A source that ``extract`` refuses with :class:`BadInput` counts as one from which nothing was read. Raises
    :class:`BadInput` for a folder without gold files and for gold that cannot be used.
    """
    tally, unread = Tally(), {}
    for gold, source in sources(gold_dir):
        try:
            found = extract(source)
        except BadInput as error:
            unread[source.name] = str(error)
            found = _NOTHING
        tally.add(source.stem, gold, found, pairs(gold["grants"], found.grants))
    return Evaluation(
        tally.grants.score("grant"),
        tally.exact.score("exact grant"),
        tuple(count.score(name) for name, count in tally.fields.items()),
        tuple(count.score(name) for name, count in tally.claims.items()),
        Share(tally.releases - len(tally.inexact), tally.releases),
        tuple(tally.inexact),
        unread,
        tuple(reliability(tally.stated)),
    )


def sources(gold_dir: Path) -> Iterator[tuple[Answer, Path]]:
    """Every gold of a folder with its source, in the order of names; a text goes before a page."""
    if not gold_dir.is_dir():
        raise BadInput(f"there is no folder {gold_dir}")
    files = sorted(path for path in gold_dir.glob("*.json") if not path.name.startswith("."))
    if not files:
        raise BadInput(f"{gold_dir} holds no gold file (<id>.json beside <id>.txt or <id>.html)")
    for path in files:
        source = next((p for p in map(path.with_suffix, (".txt", ".html")) if p.is_file()), None)
        if source is None:
            raise BadInput(f"beside {path} there is no {path.stem}.txt or {path.stem}.html")
        yield _gold(path), source


def _gold(path: Path) -> Answer:
    try:
        found: Any = json.loads(path.read_text("utf-8"))
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise BadInput(f"{path} is no JSON: {error}") from error
    if not isinstance(found, dict) or not isinstance(found.get("grants"), list):
        raise BadInput(f"{path} is no gold file: it has no list of grants")
    for grant in found["grants"]:
        if not isinstance(grant, dict) or not isinstance(grant.get("amount"), int | float | None):
            raise BadInput(f"{path} is no gold file: a grant in it has an amount that is no number")
    return found

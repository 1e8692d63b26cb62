"""How often what is read is right: compares readings with gold files, so that a paper can state its error rate.

A gold file is ``<id>.json`` (what a careful reader takes out of a release) beside the release as ``<id>.txt``
or ``<id>.html``. A grant that was read and a grant of the gold are one when they agree on enough; a value is
right when it is the same but for letter case, quotation marks, dashes, spaces and a final full stop.
"""

from __future__ import annotations

import json
import math
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TypeAlias

from anslag.errors import BadInput
from anslag.fitting.measure import Bucket, reliability
from anslag.parsers.records import Extraction, Grant, Release

Value: TypeAlias = "str | int | float | date | None"
_Values: TypeAlias = "Mapping[str, Value]"
FIELDS = ("title", "owner", "amount", "currency", "period_start", "period_end")
_NOTHING = Extraction(Release("", ()))
_EXACT = ("title", "owner", "amount", "period_start", "period_end")
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
class _Count:
    """Values of one field: read, in the gold, and right."""

    read: int = 0
    gold: int = 0
    right: int = 0

    def add(self, gold: Value, read: Value) -> None:
        self.gold += gold is not None
        self.read += read is not None
        self.right += gold is not None and same(gold, read)

    def score(self, name: str) -> Score:
        return Score(name, Share(self.right, self.read), Share(self.right, self.gold))


@dataclass(slots=True)
class _Tally:
    """Counts over all releases."""

    grants: _Count = field(default_factory=_Count)
    exact: _Count = field(default_factory=_Count)
    fields: dict[str, _Count] = field(default_factory=lambda: {name: _Count() for name in FIELDS})
    claims: dict[str, _Count] = field(
        default_factory=lambda: {"claimed_total": _Count(), "claimed_count": _Count()}
    )
    releases: int = 0
    inexact: list[str] = field(default_factory=list)
    stated: list[tuple[float, bool]] = field(default_factory=list)

    def add(self, name: str, gold: Mapping[str, object], found: Extraction) -> None:
        wanted, read = _grants(gold), [_read(grant) for grant in found.grants]
        together = pairs(wanted, read)
        right = {f for g, f in together if all(same(wanted[g][name], read[f][name]) for name in _EXACT)}
        exact = len(right)
        self.stated += [(grant.confidence, f in right) for f, grant in enumerate(found.grants)]
        for count, agreed in ((self.grants, len(together)), (self.exact, exact)):
            count.gold += len(wanted)
            count.read += len(read)
            count.right += agreed
        self.releases += 1
        if not exact == len(wanted) == len(read):
            self.inexact.append(name)
        self._fields(wanted, read, together)
        claims = gold.get("claims")
        said = claims if isinstance(claims, dict) else {}
        self.claims["claimed_total"].add(_value(said.get("total")), found.claims.total)
        self.claims["claimed_count"].add(_value(said.get("count")), found.claims.count)

    def _fields(
        self, wanted: list[_Values], read: list[_Values], together: Sequence[tuple[int, int]]
    ) -> None:
        to_read = dict(together)
        for name, count in self.fields.items():
            for number, grant in enumerate(wanted):
                count.add(grant[name], read[to_read[number]][name] if number in to_read else None)
            for number in set(range(len(read))) - set(to_read.values()):
                count.add(None, read[number][name])


def evaluate(gold_dir: Path, extract: Callable[[Path], Extraction]) -> Evaluation:
    """Compares what ``extract`` reads from the sources in ``gold_dir`` with the gold beside them.

    A source that ``extract`` refuses with :class:`BadInput` counts as one from which nothing was read. Raises
    :class:`BadInput` for a folder without gold files and for gold that cannot be used.
    """
    tally, unread = _Tally(), {}
    for gold, source in sources(gold_dir):
        try:
            found = extract(source)
        except BadInput as error:
            unread[source.name] = str(error)
            found = _NOTHING
        tally.add(source.stem, gold, found)
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


def sources(gold_dir: Path) -> Iterator[tuple[Mapping[str, object], Path]]:
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


def _gold(path: Path) -> Mapping[str, object]:
    try:
        found = json.loads(path.read_text("utf-8"))
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise BadInput(f"{path} is no JSON: {error}") from error
    if not isinstance(found, dict) or not isinstance(found.get("grants"), list):
        raise BadInput(f"{path} is no gold file: it has no list of grants")
    return found


def _grants(gold: Mapping[str, object]) -> list[_Values]:
    listed = gold["grants"]
    assert isinstance(listed, list)
    return [_of_money({name: _value(one.get(name)) for name in (*FIELDS, "number")}) for one in listed]


def _of_money(values: _Values) -> _Values:
    """A currency without an amount says nothing that could be right."""
    return values if values["amount"] is not None else {**values, "currency": None}


def _value(found: object) -> Value:
    return found if isinstance(found, str | int | float) else None


def _read(grant: Grant) -> _Values:
    return _of_money({name: getattr(grant, name) for name in (*FIELDS, "number")})


def same(one: Value, other: Value) -> bool:
    """Whether two values are the same to a reader; nothing is the same as nothing."""
    if one is None or other is None:
        return one is other
    if isinstance(one, int | float) and isinstance(other, int | float):
        return abs(one - other) < 0.5
    return _plain(str(one)) == _plain(str(other))


def _plain(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).casefold()
    text = re.sub("[\u00ad\u200b]", "", text)
    text = re.sub("[-\u2010-\u2015]", "-", re.sub("[\"'”“’‘«»]", "", text))
    return re.sub(r"\s+", " ", text).strip().rstrip(",.;:").rstrip()


def pairs(gold: Sequence[_Values], read: Sequence[_Values]) -> list[tuple[int, int]]:
    """Which grant of the gold is which one that was read, by index; the likest ones first, each once."""
    ranked = sorted(
        (
            (_likeness(one, other), -abs(g - r), -g, -r)
            for g, one in enumerate(gold)
            for r, other in enumerate(read)
        ),
        reverse=True,
    )
    found: dict[int, int] = {}
    taken: set[int] = set()
    for likeness, _, g, r in ranked:
        if likeness >= 1.5 and -g not in found and -r not in taken:
            found[-g] = -r
            taken.add(-r)
    return sorted(found.items())


def _likeness(one: _Values, other: _Values) -> float:
    """An amount tells most, then the title, then the owner; 1.5 is an owner alone."""
    amount = one["amount"] is not None and same(one["amount"], other["amount"])
    number = one["number"] is not None and one["number"] == other["number"]
    words = 2.0 * _shared(one["title"], other["title"]) + 1.5 * _shared(one["owner"], other["owner"])
    return 3.0 * amount + words + 0.5 * number


def _shared(one: Value, other: Value) -> float:
    """The share of words that two texts have in common (Dice)."""
    first, second = (set(re.findall(r"\w+", _plain(str(text or "")))) for text in (one, other))
    return 2 * len(first & second) / (len(first) + len(second)) if first and second else 0.0

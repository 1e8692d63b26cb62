"""From judged releases to error rates: what was read, held against what a person found, with the sample's design.

A judged release has two readings, the machine's and the person's. Which grants are the same is what the person said: a
grant that was corrected was found, one that was rejected was not real, one that was added was missed. When a value is
right says :mod:`anslag.fitting.scoring`, as everywhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from anslag.db import corrections, numbers
from anslag.db.corrections import Correction, Decision
from anslag.db.gold import KEYS
from anslag.db.quality import ALL, Measured, Rate
from anslag.estimates import Estimate, Stratum, ratio, share
from anslag.evaluate import Tally
from anslag.fitting.measure import BUCKETS
from anslag.fitting.scoring import Answer
from anslag.parsers.fields import CORRECTABLE
from anslag.parsers.records import Extraction, Grant, Release
from anslag.sampling import Sample
from anslag.versions import Versions

_NOTHING = Extraction(Release("", ()))
_Key = tuple[str, str]
_Counts = dict[_Key, tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Judged:
    """A release that a person answered for: as it was ``read``, and as it is. Of a page that could not be read,
    ``missed`` is the number of grants that it tells of."""

    read: Extraction
    now: Extraction
    missed: int = 0


def judged(read: Extraction, decisions: Sequence[Correction]) -> Judged | None:
    """A release with the decisions on it; None unless somebody answered for all of it as it is read now."""
    applied = corrections.apply(read, decisions)
    return Judged(read, applied.extraction) if applied.judged else None


def judged_page(page: str, decisions: Sequence[Correction]) -> Judged | None:
    """A page with this SHA-256 that could not be read; None unless somebody looked at it."""
    for one in reversed(decisions):
        if one.decision is Decision.COMPLETE and one.text_sha256 == page and isinstance(one.decided, int):
            return Judged(_NOTHING, _NOTHING, one.decided)
    return None


class Judging:
    """Takes the releases of ``samples`` out of a build as they pass by."""

    def __init__(self, samples: Sequence[Sample], decisions: Iterable[Correction]) -> None:
        self._samples = samples
        self._wanted = {one.release_id for sample in samples for one in sample.drawn}
        self._decisions = corrections.by_release(decisions)
        self._judged: dict[str, Judged] = {}

    def take(self, found: Versions) -> None:
        """Looks at a release."""
        if found.release_id not in self._wanted:
            return
        decisions = [one for _, one in self._decisions.get(found.release_id, ())]
        if found.revisions:
            one = judged(numbers.storable(found.revisions[-1].extraction), decisions)
        else:
            one = judged_page(found.page, decisions)
        if one is not None:
            self._judged[found.release_id] = one

    def measured(self) -> list[Measured]:
        """The error rates of each sample."""
        return [measured(sample, self._judged) for sample in self._samples]


def measured(sample: Sample, judged: Mapping[str, Judged]) -> Measured:
    """The error rates that the judged releases of a sample give, for all of it and for each stratum."""
    counts: dict[str, list[_Counts]] = {}
    for one in sample.drawn:
        if one.release_id in judged:
            counts.setdefault(one.stratum, []).append(_counts(judged[one.release_id]))
    return Measured(
        sample.name,
        sample.seed,
        sample.stratified_by,
        sample.frame,
        len(sample.drawn),
        sum(map(len, counts.values())),
        sample.archive_digest,
        sample.anslag_version,
        tuple(_rates(sample, counts)),
    )


def _rates(sample: Sample, counts: Mapping[str, Sequence[_Counts]]) -> Iterator[Rate]:
    """Every rate of the whole sample, then of each stratum; ``counts`` are those of the judged releases by stratum."""
    keys = dict.fromkeys(key for of_stratum in counts.values() for one in of_stratum for key in one)
    parts = [(ALL, tuple(counts))]
    if len(sample.frames) > 1:
        parts += [(name, (name,)) for name in sample.frames if name in counts]
    for part, names in parts:
        for key in keys:
            yield _rate(
                part, key, _estimate(key, [_stratum(sample, name, counts[name], key) for name in names])
            )


def _stratum(sample: Sample, name: str, counts: Sequence[_Counts], key: _Key) -> Stratum:
    pairs = [one.get(key, (0, 0)) for one in counts]
    return Stratum(sample.frames[name], [right for right, _ in pairs], [every for _, every in pairs])


def _estimate(key: _Key, strata: Sequence[Stratum]) -> Estimate | None:
    return ratio(strata) if key[0] == "sum" else share(strata)


def _rate(part: str, key: _Key, one: Estimate | None) -> Rate:
    if one is None:
        return Rate(part, *key, None, None, None, 0, 0, 0)
    return Rate(part, *key, one.value, one.low, one.high, one.right, one.every, one.clusters)


def _counts(one: Judged) -> _Counts:
    """What is right of how many in one release, by measure and what it is of."""
    tally = Tally()
    tally.add("", _answers(one.now), one.read, _paired(one))
    grants, exact, missed = tally.grants, tally.exact, one.missed
    whole = not tally.inexact and not missed
    counts: _Counts = {
        ("precision", "grants"): (grants.right, grants.read),
        ("recall", "grants"): (grants.right, grants.gold + missed),
        ("precision", "exact grants"): (exact.right, exact.read),
        ("recall", "exact grants"): (exact.right, exact.gold + missed),
        ("exact", "releases"): (int(whole), 1),
        ("sum", "kronor"): (_kronor(one.read.grants), _kronor(one.now.grants)),
    }
    for measure in ("precision", "recall", "accuracy"):
        for name, count in tally.fields.items():
            every = {"precision": count.read, "recall": count.gold, "accuracy": count.found}[measure]
            counts[measure, name] = (count.same if measure == "accuracy" else count.right, every)
    for name, count in tally.claims.items():
        counts["precision", name] = (count.right, count.read)
        counts["recall", name] = (count.right, count.gold)
    for low, high in pairwise(BUCKETS):
        stated = [right for chance, right in tally.stated if low <= chance < high or high == 1.0 == chance]
        counts["confidence", f"{low:.1f} to {high:.1f}"] = (sum(stated), len(stated))
    return counts


def _paired(one: Judged) -> dict[int, int]:
    """The place among the grants that there are of each one that was read and not rejected."""
    places = {grant.position: place for place, grant in enumerate(one.now.grants)}
    return {
        place: places[grant.position]
        for place, grant in enumerate(one.read.grants)
        if grant.position in places
    }


def _answers(now: Extraction) -> Answer:
    grants = [
        {KEYS.get(one.name, one.name): getattr(grant, one.name) for one in CORRECTABLE}
        for grant in now.grants
    ]
    return {"grants": grants, "claims": {"total": now.claims.total, "count": now.claims.count}}


def _kronor(grants: Iterable[Grant]) -> float:
    return float(sum(one.amount or 0 for one in grants if one.currency == "SEK"))


def unjudged(sample: Sample, judged: Mapping[str, Judged]) -> Iterator[str]:
    """The releases of a sample that nobody answered for yet, in the order of the draw."""
    yield from (one.release_id for one in sample.drawn if one.release_id not in judged)

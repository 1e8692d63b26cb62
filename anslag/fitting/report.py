"""What a fit prints: how good it is on publishers that it has not seen."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from anslag.fitting import confidence
from anslag.fitting.measure import Bucket, Found, error, reliability, table
from anslag.fitting.scoring import families
from anslag.fitting.unseen import Unseen


def report(every: Sequence[Unseen], untouched: Sequence[Unseen]) -> Iterator[str]:
    """The lines of the report; every release was read by tables fitted without its publisher.

    ``untouched`` are those that no rule was written with, which confidence is learned from.
    """
    reached = sum((one.reached for one in every), Found())
    yield f"granted amounts that are among the sums of their release: {reached.recall:.3f} of {reached.gold}"
    yield "granted sums, by the fates alone"
    yield from _sums(every)
    yield table(reliability(pair for one in every for pair in one.fates))
    yield "candidates without a sum"
    told = [pair for one in every for pair in one.sumless]
    right = sum(true for p, true in told if p >= 0.5)
    wrong = sum(not true for p, true in told if p >= 0.5)
    yield f"  {Found(right, wrong, sum(true for _, true in told))}"
    yield table(reliability(told))
    yield "grants, after everything"
    for family, one in families([(one.family, one.tally) for one in every]).items():
        yield (
            f"  {family:9} exact F1 {one.f1('exact'):.3f}  core F1 {one.f1('core'):.3f}"
            f"  recall {one.recall:.3f}  precision {one.precision:.3f}  false {one.false}"
        )
    yield f"confidence that all fields of a grant are right, {len(untouched)} releases that no rule was written with"
    yield table(reliability(confidence.stated(untouched)))


def _sums(every: Sequence[Unseen]) -> Iterator[str]:
    found: dict[str, Found] = defaultdict(Found)
    for one in every:
        for family in (one.family, "all"):
            found[family] += one.sums
    yield from (f"  {family:9} {figures}" for family, figures in sorted(found.items()))


_FIGURES = re.compile(r"(?s)<!-- reliability [0-9a-f]* -->\n.*?<!-- end -->")


def digest(table: str) -> str:
    """What tells one table of weights from another in the documents."""
    return hashlib.sha256(table.encode()).hexdigest()[:12]


def with_reliability(document: str, weights: str, found: Sequence[Bucket]) -> str:
    """``document`` with what was ``found`` of the confidence by ``weights`` between its marks."""
    rows = [f"| {b.low:.1f}–{b.high:.1f} | {b.stated:.2f} | {b.right:.2f} | {b.n} |" for b in found]
    head = ["| confidence | stated | right | grants |", "| --- | --- | --- | --- |"]
    told = f"Mean distance of stated and right: {error(found):.3f}."
    lines = [f"<!-- reliability {digest(weights)} -->", *head, *rows, "", told, "<!-- end -->"]
    return _FIGURES.sub(lambda _: "\n".join(lines), document)

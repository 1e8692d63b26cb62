"""How likely a row or a sentence that names no sum is a grant: "Följande föreningar beviljas stöd", and the list below.

The same kind of model as for the fates (``weights/sumless.tsv``): named cues of the candidate, of the rows beside it,
of what announces them and of the release.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence

from anslag.parsers.candidates import Candidate, GridReading
from anslag.parsers.cues.places import Text, announced, said_in, whole
from anslag.parsers.cues.structure import of_candidate, of_reading
from anslag.parsers.cues.surroundings import surroundings
from anslag.parsers.linear import Weights, in_use
from anslag.parsers.mentions.mention import Annotations, within
from anslag.parsers.records import BlockKind, Claims

_NUMBER = re.compile(r"(?<![\w.:/-])\d{1,3}(?![\w:/-])")
"""A small number that stands alone."""
_RIGHT_ABOVE = 240
"""Characters between a number of things and the list of them."""


def sumless(
    a: Annotations,
    readings: Sequence[GridReading],
    clauses: Sequence[Candidate],
    claims: Claims,
    weights: Weights | None = None,
) -> Mapping[Candidate, float]:
    """The chance of each candidate without a sum."""
    known = weights or in_use("sumless")
    return {one: known.chance(found) for one, found in cues(a, readings, clauses, claims)}


def cues(
    a: Annotations, readings: Sequence[GridReading], clauses: Sequence[Candidate], claims: Claims
) -> Iterator[tuple[Candidate, frozenset[str]]]:
    """Each candidate without a sum and its named cues."""
    if all(row.money for reading in readings for row in reading.candidates) and all(c.money for c in clauses):
        return
    text = surroundings(a)
    release = frozenset(_whole(a, text, claims))
    for reading in readings:
        rows = [row for row in reading.candidates if row.money is None]
        together = {f"row: {cue}" for cue in of_reading(a, reading, claims)}
        together.add(
            "all rows without a sum" if len(rows) == len(reading.candidates) else "some rows have sums"
        )
        if 2 * sum(_is_numbered(a, row) for row in rows) > len(rows):
            together.add("most rows hold a number")
        together.update(_counted(a, reading, claims))
        together.update(_introduced(text, reading))
        for row in rows:
            near = of_candidate(a, "row", row)
            yield row, frozenset((*release, *together, *near, *_place(text, row)))
    for clause in clauses:
        if clause.money is None:
            frame = f"frame: {clause.reader.removeprefix('clause.')}"
            near = of_candidate(a, "clause", clause)
            yield clause, frozenset((*release, frame, *near, *_place(text, clause)))


def _counted(a: Annotations, reading: GridReading, claims: Claims) -> Iterator[str]:
    """How the number of rows stands to the numbers that the release tells: "Tre projekt får stöd", and three rows."""
    many = len(reading.candidates)
    if many < 2:
        return
    if claims.count is not None:
        yield f"{'as many' if claims.count == many else 'fewer' if many < claims.count else 'more'} rows than claimed"
    above = [one for one in a.counts if one.end <= reading.start and one.value == many]
    if above:
        yield "a number told above is that of the rows"
        if reading.start - above[-1].end < _RIGHT_ABOVE:
            yield "a number told right above is that of the rows"


def _introduced(text: Text, reading: GridReading) -> Iterator[str]:
    """What the line right above a list says of it: "Följande föreningar beviljas stöd:"."""
    lines = text.notes.lines
    line = bisect_right(lines, reading.start, key=lambda one: one.start) - 1
    if line < 1:
        return
    above = lines[line - 1]
    said = set(said_in("right above", text.spoken.said(above.start, above.end)))
    end = "colon" if above.text.rstrip().endswith(":") else "heading" if above.kind is BlockKind.HEADING else "text"
    yield f"right above: a {end}"
    given, other = (f"right above: a word for {kind}" in said for kind in ("giving", "something else"))
    if given or other:
        kind = "giving and more" if given and other else "giving" if given else "something else"
        yield f"right above: {kind}"
        yield f"right above: a {end} of {kind}"


def _is_numbered(a: Annotations, row: Candidate) -> bool:
    """Whether a row holds a number that is no year and no day: so many projects, members or points."""
    start = row.number_span.end if row.number_span else row.start
    for match in _NUMBER.finditer(a.text, start, row.end):
        if not any(one.start <= match.start() < one.end for one in within(a.periods, row.start, row.end)):
            return True
    return False


def _whole(a: Annotations, text: Text, claims: Claims) -> Iterator[str]:
    yield from whole(text)
    yield f"the release names {'many sums' if len(a.sums) > 3 else 'few sums' if a.sums else 'no sum'}"
    yield "no number of grants is claimed" if claims.count is None else "a number of grants is claimed"
    yield "no total is claimed" if claims.total is None else "a total is claimed"


def _place(text: Text, candidate: Candidate) -> Iterator[str]:
    lines = text.notes.lines
    line = max(0, bisect_right(lines, candidate.start, key=lambda one: one.start) - 1)
    yield f"stands in: {lines[line].kind.value if line else 'headline'}"
    yield from announced(text, line)
    end = min(candidate.end, lines[line].end)
    yield from said_in("its words", text.spoken.said(candidate.start, max(end, candidate.start)))

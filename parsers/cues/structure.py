"""What the rows of grids and the clauses of sentences say of the sums that they claim."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from anslag.parsers.candidates import Candidate, GridReading
from anslag.parsers.checks import holds
from anslag.parsers.cues.places import LISTED, named
from anslag.parsers.cues.words import rows_in
from anslag.parsers.mentions.labels import announces
from anslag.parsers.mentions.mention import Annotations, Name, Span, within
from anslag.parsers.records import Claims

_LIKELY = 0.5
"""Score of a name from which on it is more likely an organisation, or a person, than not."""


LABELLED_OWNER = "row whose recipient is labelled"
"""The cue of a sum of a row whose label says who gets it: "Projektägare: Storåns IF"."""
NAMED_ROW = "row with a recipient"
"""The cue of a sum of a row that names who gets it."""
OF_ORGANISATIONS = frozenset(
    ("row: most recipients are organisations", "row whose recipient is an organisation")
)
"""The cues of a row whose neighbours, or which itself, are told to be somebody's."""


def claimed(
    a: Annotations, readings: Sequence[GridReading], clauses: Sequence[Candidate], claims: Claims
) -> dict[int, set[str]]:
    """The cues of each sum that a row or a clause claims, by where the sum starts: a row of the best reading alone."""
    found: dict[int, set[str]] = {}
    for reading in sorted(readings, key=lambda one: -one.score):
        together = {f"row: {cue}" for cue in of_reading(a, reading, claims)}
        together |= set(named("header", rows_in(reading.header))) if reading.header else set()
        for row in reading.candidates:
            if row.money is not None and row.money.start not in found:
                found[row.money.start] = {*together, *of_candidate(a, "row", row, len(reading.candidates))}
    for clause in clauses:
        if clause.money is not None:
            cues = found.setdefault(clause.money.start, set())
            cues.add(f"frame: {clause.reader.removeprefix('clause.')}")
            cues.update(of_candidate(a, "clause", clause))
    return found


def of_candidate(a: Annotations, kind: str, candidate: Candidate, among: int = 1) -> Iterator[str]:
    """What a single row or clause (``kind``) says of the grant that it tells; what the recipients of many rows look
    like is said of all of them together."""
    yield f"claimed by a {kind}"
    if candidate.owner is not None:
        yield f"{kind} with a recipient"
        if among < LISTED:
            yield f"{kind} whose recipient is {nature(a, candidate.owner)}"
        if announces(a.text, candidate.owner.start, "owner"):
            yield f"{kind} whose recipient is labelled"
    if candidate.title is not None:
        yield f"{kind} with a title"
    if candidate.owner is None and candidate.title is None:
        yield f"{kind} without a name"
    if candidate.period is not None:
        yield f"{kind} with a period"
    yield from (f"{kind}: {cue}" for cue in candidate.cues)


def nature(a: Annotations, owner: Span) -> str:
    """What the names in a recipient look like."""
    names: Sequence[Name] = within(a.names, owner.start, owner.end)
    if any(one.organisation >= _LIKELY for one in names):
        return "an organisation"
    if any(one.person >= _LIKELY for one in names):
        return "a person"
    return "some name" if names else "no name"


def of_reading(a: Annotations, reading: GridReading, claims: Claims) -> Iterator[str]:
    """What all rows of a reading say together."""
    rows = [row for row in reading.candidates if row.money is not None and row.money.amount is not None]
    owned = [row for row in reading.candidates if row.owner is not None]
    bodies = sum(nature(a, row.owner) == "an organisation" for row in owned if row.owner)
    if 2 * bodies >= len(reading.candidates) > 1:
        yield "most recipients are organisations"
    elif not bodies:
        yield "no recipient is an organisation"
    if len(rows) < 2:
        return
    if claims.count is not None:
        yield (
            "as many rows as claimed" if claims.count == len(rows) else "another number of rows than claimed"
        )
    if claims.total is not None:
        total = sum(row.money.amount or 0 for row in rows if row.money)
        fits = holds(claims.total, total, claims.unit, claims.hedge)
        if fits:
            yield "the rows add up to the claimed total"
        elif total > claims.total:
            yield "the rows add up to more than the claimed total"

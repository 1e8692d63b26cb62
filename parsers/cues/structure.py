"""What the rows of grids and the clauses of sentences say of the sums that they claim."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from anslag.parsers.candidates import Candidate, GridReading


def claimed(readings: Sequence[GridReading], clauses: Sequence[Candidate]) -> dict[int, set[str]]:
    """The cues of each sum that a row or a clause claims, by where the sum starts."""
    found: dict[int, set[str]] = {}
    for reading in readings:
        size = "six or more rows" if len(reading.candidates) >= 6 else "few rows"
        for row in reading.candidates:
            if row.money is not None:
                cues = found.setdefault(row.money.start, set())
                cues.update((f"grid: {reading.kind}", f"grid: {size}", *_of("row", row)))
                cues.update(f"grid: {cue}" for cue in reading.cues)
    for clause in clauses:
        if clause.money is not None:
            cues = found.setdefault(clause.money.start, set())
            cues.add(f"frame: {clause.reader.removeprefix('clause.')}")
            cues.update(_of("clause", clause))
    return found


def _of(kind: str, candidate: Candidate) -> Iterator[str]:
    yield f"claimed by a {kind}"
    if candidate.owner is not None:
        yield f"{kind} with a recipient"
    if candidate.title is not None:
        yield f"{kind} with a title"
    if candidate.owner is None and candidate.title is None:
        yield f"{kind} without a name"
    if candidate.period is not None:
        yield f"{kind} with a period"
    yield from (f"{kind}: {cue}" for cue in candidate.cues)

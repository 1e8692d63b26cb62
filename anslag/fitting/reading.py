"""A labelled release taken through the reader once, so that every fit sees the same candidates."""

from __future__ import annotations

from dataclasses import dataclass

from anslag.fitting.labelled import Labelled
from anslag.parsers.candidates import Candidate, GridReading
from anslag.parsers.claims import claims_of
from anslag.parsers.clauses import clause_candidates
from anslag.parsers.columns import grid_readings
from anslag.parsers.mentions.annotate import annotated
from anslag.parsers.mentions.mention import Annotations
from anslag.parsers.records import Claims


@dataclass(frozen=True, slots=True)
class Candidates:
    """A labelled release, its mentions, and what its rows and sentences propose."""

    source: Labelled
    notes: Annotations
    readings: tuple[GridReading, ...]
    clauses: tuple[Candidate, ...]
    claims: Claims


def candidates(source: Labelled) -> Candidates:
    """``source`` with everything that the fates are judged by."""
    a = annotated(source.release)
    return Candidates(source, a, grid_readings(a), clause_candidates(a), claims_of(a))

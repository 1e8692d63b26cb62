"""A labelled release taken through the reader once, so that every fit sees the same candidates."""

from __future__ import annotations

from dataclasses import dataclass

from anslag.fitting.labelled import Labelled
from anslag.parsers.read import Proposed, proposed


@dataclass(frozen=True, slots=True)
class Candidates:
    """A labelled release with its mentions and what its rows and sentences propose."""

    source: Labelled
    read: Proposed


def candidates(source: Labelled) -> Candidates:
    """``source`` with everything that is judged by weights later on."""
    return Candidates(source, proposed(source.release))

"""How far a long piece of work is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

ProgressCallback: TypeAlias = Callable[[int, int], None]
"""Called with what is done and what there is in all."""


def silent(_done: int, _all: int) -> None:
    """Shows nobody how far it is."""


@dataclass(frozen=True, slots=True)
class BuildProgress:
    """Who is told how far a build is: ``looking`` of the MB of the archive that were looked through, ``reading`` of the
    releases that were read."""

    looking: ProgressCallback = silent
    reading: ProgressCallback = silent

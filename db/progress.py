"""How far a long piece of work is."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

ProgressCallback: TypeAlias = Callable[[int, int], None]
"""Called with what is done and what there is in all."""


def silent(_done: int, _all: int) -> None:
    """Shows nobody how far it is."""

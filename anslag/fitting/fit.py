"""What a fit hands over: tables of weights, and what was measured."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fit:
    """``tables`` by their names in parsers/weights (without .tsv); ``report`` for people."""

    tables: Mapping[str, str]
    report: str

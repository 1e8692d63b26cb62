"""The fitted weights of the readers: readable tables, one row a cue, applied without a learning library."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files


@cache
def weights(table: str) -> Mapping[str, tuple[float, ...]]:
    """The rows of ``table``: the weights of each cue, one for each of the table's choices."""
    rows = (files("anslag.parsers") / "weights" / f"{table}.tsv").read_text("utf-8").splitlines()
    parts = (row.split("\t") for row in rows if row and not row.startswith("#"))
    return {cue: tuple(map(float, numbers)) for cue, *numbers in parts}

"""The fitted weights of the readers: readable tables, one row a cue, applied without a learning library.

A user's own tables (``anslag teach``) take the place of those that anslag comes with for as long as :func:`replaced`
says; reading is pure given the tables in use.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from importlib.resources import files
from typing import Protocol, TypeVar

TABLES = (
    "names",
    "organisations",
    "claims",
    "recipients",
    "columns",
    "row_sums",
    "fates",
    "sumless",
    "lists",
    "owners",
    "titles",
    "periods",
    "confidence",
)
"""The tables, in the order in which one is fitted on what those before it make of a text."""


class _Cached(Protocol):
    def cache_clear(self) -> None: ...


C = TypeVar("C", bound=_Cached)

_IN_USE: dict[str, str] = {}
_DEPENDENT: list[Callable[[], None]] = []


def dependent(cached: C) -> C:
    """Marks a cached function whose values depend on the tables: they are forgotten when other tables come into use."""
    _DEPENDENT.append(cached.cache_clear)
    return cached


def text(table: str) -> str:
    """The table in use, as it is printed."""
    own = _IN_USE.get(table)
    return (
        own if own is not None else (files("anslag.parsers") / "weights" / f"{table}.tsv").read_text("utf-8")
    )


@dependent
@cache
def weights(table: str) -> Mapping[str, tuple[float, ...]]:
    """The rows of ``table``: the weights of each cue, one for each of the table's choices."""
    parts = (row.split("\t") for row in text(table).splitlines() if row and not row.startswith("#"))
    return {cue: tuple(map(float, numbers)) for cue, *numbers in parts}


def own() -> Mapping[str, str]:
    """The tables in use that anslag does not come with."""
    return dict(_IN_USE)


def use(tables: Mapping[str, str]) -> None:
    """Reads by ``tables`` (printed, by name) from now on, in the whole process."""
    _IN_USE.update(tables)
    for forget in _DEPENDENT:
        forget()


@contextmanager
def replaced(tables: Mapping[str, str]) -> Iterator[None]:
    """Reads by ``tables`` (printed, by name) instead of those that anslag comes with, in the whole process."""
    before = own()
    use(tables)
    try:
        yield
    finally:
        _IN_USE.clear()
        use(before)

"""What the words before a point of time say that it is of: the money, the project, a report … (``lexicon/times.toml``)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache

from anslag.parsers.lexicon import lexicon

REACH = 80
"""Characters before a point of time within which stands what it is said of."""
_WORD = re.compile(r"[^\W\d_]+")


def before(text: str, start: int, place: int) -> Sequence[str]:
    """The words of ``text[start:place]`` within reach of its end, the last one first."""
    return _WORD.findall(text[max(start, place - REACH) : place].casefold())[::-1]


@lru_cache(maxsize=20_000)
def said(word: str) -> tuple[str, ...]:
    """The rows of the lexicon that ``word`` is in."""
    exact, first, last = _rows()
    found = list(exact.get(word, ()))
    found += [name for stem, name in first if word.startswith(stem)]
    found += [name for stem, name in last if word.endswith(stem)]
    return tuple(dict.fromkeys(found))


@cache
def _rows() -> tuple[Mapping[str, Sequence[str]], Sequence[tuple[str, str]], Sequence[tuple[str, str]]]:
    """The rows that a word, its beginning, its end is in."""
    exact: dict[str, list[str]] = {}
    first: list[tuple[str, str]] = []
    last: list[tuple[str, str]] = []
    for row in lexicon("times")["said"]:
        for word in row["words"]:
            if word.startswith("*"):
                last.append((word[1:], row["name"]))
            elif word.endswith("*"):
                first.append((word[:-1], row["name"]))
            else:
                exact.setdefault(word, []).append(row["name"])
    return exact, first, last

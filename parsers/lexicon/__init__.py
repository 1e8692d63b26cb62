"""The words that the readers know: tables of Swedish, one file a theme, each row with what it reads and refuses."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def lexicon(theme: str) -> dict[str, Any]:
    """The table ``theme``; callers do not change it."""
    return tomllib.loads((files("anslag.parsers") / "lexicon" / f"{theme}.toml").read_text("utf-8"))


def words(theme: str, group: str) -> frozenset[str]:
    """The words of one group of a table, be they a list or a text with spaces between them."""
    listed = lexicon(theme)[group]["words"]
    return frozenset(listed.split() if isinstance(listed, str) else listed)


def any_of(words: Iterable[str]) -> str:
    """A pattern for any of ``words``, of those that fit the longest, with any white space for a space.

    Beginnings that words share are written once: a search then looks at each letter once, not once for each word.
    """
    after: dict[str, set[str]] = {}
    every = set(words)
    for word in sorted(every - {""}):
        after.setdefault(word[0], set()).add(word[1:])
    ways = [
        (r"\s" if first == " " else re.escape(first)) + (any_of(rest) if any(rest) else "")
        for first, rest in after.items()
    ]
    return f"(?:{'|'.join(ways)}){'?' if '' in every else ''}"

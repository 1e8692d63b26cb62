"""The words that the readers know: tables of Swedish, one file a theme, each row with what it reads and refuses."""

from __future__ import annotations

import tomllib
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

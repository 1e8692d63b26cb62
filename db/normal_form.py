"""When two spellings of a name are the same one: letter case, signs and spaces aside, nothing else."""

from __future__ import annotations

import re
import unicodedata

_HYPHENS = re.compile(r"[-‐-―]")
_SIGNS = re.compile(r"[\"'”“’‘«»`´.,;:!?]")
_WORD = re.compile(r"\w+")


def normal(name: str | None) -> str:
    """The normal form of a name, "" for none: two names are compared by it and never by likeness."""
    bare = _HYPHENS.sub("-", unicodedata.normalize("NFC", name or "").casefold())
    return " ".join(_SIGNS.sub(" ", bare).split())


def words(name: str | None) -> tuple[str, ...]:
    """The words of a name in its normal form, in order."""
    return tuple(_WORD.findall(normal(name)))

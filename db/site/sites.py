"""Which of a process's Datasettes are ours, and what their pages must know."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias
from weakref import WeakKeyDictionary

from datasette.app import Datasette
from datasette.utils.asgi import NotFound

DATABASE = "anslag"
"""The database's name in every address of a site."""
Archived: TypeAlias = Callable[[str, int], bytes | None]
"""The body of the response that an archive file holds at an offset, or None."""


@dataclass(frozen=True, slots=True)
class Site:
    """What a page must know of the site it belongs to.

    ``empty``: no release has been read yet. ``doubted``: the releases whose grants do not make the total they claim.
    ``told_again``: the grants that sums leave out, each with the one that counts for it.
    """

    database: Path
    archived: Archived | None
    empty: bool = False
    doubted: frozenset[str] = frozenset()
    told_again: Mapping[str, str] = field(default_factory=dict)


SITES: WeakKeyDictionary[Datasette, Site] = WeakKeyDictionary()


def site(datasette: Datasette) -> Site:
    """Our site that a request came to. Raises :class:`NotFound` where it came to another Datasette."""
    found = SITES.get(datasette)
    if found is None:
        raise NotFound("404")
    return found

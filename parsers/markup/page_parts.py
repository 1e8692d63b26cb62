"""What is known beforehand of a page's make: the platform that made it, and its parts by their class names."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PageParts:
    """``body`` are classes of the element that holds a release, ``aside`` of those that are never part of one.

    Both are evidence and no verdict: what they name is believed where the text bears it out.
    """

    platform: str = ""
    body: tuple[str, ...] = ()
    aside: tuple[str, ...] = ()


UNKNOWN = PageParts()
"""Of a page that nobody knows anything of beforehand."""

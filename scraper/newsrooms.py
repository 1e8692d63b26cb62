"""Lists of newsrooms: the one that comes with anslag, and those that a person writes."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from anslag.scraper.platform import Bands


@dataclass(frozen=True, slots=True)
class Newsroom:
    """One newsroom of a list: its name, its address, whether a live run has seen it, and what it should yield.

    Without ``bands`` of its own it has those of its platform.
    """

    name: str
    url: str
    verified: bool = False
    bands: Bands | None = None


_FORM = "not a list of [[newsroom]] with name and url"


class NewsroomsError(ValueError):
    """A list of newsrooms that cannot be read; the message says where, in one line."""


def newsrooms(path: Path | None = None) -> list[Newsroom]:
    """The newsrooms of a TOML list, the one shipped with anslag by default. Raises :class:`NewsroomsError`."""
    source = path or files("anslag.scraper") / "newsrooms.toml"
    try:
        # Editors on Windows put a byte order mark in front, which is no TOML.
        listed = tomllib.loads(source.read_text("utf-8-sig")).get("newsroom", [])
    except (OSError, tomllib.TOMLDecodeError, UnicodeError) as error:
        raise NewsroomsError(f"{source}: {_FORM} ({error})") from error
    if not isinstance(listed, list):
        raise NewsroomsError(f"{source}: {_FORM} (put two brackets around it: [[newsroom]])")
    return [_newsroom(one, f"{source}: {_FORM} (newsroom {number}") for number, one in enumerate(listed, 1)]


def _newsroom(row: object, place: str) -> Newsroom:
    if not isinstance(row, dict):
        raise NewsroomsError(f"{place} is none)")
    lacking = [
        name for name in ("name", "url") if not isinstance(row.get(name), str) or not row[name].strip()
    ]
    if lacking:
        raise NewsroomsError(f"{place} has no {' and no '.join(lacking)})")
    try:
        return Newsroom(row["name"], row["url"], bool(row.get("verified", False)), _bands(row))
    except (TypeError, ValueError) as error:
        raise NewsroomsError(
            f"{place}, {row['name']!r}, has a band that is not two numbers as in [1, 60])"
        ) from error


def _bands(stated: dict[str, Any]) -> Bands | None:
    """The bands of a row, as in ``with_grants = [0.05, 0.5]``; None where it states none."""
    given = {name: stated[name] for name in Bands.__slots__ if name in stated}
    return (
        Bands(**{name: (float(least), float(most)) for name, (least, most) in given.items()})
        if given
        else None
    )

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


class NewsroomsError(ValueError):
    """A list of newsrooms that cannot be read; the message says where, in one line."""


def newsrooms(path: Path | None = None) -> list[Newsroom]:
    """The newsrooms of a TOML list, the one shipped with anslag by default. Raises :class:`NewsroomsError`."""
    source = path or files("anslag.scraper") / "newsrooms.toml"
    try:
        listed = tomllib.loads(source.read_text("utf-8")).get("newsroom", [])
        return [
            Newsroom(str(one["name"]), str(one["url"]), bool(one.get("verified", False)), _bands(one))
            for one in listed
        ]
    except (OSError, tomllib.TOMLDecodeError, UnicodeError, KeyError, TypeError, ValueError) as error:
        raise NewsroomsError(f"{source}: not a list of [[newsroom]] with name and url ({error})") from error


def _bands(stated: dict[str, Any]) -> Bands | None:
    """The bands of a row, as in ``with_grants = [0.05, 0.5]``; None where it states none."""
    given = {name: stated[name] for name in Bands.__slots__ if name in stated}
    return (
        Bands(**{name: (float(least), float(most)) for name, (least, most) in given.items()})
        if given
        else None
    )

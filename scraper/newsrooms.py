"""Lists of newsrooms: the one that comes with anslag, and those that a person writes."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Newsroom:
    """One newsroom of a list: its name, its address, and whether a live run has seen it."""

    name: str
    url: str
    verified: bool = False


class NewsroomsError(ValueError):
    """A list of newsrooms that cannot be read; the message says where, in one line."""


def newsrooms(path: Path | None = None) -> list[Newsroom]:
    """The newsrooms of a TOML list, the one shipped with anslag by default. Raises :class:`NewsroomsError`."""
    source = path or files("anslag.scraper") / "newsrooms.toml"
    try:
        listed = tomllib.loads(source.read_text("utf-8")).get("newsroom", [])
        return [
            Newsroom(str(one["name"]), str(one["url"]), bool(one.get("verified", False))) for one in listed
        ]
    except (OSError, tomllib.TOMLDecodeError, UnicodeError, KeyError, TypeError) as error:
        raise NewsroomsError(f"{source}: not a list of [[newsroom]] with name and url ({error})") from error

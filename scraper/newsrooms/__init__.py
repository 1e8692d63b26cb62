"""The newsroom platforms, and which one an address or a page belongs to."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from anslag.scraper.newsrooms import (
    cision,
    mynewsdesk,
    notified,
    optimizely,
    regeringen,
    sitevision,
    viatt,
    wordpress,
)
from anslag.scraper.newsrooms.base import Entry, Found, Link, Platform, slug_id
from anslag.scraper.newsrooms.generic import Generic
from anslag.scraper.newsrooms.itself import heading_of_release

# Those whose marks are the most telling come first: a WordPress site may show Mynewsdesk's pictures.
PLATFORMS: tuple[Platform, ...] = (
    mynewsdesk.PLATFORM,
    cision.PLATFORM,
    viatt.PLATFORM,
    notified.PLATFORM,
    regeringen.PLATFORM,
    sitevision.PLATFORM,
    wordpress.PLATFORM,
    optimizely.PLATFORM,
)
_LOOKED_AT = 400_000
"""Bytes of a page that are searched for a platform's marks."""


def _elsewhere(url: str) -> str | None:
    """The identity that the platform which owns an address gives it."""
    return next((one.identity(url) for one in PLATFORMS if one.owns(url)), None)


GENERIC: Platform = Generic(_elsewhere)


@dataclass(frozen=True, slots=True)
class Newsroom:
    """One newsroom of a list: its name, its address, and whether a live run has seen it."""

    name: str
    url: str
    verified: bool = False


class NewsroomsError(ValueError):
    """A list of newsrooms that cannot be read; the message says where, in one line."""


def platform_of(url: str, body: bytes = b"") -> Platform:
    """The platform by its address, then by the marks it leaves in a page; the generic one if none fits."""
    owner = next((platform for platform in PLATFORMS if platform.owns(url)), None)
    if owner is not None:
        return owner
    start = body[:_LOOKED_AT].lower()
    return next((one for one in PLATFORMS if any(mark in start for mark in one.marks)), GENERIC)


def named(name: str) -> Platform:
    """The platform of that name; the generic one for a name that is not known any more."""
    return next((platform for platform in PLATFORMS if platform.name == name), GENERIC)


def release_id(url: str) -> str:
    """The id of a release that a person named by its address, whatever the address looks like."""
    platform = platform_of(url)
    return platform.identity(url) or slug_id(platform.canonical(url))


def release_itself(url: str, body: bytes) -> Link | None:
    """The release that the page at a start address is, where it is one rather than a newsroom."""
    platform = platform_of(url, body)
    if platform.identity(url) is not None:
        return Link(platform.canonical(url), release_id(url))
    heading = heading_of_release(platform, url, body)
    return Link(platform.canonical(url), release_id(url), heading) if heading else None


def newsrooms(path: Path | None = None) -> list[Newsroom]:
    """The newsrooms of a TOML list, the one shipped with anslag by default. Raises :class:`NewsroomsError`."""
    source = path or files("anslag.scraper.newsrooms") / "newsrooms.toml"
    try:
        listed = tomllib.loads(source.read_text("utf-8")).get("newsroom", [])
        return [
            Newsroom(str(one["name"]), str(one["url"]), bool(one.get("verified", False))) for one in listed
        ]
    except (OSError, tomllib.TOMLDecodeError, UnicodeError, KeyError, TypeError) as error:
        raise NewsroomsError(f"{source}: not a list of [[newsroom]] with name and url ({error})") from error


__all__ = [
    "GENERIC",
    "PLATFORMS",
    "Entry",
    "Found",
    "Link",
    "Newsroom",
    "NewsroomsError",
    "Platform",
    "named",
    "newsrooms",
    "platform_of",
    "release_id",
    "release_itself",
]

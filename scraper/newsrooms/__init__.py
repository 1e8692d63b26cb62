"""The newsroom platforms, and which one an address or a page belongs to."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import cast

from scraper.newsrooms import generic
from scraper.newsrooms.base import Entry, Found, Link, Platform
from scraper.newsrooms.numbered import CISION, MYNEWSDESK, VIATT

PLATFORMS: tuple[Platform, ...] = (MYNEWSDESK, CISION, VIATT)
GENERIC = cast(Platform, generic)
_MARKS = (
    (
        MYNEWSDESK,
        (
            b"mynewsdesk.com/image/",
            b'id="mnd-script"',
            b"resources.mynewsdesk.com",
            b"js-material-grid",
            b"panel__title",
            b"mnd-assets",
        ),
    ),
    (CISION, (b"publish.ne.cision.com", b"news.cision.com/se/listitems")),
)


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
    for platform in PLATFORMS:
        if platform.owns(url):
            return platform
    start = body[:400_000].lower()
    for marked, marks in _MARKS:
        if any(mark in start for mark in marks):
            return marked
    return next((platform for platform in PLATFORMS if platform.identity(url)), GENERIC)


def named(name: str) -> Platform:
    """The platform of that name; the generic one for a name that is not known any more."""
    return next((platform for platform in PLATFORMS if platform.name == name), GENERIC)


def release_id(url: str) -> str:
    """The id of a release that a person named by its address, whatever the address looks like."""
    return platform_of(url).identity(url) or generic.any_identity(url)


def newsrooms(path: Path | None = None) -> list[Newsroom]:
    """The newsrooms of a TOML list, the one shipped with anslag by default. Raises :class:`NewsroomsError`."""
    source = path or files("scraper.newsrooms") / "newsrooms.toml"
    try:
        listed = tomllib.loads(source.read_text("utf-8")).get("newsroom", [])
        return [
            Newsroom(str(one["name"]), str(one["url"]), bool(one.get("verified", False))) for one in listed
        ]
    except (OSError, tomllib.TOMLDecodeError, KeyError, TypeError) as error:
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
]

"""The newsroom platforms: each file of this folder holds one, found by its name. Which one an address or page is of."""

from __future__ import annotations

import inspect
import pkgutil
from dataclasses import replace
from functools import lru_cache
from importlib import import_module

from anslag.parsers.markup.glance import own_address
from anslag.parsers.markup.page_parts import PageParts
from anslag.scraper.generic import Generic
from anslag.scraper.platform import Platform
from anslag.scraper.url_shapes import slug_id

_LOOKED_AT = 400_000
"""Bytes of a page that are searched for a platform's signatures."""


@lru_cache(maxsize=1)
def every() -> tuple[Platform, ...]:
    """The platforms, press services first: a site made by a content system may show their pages."""
    found = [_loaded(module.name) for module in pkgutil.iter_modules(__path__)]
    return tuple(sorted(found, key=lambda one: (one.is_cms, one.name)))


def _loaded(name: str) -> Platform:
    module = import_module(f"{__name__}.{name}")
    [own] = [
        one
        for _, one in inspect.getmembers(module, inspect.isclass)
        if issubclass(one, Platform) and one.__module__ == module.__name__
    ]
    own.name = name
    made: Platform = own()
    return made


def _elsewhere(url: str) -> str | None:
    """The identity that the platform which owns an address gives it."""
    return next((one.identity(url) for one in every() if one.owns(url)), None)


GENERIC: Platform = Generic(_elsewhere)


def platform_of(url: str, body: bytes = b"") -> Platform:
    """The platform by its address, then by the signatures it leaves in a page; the generic one if none fits."""
    owner = next((platform for platform in every() if platform.owns(url)), None)
    if owner is not None:
        return owner
    start = body[:_LOOKED_AT].lower()
    return next((one for one in every() if any(mark in start for mark in one.signatures)), GENERIC)


def page_parts(body: bytes, url: str = "", platform: str = "") -> PageParts:
    """What is known of a page's make; ``platform`` names it where it was found out before.

    Without its address, the one that the page names as its own counts.
    """
    made = named(platform) if platform else platform_of(url or own_address(body), body)
    return replace(made.parts, platform="" if made is GENERIC else made.name)


def named(name: str) -> Platform:
    """The platform of that name; the generic one for a name that is not known any more."""
    return next((platform for platform in every() if platform.name == name), GENERIC)


def release_id(url: str) -> str:
    """The id of a release that a person named by its address, whatever the address looks like."""
    platform = platform_of(url)
    return platform.identity(url) or slug_id(platform.canonical(url))

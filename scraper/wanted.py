"""Which pages of another tool's archive are releases: by the known newsrooms and the platforms' own addresses.

There is no list page to say so, as in a crawl: as for the entries of a sitemap, the address alone must tell.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fnmatch import translate
from functools import lru_cache

from anslag.parsers.markup.glance import glance
from anslag.scraper import platforms
from anslag.scraper.addresses import BadAddress, Scope, clean, joined
from anslag.scraper.platform import Platform
from anslag.scraper.platforms import GENERIC, platform_of
from anslag.scraper.url_shapes import aside, host, root, section, slug_id, split


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is known of a page that may be a release: its address, id, newsroom and platform."""

    url: str
    release_id: str
    newsroom: str
    platform: str


class Wishes:
    """The pages that are wanted: of ``newsrooms`` (addresses), and of every newsroom whose platform shows it.

    ``only`` are beginnings of addresses, with or without the scheme, in which * stands for anything: where there are
    some, pages at other addresses are not wanted, and those at these are, whether their newsroom is known or not.
    """

    def __init__(self, newsrooms: Iterable[str], only: Sequence[str] = ()) -> None:
        self._rooms: dict[str, list[str]] = defaultdict(list)
        for room in dict.fromkeys(newsrooms):
            for known in _hosts(room):
                self._rooms[known].append(room)
        # On the longest path first: a newsroom may lie inside another one.
        for rooms in self._rooms.values():
            rooms.sort(key=lambda room: -len(split(room).path))
        begun = "|".join(translate(f"{one}*") for one in only)
        self._only = re.compile(rf"(?:https?://)?(?:{begun})", re.I) if only else None

    def may_be(self, url: str) -> bool:
        """Whether the page at a clean address may be wanted, as far as that alone tells."""
        if self._only is not None:
            return self._only.match(url) is not None
        return host(url) in self._rooms or _by_platform(url) is not None

    def release(self, url: str, body: bytes) -> Wanted | None:
        """What is known of the page at a clean address; None where it is not wanted."""
        platform, room = platform_of(url, body), self._room(url)
        if not self._takes(platform, room, url):
            return None
        plain = _own_address(url, body) if platform.identity(url) is None or not platform.numbered else url
        plain = platform.canonical(plain)
        known = platform.identity(plain) or slug_id(plain)
        return Wanted(plain, known, room or f"{root(url)}/", platform.name)

    def _takes(self, platform: Platform, room: str, url: str) -> bool:
        named = self._only is not None and self.may_be(url)
        if named or (room and split(url).path.startswith(_folder(room)) and len(_folder(room)) > 1):
            return not section(url) and platform.takes("item", url)
        return (bool(room) and platform.takes("page", url)) or _by_platform(url) is not None

    def _room(self, url: str) -> str:
        """The newsroom that a page is of, "" where none is known."""
        path = split(url).path
        for room in self._rooms.get(host(url), ()):
            if not _is_shared(room) or host(room) != host(url) or path.startswith(f"{_folder(room)}/"):
                return room
        return ""


@lru_cache(maxsize=1 << 16)
def _by_platform(url: str) -> Platform | None:
    """The platform whose release an address shows to be there, whoever's newsroom it is."""
    platform = platform_of(url)
    if platform is GENERIC or aside(url):
        return None
    is_told = platform.sure(url) or (platform.owns(url) and (platform.numbered or platform.strict))
    return platform if is_told and platform.identity(url) is not None else None


def _is_shared(room: str) -> bool:
    """Whether many newsrooms lie on the host of this one, so that the folder tells which is meant."""
    return any(one.owns(room) and one.numbered for one in platforms.every()) or bool(
        platform_of(room).beside(room)
    )


def _hosts(room: str) -> set[str]:
    """The hosts of a newsroom, those left out that others share with it. One that cannot be asked for has none."""
    try:
        platform, own = platform_of(room), Scope.of([clean(room)]).origins
        beside = Scope.of(platform.beside(room)).origins
    except BadAddress:
        return set()
    shared = {*platform.hosts, *(f"www.{one}" for one in platform.hosts)}
    return {one.host for one in own} | ({one.host for one in beside} - shared)


def _folder(room: str) -> str:
    return split(room).path.rstrip("/")


def _own_address(url: str, body: bytes) -> str:
    """The address that a page names as its own, where only what stands behind the path differs."""
    try:
        named = joined(url, glance(body).canonical)
    except BadAddress:
        return url
    same = host(named).removeprefix("www.") == host(url).removeprefix("www.")
    return named if same and split(named).path.rstrip("/") == split(url).path.rstrip("/") else url

"""Via TT: rooms on via.tt.se. The list of a room is drawn by script; feed and JSON need no key.

Filters that the server does not know are ignored in silence, so every release's sender is looked at: a release
that names another publisher than the one asked for is left out, and in the JSON answer one that names none.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import replace

from anslag.scraper.outcomes import Kind
from anslag.scraper.platform import NOTHING, Found, Link, Platform
from anslag.scraper.records import Role
from anslag.scraper.url_shapes import absolute, one_spelling, parameters, split

__all__ = ["ViaTT"]

_OLD = re.compile(r"/pressmeddelande/[^/]+/?$")
_ROOM = re.compile(r"/pressrum/(\d{4,12})(?:/|$)")
_START = r"/pressrum/(\d{4,12})(?:[/?].*)?|.*[?&]publisher(?:Id)?=(\d{4,12})(?:&.*)?"


class ViaTT(Platform):
    """``via.tt.se/pressmeddelande/<number>/<slug>``, before 2021 ``…/<slug>?releaseId=<number>``.

    A room has a feed, and the same as JSON, which reaches further back.
    """

    hosts = ("via.tt.se",)
    signatures = (b"via.tt.se/data/", b"via.tt.se/rss/releases")
    numbered = True
    release = re.compile(r"/pressmeddelande/(\d{4,12})(?:/|$)")
    sources = (
        (_START, "{root}/rss/releases/latest?publisherId={0}", Role.FEED),
        (_START, "{root}/json/v2/releases?publisher={0}&size=100", Role.FEED),
    )

    def identity(self, url: str) -> str | None:
        """The number, as in ``viatt-3235664``."""
        number = parameters(url).get("releaseId", "") if _OLD.search(split(url).path) else ""
        return f"viatt-{number}" if re.fullmatch(r"[0-9]{4,12}", number) else super().identity(url)

    def canonical(self, url: str) -> str:
        """A release's address without what it does not need to be found."""
        parts = split(one_spelling(url))
        needed = [p for p in parts.query.split("&") if p.startswith(("releaseId=", "publisherId="))]
        if _OLD.search(parts.path) and any(p.startswith("releaseId=") for p in needed):
            return parts._replace(query="&".join(sorted(needed))).geturl()
        return super().canonical(url)

    def belongs(self, url: str, target: str) -> bool:
        """Whether a release names the publisher that was asked for, or none."""
        own, other = _publisher(url), _publisher(target)
        return not own or not other or own == other

    def stated(self, url: str, body: bytes) -> Found:
        """The releases of the JSON answer whose sender is the one asked for."""
        try:
            answer = json.loads(body)
        except (ValueError, RecursionError):
            return Found(note="feed refused: not JSON", fault=Kind.FEED_REFUSED)
        listed = answer.get("releases") if isinstance(answer, dict) else None
        if not isinstance(listed, list):
            return Found(note=NOTHING)
        releases = self.kept(url, self._own(url, listed))
        strangers = len(listed) - len(releases)
        note = f"{strangers} releases of other or unnamed senders left out" if strangers else ""
        return Found(releases, note=note or ("" if releases else NOTHING))

    def _own(self, url: str, listed: Iterable[object]) -> Iterable[Link]:
        wanted = _publisher(url)
        for release in listed:
            if not isinstance(release, dict):
                continue
            address = release.get("url")
            target = absolute(url, address) if isinstance(address, str) and address else ""
            if not target or self.identity(target) is None:
                continue
            if wanted in (_publisher(target), _sender(release)):
                title = release.get("title")
                link = self.link(target, title if isinstance(title, str) else "")
                yield replace(link, headline=" ".join(link.headline.split())[:500])


def _publisher(url: str) -> str:
    """The publisher's number that an address names; "" without one."""
    room = _ROOM.search(split(url).path)
    stated = parameters(url)
    number = room[1] if room else stated.get("publisherId") or stated.get("publisher") or ""
    return number if re.fullmatch(r"[0-9]{4,12}", number) else ""


def _sender(release: dict[str, object]) -> str:
    """The number of the publisher that a release states, in either of the forms that may be there."""
    stated = release.get("publisher", release.get("publisherId"))
    number = stated.get("id") if isinstance(stated, dict) else stated
    return str(number) if isinstance(number, (int, str)) else ""

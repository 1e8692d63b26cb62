"""Notified: rooms on newsroom.notified.com and on customers' hosts (``press.<customer>``).

Addresses hold no number, and slugs are cut at 45 characters; the feed lies on a host of its own, which a room's
page names.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from anslag.scraper.addresses import Scope
from anslag.scraper.platform import Platform
from anslag.scraper.url_shapes import host, segments, split

__all__ = ["Notified"]

_ROOM_HOST = "newsroom.notified.com"
_FEED_HOST = "api.client.notified.com"
_RELEASE = re.compile(r"/posts/(?:pressreleases|news|blogs?)/([^/]+)/?$", re.I)


class Notified(Platform):
    """``newsroom.notified.com/<room>/posts/pressreleases/<slug>``, on own hosts without the room."""

    hosts = (_ROOM_HOST, _FEED_HOST)
    signatures = (b"api.client.notified.com", b"api.newsroom.notified.com", b"newsroom.notified.com")
    release = _RELEASE

    def owns(self, url: str) -> bool:
        """Its hosts, and the path that its releases have on customers' hosts."""
        return super().owns(url) or _RELEASE.search(split(url).path) is not None

    def beside(self, url: str) -> Sequence[str]:  # noqa: ARG002
        """The host of the feeds."""
        return (f"https://{_FEED_HOST}/",)

    def inside(self, url: str) -> Scope:
        """A feed names releases on the rooms' host."""
        return Scope.of([url, f"https://{_ROOM_HOST}/"]) if host(url) == _FEED_HOST else super().inside(url)

    def belongs(self, url: str, target: str) -> bool:
        """On the shared host the room comes first in the path."""
        own, other = segments(url)[:1], segments(target)[:1]
        return host(url) != _ROOM_HOST or host(target) != _ROOM_HOST or not own or own == other

    def sure(self, target: str) -> bool:
        """The path of a release is the platform's own."""
        return _RELEASE.search(split(target).path) is not None

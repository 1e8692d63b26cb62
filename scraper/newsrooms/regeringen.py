"""regeringen.se: press releases by the site's own feed and filter; the visible lists have no pages.

The site refuses many robots. That is never got round: feed first, and a refusal is a result.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from anslag.scraper.newsrooms import listings
from anslag.scraper.newsrooms.base import NOTHING, Entry, Found, root, slug_id, split
from anslag.scraper.newsrooms.site import Site, parameters
from anslag.scraper.records import Role

PRESS_RELEASES = "1334"
"""The site's own code for the kind of page."""
PAGE_SIZE = 100
_RELEASE = re.compile(r"/pressmeddelanden/(?:19|20)\d\d/[01]\d/[^/]+/?$", re.I)


class Regeringen(Site):
    """``/pressmeddelanden/<year>/<month>/<slug>/``."""

    name = "regeringen"
    hosts = ("regeringen.se",)

    def identity(self, url: str) -> str | None:
        """Host and path, for press releases only."""
        plain = self.canonical(url).partition("?")[0]
        return slug_id(plain) if _RELEASE.search(split(plain).path) else None

    def doors(self, url: str) -> Sequence[Entry]:
        """The feed of press releases, then the filter behind the visible list."""
        if split(url).path.rstrip("/").lower() not in ("", "/pressmeddelanden"):
            return ()
        site, kind = root(url), "filterType=Taxonomy&filterByType=FilterablePageBase"
        feed = (
            f"{site}/Filter/RssFeed?{kind}&preFilteredCategories=&rootPageReference=0"
            f"&filteredContentCategories={PRESS_RELEASES}&filteredPublisherCategories="
        )
        listed = (
            f"{site}/Filter/GetFilteredItems?lang=sv&{kind}&preFilteredCategories={PRESS_RELEASES}"
            f"&rootPageReference=0&page=1&pageSize={PAGE_SIZE}"
        )
        return (Entry(feed, Role.FEED), Entry(listed, Role.FEED))

    def takes(self, kind: str, target: str) -> bool:  # noqa: ARG002
        """The feed may hold other kinds of pages than were asked for."""
        return self.identity(target) is not None

    def stated(self, url: str, body: bytes) -> Found:
        """The filter's answer: a list page inside JSON, and the next one while there are more."""
        try:
            answer = json.loads(body)
        except (ValueError, RecursionError):
            return Found(note="feed refused: not JSON")
        message = answer.get("Message") if isinstance(answer, dict) else None
        if not isinstance(message, str):
            return Found(note=NOTHING)
        page = listings.page(url, message.encode("utf-8", "replace"))
        links = [
            self.link(a.url, a.text, a.published) for a in page.anchors if self.identity(a.url) is not None
        ]
        releases = self.kept(url, links)
        number = parameters(url).get("page", "")
        if not releases or not re.fullmatch("[0-9]{1,6}", number):
            return Found(releases, note=page.note or ("" if releases else NOTHING))
        following = re.sub(r"(?<=[?&]page=)\d+", str(int(number) + 1), url)
        total = answer.get("TotalCount")
        more = isinstance(total, int) and total > int(number) * PAGE_SIZE
        return Found(releases, (Entry(following, Role.FEED),) if more else ())


PLATFORM = Regeringen()

"""regeringen.se: press releases by the site's own feed and filter; the visible lists have no pages.

The site refuses many robots. That is never got round: feed first, and a refusal is a result.
"""

from __future__ import annotations

import json
import re

from anslag.scraper import listings
from anslag.scraper.platform import NOTHING, Found, Platform, Source
from anslag.scraper.records import Role
from anslag.scraper.url_shapes import parameters

__all__ = ["Regeringen"]

PAGE_SIZE = 100
# 1334 is the site's own code for press releases.
_KIND = "filterType=Taxonomy&filterByType=FilterablePageBase"
_FEED = (
    f"{{root}}/Filter/RssFeed?{_KIND}&preFilteredCategories=&rootPageReference=0"
    "&filteredContentCategories=1334&filteredPublisherCategories="
)
_LISTED = (
    f"{{root}}/Filter/GetFilteredItems?lang=sv&{_KIND}&preFilteredCategories=1334"
    f"&rootPageReference=0&page=1&pageSize={PAGE_SIZE}"
)
_START = r"(?i:/?|/pressmeddelanden/?)"


class Regeringen(Platform):
    """``/pressmeddelanden/<year>/<month>/<slug>/``: the feed first, then the filter behind the visible list."""

    hosts = ("regeringen.se",)
    strict = True
    release = re.compile(r"/pressmeddelanden/(?:19|20)\d\d/[01]\d/[^/]+/?$", re.I)
    sources = ((_START, _FEED, Role.FEED), (_START, _LISTED, Role.FEED))

    def stated(self, url: str, body: bytes) -> Found:
        """The filter's answer: a list page inside JSON, and the next one while there are more."""
        try:
            answer = json.loads(body)
        except (ValueError, RecursionError):
            return Found(note="feed refused: not JSON")
        message = answer.get("Message") if isinstance(answer, dict) else None
        if not isinstance(message, str):
            return Found(note=NOTHING)
        page = listings.listing(url, message.encode("utf-8", "replace"))
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
        return Found(releases, (Source(following, Role.FEED),) if more else ())

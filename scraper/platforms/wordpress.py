"""WordPress: feeds, list pages, and the REST interface that a page's head names.

Interface: https://developer.wordpress.org/rest-api/reference/posts/. Pages are asked for by ``offset``: a page
number past the end is answered with status 400, an offset past the end with an empty list.
"""

from __future__ import annotations

import html
import json
import re
from dataclasses import replace

from anslag.scraper.listings import Listing
from anslag.scraper.outcomes import Kind
from anslag.scraper.platform import NOTHING, Found, Link, Platform, Source
from anslag.scraper.records import Role
from anslag.scraper.url_shapes import absolute, aside, paged, parameters, split

__all__ = ["WordPress"]

PAGE_SIZE = 100
_FIELDS = "id,link,date_gmt,modified_gmt,title"
_PART = re.compile(r"/(?:category|kategori|tag|author|page)/", re.I)


class WordPress(Platform):
    """Told by the link to its interface and by the folders of its files."""

    is_cms = True
    signatures = (b"https://api.w.org/", b"/wp-content/", b"/wp-includes/", b"/wp-json/")

    def owns(self, url: str) -> bool:
        """Addresses of its interface."""
        return "/wp-json/" in split(url).path

    def listed(self, url: str, page: Listing) -> Found:
        """As on any site; a list of all posts without further pages also leads to the interface."""
        found = super().listed(url, page)
        if page.next_pages or _PART.search(split(url).path) or paged(url):
            return found
        query = f"per_page={PAGE_SIZE}&orderby=date&_fields={_FIELDS}&offset=0"
        doors = [Source(f"{base}wp/v2/posts?{query}", Role.FEED) for base in page.data if "?" not in base]
        return replace(found, more=(*found.more, *self.onward(url, doors)))

    def stated(self, url: str, body: bytes) -> Found:
        """The posts that the interface gives, and the next part when this one is full."""
        try:
            posts = json.loads(body)
        except (ValueError, RecursionError):
            return Found(note="feed refused: not JSON", fault=Kind.FEED_REFUSED)
        if not isinstance(posts, list):
            return Found(note=NOTHING)
        releases = self.kept(url, [link for post in posts if (link := self._post(url, post)) is not None])
        offset = parameters(url).get("offset", "")
        if len(posts) < PAGE_SIZE or not re.fullmatch("[0-9]{1,7}", offset):
            # An empty part behind full ones is the end, not a change of layout.
            return Found(releases, note="" if releases or offset.strip("0") else NOTHING)
        following = re.sub(r"(?<=[?&]offset=)\d+", str(int(offset) + PAGE_SIZE), url)
        return Found(releases, (Source(following, Role.FEED),))

    def _post(self, url: str, post: object) -> Link | None:
        if not isinstance(post, dict) or not isinstance(post.get("link"), str):
            return None
        target = absolute(url, post["link"])
        title, date = post.get("title"), post.get("date_gmt")
        words = title.get("rendered") if isinstance(title, dict) else title
        headline = " ".join(html.unescape(words).split())[:500] if isinstance(words, str) else ""
        if not target or aside(target):
            return None
        return self.link(target, headline, f"{date}Z"[:40] if isinstance(date, str) else "")

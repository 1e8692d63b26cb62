"""SiteVision: the sites of regions, municipalities and agencies. A page keeps its id when its name changes.

Archive portlets give RSS (``state=rss``), which list pages link to; element ids change with every edit and are
never looked at.
"""

from __future__ import annotations

import re

from anslag.scraper.platform import Platform
from anslag.scraper.url_shapes import like_release, section, slug_id, split

__all__ = ["SiteVision"]

_PAGE_ID = re.compile(r"\.(\d)\.([0-9a-f]{12,32})\.html$", re.I)
_ARTICLE = "5"


class SiteVision(Platform):
    """Pages ``/a/b/name.html``, or ``/a/b/name.<kind>.<page id>.html``; kind 5 is an article of an archive."""

    is_cms = True
    signatures = (b"sv-text-portlet", b"sv-html-portlet", b'id="svid1', b"/sitevision/", b"sv-channel")

    def owns(self, url: str) -> bool:
        """Addresses with a page id, which only this platform makes."""
        return _PAGE_ID.search(split(url).path) is not None

    def identity(self, url: str) -> str | None:
        """Host and page id where the address holds one, else host and path."""
        plain = self.canonical(url)
        parts = split(plain)
        found = _PAGE_ID.search(parts.path)
        if found is None:
            return super().identity(url)
        if section(plain) or (found[1] != _ARTICLE and not like_release(plain)):
            return None
        return slug_id(parts._replace(path=f"/{found[1]}.{found[2].lower()}", query="").geturl())

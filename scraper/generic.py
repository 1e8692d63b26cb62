"""Any other site: feeds, sitemaps and list pages, told by standard marks, by addresses and by place.

What cannot be known from an address is decided loosely here: whether a page is a release is for the parsers to
say, from the archive.
"""

from __future__ import annotations

from collections.abc import Callable

from anslag.scraper.platform import Platform


class Generic(Platform):
    """The platform of last resort. ``elsewhere`` gives the identity that another platform sees in an address.

    A site whose platform was not recognised still keeps the platform's identities, so that a release found in
    a sitemap and the same release found in a list are one.
    """

    name = "generic"

    def __init__(self, elsewhere: Callable[[str], str | None]) -> None:
        self._elsewhere = elsewhere

    def owns(self, url: str) -> bool:  # noqa: ARG002
        """Every site that no other platform owns."""
        return True

    def identity(self, url: str) -> str | None:
        """Another platform's number where the address holds one, else host and path."""
        return self._elsewhere(url) or super().identity(url)

    def sure(self, target: str) -> bool:
        """An address with a platform's number is a release's."""
        return self._elsewhere(target) is not None

"""Optimizely (EPiServer before): a content system without feeds of its own.

A site's maker writes the lists and the RSS, so nothing beyond the signatures is known: links, feeds and sitemap are
read as on any site.
"""

from __future__ import annotations

from anslag.scraper.platform import Platform

__all__ = ["Optimizely"]


class Optimizely(Platform):
    """Told by its metas and by the folders of its files; newer sites hide the generator."""

    is_cms = True
    signatures = (
        b'content="episerver',
        b'content="optimizely',
        b'name="epi.',
        b"/globalassets/",
        b"/contentassets/",
        b"episerver.net",
    )

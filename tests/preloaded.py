"""What crawls and builds load only when they need it, loaded at once: for a process that forks many of them.

A child would else spend most of its short life on loading (sqlite-utils brings numpy where that is installed), and a
crawl that is killed would mostly be killed there.
"""

from __future__ import annotations

from importlib import import_module

from anslag.scraper import platforms

for _name in (
    "anslag.db.store", "anslag.scraper.crawl", "anslag.scraper.feeds", "anslag.scraper.sitemaps",
    "anyio._backends._asyncio", "feedparser", "httpcore", "rich.progress", "sqlite_utils",
):  # fmt: skip
    import_module(_name)
platforms.platform_of("https://example.se/")

"""Which publishing platform made a page, by the marks that each one leaves.

Adding a platform is one row here and one fixture. Marks are lower case.
"""

from __future__ import annotations

PLATFORMS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("mynewsdesk", ("mynewsdesk.com",)),
    ("cision", ("news.cision.com", "publish.ne.cision.com")),
    ("viatt", ("via.tt.se",)),
    ("notified", ("newsroom.notified.com", "client.notified.com")),
    ("pressmachine", ("pressmachine.se",)),
    ("regeringen", ("www.regeringen.se",)),
    ("sitevision", ("sv-text-portlet", "sv-layout", "sitevision")),
    ("optimizely", ('content="episerver"', "epi.title", "/globalassets/", "/contentassets/")),
    ("wordpress", ("api.w.org", "/wp-content/", "wp-json")),
)


def platform(signals: str, url: str) -> str | None:
    """The platform's name, by the address first, then by marks in the page; None if none is known."""
    lowered = url.lower()
    for source in (lowered, signals):
        for name, marks in PLATFORMS:
            if any(mark in source for mark in marks):
                return name
    return None

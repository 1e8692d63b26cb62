"""Whether an answer is HTML, by its bytes first and by what the server calls it, for crawl and reading alike."""

from __future__ import annotations

import re

_SIGNS = (
    (b"%PDF", "a PDF"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"GIF8", "an image"),
    (b"RIFF", "an image or a film"),
    (b"{", "JSON"),
    (b"[{", "JSON"),
    (b'["', "JSON"),
)
_FEED = re.compile(
    rb"\A\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,2000}?-->\s*)?<(?:rss|feed|urlset|sitemapindex|svg)\b", re.S
)
_MARKUP = re.compile(rb"<(?:html|body|main|article|h1|p)\b", re.I)
_HTML = frozenset(("text/html", "application/xhtml+xml", ""))
_UNCLEAR = frozenset(("text/plain", "application/octet-stream", "application/xml", "text/xml"))


def not_html(body: bytes, content_type: str) -> str:
    """What an answer is instead of HTML ("a PDF"), "" for HTML. ``content_type`` is the header as sent."""
    start = body[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    for sign, name in _SIGNS:
        if start.startswith(sign):
            return name
    if _FEED.match(start):
        return "a feed"
    kind = content_type.partition(";")[0].strip().lower()
    if kind in _UNCLEAR and not _MARKUP.search(start):
        return f"called {kind!r} by the server and without HTML's tags"
    if kind not in _HTML | _UNCLEAR:
        return f"called {kind[:80]!r} by the server"
    if b"<" not in body or (b"\0" in start[:1024] and not start.startswith((b"\xff\xfe", b"\xfe\xff"))):
        return "text without any tag"
    return ""

"""Bytes of an archived answer to a release, whatever platform it came from."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

from anslag.parsers import fallback
from anslag.parsers import page as pages
from anslag.parsers.document import Draft, release_of
from anslag.parsers.errors import NotARelease
from anslag.parsers.furniture import is_skip, trimmed
from anslag.parsers.pages.platforms import platform
from anslag.parsers.phrases.dates import day
from anslag.parsers.records import BlockKind, Release

_HOSTS = {"mynewsdesk", "cision", "cision news", "via tt", "notified", "pressmachine"}
_NOT_FOUND = re.compile(
    r"(?:404|sidan (?:kunde inte hittas|kan inte hittas|hittades inte|finns inte|saknas)|page not found|not found"
    r"|(?:vi kunde inte|kunde inte) hitta sidan|logga in|access denied|åtkomst nekad|just a moment|underhåll pågår|site maintenance"
    r"|är du en människa|captcha|service unavailable|tillfälligt otillgänglig)",
    re.I,
)


def release(body: bytes, headers: Mapping[str, str], url: str | None = None) -> Release:
    """The release that an answer holds.

    ``headers`` have lower-case names. Raises :class:`NotARelease`, with one line that says what the answer
    is instead: empty, not HTML, an error page with status 200, too complex to parse.
    """
    kind = headers.get("content-type", "")
    _refuse_non_html(body, kind)
    found = pages.page(body, kind)
    title = _title(found)
    drafts = found.drafts
    if title and _NOT_FOUND.match(title) and sum(len(" ".join(d.lines)) for d in drafts) < 1500:
        raise NotARelease(f"not a release: it looks like an error or log-in page ({title[:60]!r})")
    shown = _shown(drafts[:8])
    drafts = trimmed(drafts)
    if not any(d.kind is not BlockKind.HEADLINE for d in drafts):
        raise NotARelease("not a release: no text on the page")
    meta = found.meta
    return release_of(
        drafts,
        url=url or meta.get("canonical") or meta.get("og:url"),
        title=title,
        publisher=_publisher(meta),
        published=_published(meta) or shown,
        platform=platform(found.signals, url or meta.get("canonical", "")),
        language=found.language,
    )


def _refuse_non_html(body: bytes, kind: str) -> None:
    head = body[:1024].lstrip()
    if not head.strip(b"\0 \t\r\n\xef\xbb\xbf"):
        raise NotARelease("empty: there is nothing in it")
    for mark, name in (
        (b"%PDF", "a PDF"),
        (b"PK\x03\x04", "a ZIP archive"),
        (b"\x89PNG", "an image"),
        (b"\xff\xd8\xff", "an image"),
        (b"GIF8", "an image"),
        (b"{", "JSON"),
        (b"<rss", "a feed"),
        (b"<feed", "a feed"),
    ):
        if head.startswith(mark):
            raise NotARelease(f"not HTML: it is {name}")
    if kind and not re.match(r"(?:text/html|application/xhtml|text/plain)", kind.strip(), re.I):
        raise NotARelease(f"not HTML: the server calls it {kind.split(';')[0].strip()!r}")
    if b"<" not in body or (b"\0" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff"))):
        raise NotARelease("not HTML: there is no tag in it")


def _title(found: pages.Page) -> str | None:
    for draft in found.drafts:
        if draft.kind is BlockKind.HEADLINE:
            return " ".join(draft.lines)
    return found.meta.get("ld:headline") or found.meta.get("og:title") or found.meta.get("title")


def _publisher(meta: Mapping[str, str]) -> str | None:
    for key in ("ld:publisher", "og:site_name", "dc.publisher", "author"):
        name = meta.get(key)
        if name and name.casefold() not in _HOSTS:
            return name
    # A wire platform names itself as the site; the page's title ends with the sender.
    _, bar, sender = meta.get("title", "").rpartition(" | ")
    return sender if bar and sender.casefold() not in _HOSTS else None


def _published(meta: Mapping[str, str]) -> date | None:
    # regeringen.se puts Swedish words in datetime attributes, so metas come first.
    for key in (
        "published",
        "article:published_time",
        "ld:datePublished",
        "og:published",
        "dc.date",
        "dc.date.issued",
        "epi.published",
        "date",
        "time",
    ):
        value = meta.get(key, "")
        found = value and (day(value) or fallback.day(value))
        if found:
            return found
    return None


_BEFORE_DAY = re.compile(
    r"(?:publicera[dt]|publiceringsdatum|uppdaterad|datum|pressmeddelande|nyhet)\W*", re.I
)


def _shown(drafts: Sequence[Draft]) -> date | None:
    """The day that a line by the headline shows and nothing else ("2 februari 2021", "Publicerad 2021-02-02")."""
    for draft in drafts:
        line = draft.lines[0] if len(draft.lines) == 1 else ""
        if line and is_skip(line):
            found = day(_BEFORE_DAY.sub("", line, count=1))
            if found:
                return found
    return None

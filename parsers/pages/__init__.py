"""Bytes of an archived answer to a release, whatever platform it came from."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from anslag.parsers.document import Draft, paragraphs, release_of
from anslag.parsers.errors import NotARelease
from anslag.parsers.furniture import is_skip, trimmed
from anslag.parsers.markup.decode import decoded
from anslag.parsers.markup.error_page import titles_error
from anslag.parsers.markup.limits import too_complex
from anslag.parsers.markup.media_type import not_html
from anslag.parsers.markup.page_parts import UNKNOWN, PageParts
from anslag.parsers.markup.tree import Tree, tree
from anslag.parsers.mentions.periods import day
from anslag.parsers.pages.blocks import blocks
from anslag.parsers.pages.headlines import headed
from anslag.parsers.pages.metadata import Metadata, metadata
from anslag.parsers.pages.parts import parts
from anslag.parsers.pages.weights import weights
from anslag.parsers.records import BlockKind, Release

_MOST_OF_AN_ERROR = 1500
"""Characters of text that an error page has at most."""
_WORDS_OF_A_HEADLINE = 4


def release(
    body: bytes, headers: Mapping[str, str], url: str | None = None, made: PageParts = UNKNOWN
) -> Release:
    """The release that an answer holds.

    ``headers`` have lower-case names, ``made`` is what is known of the page's make. Raises :class:`NotARelease`, with one line that says what the answer
    is instead: empty, not HTML, an error page with status 200, too complex to parse.
    """
    kind = headers.get("content-type", "")
    _refuse_non_html(body, kind)
    if why := too_complex(body):
        raise NotARelease(why)
    page = tree(decoded(body, kind))
    meta = metadata(page)
    read = _read(page, meta, made)
    title = _title(read.drafts, meta)
    if title and titles_error(title) and _size(read.drafts) < _MOST_OF_AN_ERROR:
        raise NotARelease(f"not a release: it looks like an error or log-in page ({title[:60]!r})")
    shown = _shown(read.drafts[:8])
    drafts = trimmed(read.drafts)
    if not _says_something(drafts):
        read = replace(read, drafts=_told_elsewhere(page, meta, made, read.drafts))
        drafts = trimmed(read.drafts)
    if not _says_something(drafts) and not _is_headline_alone(drafts):
        raise NotARelease("not a release: no text on the page")
    address = url or meta.url
    return release_of(
        drafts,
        url=address,
        title=title,
        publisher=meta.publisher(title),
        published=meta.published() or shown,
        platform=made.platform or None,
        language=page.language.split("-")[0].lower() or None,
        lost=read.lost,
    )


@dataclass(frozen=True, slots=True)
class _Reading:
    """The blocks of a page before furniture among them goes, and what words its parts took away."""

    drafts: list[Draft]
    lost: tuple[str, ...] = ()


def _read(page: Tree, meta: Metadata, made: PageParts, *, mild: bool = False) -> _Reading:
    found = parts(page.body, weights(page, made, mild=mild), meta.titles, made)
    return _Reading(headed(blocks(found), meta.titles), found.lost)


def _told_elsewhere(page: Tree, meta: Metadata, made: PageParts, drafts: list[Draft]) -> list[Draft]:
    """The blocks of a page that shows no body: from its linked data, else from what it hides until a script runs."""
    heads = [draft for draft in drafts if draft.kind is BlockKind.HEADLINE][:1]
    if not heads and meta.titles:
        heads = [Draft(BlockKind.HEADLINE, [meta.titles[0]], 1)]
    article = meta.article
    if article and "</" in article and not too_complex(article.encode("utf-8", "replace")):
        inner = tree(article)
        return [*heads, *_read(inner, meta, made).drafts]
    if article:
        return [*heads, *paragraphs(article)]
    return _read(page, meta, made, mild=True).drafts


def _size(drafts: Sequence[Draft]) -> int:
    return sum(len(line) for draft in drafts for line in (*draft.lines, *draft.cells))


def _says_something(drafts: Sequence[Draft]) -> bool:
    return any(draft.kind is not BlockKind.HEADLINE for draft in drafts)


def _is_headline_alone(drafts: Sequence[Draft]) -> bool:
    """Whether the headline tells enough to be a release by itself."""
    return any(len(line.split()) >= _WORDS_OF_A_HEADLINE for draft in drafts for line in draft.lines)


def _refuse_non_html(body: bytes, kind: str) -> None:
    head = body[:1024].lstrip()
    if not head.strip(b"\0 \t\r\n\xef\xbb\xbf"):
        raise NotARelease("empty: there is nothing in it")
    if what := not_html(body, kind):
        raise NotARelease(f"not HTML: it is {what}")


def _title(drafts: Sequence[Draft], meta: Metadata) -> str | None:
    for draft in drafts:
        if draft.kind is BlockKind.HEADLINE:
            return " ".join(draft.lines)
    return next(iter(meta.titles), None)


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

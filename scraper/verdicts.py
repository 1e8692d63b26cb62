"""What an answer means for the crawl: a page to keep, or a cause to skip, retry or give up.

Only a first look at a page is taken here; whether it is a release is for the parsers to say, from
the archive. A wrong guess here costs a line in the summary, never a page.
"""

from __future__ import annotations

from dataclasses import dataclass

from anslag.parsers.markup.error_page import error_words, titles_error
from anslag.parsers.markup.glance import Glance, glance
from anslag.parsers.markup.media_type import not_html
from anslag.scraper.exchange import Failure, Fetched
from anslag.scraper.outcomes import Kind

_PASSING = frozenset({408, 421, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524, 527, 530, 202})
_SHORT = 600
"""Characters of visible text; an error page hardly has more, a release hardly less."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """``kind`` is None for an answer to keep and read; ``message`` is one line for a person."""

    kind: Kind | None = None
    message: str = ""
    unchanged: bool = False


def of_answer(answer: Fetched | Failure, *, conditional: bool) -> Verdict:
    """What an answer means, whatever was asked for. ``conditional``: validators were sent along."""
    if isinstance(answer, Failure):
        return Verdict(answer.kind, answer.message)
    status = answer.status
    if status == 304:
        return Verdict(unchanged=True) if conditional else Verdict(Kind.UNASKED_304, "304 unasked")
    if status == 206:
        return Verdict(Kind.PARTIAL, "partial answer (206)")
    if status in (204, 205) or (
        status in (200, 203) and not answer.body.strip(b"\0\t\n\f\r \xef\xbb\xbf\xfe\xff")
    ):
        return Verdict(Kind.EMPTY, f"no content (status {status})")
    if status in (200, 203):
        return Verdict()
    if status in (404, 410):
        return Verdict(Kind.GONE, f"status {status}")
    return Verdict(Kind.BUSY if status in _PASSING else Kind.STATUS, f"status {status}")


def of_release(answer: Fetched, page: Glance | None = None) -> Verdict:
    """Whether a whole answer may be a release: HTML, and no error page in disguise. ``page`` is a glance at it."""
    if other := not_html(answer.body, answer.header("content-type")):
        return Verdict(Kind.NOT_HTML, f"not HTML: it is {other}")
    if what := _error_page(page or glance(answer.body)):
        return Verdict(Kind.SOFT_ERROR, f"looks like {what}")
    return Verdict()


def _error_page(page: Glance) -> str:
    """What an answer with status 200 really is ("an error page: …"), or "" for a page."""
    for words in (page.heading, page.title):
        if titles_error(words):
            return f"an error page: {words[:80]!r}"
    if page.refused or page.has(_SHORT):
        return ""
    if found := error_words(page.text):
        return f"an error page: {found!r}"
    if page.asks_password:
        return "a log-in page"
    if page.has_script and not page.has(80):
        return "an empty app shell"
    return "a page without words" if page.text in ("", page.title) else ""

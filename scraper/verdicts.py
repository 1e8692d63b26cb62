"""What an answer means for the crawl: a page to keep, or a cause to skip, retry or give up.

Only cheap, linear looks at a page are taken here; whether it is a release is for the parsers to say, from
the archive. A wrong guess here costs a line in the summary, never a page.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

from anslag.scraper.exchange import Failure, Fetched
from anslag.scraper.outcomes import Kind

_HEAD = 1 << 16
_PASSING = frozenset({408, 421, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524, 527, 530, 202})
_HTML_TYPES = frozenset({"text/html", "application/xhtml+xml", ""})
_UNCLEAR_TYPES = frozenset({"text/plain", "application/octet-stream", "application/xml", "text/xml"})
_MAGIC = (
    b"%PDF",
    b"PK\x03\x04",
    b"\x89PNG",
    b"GIF8",
    b"\xff\xd8\xff",
    b"\x1f\x8b",
    b"RIFF",
    b"{",
    b"[{",
    b'["',
)
_FEEDS = re.compile(
    rb"\A\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,2000}?-->\s*)?<(?:rss|feed|urlset|sitemapindex|svg)\b", re.S
)
_MARKUP = re.compile(rb"<(?:html|body|main|article|h1|p)\b", re.I)
_TITLE = re.compile(rb"<title[^>]{0,500}>([^<]{0,500})", re.I)
_H1 = re.compile(rb"<h1[^>]{0,1000}>(.{0,1000}?)</h1", re.I | re.S)
_LINK = re.compile(rb"<link\b[^<>]{0,4000}>", re.I)
_CANONICAL = re.compile(rb"\brel\s*=\s*[\"']?canonical\b", re.I)
_HREF = re.compile(rb"\bhref\s*=\s*[\"']([^\"'<>]{1,3000})", re.I)
_TAG = re.compile(r"<[^<>]{0,2000}>")
_START = 1 << 13
_UNSEEN = ("<script", "<style", "<template", "<head")
_SHORT = 600
"""Characters of visible text; an error page hardly has more, a release hardly less."""

_ERROR_TITLE = re.compile(
    r"\W*(?:(?:http\s*)?(?:fel|error)?\W*(?:404|410|403|500|502|503)(?:\W*$|\W+(?:not|sidan|fel|error|page|forbidden)\b)|"
    r"(?:sidan|artikeln|nyheten|pressmeddelandet|innehållet)\s+(?:kunde\s+inte|kan\s+inte|gick\s+inte|finns\s+(?:inte|ej)|"
    r"hittades\s+inte|är\s+borttage[nt]|saknas)|vi\s+(?:hittar\s+inte|kan\s+inte\s+hitta)|oj,|hoppsan|"
    r"page\s+(?:not\s+found|missing)|not\s+found\b|access\s+denied|forbidden\b|attention\s+required|just\s+a\s+moment|"
    r"are\s+you\s+(?:a\s+)?(?:human|robot)|är\s+du\s+en\s+(?:robot|människa)|logga\s+in\s*$|sign\s+in\s*$|log\s*in\s*$|"
    r"inloggning\s*$|captcha|(?:planerat\s+)?underhåll(?:sarbete)?\s*$|(?:scheduled\s+)?maintenance\s*$|"
    r"(?:webbplatsen|sajten|tjänsten)\s+är\s+(?:tillfälligt|stängd|nere|ur\s+funktion)|"
    r"(?:the\s+)?service\s+(?:is\s+)?unavailable|tillfälligt\s+(?:fel|avbrott|stängt?))",
    re.I,
)
_ERROR_WORDS = re.compile(
    r"kunde inte hittas|kan inte hittas|hittades inte|finns inte (?:längre|kvar)|finns tyvärr inte|"
    r"är borttagen|page (?:not|could not be) found|captcha|verify (?:that )?you are|är (?:inte )?en robot|"
    r"pågår underhåll|underhållsarbete|under maintenance|tillbaka snart|"
    r"tillfälligt (?:stängd|otillgänglig|nere)|"
    r"du måste logga in|logga in för att|lösenord|unable to access|service is unavailable|"
    r"enable javascript|aktivera javascript|javascript (?:måste|krävs|is required)",
    re.I,
)


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


def of_release(answer: Fetched) -> Verdict:
    """Whether a whole answer may be a release: HTML, and no error page in disguise."""
    kind = answer.header("content-type").partition(";")[0].strip().lower()
    start = answer.body[:_HEAD].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not _is_html(kind, start):
        return Verdict(Kind.NOT_HTML, f"not HTML: {kind or 'no content type'}"[:120])
    if what := _error_page(answer.body):
        return Verdict(Kind.SOFT_ERROR, f"looks like {what}")
    return Verdict()


def _is_html(kind: str, start: bytes) -> bool:
    if start.startswith(_MAGIC) or _FEEDS.match(start):
        return False
    return kind in _HTML_TYPES or (kind in _UNCLEAR_TYPES and _MARKUP.search(start[:4096]) is not None)


def _error_page(body: bytes) -> str:
    """What an answer with status 200 really is ("an error page: …"), or "" for a page."""
    title, heading = title_of(body), heading_of(body)
    for words in (heading, re.split(r" [|–-] ", title)[0]):
        if _ERROR_TITLE.match(words):
            return f"an error page: {words[:80]!r}"
    if len(body) > _HEAD:
        return ""
    # The beginning of most pages has words enough; only a page without them is looked through wholly.
    if any(len(text := visible_text(part)) >= _SHORT for part in (body[:_START], body)):
        return ""
    if found := _ERROR_WORDS.search(text):
        return f"an error page: {found[0]!r}"
    if b'type="password"' in body:
        return "a log-in page"
    if b"<script" in body.lower() and len(text) < 80:
        return "an empty app shell"
    return "a page without words" if text in ("", title) else ""


def title_of(body: bytes) -> str:
    """The page's title element, white space folded; "" without one. Looks at the page's first 64 KiB."""
    return _plain(_TITLE.search(body[:_HEAD]))


def heading_of(body: bytes) -> str:
    """The page's first ``h1``, white space folded; "" without one. Looks at the page's first 64 KiB."""
    return _plain(_H1.search(body[:_HEAD]))


def canonical_of(body: bytes) -> str:
    """The address that the page's ``rel=canonical`` link names, as written; "" without one."""
    for tag in _LINK.findall(body[:_HEAD]):
        if _CANONICAL.search(tag) and (found := _HREF.search(tag)):
            return html.unescape(found[1].decode("utf-8", errors="replace"))
    return ""


def _plain(match: re.Match[bytes] | None) -> str:
    text = match[1].decode("utf-8", errors="replace") if match else ""
    return " ".join(html.unescape(_TAG.sub(" ", text)).split())


MOST_READ = 2_000_000
"""Bytes of a page that are looked through for words: no release is that long."""


def visible_text(body: bytes) -> str:
    """Roughly what a reader sees of a page, white space folded, in linear time; of its first :data:`MOST_READ` bytes."""
    text = body[:MOST_READ].decode("utf-8", errors="replace")
    for name in _UNSEEN:
        if name[1:] in text or name[1:].upper() in text:
            text = _without(text, name)
    return " ".join(html.unescape(_TAG.sub(" ", text)).split())


def _without(text: str, opening: str) -> str:
    """The text without its elements of a name; one that never closes takes the rest along."""
    low, kept, at = text.lower(), [], 0
    if len(low) != len(text):
        # A letter that changes its length in lower case would shift every offset.
        low = text
    while (start := low.find(opening, at)) >= 0:
        kept.append(text[at:start])
        end = low.find(f"</{opening[1:]}", start)
        if end < 0:
            return " ".join(kept)
        at = low.find(">", end) + 1 or len(low)
    return " ".join([*kept, text[at:]])

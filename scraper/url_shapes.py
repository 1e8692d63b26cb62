"""What an address alone says: release, section, page of a list, something else, or trap.

The words are those of Swedish (and English) sites; a wrong guess costs a fetch or a line in the summary,
never a wrong grant. Everything here takes time linear in the address.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from functools import lru_cache
from urllib.parse import SplitResult, parse_qsl, urlsplit

from anslag.scraper.addresses import BadAddress, clean, joined

LONGEST_ID = 120
"""Characters of an id made of host and path, before the hash that stands for the rest."""
_TOLD = re.compile(r"[a-z0-9.]+(?:/[a-z0-9]+(?:[.-][a-z0-9]+)*)*")
"""Addresses that can be told from the words of their id: no hyphen in the host, no two signs in a row."""
DEEPEST_PATH = 20
MOST_REPEATS = 2
MOST_PARAMETERS = 20
_NEWS = re.compile(
    r"pressmeddelanden?|press-?releases?|pressreleaser|nyhet|\w{0,20}nyheter\d{0,4}|\w{0,20}nyhetsarkiv|nyhetslista|news|"
    r"newsroom|aktuellt|releases?|artik(?:el|lar)|articles?|posts?|blogg?|press|pressrum|nytt|senaste-?nytt|publicerat|"
    r"nyheter?-(?:och|-).*|press-(?:och|info).*",
    re.I,
)
_LIST = re.compile(r"index|arkiv|archive|media|mynewsdesk|latest[_-]news|list|lista|alla|page|sida", re.I)
_ONE = re.compile(
    r"releases?|press-?releases?|pressmeddelanden?|nyhet|nyheter|artikel|artiklar|articles?|posts?|news|press",
    re.I,
)
_ONE_NUMBERED = re.compile(
    r"(?:release|press-?release|pressmeddelande|nyhet|artikel|article|post|news)[_-]?\d+", re.I
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_DAY_FIRST = re.compile(r"(?:19|20)\d\d-[01]\d-[0-3]\d-.")
_PAGE_ID = re.compile(r"\.\d\.[0-9a-f]{8,32}\.html$", re.I)
_SUFFIX = re.compile(r"\.(?:html?|aspx?|php|printable)", re.I)
_ASIDE = re.compile(
    r"tags?|taggar|amnen?|kategori(?:er)?|categor(?:y|ies)|author|forfattare|sok|search|log-?in|logga-in|logout|kontakt\w*|"
    r"contact\w*|contact_people|om-oss|om-webbplatsen|about(?:-us)?|cookies?|kakor|tillganglighet\w*|personuppgifter\w*|"
    r"integritet\w*|privacy\w*|english|en|kalender|calendar|events?|evenemang|jobb|lediga-jobb|vacancies|wp-\w+|wp-login\.php|"
    r"xmlrpc\.php|feed|rss|prenumerera|subscribe|bilder|images?|videos?|documents?|dokument|globalassets|contentassets|static|"
    r"assets|download|nedladdning|lyssna|share|dela|webbkarta|sitemap",
    re.I,
)
_FILE = re.compile(
    r".*\.(?:pdf|jpe?g|png|gif|svg|webp|ico|zip|docx?|xlsx?|pptx?|odt|csv|mp[34]|mov|css|js|ics|vcf|xml|rss|atom|json|exe)",
    re.I | re.S,
)
_PAGED = re.compile(
    r"(?:page|sida|sidnr|paged|pg|pageix|pageindex|pagenumber|offset|start|skip|month|manad|ar|year)=\d[\d-]*|p=\d{1,3}",
    re.I,
)
_PAGED_PATH = re.compile(r"/(?:page|sida)[/-]?(\d{1,5})/?$", re.I)
_ID = re.compile(r"\w{0,12}id=\d+", re.I)
_HEADLINE = 5
"""Hyphens in the last part of an address that make it a headline wherever it stands."""
_PRINT = re.compile(
    r"(?:print|printable|printversion|utskrift|utskriftsversion|skriv-?ut|share|ref|amp)(?:=.*)?", re.I | re.S
)
_PRINT_PATH = re.compile(r"(?:\.printable|/(?:print|utskrift|amp)/?)$", re.I)


def like_release(url: str) -> bool:
    """Whether the address is shaped as that of one press release or news item."""
    *folders, last = segments(url) or [""]
    if not last or section(url) or aside(url) or paged(url):
        return False
    suffix = _SUFFIX.search(last[-12:])
    stem = last[: len(last) - len(suffix[0])] if suffix and last.endswith(suffix[0]) else last
    hyphens = stem.strip("-").count("-")
    if any(map(_NEWS.fullmatch, folders)) and (
        hyphens >= 2 or stem != last or (len(stem) >= 4 and stem[-4:].isdigit())
    ):
        return True
    if _ONE_NUMBERED.fullmatch(stem) or (stem.isdigit() and folders and _ONE.fullmatch(folders[-1])):
        return True
    return hyphens >= 1 and (
        _DAY_FIRST.match(stem) is not None or (any(map(_YEAR.fullmatch, folders)) and not stem.isdigit())
    )


def may_be_release(url: str) -> bool:
    """Whether somebody who gives this very address means one release: headline, number or id at its end."""
    if like_release(url):
        return True
    if section(url) or aside(url) or paged(url):
        return False
    *folders, last = segments(url) or [""]
    numbered = bool(folders) and last[:1].isdigit() and not _YEAR.fullmatch(last) and "-" not in last[6:]
    asked = any(_ID.fullmatch(part) for part in split(url).query.split("&"))
    return last.strip("-").count("-") >= _HEADLINE or numbered or asked


def segments(url: str) -> list[str]:
    """The parts of the path between its slashes."""
    return [part for part in split(url).path.split("/") if part]


def has_slug(url: str) -> bool:
    """Whether the address ends in a headline: three hyphens or more."""
    parts = segments(url)
    return bool(parts) and parts[-1].strip("-").count("-") >= 3


def ends_in_number(url: str) -> bool:
    """Whether path or query end in a number, as in ``/case/12`` or ``?id=5306&lang=sv``."""
    parts = split(url)
    tail = _SUFFIX.sub("", parts.path.rstrip("/")[-40:])
    return tail[-1:].isdigit() or any(map(_ID.fullmatch, parts.query.split("&")))


def section(url: str) -> bool:
    """Whether the address is that of a list of news: ``/nyheter``, ``/om-oss/press/2024/``."""
    parts = segments(url)
    if len(parts) > 1 and _YEAR.fullmatch(parts[-2]) and re.fullmatch("[0-9]{1,2}", parts[-1]):
        parts.pop()
    while parts and _YEAR.fullmatch(parts[-1]):
        parts.pop()
    if not parts or len(parts[-1]) > 80 or any(map(_ID.fullmatch, split(url).query.split("&"))):
        return False
    name = _SUFFIX.sub("", _PAGE_ID.sub("", parts[-1]))
    return (_NEWS.fullmatch(name) or _LIST.fullmatch(name)) is not None


def in_section(url: str) -> bool:
    """Whether the address lies under news or press."""
    return any(map(_NEWS.fullmatch, segments(url)))


def aside(url: str) -> bool:
    """Whether the address is of another kind: a file, a tag, a search, a calendar, a contact page; or a trap."""
    parts = segments(url)
    # "/om-oss/press/…" and "/kontakt/nyheter/…" are news; "/press/kontakt" is not.
    news = [number for number, part in enumerate(parts) if _NEWS.fullmatch(part[:80])]
    after = parts[news[-1] + 1 :] if news else parts
    if any(map(_ASIDE.fullmatch, after)) or trap(url):
        return True
    return bool(parts) and _FILE.fullmatch(parts[-1][-300:]) is not None


def paged(url: str) -> bool:
    """Whether the address is one page of a list."""
    parts = split(url)
    return any(map(_PAGED.fullmatch, parts.query.split("&"))) or _PAGED_PATH.search(parts.path) is not None


def unpaged(url: str) -> str:
    """The path of the list that a page belongs to, without the page's number and the last slash."""
    return _PAGED_PATH.sub("", split(url).path).rstrip("/")


def trap(url: str) -> bool:
    """Whether the address is of a kind that never ends: too many parts, or the same ones again and again."""
    parts = segments(url)
    if len(parts) > DEEPEST_PATH or split(url).query.count("&") >= MOST_PARAMETERS:
        return True
    return any(parts.count(one) > MOST_REPEATS for one in set(parts))


def one_spelling(url: str) -> str:
    """The address without tracking, session, fragment and print variants; as it is where it cannot be read."""
    parts = split(url)
    query = "&".join(part for part in parts.query.split("&") if part and not _PRINT.fullmatch(part))
    path = _PRINT_PATH.sub("", parts.path) or "/"
    try:
        return clean(parts._replace(path=path, query=query, fragment="").geturl())
    except BadAddress:
        return url


# A link is asked for its host, its section, its page and its kind, one after the other.
@lru_cache(maxsize=1024)
def split(url: str) -> SplitResult:
    """The parts of an address; empty parts for what is no address."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return SplitResult("", "", "", "", "")
    return parts


def host(url: str) -> str:
    """The host of an address in lower case, "" if it has none."""
    return (split(url).hostname or "").lower()


def root(url: str) -> str:
    """Scheme, host and port of an address, as in "https://host:8000"."""
    parts = split(url)
    return f"{parts.scheme}://{parts.netloc}"


def slug_id(url: str) -> str:
    """An id from host and path: "www-regionhalland-se_nyheter_sju-projekt".

    No two addresses share one, but for a slash at the end: where the words alone could be another address's, or are
    too long, a hash of the address follows.
    """
    parts = split(url)
    path = parts.path.rstrip("/")
    words = re.sub(r"[^a-z0-9_]+", "-", f"{parts.netloc}{_folded(path)}-{parts.query}".lower()).strip("-_")
    if len(words) <= LONGEST_ID and not parts.query and _TOLD.fullmatch(parts.netloc + path):
        return words
    # The scheme is no part of the identity: a site that moves to https keeps its releases.
    exact = f"{parts.netloc}{path}" + (f"?{parts.query}" if parts.query else "")
    digest = hashlib.sha256(exact.encode("utf-8", "replace")).hexdigest()[:8]
    return f"{words[:LONGEST_ID].rstrip('-_')}-{digest}"


def _folded(path: str) -> str:
    return path.replace("/", "_").replace(".", "__")


def slug_words(url: str) -> str:
    """The words at the end of an address: "/2024/sju-projekt-far-stod.html" → "sju projekt far stod"."""
    last = split(url).path.rstrip("/").rpartition("/")[2]
    return " ".join(re.sub(r"\.[a-z]{2,5}$", "", last).split("-"))[:500]


def absolute(url: str, link: str) -> str:
    """The address that ``link`` in the feed or answer at ``url`` stands for; "" if it is none."""
    try:
        return joined(url, link)
    except BadAddress:
        return ""


def parameters(url: str) -> Mapping[str, str]:
    """The query of an address, the last value of each name."""
    try:
        return dict(parse_qsl(split(url).query))
    except ValueError:
        return {}

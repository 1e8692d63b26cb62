"""What became of an address: five outcomes, and for each failure its cause, its tries and what to do.

The names are those of the fetch log (``crawl.db``), of ``crawl.log`` and of the closing summary.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Outcome(StrEnum):
    """What one try to fetch an address led to."""

    STORED = "stored"
    """A whole answer, new or changed, is in the archive."""
    UNCHANGED = "unchanged"
    """The server, or a comparison, says that nothing is new since the last visit."""
    SKIPPED = "skipped"
    """An answer that is no release (or an address that must not be asked for); nothing went wrong."""
    RETRIED = "retried"
    """A passing failure; the address is due again later in this crawl."""
    FAILED = "failed"
    """Given up for this crawl."""


class Kind(StrEnum):
    """Why an address was skipped or failed. The values are shown to users."""

    UNREACHABLE = "host not reachable"
    CERTIFICATE = "certificate not valid"
    NO_ANSWER = "no answer in time"
    TOO_SLOW = "took too long"
    CUT = "answer cut short"
    UNDECODABLE = "cannot decode"
    NOT_HTTP = "not a valid answer"
    TOO_LARGE = "too large"
    BUSY = "server busy or broken"
    STATUS = "refused or missing"
    GONE = "not found or gone"
    REMOVED = "removed by publisher"
    NO_SUCH_LISTING = "no such listing"
    LEFT = "left for the next crawl"
    LONG_WAIT = "asked to wait long"
    UNASKED_304 = "304 unasked"
    PARTIAL = "partial answer"
    EMPTY = "no content"
    REDIRECTS = "too many redirects"
    OUT_OF_SCOPE = "out of scope"
    BAD_ADDRESS = "address not usable"
    DISALLOWED = "disallowed by robots.txt"
    ROBOTS_UNREACHABLE = "robots.txt unreachable"
    ROBOTS_DELAY = "robots.txt asks for too long a delay"
    NOT_HTML = "not HTML"
    NOT_A_RELEASE = "not a release"
    SOFT_ERROR = "looks like an error page"
    DUPLICATE = "duplicate of another address"
    ELSEWHERE = "names another address as its own"
    TOO_COMPLEX = "too complex to parse"
    NOTHING_FOUND = "0 releases found"
    NOTHING_KEPT = "no release could be kept"
    FAR_FEWER = "far fewer releases than before"
    FAR_MORE = "far more releases than before"
    NOTHING_NEW = "stopped: nothing new"
    FEED_REFUSED = "feed refused"
    FEED_BROKEN = "feed broken off"
    UNREADABLE = "listing could not be read"


TRIES: Mapping[Kind, int] = {
    Kind.BUSY: 4,
    Kind.UNREACHABLE: 3,
    Kind.NO_ANSWER: 3,
    Kind.CUT: 4,
    Kind.UNDECODABLE: 3,
    Kind.PARTIAL: 3,
    Kind.TOO_SLOW: 2,
    Kind.NOT_HTTP: 2,
    Kind.UNASKED_304: 2,
    Kind.EMPTY: 2,
    Kind.ELSEWHERE: 2,
}
"""How often an address is tried in one crawl when it fails so; what is not named here is tried once."""

SKIPS = frozenset(
    {
        Kind.EMPTY,
        Kind.DISALLOWED,
        Kind.NOT_HTML,
        Kind.NOT_A_RELEASE,
        Kind.SOFT_ERROR,
        Kind.DUPLICATE,
        Kind.NOTHING_NEW,
        Kind.REMOVED,
        Kind.NO_SUCH_LISTING,
        Kind.BAD_ADDRESS,
    }
)
"""Causes that are no failure of the crawl: the address is skipped and the crawl may still be complete."""

ADVICE: Mapping[Kind, str] = {
    Kind.UNREACHABLE: "check the spelling of the address and the network, then run it again",
    Kind.CERTIFICATE: "tell the publisher; anslag never reads past a certificate that is not valid",
    Kind.NO_ANSWER: "run the crawl again later",
    Kind.TOO_SLOW: "run the crawl again at a quieter hour",
    Kind.CUT: "run the crawl again; if it stays, tell the publisher",
    Kind.UNDECODABLE: "run the crawl again; if it stays, tell the publisher",
    Kind.NOT_HTTP: "open the address in a browser; if it works there, report it",
    Kind.TOO_LARGE: "nothing: pages of this size are not releases",
    Kind.BUSY: "run the crawl again later, with a longer --delay",
    Kind.STATUS: "open the address in a browser; the publisher may refuse robots",
    Kind.GONE: "check the address in a browser: there is no such page, or not any more",
    Kind.REMOVED: "nothing: earlier versions are kept",
    Kind.LEFT: "run the crawl again later",
    Kind.LONG_WAIT: "run the crawl again after the time the server named",
    Kind.OUT_OF_SCOPE: "if the newsroom has moved, crawl its new address",
    Kind.DISALLOWED: "nothing: the publisher does not want these pages crawled",
    Kind.ROBOTS_UNREACHABLE: "run the crawl again later; without robots.txt no page is asked for",
    Kind.ROBOTS_DELAY: "ask the publisher for leave",
    Kind.TOO_COMPLEX: "nothing: the page is archived, but it is no page for readers",
    Kind.NOTHING_FOUND: "open the address in a browser; the layout may have changed: report it",
    Kind.NOTHING_KEPT: "open one of them in a browser: the newsroom may want a log-in or a consent",
    Kind.FAR_FEWER: "open the address in a browser; the layout may have changed: report it",
    Kind.FAR_MORE: "look at what it lists: other pages may be taken for releases; report it",
    Kind.UNREADABLE: "report it: the listing is in the archive",
    Kind.UNASKED_304: "run the crawl again; if it stays, tell the publisher",
    Kind.PARTIAL: "run the crawl again; if it stays, tell the publisher",
    Kind.REDIRECTS: "open the address in a browser; if it works there, report it",
    Kind.ELSEWHERE: "run the crawl again",
    Kind.FEED_REFUSED: "nothing: a feed of this kind is never read",
    Kind.FEED_BROKEN: "tell the publisher; what could not be read is in the archive, and on the newsroom's pages",
}
"""What a person can do about a cause."""


def outcome(kind: Kind) -> Outcome:
    """The final outcome of an address that was given up with this cause."""
    return Outcome.SKIPPED if kind in SKIPS else Outcome.FAILED


def one_line(text: str, longest: int = 400) -> str:
    """Text from the web fit for a log and a terminal: one line, nothing that acts, not too long."""
    line = "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in " ".join(text.split()))
    return line if len(line) <= longest else line[: longest - 1] + "…"

"""From a newsroom's address to the addresses of its releases: where to begin, what to ask for next, when to stop.

Pages of a listing are followed only while they bring releases that this crawl has not met, so that endless
calendars and endless pagination end; nothing outside the newsroom's own origins is ever added.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import islice

from anslag.parsers.markup.limits import too_complex
from anslag.scraper import bands, likely, platforms
from anslag.scraper.addresses import BadAddress, Origin, Scope, clean, is_loopback, joined, origin
from anslag.scraper.frontier import Frontier, LogLine, Request
from anslag.scraper.journal import Journal, Tried, now
from anslag.scraper.outcomes import Kind, Outcome
from anslag.scraper.platform import Found, Link, Platform, Source
from anslag.scraper.records import Archived, Role
from anslag.scraper.revisits import Revisits
from anslag.scraper.verdicts import Verdict

BARREN_PAGES = 2
"""Listing pages in a row without a new release, after which a listing is followed no further."""
MOST_BARREN = 30
"""Listing pages of one newsroom in a row without a new release, whichever led to which."""
MOST_PAGES = 500
"""Listing pages of one newsroom in one crawl."""
_MOST_SITEMAPS = 20
_FIRST, _FURTHER, _LAST = 1000.0, 900.0, -100.0


@dataclass(frozen=True, slots=True)
class Reading:
    """What a listing gave: its verdict, and how many release addresses it named."""

    verdict: Verdict
    releases: int = 0


class Discovery:
    """Fills the frontier. ``loopback`` gets the origins on this machine that start addresses allow."""

    def __init__(
        self, frontier: Frontier, journal: Journal, loopback: set[Origin], *, only_likely: bool = False
    ) -> None:
        self._frontier = frontier
        self._journal = journal
        self._loopback = loopback
        self._only_likely = only_likely
        self._scopes: dict[str, Scope] = {}
        self._pages: Counter[str] = Counter()
        self._dry: Counter[str] = Counter()
        self._barren: dict[str, int] = {}
        self._met: set[int] = set()
        self._duplicates: dict[str, str] = {}
        self._hosts: set[str] = set()

    def start(self, url: str) -> None:
        """Begins with a newsroom or a release, by its clean address."""
        platform = platforms.platform_of(url)
        self.scope(url)
        self._journal.found[url] += 0
        start = Request(url, str(origin(url)), Role.LISTING, newsroom=url, depth=-1)
        if (known := platform.identity(url)) is None:
            self._enter(start, platform)
        else:
            link = Link(clean(platform.canonical(url)), known)
            self._met.add(hash(known))
            self._journal.found[url] += 1
            self._add([_request(link.url, Role.RELEASE, start, platform, _FIRST, link)])

    def _enter(self, start: Request, platform: Platform) -> None:
        """Adds the doors of a newsroom."""
        pages = self._in_scope(start.newsroom, platform.entry_points(start.newsroom))
        self._add(
            _request(page.url, page.role, start, platform, _FIRST - number)
            for number, page in enumerate(pages)
        )

    def sitemaps(self, place: Origin, named: Iterable[str]) -> None:
        """Adds the sitemaps that a robots.txt names, for newsrooms that are a whole site."""
        for newsroom in self._scopes:
            if origin(newsroom) == place and newsroom == f"{place}/":
                start = Request(newsroom, str(place), Role.LISTING, newsroom=newsroom, depth=-1)
                pages = self._in_scope(newsroom, [Source(url, Role.FEED) for url in named][:_MOST_SITEMAPS])
                self._add(_request(p.url, p.role, start, platforms.GENERIC, _FURTHER) for p in pages)

    def revisit(self) -> None:
        """Adds what earlier visits to the newsrooms knew; to be called when all are started."""
        revisits = Revisits(self._frontier, self._scopes)
        known = revisits.releases()
        while batch := list(islice(known, 1000)):
            self._add(replace(request, priority=_LAST) for request in batch)
        self._duplicates = revisits.duplicates

    def scope(self, newsroom: str) -> Scope:
        """Where the newsroom may be fetched from. Raises BadAddress."""
        if newsroom not in self._scopes:
            origins = platforms.platform_of(newsroom).origins(newsroom)
            self._scopes[newsroom] = Scope.of([newsroom, *origins])
            own = origin(newsroom)
            if is_loopback(own):
                self._loopback.add(own)
        return self._scopes[newsroom]

    def read(self, request: Request, final_url: str, body: bytes) -> Reading:
        """Adds what a listing, feed or sitemap names."""
        if why := too_complex(body):
            return Reading(Verdict(Kind.TOO_COMPLEX, why))
        platform = platforms.named(request.platform)
        if platform is platforms.GENERIC:
            platform = platforms.platform_of(request.newsroom, body)
        try:
            found = platform.read(final_url, body)
        except Exception as error:  # noqa: BLE001  a page that a platform chokes on must not end the crawl
            return Reading(
                Verdict(Kind.UNREADABLE, f"listing could not be read: {type(error).__name__}: {error}")
            )
        if platform.name != request.platform and request.depth == 0 and request.role is Role.LISTING:
            self._enter(replace(request, depth=-1), platform)
        fresh = self._releases(request, platform, found.releases)
        self._journal.found[request.newsroom] += fresh
        verdict = self._follow(request, platform, found, fresh)
        return Reading(verdict, len(found.releases))

    def _follow(self, request: Request, platform: Platform, found: Found, fresh: int) -> Verdict:
        """Adds the further pages of a listing, unless it has run dry."""
        newsroom = request.newsroom
        self._pages[newsroom] += 1
        barren = 0 if fresh else self._barren.get(request.url, 0) + 1
        if request.role is Role.FEED and not found.releases and found.note:
            return Verdict(found.fault, found.note)
        self._dry[newsroom] = 0 if fresh else self._dry[newsroom] + 1
        run_dry = barren > BARREN_PAGES or self._dry[newsroom] > MOST_BARREN
        if run_dry or self._pages[newsroom] > MOST_PAGES:
            if found.more and not found.fault:
                return Verdict(Kind.NOTHING_NEW, "stopped: nothing new")
            return Verdict(found.fault, found.note if found.fault else "")
        pages = self._in_scope(newsroom, found.more)
        for page in pages:
            self._barren.setdefault(page.url, barren)
        self._add(
            _request(page.url, page.role, request, platform, _FURTHER - request.depth) for page in pages
        )
        return Verdict(found.fault, found.note if found.fault else "")

    def _in_scope(self, newsroom: str, pages: Iterable[Source]) -> list[Source]:
        scope, kept = self.scope(newsroom), []
        for page in pages:
            try:
                url = clean(page.url)
            except BadAddress:
                continue
            if url in scope:
                kept.append(Source(url, page.role))
        return kept

    def _releases(self, request: Request, platform: Platform, links: Iterable[Link]) -> int:
        """Adds the releases that a listing names; gives how many this crawl had not met."""
        scope = self.scope(request.newsroom)
        wanted, fresh = [], 0
        for number, link in enumerate(links):
            try:
                url = clean(link.url)
            except BadAddress as error:
                self._journal.note(f"address not usable on {request.url}: {error}")
                continue
            weight = likely.score(link.headline)
            if url not in scope or (self._only_likely and weight < likely.LIKELY):
                continue
            if known := self._known_as(url, link.release_id):
                self._set_aside(request, url, link.release_id, known)
                continue
            self._met.add(hash(link.release_id))
            fresh += 1
            # Newest first among headlines of the same weight.
            priority = weight - min(request.depth * 1000 + number, 10**6) * 1e-7
            wanted.append(_request(url, Role.RELEASE, request, platform, priority, link))
        self._add(wanted)
        return fresh

    def _known_as(self, url: str, release_id: str) -> str:
        """What a listed address is a duplicate of, in words; "" for one to be asked for."""
        if why := self._duplicates.get(url):
            return why
        addresses = self._frontier.of_release(release_id) if self.met(release_id) else []
        return f"duplicate of {addresses[0]}" if addresses else ""

    def _set_aside(self, request: Request, url: str, release_id: str, why: str) -> None:
        """Keeps on record that a release has a further address; it is not asked for."""
        other = replace(request, url=url, role=Role.RELEASE, release_id=release_id)
        if self._frontier.add([other]):
            skipped = Outcome.SKIPPED
            line = (url, Role.RELEASE, request.newsroom)
            self._frontier.done(LogLine(*line, release_id, now(), 0.0, 0, skipped, Kind.DUPLICATE, why))
            self._journal.tried(Tried(*line, skipped, kind=Kind.DUPLICATE, why=why))

    def reread(self, one: Archived) -> None:
        """Adds what a listing names that was archived in an earlier run of this crawl and never read."""
        capture = one.capture
        known = self._frontier.get(capture.url)
        if known is not None and capture.status in (200, 304) and not capture.truncated:
            self.read(known, capture.final_url, capture.body)

    def taken_hosts(self) -> set[str]:
        """The hosts for which something was added since the last call."""
        hosts, self._hosts = self._hosts, set()
        return hosts

    def judge(self, *, whole: bool) -> None:
        """Says loudly which newsrooms gave less than they should.

        What they list is compared with earlier visits, and kept for later ones, where the visit is ``whole``: from
        its first address on in this run.
        """
        comparable = whole and not self._only_likely
        for newsroom, listed in list(self._journal.found.items()):
            log = list(self._frontier.log(newsroom=newsroom))
            before = self._frontier.yields(newsroom, bands.VISITS) if comparable else []
            if (found := bands.shortfall(newsroom, listed, log, before)) is not None:
                self._journal.short(newsroom, found.kind, found.message, is_counted=found.is_counted)
            elif comparable:
                self._frontier.save_yield(newsroom, listed)
            self._journal.found[newsroom] = listed or len({e.url for e in log if e.role is Role.RELEASE})

    def canonical(self, request: Request, page: str, link: str) -> Request | None:
        """The other release of this newsroom that a page says it really is; None where it says no such thing.

        Believed only where addresses alone make identities; a platform's own numbers need no help.
        """
        platform = platforms.named(request.platform)
        if not link or platform is not platforms.GENERIC:
            return None
        try:
            url = clean(platform.canonical(joined(page, link)))
        except BadAddress:
            return None
        known = platform.identity(url)
        if url not in self.scope(request.newsroom):
            self._journal.note(f"{request.url}: its canonical link leads out of scope, {url}; kept as it is")
            return None
        if known is None or known == request.release_id or url == request.url:
            return None
        return _request(url, Role.RELEASE, request, platform, _FIRST, Link(url, known, request.headline))

    def first(self, request: Request) -> None:
        """Adds a release that is to be asked for before all others."""
        self._met.add(hash(request.release_id))
        self._add([request])

    def met(self, release_id: str) -> bool:
        """Whether this crawl has come across a release."""
        return hash(release_id) in self._met

    def _add(self, requests: Iterable[Request]) -> None:
        listed = list(requests)
        self._frontier.add(listed)
        self._hosts.update(request.host for request in listed)


def _request(
    url: str, role: Role, source: Request, platform: Platform, priority: float, link: Link | None = None
) -> Request:
    """An address that ``source`` names."""
    return Request(
        url=url,
        host=str(origin(url)),
        role=role,
        newsroom=source.newsroom,
        platform=platform.name,
        release_id=link.release_id if link else "",
        priority=priority,
        depth=source.depth + 1,
        headline=link.headline[:500] if link else "",
    )

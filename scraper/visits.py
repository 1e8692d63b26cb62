"""What is done with one answer: judged, archived, read for further addresses, and logged.

The order is what makes a crash harmless: first the archive (synced), then the addresses that the answer names,
and only then the note that it is fetched.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256

from anslag.parsers.markup.glance import MOST_READ, Glance, glance
from anslag.scraper import platforms, robots
from anslag.scraper.addresses import Origin
from anslag.scraper.archive import Archive, ArchiveError
from anslag.scraper.discovery import Discovery
from anslag.scraper.exchange import Failure, Fetched
from anslag.scraper.frontier import Frontier, LogLine, Request
from anslag.scraper.journal import Journal, Tried
from anslag.scraper.outcomes import Kind, Outcome, one_line, outcome
from anslag.scraper.platforms import GENERIC
from anslag.scraper.politeness import LONGEST_WAIT, Clock, HostClock, retry_after
from anslag.scraper.records import Archived, Role
from anslag.scraper.verdicts import Verdict, of_answer, of_release
from anslag.scraper.warc import Entry

_MOST_WORDS = 100_000
"""Pages whose words are remembered, to find one release at two addresses."""


@dataclass(frozen=True, slots=True)
class _Kept:
    """What an answer came to: ``request`` with the release's final identity, and its place in the archive."""

    request: Request
    verdict: Verdict
    archived: Archived | None = None
    unchanged: bool = False


@dataclass(frozen=True, slots=True)
class _Waiting:
    """An answer that waits to be archived, what is done then, and who waits for that."""

    entry: Entry
    then: Callable[[Archived | None], None]
    done: asyncio.Future[None]


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try: what was asked for (``tries`` before this one), what came, and what it means."""

    request: Request
    answer: Fetched | Failure
    verdict: Verdict


class Visits:
    """Takes answers in. ``wall`` is Unix time that only goes forward."""

    def __init__(
        self,
        archive: Archive,
        frontier: Frontier,
        journal: Journal,
        discovery: Discovery,
        wall: Clock,
    ) -> None:
        self._archive = archive
        self._frontier = frontier
        self._journal = journal
        self._discovery = discovery
        self._wall = wall
        self._words: dict[int, str] = {}
        self._waiting: list[_Waiting] = []
        self._writing: asyncio.Task[None] | None = None

    def checked(self, request: Request) -> Request:
        """The request, without what is known from earlier where the archive cannot give it back."""
        try:
            if request.place is not None:
                self._archive.read(*request.place)
        except ArchiveError as error:
            self._journal.note(f"{request.url} is fetched anew: {error}")
            return replace(request, file="", offset=0, etag="", modified="")
        return request

    def judged(self, request: Request, answer: Fetched | Failure, clock: HostClock) -> Attempt:
        """What an answer means for its address, and for the pause of its host."""
        verdict = of_answer(answer, conditional=request.place is not None)
        if verdict.kind is None:
            clock.good()
        if verdict.kind is Kind.BUSY:
            asked = self.asked_to_wait(answer)
            if asked is not None or (isinstance(answer, Fetched) and answer.status in (429, 503)):
                clock.slow_down()
            if asked is None or asked <= LONGEST_WAIT:
                clock.hold(asked or 0.0)
        request, verdict = self._identified(request, answer, verdict)
        return Attempt(request, answer, verdict)

    def asked_to_wait(self, answer: Fetched | Failure) -> float | None:
        """For how many seconds the server asked not to be asked again; None where it did not."""
        if isinstance(answer, Failure):
            return None
        return retry_after(answer.header("retry-after"), self._wall())

    def again(self, tried: Attempt, wait: float) -> None:
        """Logs a try that failed for now; the address is due again in ``wait`` seconds."""
        entry = self._entry(tried.request, tried.answer, tried.verdict, Outcome.RETRIED)
        self._frontier.again(entry, self._wall() + wait)
        self._tell(tried.request, entry, tried.verdict)

    async def finish(self, tried: Attempt) -> None:
        """Takes in the last answer to a request. Raises ArchiveError when it cannot be kept."""
        request, answer, verdict = tried.request, tried.answer, tried.verdict
        asked = self.asked_to_wait(answer) if verdict.kind is Kind.BUSY else None
        if asked is not None and asked > LONGEST_WAIT:
            await self._put_off(request, answer, verdict, asked)
            return
        if verdict.kind is not None and request.tries:
            verdict = replace(verdict, message=f"{verdict.message} after {request.tries + 1} tries")

        def then(archived: Archived | None) -> None:
            self._finish(self._kept(request, verdict, archived), answer)

        await self._keep(request, answer, then)

    async def keep_robots(self, place: Origin, answer: Fetched | Failure, rules: robots.Rules) -> None:
        """Archives the answer for a robots.txt, and says loudly when it closes the host."""
        verdict = Verdict(rules.kind, rules.refusal) if rules.refusal else Verdict()
        what = Outcome.FAILED if rules.refusal else Outcome.STORED
        request = Request(robots.address(str(place)), str(place), Role.ROBOTS, newsroom=str(place))

        def then(archived: Archived | None) -> None:
            entry = _placed(self._entry(request, answer, verdict, what), archived)
            self._frontier.done(entry)
            self._tell(request, entry, verdict)

        await self._keep(request, answer, then)
        self._discovery.sitemaps(place, rules.sitemaps)
        if rules.refusal:
            self._journal.note(f"{place}: {rules.refusal}")

    def leave(self, hosts: Iterable[str]) -> None:
        """Logs what is due and was not asked for, because its host could not be: the next crawl tries it."""
        for host in hosts:
            put_off: list[str] = []
            while request := self._frontier.next(host, math.inf, put_off):
                if request.not_before - self._wall() > LONGEST_WAIT:
                    # Logged already, with the time at which it is due.
                    put_off.append(request.url)
                    continue
                nothing = Failure(request.url, Kind.LEFT, str(Kind.LEFT))
                verdict = Verdict(Kind.LEFT, nothing.message)
                entry = self._entry(request, nothing, verdict, Outcome.FAILED)
                self._frontier.done(entry)
                self._tell(request, entry, verdict)

    async def _put_off(
        self, request: Request, answer: Fetched | Failure, verdict: Verdict, asked: float
    ) -> None:
        due = datetime.fromtimestamp(self._wall() + asked, UTC)
        why = f"{verdict.message}: asked to wait {_span(asked)}; not waiting, due {due:%Y-%m-%d %H:%M} UTC"
        late = Verdict(Kind.LONG_WAIT, why)

        def then(archived: Archived | None) -> None:
            entry = _placed(self._entry(request, answer, late, Outcome.FAILED), archived)
            self._frontier.again(entry, self._wall() + asked)
            self._tell(request, entry, late)

        await self._keep(request, answer, then)

    def _kept(self, request: Request, verdict: Verdict, archived: Archived | None) -> _Kept:
        unchanged = verdict.unchanged or (archived is not None and self._same(request, archived))
        return _Kept(request, verdict, archived, unchanged and verdict.kind is None)

    def _identified(
        self, request: Request, answer: Fetched | Failure, verdict: Verdict
    ) -> tuple[Request, Verdict]:
        """The request with the release that its final address stands for, and whether it is one."""
        if isinstance(answer, Failure) or verdict != Verdict() or request.role is not Role.RELEASE:
            return request, verdict
        final = request.release_id
        if answer.final_url != request.url:
            final = platforms.named(request.platform).identity(answer.final_url) or ""
        if not final:
            return _aside(request, Kind.NOT_A_RELEASE, f"not a release: redirects to {answer.final_url}")
        page = glance(answer.body) if request.platform == GENERIC.name else None
        verdict = of_release(answer, page)
        if final == request.release_id and verdict.kind is None and page is not None:
            return self._canonical(request, answer, page)
        if final != request.release_id and request.place is None:
            # A release that was stored before keeps its identity when it moves.
            known = [url for url in self._frontier.of_release(final) if url != request.url]
            request = replace(request, release_id=final)
            if known and self._discovery.met(final):
                return _aside(request, Kind.DUPLICATE, f"duplicate of {known[0]}")
        return request, verdict

    def _canonical(self, request: Request, answer: Fetched, page: Glance) -> tuple[Request, Verdict]:
        """Where addresses alone make identities: whether the page is another release's, by link or by words.

        A page that names another address as its own is believed only if the words there are the same.
        """
        words = _words(answer.body, page)
        named = self._discovery.canonical(request, answer.final_url, page.canonical)
        if named is not None:
            other = self._frontier.get(named.url)
            if other is None or (other.place is None and request.tries == 0):
                self._discovery.first(named)
                why = f"names {named.url} as its address; that one is read first"
                return request, Verdict(Kind.ELSEWHERE, why)
            if other.place and words == _words(self._archive.read(*other.place).capture.body):
                return _aside(request, Kind.DUPLICATE, f"duplicate of {named.url}")
            self._journal.note(
                f"{request.url}: its canonical link names another page, {named.url}; kept as it is"
            )
        if len(self._words) >= _MOST_WORDS:
            self._words.clear()
        twin = self._words.setdefault(hash((request.newsroom, words)), request.url)
        if twin != request.url and request.place is None:
            return _aside(request, Kind.DUPLICATE, f"duplicate of {twin}")
        return request, Verdict()

    async def _keep(
        self, request: Request, answer: Fetched | Failure, then: Callable[[Archived | None], None]
    ) -> None:
        """Archives an answer, and does ``then`` what is to be done with its place. Raises ArchiveError."""
        fetched = answer if isinstance(answer, Fetched) else answer.got
        if fetched is None:
            then(None)
            return
        # What turned out to be another page must not be read as a version of the release.
        role = Role.LISTING if request.role is Role.RELEASE and not request.release_id else request.role
        known = (request.release_id, request.newsroom, request.platform, request.place)
        done = asyncio.get_running_loop().create_future()
        self._waiting.append(_Waiting(Entry(fetched, role, *known), then, done))
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write())
        await done

    async def _write(self) -> None:
        """Archives what waits: what came during one sync to the disk has the next one together.

        The log keeps the archive's order: after a crash, what lies behind the last place logged is new.
        """
        while self._waiting:
            batch, self._waiting = self._waiting, []
            error = await self._written(batch)
            for one in batch:
                if not one.done.cancelled():
                    one.done.set_exception(error) if error else one.done.set_result(None)

    async def _written(self, batch: list[_Waiting]) -> Exception | None:
        """Archives and logs a batch; gives what hindered that, for those who wait to raise."""
        try:
            # Other hosts go on meanwhile.
            entries = [one.entry for one in batch]
            places = await asyncio.to_thread(self._archive.append_all, entries)
            with self._frontier.together():
                for one, archived in zip(batch, places, strict=True):
                    one.then(archived)
        except Exception as error:  # noqa: BLE001  raised where each answer came from
            return error
        return None

    def _same(self, request: Request, archived: Archived) -> bool:
        """Whether a reader sees the same as at the last visit, though bytes may differ."""
        if archived.unchanged:
            return True
        if request.place is None or request.role is not Role.RELEASE:
            return False
        before = self._archive.read(*request.place).capture.body
        return _words(before) == _words(archived.capture.body)

    def _finish(self, kept: _Kept, answer: Fetched | Failure) -> None:
        request, verdict = kept.request, kept.verdict
        if verdict.kind is None and request.role in (Role.LISTING, Role.FEED) and kept.archived:
            # For a 304 the archive gives the body that it stands for.
            capture = kept.archived.capture
            verdict = self._discovery.read(request, capture.final_url, capture.body).verdict
        if verdict.kind is Kind.GONE:
            verdict = _gone(request, verdict)
        what = _outcome(verdict, kept.unchanged)
        entry = _placed(self._entry(request, answer, verdict, what), kept.archived)
        good = verdict.kind in (None, Kind.NOTHING_NEW) and isinstance(answer, Fetched)
        headers = answer if isinstance(answer, Fetched) else None
        self._frontier.done(
            entry,
            kept.archived if good else None,
            (headers.header("etag") if headers else "") or (request.etag if kept.unchanged else ""),
            (headers.header("last-modified") if headers else "")
            or (request.modified if kept.unchanged else ""),
        )
        self._tell(request, entry, verdict)
        if what is Outcome.FAILED and request.role is not Role.RELEASE:
            self._journal.note(f"{request.url}: {verdict.message}")

    def _entry(self, request: Request, answer: Fetched | Failure, verdict: Verdict, what: Outcome) -> LogLine:
        fetched = answer if isinstance(answer, Fetched) else answer.got
        return LogLine(
            url=request.url,
            role=request.role,
            newsroom=request.newsroom,
            release_id=request.release_id,
            at=datetime.fromtimestamp(self._wall(), UTC).isoformat(timespec="milliseconds"),
            seconds=round(sum(hop.seconds for hop in fetched.hops), 3) if fetched else 0.0,
            status=fetched.status if fetched else 0,
            outcome=what,
            kind=verdict.kind or "",
            message=one_line(verdict.message),
            bytes=sum(len(hop.body) for hop in fetched.hops) if fetched else 0,
        )

    def _tell(self, request: Request, entry: LogLine, verdict: Verdict) -> None:
        self._journal.tried(
            Tried(
                url=entry.url,
                role=entry.role,
                newsroom=entry.newsroom,
                outcome=entry.outcome,
                status=entry.status,
                kind=verdict.kind,
                why=entry.message,
                seconds=entry.seconds,
                size=entry.bytes,
                tries=request.tries + 1,
                new=request.place is None,
                release_id=entry.release_id,
            )
        )


def validators(request: Request) -> Mapping[str, str]:
    """The conditional headers for a re-visit (RFC 9110 13.1)."""
    if request.place is None:
        return {}
    sent = {"If-None-Match": request.etag, "If-Modified-Since": request.modified}
    return {name: value for name, value in sent.items() if value}


def _aside(request: Request, kind: Kind, why: str) -> tuple[Request, Verdict]:
    """An answer that is archived, but must not be read as a version of the release."""
    return replace(request, release_id=""), Verdict(kind, why)


def _gone(request: Request, verdict: Verdict) -> Verdict:
    """What a 404 or 410 means: a release withdrawn, a door that a newsroom does not have, a dead link."""
    if request.place is not None:
        return Verdict(Kind.REMOVED, f"removed by publisher ({verdict.message})")
    if request.role is not Role.RELEASE and request.url != request.newsroom:
        return Verdict(Kind.NO_SUCH_LISTING, f"no such listing ({verdict.message})")
    return verdict


def _outcome(verdict: Verdict, unchanged: bool) -> Outcome:
    if verdict.kind is not None:
        return outcome(verdict.kind)
    return Outcome.UNCHANGED if unchanged else Outcome.STORED


def _placed(entry: LogLine, archived: Archived | None) -> LogLine:
    return replace(entry, file=archived.file, offset=archived.offset) if archived else entry


def _words(body: bytes, page: Glance | None = None) -> tuple[str, str, str]:
    """What a reader sees of a page: title, heading, and the text of its main part; of one that is not looked at whole
    its digest.
    """
    page = page or glance(body)
    seen = sha256(body).hexdigest() if page.refused or len(body) > MOST_READ else page.main
    return page.title, page.heading, seen


def _span(seconds: float) -> str:
    days, hours = seconds / 86400, seconds / 3600
    return f"{days:.1f} days" if days >= 2 else f"{hours:.1f} hours" if hours >= 2 else f"{seconds:.0f} s"

"""What a crawl tells while it works and at its end: events for a watcher, JSON lines, a summary."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol, TextIO

from anslag.scraper.outcomes import Kind, Outcome, one_line
from anslag.scraper.permissions import begin


def now() -> str:
    """The time in UTC, ISO 8601, to the millisecond."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


@dataclass(frozen=True, slots=True)
class Tried:
    """One try to fetch an address. ``why`` is one line, "" for a stored page; ``size`` is in bytes."""

    url: str
    role: str
    newsroom: str
    outcome: Outcome
    status: int = 0
    kind: Kind | None = None
    why: str = ""
    seconds: float = 0.0
    size: int = 0
    tries: int = 1
    new: bool = False
    release_id: str = ""


@dataclass(frozen=True, slots=True)
class HostState:
    """What a host ("https://…") is doing: "fetching", "waiting 12 s to try again", "done", "stopped: why"."""

    host: str
    doing: str


class Observer(Protocol):
    """Watches a crawl. Called from the crawl's own thread; must return quickly and not raise."""

    def tried(self, event: Tried) -> None:
        """An address was tried."""

    def host(self, state: HostState) -> None:
        """A host's state has changed."""

    def left(self, addresses: int) -> None:
        """How many addresses are known and not yet fetched; told about once a second."""

    def note(self, text: str) -> None:
        """Something that a person should read, in one line."""


class Silent:
    """An observer that shows nothing."""

    def tried(self, event: Tried) -> None:
        """Nothing."""

    def host(self, state: HostState) -> None:
        """Nothing."""

    def left(self, addresses: int) -> None:
        """Nothing."""

    def note(self, text: str) -> None:
        """Nothing."""


@dataclass(frozen=True, slots=True)
class Cause:
    """How many addresses were skipped or failed for one cause, with one of them and what was said of it."""

    count: int
    example: str
    message: str


@dataclass(frozen=True, slots=True)
class Summary:
    """A crawl in figures. Releases are counted by identity, ``fetches`` are requests that got an answer.

    ``found`` counts release addresses per newsroom; ``short`` says what is wrong with those that gave none, none that
    could be kept, or far fewer than before. ``lost`` names the records that the archive had and has no more. ``complete`` is true when nothing
    failed, nothing is left or lost, and every newsroom gave what it should.
    """

    seen: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    gone: int = 0
    skipped: dict[Kind, Cause] = field(default_factory=dict)
    failed: dict[Kind, Cause] = field(default_factory=dict)
    found: dict[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    fetches: int = 0
    retries: int = 0
    waiting: int = 0
    seconds: float = 0.0
    repaired: int = 0
    lost: tuple[str, ...] = ()
    short: dict[str, str] = field(default_factory=dict)
    interrupted: bool = False

    @property
    def complete(self) -> bool:
        """Whether the crawl did all it was asked to."""
        left = self.failed or self.interrupted or self.waiting or self.lost or self.short
        return not (left or 0 in self.found.values())


class Journal:
    """Counts, logs and passes on what happens."""

    def __init__(self, log: TextIO, observer: Observer) -> None:
        self._log = log
        self._observer = observer
        self._count: Counter[str] = Counter()
        self._causes: dict[Outcome, dict[Kind, Cause]] = {Outcome.SKIPPED: {}, Outcome.FAILED: {}}
        self._releases: set[int] = set()
        self.found: Counter[str] = Counter()
        self._notes: dict[str, None] = {}
        self._lost: list[str] = []
        self._short: dict[str, str] = {}

    def tried(self, event: Tried) -> None:
        """Counts and logs one try."""
        self._count["fetches"] += event.status > 0
        self._count["retries"] += event.outcome is Outcome.RETRIED
        if event.outcome in self._causes and event.kind is not None:
            self._cause(event.outcome, event.kind, event.url, event.why)
        if event.role == "release":
            self._release(event)
        told = ((name, getattr(event, name)) for name in Tried.__slots__)
        self._write("tried", {name: value for name, value in told if value not in ("", None)})
        self._observer.tried(event)

    def _release(self, event: Tried) -> None:
        stored = event.outcome in (Outcome.STORED, Outcome.UNCHANGED)
        if event.kind is Kind.REMOVED:
            self._count["gone"] += 1
        if stored and hash(event.release_id) not in self._releases:
            self._releases.add(hash(event.release_id))
            unchanged = event.outcome is Outcome.UNCHANGED
            self._count["unchanged" if unchanged else "new" if event.new else "changed"] += 1

    def _cause(self, outcome: Outcome, kind: Kind, url: str, why: str) -> None:
        causes = self._causes[outcome]
        before = causes.get(kind)
        causes[kind] = (
            Cause(before.count + 1, before.example, before.message) if before else Cause(1, url, why)
        )

    def short(self, newsroom: str, kind: Kind, message: str, *, is_counted: bool) -> None:
        """Counts a newsroom that gave less than it should as failed (unless that ``is_counted``), and says so loudly."""
        if not is_counted:
            self._cause(Outcome.FAILED, kind, newsroom, message)
        self._short[newsroom] = message
        self.note(f"{newsroom}: {message}")

    def lost(self, file: str, offset: int, url: str) -> None:
        """Names a record that the archive had and has no more, with its address where that is known."""
        if not self._lost:
            self.note("the archive has lost records: bring the files back, and see `anslag verify`")
        self._lost.append(f"{file} at byte {offset}" + (f": {url}" if url else ""))
        self._write("lost", {"file": file, "offset": offset, "url": url})

    def host(self, state: HostState) -> None:
        """Passes a host's state on."""
        self._observer.host(state)

    def left(self, addresses: int) -> None:
        """Passes on how many addresses are left."""
        self._observer.left(addresses)

    def note(self, text: str) -> None:
        """Logs and passes on a line for a person; the same line only once."""
        text = one_line(text)
        if text not in self._notes:
            self._notes[text] = None
            self._write("note", {"text": text})
            self._observer.note(text)

    def summary(self, *, seconds: float, waiting: int, interrupted: bool, repaired: int) -> Summary:
        """The crawl so far."""
        made = Summary(
            seen=len(self._releases),
            new=self._count["new"],
            changed=self._count["changed"],
            unchanged=self._count["unchanged"],
            gone=self._count["gone"],
            skipped=dict(self._causes[Outcome.SKIPPED]),
            failed=dict(self._causes[Outcome.FAILED]),
            found=dict(self.found),
            notes=tuple(self._notes),
            fetches=self._count["fetches"],
            retries=self._count["retries"],
            waiting=waiting,
            seconds=seconds,
            repaired=repaired,
            lost=tuple(self._lost),
            short=dict(self._short),
            interrupted=interrupted,
        )
        self._write("summary", asdict(made))
        return made

    def _write(self, what: str, fields: dict[str, object]) -> None:
        self._log.write(json.dumps({"at": now(), "event": what, **fields}, ensure_ascii=False) + "\n")
        self._log.flush()


@contextmanager
def opened(path: Path, observer: Observer) -> Iterator[Journal]:
    """A journal that adds to the log file at ``path``."""
    begin(path)
    with path.open("a", encoding="utf-8", errors="backslashreplace") as log:
        yield Journal(log, observer)

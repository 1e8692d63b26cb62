"""``anslag crawl`` as a person meets it: contact address, progress, summary, exit code."""

from __future__ import annotations

import sys
from pathlib import Path

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)

from anslag.errors import BadInput, DiskFull, InUse
from anslag.pipeline import Built, build
from scraper import crawl as engine
from scraper import frontier, newsrooms
from scraper.archive import ArchiveError, ArchiveFull
from scraper.journal import HostState, Summary, Tried
from scraper.outcomes import ADVICE, Outcome

CONTACT = "contact.txt"
INCOMPLETE, INTERRUPTED = 3, 130


class _Watch:
    """Shows a crawl while it works: a live line in a terminal, a plain line now and then elsewhere."""

    def __init__(self, console: Console, quiet: bool, verbose: bool) -> None:
        self._console, self._quiet, self._verbose = console, quiet, verbose
        self._count = self._stored = self._left = 0
        self._hosts: dict[str, HostState] = {}
        self._live = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            TimeElapsedColumn(),
            console=console,
            transient=True,
            disable=quiet or not console.is_terminal,
        )
        self._task = self._live.add_task("starting …", total=None)

    def __enter__(self) -> _Watch:
        self._live.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._live.stop()

    def tried(self, event: Tried) -> None:
        self._count += 1
        self._stored += event.outcome is Outcome.STORED
        if self._verbose:
            self._console.print(
                f"{event.outcome:9} {event.url}" + (f"  ({event.why})" if event.why else ""),
                markup=False,
                highlight=False,
                soft_wrap=True,
            )
        elif not self._quiet and not self._console.is_terminal and self._count % 100 == 0:
            self._console.print(self._line(), highlight=False)
        self._live.update(self._task, description=self._line())

    def host(self, state: HostState) -> None:
        self._hosts[state.host] = state
        self._live.update(self._task, description=self._line())

    def left(self, addresses: int) -> None:
        self._left = addresses
        self._live.update(self._task, description=self._line())

    def note(self, text: str) -> None:
        if not self._quiet:
            self._console.print(f"note: {text}", markup=False, highlight=False, soft_wrap=True)

    def _line(self) -> str:
        busy = sum(state.doing != "done" for state in self._hosts.values())
        return f"{self._count} answers, {self._stored} stored, {self._left} to go on {busy} host{'s' if busy != 1 else ''}"


def run(
    urls: list[str],
    listed: Path | None,
    all_known: bool,
    only_likely: bool,
    delay: float,
    contact: str | None,
    quiet: bool,
    verbose: bool,
    data: Path,
) -> int:
    """Crawls, builds, says what came of it; gives the exit code (0, 3 incomplete, 130 interrupted)."""
    console = Console(stderr=True)
    starts = urls + _listed(listed, all_known)
    options = engine.Options(contact=_contact(data, contact), delay=delay, only_likely=only_likely)
    try:
        with _Watch(console, quiet, verbose) as watch:
            summary = engine.crawl(data, starts, options, watch)
    except frontier.InUse as error:
        raise InUse(str(error)) from error
    except ArchiveFull as error:
        raise DiskFull(str(error)) from error
    except (engine.CrawlError, frontier.FrontierError, ArchiveError) as error:
        raise BadInput(str(error)) from error
    found = build(data) if (data / "archive").is_dir() else Built()
    for line in summary_lines(summary, found):
        Console().print(line, markup=False, highlight=False, soft_wrap=True)
    if summary.interrupted:
        Console().print("Stopped; run the same command again to go on.")
        return INTERRUPTED
    return 0 if summary.complete else INCOMPLETE


def _listed(path: Path | None, all_known: bool) -> list[str]:
    try:
        rooms = (newsrooms.newsrooms(path) if path else []) + (newsrooms.newsrooms() if all_known else [])
    except newsrooms.NewsroomsError as error:
        raise BadInput(str(error)) from error
    return [room.url for room in rooms]


def _contact(data: Path, given: str | None) -> str:
    """The contact address for the User-Agent: given, stored, or asked for once in a terminal."""
    kept = data / CONTACT
    if given is None and kept.is_file():
        return kept.read_text("utf-8").strip()
    if given is None and sys.stdin.isatty() and sys.stderr.isatty():
        given = (
            Console(stderr=True)
            .input("Your e-mail or web address, for publishers who wonder who is crawling (Enter for none): ")
            .strip()
        )
    if given is None:
        return ""
    if any(not c.isprintable() for c in given) or not given.isascii():
        raise BadInput(
            "the contact address has signs that a header cannot hold; give a plain e-mail or web address"
        )
    try:
        data.mkdir(parents=True, exist_ok=True)
        kept.write_text(given + "\n", "utf-8")
    except OSError as error:
        raise BadInput(f"cannot write to {data}: {error.strerror}") from error
    return given


def summary_lines(summary: Summary, found: Built) -> list[str]:
    """A crawl and its build in words."""
    lines = [
        f"Releases seen: {summary.seen} ({summary.new} new, {summary.changed} changed, {summary.unchanged} unchanged, {summary.gone} gone)"
        f" in {summary.fetches} answers and {summary.seconds:.0f} s"
    ]
    for words, causes in (("skipped", summary.skipped), ("failed", summary.failed)):
        for kind, cause in causes.items():
            advice = ADVICE.get(kind) if words == "failed" else None
            lines.append(
                f"  {words}: {cause.count} × {kind}, for example {cause.example} ({cause.message})"
                + (f" – {advice}" if advice else "")
            )
    lines += [
        f"  0 releases found at {room}: layout changed?" for room, count in summary.found.items() if not count
    ]
    if summary.waiting:
        lines.append(f"  {summary.waiting} addresses are still to be fetched")
    lines.append(
        f"Database: {found.grants} grants in {found.releases} releases; {found.failed_checks} failed checks in {found.releases_with_failed_checks} releases"
    )
    lines += [f"  not read: {count} × {reason}" for reason, count in sorted(found.skipped.items())]
    lines += [f"  archive damaged: {what}" for what in found.damaged]
    return lines


def built(data: Path) -> None:
    """``anslag build`` with a bar; says what the database holds."""
    console = Console(stderr=True)
    bar = Progress(
        TextColumn("reading releases"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )
    with bar:
        task = bar.add_task("", total=None)
        found = build(data, lambda done, every: bar.update(task, completed=done, total=every))
    out = Console()
    out.print(
        f"{found.grants} grants in {found.releases} releases; {found.failed_checks} failed checks in {found.releases_with_failed_checks} releases",
        highlight=False,
    )
    for reason, count in sorted(found.skipped.items()):
        out.print(f"  not read: {count} × {reason}", markup=False, highlight=False)
    for what in found.damaged:
        out.print(f"  archive damaged: {what}; run `anslag verify`", markup=False, highlight=False)

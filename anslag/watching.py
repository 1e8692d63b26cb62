"""Work in progress as a person sees it: live lines in a terminal, a plain line now and then elsewhere."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import TracebackType
from typing import TYPE_CHECKING, Self

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.markup import escape
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from anslag.scraper.journal import HostState, Tried
from anslag.scraper.outcomes import Outcome

if TYPE_CHECKING:
    from anslag.db.progress import ProgressCallback

_EVERY = 10.0
"""Seconds between two plain lines."""
_HOSTS_SHOWN = 8
_DONE = ("done", "stopped")


def span(seconds: float) -> str:
    """A time in words: "45 s", "12 min", "3 h 20 min"."""
    minutes = round(seconds / 60)
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"


class Watch:
    """Shows a crawl while it works."""

    def __init__(self, console: Console, *, quiet: bool = False, verbose: bool = False) -> None:
        self._console, self._quiet, self._verbose = console, quiet, verbose
        self._outcomes: Counter[Outcome] = Counter()
        self._left = 0
        self._hosts: dict[str, str] = {}
        self._began = self._said = time.monotonic()
        self._live: Live | None = None
        if console.is_terminal and not quiet:
            self._live = Live(
                get_renderable=self._shown, console=console, transient=True, refresh_per_second=4
            )

    def __enter__(self) -> Self:
        if self._live:
            self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._live:
            self._live.stop()

    def tried(self, event: Tried) -> None:
        """Counts a try; with ``verbose`` prints it."""
        self._outcomes[event.outcome] += 1
        if self._verbose:
            self._print(f"{event.outcome:9} {event.url}" + (f"  ({event.why})" if event.why else ""))
        else:
            self._say()

    def host(self, state: HostState) -> None:
        """Remembers what a host is doing."""
        if state.doing.startswith(_DONE):
            self._hosts.pop(state.host, None)
        else:
            self._hosts[state.host] = state.doing

    def left(self, addresses: int) -> None:
        """Remembers how much there is to do."""
        self._left = addresses
        self._say()

    def note(self, text: str) -> None:
        """Prints what a person should read."""
        if not self._quiet:
            self._print(f"note: {text}")

    def _say(self) -> None:
        if self._quiet or self._live or time.monotonic() - self._said < _EVERY:
            return
        self._said = time.monotonic()
        self._print(self.line())

    def _print(self, line: str) -> None:
        self._console.print(line, markup=False, highlight=False, soft_wrap=True)

    def line(self) -> str:
        """The crawl so far: answers, their rate, what is left, and for how long."""
        done = sum(self._outcomes.values())
        rate = done / max(time.monotonic() - self._began, 0.001)
        parts = [f"{done} answers ({rate:.1f}/s)"]
        parts += [f"{self._outcomes[one]} {one}" for one in Outcome if self._outcomes[one]]
        parts.append(f"{self._left} to go")
        if self._left and rate:
            parts.append(f"about {span(self._left / rate)} left")
        return ", ".join(parts)

    def _shown(self) -> RenderableType:
        hosts = [f"  {host}: {doing}" for host, doing in list(self._hosts.items())[:_HOSTS_SHOWN]]
        if len(self._hosts) > _HOSTS_SHOWN:
            hosts.append(f"  … and {len(self._hosts) - _HOSTS_SHOWN} more hosts")
        lines = [Text(line, no_wrap=True, overflow="ellipsis") for line in (self.line(), *hosts)]
        return Group(*lines)


@contextmanager
def progressing(console: Console, what: str, *, quiet: bool = False) -> Iterator[ProgressCallback]:
    """Shows how far a build or an export is, and how long it will still take; gives the function that is told."""
    with steps(console, what, quiet=quiet) as [progress]:
        yield progress


@contextmanager
def steps(console: Console, *whats: str, quiet: bool = False) -> Iterator[Sequence[ProgressCallback]]:
    """Shows how far work of several steps is; gives the functions that are told, in the order of the steps.

    A step is shown from when it is told of first, the first one at once.
    """
    if quiet:
        yield [lambda _done, _all: None for _ in whats]
        return
    if not console.is_terminal:
        yield [_Lines(console, what).told for what in whats]
        return
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("left:"),
        TimeRemainingColumn(),
        console=console,
        transient=True,
    )
    with bar:
        yield [_shown(bar, what, is_first=not at) for at, what in enumerate(whats)]


def _shown(bar: Progress, what: str, *, is_first: bool) -> ProgressCallback:
    task = bar.add_task(escape(what), start=is_first, total=None, visible=is_first)

    def told(done: int, every: int) -> None:
        bar.start_task(task)
        bar.update(task, completed=done, total=every, visible=True)

    return told


class _Lines:
    """Says in a line now and then how far something is."""

    def __init__(self, console: Console, what: str) -> None:
        self._console, self._what = console, what
        self._began = self._said = 0.0

    def told(self, done: int, every: int) -> None:
        now = time.monotonic()
        if not self._began:
            self._began = self._said = now
        if now - self._said < _EVERY or not done:
            return
        self._said = now
        left = span((now - self._began) / done * (every - done))
        line = f"{self._what}: {done} of {every}, about {left} left"
        self._console.print(line, markup=False, highlight=False, soft_wrap=True)

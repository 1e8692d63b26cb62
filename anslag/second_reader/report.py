"""``anslag propose`` as a person sees it: what it would cost, how far it is, and what came of it."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from anslag.db import proposals
from anslag.db.connection import connect
from anslag.errors import INCOMPLETE
from anslag.folder import DATABASE
from anslag.presentation import counted
from anslag.second_reader.answer_cache import NAME, AnswerCache
from anslag.second_reader.asking import Limits, Summary, Told, propose, questions
from anslag.second_reader.models import LlmModel
from anslag.second_reader.prompt import Prompt

_EVERY = 10.0
"""Seconds between two plain lines where there is no terminal."""


def run(data: Path, name: str, limits: Limits) -> int:
    """Asks a model and says what came of it; gives the exit code (0, 3 where questions had no answer).

    Raises what :mod:`anslag.errors` draws, :class:`anslag.db.errors.MissingExtra` without the llm package.
    """
    # Before a model is loaded, and before anything is made in a folder that has no database.
    connect(data / DATABASE).close()
    model = LlmModel(name)
    with _progress(Console(stderr=True)) as told:
        summary = propose(data, model, limits, date.today(), told)
    _print(lines(summary, data))
    return INCOMPLETE if summary.failed else 0


def lines(found: Summary, data: Path) -> Iterator[str]:
    """A run in words."""
    yield (
        f"Asked about {counted(found.asked, 'release')} of {found.chosen} that are unsure: "
        f"{_spent(found)}; {found.known} were answered before"
    )
    yield from _not_asked(found)
    yield from _counted("no answer", found.failed, found)
    yield from _counted("answer not usable", found.unusable, found)
    yield from _counted("dropped", found.dropped, found)
    yield (
        f"Proposed: {counted(found.proposed, 'grant')} in {counted(found.releases, 'release')}, "
        f"{found.backed} of them backed by sums of their releases"
    )
    if found.proposed:
        yield (
            f"  kept in {data / proposals.NAME}; `anslag review` shows them one by one, "
            "`anslag build --with-proposals` takes those that are backed"
        )


def _not_asked(found: Summary) -> Iterator[str]:
    for count, why in (
        (found.without_need, "no sum or count is open in them"),
        (found.too_long, "too long for a press release"),
        (found.over_budget, "beyond --limit or --budget; run the same command again to go on"),
    ):
        if count:
            yield f"  not asked: {counted(count, 'release')}, {why}"


def _counted(what: str, reasons: Counter[str], found: Summary) -> Iterator[str]:
    for why, count in sorted(reasons.items(), key=lambda pair: (-pair[1], pair[0])):
        yield f"  {what}: {count} × {why}, for example {found.examples[why]}"


def _spent(found: Summary) -> str:
    return f"{_tokens(found.tokens_in)} tokens in, {_tokens(found.tokens_out)} out"


def _tokens(number: int) -> str:
    return f"{number:,}".replace(",", " ")


def forecast(data: Path, limits: Limits, name: str | None) -> Iterator[str]:
    """What a run would take, in words: releases, tokens, and how many answers are there already."""
    summary = Summary()
    with ExitStack() as kept:
        answers = None
        if name is not None and (data / NAME).is_file():
            answers = kept.enter_context(AnswerCache(data, LlmModel(name).name))
        for one in questions(data, limits.only, summary, date.today()):
            if one is not None:
                _foresee(one.asked, answers, limits, summary)
    unsure = f"{counted(summary.asked, 'release')} of {summary.chosen} that are unsure"
    yield f"It would ask about {unsure}: about {_spent(summary)}"
    if summary.known:
        yield f"  {counted(summary.known, 'release')} would be asked about no more: the answers are kept"
    yield from _not_asked(summary)
    yield "Nothing was sent. What a token costs says the provider; a model on your own machine costs nothing."


def _foresee(asked: Prompt, answers: AnswerCache | None, limits: Limits, summary: Summary) -> None:
    """Counts a question as a run would."""
    if answers is not None and answers.of(asked) is not None:
        summary.known += 1
    elif limits.allow(asked, summary):
        summary.asked += 1
        summary.tokens_in += asked.tokens
        summary.tokens_out += asked.answer_tokens
    else:
        summary.over_budget += 1


@contextmanager
def _progress(console: Console) -> Iterator[Told]:
    """Shows how far a run is and what it has cost: a live line in a terminal, a plain one now and then elsewhere."""
    if not console.is_terminal:
        yield _plainly(console)
        return
    bar = Progress(
        TextColumn("asking"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[cost]}"),
        console=console,
        transient=True,
    )
    with bar:
        task = bar.add_task("", total=None, cost="")
        yield lambda done, every, found: bar.update(task, completed=done, total=every, cost=_spent(found))


def _plainly(console: Console) -> Told:
    said = time.monotonic()

    def told(done: int, every: int, found: Summary) -> None:
        nonlocal said
        if time.monotonic() - said >= _EVERY:
            said = time.monotonic()
            console.print(
                f"{done} of {every} releases, {_spent(found)}", markup=False, highlight=False, soft_wrap=True
            )

    return told


def _print(said: Iterator[str]) -> None:
    console = Console()
    for line in said:
        console.print(line, markup=False, highlight=False, soft_wrap=True)

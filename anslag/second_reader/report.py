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
from anslag.errors import INCOMPLETE
from anslag.presentation import counted
from anslag.second_reader.asking import Limits, Question, Summary, Told, propose, questions
from anslag.second_reader.kept import NAME, Answers
from anslag.second_reader.models import LlmModel

_EVERY = 10.0
"""Seconds between two plain lines where there is no terminal."""


def run(data: Path, name: str, limits: Limits) -> int:
    """Asks a model and says what came of it; gives the exit code (0, 3 where questions had no answer).

    Raises what :mod:`anslag.errors` draws, :class:`anslag.db.errors.MissingExtra` without the llm package.
    """
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
    for count, why in (
        (found.without_need, "no sum or count is open in them"),
        (found.too_long, "too long for a press release"),
        (found.over_budget, "beyond --limit or --budget; run the same command again to go on"),
    ):
        if count:
            yield f"  not asked: {counted(count, 'release')}, {why}"
    yield from _counted("no answer", found.failed, found)
    yield from _counted("answer not usable", found.unusable, found)
    yield from _counted("dropped", found.dropped, found)
    yield f"Proposed: {counted(found.proposed, 'grant')} in {counted(found.releases, 'release')}"
    if found.proposed:
        yield (
            f"  kept in {data / proposals.NAME}; `anslag review` shows them one by one, "
            "`anslag build --with-proposals` takes them unreviewed"
        )


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
    asked, known, tokens_in, tokens_out = 0, 0, 0, 0
    with ExitStack() as kept:
        answers = None
        if name is not None and (data / NAME).is_file():
            answers = kept.enter_context(Answers(data, LlmModel(name).name))
        for one in questions(data, limits.only, summary, date.today()):
            if one is None:
                continue
            if answers is not None and answers.of(one.asked) is not None:
                known += 1
            elif _fits(one, limits, asked, tokens_in + tokens_out):
                asked += 1
                tokens_in += one.asked.tokens
                tokens_out += one.asked.answer_tokens
            else:
                summary.over_budget += 1
    yield (
        f"It would ask about {counted(asked, 'release')} of {summary.chosen} that are unsure: "
        f"about {_tokens(tokens_in)} tokens in, {_tokens(tokens_out)} out"
    )
    if known:
        yield f"  {counted(known, 'release')} would be asked about no more: the answers are kept"
    if summary.without_need:
        yield f"  not asked: {counted(summary.without_need, 'release')}, no sum or count is open in them"
    if summary.over_budget:
        yield f"  not asked: {counted(summary.over_budget, 'release')}, beyond --limit or --budget"
    yield "Nothing was sent. What a token costs says the provider; a model on your own machine costs nothing."


def _fits(one: Question, limits: Limits, asked: int, spent: int) -> bool:
    cost = spent + one.asked.tokens + one.asked.answer_tokens
    return (limits.limit is None or asked < limits.limit) and (limits.budget is None or cost <= limits.budget)


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

"""Asks a model about releases, one after the other, and keeps what stands as proposals.

Every answer is kept before the next question: a run that was stopped goes on where it was, and the file of proposals is
made of the answers alone. Questions end at the budget; a model that fails again and again ends the run.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from pathlib import Path

from anslag.db import corrections, corrections_file, proposals
from anslag.db.connection import connect
from anslag.db.proposals import Proposal
from anslag.errors import AnslagError
from anslag.folder import DATABASE
from anslag.review import Case, Desk
from anslag.second_reader.answer_cache import Answer, AnswerCache
from anslag.second_reader.answers import NoAnswer, Said, said
from anslag.second_reader.choice import chosen, could_gain
from anslag.second_reader.models import Failed, Model
from anslag.second_reader.prompt import LONGEST, Prompt, prompt
from anslag.second_reader.taking import stands
from anslag.second_reader.verification import Dropped, Verifier

MOST_FAILURES = 3
"""Failures in a row after which a model is not asked again: it is gone, or the account is empty."""


@dataclass(slots=True)
class Summary:
    """A run in figures; ``tokens_in`` and ``tokens_out`` are those of this run's questions and answers.

    ``backed`` counts the proposed grants that a build may take unreviewed, ``dropped`` grants of answers that do not
    stand, ``unusable`` answers that nothing could be taken from, ``failed`` questions without an answer, each by the
    reason; ``examples`` has one of each.
    """

    chosen: int = 0
    asked: int = 0
    known: int = 0
    without_need: int = 0
    too_long: int = 0
    over_budget: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    proposed: int = 0
    backed: int = 0
    releases: int = 0
    dropped: Counter[str] = field(default_factory=Counter)
    unusable: Counter[str] = field(default_factory=Counter)
    failed: Counter[str] = field(default_factory=Counter)
    examples: dict[str, str] = field(default_factory=dict)

    @property
    def tokens(self) -> int:
        """What was spent."""
        return self.tokens_in + self.tokens_out


@dataclass(frozen=True, slots=True)
class Question:
    """A release to ask about, as it stands after people's decisions, and what is asked."""

    case: Case
    asked: Prompt


@dataclass(frozen=True, slots=True)
class Limits:
    """What a run asks at most. ``only``: "unclear" for sums that were not understood, "failed" where the total or the
    count does not hold, "all" for both and for releases without grants that sound as if they had some. ``limit``
    bounds the questions, ``budget`` the tokens; None: no bound."""

    only: str = "all"
    limit: int | None = None
    budget: int | None = None

    def allow(self, asked: Prompt, spent: Summary) -> bool:
        """Whether one more question is within bounds."""
        if self.limit is not None and spent.asked >= self.limit:
            return False
        return self.budget is None or spent.tokens + asked.tokens + asked.answer_tokens <= self.budget


Told = Callable[[int, int, Summary], None]
"""Is told how many of how many releases are done, and the summary so far."""


def questions(data: Path, only: str, summary: Summary, day: date) -> Iterator[Question | None]:
    """The releases to ask about, in order, with their questions; None for one that no answer could add anything to.

    Raises :class:`BadInput` where the database does not fit the archive.
    """
    with closing(connect(data / DATABASE)) as db:
        ids = chosen(db, only)
    summary.chosen = len(ids)
    desk = Desk(data, "", day)
    for release_id in ids:
        case = desk.case(release_id)
        if case.judged is not None or not could_gain(case.now):
            summary.without_need += 1
            yield None
        elif len(case.now.release.text) > LONGEST:
            summary.too_long += 1
            yield None
        else:
            yield Question(case, prompt(case.now))


def propose(data: Path, model: Model, limits: Limits, day: date, told: Told) -> Summary:
    """Asks, and writes the proposals that stand, however the run ends.

    Raises :class:`BadInput` as :func:`questions`, and :class:`AnslagError` where the model fails again and again.
    """
    run = _Run(data, model, limits, day)
    with ExitStack() as ending:
        run.answers = ending.enter_context(AnswerCache(data, model.name))
        ending.callback(run.write)
        for done, question in enumerate(questions(data, limits.only, run.summary, day), 1):
            if question is not None:
                run.take(question)
            told(done, run.summary.chosen, run.summary)
    return run.summary


class _Run:
    """One run: what was asked, and what stands."""

    answers: AnswerCache

    def __init__(self, data: Path, model: Model, limits: Limits, day: date) -> None:
        self._data, self._model, self._limits, self._day = data, model, limits, day
        self._file = data / proposals.NAME
        self._decisions = corrections.by_release(corrections_file.read(data / corrections_file.NAME))
        # What would keep the proposals from being written should stop a run before it costs anything.
        proposals.read(self._file)
        self._found: dict[str, list[Proposal]] = {}
        self._in_a_row = 0
        self.summary = Summary()

    def take(self, question: Question) -> None:
        """Takes the answer about a release: a kept one, or a new one."""
        kept = self.answers.of(question.asked)
        if kept is not None:
            self.summary.known += 1
        elif self._limits.allow(question.asked, self.summary):
            kept = self._answer(question)
        else:
            self.summary.over_budget += 1
        if kept is not None:
            self._found[question.case.release_id] = list(self._stood(question, kept))

    def _answer(self, question: Question) -> Answer | None:
        summary = self.summary
        summary.asked += 1
        try:
            reply = self._model.reply(question.asked)
        except Failed as error:
            self._in_a_row += 1
            summary.tokens_in += question.asked.tokens
            self._count(summary.failed, str(error), question.case.release_id)
            if self._in_a_row >= MOST_FAILURES:
                raise AnslagError(
                    f"{self._model.name} failed {MOST_FAILURES} times in a row ({error}); what it answered before is "
                    "kept. Mend that, then run the same command again"
                ) from error
            return None
        self._in_a_row = 0
        summary.tokens_in += reply.tokens_in
        summary.tokens_out += reply.tokens_out
        answer = Answer(reply, self._day)
        self.answers.keep(question.asked, answer)
        return answer

    def _count(self, reasons: Counter[str], reason: str, example: str) -> None:
        reasons[reason] += 1
        self.summary.examples.setdefault(reason, example)

    def _stood(self, question: Question, answer: Answer) -> Iterator[Proposal]:
        """The proposals of an answer that stand; what does not is counted with its reason."""
        release_id = question.case.release_id
        try:
            grants = said(answer.reply.text)
        except NoAnswer as error:
            self._count(self.summary.unusable, str(error), release_id)
            return
        found = list(self._proposals(question, answer, grants))
        applied = corrections.apply(
            question.case.read, [one for _, one in self._decisions.get(release_id, ())]
        )
        verdicts = stands(question.case.read, applied, found).verdicts
        for one, verdict in zip(found, verdicts, strict=True):
            if verdict.stands:
                self.summary.backed += verdict.backed
                yield one
            else:
                words = one.evidence.get("owner") or one.evidence["title"]
                self._count(self.summary.dropped, verdict.why, f"{release_id}: {words.quote}")

    def _proposals(
        self, question: Question, answer: Answer, grants: Sequence[Said | str]
    ) -> Iterator[Proposal]:
        release_id, asked = question.case.release_id, question.asked
        verifier = Verifier(question.case.now)
        for grant in grants:
            try:
                if isinstance(grant, str):
                    raise Dropped(grant)
                found = verifier.found(grant)
            except Dropped as error:
                self._count(self.summary.dropped, str(error), f"{release_id}: {grant}")
                continue
            yield Proposal(
                release_id,
                asked.text_sha256,
                self._model.name,
                answer.reply.version,
                answer.day,
                asked.digest,
                found.values,
                found.evidence,
            )

    def write(self) -> None:
        """Writes what stands; of the releases of this run only what people have decided on stays of what was before."""
        decided, before = self._decided(), proposals.read(self._file)
        kept = [one for one in before if one.release_id not in self._found or one.id in decided]
        new = list(chain.from_iterable(self._found.values()))
        self.summary.proposed = len(new)
        self.summary.releases = sum(map(bool, self._found.values()))
        # What was decided on stays as it was proposed then.
        every = {one.id: one for one in (*new, *kept)}
        if every or before:
            proposals.write(self._file, sorted(every.values(), key=lambda one: one.release_id))

    def _decided(self) -> set[str]:
        accepted = {one.proposal for made in self._decisions.values() for _, one in made if one.proposal}
        return accepted | {one.proposal for one in proposals.refusals(self._data / corrections_file.NAME)}

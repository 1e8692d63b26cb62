"""Money for a task: whose task it is, and which sums are for it.

"Institutet får i uppdrag att …" and, sentences further down, "För uppdraget avsätter regeringen 3 miljoner kronor" or
"Myndigheten får använda högst 3 miljoner kronor": the sum goes to who has the task, and where several have one to whom its
own sentence names. Nothing is read so where who has it hands the money on.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from anslag.parsers.lexicon import any_of, words
from anslag.parsers.mentions.mention import Annotations, Money, Name, Span, once, within

_BACK = 4
"""Sentences before a sum in which its task may be given."""
_FAR = 160
"""Characters of a sentence before a name, or a sum, that are asked."""
_NEAR = 70
"""Characters behind a name in which the task that it has is told."""


@dataclass(frozen=True, slots=True)
class Task:
    """What somebody is given to do, and who: ``holder`` is None where the release does not say."""

    sentence: Span
    holder: Name | None
    is_handed_on: bool
    """Whether who has it is to give the money to others."""


@once
def for_tasks(a: Annotations) -> Mapping[int, Task]:
    """By the start of a sum that is for a task: that task."""
    given = list(_tasks(a))
    found: dict[int, Task] = {}
    for money in a.sums:
        at = bisect_right(a.sentences, money.start, key=lambda one: one.start) - 1
        last = bisect_right(given, money.start, key=lambda task: task.sentence.start) - 1
        if at < 0:
            continue
        known = last >= 0 and given[last].sentence.start >= a.sentences[max(0, at - _BACK)].start
        is_near = known and given[last].sentence.start >= a.sentences[max(0, at - 1)].start
        is_handed_on = known and given[last].is_handed_on
        if not is_handed_on and _is_for_a_task(a.text, a.sentences[at], money, is_near, known):
            found[money.start] = given[last] if known else Task(a.sentences[at], None, False)
    return found


def _is_for_a_task(text: str, sentence: Span, money: Money, is_near: bool, is_known: bool) -> bool:
    """Whether a sentence says of a sum that it is set aside for a task, or is used by who has it.

    ``is_near``: the task was told of right before; farther off, only words for a task mean it. ``is_known``: it was told
    of at all; else only who may use a sum for it tells of one.
    """
    start, end = max(sentence.start, money.start - _FAR), min(sentence.end, money.end + _FAR)
    said = _patterns()
    if said["hands_on"].search(text, start, end):
        return False
    is_named = said["for_it"].search(text, start, end) is not None
    is_meant = is_named or (is_near and said["for_this"].search(text, start, end) is not None)
    if said["uses"].search(text, start, money.start) or said["uses_apart"].search(text, start, end):
        return is_meant or (is_known and said["who"].search(text, start, end) is not None)
    return is_known and is_meant and said["sets_aside"].search(text, start, end) is not None


def _tasks(a: Annotations) -> Iterator[Task]:
    """The tasks that the release gives, in order."""
    for sentence in a.sentences:
        if not _patterns()["task"].search(a.text, sentence.start, sentence.end):
            continue
        names = within(a.names, sentence.start, sentence.end)
        holders = [name for name in names if _has_it(a.text, sentence, name)]
        if holders:
            hands_on = _patterns()["hands_on"].search(a.text, sentence.start, sentence.end)
            yield Task(sentence, holders[0], hands_on is not None)


def _has_it(text: str, sentence: Span, name: Name) -> bool:
    """Whether a sentence that tells of a task says that ``name`` has it, or gets it."""
    said = _patterns()
    before, behind = max(sentence.start, name.start - _FAR), min(sentence.end, name.end + _NEAR)
    if said["has"].match(text, name.end, behind):
        return True
    if said["gives"].search(text, before, name.start):
        return True
    told = said["goes_to"].search(text, before, name.start)
    return told is not None and _REPORTS.search(text, before, name.start) is None


_REPORTS = re.compile(r"\b(?:slut|del)?(?:redovis|rapporter)\w+", re.I)
"""What who has a task does with it: to whom, that is no holder."""


@cache
def _patterns() -> Mapping[str, re.Pattern[str]]:
    """What is asked of a sentence, made of ``lexicon/tasks.toml``."""
    said = {name: rf"\b{any_of(words('tasks', name))}\b" for name in _GROUPS}
    task, may, use = (
        said["task"],
        r"\bf(?:år|ick)\b",
        r"\b(?:använda|disponeras?|nyttja|ta i anspråk|förfoga över)\b",
    )
    made = {
        "task": task,
        "hands_on": said["hands_on"],
        "uses": said["uses"],
        "uses_apart": rf"{may}[^.!?\n]{{1,80}}{use}",
        "sets_aside": said["sets_aside"],
        "for_it": rf"\b(?:för|till|med)\s+(?:\w+\s+){{0,4}}?{said['for_it']}",
        "for_this": rf"\b(?:för|till|med)\s+(?:\w+\s+){{0,4}}?{said['for_this']}",
        "who": said["who"],
        "has": rf"\s+(?:som\s+)?(?:har\s+(?:\w+\s+){{0,3}})?{said['has']}\s+(?:\w+\s+){{0,4}}?{task}",
        "gives": rf"{said['gives']}\s+$|{said['gives']}\s+(?:nu|även|också)\s+$",
        "goes_to": rf"{task}[^.!?\n]{{0,140}}{said['to']}\s+$",
    }
    return {name: re.compile(pattern, re.I) for name, pattern in made.items()}


_GROUPS = ("task", "has", "gives", "to", "for_it", "for_this", "who", "uses", "sets_aside", "hands_on")

"""The cases that ``owners.tsv`` and ``titles.tsv`` are fitted on: rows, and what could be meant in each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from anslag.fitting.choices import Case
from anslag.fitting.reading import Candidates
from anslag.fitting.scoring import answers, pairs, same_value
from anslag.parsers.borders import owners, titles, with_owners
from anslag.parsers.borders.choice import Choice
from anslag.parsers.borders.scene import Scene, scene_of
from anslag.parsers.read import grants_of, told

Choices = Callable[[Scene, int], Sequence[Choice]]


def of_owners(read: Candidates) -> Iterator[Case]:
    """The choice of an owner for each row of ``read`` that is one of the answer's; those of a release weigh 1/√n."""
    return _cases(read, _scene(read), "owner", owners.choices)


def of_titles(read: Candidates) -> Iterator[Case]:
    """The choice of a title, beside the owners that the weights in use choose."""
    return _cases(read, with_owners(_scene(read)), "title", titles.choices)


def _scene(read: Candidates) -> Scene:
    return scene_of(read.read.notes, told(read.read)[1].grants, read.read.candidates)


def _cases(read: Candidates, one: Scene, field: str, choices: Choices) -> Iterator[Case]:
    gold = read.source.gold["grants"]
    paired = pairs(gold, grants_of(one.a, one.told))
    for at in one.rows:
        if at not in paired or (read.source.is_case and field not in gold[paired[at]]):
            continue
        right_ones = answers(gold[paired[at]], field)
        offered = choices(one, at)
        right = tuple(
            any(same_value(field, value, _said(one, choice)) for value in right_ones) for choice in offered
        )
        if any(right):
            yield Case(
                tuple(choice.cues for choice in offered), right, read.source.publisher, len(paired) ** -0.5
            )


def _said(one: Scene, choice: Choice) -> str | None:
    return " ".join(choice.span.of(one.text).split()) if choice.span else None

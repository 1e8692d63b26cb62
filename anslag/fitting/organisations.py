"""Fits what an organisation's name looks like: owners of labelled releases against titles, persons and places."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from anslag.fitting.labelled import Labelled
from anslag.fitting.tables import fitted
from anslag.parsers.document import lines
from anslag.parsers.mentions.names import names
from anslag.parsers.mentions.roles import is_board, organisation_cues, person_score, place_score


def spans(one: Labelled) -> Iterator[tuple[str, bool]]:
    """The owners and partners of a release (true) and its titles (false), each once; persons and places are none."""
    seen: set[str] = set()
    for grant in one.gold["grants"]:
        for text in (grant.get("owner"), *(grant.get("partners") or ())):
            if text and text not in seen:
                seen.add(text)
                yield text, person_score(text) < 0.9 and place_score(text) < 0.9
        title = grant.get("title")
        if title and title not in seen:
            seen.add(title)
            yield title, False


def _others(one: Labelled) -> Iterator[str]:
    """Persons, places and boards in the running text, told by given names, by "i" before one word, by their ending."""
    text = one.release.text
    for name in names(one.release, lines(one.release)):
        words = text[name.start : name.end]
        place = " " not in words and text[max(0, name.start - 3) : name.start] == " i "
        if person_score(words) >= PERSON or place or is_board(words):
            yield words


PERSON = 0.75
"""From this score on, a name is taken for a person's while fitting."""


def table(every: Iterable[Labelled]) -> dict[str, float]:
    """The weights, fitted on every release."""
    data = []
    for one in every:
        found = list(spans(one))
        weight = 1 / max(1, len(found)) ** 0.5
        seen = {text for text, _ in found}
        data += [(organisation_cues(text), owner, one.publisher, weight) for text, owner in found]
        data += [
            (organisation_cues(text), False, one.publisher, weight * TOLD_WEIGHT)
            for text in sorted(set(_others(one)) - seen)
        ]
    return fitted(data)


TOLD_WEIGHT = 0.3
"""What a person or place that the text only suggests weighs against an owner or title that a labeller has marked."""

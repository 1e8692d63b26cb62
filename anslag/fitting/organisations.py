"""Fits what an organisation's name looks like: owners of labelled releases against titles, persons and places."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from anslag.fitting.labelled import Labelled
from anslag.fitting.tables import fitted
from anslag.parsers.mentions.roles import organisation_cues, person_score, place_score


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


def table(every: Iterable[Labelled], without_fold: int | None = None) -> dict[str, float]:
    """The weights, fitted on all releases but one fold of publishers."""
    data = []
    for one in every:
        if one.fold != without_fold:
            found = list(spans(one))
            weight = 1 / max(1, len(found)) ** 0.5
            data += [(organisation_cues(text), owner, one.publisher, weight) for text, owner in found]
    return fitted(data)

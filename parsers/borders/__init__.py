"""Judges the owner and the title of each row once more: a fitted choice among all that could be meant.

A grid cuts all rows of a list alike; some rows are otherwise. Each row's names, pieces, quotations and labels, and
what other readings of its sum say, are offered with named cues; what the column gave is one of the choices, and leads.
The weights stand in ``weights/owners.tsv`` and ``weights/titles.tsv`` (``anslag/fitting/borders.py``).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from anslag.parsers.borders import owners, stands, titles
from anslag.parsers.borders.choice import CHOSEN, Choice, best
from anslag.parsers.borders.described import described
from anslag.parsers.borders.ends import ended
from anslag.parsers.borders.heads import headed_records
from anslag.parsers.borders.led import led
from anslag.parsers.borders.narrated import narrated
from anslag.parsers.borders.researchers import at_work
from anslag.parsers.borders.respective import respective
from anslag.parsers.borders.scene import Scene, scene_of
from anslag.parsers.borders.sentenced import sentenced
from anslag.parsers.borders.subjects import studied
from anslag.parsers.candidates import Candidate
from anslag.parsers.mentions.mention import Annotations
from anslag.parsers.merging import Told

OWNER_LEADS, TITLE_LEADS = 0.5, 0.0
"""What another owner or title must be worth more than the column's own.

By publisher folds 0 to 1 do equally well for owners; a title that leads by 0.7 loses half of what is gained."""


def bordered(a: Annotations, told: Sequence[Told], others: Sequence[Candidate]) -> list[Told]:
    """``told`` with the owners and titles of its rows chosen anew; ``others`` are all readings of the release."""
    one = with_owners(scene_of(a, told, others))
    found: Sequence[Told] = with_titles(one).told
    for step in (
        stands.titled,
        ended,
        headed_records,
        described,
        at_work,
        sentenced,
        led,
        studied,
        respective,
        narrated,
    ):
        found = step(a, found)
    return list(found)


def with_owners(one: Scene) -> Scene:
    """The scene with the owners that the weights choose; a row that would lose its last name keeps it."""
    return _chosen_anew(one, "owner", owners.choices, OWNER_LEADS)


def with_titles(one: Scene) -> Scene:
    """The scene with the titles that the weights choose, beside the owners that it has."""
    return _chosen_anew(one, "title", titles.choices, TITLE_LEADS)


def _chosen_anew(
    one: Scene, what: str, choices: Callable[[Scene, int], Sequence[Choice]], lead: float
) -> Scene:
    made = list(one.told)
    for at in one.rows:
        grant = made[at].candidate
        span, sure = best(f"{what}s", choices(one, at), lead)
        cues = grant.cues | {f"{CHOSEN}{what}: {sure}"}
        changed = (
            grant._replace(cues=cues, owner=span)
            if what == "owner"
            else grant._replace(cues=cues, title=span)
        )
        if changed.owner is None and changed.title is None:
            changed = grant._replace(cues=cues)
        made[at] = replace(made[at], candidate=changed)
    return replace(one, told=made)


__all__ = ["CHOSEN", "bordered", "owners", "scene_of", "titles", "with_owners", "with_titles"]

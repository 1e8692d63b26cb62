"""Judges the owner and the title of each row once more: a fitted choice among all that could be meant.

A grid cuts all rows of a list alike; some rows are otherwise. Each row's names, pieces, quotations and labels, and
what other readings of its sum say, are offered with named cues; what the column gave is one of the choices, and leads.
The weights stand in ``weights/owners.tsv`` and ``weights/titles.tsv`` (``anslag/fitting/borders.py``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from anslag.parsers.borders import owners, titles
from anslag.parsers.borders.choice import Choice, best
from anslag.parsers.borders.scene import Scene, scene
from anslag.parsers.candidates import Candidate
from anslag.parsers.mentions.mention import Annotations
from anslag.parsers.merging import Told

OWNER_LEADS, TITLE_LEADS = 0.5, 0.0
"""What another owner or title must be worth more than the column's own.

By publisher folds 0 to 1 do equally well; a title that leads loses most of what is gained."""


def bordered(a: Annotations, told: Sequence[Told], others: Sequence[Candidate]) -> list[Told]:
    """``told`` with the owners and titles of its rows chosen anew; ``others`` are all readings of the release."""
    one = with_owners(scene(a, told, others))
    return list(with_titles(one).told)


def with_owners(one: Scene) -> Scene:
    """The scene with the owners that the weights choose; a row that would lose its last name keeps it."""
    made = list(one.told)
    for at in one.rows:
        grant = made[at].candidate
        owner = best("owners", owners.choices(one, at), OWNER_LEADS)
        if owner is not None or grant.title is not None:
            made[at] = replace(made[at], candidate=replace(grant, owner=owner))
    return replace(one, told=made)


def with_titles(one: Scene) -> Scene:
    """The scene with the titles that the weights choose, beside the owners that it has."""
    made = list(one.told)
    for at in one.rows:
        grant = made[at].candidate
        title = best("titles", titles.choices(one, at), TITLE_LEADS)
        if title is not None or grant.owner is not None:
            made[at] = replace(made[at], candidate=replace(grant, title=title))
    return replace(one, told=made)


__all__ = ["Choice", "bordered", "owners", "scene", "titles", "with_owners", "with_titles"]

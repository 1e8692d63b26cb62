"""The cases that ``parsers/weights/recipients.tsv`` is fitted on: granted sums, and who could get each."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from anslag.fitting.choices import Case
from anslag.fitting.labelled import Labelled
from anslag.parsers import discourse, frames, scenes
from anslag.parsers.mentions.annotate import annotated


def plain(text: object) -> str:
    return re.sub(r"\s+", " ", re.sub(r"[\"'”“„«»]", "", str(text).casefold())).strip(" .,;:")


def owners(grant: Mapping[str, Any]) -> set[str]:
    """All right answers for a grant's recipient, "" for nobody."""
    values = [grant.get("owner"), *(grant.get("alt") or {}).get("owner", [])]
    return {plain(value) if value else "" for value in values}


def is_owner(name: str, right: set[str]) -> bool:
    bare = plain(name)
    return bare in right or any(
        bare == f"{one}s" or re.fullmatch(rf"{re.escape(bare)}(?:,| i| \()\W?\w+\)?", one) for one in right
    )


def cases(releases: Iterable[Labelled]) -> list[Case]:
    found: list[Case] = []
    for one in releases:
        by_amount: dict[float, set[str]] = defaultdict(set)
        for grant in one.gold["grants"]:
            amounts = [grant.get("amount"), *(grant.get("alt") or {}).get("amount", [])]
            for amount in amounts:
                if amount is not None:
                    by_amount[float(amount)] |= owners(grant)
        if by_amount:
            found += _cases(one, by_amount)
    return found


def _cases(one: Labelled, by_amount: Mapping[float, set[str]]) -> list[Case]:
    a = annotated(one.release)
    sentences = frames.parsed(a)
    scene = scenes.scene(a, sentences, scenes.proposals(sentences))
    granted = [m for m in a.sums if m.amount is not None and float(m.amount) in by_amount]
    found = []
    for money in granted:
        right = by_amount[float(money.amount or 0)]
        choices = discourse.choices(scene, money)
        marks = [c.name is not None and is_owner(a.text[c.name.start : c.name.end], right) for c in choices]
        # Nobody is right where the recipient is not told, or no name has its borders.
        marks[0] = not any(marks) or "" in right
        told = tuple(choice.cues for choice in choices)
        found.append(Case(told, tuple(marks), one.publisher, len(granted) ** -0.5))
    return found

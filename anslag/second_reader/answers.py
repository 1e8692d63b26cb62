"""What a model answered, read without trust: of its JSON only quotes and the number of a sum count."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

QUOTED = ("title", "owner", "amount", "period")
"""What a model quotes of a grant, each in one piece."""
MOST_GRANTS = 500
"""Grants of one answer that are looked at."""
MOST_QUOTE = 300
"""Characters of a quote beyond which it is no name and no sum."""


class NoAnswer(Exception):
    """An answer that nothing can be taken from; the message says why in a few words."""


@dataclass(frozen=True, slots=True)
class Said:
    """One grant as a model tells it: the number of its sum (None: it has none), and the words that it quotes."""

    sum_number: int | None = None
    quotes: Mapping[str, str] = field(default_factory=dict)
    partners: tuple[str, ...] = ()

    def __str__(self) -> str:
        words = [self.quotes[name] for name in ("title", "owner", "amount") if name in self.quotes]
        return " · ".join(" ".join(one.split())[:60] for one in words) or "no words at all"


def said(answer: str) -> list[Said | str]:
    """The grants of an answer; in place of one that is malformed, what is wrong with it. Raises :class:`NoAnswer`."""
    grants = _grants(answer)
    if len(grants) > MOST_GRANTS:
        raise NoAnswer(f"it tells of more than {MOST_GRANTS} grants")
    return [_one(grant) for grant in grants]


def _grants(answer: str) -> list[object]:
    if not answer.strip():
        raise NoAnswer("it is empty")
    if "{" not in answer:
        raise NoAnswer("it has no JSON, as where a model refuses")
    for found in _objects(answer):
        if isinstance(found.get("grants"), list):
            return list(found["grants"])
    raise NoAnswer("its JSON is broken, or has no list “grants”")


def _objects(answer: str) -> Iterator[dict[str, list[object]]]:
    """The outermost JSON objects in a text; what stands around them is passed over."""
    decoder = json.JSONDecoder()
    at = answer.find("{")
    while at >= 0:
        try:
            found, end = decoder.raw_decode(answer, at)
            yield found
        except (ValueError, RecursionError):
            return
        at = answer.find("{", end)


def _one(grant: object) -> Said | str:
    if not isinstance(grant, dict):
        return "it is malformed"
    quotes = {name: grant[name] for name in QUOTED if grant.get(name) not in (None, "")}
    partners, number = grant.get("partners") or [], grant.get("sum")
    if not isinstance(partners, list) or type(number) not in (int, type(None)):
        return "it is malformed"
    words = [*quotes.values(), *partners]
    if not all(isinstance(one, str) for one in words):
        return "it is malformed"
    if max(map(len, words), default=0) > MOST_QUOTE:
        return f"a quote is longer than {MOST_QUOTE} characters"
    return Said(number, quotes, tuple(partners))

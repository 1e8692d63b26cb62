"""Finds the body that receives money in a span or beside a person: without person, place, unit or partner."""

from __future__ import annotations

import re

from anslag.parsers.lexicon import words
from anslag.parsers.mentions.mention import Annotations, Name, Span, within
from anslag.parsers.mentions.words import SIGNS, tokens

LIKELY = 0.5
"""From this score on, a name counts as an organisation's or a person's."""
_UNIT = words("words", "unit")
_PARTNER = re.compile(
    r"\s*[,(]?\s*(?:tillsammans med|i (?:nära )?(?:samarbete|samverkan) med|m\.\s?fl\.?|med (?:flera|partner\w*))\b"
)
_PLACE_TAIL = re.compile(
    r"(?:,\s|\s\()(?P<place>[A-ZÅÄÖ][a-zåäöéü]+(?:[- ][A-ZÅÄÖ][a-zåäöéü]+)?)(?:\skommun|\slän)?\)?$"
)
_BESIDE = frozenset("role Role lower lower-s ending head och i på och , ( med".split()) | {
    "lower verb-like",
    "lower noun-like",
}
"""What may stand between a person and the workplace: a profession and a small word, no verb."""
_AT = frozenset(["vid", "från", "hos"])
REACH = 90
"""Characters behind a person within which the workplace begins."""
NEAR = 10
"""Words and signs between a person and the workplace at most."""


def is_unit(text: str) -> bool:
    """Whether a name is a part of a body ("Institutionen för havets ekologi", "Socialförvaltningen")."""
    first, *_, last = (text.split() or [""]) * 2
    return first.lower() in _UNIT or last.lower().endswith(tuple(_UNIT))


def bare_owner(a: Annotations, start: int, end: int) -> Span:
    """The organisation in ``[start, end)`` without person, place, unit or partner; the span itself, trimmed, if there is none.

    Of a unit and its body ("Institutionen för X vid Y universitet") it is the body.
    """
    partner = _PARTNER.search(a.text, start, end)
    if partner and partner.start() > start:
        end = partner.start()
    bodies = [one for one in within(a.names, start, end) if one.organisation >= LIKELY > one.person]
    whole = [one for one in bodies if not is_unit(a.text[one.start : one.end])]
    chosen = (whole or bodies)[:1]
    if not chosen:
        return _without_place(a.text, start, end)
    return Span(chosen[0].start, chosen[0].end, "owner.name")


def _without_place(text: str, start: int, end: int) -> Span:
    """A span without the place behind its comma or in its brackets, and without blanks and signs at its ends."""
    tail = _PLACE_TAIL.search(text[start:end].rstrip(" .,;:"))
    if tail and tail.start() > 0:
        end = start + tail.start()
    while end > start and text[end - 1] in " .,;:–-":
        end -= 1
    while start < end and text[start] in " –-•":
        start += 1
    return Span(start, end, "owner.whole")


def workplace(a: Annotations, person: Name) -> Name | None:
    """Where ``person`` works: the body behind them in the same sentence ("Ylva Melin, forskare vid SLU"), else None."""
    stop = next((one.end for one in a.sentences if one.start <= person.start < one.end), person.end + REACH)
    found: Name | None = None
    at = person.end
    for one in within(a.names, person.end, min(stop, person.end + 2 * REACH)):
        if one.person >= LIKELY or not _is_beside(a.text, at, one.start):
            break
        if one.organisation >= LIKELY:
            found = one
            if not is_unit(a.text[one.start : one.end]):
                break
        at = one.end
    return found


def _is_beside(text: str, start: int, end: int) -> bool:
    between = tokens(text, start, end)
    return len(between) <= NEAR and all(
        (word.text if word.kind == SIGNS else word.kind) in _BESIDE or word.low in _AT for word in between
    )

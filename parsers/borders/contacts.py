"""Tells those whom the rows of a list name behind its titles with their unit: whom to ask, and not who gets money.

"Lugn natt – Maj Ek/Bo Alm (KKI)": where a row puts several persons so beside one short unit, the list is one of ideas
within a house, and neither they nor their unit owns what it hands out. A body of its own in the brackets does.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from anslag.parsers.mentions.mention import Span
from anslag.parsers.mentions.persons import is_person
from anslag.parsers.organisations import kind

_CONTACT = re.compile(
    r"\s[–-]\s(?P<persons>[^\s–()/][^–()/\n]{2,40}(?:/[^–()/\n]{3,40}){0,5})"
    r"\s(?:\((?P<bracket>[^()\n]{2,40})\)|[–-]\s(?P<dash>[^–()\n]{2,40}))[ .]*(?=\n|$)"
)
_MOST = 0.6
"""Share of the rows that name somebody so."""


def contacts(text: str, rows: Mapping[int, Span]) -> Mapping[int, Span]:
    """The persons with their unit in each of ``rows``; none where no row has several, or most have none."""
    found = {at: one for at, row in rows.items() if (one := _CONTACT.search(text, row.start, row.end))}
    named = {at: one["persons"].split("/") for at, one in found.items()}
    persons = {at: every for at, every in named.items() if all(map(is_person, every))}
    if not any(len(every) > 1 for every in persons.values()) or len(persons) < _MOST * len(rows):
        return {}
    return {
        at: Span(found[at].start("persons"), found[at].end()) for at in persons if not _is_a_body(found[at])
    }


def _is_a_body(found: re.Match[str]) -> bool:
    return kind(found["bracket"] or found["dash"]) != "unknown"


def touches(contact: Span | None, place: Sequence[int]) -> bool:
    """Whether a span lies in what names a contact."""
    return contact is not None and contact.start < place[1] and place[0] < contact.end

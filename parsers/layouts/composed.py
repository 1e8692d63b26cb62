"""A section's grant put together from its parts: the sum from one sentence, the recipient from another."""

from __future__ import annotations

import re

from anslag.parsers.furniture import is_title_like
from anslag.parsers.layouts.context import Context
from anslag.parsers.layouts.draft import Draft, trimmed
from anslag.parsers.layouts.recipients import owner_named
from anslag.parsers.layouts.sections import Section, blocks
from anslag.parsers.layouts.sentence import period_in
from anslag.parsers.layouts.sums import is_granted
from anslag.parsers.mentions.mention import Span
from anslag.parsers.mentions.sentences import sentences
from anslag.parsers.phrases import granting as words
from anslag.parsers.phrases.labels import fields
from anslag.parsers.phrases.money import Money, money
from anslag.parsers.phrases.names import name_after, quoted_name
from anslag.parsers.phrases.parties import is_organisation, is_person, organisation_score

_CUE = re.compile(
    r"bifall|bevilja|tilldela|\b(?:får|fick|fått|ger|gav|ges)\b|\w*(?:bidrag|stöd|anslag|belopp|medel)(?:et|en)?\b|bidrar|summan|finansier|satsar|skjuter\s+till|stöttas|stöds",
    re.I,
)
_VERB = re.compile(
    r"\s+(?:\w+\s+)?(?:(?!(?:för|inför|per|när|där|här|var|över|efter|under|eller|utanför)\b)[a-zåäö]+(?:ar|er|år|ör|yr)|ska|skall|vill|är|kan)\b"
)


def composed(context: Context, section: Section) -> Draft | None:
    """The grant of a section that has one sum of granted money, None if it has none or it is told of several."""
    text = context.text
    amount = section.amount or _granted_sum(text, section)
    if amount is None:
        return None
    start, end = section.head.start, section.body[-1].end
    draft = Draft(start, end, "headed", amount=amount)
    draft.owner = section.owner or recipient(context, section)
    for block in blocks(section):
        for first, last in sentences(text, *block):
            if draft.period is None and (
                first <= amount.start < last or not _NEXT_ROUND.search(text, first, last)
            ):
                draft.period = period_in(text, first, last, draft)
    return draft


_NEXT_ROUND = re.compile(r"ansök|utlys|årsskift|nästa\s+(?:omgång|år)", re.I)


def _granted_sum(text: str, section: Section) -> Money | None:
    for line in section.body:
        label = next((one for one in fields(text, line.start, line.end) if one.label.field == "amount"), None)
        found = money(text, label.start, label.end) if label else []
        if found:
            return found[0]
        for first, last in sentences(text, line.start, line.end):
            sentence = text[first:last]
            if text[first] in "–—" or words.PROPOSAL.search(sentence) or words.REJECTED.search(sentence):
                continue
            for one in money(text, first, last):
                if _CUE.search(text, first, one.start) and is_granted(text, one, first, last):
                    return one
    return None


def recipient(context: Context, section: Section, sure: bool = False) -> Span | None:
    """Who gets a section's money: who leads it, the second short line below its heading, or whom it begins with.

    ``sure``: the other sections name theirs in the same place, so that a name that looks like a person's will do.
    """
    text = context.text
    if labelled := labelled_owner(text, section):
        return labelled
    for first, last in blocks(section):
        named = owner_named(text, first, last) or _given_to(text, first, last)
        if named:
            return named
    second = section.body[0]
    below = section.body[1:2]
    if (
        below
        and is_title_like(second.text)
        and len(second.text) < 80
        and not money(second.text)
        and below[0].text[-1] in ".!?"
        and (sure or not is_person(second.text))
    ):
        return trimmed(text, second.start, second.end, "owner.second-line")
    return _subject(text, section, sure)


_STOP = re.compile(r"\.\s+(?=[A-ZÅÄÖ])")


def labelled_owner(text: str, section: Section) -> Span | None:
    """The owner that a label of the section names ("Koordinator: RISE")."""
    for line in section.body:
        for one in fields(text, line.start, line.end):
            stop = _STOP.search(text, one.start, one.end)
            if one.label.field == "owner":
                return trimmed(text, one.start, stop.start() if stop else one.end, "owner.label")
    return None


def _given_to(text: str, start: int, end: int) -> Span | None:
    """The organisation right behind a verb of giving ("Fonden tilldelar Spelmansgillet nämnda belopp")."""
    for verb in _GIVES.finditer(text, start, end):
        name = name_after(text, verb.end(), end)
        if name and (is_organisation(text[name[0] : name[1]]) or verb[0].startswith("tilldel")):
            return trimmed(text, *name, "owner.given")
    return None


_GIVES = re.compile(r"(?:tilldelar|beviljar|tilldelat|beviljat|ger|stöttar|stödjer)\s+(?=[A-ZÅÄÖ])")


def quoted_title(text: str, section: Section) -> Span | None:
    """The only name in quotation marks of a section whose heading names the recipient."""
    found = quoted_name(text, section.body[0].start, section.body[-1].end)
    return Span(*found, "title.quoted") if found else None


def _subject(text: str, section: Section, sure: bool) -> Span | None:
    """The organisation that the first sentence of the section begins with ("Science Park Gotland utvecklar …")."""
    for line in section.body:
        if line.text[0] in "–—-" or len(line.text) < 40:
            continue
        name = name_after(text, line.start, line.end)
        if name is None or name[0] - line.start > 14 or not _VERB.match(text, name[1], line.end):
            return None
        found = text[name[0] : name[1]]
        named = organisation_score(found) > 0.4 or len(re.findall(r"(?<!\w)[A-ZÅÄÖ]", found)) > 1
        return trimmed(text, *name, "owner.subject") if named and (sure or not is_person(found)) else None
    return None

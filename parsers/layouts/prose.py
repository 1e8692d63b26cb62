"""Grants told in sentences: "X får N kronor för …", "N kronor går till X", "projektet ”T” beviljas N"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from anslag.parsers.layouts.context import Context
from anslag.parsers.layouts.draft import Draft, trimmed
from anslag.parsers.layouts.enumerated import priced, unpriced
from anslag.parsers.layouts.recipients import owner_named
from anslag.parsers.layouts.sentence import (
    Told,
    again,
    draft_of,
    period_in,
    unpriced_pair,
)
from anslag.parsers.layouts.shares import as_much, is_for_several, respectively, shared
from anslag.parsers.layouts.sums import NEAR, amounts_in, is_aside, is_granted, is_yearly, without_conversions
from anslag.parsers.mentions.mention import Span
from anslag.parsers.mentions.sentences import sentences
from anslag.parsers.phrases import granting as words
from anslag.parsers.phrases.money import money
from anslag.parsers.phrases.names import name_after, name_before, person_at, title_in
from anslag.parsers.phrases.parties import ROLE, is_person, organisation_score


def _in_full(context: Context, draft: Draft) -> None:
    """A short form ("Falköping får …") becomes the full name that stands shortly before it ("Falköpings kommun")."""
    text, owner = context.text, draft.owner
    if owner is None or not re.fullmatch(r"[A-ZÅÄÖ][a-zåäö-]{3,}", owner.of(text)):
        return
    earlier = re.compile(rf"(?<!\w){owner.of(text)}s? +(?=[\wÅÄÖåäö])")
    for found in earlier.finditer(text, max(0, owner.start - 800), owner.start):
        name = name_after(text, found.start(), owner.start)
        if (
            name
            and name[1] > found.end()
            and "\n" not in text[name[0] : name[1]]
            and not is_person(text[name[0] : name[1]])
        ):
            draft.owner = trimmed(text, *name, "owner.in-full")
            return


def told(
    context: Context,
    start: int,
    end: int,
    heading: Span | None = None,
    title: Span | None = None,
    before: Told | None = None,
) -> list[Draft]:
    """The grants that the sentences of one paragraph tell.

    ``title`` is what it is about, where that is known; ``before`` what the paragraph before has named.
    """
    text = context.text
    start = _behind_speech(text, start, end)
    if (
        start >= end
        or not (words.AWARD.search(text, start, end) or "ottagare" in text[start:end])
        or text[start] in "–—"
        or words.NO_GRANT.search(text, start, end)
        or (text[start] == "-" and _SAYS.search(text, start, end))
    ):
        return []
    told_so_far = before or Told()
    told_so_far.title = title or _heading_title(text, heading) or told_so_far.title
    drafts: list[Draft] = []
    for first, last in sentences(text, start, end):
        found = [
            draft
            for draft in _sentence(context, first, last, told_so_far)
            if not (drafts and _is_cofinanced(text, draft, first))
        ]
        if not found and drafts and drafts[-1].title is None and (named := _opening_title(text, first, last)):
            drafts[-1].title = named
        if not found and drafts and drafts[-1].owner is None:
            drafts[-1].owner = owner_named(text, first, last)
        if not found and drafts and (equal := as_much(text, first, last, drafts[-1])):
            found = [equal]
        _remember(context, first, last, told_so_far, found)
        for draft in found:
            drafts.append(draft)
    _complete(context, drafts, start, end, told_so_far)
    for draft in drafts:
        _in_full(context, draft)
    return drafts


_SAYS = re.compile(r"\b(?:säger|menar|berättar)\b")


def _behind_speech(text: str, start: int, end: int) -> int:
    """Where the writer speaks again behind a quotation that opens a paragraph (”…”, säger X. Kommunen får …)."""
    if text[start] not in '”"' or not (said := _SAYS.search(text, start, end)):
        return start
    after = next((last for first, last in sentences(text, start, end) if last > said.start()), end)
    while after < end and text[after].isspace():
        after += 1
    return end if any(mark in text[after:end] for mark in '”"') else after


_COFINANCES = re.compile(
    r"\b(?:medfinansierar|bidrar|skjuter\s+till|går\s+(?:också\s+|även\s+)?in\s+med|satsar|står\s+för|lägger)\s+(?:också\s+|även\s+|själva\s+|själv\s+)?(?:med\s+)?(?:sammanlagt\s+|totalt\s+)?$"
)


def _is_cofinanced(text: str, draft: Draft, start: int) -> bool:
    """Whether others put in the sum beside what was granted before ("Kommunerna medfinansierar med 5 miljoner kronor")."""
    if draft.amount is None or not _COFINANCES.search(
        text, max(start, draft.amount.start - 60), draft.amount.start
    ):
        return False
    return draft.owner is None or not start <= draft.owner.start or draft.owner.end <= draft.amount.start


_OPENS_PROJECT = re.compile(
    r"(?:Projektet|Förstudien|Satsningen|Det\s+beviljade\s+projektet)\s+(?:heter\s+)?(?=[\"”“A-ZÅÄÖ])"
    r"|(?:Pengarna|Medlen|Bidraget|Stödet|Anslaget)\s+(?:\w+\s+){0,3}(?:till|för|i)\s+(?:det\s+\w+\s+)?(?:\w*projektet|förstudien|satsningen)\s+(?=[\"”“A-ZÅÄÖ])"
)


def _opening_title(text: str, start: int, end: int) -> Span | None:
    """The project that the sentence behind a grant opens with ("Projektet ”Rena vikar” ska …")."""
    named = title_in(text, start, end) if _OPENS_PROJECT.match(text, start, end) else None
    return Span(*named, "title.next-sentence") if named else None


def _heading_title(text: str, heading: Span | None) -> Span | None:
    if heading is None:
        return None
    named = title_in(text, heading.start, heading.end)
    return Span(*named, "title.heading") if named else None


def _sentence(context: Context, start: int, end: int, before: Told) -> Iterator[Draft]:
    text = context.text
    sentence = text[start:end]
    if words.PROPOSAL.search(sentence) or words.REJECTED.search(sentence) or words.EARLIER.search(sentence):
        return
    amounts = without_conversions(text, amounts_in(text, start, end))
    listed = priced(text, start, end, amounts)
    if listed:
        common = title_in(text, listed[-1].end, end)
        if common and "gemensam" in text[listed[-1].end : common[0]]:
            for one in listed:
                one.title = trimmed(text, *common, "title.common")
        yield from listed
        return
    paired = respectively(text, start, end, amounts)
    if paired:
        yield from paired
        return
    taken = start
    last: Draft | None = None
    for index, amount in enumerate(amounts):
        until = amounts[index + 1].start if index + 1 < len(amounts) else end
        if not is_granted(text, amount, start, end):
            taken = max(taken, amount.start - NEAR)
            whole = words.TOTAL_BEFORE.search(text[taken : amount.start])
            kept = whole or is_yearly(text, amount, until) or is_aside(text, amount, start, until)
            taken = taken if kept else amount.end
            continue
        draft = again(text, last, amount, taken) if last else None
        draft = draft or draft_of(context, amount, taken, start, until, before, last)
        if draft is not None and not is_for_several(text, draft, taken):
            last = draft
            yield from shared(text, draft, taken, until)
        taken = amount.end
    if last is None:
        yield from unpriced(text, start, end) or ([] if amounts else unpriced_pair(context, start, end))


def _remember(context: Context, start: int, end: int, told_so_far: Told, found: list[Draft]) -> None:
    text = context.text
    title = title_in(text, start, end)
    located = person_at(text, start, end)
    if located and organisation_score(text[located[1][0] : located[1][1]]) > 0:
        told_so_far.person = Span(*located[0], "partner.person")
        told_so_far.place = trimmed(text, *located[1], "owner.workplace")
    elif researcher := _researcher(text, start, end):
        told_so_far.person, told_so_far.place = researcher, None
    if title:
        told_so_far.title = trimmed(text, *title, "title.project")
        told_so_far.owner = None
    granted = found[-1].owner if found else None
    if named := granted or _organisation(text, start, end):
        told_so_far.organisation = named
    told_so_far.spent = any(d.title and d.title == told_so_far.title for d in found) or (
        told_so_far.spent and title is None
    )
    owner = owner_named(text, start, end)
    if owner:
        told_so_far.owner = owner
    elif title and (person := person_at(text, start, end)):
        told_so_far.owner = trimmed(text, *person[1], "owner.leader")
        told_so_far.person = Span(*person[0], "partner.person")
    elif (
        not found
        and not money(text, start, end)
        and (name := _recipient_without_sum(text, start, end, title))
    ):
        told_so_far.owner = name


_SINGLED = re.compile(r"(?:Till|Av|Även|Också|Men)\s+")
_HAS_ROLE = re.compile(rf",\s+{ROLE}\b|\s+(?:vid|på)\s+(?:[Ii]nstitutionen|[Aa]vdelningen|[Ff]akulteten)\b")


def _researcher(text: str, start: int, end: int) -> Span | None:
    """The person that a sentence opens with and says the work of, but no workplace beside a department."""
    lead = _SINGLED.match(text, start, end)
    name = name_after(text, lead.end() if lead else start, end)
    told = name and is_person(text[name[0] : name[1]]) and _HAS_ROLE.match(text, name[1], end)
    return Span(*name, "partner.person") if name and told else None


_GIVES = re.compile(r"(?:bevilja[rt]?e?|tilldela[rt]?e?)\s+(?=[A-ZÅÄÖ])")


def _recipient_without_sum(text: str, start: int, end: int, title: tuple[int, int] | None) -> Span | None:
    """The organisation that a sentence grants something without saying how much; ``title`` is the project it names."""
    follows = re.compile(r"[\"”“’']?,\s+").match(text, title[1], end) if title else None
    gives = _GIVES.search(text, start, end)
    if words.LENT.search(text[start:end].rstrip(". ")):
        return None
    granted = words.RECEIVE.search(text, start, end) if title is None else None
    name = (
        (name_after(text, follows.end(), end) if follows else None)
        or (name_after(text, gives.end(), end) if gives else None)
        or (name_before(text, start, granted.start()) if granted else None)
    )
    if name and organisation_score(text[name[0] : name[1]]) > 0.4:
        return trimmed(text, *name, "owner.apposition" if follows else "owner.sentence")
    return None


def _organisation(text: str, start: int, end: int) -> Span | None:
    """The first organisation that a sentence opens with or names, for a following "Föreningen får …"."""
    for word in re.finditer(r"(?<![\w-])[A-ZÅÄÖ]", text[start:end]):
        name = name_after(text, start + word.start(), end)
        if name and organisation_score(text[name[0] : name[1]]) > 0.4:
            return trimmed(text, *name, "owner.named-before")
    return None


def _complete(context: Context, drafts: list[Draft], start: int, end: int, told_so_far: Told) -> None:
    # What a later sentence adds ("Arbetet kommer att drivas av X") belongs to the grant told last.
    if not drafts:
        return
    last = drafts[-1]
    if last.owner is None:
        last.owner = owner_named(context.text, last.start, end)
    if last.title is None and last.owner is None:
        last.title = told_so_far.title
    if last.period is None and len(drafts) == 1:
        last.period = period_in(context.text, start, end, last)

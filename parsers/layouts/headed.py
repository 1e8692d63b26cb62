"""Sections with a heading each: the heading names the project or the recipient, the body the rest."""

from __future__ import annotations

import re

from anslag.parsers.layouts.composed import composed, labelled_owner, quoted_title, recipient
from anslag.parsers.layouts.context import Context
from anslag.parsers.layouts.draft import Draft, Reading, trimmed
from anslag.parsers.layouts.fields import take
from anslag.parsers.layouts.items import Item
from anslag.parsers.layouts.listed import read
from anslag.parsers.layouts.prose import told
from anslag.parsers.layouts.retold import in_full
from anslag.parsers.layouts.sections import Section, blocks, sections
from anslag.parsers.layouts.sentence import partners
from anslag.parsers.mentions.mention import Period, Span
from anslag.parsers.mentions.periods import periods
from anslag.parsers.phrases import granting as words
from anslag.parsers.phrases.labels import fields
from anslag.parsers.phrases.money import money
from anslag.parsers.phrases.names import title_in
from anslag.parsers.phrases.parties import is_person, organisation_score

_ROLE = re.compile(
    r"\s*[-–—,(]\s*(?:projektägare|sökande|stödmottagare|huvudman|ägare):?\s+(?=[A-ZÅÄÖ])", re.I
)


def headed(context: Context) -> Reading:
    """Each section whose body grants something; headings are numbered or not."""
    every = sections(context)
    numbers = sum(section.number is not None for section in every)
    drafts: list[Draft] = []
    pairs: list[tuple[Section, list[Draft]]] = []
    for section in every:
        found = _read(context, section)
        if found:
            pairs.append((section, found))
    _agree(context, pairs)
    if len(pairs) == 1:
        # One sum below one heading, with nobody to get it, may be anything: a loan, a budget.
        pairs = [(s, f) for s, f in pairs if any(d.owner or _refers(context.text, d) for d in f)]
    _name(context, pairs)
    for section, found in pairs:
        for draft in found:
            draft.layout = "numbered" if section.number is not None else "headed"
            draft.number = section.number if len(found) == 1 else None
            drafts.append(draft)
    return Reading("numbered" if numbers * 2 > len(every) and numbers > 1 else "headed", drafts)


def _agree(context: Context, pairs: list[tuple[Section, list[Draft]]]) -> None:
    """Sections without a recipient take it from where their sisters have theirs."""
    told = {found[0].owner.rule for _, found in pairs if len(found) == 1 and found[0].owner}
    for section, found in pairs:
        if len(found) == 1 and found[0].owner is None:
            named = recipient(context, section, sure=True)
            if named and named.rule in told:
                found[0].owner = named


def _read(context: Context, section: Section) -> list[Draft]:
    text = context.text
    head = section.head.of(text)
    if words.EARLIER.search(head) or words.REJECTED.search(head) or words.OTHER_GENRE.search(head):
        return []
    labelled = _labelled(context, section)
    if labelled is not None:
        return [labelled]
    marked = [
        Item(line.start, line.end)
        for line in section.body
        if fields(text, line.start, line.end) and money(line.text)
    ]
    if len(marked) > 1:
        return read(context, marked, head, "headed")
    found = _told_below(context, section)
    decided = any(_DECIDES.search(line.text) for line in section.body)
    if not found and (context.awards or decided) and (one := composed(context, section)):
        found = [one]
    if words.ASKING_HEAD.match(head):
        # A heading that asks names nobody.
        found = [d for d in found if d.owner or d.title]
    if len(found) == 1:
        found[0].owner = labelled_owner(text, section) or found[0].owner
        _completed(context, section, found[0])
    owners = {d.owner.of(text) for d in found if d.owner}
    alone = (
        section.number is not None or len(owners) < 2 or title_in(text, section.head.start, section.head.end)
    )
    return found[:1] if alone else found


_DECIDES = re.compile(
    r"\bbeslut\w*\s+(?:\w+\s+){0,4}?att\s+(?:\w+\s+){0,2}?(?:bifalla|bevilja|tilldela|anslå|stödja|medfinansiera|godkänna)\b",
    re.I,
)


def _told_below(context: Context, section: Section) -> list[Draft]:
    """The sums that the sentences below a heading grant, each once."""
    text = context.text
    spans = blocks(section)
    found = [d for start, end in spans for d in told(context, start, end, section.head)]
    if (
        not any(d.amount for d in found)
        and context.awards
        and not words.AWARDING_HEAD.search(section.head.of(text))
    ):
        # "Projektet får 2 miljoner kronor": the heading is what the sentence speaks of.
        named = Span(section.head.start, section.head.end, "title.heading")
        found = [
            d for start, end in spans for d in told(context, start, end, title=named) if _refers(text, d)
        ]
    return in_full(text, [d for d in found if d.amount is not None])


def _completed(context: Context, section: Section, draft: Draft) -> None:
    """What the rest of a section says of its only grant: what it is for, how long, with whom, whose it is."""
    text = context.text
    draft.description = draft.description or _description(text, section, draft)
    draft.period = draft.period or _period(text, section)
    for start, end in blocks(section):
        if not draft.partners:
            partners(text, draft, start, end)
    draft.owner = draft.owner or recipient(context, section)


def _description(text: str, section: Section, draft: Draft) -> Span | None:
    """The first running text of a section that is not the sentence of the grant, up to a label in it."""
    for start, end in blocks(section):
        label_at = (
            next((one.at for one in fields(text, start, end)), end) if "\n" not in text[start:end] else end
        )
        if draft.amount and start <= draft.amount.start < end:
            start = _behind(text, draft, label_at)
        if label_at - start > 25 and text[start] not in "–-":
            return Span(start, start + len(text[start:label_at].rstrip()), "description.section")
    return None


def _behind(text: str, draft: Draft, end: int) -> int:
    """Where the sentence of the grant's amount ends."""
    assert draft.amount is not None
    found = re.compile(r"[.!?]\s+|\n").search(text, draft.amount.end, end)
    return found.end() if found else end


_REFERS = re.compile(
    r"\b(?:Projektet|Satsningen|Initiativet|Förstudien|Insatsen)\s+(?:\w+\s+){0,3}?(?:får|fick|beviljas|beviljades|beviljats|tilldelas|tilldelades|tilldelats|har\s+fått)\b"
)


def _refers(text: str, draft: Draft) -> bool:
    return draft.amount is not None and bool(
        _REFERS.search(text, max(0, draft.amount.start - 90), draft.amount.start)
    )


def _labelled(context: Context, section: Section) -> Draft | None:
    text = context.text
    start, end = section.head.start, section.body[-1].end
    draft = Draft(start, end, "headed")
    for line in section.body:
        for one in fields(text, line.start, line.end):
            take(context, draft, one.label.field, one.start, one.end, one.label.scale, one.label.currency)
    if draft.amount is None or draft.owner is None:
        return None
    if draft.period is None:
        draft.period = _period(text, section)
    return draft


def _period(text: str, section: Section) -> Period | None:
    for line in section.body:
        for one in fields(text, line.start, line.end):
            if one.label.field == "period":
                found = next(iter(periods(text, one.start, one.end)), None)
                if found:
                    return found
    return None


_PARTED = re.compile(r"\s+[-–—|]\s+")


def _name_parted(text: str, pairs: list[tuple[Section, list[Draft]]]) -> bool:
    """Names the grants by headings that each hold title and owner ("Egna röster – Föreningen Flit"), if they all do."""
    parts = [list(_PARTED.finditer(text, section.head.start, section.head.end)) for section, _ in pairs]
    if len(pairs) < 2 or any(len(gaps) != 1 for gaps in parts) or any(len(found) != 1 for _, found in pairs):
        return False
    sides = [
        (Span(section.head.start, gap.start()), Span(gap.end(), section.head.end))
        for (section, _), (gap,) in zip(pairs, parts, strict=True)
    ]
    if any(_ROLE.search(text, section.head.start, section.head.end) for section, _ in pairs):
        return False
    lead = sum(organisation_score(a.of(text)) - organisation_score(b.of(text)) for a, b in sides)
    if abs(lead) < 0.4 * len(pairs):
        return False
    for (_, (draft,)), (first, last) in zip(pairs, sides, strict=True):
        owner, title = (first, last) if lead > 0 else (last, first)
        draft.owner = trimmed(text, owner.start, owner.end, "owner.heading")
        draft.title = trimmed(text, title.start, title.end, "title.heading")
    return True


def _name(context: Context, pairs: list[tuple[Section, list[Draft]]]) -> None:
    """Decides for all sections alike whether their headings name the owner or the project."""
    text = context.text
    if _name_parted(text, pairs):
        return
    votes = 0.0
    for section, found in pairs:
        head = section.head.of(text)
        owner = found[0].owner.of(text) if found[0].owner else ""
        title = found[0].title.of(text) if found[0].title else ""
        if owner and (owner.lower() == head.lower() or owner in head):
            votes += 2
        elif owner and title == "":
            votes -= 1
        votes += 0.4 * max(-1.0, min(1.5, organisation_score(head)))
    heads_are_owners = votes > 0 and bool(pairs)
    # A heading over several recipients is a category; so are its sisters.
    grouped = any(
        len(found) > 1 and section.number is None and all(d.owner for d in found) for section, found in pairs
    )
    # Where the sentences name the projects, the headings are places or themes.
    titled = sum(d.title.of(text) not in s.head.of(text) for s, (d, *_) in pairs if d.title)
    themes = titled > 1 and titled * 2 > len(pairs) and not heads_are_owners
    for section, found in pairs:
        name = trimmed(text, section.head.start, section.head.end, "title.heading")
        if name is None:
            continue
        role = _ROLE.search(text, section.head.start, section.head.end)
        if role and len(found) == 1:
            found[0].title = trimmed(text, section.head.start, role.start(), "title.heading")
            found[0].owner = trimmed(text, role.end(), section.head.end, "owner.heading")
            continue
        if _name_person(text, name, found):
            continue
        if themes or (grouped and not heads_are_owners):
            continue
        for draft in found:
            _give_name(text, draft, section, name, heads_are_owners, len(found))


def _name_person(text: str, name: Span, found: list[Draft]) -> bool:
    """Names the one grant under "Eva Ek, Lunda universitet" by person and workplace; false under another heading."""
    person, comma, place = name.of(text).partition(", ")
    if len(found) != 1 or not comma or not is_person(person) or organisation_score(place) <= 0.4:
        return False
    at = name.start + len(person)
    found[0].owner = trimmed(text, at + 1, name.end, "owner.workplace")
    found[0].partners.append(Span(name.start, at, "partner.person"))
    return True


def _give_name(
    text: str, draft: Draft, section: Section, name: Span, heads_are_owners: bool, count: int
) -> None:
    head = section.head.of(text)
    if heads_are_owners and not (words.AWARDING_HEAD.search(head) or words.GIVE.search(head)):
        if (
            draft.owner is None
            or draft.owner.rule in ("owner.named-before", "owner.subject")
            or draft.owner.of(text).isupper()
            or draft.owner.of(text).lower() in head.lower()
        ):
            draft.owner = Span(name.start, name.end, "owner.heading")
            draft.title = draft.title or quoted_title(text, section)
    elif (
        draft.title is None
        and count == 1
        and (
            section.number is not None
            or not (words.AWARDING_HEAD.search(head) or words.ASKING_HEAD.match(head))
        )
    ):
        if draft.owner and draft.owner.of(text).lower() == head.lower():
            draft.owner = Span(name.start, name.end, "owner.heading")
        else:
            draft.title = name

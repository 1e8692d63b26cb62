"""Sections with a heading each: the heading names the project or the recipient, the body the rest."""

from __future__ import annotations

import re
from dataclasses import dataclass

from parsers.document import Line
from parsers.furniture import is_title_like
from parsers.layouts.context import Context
from parsers.layouts.draft import Draft, Reading, Span, trimmed
from parsers.layouts.fields import split_lead, take
from parsers.layouts.items import Item
from parsers.layouts.listed import read
from parsers.layouts.prose import once, told
from parsers.layouts.sentence import owner_named, partners
from parsers.phrases import granting as words
from parsers.phrases.dates import Period, periods
from parsers.phrases.labels import fields
from parsers.phrases.money import money
from parsers.phrases.names import title_in
from parsers.phrases.parties import organisation_score
from parsers.records import BlockKind

_ROLE = re.compile(
    r"\s*[-–—,(]\s*(?:projektägare|sökande|stödmottagare|huvudman|ägare):?\s+(?=[A-ZÅÄÖ])", re.I
)
_NUMERIC = re.compile(r"(\d{1,3})[.)]$")
_OPEN_TITLE = re.compile(r"^[–—-]\s|^[a-zåäö(]")


@dataclass(slots=True)
class Section:
    """A heading with the lines below it, up to the next heading."""

    head: Span
    body: list[Line]
    number: int | None = None


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
    _name(context, pairs)
    for section, found in pairs:
        for draft in found:
            draft.layout = "numbered" if section.number is not None else "headed"
            draft.number = section.number if len(found) == 1 else None
            drafts.append(draft)
    announced = any(words.INTRO.search(line.text) for line in context.lines[:40])
    return Reading("numbered" if numbers * 2 > len(every) and numbers > 1 else "headed", drafts, announced)


def sections(context: Context) -> list[Section]:
    """The release cut at its headings: heading blocks, numbered lines, a short first line over its paragraph."""
    every = context.lines
    found: list[Section] = []
    for index, line in enumerate(every):
        number = _NUMERIC.match(line.marker) if line.first else None
        if number and _is_head(line, every, index):
            found.append(Section(Span(line.start, line.end), [], int(number[1])))
        elif not number and _is_head(line, every, index):
            last = found[-1] if found else None
            if last is not None and not last.body and last.number is not None:
                last.body.append(line)
                continue
            found.append(Section(Span(line.start, line.end), []))
        elif found:
            found[-1].body.append(line)
    for section in found:
        _widen(section)
    return [section for section in found if section.body]


def _is_head(line: Line, every: list[Line], index: int) -> bool:
    if line.kind is BlockKind.ROW or line.kind is BlockKind.HEADLINE:
        return False
    if not is_title_like(line.text.rstrip(":") if line.first else line.text):
        return False
    if money(line.text) or fields(line.text, 0, len(line.text)) or re.match(r"[\d ]+$", line.text):
        return False
    if line.kind is BlockKind.HEADING or (line.marker and _NUMERIC.match(line.marker)):
        return True
    following = every[index + 1] if index + 1 < len(every) else None
    return (
        line.first
        and line.kind is BlockKind.PARAGRAPH
        and following is not None
        and following.block == line.block
        and len(line.text) < 120
    )


def _widen(section: Section) -> None:
    # A title may run over two lines: the second opens with a dash or a small letter.
    while (
        section.body
        and _OPEN_TITLE.match(section.body[0].text)
        and section.body[0].text[-1] not in ".:"
        and not money(section.body[0].text)
    ):
        if (
            words.RECEIVE.search(section.body[0].text)
            or len(section.body[0].text) > 120
            or len(section.body) < 2
        ):
            return
        line = section.body.pop(0)
        section.head = Span(section.head.start, line.end)


def _read(context: Context, section: Section) -> list[Draft]:
    text = context.text
    head = section.head.of(text)
    if words.EARLIER.search(head) or words.REJECTED.search(head):
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
    found: list[Draft] = []
    for start, end in _blocks(section):
        found += told(context, start, end, section.head)
    if not any(d.amount for d in found) and context.awards and not words.AWARD.search(head):
        # "Projektet får 2 miljoner kronor": the heading is what the sentence speaks of.
        named = Span(section.head.start, section.head.end, "title.heading")
        found = [
            d
            for start, end in _blocks(section)
            for d in told(context, start, end, title=named)
            if _refers(text, d)
        ]
    found = once(text, [d for d in found if d.amount is not None])
    if len(found) == 1:
        found[0].description = found[0].description or _description(text, section, found[0])
        found[0].period = found[0].period or _period(text, section)
        for start, end in _blocks(section):
            if not found[0].partners:
                partners(text, found[0], start, end)
            found[0].owner = found[0].owner or owner_named(text, start, end)
    if len(found) > 1 and (
        section.number is not None or title_in(text, section.head.start, section.head.end)
    ):
        found = found[:1]
    return found


def _description(text: str, section: Section, draft: Draft) -> Span | None:
    """The first running text of a section that is not the sentence of the grant, up to a label in it."""
    for start, end in _blocks(section):
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
            take(context, draft, one.label.field, one.start, one.end, one.label.scale)
    if draft.amount is None or draft.owner is None:
        return None
    if draft.period is None:
        draft.period = _period(text, section)
    return draft


def _blocks(section: Section) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    block = -1
    for line in section.body:
        if line.block == block:
            spans[-1] = (spans[-1][0], line.end)
        else:
            spans.append((line.start, line.end))
            block = line.block
    return spans


def _period(text: str, section: Section) -> Period | None:
    for line in section.body:
        for one in fields(text, line.start, line.end):
            if one.label.field == "period":
                found = next(iter(periods(text, one.start, one.end)), None)
                if found:
                    return found
    return None


def _name(context: Context, pairs: list[tuple[Section, list[Draft]]]) -> None:
    """Decides for all sections alike whether their headings name the owner or the project."""
    text = context.text
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
    for section, found in pairs:
        name = trimmed(text, section.head.start, section.head.end, "title.heading")
        if name is None:
            continue
        role = _ROLE.search(text, section.head.start, section.head.end)
        if role and len(found) == 1:
            found[0].title = trimmed(text, section.head.start, role.start(), "title.heading")
            found[0].owner = trimmed(text, role.end(), section.head.end, "owner.heading")
            continue
        if grouped and not heads_are_owners:
            continue
        for draft in found:
            _give_name(text, draft, section, name, heads_are_owners, len(found))


def _give_name(
    text: str, draft: Draft, section: Section, name: Span, heads_are_owners: bool, count: int
) -> None:
    head = section.head.of(text)
    if heads_are_owners and not words.AWARD.search(head):
        if (
            draft.owner is None
            or draft.owner.of(text).isupper()
            or draft.owner.of(text).lower() in head.lower()
        ):
            draft.owner = Span(name.start, name.end, "owner.heading")
    elif (
        draft.title is None
        and count == 1
        and (section.number is not None or (not words.AWARD.search(head) and not head.endswith("?")))
    ):
        if draft.owner and draft.owner.of(text).lower() == head.lower():
            draft.owner = Span(name.start, name.end, "owner.heading")
        else:
            draft.title = name


def labelled(context: Context) -> Reading:
    """Records of labelled lines ("Projektägare: …", "Beviljade medel: …"), one after another."""
    text = context.text
    drafts: list[Draft] = []
    current: Draft | None = None
    heads: list[Span] = []
    for line in context.lines:
        found = fields(text, line.start, line.end) if line.kind is not BlockKind.ROW else []
        if not found:
            _describe(context, current, line)
            if (
                is_title_like(line.text)
                and line.kind is not BlockKind.HEADLINE
                and not money(line.text)
                and (line.first or len(line.text) < 100)
            ):
                if current is not None and current.amount is not None:
                    drafts.append(current)
                    current = None
                if current is None or not current.fields():
                    heads.append(Span(line.start, line.end, "title.above"))
            continue
        for one in found:
            kind = one.label.field
            if current is not None and _starts_new(current, kind):
                drafts.append(current)
                current = None
            if current is None:
                current = Draft(line.start, line.end, "labelled")
                lead = (
                    trimmed(text, line.start, one.at, "title.lead")
                    if one.at > line.start + 3 and one is found[0]
                    else None
                )
                _name_record(context, current, lead, heads, line, kind)
                heads.clear()
                marker = _NUMERIC.match(context.release.blocks[line.block].marker)
                current.number = int(marker[1]) if marker else None
            take(context, current, kind, one.start, one.end, one.label.scale)
            current.end = line.end
    if current is not None:
        drafts.append(current)
    for draft in drafts:
        if draft.owner is None and draft.title is not None:
            split_lead(text, draft, draft.title)
    return Reading("labelled", [d for d in drafts if _is_record(context, d)])


def _describe(context: Context, draft: Draft | None, line: Line) -> None:
    """The paragraph below a complete record says what the project does."""
    if (
        draft is None
        or draft.amount is None
        or line.kind is not BlockKind.PARAGRAPH
        or draft.description is not None
    ):
        return
    if line.text[-1] in ".!?" and len(line.text) > 25 and line.text[0] not in "–-" and not money(line.text):
        block = context.release.blocks[line.block]
        draft.description = Span(block.start, block.end, "description.below")


def _name_record(
    context: Context, draft: Draft, lead: Span | None, heads: list[Span], line: Line, kind: str
) -> None:
    """Title, or title and owner, of a labelled record from the short lines above its first label."""
    text = context.text
    block = context.release.blocks[line.block]
    pair = [head for head in heads if block.start <= head.start][-2:]
    if lead is None and len(pair) == 2 and kind in ("amount", "period"):
        draft.title, draft.owner = _title_and_owner(text, *pair)
    else:
        draft.title = lead or _nearest(text, heads, kind)


def _title_and_owner(text: str, first: Span, second: Span) -> tuple[Span | None, Span | None]:
    """Which of two lines is the title: the quoted one, else the one that looks less like an organisation."""
    quoted = [span.of(text)[0] in '"”“»«' for span in (first, second)]
    owner_first = quoted[1] > quoted[0] or (
        quoted[1] == quoted[0] and organisation_score(first.of(text)) > organisation_score(second.of(text))
    )
    owner, title = (first, second) if owner_first else (second, first)
    return trimmed(text, title.start, title.end, "title.above"), trimmed(
        text, owner.start, owner.end, "owner.above"
    )


def _starts_new(current: Draft, kind: str) -> bool:
    taken = {
        # A name from above was only a guess: the record's own label replaces it.
        "title": current.title is not None
        and current.title.rule == "title.label"
        and (current.amount is not None or current.owner is not None),
        "owner": current.owner is not None and current.amount is not None,
        "amount": current.amount is not None,
    }
    return taken.get(kind, False)


def _nearest(text: str, heads: list[Span], kind: str) -> Span | None:
    if kind == "title":
        return None
    for head in reversed(heads):
        if not words.INTRO.search(head.of(text)) or len(head.of(text)) > 60:
            return trimmed(text, head.start, head.end, "title.above")
    return None


def _is_record(context: Context, draft: Draft) -> bool:
    text = context.text
    body = text[draft.start : draft.end]
    if words.PROPOSAL.search(body) or words.REJECTED.search(body):
        return False
    if draft.amount is not None and draft.title is not None and draft.title.rule == "title.label":
        return True
    return (draft.owner is not None and draft.amount is not None) or (
        draft.title is not None and draft.owner is not None and bool(draft.partners or draft.period)
    )

"""Records of labelled lines ("Projektägare: …", "Beviljade medel: …"), one after another."""

from __future__ import annotations

import re

from parsers.document import Line
from parsers.furniture import is_title_like
from parsers.layouts.context import Context
from parsers.layouts.draft import Draft, Reading, Span, trimmed
from parsers.layouts.fields import split_lead, take
from parsers.phrases import granting as words
from parsers.phrases.labels import fields
from parsers.phrases.money import money
from parsers.phrases.parties import organisation_score
from parsers.records import BlockKind

_NUMERIC = re.compile(r"(\d{1,3})[.)]$")


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

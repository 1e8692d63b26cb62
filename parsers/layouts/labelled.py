"""Records of labelled lines ("Projektägare: …", "Beviljade medel: …"), one after another."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from anslag.parsers.document import Line
from anslag.parsers.furniture import is_title_like
from anslag.parsers.layouts.context import Context
from anslag.parsers.layouts.draft import Draft, Reading, trimmed
from anslag.parsers.layouts.fields import at_home, person_at_work, split_lead, take
from anslag.parsers.layouts.pairs import paired_rows
from anslag.parsers.mentions.mention import Span
from anslag.parsers.phrases import granting as words
from anslag.parsers.phrases.labels import Field, Label, fields, label
from anslag.parsers.phrases.money import Money, money
from anslag.parsers.phrases.parties import is_organisation, organisation_score
from anslag.parsers.records import BlockKind

_NUMERIC = re.compile(r"(\d{1,3})[.)]$")


def labelled(context: Context) -> Reading:
    """All labelled records of a release, each from the first of its labels to the next record's first."""
    records = _Records(context)
    stacked = _stacked(context.lines) or _unmarked(context)
    pairs = paired_rows(context)
    for index, line in enumerate(context.lines):
        pair = pairs.get(line.block)
        if pair is not None:
            records.labels(line, [pair])
            continue
        if index in stacked:
            one = stacked[index]
            if one is not None:
                records.labels(line, [one])
            continue
        found = fields(context.text, line.start, line.end) if line.kind is not BlockKind.ROW else []
        if found:
            records.labels(line, found)
        else:
            records.unlabelled(line)
    return Reading("labelled", [d for d in records.closed() if _is_record(context, d)])


_FEWEST_STACKED = 3


def _stacked(lines: Sequence[Line]) -> dict[int, Field | None]:
    """Labels that stand on a line of their own above their values: each value's line with its label, each label's with None.

    Only three pairs or more in a row with a sum among them count: a lone "Projekt" is a heading.
    """
    found: dict[int, Field | None] = {}
    index = 0
    while index < len(lines):
        run: list[tuple[int, Label]] = []
        while index + 1 < len(lines):
            one = _lone_label(lines[index])
            if _lone_label(lines[index + 1]) or len(lines[index + 1].text) > 200:
                break
            if one is not None:
                run.append((index, one))
            elif not (run and index + 2 < len(lines) and _lone_label(lines[index + 2])):
                # Between two pairs, a label that no table knows has its value too.
                break
            index += 2
        if len(run) >= _FEWEST_STACKED and any(one.field == "amount" for _, one in run):
            for at, one in run:
                value = lines[at + 1]
                found[at], found[at + 1] = None, Field(one, value.start, value.end, value.start)
        index += 1
    return found


def _lone_label(line: Line) -> Label | None:
    if line.kind is BlockKind.ROW or len(line.text) > 40 or any(sign.isdigit() for sign in line.text):
        return None
    return label(line.text)


_OPENING_WORDS = re.compile(
    r"(?P<first>[A-ZÅÄÖ][\wåäö/-]*)(?P<more>(?:\s[a-zåäö-]+){0,2})\s(?=[A-ZÅÄÖ0-9\"”])"
)


def _unmarked(context: Context) -> dict[int, Field | None]:
    """Labels that lost their colons ("Sökande Granby IF"): two words or more, each opening as many lines, three or more."""
    found: dict[int, Field] = {}
    counts: Counter[str] = Counter()
    for index, line in enumerate(context.lines):
        words_at = _OPENING_WORDS.match(line.text)
        one = label(words_at[0].strip()) if words_at and line.kind is not BlockKind.ROW else None
        if words_at and one and len(line.text) < 160 and line.text[-1] not in ".:":
            found[index] = Field(one, line.start + words_at.end(), line.end, line.start)
            counts[words_at[0].lower()] += 1
    often = Counter(count for count in counts.values() if count >= _FEWEST_STACKED)
    if not often or often.most_common(1)[0][1] < 2:
        return {}
    times = often.most_common(1)[0][0]
    kept = {
        index: one
        for index, one in found.items()
        if counts[context.text[one.at : one.start].lower()] == times
    }
    return dict(kept) if {"amount", "owner"} <= {one.label.field for one in kept.values()} else {}


@dataclass(slots=True)
class _Records:
    """The records read so far, the one being read, and the short lines that may name the next."""

    context: Context
    drafts: list[Draft] = field(default_factory=list)
    current: Draft | None = None
    heads: list[Span] = field(default_factory=list)
    above: list[tuple[Draft, Span, Span]] = field(default_factory=list)
    places: list[tuple[Draft, Span]] = field(default_factory=list)
    opener: str = ""
    sum_above: Money | None = None

    def close(self) -> None:
        """Ends the record being read."""
        if self.current is not None:
            self.drafts.append(self.current)
        self.current = None

    def closed(self) -> list[Draft]:
        """All records, the names above their labels parted into title and owner."""
        self.close()
        _name_pairs(self.context.text, self.above)
        if len(self.places) > 1 and not any(draft.owner for draft in self.drafts):
            # "Kommun: Lunda" owns where nobody else does.
            for draft, place in self.places:
                draft.owner = trimmed(self.context.text, place.start, place.end, "owner.place")
        _purposes_as_titles(self.context.text, self.drafts)
        for draft in self.drafts:
            at_home(self.context, draft)
            if draft.owner is None and draft.title is not None:
                split_lead(self.context.text, draft, draft.title)
        return self.drafts

    def unlabelled(self, line: Line) -> None:
        """A line without labels: a description, the name of the next record, or its name and sum."""
        _describe(self.context, self.current, line)
        text = self.context.text
        amounts = money(text, line.start, line.end)
        if len(amounts) == 1 and not (
            line.text[: amounts[0].start - line.start] + text[amounts[0].end : line.end]
        ).strip(" .:-"):
            self.sum_above = amounts[0]
            return
        if amounts and _opens_record(self.context, line):
            named = _priced_name(text, line, amounts)
            if named is not None:
                self.close()
                self.current = Draft(line.start, line.end, "labelled", owner=named, amount=amounts[0])
                self.opener = "amount"
            return
        if (
            not amounts
            and is_title_like(line.text)
            and line.kind is not BlockKind.HEADLINE
            and (line.first or len(line.text) < 100)
        ):
            if self.current is not None and self.current.amount is not None:
                self.close()
            if self.current is None or not self.current.fields():
                self.heads.append(Span(line.start, line.end, "title.above"))

    def labels(self, line: Line, found: Sequence[Field]) -> None:
        """A line of labelled values, of one record or of several in a row."""
        text = self.context.text
        lead = trimmed(text, line.start, found[0].at, "title.lead") if found[0].at > line.start + 3 else None
        for index, one in enumerate(found):
            kind = one.label.field
            if self.current is not None and ((lead and index) or _starts_new(self.current, kind)):
                self.close()
            if self.current is None:
                self._open(line, lead, one)
            lead = None
            assert self.current is not None
            take(self.context, self.current, kind, one.start, one.end, one.label.scale, one.label.currency)
            if kind == "place":
                self.places.append((self.current, Span(one.start, one.end)))
            self.current.end = one.end
            following = found[index + 1] if index + 1 < len(found) else None
            if following and following.label.field == self.opener:
                lead = _behind_value(text, self.current, one)

    def _open(self, line: Line, lead: Span | None, one: Field) -> None:
        self.current = Draft(lead.start if lead else one.at, one.end, "labelled")
        self.opener = one.label.field
        self._name(line, lead)
        block = self.context.release.blocks[line.block]
        if self.sum_above and block.start <= self.sum_above.start and self.current.amount is None:
            self.current.amount = self.sum_above
        self.sum_above = None
        self.heads.clear()
        marker = _NUMERIC.match(self.context.release.blocks[line.block].marker)
        self.current.number = int(marker[1]) if marker else None

    def _name(self, line: Line, lead: Span | None) -> None:
        """Names the record being opened from what stands before its first label, or from the short lines above it."""
        assert self.current is not None
        blocks = self.context.release.blocks
        start = blocks[line.block].start
        if line.block and blocks[line.block - 1].kind is BlockKind.HEADING:
            start = blocks[line.block - 1].start
        pair = [head for head in self.heads if start <= head.start][-2:]
        text = self.context.text
        above = pair[-1] if pair and lead is None and self.opener == "title" else None
        if above and self.sum_above and is_organisation(above.of(text).rpartition(", ")[2]):
            # "Docent Per Ek, Lunds universitet", a sum, "Projekt: Sömn och minne".
            take(self.context, self.current, "owner", above.start, above.end)
        elif lead is None and len(pair) == 2 and self.opener in ("amount", "period"):
            self.above.append((self.current, pair[0], pair[1]))
        else:
            self.current.title = lead or _nearest(self.context.text, self.heads, self.opener)


def _behind_value(text: str, draft: Draft, one: Field) -> Span | None:
    """What stands behind a sum or a period in its own field: the title of the next record, where a page lost its breaks."""
    value = {"amount": draft.amount, "period": draft.period}.get(one.label.field)
    if value is None or not one.start <= value.start < one.end:
        return None
    rest = trimmed(text, value.end, one.end, "title.lead")
    named = rest is not None and (rest.of(text)[0].isupper() or rest.of(text)[0].isdigit())
    return rest if named else None


def _opens_record(context: Context, line: Line) -> bool:
    # A sum above labels belongs to their record; the labels stand in the same block.
    below = next((one for one in context.lines_of(line.block) if one.start > line.end), None)
    return line.first and below is not None and bool(fields(context.text, below.start, below.end))


def _priced_name(text: str, line: Line, amounts: Sequence[Money]) -> Span | None:
    """The name in "650.000:- Västerviks museum": one sum, and a name on one side of it."""
    before, after = (line.start, amounts[0].start), (amounts[-1].end, line.end)
    sides = [span for span in (before, after) if text[span[0] : span[1]].strip(" ,;:–—-/()")]
    if len(amounts) != 1 or len(sides) != 1 or len(line.text) > 120 or line.text[-1] in ".:":
        return None
    return trimmed(text, *sides[0], "owner.above")


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


_NO_TITLE = re.compile(
    r"(?:Bidrag|Stöd|Medel|För|Till|Att\s[a-zåäö]+\s[a-zåäö]+$|Inköp|Renovering|Verksamhet)\b"
)


def _purposes_as_titles(text: str, drafts: Sequence[Draft]) -> None:
    """Short names behind "Ändamål" are the titles, where no record has another."""
    purposes = [
        d.description for d in drafts if d.description and d.description.rule == "description.purpose"
    ]
    if len(purposes) < 2 or any(draft.title for draft in drafts):
        return
    named = [one.of(text) for one in purposes]
    short = all(
        len(one) < 90 and (one[0].isupper() or one[0].isdigit()) and not _NO_TITLE.match(one) for one in named
    )
    if not short or len(set(named)) < len(named):
        return
    for draft in drafts:
        if draft.description in purposes:
            draft.title, draft.description = draft.description, None


def _name_pairs(text: str, above: Sequence[tuple[Draft, Span, Span]]) -> None:
    """Names records by the two lines above their labels: all records of a release have them in the same order."""
    lead = sum(_contrast(text, first, second) for _, first, second in above)
    for draft, first, second in above:
        owner, title = (first, second) if (lead or _contrast(text, first, second)) > 0 else (second, first)
        draft.title = trimmed(text, title.start, title.end, "title.above")
        named = trimmed(text, owner.start, owner.end, "owner.above")
        if draft.owner is None and named:
            draft.owner = named
            person_at_work(text, draft, named)


def _contrast(text: str, first: Span, second: Span) -> float:
    """More than 0 when the first of two lines looks more like the owner: the other is quoted, or it an organisation."""
    quoted = [span.of(text)[0] in '"”“»«' for span in (first, second)]
    if quoted[0] != quoted[1]:
        return 2.0 if quoted[1] else -2.0
    return max(-2.0, min(2.0, organisation_score(first.of(text)) - organisation_score(second.of(text))))


def _starts_new(current: Draft, kind: str) -> bool:
    taken = {
        # A name from above was only a guess: the record's own label replaces it.
        "title": current.title is not None
        and current.title.rule == "title.label"
        and (current.amount is not None or current.owner is not None),
        "owner": current.owner is not None and current.amount is not None,
        "amount": current.amount is not None,
        "place": current.amount is not None and current.title is not None,
    }
    return taken.get(kind, False)


def _nearest(text: str, heads: list[Span], kind: str) -> Span | None:
    if kind == "title":
        return None
    for head in reversed(heads):
        if not words.announces(head.of(text)) or len(head.of(text)) > 60:
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

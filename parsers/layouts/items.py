"""Reads one item of a list by itself where its words tell all, and else parts it for the vote over the list.

Parts are what stands between dashes, tabs and line breaks, round the amount and the period.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from anslag.parsers.layouts.context import Context
from anslag.parsers.layouts.draft import Draft, trimmed
from anslag.parsers.layouts.fields import at_home, split_lead, take
from anslag.parsers.layouts.prose import told
from anslag.parsers.layouts.recipients import owner_named
from anslag.parsers.layouts.sums import is_granted
from anslag.parsers.mentions.mention import Period, Span
from anslag.parsers.mentions.periods import periods
from anslag.parsers.phrases import granting as words
from anslag.parsers.phrases.labels import fields
from anslag.parsers.phrases.money import Money, money
from anslag.parsers.phrases.names import name_after, quoted_name, title_in
from anslag.parsers.phrases.parties import (
    is_organisation,
    is_person,
    organisation_score,
)

_DASH = re.compile(r"\n+|\s+[-–—|/]\s+|\s[-–—](?=\S)|(?<=\S)[–—]\s|\t+|\s?[|●•]\s?")
_TRAILING = re.compile(
    r"(?:\s*(?<![\wåäö])(?:beviljas|beviljades|får|fick|fått|tilldelas|tilldelades|beviljat(?:\s+belopp)?|belopp|summa|stöd|bidrag|på|om|med|till|à|ca|cirka|drygt|knappt|högst|upp\s+till|totalt|eu-stöd|leaderstöd|(?:projekt|verksamhets|investerings|produktions|arrangörs|etablerings|utvecklings|stöd|bidrags)(?:stöd|bidrag|medel|belopp|anslag)|anslag|kr|sek)\s*:?)+$|[\s,;:(/–—-]+$",
    re.I,
)
_MARKS = re.compile(r"[\s,;:(/–—-]+$")
_PURPOSE = re.compile(r"\W*(?:för|till|avser|att|under|ur|från|i)\s", re.I)
_TALE = re.compile(
    r"\s(?:är|ska|vill|har|får|blir|arbetar|handlar|ger|består|kommer|finns|kan|syftar|beviljas|tilldelas|beviljades)\s"
)


@dataclass(slots=True)
class Item:
    """One item of a list: its place, its number as printed, and its parts once parted."""

    start: int
    end: int
    number: int | None = None
    number_span: Span | None = None
    amount: Money | None = None
    period: Period | None = None
    parts: list[Span] = field(default_factory=list)
    after: Span | None = None
    draft: Draft | None = None
    head: Span | None = None


def _is_label_line(text: str, item: Item) -> bool:
    found = fields(
        text,
        item.start,
        text.find("\n", item.start, item.end) if "\n" in text[item.start : item.end] else item.end,
    )
    if found and text[found[0].at : found[0].start].lower().startswith("förstudie"):
        return False
    return bool(found) and found[0].at == item.start


def part(context: Context, item: Item) -> None:
    """Reads an item by itself where its words tell all; else parts it for the vote over the list."""
    text = context.text
    every = money(text, item.start, item.end)
    amounts = [m for m in every if is_granted(text, m, item.start, item.end, alone=len(every) == 1)]
    item.period = _item_period(text, item, amounts)
    item.draft = _labelled(context, item, amounts)
    if item.draft is not None or _is_label_line(text, item):
        return
    record = _record_end(text, item, amounts)
    body = text[item.start : record]
    if amounts and _DASHED_VERB.search(text, item.start, amounts[0].start):
        # "Trästad (Ekeby kommun) – beviljas 400 000 kronor": the verb belongs to the sum, not to a sentence.
        item.amount = amounts[0]
        _segments(text, item, record)
        return
    if (
        words.RECEIVE.search(body)
        or words.GIVE.search(body)
        or _AMOUNTS_TO.search(body)
        or (_TALE.search(body) and record == item.end)
    ):
        item.draft = _told(context, item, amounts)
        if item.draft is not None or (_ends_sentence(text, item) and not (amounts and "\n" in body)):
            return
    item.amount = amounts[0] if amounts else None
    item.draft = _aimed(text, item, item.amount) if item.amount else None
    if item.draft is None:
        _segments(text, item, record)


_DASHED_VERB = re.compile(
    r"[-–—:,]\s+(?:beviljas|beviljades|tilldelas|tilldelades|får|fick)\s+(?:(?:totalt|högst|max|maximalt|upp\s+till|ca|cirka)\s+)?$"
)
_AMOUNTS_TO = re.compile(
    r"\b(?:anslaget|stödet|bidraget|summan)\s+(?:\w+\s){0,2}?(?:uppgår|är|blev|var|ligger)\b", re.I
)


def _record_end(text: str, item: Item, amounts: list[Money]) -> int:
    """Where the record ends in "Ägare, 75 000 kronor. En mening om projektet.": behind the sentence of the amount."""
    if not amounts:
        return item.end
    stop = re.compile(r"\.\s+(?=[A-ZÅÄÖ])").search(text, amounts[0].end, item.end)
    # "Ägare. Projektstöd 684 200 kr": what stands before the sum announces it.
    lead = _TRAILING.sub("", text[item.start : amounts[0].start])
    if stop is None or re.search(r"\.\s+[A-ZÅÄÖ]", lead):
        return item.end
    return stop.start()


def _told(context: Context, item: Item, amounts: list[Money]) -> Draft | None:
    text = context.text
    quoted = words.QUOTED.match(text, item.start)
    title = trimmed(text, quoted.start(), quoted.end(), "title.quoted") if quoted else None
    found = told(context, item.start, item.end, title=title)
    if found:
        draft = found[0]
        draft.start, draft.end = item.start, item.end
        draft.title = draft.title or title
        if draft.title is None and (named := quoted_name(text, item.start, item.end)):
            draft.title = Span(*named, "title.quoted")
        _home(context, draft)
        return draft
    if amounts:
        return _lead_sentence(text, item, amounts[0])
    named = title_in(text, item.start, item.end)
    # A project that is only mentioned late in an item is not what the item is about.
    return _named(context, item, named) if named and named[0] - item.start < 120 else None


_AIMED = re.compile(r"\s*(?:i\s+\w+\s+)?(?:till|åt)\s+")


def _aimed(text: str, item: Item, amount: Money) -> Draft | None:
    """ "250 000 kronor till X för Y", with the project's title before the amount or nothing."""
    aim = _AIMED.match(text, amount.end, item.end)
    name = name_after(text, aim.end(), item.end) if aim else None
    if name is None or organisation_score(text[name[0] : name[1]]) < 0:
        return None
    draft = Draft(
        item.start,
        item.end,
        "",
        amount=amount,
        period=item.period,
        owner=trimmed(text, *name, "owner.behind"),
    )
    lead = trimmed(text, item.start, amount.start, "title.part")
    if lead and lead.end - lead.start > 3 and not is_organisation(lead.of(text)):
        tail = _TRAILING.search(text, lead.start, lead.end)
        draft.title = trimmed(text, lead.start, tail.start() if tail else lead.end, "title.part")
    elif lead and is_organisation(lead.of(text)):
        return None
    return draft


def _home(context: Context, draft: Draft) -> None:
    # A university lists its own researchers' projects without naming itself in each.
    if (
        draft.owner is None
        and context.home
        and re.search(r"sökande|professor|docent|forskare", context.text[draft.start : draft.end], re.I)
    ):
        draft.owner = Span(context.home.start, context.home.end, "owner.home")


def _lead_sentence(text: str, item: Item, amount: Money) -> Draft | None:
    """ "Titel. Programmet får N kronor och förlängs till …": the first sentence, without a verb, is the name."""
    stop = re.compile(r"\.\s+(?=[A-ZÅÄÖ])|\n").search(text, item.start, amount.start)
    if stop is None or _TALE.search(text[item.start : stop.start()]) or stop.start() - item.start > 160:
        return None
    name = trimmed(text, item.start, stop.start(), "title.lead")
    if name is None:
        return None
    draft = Draft(item.start, item.end, "", amount=amount, period=item.period)
    name_alone(text, draft, name, False)
    return draft


def _ends_sentence(text: str, item: Item) -> bool:
    return text[item.end - 1] == "." and bool(_TALE.search(text[item.start : item.end]))


def _named(context: Context, item: Item, named: tuple[int, int]) -> Draft:
    text = context.text
    draft = Draft(item.start, item.end, "", title=trimmed(text, *named, "title.project"))
    owner = re.compile(r"projektägaren?\s+(?=[A-ZÅÄÖ])").search(text, item.start, item.end)
    if owner:
        found = name_after(text, owner.end(), item.end)
        draft.owner = trimmed(text, *found, "owner.role") if found else None
    elif re.search(r"drivs|leds|ägs", text[item.start : item.end]):
        draft.owner = owner_named(text, item.start, item.end)
    draft.period = item.period
    return draft


_YEARS_BEHIND = re.compile(
    r"[\s,;]*[(,;]\s*(?P<a>(?:19|20)[0-9]{2})(?:\s?[-–—/]\s?(?P<b>(?:19|20)[0-9]{2}))?\)?\s*(?=[.,;]?\s*$|\n)"
)


def years_behind(text: str, amount: Money, end: int) -> Period | None:
    """The years right behind an amount: "2 400 000 kr (2021–2023)", "850 000 kr, 2021"."""
    found = _YEARS_BEHIND.match(text, amount.end, end)
    if found is None:
        return None
    first, last = int(found["a"]), int(found["b"] or found["a"])
    if not first <= last <= first + 20:
        return None
    stop = found.end("b") if found["b"] else found.end("a")
    return Period(
        found.start("a"), stop, date(first, 1, 1), date(last, 12, 31), "period.behind-amount", "year"
    )


def _item_period(text: str, item: Item, amounts: list[Money]) -> Period | None:
    behind = years_behind(text, amounts[0], item.end) if len(amounts) == 1 else None
    if behind:
        return behind
    for found in periods(text, item.start, item.end):
        lead = text[max(item.start, found.start - 25) : found.start].lower()
        days = found.precision != "year" or found.rule == "period.until"
        if days or re.search(r"(?:period\w*|under|åren|år|tid|pågår|för|löptid):?\W*(?:\w+\s)?$|[(]$", lead):
            return found
    return None


def _labelled(context: Context, item: Item, amounts: list[Money]) -> Draft | None:
    text = context.text
    draft = Draft(item.start, item.end, "")
    at = item.start
    first_label: int | None = None
    for line in text[item.start : item.end].split("\n"):
        for one in fields(text, at, at + len(line)):
            if at == item.start and text[one.at : one.start].lower().startswith("förstudie"):
                # A name in a list may begin so: "3. Förstudie: vattenled Hjälmsjön".
                continue
            first_label = one.at if first_label is None else first_label
            take(context, draft, one.label.field, one.start, one.end, one.label.scale, one.label.currency)
        at += len(line) + 1
    named = draft.title or draft.owner or any(span.rule == "partner.person" for span in draft.partners)
    if draft.amount is None and named and len(amounts) == 1:
        draft.amount = amounts[0]
    if (
        draft.amount is None
        or first_label is None
        or not (draft.owner or draft.title or first_label > item.start + 3)
    ):
        return None
    if first_label > item.start:
        # "Eva Ek, 2 999 820 kronor, projekttitel: Fisk": the name ends at the sum.
        stop = min([first_label, *(m.start for m in amounts if m.start > item.start)])
        lead = trimmed(text, item.start, stop, "title.lead")
        if lead and draft.owner is None and draft.title is None:
            split_lead(text, draft, lead)
        elif lead and draft.title is None:
            draft.title = lead
        elif lead and draft.owner is None and is_organisation(lead.of(text)):
            draft.owner = lead
        elif lead and draft.owner is None and is_person(lead.of(text)):
            draft.partners.append(Span(lead.start, lead.end, "partner.person"))
    draft.period = draft.period or item.period
    at_home(context, draft)
    return draft


def _segments(text: str, item: Item, record: int) -> None:
    """Parts the item round its amount, up to ``record``, leaving title and owner for the vote."""
    line_end = text.find("\n", item.start, item.end)
    # Two or three short lines are one record, a long body is its description.
    whole = text[item.start : item.end].split("\n")
    short = len([one for one in whole if one]) <= 3 and max(map(len, whole)) < 120
    end = min(record, item.end if line_end < 0 or short else line_end)
    if item.amount and item.amount.start >= end:
        end = item.amount.end
    spans = [(item.start, end)]
    for cut in (item.amount, item.period):
        if cut is not None and item.start <= cut.start < end:
            spans = [piece for span in spans for piece in _without(span, cut.start, cut.end)]
    pieces = []
    for start, stop in spans:
        # Words of paying belong to the amount behind them; elsewhere they are part of a name ("läsa året om").
        trailing = _TRAILING if item.amount and stop == item.amount.start else _MARKS
        tail = trailing.search(text, start, stop)
        while tail and tail.start() < stop:
            stop = tail.start()
            tail = trailing.search(text, start, stop)
        if item.amount and start >= item.amount.end and not text[item.start : item.amount.start].strip(_EDGE):
            # A sum and then a name: "35 000:- Ekeby hembygdsförening – ny kvarn".
            stop = name_stop(text, start, stop)
            pieces.append((start, stop))
        elif item.amount and start >= item.amount.end:
            if text[item.amount.end : stop].lstrip(" .)")[:1] not in (
                ":",
                '"',
                "”",
                "“",
            ) and not _PURPOSE.match(text[start:stop]):
                item.after = trimmed(text, start, stop, "owner.behind")
        elif stop > start:
            pieces.append((start, stop))
    for start, stop in pieces:
        item.parts += _cut(text, start, stop, _DASH)


_EDGE = " ,;:()–—-/•*"
_AIM_BEHIND = re.compile(r",?\s+(?:för|till|avseende|avser|som)\s+(?:[a-zåäö]|\d)")


def name_stop(text: str, start: int, stop: int) -> int:
    """Where the name ends in "Ekeby hembygdsförening för renovering av kvarnen": before what the money is for."""
    aim = _AIM_BEHIND.search(text, start, stop)
    return aim.start() if aim and is_organisation(text[start : aim.start()]) else stop


def _without(span: tuple[int, int], start: int, end: int) -> list[tuple[int, int]]:
    if end <= span[0] or start >= span[1]:
        return [span]
    return [piece for piece in ((span[0], start), (end, span[1])) if piece[0] < piece[1]]


def _cut(text: str, start: int, stop: int, pattern: re.Pattern[str]) -> list[Span]:
    spans = []
    at = start
    for gap in pattern.finditer(text, start, stop):
        span = trimmed(text, at, gap.start(), "part")
        if span:
            spans.append(span)
            at = gap.end()
    last = trimmed(text, at, stop, "part")
    return [*spans, last] if last else spans


def name_alone(text: str, draft: Draft, part: Span, owner: bool) -> None:
    if owner or is_organisation(part.of(text)):
        draft.owner = Span(part.start, part.end, "owner.part")
    else:
        draft.title = Span(part.start, part.end, "title.part")

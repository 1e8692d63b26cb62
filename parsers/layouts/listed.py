"""Reads a run of like items ("Titel, Ägare – N kr") together: what holds for most items decides for all.

One item alone is ambiguous ("Kulturarv i Dalarna – Falu kommun – 80 000 kr"); a list is not, because its
columns agree. So segments are parted first, then their roles are voted on over the whole list.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, field

from parsers.layouts.context import Context
from parsers.layouts.draft import Draft, Span, trimmed
from parsers.layouts.prose import is_granted, owner_named, told
from parsers.phrases import granting as words
from parsers.phrases.dates import Period, periods
from parsers.phrases.labels import FIELDS, fields
from parsers.phrases.money import Money, money
from parsers.phrases.names import name_after, title_in
from parsers.phrases.parties import (
    ROLE,
    is_organisation,
    is_people,
    is_person,
    organisation_score,
    universities,
)

_DASH = re.compile(r"\n+|\s+[-–—|]\s+|\s[-–—](?=\S)|(?<=\S)[–—]\s|\t+|\s?[|●•]\s?")
_COMMA = re.compile(r",\s+")
_TOTAL = re.compile(
    r"\W*(?:total(?:t|summa|sumlan)?|summa|sammanlagt|totalt\s+beviljat|delsumma|s:a|antal)\b", re.I
)
_COUNTED = re.compile(
    r"^\W*[0-9]+\s+(?:anslag|st\b|projekt|ansökningar|bidrag|stipendier)|[0-9]+\s+st\b",
    re.I,
)
_OWNER_INTRO = re.compile(
    r"förening|organisation|kommun|klubb|mottagare|aktör|företag|bolag|lärosät|hit\s+går|de\s+som\s+(?:får|tilldelas|beviljas)|stipendiat|arrangör|studieförbund|verksamheter|skolor|sökande|regioner|museer|teatr",
    re.I,
)
_TITLE_INTRO = re.compile(
    r"projekt|initiativ|satsning|program|insats|åtgärd|evenemang|festival|produktion", re.I
)
_TRAILING = re.compile(
    r"(?:\s*(?:beviljas|får|tilldelas|beviljat(?:\s+belopp)?|belopp|summa|stöd|bidrag|på|om|med|till|à|ca|cirka|drygt|knappt|högst|upp\s+till|totalt|eu-stöd|anslag|kr|sek)\s*:?)+$|[\s,;:(–—-]+$",
    re.I,
)
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


def read(
    context: Context, items: list[Item], intro: str, layout: str, columns: list[str] | None = None
) -> list[Draft]:
    """The grants of one list. ``intro`` is the text that announces it, ``columns`` a printed header's fields."""
    text = context.text
    items = [item for item in items if not _is_noise(text[item.start : item.end])]
    for item in items:
        _part(context, item)
    _merge(text, items)
    _each(context, items)
    _vote(context, [item for item in items if item.draft is None and item.parts], intro, columns)
    drafts = []
    for item in items:
        draft = item.draft
        if draft is None:
            continue
        draft.layout = layout
        if draft.owner is None and item.head and is_organisation(item.head.of(text)):
            draft.owner = trimmed(text, item.head.start, item.head.end, "owner.heading")
        draft.number, draft.number_span = item.number, item.number_span
        drafts.append(draft)
    return drafts


_EACH = re.compile(r"\bvar(?:dera|sin)?\b", re.I)


def _each(context: Context, items: list[Item]) -> None:
    """An amount that each recipient gets, told once above the list ("får vardera cirka 1,5 miljoner euro")."""
    if len(items) < 2 or any(item.amount or (item.draft and item.draft.amount) for item in items):
        return
    text = context.text
    for one in money(text, max(0, items[0].start - 1500), items[0].start):
        if _EACH.search(text[max(0, one.start - 20) : one.start]) or re.match(
            r"\s+(?:var|vardera)\b", text[one.end : one.end + 12]
        ):
            for item in items:
                item.amount = one


def _merge(text: str, items: list[Item]) -> None:
    # A line break inside an item makes its owner look like an item of its own.
    for item, following in itertools.pairwise(items):
        alone = following.draft is None and following.amount is None and len(following.parts) == 1
        if (
            alone
            and item.draft is None
            and item.amount
            and item.after is None
            and item.parts
            and is_organisation(following.parts[0].of(text))
        ):
            others = [one for one in items if one.amount and one.after]
            if len(others) * 2 > len(items):
                item.after = following.parts[0]
                following.parts = []


def _is_label_line(text: str, item: Item) -> bool:
    found = fields(text, item.start, item.end)
    return bool(found) and found[0].at == item.start


def _is_noise(line: str) -> bool:
    return bool((_TOTAL.match(line) and len(line) < 60) or _COUNTED.search(line))


def _part(context: Context, item: Item) -> None:
    """Reads an item by itself where its words tell all; else parts it for the vote over the list."""
    text = context.text
    amounts = [m for m in money(text, item.start, item.end) if is_granted(text, m, item.start, item.end)]
    item.period = _item_period(text, item)
    item.draft = _labelled(context, item, amounts)
    if item.draft is not None or _is_label_line(text, item):
        return
    record = _record_end(text, item, amounts)
    body = text[item.start : record]
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


_AMOUNTS_TO = re.compile(
    r"\b(?:anslaget|stödet|bidraget|summan)\s+(?:\w+\s){0,2}?(?:uppgår|är|blev|var|ligger)\b", re.I
)


def _record_end(text: str, item: Item, amounts: list[Money]) -> int:
    """Where the record ends in "Ägare, 75 000 kronor. En mening om projektet.": behind the sentence of the amount."""
    if not amounts:
        return item.end
    stop = re.compile(r"\.\s+(?=[A-ZÅÄÖ])").search(text, amounts[0].end, item.end)
    lead = text[item.start : amounts[0].start]
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
    _single(text, draft, name, False)
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


def _item_period(text: str, item: Item) -> Period | None:
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
            first_label = one.at if first_label is None else first_label
            take(context, draft, one.label.field, one.start, one.end, one.label.scale)
        at += len(line) + 1
    if draft.amount is None and draft.title and len(amounts) == 1:
        draft.amount = amounts[0]
    if (
        draft.amount is None
        or first_label is None
        or not (draft.owner or draft.title or first_label > item.start + 3)
    ):
        return None
    if first_label > item.start:
        lead = trimmed(text, item.start, first_label, "title.lead")
        if lead and draft.owner is None and draft.title is None:
            split_lead(text, draft, lead)
        elif lead and draft.title is None:
            draft.title = lead
        elif lead and draft.owner is None and is_organisation(lead.of(text)):
            draft.owner = lead
    draft.period = draft.period or item.period
    return draft


def split_lead(text: str, draft: Draft, lead: Span) -> None:
    """Parts "Titel. Ägare", "Titel av Ägare" or "Titel – Ägare" in what stands before the first label."""
    person = re.match(
        r"(?P<person>[^.,\n]{4,60}),\s+(?P<place>[A-ZÅÄÖ][^.\n]{2,90}?)(?:[.:]\s+|\n+)(?P<title>\S.*)",
        text[lead.start : lead.end],
        re.S,
    )
    if person and is_person(person["person"]) and organisation_score(person["place"]) > 0:
        draft.partners.append(Span(lead.start, lead.start + person.end("person"), "partner.person"))
        draft.owner = trimmed(
            text, lead.start + person.start("place"), lead.start + person.end("place"), "owner.workplace"
        )
        draft.title = trimmed(text, lead.start + person.start("title"), lead.end, "title.lead")
        return
    best: tuple[float, Span, Span] | None = None
    for gap in re.finditer(r"[.]\s+|\s+[-–—]\s+|\s+av\s+(?=[A-ZÅÄÖ])|,\s+|\n", text[lead.start : lead.end]):
        title = trimmed(text, lead.start, lead.start + gap.start(), "title.lead")
        owner = trimmed(text, lead.start + gap.end(), lead.end, "owner.lead")
        if not title or not owner:
            continue
        first, last = organisation_score(title.of(text)), organisation_score(owner.of(text))
        # A full stop or "av" parts more surely than a comma, which names hold too.
        sure = {".": 1.5, "a": 1.0, "\n": 0.5}.get(gap[0].strip(" ")[:1] or "\n", 0.0)
        if (gap[0].startswith(".") and last > 0) or last > 0.4 >= first - 1.0:
            ranked = (last - first + sure, title, owner)
            best = ranked if best is None or ranked[0] > best[0] else best
    if best is not None:
        draft.title, draft.owner = best[1], best[2]
        return
    if is_organisation(lead.of(text)):
        draft.owner, draft.title = lead, None
    else:
        draft.title = lead


def take(context: Context, draft: Draft, kind: str, start: int, end: int, scale: int = 1) -> None:
    """Puts a labelled value into ``draft``; the first value of a field stands."""
    text = context.text
    if kind == "amount" and draft.amount is None:
        draft.amount = amount_in(text, start, end, scale)
    elif kind == "period" and draft.period is None:
        draft.period = next(iter(periods(text, start, end)), None) or _bare_year(text, start, end)
    elif kind in ("title", "owner") and getattr(draft, kind) is None:
        stop = re.compile(r"\.\s+(?=[A-ZÅÄÖ])|\s+●|\s{2,}|\s\|").search(text, start, end)
        last = stop.start() if stop and not _legal_dot(text, stop.start()) else end
        last = min([last, *(m.start for m in money(text, start, end))])
        span = trimmed(text, start, last, f"{kind}.label")
        setattr(draft, kind, span)
    elif kind == "partners" and not draft.partners:
        draft.partners += listed_names(text, start, end)
    elif kind == "person":
        _take_person(context, draft, start, end)
    elif kind == "description" and draft.description is None:
        draft.description = trimmed(text, start, end, "description.label")


def _legal_dot(text: str, at: int) -> bool:
    return bool(re.search(r"\b(?:ek|för|f|St|m|fl)$", text[max(0, at - 4) : at]))


def _take_person(context: Context, draft: Draft, start: int, end: int) -> None:
    text = context.text
    comma = text.find(",", start, end)
    person = trimmed(text, start, comma if comma > 0 else end, "partner.person")
    if person and is_person(person.of(text)):
        draft.partners.append(person)
        if comma > 0 and draft.owner is None:
            place = trimmed(text, comma + 1, end, "owner.workplace")
            draft.owner = place if place and organisation_score(place.of(text)) > 0 else None


def _bare_year(text: str, start: int, end: int) -> Period | None:
    from datetime import date

    found = re.compile(r"\s*((?:19|20)[0-9]{2})\s*\.?\s*$").match(text, start, end)
    if not found:
        return None
    year = int(found[1])
    return Period(found.start(1), found.end(1), date(year, 1, 1), date(year, 12, 31), "period.during", "year")


def amount_in(text: str, start: int, end: int, scale: int = 1) -> Money | None:
    """The amount in a labelled value or a table cell, whose unit may stand in the label."""
    found = next(iter(money(text, start, end)), None)
    if found:
        return found
    bare = re.compile(
        r"\s*(?:(?:ca|cirka|högst|max|upp\s+till)\.?\s+)?([0-9]{1,3}(?:[ .][0-9]{3})+(?:,[0-9]{1,2})?|[0-9]{1,9}(?:,[0-9]{1,3})?)(?:[,:]-)?(?![0-9])"
    ).match(text, start, end)
    rest = text[bare.end() : end].strip(" .*") if bare else "x"
    if bare is None or (rest and rest[0].isalnum()):
        return None
    digits = bare[1].replace(" ", "").replace(".", "").replace(",", ".")
    value = float(digits) * scale
    whole = int(value) if value == int(value) else value
    return Money(bare.start(1), bare.end(1), whole, "SEK", unit=scale, explicit=False, rule="money.column")


def listed_names(text: str, start: int, end: int) -> list[Span]:
    """Names in an enumeration: parted by commas, semicolons, slashes and a last "och" or "samt"."""
    spans = []
    at = start
    for gap in [*re.compile(r"\s*[,;/]\s+|\s+(?:samt|och)\s+(?=[A-ZÅÄÖ])|\s*$").finditer(text, start, end)]:
        span = trimmed(text, at, gap.start(), "partner.label")
        if span:
            spans.append(span)
        at = gap.end()
    rest = trimmed(text, at, end, "partner.label") if at < end else None
    return [*spans, rest] if rest else spans


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
        tail = _TRAILING.search(text, start, stop)
        while tail and tail.start() < stop:
            stop = tail.start()
            tail = _TRAILING.search(text, start, stop)
        if item.amount and start >= item.amount.end:
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


def _vote(context: Context, items: list[Item], intro: str, columns: list[str] | None) -> None:
    text = context.text
    if not items:
        return
    people = sum(bool(item.parts) and _leads_with_person(item.parts[0].of(text)) for item in items)
    if people * 3 >= len(items) * 2 and not columns:
        for item in items:
            _personal(context, item)
        return
    if columns and "title" in columns and "owner" in columns:
        owner_first = columns.index("owner") < columns.index("title")
        for item in items:
            _assign(text, item, owner_first)
        return
    behind = [item for item in items if item.after and is_organisation(item.after.of(text))]
    if len(behind) * 2 >= len(items):
        for item in items:
            _owner_behind(text, item)
        return
    scores = [organisation_score(inside) for item in items if (inside := _enclosed(text, item))]
    if len(scores) * 3 >= len(items) * 2 and sum(scores) > 0.3 * len(scores):
        for item in items:
            _owner_enclosed(text, item)
        return
    two = [item for item in items if len(item.parts) >= 2]
    if len(two) * 2 > len(items):
        lead = sum(_contrast(item.parts[0].of(text), item.parts[-1].of(text)) for item in two)
        if sum(
            _is_staff(item.parts[-1].of(text)) or _is_staff(item.parts[1].of(text)) for item in two
        ) * 2 > len(two):
            lead = -1.0
        for item in items:
            _assign(text, item, lead > 0)
        return
    _vote_commas(text, items, intro)


def _is_staff(part: str) -> bool:
    # "Lena Ivarsson/Lena Boström (UTV)": people with their unit are leaders, not owners.
    return is_people(re.sub(r"\s*\([^)]*\)$", "", part))


_ENCLOSED = re.compile(r"\((?P<inside>[^()]{2,80})\)\W*$")


def _enclosed(text: str, item: Item) -> str:
    """What stands in brackets at the item's end, "" where nothing does or it looks like no owner."""
    found = _ENCLOSED.search(text, item.parts[-1].start, item.parts[-1].end + 1) if item.parts else None
    return found["inside"] if found and organisation_score(found["inside"]) > -0.3 else ""


def _owner_enclosed(text: str, item: Item) -> None:
    """ "Titel (Ägare)": what stands in brackets at the end is the owner."""
    if not item.parts:
        return
    draft = Draft(item.start, item.end, "", amount=item.amount, period=item.period)
    whole = Span(item.parts[0].start, item.parts[-1].end)
    found = _ENCLOSED.search(text, whole.start, whole.end + 1)
    if found:
        draft.owner = trimmed(text, *found.span("inside"), "owner.enclosed")
        draft.title = trimmed(text, whole.start, found.start(), "title.part")
    else:
        _single(text, draft, whole, False)
    item.draft = draft


def _contrast(first: str, last: str) -> float:
    # More than 0 when the first part looks more like an organisation than the last.
    return max(-2.0, min(2.0, organisation_score(first) - organisation_score(last)))


def _starts_with_person(part: str) -> bool:
    head = re.split(r",\s+|:\s+", part)[0]
    return is_person(head) and (
        part == head
        or bool(
            re.match(
                rf"[^,:]+,\s+(?:{ROLE}|[A-ZÅÄÖ][\w ]*(?:institution|avdelning|ysikum|enter|entre|entrum|fakultet|museum)|[Ii]nstitution|[Aa]vdelning)",
                part,
            )
        )
        or ":" in part
    )


def _leads_with_person(part: str) -> bool:
    _, _, behind = part.partition(": ")
    return _starts_with_person(part) or (bool(behind) and _starts_with_person(behind))


def _personal(context: Context, item: Item) -> None:
    """ "Namn, roll vid institution: titel, belopp": the person is a partner, the workplace the owner."""
    text = context.text
    whole = Span(item.parts[0].start, item.parts[-1].end)
    body = whole.of(text)
    area = re.match(r"[^,:]+:\s+", body)
    if area and not is_person(area[0].strip(" :")) and _starts_with_person(body[area.end() :]):
        whole = Span(whole.start + area.end(), whole.end)
        body = whole.of(text)
    name = re.match(r"[^,:–—]+?(?=,\s|:\s|\s[-–—]\s|$)", body)
    draft = Draft(item.start, item.end, "", amount=item.amount, period=item.period)
    if name:
        draft.partners.append(Span(whole.start, whole.start + name.end(), "partner.person"))
    quoted = words.QUOTED.search(text, item.start, whole.end + 1)
    colon = re.search(r":\s+", body)
    named = title_in(text, item.start, item.end)
    if named:
        draft.title = trimmed(text, *named, "title.project")
    elif colon and (not quoted or quoted.start() >= whole.start + colon.end() - 1):
        draft.title = trimmed(text, whole.start + colon.end(), whole.end, "title.behind-colon")
    elif quoted:
        draft.title = trimmed(
            text,
            quoted.start("words") if quoted["words"] else quoted.start("single"),
            quoted.end() - 1,
            "title.quoted",
        )
    elif len(item.parts) >= 2:
        draft.title = trimmed(text, item.parts[1].start, whole.end, "title.behind-dash")
    own = universities(text, whole.start, (draft.title.start if draft.title else whole.end))
    if own:
        draft.owner = Span(own[0].start, own[0].end, "owner.workplace")
    elif home := context.home_near(item.start):
        draft.owner = Span(home.start, home.end, "owner.home")
    item.draft = draft


def _assign(text: str, item: Item, owner_first: bool) -> None:
    draft = Draft(item.start, item.end, "", amount=item.amount, period=item.period)
    item.draft = draft
    parts = item.parts
    if len(parts) == 1:
        _single(text, draft, parts[0], owner_first)
        return
    if not parts:
        return
    # A dash inside a title: the owner is the outermost part, the title all the rest.
    if owner_first:
        draft.owner = Span(parts[0].start, parts[0].end, "owner.part")
        draft.title = trimmed(text, parts[1].start, parts[-1].end, "title.part")
    else:
        draft.owner = Span(parts[-1].start, parts[-1].end, "owner.part")
        draft.title = trimmed(text, parts[0].start, parts[-2].end, "title.part")
    if not owner_first and len(parts) > 2 and _is_staff(parts[1].of(text)):
        draft.title, draft.owner = trimmed(text, parts[0].start, parts[0].end, "title.part"), parts[1]
    if draft.title and draft.owner and _IS_PURPOSE.match(draft.title.of(text)):
        draft.description, draft.title = draft.title, None
    if draft.title and draft.owner and _is_staff(draft.owner.of(text)):
        draft.partners.append(draft.owner)
        draft.owner = None


_IS_PURPOSE = re.compile(
    r"(?:[Bb]idrag|[Ss]töd|[Mm]edel|[Aa]nslag|[Pp]engar)\s+(?:till|för)\s|[Ff]ör\s+(?:att|inköp|ny|nya)\b|[Tt]ill\s+[a-zåäö]"
)


def _single(text: str, draft: Draft, part: Span, owner: bool) -> None:
    if owner or is_organisation(part.of(text)):
        draft.owner = Span(part.start, part.end, "owner.part")
    else:
        draft.title = Span(part.start, part.end, "title.part")


def _owner_behind(text: str, item: Item) -> None:
    draft = Draft(item.start, item.end, "", amount=item.amount, period=item.period, owner=item.after)
    if item.parts:
        draft.title = trimmed(text, item.parts[0].start, item.parts[-1].end, "title.part")
    item.draft = draft


def _vote_commas(text: str, items: list[Item], intro: str) -> None:
    """Items of one part: parted at a colon or comma if the list agrees, else owners or titles as announced."""
    for pattern in (re.compile(r":\s+"), _COMMA):
        halves = []
        for item in items:
            if not item.parts:
                continue
            whole = Span(item.parts[0].start, item.parts[-1].end)
            gaps = list(pattern.finditer(text, whole.start, whole.end))
            if gaps:
                halves.append((item, whole, gaps))
        if len(halves) * 4 < len(items) * 3 or not halves:
            continue
        first = sum(_contrast(text[w.start : g[0].start()], text[g[0].end() : w.end]) for _, w, g in halves)
        last = sum(_contrast(text[g[-1].end() : w.end], text[w.start : g[-1].start()]) for _, w, g in halves)
        best = max(first, last)
        if best > 0.4 * len(halves):
            for item, whole, gaps in halves:
                gap = gaps[0] if first >= last else _owner_gap(text, whole, gaps)
                item.parts = [
                    s
                    for s in (trimmed(text, whole.start, gap.start()), trimmed(text, gap.end(), whole.end))
                    if s
                ]
                _assign(text, item, first >= last)
            items = [item for item in items if item.draft is None]
            break
    scores = [organisation_score(item.parts[0].of(text)) for item in items if item.parts]
    owners = sum(score > 0.4 for score in scores) * 2 >= len(scores) if scores else False
    if not owners and _OWNER_INTRO.search(intro) and not _TITLE_INTRO.search(intro):
        owners = True
    for item in items:
        if item.parts:
            whole_part = Span(item.parts[0].start, item.parts[-1].end)
            item.draft = Draft(item.start, item.end, "", amount=item.amount, period=item.period)
            _single(text, item.draft, whole_part, owners)


def _owner_gap(text: str, whole: Span, gaps: list[re.Match[str]]) -> re.Match[str]:
    # "Titel, Förvaltningen, Piteå kommun": the owner starts at the first comma behind which all looks like one.
    for gap in gaps[-2:]:
        if organisation_score(text[gap.end() : whole.end]) > 0.4 and organisation_score(
            text[whole.start : gap.start()]
        ) <= organisation_score(text[gap.end() : whole.end]):
            return gap
    return gaps[-1]


def header_columns(line: str) -> list[str] | None:
    """The fields that a printed header line names ("Projektägare – Projektnamn – Beviljat belopp"), or None."""
    parts = [part.strip() for part in re.split(r"\s+[-–—|/]\s+|\t+|,\s+|:", line) if part.strip()]
    kinds = [FIELDS.get(part.lower().strip(" :()")) for part in parts]
    return [kind or "other" for kind in kinds] if len(parts) >= 2 and all(kinds) else None

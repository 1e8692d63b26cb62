"""The vote of a list on the roles of its items' parts: which is the owner, which the title, who is a person.

"Kulturarv i Dalarna – Falu kommun" is ambiguous; a list of such lines is not, because its columns agree.
"""

from __future__ import annotations

import re

from anslag.parsers.layouts.context import Context
from anslag.parsers.layouts.draft import Draft, trimmed
from anslag.parsers.layouts.items import Item, name_alone, name_stop
from anslag.parsers.mentions.mention import Span
from anslag.parsers.organisations import kommuner
from anslag.parsers.phrases import granting as words
from anslag.parsers.phrases.names import title_in
from anslag.parsers.phrases.parties import (
    ROLE,
    is_organisation,
    is_people,
    is_person,
    organisation_score,
    universities,
)

_COMMA = re.compile(r",\s+")
_STOP = re.compile(r"(?<!\bek)(?<!\bför)\.\s+(?=[A-ZÅÄÖ])")
_OWNER_INTRO = re.compile(
    r"förening|organisation|kommun|klubb|mottagare|aktör|företag|bolag|lärosät|hit\s+går|de\s+som\s+(?:får|tilldelas|beviljas)|stipendiat|arrangör|verksamhetsstöd|verksamhetsbidrag|driftstöd|driftbidrag|grundbidrag|studieförbund|verksamheter|skolor|sökande|regioner|museer|teatr",
    re.I,
)
_TITLE_INTRO = re.compile(
    r"projekt|initiativ|satsning|program|insats|åtgärd|evenemang|festival|produktion", re.I
)


def vote(context: Context, items: list[Item], intro: str, columns: list[str] | None) -> None:
    """Gives every item of a list its draft: title and owner where most of the items have theirs."""
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
            _assign(context, item, owner_first)
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
        # A name like "Cirkus Syster" looks like a person's; only a list of them is one of people.
        lead = sum(_contrast(item.parts[0].of(text), item.parts[-1].of(text)) for item in two)
        people = sum(_is_staff(item.parts[-1].of(text)) or _is_staff(item.parts[1].of(text)) for item in two)
        staff = people * 2 > len(two)
        working = sum(_works_somewhere(item.parts[-1].of(text)) for item in two) * 2 > len(two)
        for item in items:
            _assign(context, item, lead > 0 and not staff, staff, working)
        return
    _vote_commas(context, items, intro)


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
        name_alone(text, draft, whole, False)
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


_NAMED_AT = re.compile(r"[A-ZÅÄÖÉ][\w.-]+(?:\s(?:von|af|de|[A-ZÅÄÖÉ][\w.-]+)){1,3},\s+\S")


def _works_somewhere(part: str) -> bool:
    """Whether an owner's part is a person with a workplace ("Eva Ek, Lunda universitet")."""
    name, _, place = part.partition(", ")
    return _leads_with_person(part) or (is_person(name) and organisation_score(place) > 0.4)


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
    elif name and draft.title is None and name.end() == len(body):
        # A name and nothing else is the recipient, whoever it is.
        draft.owner = trimmed(text, whole.start, whole.end, "owner.part")
        draft.partners.clear()
    item.draft = draft


def _assign(
    context: Context, item: Item, owner_first: bool, staff: bool = False, working: bool = False
) -> None:
    text = context.text
    draft = Draft(item.start, item.end, "", amount=item.amount, period=item.period)
    item.draft = draft
    parts = item.parts
    if len(parts) == 1:
        name_alone(text, draft, parts[0], owner_first)
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
    if staff and len(parts) > 2 and _is_staff(parts[1].of(text)):
        draft.title, draft.owner = trimmed(text, parts[0].start, parts[0].end, "title.part"), parts[1]
    if draft.title and draft.owner and _IS_PURPOSE.match(draft.title.of(text)):
        draft.description, draft.title = draft.title, None
    if staff and draft.title and draft.owner and _is_staff(draft.owner.of(text)):
        draft.partners.append(draft.owner)
        draft.owner = None
    elif (
        draft.title
        and draft.owner
        and (_NAMED_AT.match if working else _leads_with_person)(draft.owner.of(text))
        and "," in draft.owner.of(text)
    ):
        name = re.split(r",\s+|:\s+", draft.owner.of(text))[0]
        draft.partners.append(Span(draft.owner.start, draft.owner.start + len(name), "partner.person"))
        behind = trimmed(text, draft.owner.start + len(name) + 1, draft.owner.end, "owner.workplace")
        place = universities(text, draft.owner.start, draft.owner.end)
        if behind and working and not place and behind.of(text)[0].isupper():
            draft.owner = behind
            return
        home = context.home_near(item.start)
        own = place[0] if place else home
        draft.owner = Span(own.start, own.end, "owner.workplace" if place else "owner.home") if own else None
    _placed(text, draft)


_PLACE = re.compile(r"\s\((?P<place>[A-ZÅÄÖ][a-zåäö]{2,}(?:[ -][A-ZÅÄÖ][a-zåäö]+)?)\)$")


_STAFF = re.compile(rf",\s+(?={ROLE})(?P<name>[a-zåäö. ]*(?:[A-ZÅÄÖ][\w.-]+\s?){{2,4}})$")
_WITH = re.compile(
    r",?\s+\(?(?:i\s+(?:samverkan|samarbete)\s+med|tillsammans\s+med|(?<=\()med)\s+(?P<name>[^()]+)\)?$"
)


def _placed(text: str, draft: Draft) -> None:
    """Cuts a person, a partner or a place in brackets off an owner's name ("Teater Skrutt (Visby)"); a short form stays ("(UIC)")."""
    person = _STAFF.search(draft.owner.of(text)) if draft.owner else None
    if draft.owner and person and is_person(person["name"]):
        start = draft.owner.start
        draft.partners.append(Span(start + person.start("name"), draft.owner.end, "partner.person"))
        draft.owner = Span(start, start + person.start(), draft.owner.rule)
    beside = _WITH.search(draft.owner.of(text)) if draft.owner else None
    if draft.owner and beside:
        start = draft.owner.start
        draft.partners.append(
            Span(start + beside.start("name"), start + beside.end("name"), "partner.together")
        )
        draft.owner = Span(start, start + beside.start(), draft.owner.rule)
    found = _PLACE.search(draft.owner.of(text)) if draft.owner else None
    outside = draft.owner.of(text)[: found.start()] if draft.owner and found else ""
    if draft.owner and found and not outside.isupper() and organisation_score(found["place"]) <= 0:
        draft.owner = Span(draft.owner.start, draft.owner.start + found.start(), draft.owner.rule)


_IS_PURPOSE = re.compile(
    r"(?:[Bb]idrag|[Ss]töd|[Mm]edel|[Aa]nslag|[Pp]engar)\s+(?:till|för)\s|[Ff]ör\s+(?:att|inköp|ny|nya)\b|för\s+[a-zåäö]|[Tt]ill\s+[a-zåäö]"
)


def _owner_behind(text: str, item: Item) -> None:
    draft = Draft(item.start, item.end, "", amount=item.amount, period=item.period, owner=item.after)
    if item.parts:
        draft.title = trimmed(text, item.parts[0].start, item.parts[-1].end, "title.part")
    item.draft = draft


def _vote_commas(context: Context, items: list[Item], intro: str) -> None:
    """Items of one part: parted at a colon or comma if the list agrees, else owners or titles as announced."""
    text = context.text
    for pattern in (re.compile(r":\s+"), _STOP, _COMMA):
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
        # Where every item is parted just once, less will do.
        alike = len(halves) == len(items) and all(len(gaps) == 1 for _, _, gaps in halves)
        if best > (0.25 if alike else 0.4) * len(halves):
            working = sum(_works_somewhere(text[g[-1].end() : w.end]) for _, w, g in halves) * 2 > len(halves)
            for item, whole, gaps in halves:
                gap = gaps[0] if first >= last else _owner_gap(text, whole, gaps)
                item.parts = [
                    s
                    for s in (trimmed(text, whole.start, gap.start()), trimmed(text, gap.end(), whole.end))
                    if s
                ]
                _assign(context, item, first >= last, working=working)
            _without_places(text, [item.draft for item, _, _ in halves if item.draft])
            items = [item for item in items if item.draft is None]
            break
    scores = [organisation_score(item.parts[0].of(text)) for item in items if item.parts]
    owners = sum(score > 0.4 for score in scores) * 2 >= len(scores) if scores else False
    legal = sum(bool(_LEGAL_TAIL.search(item.parts[-1].of(text))) for item in items if item.parts)
    # Projects have no legal form: a list where a few names bear one is of companies.
    owners = owners or (legal > 1 and legal * 4 >= len(scores))
    nearest = re.split(r"(?<=[.!?])\s+|\n", intro)[-1]
    told = nearest if _OWNER_INTRO.search(nearest) else intro
    if not owners and _OWNER_INTRO.search(told) and not _TITLE_INTRO.search(told):
        owners = True
    _name_whole(text, items, owners)


def _name_whole(text: str, items: list[Item], owners: bool) -> None:
    """Items of one part each: all owners, or titles unless one is plainly an organisation."""
    bare = [Span(item.parts[0].start, item.parts[-1].end) for item in items if item.parts]
    stops = [name_stop(text, span.start, span.end) for span in bare]
    aimed = sum(stop < span.end for stop, span in zip(stops, bare, strict=True))
    for item in items:
        if item.parts:
            span, stop = bare.pop(0), stops.pop(0)
            # "Föreningen för bygdens väl" is a name; a list of names each with its "för …" tells what for.
            span = Span(span.start, stop) if aimed > 1 and aimed * 3 >= len(items) * 2 else span
            item.draft = Draft(item.start, item.end, "", amount=item.amount, period=item.period)
            name_alone(text, item.draft, span, owners)


def _without_places(text: str, drafts: list[Draft]) -> None:
    """Takes away titles that are places: "Teater Tre, Stockholm, 150 000 kronor" in a list of such."""
    named = [draft for draft in drafts if draft.title]
    if (
        named
        and sum(f"{draft.title.of(text).lower()} kommun" in kommuner() for draft in named if draft.title) * 5
        >= len(named) * 3
    ):
        for draft in named:
            draft.title = None


_LEGAL_TAIL = re.compile(r"(?:AB|Svb|HB|KB|publ|(?:ekonomisk|ideell)\s+förening|ek\.?\s?för\.?)\W*$", re.I)


def _owner_gap(text: str, whole: Span, gaps: list[re.Match[str]]) -> re.Match[str]:
    # "Titel, Förvaltningen, Piteå kommun": the owner starts at the first comma behind which all looks like one.
    gaps = [gap for gap in gaps if not _LEGAL_TAIL.match(text, gap.end(), whole.end)] or gaps
    for gap in gaps[-2:]:
        if organisation_score(text[gap.end() : whole.end]) > 0.4 and organisation_score(
            text[whole.start : gap.start()]
        ) <= organisation_score(text[gap.end() : whole.end]):
            return gap
    return gaps[-1]

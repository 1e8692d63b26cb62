"""Reads a run of like items ("Titel, Ägare – N kr") together: what holds for most items decides for all.

One item alone is ambiguous ("Kulturarv i Dalarna – Falu kommun – 80 000 kr"); a list is not, because its
columns agree. So segments are parted first, then their roles are voted on over the whole list.
"""

from __future__ import annotations

import itertools
import re

from anslag.parsers.layouts.context import Context
from anslag.parsers.layouts.draft import Draft, trimmed
from anslag.parsers.layouts.items import Item, part
from anslag.parsers.layouts.voting import vote
from anslag.parsers.mentions.mention import Span
from anslag.parsers.mentions.periods import periods
from anslag.parsers.phrases.labels import FIELDS
from anslag.parsers.phrases.money import money
from anslag.parsers.phrases.names import title_in
from anslag.parsers.phrases.parties import ROLE, is_area, is_organisation, is_people

_TOTAL = re.compile(
    r"\W*(?:total(?:t|summa|sumlan)?|summa|sammanlagt|totalt\s+beviljat|delsumma|s:a|antal|(?:stöd|bidrag|medel|varav)\s+från)\b",
    re.I,
)
_COUNTED = re.compile(
    r"^\W*[0-9]+\s+(?:anslag|st\b|projekt|ansökningar|bidrag|stipendier)|[0-9]+\s+st\b",
    re.I,
)


def read(
    context: Context, items: list[Item], intro: str, layout: str, columns: list[str] | None = None
) -> list[Draft]:
    """The grants of one list. ``intro`` is the text that announces it, ``columns`` a printed header's fields."""
    text = context.text
    items = [item for item in items if not _is_noise(text[item.start : item.end])]
    for item in items:
        part(context, item)
    items = _without_subtotals(items)
    _merge(text, items)
    _each(context, items)
    vote(context, [item for item in items if item.draft is None and item.parts], intro, columns)
    drafts = []
    for item in items:
        draft = item.draft
        if draft is None:
            continue
        draft.layout = layout
        if draft.owner is None and item.head and is_organisation(item.head.of(text)):
            draft.owner = trimmed(text, item.head.start, item.head.end, "owner.heading")
        draft.number, draft.number_span = item.number, item.number_span
        _years_off(text, draft)
        _quoted_only(context, draft)
        drafts.append(draft)
    _titles_behind(text, drafts)
    return drafts


_BEHIND = re.compile(r"\s*\((?P<inside>[A-ZÅÄÖ0-9][^()\n]{3,90})\)\W*$")
_MEASURE = re.compile(r",\s+[0-9][0-9., ]*\s?(?:ha|hektar|km|kilometer|m|meter|st|m2|kvm|%|procent)\b.*$")


def _titles_behind(text: str, drafts: list[Draft]) -> None:
    """Titles right behind the sums: "till projektet ”X”", or brackets that differ from item to item ("(Norra dammen, 12 ha)")."""
    bare = [d for d in drafts if d.amount and d.owner and d.title is None and d.end > d.amount.end]
    for draft in bare:
        assert draft.amount is not None
        aim = _TO_PROJECT.match(text, draft.amount.end, draft.end)
        named = title_in(text, draft.amount.end, draft.end) if aim else None
        draft.title = trimmed(text, *named, "title.project") if named else None
    _titles_behind_colons(text, drafts)
    bare = [draft for draft in bare if draft.title is None]
    found = [(d, m) for d in bare if d.amount and (m := _BEHIND.match(text, d.amount.end, d.end))]
    inside = {match["inside"] for _, match in found}
    wordy = sum(" " in one and not (is_organisation(one) or is_people(one) or is_area(one)) for one in inside)
    if (
        len(found) < 3
        or len(found) * 3 < len(drafts) * 2
        or len(inside) < len(found)
        or wordy * 2 < len(found)
    ):
        return
    for draft, match in found:
        measure = _MEASURE.search(match["inside"])
        end = match.start("inside") + measure.start() if measure else match.end("inside")
        draft.title = trimmed(text, match.start("inside"), end, "title.behind")


_BEHIND_COLON = re.compile(r"\s*:\s+(?P<title>[\"”“A-ZÅÄÖ0-9][^\n]{3,140})$")


def _titles_behind_colons(text: str, drafts: list[Draft]) -> None:
    """Titles in a list of "Eva Ek, 7 500 000 kr: Immunterapi vid melanom", where most items have one and none is a sentence."""
    found = [
        (d, m)
        for d in drafts
        if d.amount and d.title is None and (m := _BEHIND_COLON.match(text, d.amount.end, d.end))
    ]
    if len(found) * 3 < len(drafts) * 2 or any(match["title"].endswith(".") for _, match in found):
        return
    for draft, match in found:
        draft.title = trimmed(text, *match.span("title"), "title.behind-colon")


_TO_PROJECT = re.compile(
    r"\s*,?\s*(?:till|för|åt)\s+(?:\w+\s+)?(?:[Pp]rojekt|[Ff]örstudie|[Ss]atsning|[Ii]nitiativ)"
)


_QUOTED_LEAD = re.compile(
    r"[\"”“»«](?P<inside>[^\"”“»«]{2,120})[\"”“»«](?:,|\s\(|\s[–-]|\s(?=leds|drivs|med\b))\s?\S"
)
_LED = re.compile(rf"\bleds\s+av\s+(?:bitr\w*\.?\s+)?{ROLE}\b", re.I)


def _quoted_only(context: Context, draft: Draft) -> None:
    """A title that opens with a quotation ends with it ("”Barn i stan”, 2 år", "”Kemi i lösning” leds av professor Ek")."""
    text = context.text
    found = _QUOTED_LEAD.match(text, draft.title.start, draft.title.end) if draft.title else None
    if draft.title is None or found is None:
        return
    home = context.home_near(draft.start)
    if draft.owner is None and home and _LED.search(text, found.end("inside"), draft.title.end):
        draft.owner = Span(home.start, home.end, "owner.home")
    draft.title = Span(*found.span("inside"), draft.title.rule)


_YEARS = re.compile(r",\s+(?=(?:19|20)[0-9]{2}\s?[-–]\s?(?:19|20)[0-9]{2}$)")


def _years_off(text: str, draft: Draft) -> None:
    """Moves years behind a title's last comma into the period ("Inventering av fladdermöss, 2022–2023")."""
    found = _YEARS.search(draft.title.of(text)) if draft.title and draft.period is None else None
    if draft.title and found:
        draft.period = next(iter(periods(text, draft.title.start + found.end(), draft.title.end)), None)
        draft.title = Span(draft.title.start, draft.title.start + found.start(), draft.title.rule)


def _without_subtotals(items: list[Item]) -> list[Item]:
    """The items of a list in parts, each part under its own sum ("Värmland (24,8 mnkr)"), without those sums."""
    kept: list[Item] = []
    index = parts = 0
    while index < len(items):
        stop = _part_end(items, index)
        if stop is None:
            return items
        kept += items[index + 1 : stop]
        index, parts = stop, parts + 1
    return kept if parts > 1 else items


def _part_end(items: list[Item], index: int) -> int | None:
    """Where the items end whose sum is that of item ``index``, None if they never reach it."""
    own = _sum_of(items[index])
    total = 0.0
    for at in range(index + 1, len(items)):
        amount = _sum_of(items[at])
        if own is None or amount is None or total + amount > own + 0.5:
            return None
        total += amount
        if abs(total - own) < 0.5:
            return at + 1
    return None


def _sum_of(item: Item) -> float | None:
    found = item.draft.amount if item.draft else item.amount
    return None if found is None else float(found.amount)


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


def _is_noise(line: str) -> bool:
    return bool((_TOTAL.match(line) and len(line) < 60) or _COUNTED.search(line))


def header_columns(line: str) -> list[str] | None:
    """The fields that a printed header line names ("Projektägare – Projektnamn – Beviljat belopp"), or None."""
    parts = [part.strip() for part in re.split(r"\s+[-–—|/]\s+|\t+|,\s+|:", line) if part.strip()]
    kinds = [FIELDS.get(part.lower().strip(" :()")) for part in parts]
    return [kind or "other" for kind in kinds] if len(parts) >= 2 and all(kinds) else None

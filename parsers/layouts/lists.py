"""Finds the lists of a release – marked items, lines under an announcing line – and reads each as one."""

from __future__ import annotations

import re
from functools import lru_cache

from anslag.parsers.layouts.context import Context
from anslag.parsers.layouts.draft import Draft, Reading
from anslag.parsers.layouts.items import Item
from anslag.parsers.layouts.listed import header_columns, read
from anslag.parsers.layouts.runs import names_recipients, nearest_intro, numbered_runs, runs
from anslag.parsers.phrases import granting as words
from anslag.parsers.phrases.money import money
from anslag.parsers.phrases.names import title_in
from anslag.parsers.phrases.parties import is_area, is_organisation, is_person

_STATISTIC = re.compile(
    r"per\s+(?:län|kategori|ämnesområde|område|region|fond|program|insatsområde|sektor|år)\b|fördelningen\s+(?:ser\s+ut|mellan\s+län|per)|belopp\s+per|ämnesområde:",
    re.I,
)
_TENTATIVE = re.compile(r"tänkt[ae]?\s+(?:att|sig)|föresl[åo]|\bförslag|preliminär", re.I)
_PLANNED = re.compile(r"förslag|föresl[åo]|tänkt\s+sig|tänker\s|preliminär|\bbudget|planera", re.I)
_ASIDE = re.compile(
    r"bedöm|villkor|kriteri|krav|fakta|\bså\b|\bhur\b|ansök|kontakt|regler|läs\s+mer|mer\s+om", re.I
)


def bulleted(context: Context) -> Reading:
    """Lists of items with the same marker, or of lines below an announcing line."""
    lists: list[list[Draft]] = []
    end, inherited = -1, ""
    for items, intro in runs(context):
        # Under a sub-heading the announcement of the list before still holds.
        between = context.text[end : items[0].start] if end >= 0 else ""
        if (
            inherited
            and len(between) < 160
            and "." not in between
            and not _ASIDE.search(between)
            and not words.announces(between)
        ):
            intro = f"{inherited}\n{between.strip()}"
        if not _is_awarding(context, items, intro):
            continue
        found = _granted(
            context, read(context, items, intro, "bulleted", _columns(context, items, intro)), intro
        )
        lists.append(found)
        end, inherited = items[-1].end, nearest_intro(intro) if found else ""
    return Reading("bulleted", _as_priced(lists, context.count))


def _as_priced(lists: list[list[Draft]], count: int | None) -> list[Draft]:
    """All drafts of the lists; beside a list of sums, one without any tells something else unless the count says so."""
    every = [draft for one in lists for draft in one]
    priced = [draft for one in lists if any(d.amount for d in one) for draft in one]
    return priced if priced and len(every) != count else every


def numbered(context: Context) -> Reading:
    """One-line items numbered 1, 2, 3 …; items with a body of their own are sections (see headed)."""
    drafts: list[Draft] = []
    for items, intro in numbered_runs(context):
        if len(items) < 2 or _have_bodies(context, items) or not _is_awarding(context, items, intro):
            continue
        every = read(context, items, intro, "numbered", _columns(context, items, intro))
        found = _granted(context, every, intro)
        drafts += found
    return Reading("numbered", drafts)


_LONG = 110
"""Characters of a line beyond which it is running text."""


def _have_bodies(context: Context, items: list[Item]) -> bool:
    """Whether the items are sections: a title line first, running text with the amount below it."""
    bodies = [context.text[item.start : item.end].split("\n") for item in items]
    if not any(len(line) > _LONG for lines in bodies for line in lines):
        return False
    below = sum(
        len(lines) > 1 and not money(lines[0]) and any(money(line) for line in lines[1:]) for lines in bodies
    )
    return below * 2 > len(items)


def _columns(context: Context, items: list[Item], intro: str) -> list[str] | None:
    above = next((line for line in reversed(context.lines) if line.end < items[0].start), None)
    for line in (above.text if above else "", intro.rsplit("\n", 1)[-1]):
        found = header_columns(line)
        if found:
            return found
    return None


def _is_awarding(context: Context, items: list[Item], intro: str) -> bool:
    """Whether the list grants something: its announcement says so, or its items do in the majority."""
    nearest = nearest_intro(intro)
    if any(
        spoil.search(nearest)
        for spoil in (words.EARLIER, words.APPLIED, _STATISTIC, words.REJECTED, _TENTATIVE)
    ):
        return False
    bodies = [context.text[item.start : item.end] for item in items]
    awarded = sum(_awards(body) for body in bodies)
    if (
        awarded * 2 > len(items)
        or (awarded and words.announces(nearest))
        or _is_named(context, items, bodies)
    ):
        return True
    if words.APPLIED.search(" ".join(bodies)[:2000]) and not awarded:
        return False
    if len(items) > 2 and _is_complete(context, items) and not words.BUDGET.search(nearest):
        return True
    # The release's own count arbitrates: a list as long as the claimed number is the list of grants.
    counted = len(items) > 2 and len(items) == context.count
    if counted and not _PLANNED.search(f"{context.opening}\n{nearest}"):
        return True
    return _is_announced(context, intro) or (
        # Priced items in a release about granted money, where nothing says otherwise.
        not words.BUDGET.search(nearest)
        and not words.EARLIER.search(intro[-400:])
        and context.awards
        and sum(bool(money(body)) for body in bodies) * 4 >= len(items) * 3
        and (len(items) > 1 or awarded > 0)
    )


def _is_named(context: Context, items: list[Item], bodies: list[str]) -> bool:
    """Whether every item of an awarding release names a project, or opens with a recipient and what it is for."""
    if not context.awards or len(items) < 2:
        return False
    return all(title_in(context.text, item.start, item.end) for item in items) or all(
        _PURPOSES.search(body) for body in bodies
    )


def _is_announced(context: Context, intro: str) -> bool:
    """Whether the line above the list says that what follows was granted, or names its columns."""
    nearest = nearest_intro(intro)
    if words.announces(nearest) and (context.awards or names_recipients(nearest)):
        return True
    return bool(header_columns(nearest.rsplit(". ", 1)[-1]))


_PURPOSES = re.compile(r"^[^–:]{2,80}?\s*[–:-]\s*(?:bidrag|stöd|medel|anslag|pengar)\s+(?:till|för)\s", re.I)


def _is_complete(context: Context, items: list[Item]) -> bool:
    """Whether each item of a release about projects or stöd has a title, an organisation and an amount."""
    if not words.AWARD.search(context.opening) or context.calls:
        return False
    drafts = read(context, [Item(item.start, item.end) for item in items], "", "bulleted")
    return len(drafts) == len(items) and all(
        d.title and d.amount and d.owner and is_organisation(d.owner.of(context.text)) for d in drafts
    )


def _awards(body: str) -> bool:
    verb = words.RECEIVE.search(body) or words.GIVE.search(body)
    return bool(
        verb
        and not words.APPLIED.search(body)
        and (money(body) or re.match(r"bevilja|tilldela", verb[0], re.I))
    )


def _granted(context: Context, drafts: list[Draft], intro: str) -> list[Draft]:
    """The items of an awarding list that are grants; without sums they must name owners, or be as many as claimed."""
    named = [d.owner or d.title for d in drafts]
    if sum(one is not None and is_area(one.of(context.text)) for one in named) * 2 > len(drafts):
        # Sums by county say how money was shared out, not who got it.
        return []
    priced_names = sum(bool(d.amount and (d.owner or d.title)) for d in drafts)
    if context.awards and 1 < priced_names == len(drafts) == context.count:
        # As many names with sums as the release says that there are grants.
        return [d for d in drafts if not _UNFIT.search(context.text, d.start, d.end)]
    kept = [d for d in drafts if _is_grant(context, d, intro)]
    if len(kept) * 2 >= len(drafts):
        # In a list of grants the odd name out ("Hemby 4H") is one too.
        sure = set(map(id, kept))
        kept = [
            d
            for d in drafts
            if id(d) in sure
            or (d.amount and (d.owner or d.title) and not _UNFIT.search(context.text, d.start, d.end))
        ]
    priced = any(d.amount for d in kept)
    told = sum(bool(d.owner or d.partners or (d.title and d.title.rule == "title.project")) for d in kept)
    if not priced and told * 5 < len(kept) * 3 and len(kept) != context.count:
        return []
    return kept


@lru_cache(maxsize=64)
def _announces(intro: str) -> bool:
    """Whether the words above a list announce grants, not statistics or a budget."""
    return bool(words.announces(intro) and not _STATISTIC.search(intro) and not words.BUDGET.search(intro))


@lru_cache(maxsize=64)
def _names_recipients(intro: str) -> bool:
    return names_recipients(nearest_intro(intro))


def _is_grant(context: Context, draft: Draft, intro: str) -> bool:
    """Whether an item of an awarding list is one grant, not a category, an aim or a remark."""
    text = context.text
    body = text[draft.start : draft.end]
    if words.APPLIED.search(body) or words.REJECTED.search(body) or words.EARLIER.search(body):
        return False
    if draft.amount is not None:
        if not (draft.owner or draft.title):
            return False
        named = (
            (draft.owner and is_organisation(draft.owner.of(text)))
            or draft.partners
            or (draft.title and draft.owner)
        )
        return bool(named or _announces(intro))
    if not (draft.owner or draft.title) or context.calls:
        return False
    if draft.title and draft.title.rule == "title.project":
        return True
    if _PURPOSES.search(body) and draft.owner:
        return True
    if not (context.awards and _names_recipients(intro)) and context.count is None:
        return False
    lead = draft.title or draft.owner
    assert lead is not None
    first = lead.of(text)
    if not (first[0].isupper() or first[0].isdigit() or first[0] in '"”“') or _MODAL.search(body):
        return False
    if draft.owner and draft.title is None:
        return is_organisation(first) and not is_person(first)
    return len(first) < 260


_UNFIT = re.compile(rf"{words.REJECTED.pattern}|värderas|högst\s+[0-9]+\s+procent|i\s+timmen", re.I)
_MODAL = re.compile(
    r"\s(?:ska|måste|kan|bör|får\s+(?:inte|högst|vara)|värderas|täcker|gäller|krävs|innebär)\s"
)

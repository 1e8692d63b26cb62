"""Finds the lists of a release – marked items, lines under an announcing line – and reads each as one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from parsers.document import Line
from parsers.furniture import is_title_like
from parsers.layouts.context import Context
from parsers.layouts.draft import Draft, Reading, Span
from parsers.layouts.listed import Item, header_columns, read
from parsers.phrases import granting as words
from parsers.phrases.money import money
from parsers.phrases.names import title_in
from parsers.phrases.parties import ROLE, is_organisation, is_person
from parsers.records import BlockKind

_DASHED = re.compile(r"\S\s+[-–—]\s*\S|\S[–—]\s|\s[-–](?=[A-ZÅÄÖ])")
_NUMERIC = re.compile(r"(\d{1,3})[.)]$")
_SENTENCE = re.compile(
    r"\s(?:är|ska|vill|har|får|blir|kommer|finns|kan|går|består|räckte|ville|beslutade|beviljade|fick)\s"
)
_STATISTIC = re.compile(
    r"per\s+(?:län|kategori|ämnesområde|område|region|fond|program|insatsområde|sektor|år)\b|fördelningen\s+(?:ser\s+ut|mellan\s+län|per)|belopp\s+per|ämnesområde:",
    re.I,
)
_PERSON_LINE = re.compile(
    rf"[A-ZÅÄÖ][\wåäöøéü.-]+(?:\s[A-ZÅÄÖ][\wåäöøéü.-]+){{1,3}},\s+(?:{ROLE}|[Ii]nstitution|[Aa]vdelning|[A-ZÅÄÖ]\w+)"
)


_ASIDE = re.compile(
    r"bedöm|villkor|kriteri|krav|fakta|\bså\b|\bhur\b|ansök|kontakt|regler|läs\s+mer|mer\s+om", re.I
)


def bulleted(context: Context) -> Reading:
    """Lists of items with the same marker, or of lines below an announcing line."""
    drafts: list[Draft] = []
    announced = False
    end, inherited = -1, ""
    for items, intro in runs(context):
        # Under a sub-heading the announcement of the list before still holds.
        between = context.text[end : items[0].start] if end >= 0 else ""
        if (
            inherited
            and len(between) < 160
            and "." not in between
            and not _ASIDE.search(between)
            and not words.INTRO.search(between)
        ):
            intro = f"{inherited}\n{between.strip()}"
        if not _is_awarding(context, items, intro):
            continue
        found = _granted(
            context, read(context, items, intro, "bulleted", _columns(context, items, intro)), intro
        )
        drafts += found
        end, inherited = items[-1].end, nearest_intro(intro) if found else ""
        announced = announced or bool(found and words.INTRO.search(intro))
    return Reading("bulleted", drafts, announced)


def numbered(context: Context) -> Reading:
    """One-line items numbered 1, 2, 3 …; items with a body of their own are sections (see headed)."""
    drafts: list[Draft] = []
    announced = False
    for items, intro in _numbered_runs(context):
        if len(items) < 2 or _have_bodies(context, items) or not _is_awarding(context, items, intro):
            continue
        found = [
            d
            for d in read(context, items, intro, "numbered", _columns(context, items, intro))
            if _is_grant(context, d, intro)
        ]
        drafts += found
        announced = announced or bool(words.INTRO.search(intro))
    return Reading("numbered", drafts, announced)


def _have_bodies(context: Context, items: list[Item]) -> bool:
    """Whether the items are sections: a title line first, owner and amount below it."""
    bodies = [context.text[item.start : item.end].split("\n") for item in items]
    below = sum(
        len(lines) > 1 and not money(lines[0]) and any(money(line) for line in lines[1:]) for lines in bodies
    )
    return below * 2 > len(items)


def runs(context: Context) -> Iterator[tuple[list[Item], str]]:
    """Every list with what announces it: its items in order, and the text right above."""
    index = 0
    every = context.lines
    while index < len(every):
        line = every[index]
        if line.kind is BlockKind.ITEM and not _NUMERIC.match(line.marker):
            stop = _single_run(every, index) or _item_run(every, index)
            yield _items(every[index:stop]), intro_above(context, index)
            index = stop
        elif (
            line.text.endswith(":")
            or (words.INTRO.search(line.text) and is_title_like(line.text))
            or header_columns(line.text)
        ):
            stop = _line_run(context, index + 1)
            chosen = _chosen(every[index + 1 : stop]) if stop - index > 1 else []
            short = _short_run(every, index + 1)
            wanted = context.count or 0
            if wanted > 2 and 0 <= short - index - 1 - wanted <= 2:
                short = index + 1 + wanted
            if short - index - 1 == wanted > 2 or (not chosen and _names_recipients(line.text)):
                stop = short
                chosen = [Item(one.start, one.end) for one in every[index + 1 : stop]]
            if chosen:
                yield chosen, f"{intro_above(context, index)}\n{line.text}"
            index = max(stop, index + 1)
        elif (
            _is_item(line)
            and money(line.text)
            and index + 1 < len(every)
            and _is_item(every[index + 1])
            and money(every[index + 1].text)
        ):
            stop = _line_run(context, index)
            yield _chosen(every[index:stop]), intro_above(context, index)
            index = max(stop, index + 1)
        else:
            index += 1


def _chosen(lines: list[Line]) -> list[Item]:
    items: list[Item] = []
    head: Span | None = None
    for line in lines:
        if _is_item(line):
            items.append(Item(line.start, line.end, head=head))
        else:
            head = Span(line.start, line.end)
    return items


def _item_run(every: list[Line], index: int) -> int:
    stop = index
    group = every[index].group
    while stop < len(every) and (
        (every[stop].kind is BlockKind.ITEM and every[stop].group == group)
        or (every[stop].block == every[stop - 1].block and stop > index)
        or _continues(every, stop, group)
    ):
        stop += 1
    return stop


def _single_run(every: list[Line], index: int) -> int:
    """The end of items that each are a list of their own with a paragraph below: title, then owner and amount."""
    starts: list[int] = []
    at = index
    while at < len(every) and every[at].kind is BlockKind.ITEM and every[at].first:
        below = at + 1
        while below < len(every) and every[below].kind is BlockKind.PARAGRAPH and below - at <= 3:
            below += 1
        if below == at + 1:
            break
        starts.append(at)
        at = below
    if len(starts) < 2 or len({every[start].group for start in starts}) < 2:
        return 0
    # The last body is as long as the one before it; what follows is running text.
    return min(at, starts[-1] + (starts[-1] - starts[-2]))


def _continues(every: list[Line], index: int, group: int) -> bool:
    # A paragraph between two items of one list is the first one's body.
    return (
        index > 0
        and any(later.kind is BlockKind.ITEM and later.group == group for later in every[index : index + 4])
        and every[index].kind is BlockKind.PARAGRAPH
    )


def _items(lines: list[Line]) -> list[Item]:
    items: list[Item] = []
    for line in lines:
        if line.kind is BlockKind.ITEM and line.first:
            items.append(Item(line.start, line.end))
        elif items:
            items[-1].end = line.end
    return items


def _numbered_runs(context: Context) -> Iterator[tuple[list[Item], str]]:
    current: list[Item] = []
    intro = ""
    expected = 1
    for index, line in enumerate(context.lines):
        found = _NUMERIC.match(line.marker) if line.first else None
        if found:
            number = int(found[1])
            if number != expected and current:
                yield current, intro
                current = []
            if not current:
                intro = intro_above(context, index)
            current.append(Item(line.start, line.end, number, Span(line.start, line.start)))
            expected = number + 1
        elif current and (
            not line.first or line.kind is not BlockKind.HEADING or words.RECEIVE.search(line.text)
        ):
            current[-1].end = line.end
        elif current and line.kind is BlockKind.HEADING and not _more(context.lines, index, expected):
            yield current, intro
            current, expected = [], 1
    if current:
        yield current, intro


def _more(every: list[Line], index: int, expected: int) -> bool:
    return any(
        (found := _NUMERIC.match(line.marker)) and int(found[1]) == expected
        for line in every[index : index + 12]
    )


def _line_run(context: Context, index: int) -> int:
    every = context.lines
    stop = last = index
    misses = 0
    while stop < len(every) and every[stop].kind is not BlockKind.ROW:
        if _is_item(every[stop]):
            last, misses = stop + 1, 0
        else:
            misses += 1
            if misses > 1 or len(every[stop].text) > 90 or every[stop].kind is BlockKind.ITEM:
                break
        stop += 1
    return last


def _short_run(every: list[Line], index: int) -> int:
    """The end of a run of three short lines or more, none of them a sentence or an amount."""
    stop = index
    while stop < len(every) and every[stop].kind in (BlockKind.HEADING, BlockKind.PARAGRAPH):
        text = every[stop].text
        if len(text) > 170 or text[-1] in ".:!?" or text[0] in "–-—" or _SENTENCE.search(text) or money(text):
            break
        stop += 1
    return stop if stop - index >= 3 else index


def _is_item(line: Line) -> bool:
    text = line.text
    if line.kind in (BlockKind.ITEM, BlockKind.HEADLINE) or text[0] in "–-—" or re.search(r"\bsäger\b", text):
        return False
    if text.endswith(":") or len(text) > 400:
        return False
    amounts = money(text)
    stop = re.search(r"\.\s+(?=[A-ZÅÄÖ])", text)
    if (
        amounts
        and stop
        and amounts[0].start < stop.start() < 160
        and not _SENTENCE.search(text[: stop.start()])
    ):
        return True
    if text[-1] == "." and _SENTENCE.search(text):
        return False
    if amounts:
        return (len(text) - amounts[-1].end < 40 and len(text) < 320) or len(text) < 160
    if _PERSON_LINE.match(text):
        return len(text) < 320 and not text.endswith(".")
    return bool(_DASHED.search(text)) and len(text) < 160 and text[-1] not in ".!?"


def intro_above(context: Context, index: int) -> str:
    """The announcing text right above line ``index``: up to three lines, the nearest last."""
    every = context.lines
    picked: list[str] = []
    for line in reversed(every[max(0, index - 3) : index]):
        if line.kind is BlockKind.ITEM or line.text[0] in "–—":
            break
        picked.append(line.text[-220:])
        if line.text.endswith(":"):
            break
    return "\n".join(reversed(picked))


def nearest_intro(intro: str) -> str:
    """The last line of an announcement, or all of it when that line announces nothing."""
    last = intro.rsplit("\n", 1)[-1]
    if last.endswith(":"):
        return re.split(r"(?<=[.!?])\s+", last)[-1][-240:]
    return last[-240:] if words.INTRO.search(last) else intro[-240:]


def _columns(context: Context, items: list[Item], intro: str) -> list[str] | None:
    above = next((line for line in reversed(context.lines) if line.end < items[0].start), None)
    for line in (above.text if above else "", intro.rsplit("\n", 1)[-1]):
        found = header_columns(line)
        if found:
            return found
    return None


def _is_awarding(context: Context, items: list[Item], intro: str) -> bool:
    """Whether the list grants something: its announcement says so, or its items do in the majority."""
    text = context.text
    nearest = nearest_intro(intro)
    if (
        words.EARLIER.search(nearest)
        or words.APPLIED.search(nearest)
        or _STATISTIC.search(nearest)
        or words.REJECTED.search(nearest)
    ):
        return False
    bodies = [text[item.start : item.end] for item in items]
    awarded = sum(_awards(body) for body in bodies)
    if (
        context.awards
        and len(items) > 1
        and all(title_in(context.text, item.start, item.end) for item in items)
    ):
        return True
    if context.awards and len(items) > 1 and all(_PURPOSES.search(body) for body in bodies):
        return True
    if awarded * 2 > len(items) or (awarded and words.INTRO.search(nearest)):
        return True
    if words.APPLIED.search(" ".join(bodies)[:2000]) and not awarded:
        return False
    if len(items) > 2 and _is_complete(context, items) and not words.BUDGET.search(nearest):
        return True
    # The release's own count arbitrates: a list as long as the claimed number is the list of grants.
    if len(items) > 2 and len(items) == context.count:
        return True
    if words.INTRO.search(nearest) and (context.awards or _names_recipients(nearest)):
        return True
    if header_columns(nearest.rsplit(". ", 1)[-1]):
        return True
    if words.BUDGET.search(nearest) or words.EARLIER.search(intro[-400:]):
        return False
    priced = sum(bool(money(body)) for body in bodies)
    return context.awards and priced * 4 >= len(items) * 3 and (len(items) > 1 or awarded > 0)


_PURPOSES = re.compile(r"^[^–:]{2,80}?\s*[–:-]\s*(?:bidrag|stöd|medel|anslag|pengar)\s+(?:till|för)\s", re.I)


def _is_complete(context: Context, items: list[Item]) -> bool:
    """Whether each item of a release about projects or stöd has a title, an organisation and an amount."""
    if not words.AWARD.search(context.opening) or words.CALL.search(context.opening):
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
    kept = [d for d in drafts if _is_grant(context, d, intro)]
    if len(kept) * 2 > len(drafts):
        # In a list of grants the odd name out ("Hemby 4H") is one too.
        kept = [
            d
            for d in drafts
            if d in kept
            or (d.amount and (d.owner or d.title) and not _UNFIT.search(context.text, d.start, d.end))
        ]
    priced = any(d.amount for d in kept)
    told = sum(bool(d.owner or d.partners or (d.title and d.title.rule == "title.project")) for d in kept)
    if not priced and told * 5 < len(kept) * 3 and len(kept) != context.count:
        return []
    return kept


def _is_grant(context: Context, draft: Draft, intro: str) -> bool:
    """Whether an item of an awarding list is one grant, not a category, an aim or a remark."""
    text = context.text
    body = text[draft.start : draft.end]
    if words.APPLIED.search(body) or words.REJECTED.search(body):
        return False
    if draft.amount is not None:
        if not (draft.owner or draft.title):
            return False
        named = (
            (draft.owner and is_organisation(draft.owner.of(text)))
            or draft.partners
            or (draft.title and draft.owner)
        )
        return bool(
            named
            or (words.INTRO.search(intro) and not _STATISTIC.search(intro) and not words.BUDGET.search(intro))
        )
    if not (draft.owner or draft.title) or words.CALL.search(context.opening):
        return False
    if draft.title and draft.title.rule == "title.project":
        return True
    if _PURPOSES.search(body) and draft.owner:
        return True
    if not (context.awards and _names_recipients(nearest_intro(intro))) and context.count is None:
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
_RECIPIENTS = re.compile(
    r"projekt|förening|organisation|kommun|städer|vinnare|sjukhus|museer|teatrar|regioner|parter|mottagare|ansökning|forskare|initiativ|aktör|företag|\bde\s+som\b|följande|utlysning|lärosäte|satsning|klubb|stipendiat|program|bidrag|sökande",
    re.I,
)
_GRANTED = re.compile(
    r"bevilja(?:s|ts|t|des|de|r)?\b|tilldela(?:s|ts|t|des|de)\b|(?:får|fick|fått|ges)\s+(?:\w+\s){0,4}?(?:stöd|bidrag|medel|pengar|anslag|finansiering|dela|miljoner)|prioritera(?:s|des|de|ts)\b|finansiera(?:s|de|des|t)\b|utdela(?:s|ts|des)|går\s+till|delar\s+på|fördela(?:s|des|ts)\b|är:?$",
    re.I,
)


def _names_recipients(intro: str) -> bool:
    """Whether an announcement says that what follows was granted, not that it is wished for."""
    return bool(_RECIPIENTS.search(intro) and _GRANTED.search(intro)) and not re.search(
        r"insatsområd|kriteri|villkor|krav|\bmål(?:et|en)?\b|prioriterade\s+områden|inriktningar", intro, re.I
    )

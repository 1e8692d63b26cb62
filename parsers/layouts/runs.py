"""Finds the lists of a release: items with one marker, lines under an announcing line, numbered items."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from anslag.parsers.document import Line
from anslag.parsers.furniture import is_title_like
from anslag.parsers.layouts.context import Context
from anslag.parsers.layouts.items import Item
from anslag.parsers.layouts.listed import header_columns
from anslag.parsers.mentions.mention import Span
from anslag.parsers.phrases import granting as words
from anslag.parsers.phrases.labels import fields
from anslag.parsers.phrases.money import money
from anslag.parsers.phrases.parties import ROLE
from anslag.parsers.records import BlockKind

_DASHED = re.compile(r"\S\s+[-–—]\s*\S|\S[–—]\s|\s[-–](?=[A-ZÅÄÖ])")
_NUMERIC = re.compile(r"(\d{1,3})[.)]$")
_SENTENCE = re.compile(
    r"\s(?:är|ska|vill|har|får|blir|kommer|finns|kan|går|består|räckte|ville|beslutade|beviljade|fick)\s"
)
_PERSON_LINE = re.compile(
    rf"[A-ZÅÄÖ][\wåäöøéü.-]+(?:\s[A-ZÅÄÖ][\wåäöøéü.-]+){{1,3}},\s+(?:{ROLE}|[Ii]nstitution|[Aa]vdelning|[A-ZÅÄÖ]\w+)"
)


def runs(context: Context) -> Iterator[tuple[list[Item], str]]:
    """Every list with what announces it: its items in order, and the text right above."""
    index = 0
    every = context.lines
    flats = _flat_runs(every)
    while index < len(every):
        line = every[index]
        if line.kind is BlockKind.ITEM and line.first and not _NUMERIC.match(line.marker):
            stop = _single_run(every, index) or _item_run(every, index)
            yield _items(every[index:stop]), intro_above(context, index)
            index = stop
        elif (stop := _records(context, index)) > index:
            yield _record_items(context, every[index:stop]), intro_above(context, index)
            index = stop
        elif index in flats:
            yield flats[index][0], intro_above(context, index)
            index = flats[index][1]
        elif _records(context, index + 1) == index + 1 and (
            line.text.endswith(":")
            or (words.announces(line.text) and is_title_like(line.text))
            or header_columns(line.text)
        ):
            chosen, stop = _announced(context, index)
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
            if chosen := _chosen(every[index:stop]):
                yield chosen, intro_above(context, index)
            index = max(stop, index + 1)
        else:
            index += 1


def _announced(context: Context, index: int) -> tuple[list[Item], int]:
    """The items below the announcing line ``index`` and where they end; as many as the release claims, if it does."""
    every = context.lines
    stop = _line_run(context, index + 1)
    chosen = _chosen(every[index + 1 : stop]) if stop - index > 1 else []
    short = _short_run(every, index + 1)
    wanted = context.count or 0
    if wanted > 2 and 0 <= short - index - 1 - wanted <= 2:
        short = index + 1 + wanted
    if short - index - 1 == wanted > 2 or (not chosen and names_recipients(every[index].text)):
        return [Item(one.start, one.end) for one in every[index + 1 : short]], short
    return chosen, stop


def _chosen(lines: list[Line]) -> list[Item]:
    items: list[Item] = []
    head: Span | None = None
    refused = False
    for line in lines:
        if not _is_item(line):
            head = Span(line.start, line.end)
            refused = bool(words.REJECTED.search(line.text) or words.EARLIER.search(line.text))
        elif not refused:
            items.append(Item(line.start, line.end, head=head))
    return items


def _item_run(every: list[Line], index: int) -> int:
    stop = index
    group = every[index].group
    while stop < len(every) and (
        # Lists right below each other, with no words between, are one list in parts.
        every[stop].kind is BlockKind.ITEM
        or (every[stop].block == every[stop - 1].block and stop > index)
        or _continues(every, stop, group)
    ):
        stop += 1
    return stop


def _records(context: Context, index: int) -> int:
    """The end of two paragraphs or more in a row that are a record each: short lines, and a sum on a line of its own."""
    every = context.lines
    stop, count = index, 0
    while stop < len(every) and every[stop].first and every[stop].kind is BlockKind.PARAGRAPH:
        lines = context.lines_of(every[stop].block)
        sums = [line for line in lines if _is_bare_sum(line.text)]
        named = [line for line in lines if not money(line.text)]
        plain = all(len(line.text) < 140 and not fields(line.text, 0, len(line.text)) for line in lines)
        if not (2 <= len(lines) <= 4 and len(sums) == 1 and len(named) == len(lines) - 1 and plain):
            break
        stop, count = stop + len(lines), count + 1
    return stop if count > 1 else index


def _record_items(context: Context, lines: list[Line]) -> list[Item]:
    """Records as items; one line more than the others have, at the top, heads a part of the list."""
    records = [context.lines_of(block) for block in sorted({line.block for line in lines})]
    fewest = min(map(len, records))
    items: list[Item] = []
    head: Span | None = None
    for record in records:
        if len(record) == fewest + 1 > 3 and _CATEGORY.fullmatch(record[0].text):
            head = Span(record[0].start, record[0].end)
            record = record[1:]
        items.append(Item(record[0].start, record[-1].end, head=head))
    return items


_FLAT = range(2, 5)


def _flat_runs(every: list[Line]) -> dict[int, tuple[list[Item], int]]:
    """Records whose lines are blocks of their own, as cards leave them: by the first line's index, with where they end.

    A bare sum stands in every second to fourth of the short lines, as a rule the last of its record.
    """
    found: dict[int, tuple[list[Item], int]] = {}
    index = 0
    while index < len(every):
        stop = index
        while stop < len(every) and _is_alone(every[stop]):
            stop += 1
        lines = every[index:stop]
        sums = [at for at, line in enumerate(lines) if _is_bare_sum(line.text)]
        sizes = {b - a for a, b in itertools.pairwise(sums)}
        others = sums and sum(bool(money(line.text)) for line in lines[: sums[-1]]) != len(sums) - 1
        size = min(sizes, default=0)
        if len(sizes) == 1 and size in _FLAT and not others:
            start = max(0, sums[0] - size + 1)
            groups = [lines[at : at + size] for at in range(start, start + size * len(sums), size)]
            items = [Item(group[0].start, group[-1].end) for group in groups if len(group) == size]
            found[index + start] = items, index + start + size * len(items)
        index = max(stop, index + 1)
    return found


def _is_alone(line: Line) -> bool:
    short = line.kind in (BlockKind.HEADING, BlockKind.PARAGRAPH) and len(line.text) <= 120
    return line.first and short and line.text[-1] not in ".:!?"


_CATEGORY = re.compile(r"[A-ZÅÄÖ][\wåäö-]+(?:\s[a-zåäö-]+){0,3}:?")


def _is_bare_sum(text: str) -> bool:
    amounts = money(text)
    return len(amounts) == 1 and not (text[: amounts[0].start] + text[amounts[0].end :]).strip(" .,:;–-")


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
    firsts = [line for line in lines if line.kind is BlockKind.ITEM and line.first]
    # "Ekeby kommun" with a list of its own below it heads that list.
    heads = {
        line.start: line
        for line, below in itertools.pairwise(firsts)
        if below.group > line.group and not money(line.text) and money(below.text)
    }
    head: Span | None = None
    for line in lines:
        if line.start in heads:
            head = Span(line.start, line.end)
        elif line.kind is BlockKind.ITEM and line.first:
            items.append(
                Item(line.start, line.end, head=head if head and line.group > lines[0].group else None)
            )
        elif items:
            items[-1].end = line.end
    return items


def numbered_runs(context: Context) -> Iterator[tuple[list[Item], str]]:
    current: list[Item] = []
    intro = ""
    expected = 1
    for index, line in enumerate(context.lines):
        found = _NUMERIC.match(line.marker) if line.first else None
        if found:
            number = int(found[1])
            below = context.lines[index - 1].text if index else ""
            if current and (number != expected or words.REJECTED.search(below)):
                yield _even(context.text, current), intro
                current = []
            if not current:
                intro = intro_above(context, index)
            current.append(Item(line.start, line.end, number, Span(line.start, line.start)))
            expected = number + 1
        elif current and (
            not line.first
            or line.kind is not BlockKind.HEADING
            or (words.RECEIVE.search(line.text) and not words.REJECTED.search(line.text))
            or (money(line.text) and len(line.text) < 120)
        ):
            current[-1].end = line.end
        elif current and line.kind is BlockKind.HEADING and not _more(context.lines, index, expected):
            yield _even(context.text, current), intro
            current, expected = [], 1
    if current:
        yield _even(context.text, current), intro


def _even(text: str, items: list[Item]) -> list[Item]:
    """The items, the last with no more lines than the longest of the others: what follows it is running text."""
    if len(items) > 2:
        most = max(text[item.start : item.end].count("\n") for item in items[:-1])
        lines = text[items[-1].start : items[-1].end].split("\n")
        items[-1].end = items[-1].start + len("\n".join(lines[: most + 1]))
    return items


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
    if (
        line.kind in (BlockKind.ITEM, BlockKind.ROW, BlockKind.HEADLINE)
        or text[0] in "–-—"
        or re.search(r"\bsäger\b", text)
    ):
        return False
    if text.endswith(":") or len(text) > 400:
        return False
    if text[-1] == "." and _GOES_ON.match(text):
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


_GOES_ON = re.compile(
    r"(?:Dessutom|Därutöver|Därtill|Utöver|Förutom|Tidigare|Vidare|Samtidigt|Slutligen|Därefter|Nästa|Förra|Övriga|Resterande|Totalt|Sammanlagt)\s"
)


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
    return last[-240:] if words.announces(last) else intro[-240:]


_RECIPIENTS = re.compile(
    r"projekt|förening|organisation|kommun|städer|vinnare|sjukhus|museer|teatrar|regioner|parter|mottagare|ansökning|forskare|initiativ|aktör|företag|\bde\s+som\b|följande|utlysning|lärosäte|satsning|klubb|stipendiat|program|bidrag|sökande",
    re.I,
)
_GRANTED = re.compile(
    r"bevilja(?:s|ts|t|des|de|r)?\b|tilldela(?:s|ts|t|des|de)\b|(?:får|fick|fått|ges)\s+(?:\w+\s){0,4}?(?:\w*(?:stöd|bidrag|medel|pengar|anslag)|finansiering|dela|miljoner)|prioritera(?:s|des|de|ts|t)\b|finansiera(?:s|de|des|t)\b|utdela(?:s|ts|des)|går\s+till|delar\s+på|fördela(?:s|des|ts)\b|är:?$",
    re.I,
)


def names_recipients(intro: str) -> bool:
    """Whether an announcement says that what follows was granted, not that it is wished for."""
    return bool(_RECIPIENTS.search(intro) and _GRANTED.search(intro)) and not re.search(
        r"insatsområd|kriteri|villkor|krav|\bmål(?:et|en)?\b|prioriterade\s+områden|inriktningar", intro, re.I
    )

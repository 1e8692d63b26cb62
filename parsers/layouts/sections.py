"""The release cut at its headings: heading blocks, numbered lines, a short first line over its paragraph."""

from __future__ import annotations

import re
from dataclasses import dataclass

from anslag.parsers.document import Line
from anslag.parsers.furniture import is_title_like
from anslag.parsers.layouts.context import Context
from anslag.parsers.layouts.draft import trimmed
from anslag.parsers.mentions.mention import Span
from anslag.parsers.phrases import granting as words
from anslag.parsers.phrases.labels import fields
from anslag.parsers.phrases.money import Money, money
from anslag.parsers.records import BlockKind

_NUMERIC = re.compile(r"(\d{1,3})[.)]$")
_NUMBERED = re.compile(r"\d{1,3}[.)]$|§")
_OPEN_TITLE = re.compile(r"^[–—-]\s|^[a-zåäö(]")


@dataclass(slots=True)
class Section:
    """A heading with the lines below it, up to the next heading.

    ``amount`` is a sum printed in the heading itself, or right below it beside the recipient's name, ``owner``.
    """

    head: Span
    body: list[Line]
    number: int | None = None
    amount: Money | None = None
    owner: Span | None = None


def sections(context: Context) -> list[Section]:
    """The release cut at its headings: heading blocks, numbered lines, a short first line over its paragraph."""
    every = context.lines
    found: list[Section] = []
    for index, line in enumerate(every):
        number = _NUMERIC.match(line.marker) if line.first else None
        if number and _is_head(line, every, index):
            found.append(Section(Span(line.start, line.end), [], int(number[1])))
        elif not number and (priced := _priced_head(context.text, every, index, _above(found, every, index))):
            titled = _above(found, every, index)
            if titled:
                # "Pappa läser", and below it "Föreningen Mansrum, 185 000 kronor".
                titled.owner, titled.amount = priced
                titled.body.append(line)
            else:
                found.append(Section(priced[0], [], amount=priced[1]))
        elif not number and (counted := _counted_head(line)):
            found.append(counted)
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
        minute = _MINUTE.match(context.text, section.head.start, section.head.end)
        section.head = Span(minute.end() if minute else section.head.start, section.head.end)
    return [section for section in found if section.body]


_MINUTE = re.compile(r"§+\s*[0-9]{1,4}[a-z]?[.:]?\s+(?=[\"”A-ZÅÄÖ0-9])")
"""The number of an item in minutes ("§ 33 Skoterleder")."""


_COUNTED_HEAD = re.compile(r"([1-9][0-9]?)[.)]\s+(?=[\"”A-ZÅÄÖ])")


def _counted_head(line: Line) -> Section | None:
    """A heading that prints its number itself ("2. Mineralklustret")."""
    found = _COUNTED_HEAD.match(line.text) if line.kind is BlockKind.HEADING else None
    return Section(Span(line.start + found.end(), line.end), [], int(found[1])) if found else None


_EDGE = " ,;:()–—-/"


def _above(found: list[Section], every: list[Line], index: int) -> Section | None:
    """The section whose heading is the line right above ``index``."""
    last = found[-1] if found and not found[-1].body and found[-1].amount is None else None
    return last if last and index and every[index - 1].end == last.head.end else None


def _priced_head(
    text: str, every: list[Line], index: int, above: Section | None
) -> tuple[Span, Money] | None:
    """The name and the sum of a heading "Titel, 11,9 miljoner kronor" or "180 000 kronor – Titel" over running text."""
    line = every[index]
    opens = line.first or above is not None or every[index - 1].text[-1] in ".!?"
    if not opens or line.kind not in (BlockKind.HEADING, BlockKind.PARAGRAPH) or len(line.text) > 140:
        return None
    following = every[index + 1] if index + 1 < len(every) else None
    amounts = money(text, line.start, line.end)
    if len(amounts) != 1 or following is None or following.text[-1] not in ".!?":
        return None
    if line.kind is BlockKind.PARAGRAPH and following.block != line.block:
        return None
    before, after = text[line.start : amounts[0].start], text[amounts[0].end : line.end]
    sides = [bool(before.strip(_EDGE)), bool(after.strip(_EDGE + "."))]
    if sum(sides) != 1 or words.RECEIVE.search(line.text) or words.GIVE.search(line.text):
        return None
    # A sum ends or opens a heading behind a mark; "75 000 kronor till X" is a sentence.
    if (sides[0] and before.rstrip()[-1] not in ",;:(–—-/") or (
        sides[1] and after.lstrip()[0] not in ",;:–—-/"
    ):
        return None
    name = (
        trimmed(text, line.start, amounts[0].start) if sides[0] else trimmed(text, amounts[0].end, line.end)
    )
    return (name, amounts[0]) if name else None


def _is_head(line: Line, every: list[Line], index: int) -> bool:
    if line.kind is BlockKind.ROW or line.kind is BlockKind.HEADLINE:
        return False
    if not is_title_like(line.text.rstrip(":") if line.first else line.text):
        return False
    if money(line.text) or fields(line.text, 0, len(line.text)) or re.match(r"[\d ]+$", line.text):
        return False
    if line.kind is BlockKind.HEADING or (line.first and _NUMBERED.match(line.marker)):
        return True
    following = every[index + 1] if index + 1 < len(every) else None
    if following is None or following.block != line.block or len(line.text) >= 120:
        return False
    if line.first:
        return line.kind is BlockKind.PARAGRAPH
    # Between two sentences a short line without a stop is a heading that lost its empty lines.
    return (
        every[index - 1].text[-1] in ".!?"
        and following.text[-1] in ".!?"
        and len(following.text) > len(line.text)
        and line.text[0].isupper()
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


def blocks(section: Section) -> list[tuple[int, int]]:
    """Half-open spans of the section's blocks below its heading."""
    spans: list[tuple[int, int]] = []
    block = -1
    for line in section.body:
        if line.block == block:
            spans[-1] = (spans[-1][0], line.end)
        else:
            spans.append((line.start, line.end))
            block = line.block
    return spans

"""What a release, a section or an announcing line says once for all grants under it: period, status.

Everything is asked for a region of the text (a table, a list, a run of sections). The nearest saying above it holds
before a farther one; a period of reporting, of applying or of what came before is nobody's.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from anslag.parsers.document import Line
from anslag.parsers.lexicon import lexicon
from anslag.parsers.mentions.mention import Annotations, Period, Span, holds_any, once, within
from anslag.parsers.records import Block, BlockKind

TAKEN_BACK = frozenset(("refused", "withdrawn"))
"""What became of money that nobody has."""
_DECIDED = TAKEN_BACK | {"granted"}
_ANNOUNCING = 3
"""Blocks above a region that may announce it."""
_SAID_OF = 70
"""Characters before a period within which stands what it is said of."""
_SHORT = 160
"""Characters that a line of announcing has at most."""


@dataclass(frozen=True, slots=True)
class Status:
    """What became of all under a heading or a line; ``start`` and ``end`` bound the words that say so."""

    name: str
    start: int
    end: int


def periods_of_all(a: Annotations) -> list[Period]:
    """The whole periods that are said of money or projects in general, wherever they stand."""
    return [
        one
        for one in a.periods
        if _is_whole(one) and _said_of_all(a.text, one) and not _is_background(a, one)
    ]


def stated_for_all(a: Annotations) -> Iterator[Period]:
    """The whole periods in sentences about all the money or all projects: "Medlen ska användas under 2031"."""
    for sentence in a.sentences:
        if (told := _all_last().match(a.text, sentence.start, sentence.end)) is not None:
            periods = list(_whole_periods(a, told.end(), sentence.end))
            yield from periods[:1] if len(periods) == 1 and not _is_background(a, periods[0]) else ()


def period_for(a: Annotations, start: int, end: int, of_all: Sequence[Period]) -> Period | None:
    """The period that is said once for all grants in ``[start, end)``, None if none or several are.

    ``of_all`` are the :func:`periods_of_all` of ``a``, found once for all its grants.
    """
    above = _above(a, start)
    for block in above:
        found = [one for one in _whole_periods(a, block.start, block.end) if _is_announced(a, one, block)]
        if found:
            return found[0] if len({_days(one) for one in found}) == 1 else None
    said = [one for one in of_all if not start <= one.start < end]
    return said[0] if said and len({_days(one) for one in said}) == 1 else None


def status_of(a: Annotations, start: int) -> Status | None:
    """What the heading or announcing line above ``start`` says became of all under it, None if nothing."""
    if (own := _said_in_its_block(a, start)) is not None:
        return own
    for block in _heard(a, start):
        found = _said_by(a, block)
        if len({one.name for one in found}) > 1 and "granted" in {one.name for one in found}:
            return None
        if found:
            return found[0]
        if _announces(a, block) and _DEALS.search(a.text, block.start, block.end):
            break
    return None


_DEALS = re.compile(r"\b(?:fördela(?:r|s|de|des|t|ts)|dela[rst]? (?:ut|på))\b", re.I)
"""Words of a line that tells of money given beside what was refused."""


def _heard(a: Annotations, start: int) -> list[Block]:
    """The blocks above ``start`` that may be said of what begins there, the nearest first: those that announce, and the
    paragraph right above it, unless that is speech or tells of a sum."""
    above = _above(a, start)
    return [one for at, one in enumerate(above) if _announces(a, one) or (not at and not _reports(a, one))]


def _reports(a: Annotations, block: Block) -> bool:
    return a.text.startswith(SPEECH, block.start) or holds_any(a.sums, block.start, block.end)


SPEECH = ("–", "—", "-", "”", '"', "“")
"""What speech opens with."""


def _said_by(a: Annotations, block: Block) -> list[Status]:
    """What a block says became of all below it."""
    said = _announcing(a, block)
    found = _said(a, said.start, said.end) if said else []
    if _announces(a, block):
        return found
    # A sentence that announces nothing may tell of what was asked for, and what was chosen of it.
    return [one for one in found if one.name in _DECIDED]


def _announces(a: Annotations, block: Block) -> bool:
    """Whether a block may be said of all below it; another sentence is said of what stands right below, at most."""
    return block.kind in _HEADINGS or a.text[block.end - 1] == ":"


def status_of_section(a: Annotations, start: int) -> Status | None:
    """What the heading over ``start``, or one right above that, says became of all under it, where it says nothing else:
    "Lämnas utan bifall"."""
    blocks = a.release.blocks
    index = bisect_right(blocks, start, key=lambda block: block.start) - 1
    above = itertools.islice(reversed(blocks[: max(0, index)]), _SECTION)
    below = itertools.dropwhile(lambda block: block.kind not in _HEADINGS, above)
    stack = itertools.takewhile(lambda block: block.kind is BlockKind.HEADING, below)
    for head in stack:
        if (said := _lone_status(a, head)) is not None:
            return said
    return None


def _lone_status(a: Annotations, head: Block) -> Status | None:
    """What a heading that says no more says became of all under it."""
    found = _said(a, head.start, head.end)
    rest = (a.text[head.start : found[0].start] + a.text[found[0].end : head.end]).split() if found else []
    return found[0] if len(found) == 1 and len(rest) <= _LONE else None


_SECTION = 30
"""Blocks above a sum among which its heading is looked for."""


def _announcing(a: Annotations, block: Block) -> Span | None:
    """What of a block may say what becomes of all below it: a short one, or its last sentence before a colon; a record's
    "Beslut: Avslag" is its own."""
    if block.kind in _HEADINGS:
        return Span(block.start, block.end)
    labelled = sum(1 for _ in _LABELLED.finditer(a.text, block.start, block.end))
    if labelled > 1 and within(a.sums, block.start, block.end):
        return None
    last = within(a.sentences, block.start, block.end)[-1:] if a.text[block.end - 1] == ":" else ()
    said = Span(last[0].start, block.end) if last else Span(block.start, block.end)
    return said if said.end - said.start <= _SHORT else None


_LABELLED = re.compile(r"^[^\W\d_][^:.\n]{1,40}: *\S", re.M)


@once
def is_refusal(a: Annotations) -> bool:
    """Whether the headline says that money was refused or withdrawn, and not that any was granted."""
    headline = next((block for block in a.release.blocks if block.kind is BlockKind.HEADLINE), None)
    names = {one.name for one in _said(a, headline.start, headline.end)} if headline else set()
    return bool(names & TAKEN_BACK) and "granted" not in names


def _said(a: Annotations, start: int, end: int) -> list[Status]:
    """What the words of a stretch say became of all under it."""
    found = [
        Status(name, one.start(), one.end())
        for name, pattern in statuses()
        for one in pattern.finditer(a.text, start, end)
    ]
    return [one for one in found if not any(_is_within(one, other) for other in found)]


def _is_within(one: Status, other: Status) -> bool:
    """Whether a word is part of a longer phrase: "beviljade" in "ej beviljade"."""
    return other.start <= one.start and one.end <= other.end and other.end - other.start > one.end - one.start


_LONE = 2
"""Words beside its status of a line that announces without a colon: "Avslag", "Ej beviljade ansökningar"."""


def _said_in_its_block(a: Annotations, start: int) -> Status | None:
    """What a line that announces, above ``start`` in the same paragraph, says of the lines below it: "Avslag:"."""
    for line in _lines_above(a, start):
        found = _said(a, line.start, line.end)
        if line.text.rstrip().endswith(":") or (found and _says_no_more(line, found[0])):
            return found[0] if len({one.name for one in found}) == 1 and not _PAST.search(line.text) else None
    return None


def _lines_above(a: Annotations, start: int) -> Iterator[Line]:
    """The short lines without a sum above ``start`` in its paragraph, the nearest first."""
    at = bisect_right(a.lines, start, key=lambda line: line.start) - 1
    near = reversed(a.lines[max(0, at - _ANNOUNCED) : max(0, at)])
    for line in itertools.takewhile(lambda one: one.block == a.lines[at].block, near):
        if len(line.text) <= _SHORT and not within(a.sums, line.start, line.end):
            yield line


_ANNOUNCED = 60
"""Lines above a row in which its paragraph may announce it."""
_PAST = re.compile(r"\b(?:tidigare|förra|i fjol)\b", re.I)
"""What says of an announcing line that it tells who its rows were, not what became of them."""


def _says_no_more(line: Line, status: Status) -> bool:
    """Whether a line is nothing but what became of the lines below it; a name goes on with capitals: "Vilande Vänner"."""
    rest = (line.text[: status.start - line.start] + line.text[status.end - line.start :]).split()
    return len(rest) <= _LONE and all(word.islower() for word in rest)


# -- where things are said ----------------------------------------------------------------------------------------------

_HEADINGS = (BlockKind.HEADING, BlockKind.HEADLINE)
_ENTRIES = (BlockKind.ITEM, BlockKind.ROW)


def _above(a: Annotations, start: int) -> Sequence[Block]:
    """The blocks that may announce what begins at ``start``, or the list that it is in, the nearest first: up to an entry of
    another list, or the top of a stack of headings."""
    blocks = a.release.blocks
    index = bisect_right(blocks, start, key=lambda block: block.start) - 1
    begun = _runs(a)[index] if index >= 0 else 0
    found: list[Block] = []
    # A region may begin inside its block: the lines before it announce it.
    for block in reversed(blocks[max(0, begun - _ANNOUNCING) : begun]):
        ends = block.kind not in _HEADINGS and bool(found) and found[-1].kind in _HEADINGS
        if ends or (block.kind in _ENTRIES and not block.header):
            break
        found.append(block)
    return found


@once
def _runs(a: Annotations) -> Sequence[int]:
    """For each block, the first of the entries of its list that stand without a break; of any other, the block itself."""
    begun: list[int] = []
    before: Block | None = None
    for index, block in enumerate(a.release.blocks):
        goes_on = (
            before is not None
            and block.kind in _ENTRIES
            and (block.kind, block.group, block.header) == (before.kind, before.group, before.header)
        )
        begun.append(begun[-1] if goes_on else index)
        before = block
    return begun


def _whole_periods(a: Annotations, start: int, end: int) -> Iterator[Period]:
    yield from (one for one in within(a.periods, start, end) if _is_whole(one))


def _is_whole(one: Period) -> bool:
    return one.start_day is not None and one.end_day is not None and one.start_day < one.end_day


def _days(one: Period) -> tuple[object, object]:
    return one.start_day, one.end_day


def _is_announced(a: Annotations, one: Period, block: Block) -> bool:
    if _is_background(a, one):
        return False
    if block.kind in _HEADINGS:
        return _said_of_all(a.text, one) or one.start - block.start < _SAID_OF
    return _said_of_all(a.text, one)


def announced(a: Annotations, start: int) -> Period | None:
    """The period in the sentence that announces what begins at ``start`` as given: "För 2031 har nämnden beviljat:"."""
    above = next(iter(_above(a, start)), None)
    found = list(_whole_periods(a, above.start, above.end)) if above else []
    return found[-1] if above and found and _is_of_what_follows(a.text, found[-1], above) else None


def tells_a_decision(a: Annotations, sentence: Span) -> bool:
    """Whether a sentence says that something was given or decided."""
    return _given().search(a.text, sentence.start, sentence.end) is not None


def _is_of_what_follows(text: str, one: Period, block: Block) -> bool:
    words = text[one.end : block.end].rstrip()
    return words.endswith(":") and not _SENTENCE_END.search(words) and _given().search(words) is not None


_SENTENCE_END = re.compile(r"[.!?]\s")


def _said_of_all(text: str, one: Period) -> bool:
    """Whether a period is said of money or projects in general: "bidragen för 2031", "projekten pågår 2031–2033"."""
    return bool(_of_all().search(text, max(0, one.start - _SAID_OF), one.start))


def _is_background(a: Annotations, one: Period) -> bool:
    if one.rule in ("period.until", "period.from"):
        return True
    index = bisect_right(a.sentences, one.start, key=lambda span: span.start) - 1
    own = a.sentences[index] if index >= 0 else Span(one.start, one.end)
    return bool(_background().search(a.text, max(own.start, one.start - 2 * _SAID_OF), one.start))


# -- the words -----------------------------------------------------------------------------------------------------------


def _pattern(words: Sequence[str]) -> str:
    parts = (re.escape(word).replace(r"\*", r"[\wåäö]*").replace(r"\ ", r"\s") for word in words)
    return f"(?<![\\wåäö-])(?:{'|'.join(parts)})(?![\\wåäö-])"


@cache
def _of_all() -> re.Pattern[str]:
    # No full stop may part the period from what it is said of.
    return re.compile(_pattern(lexicon("scopes")["period_of_all"]["words"]) + r"[^.!?\n]*$", re.I)


@cache
def _background() -> re.Pattern[str]:
    return re.compile(_pattern(lexicon("scopes")["background"]["words"]), re.I)


_ALL = r"(?:de|dessa|alla|samtliga|hela|årets|beviljade|utdelade|fördelade|tre|fyra|fem|sex|sju|åtta|nio|tio)"
"""Words before the money, or the projects, that mean all of them."""


@cache
def _all_last() -> re.Pattern[str]:
    they, last = (_pattern(lexicon("scopes")[group]["words"]) for group in ("all_of_them", "lasts"))
    return re.compile(
        rf"\s*(?:{_ALL}\s+){{0,2}}?{they}\s+(?:(?!till|från|för|i\b)\w+\s+){{0,2}}?{last}", re.I
    )


@cache
def _given() -> re.Pattern[str]:
    return re.compile(_pattern(lexicon("scopes")["decided"]["words"]), re.I)


@cache
def statuses() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple(
        (row["name"], re.compile(_pattern(row["words"]), re.I)) for row in lexicon("scopes")["status"]
    )

"""Which blocks of a text are its headline, its lede and its headings, where no mark-up says so."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import replace

from anslag.parsers.document import Draft
from anslag.parsers.mentions.award import AWARD
from anslag.parsers.records import BlockKind

MONEY = re.compile(
    r"\d[\d .,]*\s?(?:kr\b|kronor|tkr|mkr|mnkr|milj|msek|tusen\skr|:-)|\d{1,3}(?: \d{3})+\b", re.I
)
"""What looks like a sum, before anything is read: a line with one is no furniture and no site's name."""


def is_title_like(line: str) -> bool:
    """Whether a line could be a heading: short, and no sentence end."""
    return 1 < len(line) <= 140 and line[-1] not in ".,;:" and not line.startswith(("–", "- "))


_MENU = re.compile(r"(?:\S.*\s[|/>›»•·]\s.*){2}|\S+(?:\s[|/>›»•·]\s\S+)+")
_SITE_WORDS = 4


def _headline(drafts: list[Draft]) -> int:
    """Where the headline of a plain text stands: below menu lines and the short name of the site, if any."""
    for index, draft in enumerate(drafts[:6]):
        line = draft.lines[0] if draft.lines else ""
        if not _is_lone_title(draft):
            return max(0, index - 1)
        following = drafts[index + 1] if index + 1 < len(drafts) else None
        is_site = len(line.split()) <= _SITE_WORDS and not (MONEY.search(line) or AWARD.search(line))
        if not (_MENU.fullmatch(line) or (is_site and following and _is_lone_title(following))):
            return index
    return 0


def _is_lone_title(draft: Draft) -> bool:
    return draft.kind is BlockKind.PARAGRAPH and len(draft.lines) == 1 and is_title_like(draft.lines[0])


def headed(drafts: list[Draft]) -> list[Draft]:
    """The drafts with their headline, lede and headings marked; what stands above the headline goes."""
    if drafts and drafts[0].kind is not BlockKind.HEADLINE:
        drafts = [*_unglued(drafts[0]), *drafts[1:]]
        at = _headline(drafts)
        if _is_lone_title(drafts[at]):
            drafts[at].kind = BlockKind.HEADLINE
            drafts = drafts[at:]
    lede = _lede(drafts[:6])
    if lede:
        lede.kind = BlockKind.LEDE
    uneven = _uneven_rows(drafts)
    for index, draft in enumerate(drafts):
        if index not in uneven and _may_be_heading(draft):
            draft.kind = BlockKind.HEADING
    for draft, *above in zip(drafts[2:], drafts[1:], drafts, strict=False):
        if all(one.kind is BlockKind.HEADING for one in above) and _closes_a_list(draft):
            draft.kind = BlockKind.HEADING
    return drafts


_SENTENCE = 80
"""Characters from which on the line below a headline is running text."""


def _unglued(first: Draft) -> list[Draft]:
    """The first block of a text, parted behind a first line that has no sentence's end, above one that is sentences."""
    head, rest = first.lines[:1], first.lines[1:]
    glued = (
        first.kind is BlockKind.PARAGRAPH
        and rest
        and is_title_like(head[0])
        and len(rest[0]) > max(_SENTENCE, len(head[0]))
        and rest[0].endswith((".", "!", "?"))
    )
    return [Draft(BlockKind.PARAGRAPH, head), replace(first, lines=rest)] if glued else [first]


def _lede(drafts: Sequence[Draft]) -> Draft | None:
    """The first paragraph that is no short line, unless a heading stands between text and it: then it is the heading's."""
    told = False
    for draft in drafts:
        if told and draft.kind is BlockKind.HEADING:
            return None
        if draft.kind is BlockKind.PARAGRAPH:
            told = True
            if len(" ".join(draft.lines)) > 60 and (len(draft.lines) == 1 or len(draft.lines[0]) > 90):
                return draft
    return None


def _may_be_heading(draft: Draft) -> bool:
    return _is_lone_title(draft) and len(draft.lines[0]) <= _HEADING


_HEADING = 100
"""Characters of a line that may be a heading without being marked as one."""
_SUMMED = re.compile(r"\d\s?(?:[tm]?n?kr|kronor|miljoner(?: kronor)?|:-)[.)\s]*$", re.I)
_ROWS = 3


def _uneven_rows(drafts: Sequence[Draft]) -> frozenset[int]:
    """The lines of runs that all end in a sum and of which some are too long for a heading: the short ones are none either."""
    found: set[int] = set()
    for summed, run in itertools.groupby(enumerate(drafts), key=lambda one: _ends_in_a_sum(one[1])):
        rows = list(run)
        if summed and len(rows) >= _ROWS and not all(_may_be_heading(draft) for _, draft in rows):
            found.update(index for index, _ in rows)
    return frozenset(found)


def _ends_in_a_sum(draft: Draft) -> bool:
    lone = draft.kind is BlockKind.PARAGRAPH and len(draft.lines) == 1
    return lone and _SUMMED.search(draft.lines[0]) is not None


def _closes_a_list(draft: Draft) -> bool:
    """Whether a line below others like it is their last, with the list's full stop: "Bygdens röster."."""
    line = draft.lines[0] if len(draft.lines) == 1 else ""
    short = len(line.split()) <= _CLOSING_WORDS and line.endswith(".") and is_title_like(line[:-1])
    return draft.kind is BlockKind.PARAGRAPH and short


_CLOSING_WORDS = 8

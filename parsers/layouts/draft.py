"""A grant in the making: spans with values, before it is checked and stored."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from anslag.parsers.mentions.mention import Period, Span
from anslag.parsers.phrases.money import Money

_OPEN = ")\"”“'’‘«»„–—-•*·● \t\n,;:.|"
_CLOSE = "(\"”“'’‘«»„–—-•*·● \t\n,;:|"
_QUOTES = "\"”“'’‘«»„"


@dataclass(slots=True)
class Draft:
    """A grant as one layout reads it. ``start`` and ``end`` bound what it was read from."""

    start: int
    end: int
    layout: str
    number: int | None = None
    number_span: Span | None = None
    title: Span | None = None
    owner: Span | None = None
    partners: list[Span] = field(default_factory=list)
    description: Span | None = None
    amount: Money | None = None
    period: Period | None = None

    def fields(self) -> int:
        return sum(x is not None for x in (self.title, self.owner, self.amount, self.period))


@dataclass(slots=True)
class Reading:
    """All grants that one layout finds in a release, in the order of the text."""

    layout: str
    drafts: list[Draft]


def trimmed(text: str, start: int, end: int, rule: str = "") -> Span | None:
    """The span without quotes, dashes and punctuation round it; None when nothing is left.

    A closing quotation mark stays when its opening one is inside (”Hallå där”: om ljud).
    """
    while (
        start < end
        and text[start] in _OPEN
        and not (text[start] in _QUOTES and _pairs_inside(text, start, end))
    ):
        start += 1
    while end > start and (text[end - 1] in _CLOSE or text[end - 1] == ".") and not _keeps(text, start, end):
        end -= 1
    if end > start and text[start] == "(" and text[end - 1] == ")" and "(" not in text[start + 1 : end]:
        return trimmed(text, start + 1, end - 1, rule)
    return Span(start, end, rule) if start < end else None


def _pairs_inside(text: str, start: int, end: int) -> bool:
    # An opening mark whose partner stands before the end belongs to the words themselves.
    rest = text[start + 1 : end].rstrip(" .,;:")
    closing = next((i for i, sign in enumerate(rest) if sign in _QUOTES), -1)
    return 0 <= closing < len(rest) - 1


def _keeps(text: str, start: int, end: int) -> bool:
    last = text[end - 1]
    if last == ".":
        return bool(
            re.search(
                r"(?:\b[A-ZÅÄÖa-zåäö]\.[A-ZÅÄÖa-zåäö]\.|\bför\.|\bm\.fl\.)$", text[max(start, end - 8) : end]
            )
        )
    return last in _QUOTES and any(sign in _QUOTES for sign in text[start : end - 1])

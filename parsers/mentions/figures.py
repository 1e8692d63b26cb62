"""Numbers in figures, each read whole or not at all: "2 491 478", "1.234,50", "25,000", "2½".

A run of digit groups is parted into numbers from its left; where the groups fit no number ("31 45 902") the
numbers on both sides of the misfit are *torn*: their value is unknown, for what a tail of digits says is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from anslag.parsers.records import Amount

MAX_DIGITS = 15
_SPACE = "(?:&nbsp;|&#160;|[\\u0300-\\u036f]* )"
_RUN = re.compile(rf"[0-9]+(?:(?:{_SPACE}|\n|[.,'’])[0-9]+)*(?: ?[½¼¾])?|[½¼¾]")
_GROUP = re.compile(r"([^0-9½¼¾]*)([0-9]+|[½¼¾])")
_FRACTIONS = {"½": Decimal("0.5"), "¼": Decimal("0.25"), "¾": Decimal("0.75")}
_POINTS = ".,"
_TWO_GROUPS = 6
"""Digits of two groups of thousands that lost the space between them: "2 200000"."""
_LINE_LABEL = re.compile(r"[:–—-] ?$")


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as printed. ``whole`` and ``part`` are its digits before and behind the decimal sign.

    ``grouped`` is true for digits in thousands groups. ``point`` is the sign of a lone group of three digits that
    may be decimals or thousands ("5,125", "25.000"), else "". ``torn`` is true where it cannot be read whole.
    """

    start: int
    end: int
    whole: str
    part: str = ""
    grouped: bool = False
    point: str = ""
    fraction: Decimal = Decimal(0)
    torn: bool = False

    @property
    def is_year(self) -> bool:
        return not (self.grouped or self.part or self.point or self.fraction) and is_year(self.whole)

    def value(self, scale: int) -> tuple[Amount | None, Amount]:
        """The number times ``scale``, and one unit of its last digit; None if it is torn or too long."""
        if self.torn or len(self.whole) + len(self.part) > MAX_DIGITS:
            return None, 1
        whole, part = self.whole, self.part
        # "5,125 miljoner" and "1.234 mkr" have decimals, "1.500 tkr" and "25,000 kr" thousands: no coin is so small.
        if self.point and scale < (10**6 if self.point == "." else 10**3):
            whole, part = whole + part, ""
        if not part and not self.fraction:
            return int(whole or 0) * scale, scale
        places = Decimal(scale) / (10 ** len(part) if part else 10)
        exact = (Decimal(f"{whole or 0}.{part or 0}") + self.fraction) * scale
        return _plain(exact), int(places) if places >= 1 else 1


def _plain(value: Decimal) -> Amount:
    return int(value) if value == value.to_integral_value() else float(value)


def is_year(digits: str) -> bool:
    return len(digits) == 4 and digits[:2] in ("19", "20")


@dataclass(frozen=True, slots=True)
class _Group:
    sign: str
    digits: str
    start: int
    end: int


def figures(text: str, start: int, end: int) -> Iterator[Figure]:
    """The numbers in ``text[start:end]``, in order."""
    for run in _RUN.finditer(text, start, end):
        groups = [
            _Group(found[1] if found.start() > run.start() else "", found[2], found.start(2), found.end())
            for found in _GROUP.finditer(text, run.start(), run.end())
        ]
        if len(groups) > 1 and _ends_a_word(text, run.start()):
            groups = groups[1:]
        blot = _BLOT.search(text, max(start, run.start() - _WIDEST), run.start())
        if blot:
            yield Figure(blot.start(), run.end(), run[0], torn=True)
        if blot or _BLOT_BEHIND.match(text, run.end(), end):
            continue
        yield from _parted(text, groups) if len(groups) > 1 else (_single(groups[0]),)


_WIDEST = 6
# "6w 500", "4+q 500", "2# 500": a letter or a sign stands where a digit was.
_BLOT = re.compile(r"(?<![\w.,])[0-9]{1,3}(?:[+*#=~^§?]?[a-zåäö]|[#=~^?¤]) $")
_BLOT_BEHIND = re.compile(r"[a-zåäö#=~^?¤] [0-9]{3}(?![0-9])")


# "Motorvagn Y7 150 000": the first digits belong to a word; "kr5 000" is a sum.
_WORD_END = re.compile(r"(?<![^\W\d_])(?!kr|sek|eur|skr|usd|nok|dkk|gbp)[^\W\d_]{1,8}-?$", re.I)


def _ends_a_word(text: str, at: int) -> bool:
    return text[at - 1 : at].isalpha() and bool(_WORD_END.search(text, max(0, at - 9), at))


def halves(text: str, figure: Figure) -> tuple[Figure, Figure] | None:
    """Two sums that lost the gap between them ("1 287 500 599 500"), None if the groups part in no or in many ways.

    Where several ways are left, the one whose parts are rounder is taken, then the one with the larger first part:
    what was applied for stands before what was granted.
    """
    groups = [
        _Group(" ", found[2], found.start(2), found.end())
        for found in _GROUP.finditer(text, figure.start, figure.end)
    ]
    if any(sign in text[figure.start : figure.end] for sign in ".,'’"):
        return None
    ways = [
        (_figure(groups[:cut]), _figure(groups[cut:]))
        for cut in range(2, len(groups) - 1)
        if groups[cut].digits[0] != "0" and abs(2 * cut - len(groups)) < 2
    ]
    return max(ways, key=lambda way: (min(_zeros(half) for half in way), len(way[0].whole)), default=None)


def _zeros(figure: Figure) -> int:
    return len(figure.whole) - len(figure.whole.rstrip("0"))


def _single(group: _Group) -> Figure:
    if group.digits in _FRACTIONS:
        return Figure(group.start, group.end, "", fraction=_FRACTIONS[group.digits])
    return Figure(group.start, group.end, group.digits, torn=_is_code(group.digits))


def _is_code(digits: str) -> bool:
    """Whether digits begin as no number does: "00", "070"."""
    return len(digits) > 1 and digits[0] == "0"


def _parted(text: str, groups: list[_Group]) -> Iterator[Figure]:
    """The numbers of a run; those on both sides of a border that parts no two numbers are one torn number."""
    kept: Figure | None = None
    clean = True
    at = 0
    while at < len(groups):
        after = _number_end(text, groups, at)
        number = _figure(groups[at:after])
        if kept is not None and clean:
            yield kept
        elif kept is not None:
            number = Figure(
                kept.start, number.end, kept.whole, grouped=kept.grouped or number.grouped, torn=True
            )
        kept = number
        clean = after == len(groups) or _parts_cleanly(number, groups, after)
        at = after
    if kept is not None:
        yield kept


def _number_end(text: str, groups: list[_Group], first: int) -> int:
    """Where the number that begins with ``groups[first]`` ends."""
    at = first + 1
    sign = ""
    while at < len(groups) and _goes_on(text, groups, first, at, sign):
        sign = _kind(groups[at].sign)
        at += 1
    if at < len(groups) and _is_decimal(groups, at, sign):
        at += 1
    if at < len(groups) and groups[at].digits in _FRACTIONS and at == first + 1:
        at += 1
    return at


def _is_decimal(groups: list[_Group], at: int, sign: str) -> bool:
    group = groups[at]
    return group.sign in _POINTS and bool(group.sign) and group.sign != sign


def _kind(sign: str) -> str:
    return sign if sign in _POINTS + "'’" else " "


def _goes_on(text: str, groups: list[_Group], first: int, at: int, sign: str) -> bool:
    """Whether ``groups[at]`` is the next group of thousands."""
    head, group = groups[first].digits, groups[at]
    kind = _kind(group.sign)
    if group.digits in _FRACTIONS or (sign and kind != sign) or _is_code(head):
        return False
    if len(group.digits) == _TWO_GROUPS:
        return kind == " " and group.sign != "\n" and at == first + 1 and len(head) <= 3
    if len(group.digits) != 3:
        return False
    if len(head) > 3 and at == first + 1 and not _lacks_a_space(head, group):
        return False
    if group.sign == "\n":
        return at > first + 1 or bool(
            _LINE_LABEL.search(text, max(0, groups[first].start - 2), groups[first].start)
        )
    return True


def _lacks_a_space(head: str, group: _Group) -> bool:
    """ "1375 000": a year before a sum ("2031 205 000") is its own number."""
    return len(head) == 4 and _kind(group.sign) == " " and (not is_year(head) or group.digits[0] == "0")


def _figure(groups: list[_Group]) -> Figure:
    start, end = groups[0].start, groups[-1].end
    fraction = Decimal(0)
    if groups[-1].digits in _FRACTIONS:
        fraction = _FRACTIONS[groups.pop().digits]
    head = groups[0].digits
    torn = _is_code(head)
    if len(groups) == 1:
        return Figure(start, end, head, fraction=fraction, torn=torn)
    last = groups[-1]
    if len(groups) == 2 and last.sign in _POINTS:
        lone = last.sign if len(last.digits) == 3 and head != "0" else ""
        return Figure(start, end, head, last.digits, bool(lone), lone, torn=torn)
    if last.sign in _POINTS and last.sign != _kind(groups[1].sign):
        whole = "".join(group.digits for group in groups[:-1])
        return Figure(start, end, whole, last.digits, True, torn=torn)
    return Figure(start, end, "".join(group.digits for group in groups), grouped=True, torn=torn)


def _parts_cleanly(left: Figure, groups: list[_Group], at: int) -> bool:
    """Whether a new number may begin at ``groups[at]``: a whole number stands before it, or a line ends there."""
    group = groups[at]
    if group.sign == "\n":
        return True
    if _kind(group.sign) != " ":
        return False
    return left.grouped or left.is_year or bool(left.part)

"""Finds every number that could be an amount of money: "2 491 478 kr", "5,4 mnkr", "en halv miljon", "25 000" in a list.

Numbers with a unit beside them are read here, numbers without one in :mod:`anslag.parsers.mentions.bare`. What a
sum means is not decided: fees, costs and totals are sums too. A number that cannot be read whole is a sum of
unknown amount (rule ``money.unclear``), and so is nothing at all (``money.zero``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from anslag.parsers.mentions import units
from anslag.parsers.mentions.bare import bare_sums
from anslag.parsers.mentions.figures import MAX_DIGITS, Figure, figures, halves
from anslag.parsers.mentions.mention import Money
from anslag.parsers.mentions.numerals import CARDINAL, cardinal
from anslag.parsers.mentions.unread import unread
from anslag.parsers.records import Amount, BlockKind, Release


@dataclass(frozen=True, slots=True)
class _Token:
    """A number with what stands beside it; ``end`` is behind its unit. ``number`` is a figure, or a value in words.
    ``dashed`` is true behind a dash and a digit: such a number is the upper end of a range, or no sum.
    """

    start: int
    end: int
    number: Figure | Decimal
    scale: str = ""
    currency: str = ""
    torn: bool = False
    dashed: bool = False

    @property
    def has_unit(self) -> bool:
        return bool(self.scale or self.currency)

    def value(self, scale: int) -> tuple[Amount | None, Amount]:
        if self.torn:
            return None, 1
        if isinstance(self.number, Figure):
            return self.number.value(scale)
        exact = self.number * scale
        whole = self.number == self.number.to_integral_value()
        return int(exact), scale if whole else max(1, scale // 10)


def sums(release: Release) -> tuple[Money, ...]:
    """Every sum of ``release``, in order."""
    text = release.text
    found: list[Money] = []
    left: list[Figure] = []
    for start, end in _regions(release):
        with_unit, without = _read(text, start, end)
        found += with_unit
        left += without
    every = sorted([*found, *bare_sums(release, found, left)], key=lambda one: one.start)
    return tuple(sorted([*every, *unread(release, every)], key=lambda one: one.start))


def sums_in(text: str, start: int = 0, end: int | None = None) -> list[Money]:
    """The sums with a unit in ``text[start:end]`` alone, in order."""
    return _read(text, start, len(text) if end is None else end)[0]


def _regions(release: Release) -> Iterator[tuple[int, int]]:
    """No number goes on in the next block or cell."""
    for block in release.blocks:
        if block.kind is BlockKind.ROW and block.cells:
            yield from ((cell.start, cell.end) for cell in block.cells)
        else:
            yield block.start, block.end


def _read(text: str, start: int, end: int) -> tuple[list[Money], list[Figure]]:
    """The sums with a unit, and the figures without."""
    tokens = sorted(
        [*_worded(text, start, end), *_figured(text, start, end)], key=lambda one: (one.start, -one.end)
    )
    found: list[Money] = []
    left: list[Figure] = []
    behind = start
    for index, token in enumerate(tokens):
        if token.start < behind or token.dashed:
            continue
        after = tokens[index + 1] if index + 1 < len(tokens) else None
        span = _range(text, token, after) if after is not None and after.has_unit else None
        one = span or (_money(text, token) if token.has_unit else None)
        if one is None and isinstance(token.number, Figure) and not token.torn:
            left.append(token.number)
        if one is not None:
            behind = one.end
            if found and (whole := _joined(text, found[-1], one)):
                found[-1] = whole
            else:
                found.append(one)
    return found, left


# -- tokens -------------------------------------------------------------------------------------------------------

_MARK = re.compile(r"[¹²³⁴⁵⁶⁷⁸⁹⁰]+|[*†]+")
"""A footnote's mark behind a number."""


_ENDLESS = 11
"""Digits from which on a number printed in full is rather two that lost the gap between them; one more with a unit."""


def _figured(text: str, start: int, end: int) -> Iterator[_Token]:
    for number in _unglued(text, start, end):
        side = _left_side(text, start, number.start)
        if side == "other":
            continue
        mark = _MARK.match(text, number.end, end)
        token = _with_unit(text, start, end, number, mark.end() if mark else number.end)
        if number.torn or side:
            token = replace(token, torn=number.torn or side == "torn", dashed=side == "dash")
        if not token.has_unit:
            token = _bracketed(text, end, number) or token
        yield token


def _unglued(text: str, start: int, end: int) -> Iterator[Figure]:
    for number in figures(text, start, end):
        long = number.grouped and not number.torn and _ENDLESS <= len(number.whole) <= MAX_DIGITS
        if long and len(number.whole) == _ENDLESS and (unit := units.UNIT.match(text, number.end, end)):
            long = not unit[0].strip()
        yield from (halves(text, number) if long else None) or (number,)


def _with_unit(text: str, start: int, end: int, number: Figure, at: int) -> _Token:
    unit = units.UNIT.match(text, at, end)
    scale = _word(unit["scale"]).rstrip(".") if unit else ""
    currency = _word(unit["currency"]) if unit else ""
    last = unit.end() if unit and (scale or currency) else number.end
    if currency:
        return _Token(number.start, last, number, scale, currency)
    before = units.BEFORE.search(text, max(start, number.start - 8), number.start)
    # "kr 5 000m": what follows is glued to the number.
    if before and not (text[last : last + 1].isalpha()):
        return _Token(before.start("before"), last, number, scale, _word(before["before"]))
    return _Token(number.start, last, number, scale, currency)


def _bracketed(text: str, end: int, number: Figure) -> _Token | None:
    """ "(1 375 220) kr", "SEK (1 375 220)": the bookkeeper's minus."""
    if text[number.end : number.end + 1] != ")" or text[number.start - 1 : number.start] != "(":
        return None
    token = _minus(text, end, number)
    if token is None:
        return None
    said = _SAID.search(text, max(0, token.start - _LONGEST_NUMERAL), token.start)
    value = cardinal(said["words"]) if said else None
    if said is None or value is None:
        return token
    # "femtio tusen (50 000) kronor": the figures say what the words said.
    plain = replace(token, start=said.start(), torn=False)
    return plain if plain.value(1)[0] == value * units.SCALES.get(_word(said["scale"]), 1) else token


def _minus(text: str, end: int, number: Figure) -> _Token | None:
    """A number in brackets with the unit before or behind them."""
    unit = units.UNIT.match(text, number.end + 1, end)
    if unit and unit["currency"]:
        return _Token(
            number.start - 1, unit.end(), number, _word(unit["scale"]), _word(unit["currency"]), True
        )
    before = units.BEFORE.search(text, max(0, number.start - 9), number.start - 1)
    if before is None:
        return None
    return _Token(before.start("before"), number.end + 1, number, "", _word(before["before"]), True)


_SAID = re.compile(rf"(?<![\wåäö])(?P<words>{CARDINAL})(?:\s(?P<scale>tusen|miljon|miljoner))?\s$", re.I)
"""A number in words that figures in brackets repeat."""


def _word(text: str | None) -> str:
    return " ".join(text.lower().split()) if text else ""


def _left_side(text: str, start: int, at: int) -> str:
    """What the sign before a number makes of it: "" a number, "torn" a part of one, "dash" an upper end, "other" none of money."""
    sign = text[at - 1] if at > start else " "
    before = text[at - 2] if at - 1 > start else " "
    if sign.isspace() or sign in '(–—:;€$~=>“”"|*[':
        return ""
    if sign in "-−":
        return "dash" if before.isdigit() else "" if before.isalpha() else "torn"
    if sign in ",.'’":
        return "" if before.isalpha() or before in ')”"' else "torn"
    if sign.isalpha():
        return "" if units.BEFORE.search(text, max(start, at - 8), at) else "other"
    return "torn" if sign in "\ufffd±" else "other"


_TRIGGER = re.compile(r"(?<![0-9])[ \n]?(?P<word>miljon|miljard|tusen|kron(?:or|a)|euro)", re.I)
_PHRASE = re.compile(
    rf"(?<![\wåäö,.-])(?P<words>(?:en|ett)\s+och\s+en\s+halv|(?:en|ett)\s+(?:halv|kvarts|dryg|knapp)|halv(?:annan)?|{CARDINAL}(?:\s+och\s+en\s+halv)?)$",
    re.I,
)
_LONGEST_NUMERAL = 48


def _worded(text: str, start: int, end: int) -> Iterator[_Token]:
    """The numbers in words before a unit, and the lower end of a range before those ("två till tre miljoner")."""
    for trigger in _TRIGGER.finditer(text, start, end):
        number = _PHRASE.search(text, max(start, trigger.start() - _LONGEST_NUMERAL), trigger.start())
        if number is None:
            continue
        unit = units.UNIT.match(text, number.end(), end)
        if unit is None or not unit.group().strip() or trigger["word"][0] == "K":
            continue
        value = _spoken(_word(number["words"]))
        yield from _lower_word(text, start, number.start())
        if value is not None:
            scale = _word(unit["scale"]).rstrip(".")
            yield _Token(number.start(), unit.end(), value, scale, _word(unit["currency"]))


_LOWER_WORD = re.compile(rf"(?<![\wåäö])(?P<words>{CARDINAL})\s?(?:till|eller|[-–])\s?$", re.I)


def _lower_word(text: str, start: int, at: int) -> Iterator[_Token]:
    found = _LOWER_WORD.search(text, max(start, at - 32), at)
    value = cardinal(found["words"]) if found else None
    if found and value is not None:
        yield _Token(found.start("words"), found.end("words"), Decimal(value))


def _spoken(words: str) -> Decimal | None:
    if words in ("en dryg", "en knapp", "ett knapp"):
        return Decimal(1)
    if words.endswith("kvarts"):
        return Decimal("0.25")
    if words in ("en halv", "ett halv", "halv"):
        return Decimal("0.5")
    if words == "halvannan":
        return Decimal("1.5")
    head, _, _half = words.partition(" och en halv")
    whole = cardinal(head)
    return None if whole is None else Decimal(whole) + (Decimal("0.5") if words != head else 0)


# -- from tokens to sums --------------------------------------------------------------------------------------------


def _money(text: str, token: _Token) -> Money | None:
    """The sum that a number with its unit is, None if it is none."""
    if _is_other(text, token):
        return None
    currency, explicit = _currency(token)
    amount, unit = token.value(units.SCALES.get(token.scale, 1))
    hedge, cap = _hedge(text, token)
    rule = "money.figures" if isinstance(token.number, Figure) else "money.words"
    if amount is None or amount > units.MAX_AMOUNT:
        amount, unit, rule = None, 1, "money.unclear"
    elif amount == 0:
        amount, rule = None, "money.zero"
    return Money(token.start, token.end, amount, currency, hedge, cap, unit, None, explicit, False, rule)


def _currency(token: _Token) -> tuple[str, bool]:
    printed = token.currency
    named = units.SCALE_CURRENCIES.get(token.scale)
    code = units.CURRENCIES.get(printed.removesuffix("."), "SEK") if printed else named or "SEK"
    return code, bool(printed or named)


_OR_MORE = re.compile(r"\s+eller\s+mer\b", re.I)


def _hedge(text: str, token: _Token) -> tuple[str, bool]:
    if _OR_MORE.match(text, token.end):
        return "more", False
    if isinstance(token.number, Decimal):
        # "En knapp miljon": the hedge stands inside the number.
        inner = _word(text[token.start : token.end]).split(" mil")[0]
        if inner in units.HEDGES:
            return units.HEDGES[inner], False
    return units.hedge(text, token.start)


_GOES_ON = re.compile(
    r"\s*(?:$|[.,;:!?)\n–-])|\s+(?:till|för|i|av|på|om|per|under|från|och|samt|respektive|vardera|var|men|som|att|åt|ur|vid|inom)\b",
    re.I,
)
"""What may follow "980 tusen" where it is money; any other word is what the thousands are of."""


def _is_other(text: str, token: _Token) -> bool:
    """Whether a number with a unit is none of money, by the words beside it."""
    if not token.currency and token.scale not in units.SCALE_CURRENCIES:
        if units.counts_things(text, token.end) or token.scale in ("mn", "m"):
            return True
        if token.scale == "tusen":
            return not _GOES_ON.match(text, token.end)
    # "30 sek" are seconds.
    if text.endswith("sek", 0, token.end) and isinstance(token.number, Figure):
        return len(token.number.whole) < 4 and not token.number.grouped and not token.scale
    return units.is_labelled(text, token.start)


_DASH = re.compile(r"\s?[-–—−]\s?|\s+(?:till|eller)\s+|\s+och\s+")
_BETWEEN = re.compile(r"mellan\s+$", re.I)


def _parts_ends(text: str, between: str, start: int) -> bool:
    """Whether what stands between two numbers, the first at ``start``, makes them the ends of a range."""
    if between.strip() == "och" and not _BETWEEN.search(text, max(0, start - 8), start):
        return False
    return len(between) <= 7 and _DASH.fullmatch(between) is not None


def _lower_end(low: Figure, high: Figure, least: Amount, most: Amount) -> Amount | None:
    """The lower end of a range printed as ``low``, None where it is a year; in "50–75 000 kronor" the thousands are said once."""
    if low.is_year and (high.grouped or most > 5 * least):
        return None
    shared = high.grouped and not low.grouped and least * 1000 < most
    return least * 1000 if shared else least


_WIDEST_RANGE = 10
"""How many times its lower end a range reaches at most whose ends are written otherwise, and stand apart from their dash."""


def _range(text: str, low: _Token, high: _Token) -> Money | None:
    """The range that two numbers with one unit are: "5–10 miljoner", "mellan två och tre miljoner kronor"."""
    between = text[low.end : high.start]
    alike = isinstance(low.number, Figure) == isinstance(high.number, Figure)
    if low.has_unit or not alike or not _parts_ends(text, between, low.start):
        return None
    upper = _money(text, high)
    scale = units.SCALES.get(high.scale, 1)
    least, _ = low.value(scale)
    if upper is None or upper.amount is None or least is None or not 0 < least < upper.amount:
        return None
    if isinstance(low.number, Figure) and isinstance(high.number, Figure):
        least = _lower_end(low.number, high.number, least, upper.amount)
        apart = between[0] == " " and high.number.grouped and not low.number.grouped
        # "Steg 2 – 390 000 kronor" is no range.
        if least is None or (apart and upper.amount > _WIDEST_RANGE * least):
            return None
    return replace(upper, start=low.start, amount=least, high=upper.amount, rule="money.range")


_AND = re.compile(r"\s+och\s+", re.I)


def _joined(text: str, last: Money, one: Money) -> Money | None:
    """Two sums that are one: "2 miljoner och 450 000 kronor", "1 miljon 450 tusen kronor"."""
    if one.hedge or last.amount is None or one.amount is None or last.high or one.high:
        return None
    if last.unit < 10**3 or one.amount >= last.unit or last.currency != one.currency:
        return None
    between = text[last.end : one.start]
    if not (_AND.fullmatch(between) or (between == " " and not last.explicit and one.explicit)):
        return None
    return replace(
        last, end=one.end, amount=last.amount + one.amount, unit=one.unit, explicit=True, rule="money.sum"
    )

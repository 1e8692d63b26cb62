"""Reads amounts of money: "2 491 478 kr", "5,4 mnkr", "25 000:-", "en halv miljon", "2 miljoner och 450 000 kronor".

A number is money only with a unit or a currency beside it, so telephone numbers, postcodes, years, case
numbers, percentages and areas are none. Every rule adds a row to the tables below; nothing else changes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from anslag.parsers.phrases.numerals import CARDINAL_PATTERN, WORD_PATTERN, cardinal
from anslag.parsers.records import Amount

MAX_AMOUNT = 10**13
"""Units of a currency beyond which an amount is absurd: more than Sweden's yearly output."""

_SCALES = {
    "miljarder": 10**9,
    "miljard": 10**9,
    "mdkr": 10**9,
    "mdr": 10**9,
    "mdr kr": 10**9,
    "million": 10**6,
    "billion": 10**9,
    "miljonerna": 10**6,
    "miljoner": 10**6,
    "miljonen": 10**6,
    "miljon": 10**6,
    "milj": 10**6,
    "mnkr": 10**6,
    "mkr": 10**6,
    "mn": 10**6,
    "m": 10**6,
    "msek": 10**6,
    "meur": 10**6,
    "mn kr": 10**6,
    "mkr.": 10**6,
    "milj.": 10**6,
    "tkr": 10**3,
    "kkr": 10**3,
    "ksek": 10**3,
    "tsek": 10**3,
    "tusen": 10**3,
    "tusenlappar": 10**3,
    "keur": 10**3,
}
_CURRENCIES = {
    "kr": "SEK",
    "kr.": "SEK",
    "kronor": "SEK",
    "kronorna": "SEK",
    "krona": "SEK",
    "sek": "SEK",
    ":-": "SEK",
    ",-": "SEK",
    "skr": "SEK",
    "svenska kronor": "SEK",
    "norska kronor": "NOK",
    "danska kronor": "DKK",
    "euro": "EUR",
    "eur": "EUR",
    "€": "EUR",
    "usd": "USD",
    "dollar": "USD",
    "$": "USD",
    "nok": "NOK",
    "dkk": "DKK",
    "gbp": "GBP",
}
_IMPLIED = {"meur": "EUR", "keur": "EUR"}
_HEDGES = {
    "about": (
        "cirka",
        "circa",
        "ca",
        "ca.",
        "c:a",
        "omkring",
        "runt",
        "ungefär",
        "uppskattningsvis",
        "närmare bestämt",
        "kring",
        "i runda tal",
        "~",
    ),
    "more": (
        "drygt",
        "dryga",
        "en dryg",
        "över",
        "mer än",
        "mera än",
        "minst",
        "lite mer än",
        "något över",
        "strax över",
        "åtminstone",
    ),
    "less": (
        "knappt",
        "knappa",
        "en knapp",
        "mindre än",
        "nära",
        "närmare",
        "nästan",
        "uppåt",
        "uppemot",
        "strax under",
        "inte fullt",
        "upp till",
        "högst",
        "maximalt",
        "max",
        "som mest",
        "högst",
    ),
}
_HEDGE_OF = {word: side for side, words in _HEDGES.items() for word in words}
_CAPS = frozenset(("upp till", "högst", "maximalt", "max", "som mest"))

# "1 234,50", "1,234.50" and "2½" are one number each; a group that is torn off its head ("00 000") is none.
_NUMBER = (
    r"(?!0[0-9])(?:[0-9]{1,3}(?:[ .'’][0-9]{3})+(?:[.,][0-9]{1,2})?(?![0-9])"
    r"|[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]{1,2})?(?![0-9,])"
    r"|[0-9]{0,3} ?[½¼¾]|[0-9]{1,12}(?:[.,][0-9]{1,3})?(?![0-9]))"
)
_PARTS = {"½": Decimal("0.5"), "¼": Decimal("0.25"), "¾": Decimal("0.75")}
_WORDS = rf"(?:en|ett)\s+och\s+en\s+halv|en\s+(?:halv|dryg|knapp)|halv(?:annan)?|{CARDINAL_PATTERN}(?:\s+och\s+en\s+halv)?"
_SCALE = "|".join(re.escape(s) for s in sorted(_SCALES, key=len, reverse=True))
_CURRENCY = r"(?:svenska|norska|danska)\s+kronor|kronorna|kronor|krona|kr|sek|skr|euro|eur|usd|dollar|nok|dkk|gbp|€|\$|:-|,-"
_HEDGE = "|".join(re.escape(h) for h in sorted(_HEDGE_OF, key=len, reverse=True) if h != "~")
_MONEY = re.compile(
    rf"(?:(?<![\wåäö])(?:(?P<hedge>{_HEDGE}):?\s+(?:hela\s+)?|(?P<tilde>~)\s?))?"
    rf"(?:(?<![\wåäö])(?P<before>sek|kronor|kr|skr|nok|dkk|usd|gbp|eur|€|\$)\s?)?"
    rf"(?<![\w.,/’\ufffd-])(?P<low>{_NUMBER}|(?:{_WORDS})(?=\s+(?:miljon|miljard|svenska\s+kron|kron)|\s?tusen))"
    rf"(?:\s?[-–—]\s?(?P<high>{_NUMBER})(?=\s?(?:{_SCALE}|kr|sek|euro|€)))?"
    rf"(?:\s?(?P<scale>{_SCALE}|m(?=\s?€))\b\.?)?"
    rf"(?:\s?(?P<currency>{_CURRENCY})(?![\wåäö]))?"
    rf"(?P<tail>\s+eller\s+mer)?",
    re.I,
)
_AND = re.compile(r"\s+och\s+", re.I)
_LOWER_END = re.compile(
    rf"(?:(?<!\w)(?P<words>{WORD_PATTERN})\s?(?:\still\s|\seller\s|[-–])\s?|\bmellan\s+(?P<low>{_NUMBER})\s+och\s+)$",
    re.I,
)
_THINGS = re.compile(
    r"\s+(?:invånare|människor|personer|svenskar|européer|hushåll|ton\b|kilo|kg\b|liter|m[23²³]|kubik|kvadrat|hektar|träd\b|plantor"
    r"|besök|watt|[kmgt]wh\b|megawatt|gigawatt|terawatt|barn\b|elever|arter|djur|resor|resenärer|nedladdningar|visningar|timmar|doser"
    r"|följare|medlemmar|deltagare|användare|fordon|bilar|bostäder|flaskor|fiskar|ägg|ljusår|bitar|prenumeranter|väljare|kunder|patienter)",
    re.I,
)
"""What millions may be of, other than money."""
_TRIGGER = re.compile(
    r"kr|miljon|milj|miljard|mdr|sek|eur|€|tusen|[:,]-|dollar|\$|mn\b|nok|dkk|gbp|usd", re.I
)
_BAD_BEFORE = re.compile(
    r"(?:\+|§|nr|dnr|no\.|artikel|agenda|kapitel|sid\.?|nummer|flera|några|par)\s?$", re.I
)


@dataclass(frozen=True, slots=True)
class Money:
    """An amount of money and where it stands.

    ``amount`` is in units of ``currency`` (ISO 4217). ``high`` is the upper end of a printed range, else
    None. ``hedge`` is "", "about", "more" or "less"; ``cap`` is true for an upper bound ("upp till").
    ``unit`` is one unit of the last printed digit ("25,5 miljoner": 100 000). ``explicit`` is false where
    the currency is only understood ("18 miljoner").
    """

    start: int
    end: int
    amount: Amount
    currency: str
    hedge: str = ""
    cap: bool = False
    unit: Amount = 1
    high: Amount | None = None
    explicit: bool = True
    rule: str = "money.figures"

    @property
    def approximate(self) -> bool:
        return bool(self.hedge) and not self.cap


def money(text: str, start: int = 0, end: int | None = None) -> list[Money]:
    """The amounts of money in ``text[start:end]``, in order, with offsets into ``text``."""
    return list(_money(text, start, len(text) if end is None else end))


# Every layout asks for the same places of the same text.
@lru_cache(maxsize=8192)
def _money(text: str, start: int, end: int) -> Sequence[Money]:
    if not _TRIGGER.search(text, start, end):
        return ()
    found: list[Money] = []
    for match in _MONEY.finditer(text, start, end):
        one = _read(match, text)
        if one is None:
            continue
        last = found[-1] if found else None
        if last and _continues(text, last, one):
            found[-1] = replace(
                last,
                end=one.end,
                amount=last.amount + one.amount,
                unit=one.unit,
                explicit=True,
                rule="money.sum",
            )
        else:
            found.append(one)
    return found


def _continues(text: str, last: Money, one: Money) -> bool:
    """Whether two sums are one: "2 miljoner och 450 000 kronor", "1 miljon 450 tusen kronor"."""
    if one.hedge or last.unit < 10**3 or one.amount >= last.unit or last.currency != one.currency:
        return False
    between = text[last.end : one.start]
    return bool(_AND.fullmatch(between)) or (between == " " and not last.explicit and one.explicit)


def _read(match: re.Match[str], text: str) -> Money | None:
    scale_word = (match["scale"] or "").lower().rstrip(".")
    printed = match["currency"] or match["before"] or ""
    scale = _SCALES.get(scale_word, 1)
    if _is_other(match, text, scale_word, printed):
        return None
    low, unit = _value(match["low"], scale)
    high = _value(match["high"], scale)[0] if match["high"] else None
    # "2021-2022 500 kr" is no range of money: the lower end of one is smaller and as long.
    if low is None or low > MAX_AMOUNT or (high is not None and high <= low):
        return None
    start = match.start("before") if match["before"] and not match["currency"] else match.start("low")
    if high is None and (lower := _lower_end(match, text, scale, low)):
        start, low, high = lower[0], lower[1], low
    hedge = "~" if match["tilde"] else _hedge(match)
    word = " ".join(printed.lower().split())
    return Money(
        start,
        max(match.end("currency"), match.end("scale"), match.end("low")),
        low,
        _CURRENCIES.get(word) or _IMPLIED.get(scale_word) or "SEK",
        "more" if match["tail"] else _HEDGE_OF.get(hedge, ""),
        hedge in _CAPS,
        unit,
        high,
        bool(printed) or scale_word in ("mkr", "mnkr", "tkr", "msek", "ksek", "kkr", "meur"),
        "money.range" if high else "money.words" if match["low"][0].isalpha() else "money.figures",
    )


def _hedge(match: re.Match[str]) -> str:
    # "En knapp miljon": the hedge stands inside the number.
    inner = " ".join(match["low"].lower().split())
    return inner if inner in _HEDGE_OF else (match["hedge"] or "").lower()


def _is_other(match: re.Match[str], text: str, scale_word: str, printed: str) -> bool:
    """Whether a number is none of money, for want of a unit or by the words beside it."""
    before, low = match["before"], match["low"]
    if not printed:
        # Inhabitants and tonnes come in millions too.
        if scale_word in ("", "tusen", "mn", "m") or _THINGS.match(text, match.end()):
            return True
    elif not scale_word:
        follows = text[match.end() : match.end() + 1]
        if before and not match["currency"] and follows.isalpha():
            return True
        # "30 sek" are seconds, and Tre Kronor play ice hockey.
        if (match["currency"] == "sek" and len(low) < 4) or (low == "Tre" and match["currency"] == "Kronor"):
            return True
    return before is None and bool(
        _BAD_BEFORE.search(text, max(0, match.start("low") - 10), match.start("low"))
    )


def _lower_end(match: re.Match[str], text: str, scale: int, high: Amount) -> tuple[int, Amount] | None:
    """Start and value of the lower end before a sum: "två till tre miljoner", "mellan 2 och 3 miljoner"."""
    at = match.start("low")
    found = _LOWER_END.search(text, max(0, at - 32), at)
    if found is None or (found["words"] and not match["low"][0].isalpha()):
        return None
    name = "words" if found["words"] else "low"
    low = _value(found[name], scale)[0]
    return (found.start(name), low) if low is not None and 0 < low < high else None


def _value(text: str, scale: int) -> tuple[Amount | None, Amount]:
    """The number ``text`` times ``scale``, and one unit of its last digit; None beyond 15 digits."""
    lowered = " ".join(text.lower().split())
    if lowered[0].isalpha():
        return _worded(lowered, scale)
    part = _PARTS.get(lowered[-1])
    if part is not None:
        return _exact((Decimal(lowered[:-1].strip() or 0) + part) * scale), max(1, scale // 10)
    whole, decimals = _split(lowered, scale)
    digits = re.sub(r"\D", "", whole)
    if len(digits) > 15:
        return None, 1
    places = Decimal(scale) / 10 ** len(decimals)
    return _exact(Decimal(f"{digits}.{decimals or 0}") * scale), int(places) if places >= 1 else 1


def _exact(value: Decimal) -> Amount:
    return int(value) if value == value.to_integral_value() else float(value)


def _worded(lowered: str, scale: int) -> tuple[Amount | None, Amount]:
    if lowered in ("en dryg", "en knapp"):
        return scale, scale
    half = lowered.endswith("en halv") or lowered.startswith("halv")
    if lowered in ("en halv", "halv"):
        base: int | None = 0
    else:
        base = 1 if lowered == "halvannan" else cardinal(lowered.partition(" och ")[0])
    if base is None:
        return None, scale
    return base * scale + (scale // 2 if half else 0), scale // 10 if half else scale


def _split(text: str, scale: int) -> tuple[str, str]:
    """The whole part and the decimals of a number in figures; a lone separator is judged by what follows it."""
    head, point, tail = text.rpartition("." if text.rfind(".") > text.rfind(",") else ",")
    if not point:
        return text, ""
    alone = not re.search(r"\D", head)
    # "5,125 miljoner" and "1.234 mkr" have decimals, "1.500 tkr" and "25,000 kr" have thousands: no coin is so small.
    decimal = len(tail) != 3 or (alone and scale >= (10**6 if point == "." else 10**3))
    return (head, tail) if decimal else (text, "")

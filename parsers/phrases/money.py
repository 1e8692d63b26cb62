"""Reads amounts of money: "2 491 478 kr", "5,4 mnkr", "25 000:-", "en halv miljon", "2 miljoner och 450 000 kronor".

A number is money only with a unit or a currency beside it, so telephone numbers, postcodes, years, case
numbers, percentages and areas are none. Every rule adds a row to the tables below; nothing else changes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from parsers.phrases.numerals import WORD_PATTERN, WORDS
from parsers.records import Amount

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
        "en dryg",
    ),
    "more": (
        "drygt",
        "dryga",
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

_NUMBER = r"[0-9]{1,3}(?:[ .][0-9]{3})+(?:,[0-9]{1,2})?(?![0-9])|[0-9]{1,12}(?:[.,][0-9]{1,3})?(?![0-9])"
_WORDS = rf"(?:en|ett)\s+och\s+en\s+halv|en\s+halv|halv(?:annan)?|(?:{WORD_PATTERN})(?:\s+och\s+en\s+halv)?"
_SCALE = "|".join(re.escape(s) for s in sorted(_SCALES, key=len, reverse=True))
_CURRENCY = r"kronorna|kronor|krona|kr|sek|skr|euro|eur|usd|dollar|nok|dkk|gbp|€|\$|:-|,-"
_HEDGE = "|".join(re.escape(h) for h in sorted(_HEDGE_OF, key=len, reverse=True))
_MONEY = re.compile(
    rf"(?:(?<![\wåäö])(?P<hedge>{_HEDGE})\s+(?:hela\s+)?)?"
    rf"(?:(?<![\wåäö])(?P<before>sek|kronor|kr|eur|€|\$)\s?)?"
    rf"(?<![\w.,/\ufffd-])(?P<low>{_NUMBER}|(?:{_WORDS})(?=\s+(?:miljon|miljard|tusen|kron)))"
    rf"(?:\s?[-–—]\s?(?P<high>{_NUMBER})(?=\s?(?:{_SCALE}|kr|sek|euro|€)))?"
    rf"(?:\s?(?P<scale>{_SCALE})\b\.?)?"
    rf"(?:\s?(?P<currency>{_CURRENCY})(?![\wåäö]))?"
    rf"(?P<tail>\s+eller\s+mer)?",
    re.I,
)
_AND = re.compile(r"\s+och\s+", re.I)
_TRIGGER = re.compile(r"kr|miljon|milj|miljard|mdr|sek|eur|€|tusen|:-|dollar|\$|mn\b", re.I)
_BAD_BEFORE = re.compile(r"(?:\+|§|nr|dnr|no\.|artikel|agenda|kapitel|sid\.?|nummer)\s?$", re.I)


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
        if (
            last
            and one.amount < last.unit
            and last.unit >= 10**3
            and _AND.fullmatch(text, last.end, one.start)
            and not one.hedge
        ):
            found[-1] = Money(
                last.start,
                one.end,
                last.amount + one.amount,
                last.currency,
                last.hedge,
                last.cap,
                one.unit,
                rule="money.sum",
            )
        else:
            found.append(one)
    return found


def _read(match: re.Match[str], text: str) -> Money | None:
    scale_word = (match["scale"] or "").lower().rstrip(".")
    currency_word = (match["currency"] or match["before"] or "").lower()
    scale = _SCALES.get(scale_word, 1)
    if not currency_word and (scale == 1 or scale_word in ("tusen", "mn")):
        return None
    if match["before"] is None and _BAD_BEFORE.search(
        text, max(0, match.start("low") - 10), match.start("low")
    ):
        return None
    currency = _CURRENCIES.get(currency_word) or _IMPLIED.get(scale_word) or "SEK"
    low, unit = _value(match["low"], scale)
    high = _value(match["high"], scale)[0] if match["high"] else None
    # "2021-2022 500 kr" is no range of money: the lower end of one is smaller and as long.
    if high is not None and low is not None and high <= low:
        return None
    if low is None or low > MAX_AMOUNT:
        return None
    hedge_word = (match["hedge"] or "").lower()
    start = match.start("before") if match["before"] and not match["currency"] else match.start("low")
    end = (
        match.end("currency")
        if match["currency"]
        else match.end("scale")
        if match["scale"]
        else match.end("low")
    )
    rule = "money.words" if match["low"][0].isalpha() else "money.range" if high else "money.figures"
    return Money(
        start,
        end,
        low,
        currency,
        "more" if match["tail"] else _HEDGE_OF.get(hedge_word, ""),
        hedge_word in _CAPS,
        unit,
        high,
        bool(currency_word) or scale_word in ("mkr", "mnkr", "tkr", "msek", "ksek", "kkr", "meur"),
        rule,
    )


def _value(text: str, scale: int) -> tuple[Amount | None, Amount]:
    lowered = " ".join(text.lower().split())
    if lowered[0].isalpha():
        half = lowered.endswith("en halv") or lowered.startswith("halv")
        base = (
            0
            if lowered in ("en halv", "halv")
            else 1
            if lowered == "halvannan"
            else WORDS.get(lowered.split(" ")[0], 0)
        )
        return base * scale + (scale // 2 if half else 0), scale // 10 if half else scale
    whole, _, decimals = _split(lowered, scale)
    digits = whole.replace(" ", "").replace(".", "")
    if len(digits) > 15:
        return None, 1
    value = Decimal(f"{digits}.{decimals or 0}") * scale
    amount: Amount = int(value) if value == value.to_integral_value() else float(value)
    places = Decimal(scale) / 10 ** len(decimals)
    unit: Amount = int(places) if places >= 1 else 1
    return amount, unit


def _split(text: str, scale: int) -> tuple[str, str, str]:
    if "," in text:
        whole, _, decimals = text.partition(",")
        return whole, ",", decimals
    head, dot, tail = text.rpartition(".")
    # Before "miljoner" a lone point is a decimal point; else three digits behind it are thousands.
    if dot and (len(tail) != 3 or (scale >= 10**6 and text.count(".") == 1 and " " not in text)):
        return head, ".", tail
    return text, "", ""

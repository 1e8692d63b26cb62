"""The sums of one sentence: with and without their unit, and which of them somebody is granted."""

from __future__ import annotations

import re

from anslag.parsers.phrases import granting as words
from anslag.parsers.phrases.money import Money, money

_BARE = re.compile(
    r"(?<![\w.,-])[0-9]{1,3}(?: [0-9]{3})+(?!\w)(?!\s?(?:%|procent|ton|personer|kvm|kvadrat|hektar|ha\b|st\b|km|meter|elever|besökare|invånare|ansökningar|[0-9]))"
)
_LISTED_BARE = re.compile(r"(?:,|\s+(?:och|samt))\s+[A-ZÅÄÖ]")
_NEXT_NAME = re.compile(r"(?:,|(?<!\w)(?:och|samt|medan))\s+[A-ZÅÄÖ][^.,;:]{1,70}\s$")
_NEXT_SUM = re.compile(r"(?:,|(?<!\w)(?:och|samt|medan))\s+$")
_FOR_OR_END = re.compile(r"\s+(?:till|för)\s|\.?\s*$|,\s|\s+(?:och|samt)\s")
_TO_NAME = re.compile(r"\s+(?:till|åt)\s+[A-ZÅÄÖ]")


def _is_next(text: str, bare: re.Match[str], start: int, end: int) -> bool:
    """Whether bare figures are a sum for the next recipient ("… och Y 15 000 till …", "… och 15 000 till Y")."""
    near = max(start, bare.start() - 80)
    if _NEXT_SUM.search(text, near, bare.start()):
        return _TO_NAME.match(text, bare.end(), end) is not None
    return bool(_NEXT_NAME.search(text, near, bare.start()) and _FOR_OR_END.match(text, bare.end(), end))


def amounts_in(text: str, start: int, end: int) -> list[Money]:
    found = list(money(text, start, end))
    for bare in _BARE.finditer(text, start, end):
        if any(m.start < bare.end() and bare.start() < m.end for m in found):
            continue
        # "X får 10 000 kronor, Y 15 000 och Z 20 000 kronor": the unit stands with the sums round it.
        listed = (
            len(found) > 1
            and found[0].end < bare.start() < found[-1].start
            and _LISTED_BARE.match(text, bare.end(), end)
            and re.search(r"[A-ZÅÄÖ]\w", text[found[0].end : bare.start()])
        ) or (found and found[0].end < bare.start() and _is_next(text, bare, found[0].end, end))
        if listed or words.RECEIVE.search(text[max(start, bare.start() - 25) : bare.start()]):
            value = int(bare[0].replace(" ", ""))
            found.append(Money(bare.start(), bare.end(), value, "SEK", explicit=False, rule="money.bare"))
    return sorted(found, key=lambda m: m.start)


_CONVERTED = re.compile(
    r"\s*(?:,|\(|–|eller|vilket|som)?\s*(?:motsvarar|motsvarande|cirka|ca|omkring|runt|drygt|knappt|närmare|alltså)?\s*$"
)


def without_conversions(text: str, amounts: list[Money]) -> list[Money]:
    """The amounts without those that say the one before in another currency ("3,4 miljoner euro, omkring 39 miljoner kronor")."""
    kept: list[Money] = []
    for one in amounts:
        last = kept[-1] if kept else None
        if last and last.currency != one.currency and _CONVERTED.match(text[last.end : one.start]):
            continue
        kept.append(one)
    return kept


_IN_ALL = re.compile(r"\s*(?:Totalt|Sammanlagt|Tillsammans|Sammantaget|Summan|I\s+snitt|Hela\s+summan)\b")
_WHERE = re.compile(
    r"\s(?:vid|i|på|från|inom|av|runt\s+om\s+i|ur)\s+(?:hela\s+)?[A-ZÅÄÖ][\wåäö-]*(?:\s+(?:[A-ZÅÄÖ]\w+|universitet|kommun|län|tekniska|högskola|institutet))*"
)


_PARTITIVE = re.compile(r"\b(?:av|ur)\s+(?:de|dessa|totalt|sammanlagt)\s+(?:\w+\s+)?$", re.I)
_THING = re.compile(
    r"(?:ansökan|kontrakt|ram|order|resultat|lön|lån|pris|budget|värd|fond|arv|investering)", re.I
)


def is_granted(text: str, amount: Money, start: int, end: int, alone: bool = False) -> bool:
    """Whether the sentence grants this amount to somebody, by the words round it.

    ``alone``: it is the only amount of a list's item, so words inside the item's other parts say nothing of it.
    """
    start = max(start, amount.start - NEAR)
    before = text[max(start, amount.start - 90) : amount.start]
    if alone:
        before = re.split(r'[,"”–\n\t|]', before)[-1]
    after = text[amount.end : min(end, amount.end + 160)]
    if words.LENT.search(before) or _RAISED.search(before) or _BOUGHT.search(before):
        return False
    background = words.BACKGROUND_BEFORE.search(before)
    # "Sundsvalls kontrakt beviljas 400 tkr": a thing's name says nothing of what is granted behind it.
    if background and _THING.match(background[0]) and words.RECEIVE.search(background[0]):
        background = None
    if _APPROVED.search(before) or _SOUGHT_AND_GOT.search(before) or _CLOSED.search(before):
        background = None
    # "… procent av kostnaderna, dock högst 2 250 000 kronor": the cap is what was granted.
    capped = (
        background
        and re.search(r"(?:dock\s+)?(?:högst|maximalt|max|upp\s+till)\s*$", before)
        and words.RECEIVE.search(before)
    )
    decided = _DECIDED.search(before) or (_COFINANCING.match(after) and _GETS.search(before))
    behind = words.BACKGROUND_AFTER.match(after)
    if (background and not capped) or (behind and not decided):
        return False
    if _IN_ALL.match(text[start : amount.start]) and not re.search(
        r"\s[A-ZÅÄÖ]\w", text[start : amount.start]
    ):
        return False
    if words.TOTAL_AFTER.match(after) or _PARTITIVE.search(before):
        return False
    clause = _WHERE.sub(" ", re.split(r"[;:]|,\s(?:och|men|samt)\s", before)[-1])
    # Behind another sum, those who share that one are not counted again.
    clause = clause.rpartition(" kronor ")[2]
    counted = words.COUNT_SUBJECT.search(clause)
    return not (counted and not re.search(r"[A-ZÅÄÖ]\w+", clause[counted.end() :]))


_APPROVED = re.compile(
    r"\b(?:bifall\w*|bevilja\w*|godkän\w*)\s+(?:\w+\s+){0,2}ansökan\s+(?:med|på|om)\s+(?:högst\s+|upp\s+till\s+)?$",
    re.I,
)
_SOUGHT_AND_GOT = re.compile(
    r"sökt(?:\s+om)?\s+och\s+(?:fått|beviljats|tilldelats|fick|beviljades)\s+(?:\w+\s+){0,3}$"
)
# "Ekeby kommun, som har sökt 5 miljoner, får 800 000 kronor": what stands before the verb's clause is closed.
_CLOSED = re.compile(
    r"(?:,|\soch)\s+(?:får|fick|beviljas|beviljades|tilldelas|tilldelades)\s+(?:\w+\s+){0,2}$"
)
_DECIDED = re.compile(r"(?:bevilja\w*|tilldela\w*)\s+(?:\w+\s+){0,3}$")
_GETS = re.compile(r"\b(?:får|fick|fått)\s+(?:\w+\s+)?$")
_COFINANCING = re.compile(r"\s*i\s+medfinansiering\b")
_RAISED = re.compile(
    r"\b(?:fick|får|fått|samla(?:r|de|t)?|dra(?:r|git)?|drog)\s[^.;]{0,60}?(?<!går )(?<!gick )\bin\s+(?:\w+\s+){0,2}$"
)
# "får en ny matsal för 12 miljoner kronor" and "får betala 5 000 kronor" are what things cost.
_BOUGHT = re.compile(
    r"\b(?:får|fick|fått)\s+(?:en|ett|nya?|sin|flera|två|tre)\s+(?:(?!bidrag|stöd|anslag)[^.;,]){2,60}\sför\s+(?:\w+\s+)?$"
    r"|\b(?:får|fick|fått|måste|tvinga\w+|döm\w+)\s+(?:\w+\s+){0,2}(?:betala|böta|lägga|låna|bidra|finansiera|skjuta|punga|hosta|spara|stå)\b(?!\s+ut)[^.;]{0,40}$"
)
NEAR = 800
"""Characters round a sum within which a sentence without end is read, so that its length costs once."""


_YEARLY = re.compile(r"\s*(?:per\s+år|om\s+året|årligen|varje\s+år)\b")
SUMS_UP = re.compile(rf"{_YEARLY.pattern}[^.;]{{0,40}}\b(?:totalt|sammanlagt)\s+(?:\w+\s+)?$")


def is_yearly(text: str, amount: Money, until: int) -> bool:
    """Whether the amount is one year's, so that the sum of the years behind it has the same recipient."""
    return _YEARLY.match(text, amount.end, until) is not None


_ASIDE = re.compile(r",\s+(?:som|vilken)\s[^,.;:]{2,80}$")
_CLOSES = re.compile(
    r"[^,.;:]{0,40},\s+(?:får|fick|beviljas|beviljades|tilldelas|tilldelades|har\s+(?:fått|beviljats|tilldelats))\s"
)


def is_aside(text: str, amount: Money, start: int, end: int) -> bool:
    """Whether the sum stands in an inserted clause, so that the subject before it has its verb behind it."""
    before = _ASIDE.search(text, max(start, amount.start - 90), amount.start)
    return bool(before and _CLOSES.match(text, amount.end, end))

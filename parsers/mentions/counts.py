"""Finds what a release counts: "sju projekt", "39 nya stipendier", "de fyra föreningarna"."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from anslag.parsers.lexicon import any_of, lexicon
from anslag.parsers.mentions.figures import is_year
from anslag.parsers.mentions.mention import Count
from anslag.parsers.mentions.numerals import WORD, WORDS, integer

_MOST = 5000
"""More grants than a release ever tells of."""
_ADJECTIVES = 4
# A year is passed over, not read and refused: "i april 2014 att bevilja fem ansökningar" counts five.
_FIGURES = r"(?!(?:19|20)[0-9]{2}(?![0-9]))(?:[0-9](?: [0-9]{3})?|[0-9]{1,4})"
_NUMBER = f"{WORD}|{any_of(word.title() for word in WORDS)}|{_FIGURES}"


def nouns(words: Collection[str]) -> str:
    """A pattern of nouns of the lexicon; one that begins with "*" may be the end of a longer one."""
    ends = {word for word in words if word.startswith("*")}
    return rf"(?:[\wåäö-]*?{any_of(word[1:] for word in ends)}|{any_of(set(words) - ends)})"


_NOUNS = nouns({word for row in lexicon("counts")["counted"] for word in row["words"]})
MONTH = "januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december"
_MEASURE = r"[a-zåäö]*(?:dagar|timmar|veckor|månader|decennier|sekler|minuter|gånger|nätter|kronor|miljoner|miljarder|euro|meter|sidor|grader|pengar)"
_PLURAL = rf"(?!(?:{MONTH})\b|{_MEASURE})[a-zåäö]{{2,}}(?:ar|er|or|are|ment)(?:na)?"
"""Any other noun in the plural, by its ending; spans of time and measures are no things."""

_NAMED = r"(?:[A-ZÅÄÖ][\w-]* ){0,2}"
"""The name of what is counted, before a noun of the lexicon: "tre ERC Starting Grants"."""

_GETTING = "fick|får|fått|beviljas|beviljades|beviljats"

# Between number and noun stand small words in lower case; any other capital makes it somebody's or something's name.
_COUNT = re.compile(
    rf"(?<![\w.,:/§-])(?P<n>{_NUMBER})(?:\s(?P<of>av)\s(?:de\s)?(?:{WORD}|[0-9]+))?"
    rf"(?:\s(?!(?:av|de|i|till|för|får|som|är\smed|kr|kronor|år|procent|miljon(?:er)?|{_GETTING}|{MONTH}|{_MEASURE})\b)[a-zåäöé-]+,?){{0,{_ADJECTIVES}}}?"
    rf"\s(?P<noun>{_NAMED}{_NOUNS}|{_PLURAL})(?![\wåäö-])"
)
# "Fjorton av dem får stöd", "38 fick pengar": what is counted is said before.
_THEM = re.compile(
    rf"(?<![\w.,:/§-])(?P<n>{_NUMBER})\s(?=(?:av\s(?:dem|dessa)|(?:som\s)?(?:{_GETTING}))(?![\wåäö]))"
)
# "Av de 54 sökande beviljades 31": the smaller number is what is counted, the other is those that asked.
_OF_THOSE = re.compile(
    rf"\b[Aa]v\s(?:de\s|totalt\s|sammanlagt\s|inkomna\s)?(?:{_NUMBER})\s[a-zåäö]+(?:\s[a-zåäö]+){{0,3}}?\s"
    rf"(?:har\s)?(?:{_GETTING}|bifölls|bifalls|prioriterades|godkändes)\s(?P<n>{_NUMBER})(?![\w%])(?!\s(?:procent|kr|kronor|miljon|mkr|tkr))"
)
# "Hkp 16", "Jas 39": the number of a type.
_TYPE = re.compile(
    r"(?:(?<![.!?:]\s)(?<!^)\b[A-ZÅÄÖ][A-Za-zåäö]{0,4}|\b(?:nr|nummer|kapitel|sid(?:an)?|förordning|lag|artikel))\s$",
    re.M,
)
_PLUS = re.compile(
    rf"(?:,\s|\s(?:och|samt)\s)(?P<n>{WORD}|[0-9]{{1,4}})\s(?:(?!av\b|av\s)[a-zåäö-]+\s){{0,2}}?"
    rf"(?:{_NOUNS}|region|kommun|länsstyrelse|organisation|förening|universitet|högskola|stiftelse|långfilm(?:er)?|serie)"
    r"(?![\wåäö-])"
)
"""Another number of things behind "och" or a comma, which belongs to the same count: "tre föreningar och ett universitet"."""


def counts(text: str, start: int, end: int) -> Iterator[Count]:
    """The numbers of things in ``text[start:end]``, in order; one thing alone is counted in figures only."""
    chosen = [one for one in _OF_THOSE.finditer(text, start, end) if _counts(text, start, one)]
    asked = {place for one in chosen for place in range(one.start(), one.start("n"))}
    every = {
        one.start("n"): one
        for found in (chosen, _THEM.finditer(text, start, end), _COUNT.finditer(text, start, end))
        for one in found
        if one.start("n") not in asked and _counts(text, start, one)
    }
    counted = start
    for _, found in sorted(every.items()):
        value = integer(found["n"]) or 0
        noun = found.groupdict().get("noun") or ""
        last = found.end() if noun else found.end("n")
        while noun and (plus := _PLUS.match(text, last, end)) and (more := integer(plus["n"])):
            value, last = value + more, plus.end()
        if found.start("n") >= counted:
            yield Count(found.start("n"), last, value, noun.lower())
        counted = max(counted, last)


def _counts(text: str, start: int, found: re.Match[str]) -> bool:
    value = integer(found["n"])
    if value is None or not 0 < value <= _MOST or is_year(found["n"]) or found["n"].lower() in ("en", "ett"):
        return False
    place = found.start("n")
    return not (found["n"][0].isdigit() and _TYPE.search(text, max(start, place - 14), place))

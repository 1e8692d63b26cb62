"""What headline and lede say of the whole: the total granted and the number of grants."""

from __future__ import annotations

import re
from dataclasses import dataclass

from anslag.parsers.mentions.sentences import sentences
from anslag.parsers.phrases import granting as words
from anslag.parsers.phrases.money import money
from anslag.parsers.phrases.numerals import INTEGER_PATTERN, WORD_PATTERN, integer

_NOUNS = (
    r"\w*platser|filmer|produktioner|\w*projekt(?:en)?(?!ansök|idé|led|medel|bidrag|stöd|ledare|period)(?:sökanden)?|\w*föreningar(?:na)?|organisationer|\w*forskare|forskningsmiljöer|\w*initiativ(?:en)?|\w*program(?!period)|\w*insatser|\w*åtgärder|\w*investeringar|kommuner|regioner|\w*företag|aktörer|\w*satsningar|\w*stipendiater"
    r"|\w*förstudier|\w*klubbar|\w*mottagare|lärosäten|stipendier|\w*grants?|\w*anslag|\w*bidrag|verksamheter|bygdegårdar|ansökningar|\w*centrum|\w*verksamheter|museer|teatrar|arrangörer|\w*festivaler|ensembler|skolor|byar|församlingar|\w*sällskap|grupper|konstnärer|\w*team|stiftelser|studieförbund|filmer|sökande|uppdrag|\w*miljöer|\w*doktorander|bolag|biografer|våtmarker|kyrkor|gårdar|artister|författare|tidningar|idéer|orkestrar|körer|hembygdsgårdar|anläggningar|professurer"
)
_COUNT = re.compile(
    rf"(?<![\w.,/-])(?P<n>{WORD_PATTERN}|{INTEGER_PATTERN})(?:\s+(?P<of>av)\s+(?:de\s+)?(?:{WORD_PATTERN}|[0-9]+))?(?!\s+(?:januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december)\b)(?P<adjectives>(?:\s+(?!\w*miljon|procent|kronor|år\b|kr\b|av\b|de\b|i\b|till\b|för\b|får\b|som\b)[\wåäöÅÄÖ,+-]+){{0,4}}?)\s+(?P<noun>{_NOUNS})\b(?!\s+(?:sökte|har\s+sökt|inkom|kom\s+in|ville))",
    re.I,
)
_PLUS = re.compile(
    rf"\s+och\s+(?P<n>{WORD_PATTERN}|[0-9]{{1,4}})\s+(?P<noun>region(?:er)?|kommun(?:er)?|länsstyrelser?|organisation(?:er)?|förening(?:ar)?|föreningar|företag)\b",
    re.I,
)
_APPLIED = re.compile(
    r"(?<!\w)(?:sökte|sökt|ansökte|ansökningar\s+(?:har\s+)?(?:inkom|kom)|inkom\w*|kom\s+in|skickats\s+in|ville\s+ha|ansökningar\s+om|av\s+\d+\s+ansökningar)",
    re.I,
)
_EARLIER = re.compile(
    r"(?<!\w)(?:sedan\s+(?:\w+\s)?(?:19|20)\d\d|sedan\s+starten|tidigare|förra\s+året|under\s+(?:19|20)\d\d|totalt\s+över|hittills)",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Count:
    """A number of grants and where it stands."""

    start: int
    end: int
    value: int


def counts(text: str, start: int, end: int) -> list[Count]:
    """The numbers of grants or recipients that ``text[start:end]`` names as granted."""
    found = []
    for match in _COUNT.finditer(text, start, end):
        value = integer(match["n"])
        noun = match["noun"].lower()
        if (
            value is None
            or value == 0
            or value > 5000
            or _YEAR.fullmatch(match["n"])
            or (value == 1 and match["n"].lower() in ("en", "ett"))
        ):
            continue
        after = text[match.end() : match.end() + 40].lower()
        near = text[max(start, match.start() - 40) : min(end, match.end() + 60)]
        if noun == "ansökningar" and not _GRANTED.search(near):
            continue
        if re.match(r"\s*(?:har\s+|hade\s+)?(?:sökt|inkom|kom\s+in|ville|söker)", after):
            continue
        last = match.end()
        plus = _PLUS.match(text, match.end(), end)
        if plus and (more := integer(plus["n"])):
            value, last = value + more, plus.end()
        found.append(Count(match.start(), last, value))
    for match in _ALONE.finditer(text, start, end):
        value = integer(match["n"])
        if value and value > 1:
            found.append(Count(match.start("n"), match.end("n"), value))
    return found


_YEAR = re.compile(r"(?:19[89]|20[0-4])[0-9]")
_GRANTED = re.compile(r"bevilja|\bfår\b|\bfått\b|\bfick\b|tilldela|godkän|prioriter|\bav\s+de\b", re.I)

# "41 byar ville, sex fick": the noun stands with the other number.
_ALONE = re.compile(
    rf"(?:(?:ville|sökte),\s+|^)(?P<n>{WORD_PATTERN}|[0-9]{{1,3}})\s+(?:som\s+(?=får|delar))?(?:fick|får|delar)\b",
    re.I | re.M,
)


_REFUSAL = re.compile(r"\b(?:nej\s+till|avslår|avslag)\b", re.I)


def claimed_count(
    text: str, headline: tuple[int, int] | None, openings: list[tuple[int, int]]
) -> Count | None:
    """The number of grants that the release claims."""
    if headline and _REFUSAL.search(text[headline[0] : headline[1]]):
        return None
    ranked: list[tuple[float, int, Count]] = []
    for weight, start, end in _places(text, headline, openings):
        for found in counts(text, start, end):
            ranked.append((weight + _count_weight(text, found, start, end), -found.start, found))
    best = max(ranked, default=None, key=lambda entry: entry[:2])
    return best[2] if best is not None and best[0] >= 1.0 else None


_HEADLINE = 2.5


def _places(
    text: str, headline: tuple[int, int] | None, openings: list[tuple[int, int]]
) -> list[tuple[float, int, int]]:
    """The sentences where claims stand, each with the weight of its place: headline, lede, then less and less."""
    found = [(_HEADLINE, *headline)] if headline else []
    for order, (start, end) in enumerate(openings):
        for first, last in sentences(text, start, end):
            if text[first] in "–—" or re.search(r"\bsäger\b", text[first:last]):
                continue
            found.append((max(-1.5, 1.0 - 0.25 * order - 0.25 * max(0, order - 3)), first, last))
    return found


# "De som sökte får dela på 200 000 kronor": what follows the applying is the granting.
_SHARED = re.compile(
    r"\s(?:får|fick|beviljas|beviljades|delar|dela|tilldelas|har\s+(?:beviljats|fått|tilldelats))\s", re.I
)


_NEAR = 500
"""Characters round a sum that say what it is; a longer sentence is none."""


_ELSEWHERE = re.compile(
    r"\b(?:i\s+hela\s+(?:landet|Sverige|Europa)|i\s+Europa|nationellt|i\s+landet|varje\s+år|per\s+år|årligen)\b",
    re.I,
)


_TO_MANY = re.compile(
    r"(?:till|på|av|av\s+de|[Dd]e|[Ff]öljande|[Dd]essa)\s+(?:cirka\s+|ca\s+|totalt\s+|de\s+)?$"
)


def _count_weight(text: str, found: Count, start: int, end: int) -> float:
    start, end = max(start, found.start - _NEAR), min(end, found.end + _NEAR)
    sentence = text[start:end]
    before = text[start : found.start]
    if _EARLIER.search(before) or re.search(
        r"(?:[Aa]v|[Uu]r|[Bb]land|[Ff]rån)\s+(?:de\s+|totalt\s+)?$", before
    ):
        return -5.0
    applied = _APPLIED.search(text, found.end, found.end + 30)
    # "De 17 föreningar som sökte får dela på …": all of them were granted.
    if (applied and not _SHARED.search(text, applied.end(), applied.end() + 20)) or re.search(
        r"(?:inkom|kom\s+(?:det\s+)?in|sökte)\s+(?:\w+\s){0,2}$", before
    ):
        return -5.0
    weight = 0.0
    if words.DECIDED.search(sentence) or words.AWARD.search(sentence):
        weight += 1.0
    if money(text, start, end):
        weight += 0.75
    if _TO_MANY.search(before) or re.match(
        r"\s+(?:som\s+)?(?:får|fick|beviljas|har\s+beviljats|tilldelas|delar)", text[found.end : end]
    ):
        weight += 0.75
    if words.PROPOSAL.search(sentence) and not words.RECEIVE.search(sentence):
        weight -= 1.5
    if _ELSEWHERE.search(sentence):
        weight -= 2.0
    if words.REJECTED.search(sentence) or re.search(r"\b[Nn]ej\s+till\b", sentence):
        weight -= 5.0
    return weight

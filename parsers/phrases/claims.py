"""What headline and lede say of the whole: the total granted and the number of grants."""

from __future__ import annotations

import re
from dataclasses import dataclass

from parsers.phrases import granting as words
from parsers.phrases.money import Money, money
from parsers.phrases.numerals import INTEGER_PATTERN, WORD_PATTERN, integer

_NOUNS = (
    r"\w*projekt(?:en)?(?!ansök|idé|led|medel|bidrag|stöd|ledare|period)(?:sökanden)?|\w*föreningar(?:na)?|organisationer|\w*forskare|forskningsmiljöer|\w*initiativ(?:en)?|\w*program(?!period)|\w*insatser|\w*åtgärder|\w*investeringar|kommuner|regioner|\w*företag|aktörer|\w*satsningar|\w*stipendiater"
    r"|\w*förstudier|\w*klubbar|\w*mottagare|lärosäten|stipendier|\w*grants?|\w*anslag|\w*bidrag|verksamheter|bygdegårdar|ansökningar|\w*centrum|\w*verksamheter|museer|teatrar|arrangörer|\w*festivaler|ensembler|skolor|byar|församlingar|\w*sällskap|grupper|konstnärer|\w*team|stiftelser|studieförbund|filmer|sökande|uppdrag|\w*miljöer|\w*doktorander"
)
_COUNT = re.compile(
    rf"(?<![\w.,/-])(?P<n>{WORD_PATTERN}|{INTEGER_PATTERN})(?:\s+(?P<of>av)\s+(?:de\s+)?(?:{WORD_PATTERN}|[0-9]+))?(?P<adjectives>(?:\s+(?!miljon|procent|kronor|år|och\s|kr\b)[\wåäöÅÄÖ,+-]+){{0,4}}?)\s+(?P<noun>{_NOUNS})\b(?!\s+(?:sökte|har\s+sökt|inkom|kom\s+in|ville))",
    re.I,
)
_PLUS = re.compile(
    rf"\s+och\s+(?P<n>{WORD_PATTERN}|[0-9]{{1,4}})\s+(?P<noun>regioner?|kommuner?|länsstyrelser?|organisationer?|föreningar|företag)\b",
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
_EACH = re.compile(r"^\s*(?:kronor\s+)?(?:var|vardera|per\s+(?:år|projekt|person)|i\s+snitt)\b", re.I)
_WHOLE = re.compile(
    r"dela|totalt|sammanlagt|tillsammans|fördel|miljoner\s+till|bevilja|satsa|delar\s+ut|anslå|prioriter|utdel|summa|\bfår\b|\bger\b|stöd|bidrag|\bgår\b|anslag|medel|utlys",
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
            or (value == 1 and match["n"].lower() in ("en", "ett"))
        ):
            continue
        after = text[match.end() : match.end() + 40].lower()
        if noun == "ansökningar" and not re.search(
            r"bevilja|får|fått|tilldela|godkän|av\s+de", text[match.start() : match.end() + 60]
        ):
            continue
        if re.match(r"\s*(?:har\s+|hade\s+)?(?:sökt|inkom|kom\s+in|ville|söker)", after):
            continue
        last = match.end()
        plus = _PLUS.match(text, match.end(), end)
        if plus and (more := integer(plus["n"])):
            value, last = value + more, plus.end()
        found.append(Count(match.start(), last, value))
    return found


def claimed_total(
    text: str, headline: tuple[int, int] | None, openings: list[tuple[int, int]]
) -> Money | None:
    """The total that the release claims: the headline's, or the sharper figure of the lede that it rounds."""
    first = list(_totals(text, *headline)) if headline else []
    if first:
        claim = first[0]
        for start, end in openings:
            for sharp in _totals(text, start, end):
                if (
                    sharp.currency == claim.currency
                    and sharp.unit < claim.unit
                    and abs(sharp.amount - claim.amount) < claim.unit
                ):
                    return sharp
        return claim
    for start, end in openings:
        ranked = sorted(
            (
                (_weight(text, m, s, e), -m.start, m)
                for s, e in _sentences(text, start, end)
                for m in _totals(text, s, e)
            ),
            key=lambda r: r[:2],
            reverse=True,
        )
        if ranked and ranked[0][0] > 0:
            return ranked[0][2]
    return None


def claimed_count(
    text: str, headline: tuple[int, int] | None, openings: list[tuple[int, int]]
) -> Count | None:
    """The number of grants that the release claims."""
    spans = [*([headline] if headline else []), *openings]
    for start, end in spans:
        for first, last in _sentences(text, start, end):
            sentence = text[first:last]
            if (start, end) != headline and not words.AWARD.search(sentence):
                continue
            for found in counts(text, first, last):
                before = text[first : found.start]
                if (
                    _APPLIED.search(text[found.end : found.end + 25])
                    or _EARLIER.search(before)
                    or re.search(r"(?:av|ur|bland|från)\s+(?:de\s+|totalt\s+)?$", before)
                ):
                    continue
                if words.PROPOSAL.search(sentence) and not words.RECEIVE.search(sentence):
                    continue
                return found
    return None


def _sentences(text: str, start: int, end: int) -> list[tuple[int, int]]:
    from parsers.layouts.prose import sentences

    return list(sentences(text, start, end))


def _totals(text: str, start: int, end: int) -> list[Money]:
    found = []
    for one in money(text, start, end):
        before = text[max(start, one.start - 60) : one.start]
        after = text[one.end : min(end, one.end + 60)]
        if one.high is not None or _EACH.match(after) or one.amount < 1000:
            continue
        if (
            words.BACKGROUND_BEFORE.search(before)
            or words.BACKGROUND_AFTER.match(after)
            or _EARLIER.search(before)
        ):
            continue
        found.append(one)
    return found


def _weight(text: str, one: Money, start: int, end: int) -> float:
    sentence = text[start:end]
    if not _WHOLE.search(sentence) or (_APPLIED.search(sentence) and not words.GIVE.search(sentence)):
        return 0.0
    weight = 1.0
    if words.TOTAL_BEFORE.search(text[start : one.start]) or words.TOTAL_AFTER.match(text[one.end : end]):
        weight += 2
    if counts(text, start, end):
        weight += 1
    return weight

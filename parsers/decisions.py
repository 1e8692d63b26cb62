"""Who decided and when, and who pays: "Regionala utvecklingsnämnden beslutade idag", "ur Europeiska socialfonden"."""

from __future__ import annotations

import re
from datetime import date, timedelta

from anslag.parsers.mentions.periods import MONTHS, day

_BODY = r"(?:[A-ZÅÄÖa-zåäö-]*(?:nämnden|nämnd|styrelsen|utskottet|utskott|delegationen|partnerskapet|fullmäktige|kommittén|regeringen|fondstyrelsen)|LAG)"
_NAMED = (
    rf"(?:(?:Region|Regionförbundet|Landstinget)[ ][A-ZÅÄÖ]\w+s[ ]|[A-ZÅÄÖ]\w+s[ ](?:kommuns?[ ])?|regionstyrelsens[ ]|kommunstyrelsens[ ])?(?:[A-ZÅÄÖ][a-zåäö]+-[ ]och[ ])?(?:[a-zåäö]+(?:la|ga|ska|iva|na)[ ]){{0,2}}(?:[A-ZÅÄÖ][a-zåäö]+(?:la|ga|ska)[ ])?{_BODY}"
    r"(?:[ ]för[ ](?:[A-ZÅÄÖ]\w+(?:[ ][A-ZÅÄÖ]\w+)*|[a-zåäö]+(?:[ ](?:och[ ])?[a-zåäö]+)?(?=[ ](?:har|be|i\s|på|vid|den|fö|om|sa|gr))))?"
)
_BY = re.compile(
    rf"(?:[Bb]eslut(?:et|en)?|[Dd]et\s+beslutade|[Pp]rioriteringen)\s+(?:fattades|togs|tas|har\s+fattats|har\s+tagits|gjordes|fattas)?\s*(?:(?:i\s+)?\w+\s+){{0,3}}?av\s+(?:den\s+)?(?P<body>{_NAMED})"
)
_DECIDES = r"(?:beslut|bevilja|prioriter|bestäm|bestämde|fördela|godkän|sa\s+ja|säger\s+ja|delar\s+ut|klubba|sagt\s+ja|anslog|anslår)"
_WHO = re.compile(rf"(?<![\w-])(?P<body>{_NAMED})(?=\s+(?:[^.!?\s]+\s+){{0,9}}?{_DECIDES}|\s+ja\s+till)")
_SAID = re.compile(
    rf"(?:\bsa|\bsade|\bhar)\s+(?P<body>{_NAMED})(?=\s+(?:\w+\s+){{0,2}}?(?:ja\b|besluta|bevilja))"
)
_MONTH = "|".join(MONTHS)
_WHEN = rf"(?P<day>\d{{4}}-\d{{2}}-\d{{2}}|\d{{1,2}}\s+(?:{_MONTH})(?:\s+\d{{4}})?)"
_ON = re.compile(
    rf"(?:beslut\w*|bevilja\w*|prioriter\w*|sammanträd\w*|möte\w*)\s*:?\s*(?:[^.!?\s]+\s+){{0,9}}?(?:den\s+)?{_WHEN}|(?:[Dd]en|[Vv]id\s+\w+\s+den)\s+{_WHEN.replace('?P<day>', '?P<fore>')}\s+(?:\w+\s+){{0,3}}?{_DECIDES}",
    re.I,
)
_TODAY = re.compile(
    rf"(?:beslut\w*|bevilja\w*|prioriter\w*|fördela\w*)\s+(?:\w+\s+){{0,2}}?(?:i\s?dag)\b|(?:i\s?dag)\s+(?:[^.!?\s]+\s+){{0,4}}?{_DECIDES}",
    re.I,
)
_YESTERDAY = re.compile(
    rf"(?:\bi\s?går)\s+(?:[^.!?\s]+\s+){{0,4}}?(?:{_DECIDES}|sa\b)|{_DECIDES}\w*\s+(?:\w+\s+){{0,2}}?i\s?går\b",
    re.I,
)
_FUNDERS = re.compile(
    r"(?:Europeiska\s+regionala\s+utvecklingsfonden(?:\s+\(ERUF\))?|Europeiska\s+socialfonden(?:\s+\(ESF\+?\))?|Europeiska\s+social-?\s?fonden(?:\s+Plus)?|Allmänna\s+[Aa]rvsfonden|Arvsfonden|Naturvårdsverket|Vinnova|VINNOVA|Vetenskapsrådet|Formas|Forte|Energimyndigheten|Tillväxtverket|Kulturrådet"
    r"|Knut\s+och\s+Alice\s+Wallenbergs\s+[Ss]tiftelse|Hjärt-Lungfonden|Cancerfonden|Barncancerfonden|Hjärnfonden|Riksbankens\s+Jubileumsfond|European\s+Research\s+Council|ERC|Mistra|Socialstyrelsen|Folkhälsomyndigheten|Kempestiftelserna|Jordbruksverket|Postkodstiftelsen|KK-stiftelsen|Klimatklivet|Interreg\s+[A-ZÅÄÖ]\w+)"
)
_PAYS = re.compile(
    r"(?:av|från|ur|genom|hos)\s+(?:den\s+|det\s+)?$|^\s+(?:beviljar|ger|delar|stödjer|finansierar|satsar|beslutat|har\s+beslutat|fördelar)",
    re.I,
)
_BODY_OF = re.compile(r"(?:kommittén|delegationen|partnerskapet)\s+för\s+$", re.I)
_ASKED = re.compile(r"\b(?:sökt|söker|ansökt|ansöker|ansökan)\b[^.]*$", re.I)


def decided_by(text: str, end: int) -> tuple[int, int] | None:
    """The body that decided, as a span: said so anywhere ("beslutet fattades av X"), else by its verb in ``text[:end]``."""
    found = _BY.search(text) or _SAID.search(text, 0, end) or _WHO.search(text, 0, end)
    return found.span("body") if found else None


def decided_on(text: str, end: int, published: date | None) -> tuple[tuple[int, int], date] | None:
    """The day of the decision in ``text[:end]`` and where it stands; "idag" is the day of publication."""
    for found in _ON.finditer(text, 0, end):
        group = "day" if found["day"] else "fore"
        words = found[group]
        complete = day(words) or (day(f"{words} {published.year}") if published else None)
        if complete and (published is None or complete <= published):
            return found.span(group), complete
    for pattern, days in ((_TODAY, 0), (_YESTERDAY, 1)):
        near = pattern.search(text, 0, end)
        if near and published:
            return _whole_words(text, *near.span()), published - timedelta(days=days)
    return None


def _whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    """A span widened to the borders of the words that it cuts."""
    while start and text[start - 1].isalnum() and text[start].isalnum():
        start -= 1
    while end < len(text) and text[end].isalnum() and text[end - 1].isalnum():
        end += 1
    return start, end


def named_funder(text: str, end: int) -> tuple[int, int] | None:
    """The funder that ``text[:end]`` names beside a word of paying, as a span."""
    for found in _FUNDERS.finditer(text, 0, end):
        before = text[max(0, found.start() - 100) : found.start()]
        if _ASKED.search(before):
            continue
        if (
            _BODY_OF.search(before[-40:])
            or _PAYS.search(before[-12:])
            or _PAYS.match(text[found.end() : found.end() + 25])
        ):
            return found.span()
    return None

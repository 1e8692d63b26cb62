"""Who decided and when, and who pays: "Regionala utvecklingsnämnden beslutade idag", "ur Europeiska socialfonden"."""

from __future__ import annotations

import re
from datetime import date

from parsers.phrases.dates import MONTHS, day

_BODY = re.compile(
    r"(?<![\w-])(?P<body>(?:[A-ZÅÄÖ][\wåäö]+(?:s|-)?\s+(?:och\s+\w+\s+)?(?:[a-zåäö]+\s+){0,3})?(?:[A-ZÅÄÖa-zåäö]*(?:nämnden|styrelsen|utskottet|delegationen|partnerskapet|fullmäktige|ledningsgruppen|regeringen|Regeringen)|LAG))(?=\s+(?:\w+\s+){0,6}?(?:beslut|bevilja|prioriter|besluta|bestäm|fördela|godkänn))",
)
_ON = re.compile(
    rf"(?:beslut\w*|bevilja\w*|prioriter\w*|sammanträd\w*|möte\w*|beslutad:?|beslutsdatum:?)\s*(?:\w+\s+){{0,3}}?(?:den\s+|:\s*)?(?P<day>\d{{4}}-\d{{2}}-\d{{2}}|\d{{1,2}}\s+(?:{'|'.join(MONTHS)})(?:\s+\d{{4}})?)|[Dd]en\s+(?P<fore>\d{{1,2}}\s+(?:{'|'.join(MONTHS)})(?:\s+\d{{4}})?)\s+(?:beslut|bevilja|prioriter)",
    re.I,
)
_TODAY = re.compile(
    r"(?:beslut\w*|bevilja\w*|prioriter\w*)\s+(?:\w+\s+){0,2}?(?:i\s?dag)\b|(?:i\s?dag)\s+(?:\w+\s+){0,3}?(?:beslut|bevilja|prioriter)",
    re.I,
)
_FUNDERS = re.compile(
    r"(?:Europeiska\s+regionala\s+utvecklingsfonden(?:\s+\(ERUF\))?|Europeiska\s+socialfonden(?:\s+\(ESF\+?\))?|Europeiska\s+social-?\s?fonden(?:\s+Plus)?|Allmänna\s+[Aa]rvsfonden|Arvsfonden|Naturvårdsverket|Vinnova|VINNOVA|Vetenskapsrådet|Formas|Forte|Energimyndigheten|Tillväxtverket|Kulturrådet"
    r"|Knut\s+och\s+Alice\s+Wallenbergs\s+[Ss]tiftelse|Hjärt-Lungfonden|Cancerfonden|Barncancerfonden|Hjärnfonden|Riksbankens\s+Jubileumsfond|European\s+Research\s+Council|ERC|Mistra|Socialstyrelsen|Folkhälsomyndigheten|Kempestiftelserna|Jordbruksverket|Postkodstiftelsen|KK-stiftelsen|Klimatklivet)"
)
_PAYS = re.compile(
    r"(?:av|från|ur|genom|hos)\s+(?:den\s+|det\s+)?$|^\s+(?:beviljar|ger|delar|stödjer|finansierar|satsar|beslutat|har\s+beslutat|fördelar)",
    re.I,
)


def decided_by(text: str, end: int) -> tuple[int, int] | None:
    """The body that decided, in ``text[:end]``, as a span."""
    found = _BODY.search(text, 0, end)
    return found.span("body") if found else None


def decided_on(text: str, end: int, published: date | None) -> tuple[tuple[int, int], date] | None:
    """The day of the decision in ``text[:end]`` and where it stands; "idag" is the day of publication."""
    found = _ON.search(text, 0, end)
    if found:
        group = "day" if found["day"] else "fore"
        words = found[group]
        complete = day(words) or (day(f"{words} {published.year}") if published else None)
        if complete and (published is None or complete <= published):
            return found.span(group), complete
    today = _TODAY.search(text, 0, end)
    return (today.span(), published) if today and published else None


def named_funder(text: str, end: int) -> tuple[int, int] | None:
    """The funder that ``text[:end]`` names beside a word of paying, as a span."""
    for found in _FUNDERS.finditer(text, 0, end):
        if _PAYS.search(text[max(0, found.start() - 12) : found.start()]) or _PAYS.match(
            text[found.end() : found.end() + 25]
        ):
            return found.span()
    return None

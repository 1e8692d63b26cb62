"""How likely a headline is to announce grants, so that a crawl stopped half-way has most of them.

One table of Swedish phrases with weights; a headline's score is their sum.
"""

from __future__ import annotations

import re

LIKELY = 1.0
"""From this score on ``--only-likely`` fetches a release."""

_PHRASES: tuple[tuple[str, float], ...] = (
    (r"\d[\d ,.]*\s?(?:miljoner|miljon|milj|mkr|mnkr|tkr|kronor|kr)\b", 1.0),
    (r"\bmiljon(?:er|regn)?\b", 0.6),
    (r"\b(?:beviljas?|beviljar|beviljade[ts]?|beviljats|tilldelas|tilldelats)\b", 1.5),
    (r"\bfår\b.*\b(?:stöd|bidrag|pengar|medel|anslag|miljon\w*|finansiering|eu-\w+|dela)\b", 1.5),
    (r"\b(?:delar|delade) (?:nu )?ut\b|\bdelas ut\b|\bfördela[rs]?\b", 1.2),
    (
        r"\b(?:projektstöd|projektmedel|projektbidrag|föreningsbidrag|verksamhetsbidrag|forskningsmedel|forskningsanslag|utvecklingsmedel|eu-medel|eu-stöd|eu-miljoner|statsbidrag|kulturstöd|klimatklivet|bygdemedel|bygdepeng|leader)\b",
        1.0,
    ),
    (r"\b(?:bidrag|anslag|stöd|medel|pengar) till\b", 0.8),
    (r"\b(?:utvecklingsprojekt|projekt)\b", 0.5),
    (r"\b(?:satsar|satsning|finansierar|medfinansierar|prioriterar|prioriteras)\b", 0.6),
    (r"\b(?:regionala utvecklingsnämnden|strukturfondspartnerskapet|kulturnämnden)\b", 0.5),
    (r"\b(?:stipendium|stipendier|stipendiat\w*)\b", 0.4),
    (
        r"\b(?:öppettider|stängt|kvartalsrapport|delårsrapport|bokslut|årsredovisning|rekryterar|jobba hos|lediga jobb|ny chef|ny direktör)\b",
        -2.0,
    ),
    (
        r"\b(?:inbjudan|pressinbjudan|välkommen till|save the date|föreläsning|utställning|konsert|invigning|invigs)\b",
        -1.2,
    ),
    (
        r"\b(?:bygglov|trafik|vägarbete|avstängd|strömavbrott|vattenläcka|kokning|varning|influensa|vaccin\w*|covid\S*|besöksförbud)\b",
        -1.5,
    ),
    (r"\b(?:utlysning\w*|ansök|sök (?:bidrag|stöd|pengar)|nu kan du söka|dags att söka)\b", -0.8),
    (r"\b(?:order|avtal|kontrakt|förvärvar|säljer|köper|budget\w*|sparkrav|underskott|överskott)\b", -0.8),
)
_RULES = tuple((re.compile(phrase, re.I), weight) for phrase, weight in _PHRASES)


def score(headline: str) -> float:
    """The weight of a headline: above :data:`LIKELY` it probably announces grants, below 0 it does not."""
    return round(sum(weight for rule, weight in _RULES if rule.search(headline)), 2)

"""The period that a release names once for all its grants: "statsbidrag för 2026", "Pengarna gäller åren 2019–2022"."""

from __future__ import annotations

import re
from datetime import date

from anslag.parsers.layouts.context import Context
from anslag.parsers.phrases.dates import Period, periods

_FOR_YEAR = re.compile(
    r"(?:bidrag|stöd|medel|anslag|pengar)(?:et|en)?\s+(?:\w+\s+){0,3}?(?:för|under)\s+(?:år(?:et)?\s+|verksamhetsåret\s+|budgetåret\s+)?(?P<y>20[0-9]{2})(?!\s?[-–/][0-9]|[0-9])",
    re.I,
)
_APPLIES = re.compile(
    r"\b(?:pengarna|bidragen|bidraget|anslagen|stöden|stödet|medlen|projekten|projektbidragen)\s+(?:gäller|avser|löper|sträcker\s+sig|pågår|betalas\s+ut|är)\b[^.\n]{0,60}",
    re.I,
)


def year_of_all(context: Context) -> Period | None:
    """The year that the text names for the money of a whole table, if it names one only."""
    found = list(_FOR_YEAR.finditer(context.text))
    if not found or len({one["y"] for one in found}) != 1:
        return None
    year = int(found[0]["y"])
    return Period(
        found[0].start("y"), found[0].end("y"), date(year, 1, 1), date(year, 12, 31), "period.of-all", "year"
    )


def period_of_all(context: Context) -> Period | None:
    """The period that one sentence gives to all the money or all the projects, None if there is no such sentence."""
    for found in _APPLIES.finditer(context.text):
        for one in periods(context.text, found.start(), found.end()):
            if one.start_day and one.end_day:
                return one
    return None

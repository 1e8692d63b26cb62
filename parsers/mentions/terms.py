"""Reads terms of a year: "hösten 2023", "vårterminen 2024", "HT 2023", "vt24", "andra halvåret 2025", "kvartal 3 2024".

By our convention a term in spring is the first half of its year and one in autumn the second, as in budgets that
halve the year; "sommaren" and "vintern" have no such days and are none.
"""

from __future__ import annotations

import calendar
import re
from datetime import date

_ORDINALS = {"första": 1, "andra": 2, "tredje": 3, "fjärde": 4, "sista": 0}
_YEAR = r"(?:19|20)[0-9]{2}"
_SEASON = rf"(?:vår|höst)(?:en|terminen|termin)?(?:\s+{_YEAR})?"
_SHORT = rf"[vh]t\s?-?(?:{_YEAR}|[0-9]{{2}})"
_HALF = rf"(?:första|andra|sista)\s+halvåret(?:\s+{_YEAR})?"
_QUARTER = rf"(?:Q[1-4]|kvartal\s+[1-4]|(?:första|andra|tredje|fjärde|sista)\s+kvartalet)(?:\s+{_YEAR})?"
TERM = rf"(?:{_SEASON}|{_SHORT}|{_HALF}|{_QUARTER})"
"""One term, with its year or without; it has no groups."""
_NAMED = re.compile(TERM, re.I)
_IN_YEAR = re.compile(rf"{_YEAR}$")


def term(text: str, year: int | None) -> tuple[date, date, int] | None:
    """First day, last day and year of the term that ``text`` is; ``year`` serves one printed without."""
    lowered = " ".join(text.lower().split())
    if not _NAMED.fullmatch(lowered):
        return None
    printed = _IN_YEAR.search(lowered)
    own = int(printed[0]) if printed else year
    if re.match(r"[vh]t", lowered):
        own = own if printed else 2000 + int(lowered[-2:])
    if own is None:
        return None
    first, last = _months(lowered)
    return date(own, first, 1), date(own, last, calendar.monthrange(own, last)[1]), own


def _months(lowered: str) -> tuple[int, int]:
    """The first and the last month of a term."""
    head = lowered.partition(" ")[0]
    if "kvartal" in lowered or head[0] == "q":
        figure = re.search(r"(?:q|kvartal )([1-4])", lowered)
        number = (int(figure[1]) if figure else _ORDINALS[head]) or 4
        return number * 3 - 2, number * 3
    spring = head == "första" or head[0] == "v"
    return (1, 6) if spring else (7, 12)

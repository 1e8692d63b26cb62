"""Dates that the grammar of :mod:`anslag.parsers.mentions.periods` does not know; the only caller of dateparser.

It takes up to two milliseconds a call, so it is asked for a field that is known to be a date and for nothing
else, never for running text.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dateparser.date import DateDataParser

LONGEST = 40
"""Characters of a printed date beyond which the words are no date."""

_YEAR = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])")
# Figures alone are ambiguous in order, and what has two years or an impossible day is no single date.
_FIGURES = re.compile(r"[0-9\s:.,/-]+")
_DIGIT = re.compile(r"[0-9]")


def day(text: str, base: date | None = None) -> date | None:
    """The one day that ``text`` names in Swedish or English with day and month in words, else None.

    ``base`` is the day of the release, which lends its year to a date without one; without it such a date is
    None. Never a guess: a date without a day ("mars 2024"), one of figures only and a relative one ("i går")
    are None.
    """
    bare = " ".join(text.split())
    years = _YEAR.findall(bare)
    if len(bare) > LONGEST or _FIGURES.fullmatch(bare) or len(years) > 1 or not _DIGIT.search(bare):
        return None
    year = int(years[0]) if years else base.year if base else None
    if year is None:
        return None
    found = _parser(base).get_date_data(bare).date_obj
    return date(found.year, found.month, found.day) if found and found.year == year else None


@lru_cache(maxsize=64)
def _parser(base: date | None) -> DateDataParser:
    # The import alone takes a tenth of a second.
    from dateparser.date import DateDataParser

    return DateDataParser(
        languages=["sv", "en"],
        settings={
            "DATE_ORDER": "DMY",
            "PARSERS": ["absolute-time"],
            "REQUIRE_PARTS": ["day", "month"],
            "PREFER_DATES_FROM": "current_period",
            "RELATIVE_BASE": datetime.combine(base or date(2000, 1, 1), time(), UTC).replace(tzinfo=None),
        },
    )

"""What a year in the name of a list is: "Förteckning över bygdepengen 2031" only names it."""

from __future__ import annotations

import re
from bisect import bisect_right

from anslag.parsers.lexicon import any_of, words
from anslag.parsers.mentions.mention import Annotations, Period

_OF_LISTS = re.compile(rf"\W*{any_of(words('times', 'lists'))}\b", re.I)


def is_of_a_list(a: Annotations, one: Period) -> bool:
    """Whether a period ends a line that says what the list below it is: that is the list's name."""
    line = a.lines[bisect_right(a.lines, one.start, key=lambda each: each.start) - 1]
    return line.end == one.end and _OF_LISTS.match(line.text) is not None

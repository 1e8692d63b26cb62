"""Whose year a heading tells: "Bidrag till studieförbunden 2031" over sentences and a list is the list's, in a release of
several sections; "Förteckning över bygdepengen 2031" only names the list."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence

from anslag.parsers.candidates import Candidate
from anslag.parsers.document import Line
from anslag.parsers.lexicon import any_of, words
from anslag.parsers.mentions.mention import Annotations, Period, holds_any, within
from anslag.parsers.mentions.times import moments
from anslag.parsers.records import BlockKind
from anslag.parsers.symbols import symbol_of

_LEAST, _LONGEST = 3, 110
"""Rows of one section that make a list, and characters of its heading."""
_WORD = re.compile(r"[^\W\d_]+")
_TELLS = re.compile(r"[a-zåäö)][.:]$")
_OF_LISTS = re.compile(rf"\W*{any_of(words('times', 'lists'))}\b", re.I)


def is_of_a_list(a: Annotations, one: Period) -> bool:
    """Whether a period ends a line that says what the list below it is: that is the list's name."""
    line = a.lines[bisect_right(a.lines, one.start, key=lambda each: each.start) - 1]
    return line.end == one.end and _OF_LISTS.match(line.text) is not None


def of_sections(a: Annotations, told: Sequence[Candidate]) -> Mapping[int, Period]:
    """The year in the heading of a section for each of ``told`` (in order of the text) that is a row of its list."""
    years = dict(_sections(a))
    starts = sorted(years)
    rows: dict[int, list[int]] = {}
    for at, one in enumerate(told):
        section = bisect_right(starts, one.start) - 1
        if (
            section >= 0
            and not one.reader.startswith("clause.")
            and not within(a.periods, one.start, one.end)
        ):
            rows.setdefault(starts[section], []).append(at)
    found = {start: every for start, every in rows.items() if len(every) >= _LEAST}
    return {at: year for start, every in found.items() if (year := years[start]) for at in every}


def _sections(a: Annotations) -> Iterator[tuple[int, Period | None]]:
    """Where each section begins, and the year that its heading says of the money in it."""
    for at, line in enumerate(a.lines[1:-1], 1):
        if line.first and _heads(a, line) and _TELLS.search(a.lines[at + 1].text.rstrip()):
            yield line.start, _year(a, line)


def _heads(a: Annotations, line: Line) -> bool:
    """Whether a line could be the heading of a section: short, no sentence, and no sum in it."""
    plain = line.kind is not BlockKind.HEADLINE and "\t" not in line.text and line.text[-1:].isalnum()
    return plain and len(line.text) <= _LONGEST and not holds_any(a.sums, line.start, line.end)


def _year(a: Annotations, line: Line) -> Period | None:
    """The year at the end of a heading that names money."""
    told = moments(a.text, line.start, line.end, (), None)
    found = [one for one in told if one.end == line.end and one.precision == "year"]
    if not found or not any(symbol_of(word) == "b" for word in _WORD.findall(line.text.casefold())):
        return None
    year = Period(found[0].start, line.end, found[0].first, found[0].last, "time.heading-year", "year")
    return None if is_of_a_list(a, year) else year

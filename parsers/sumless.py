"""How likely a row or a sentence that names no sum is a grant: "Följande föreningar beviljas stöd", and the list below.

The same kind of model as for the fates. A list without sums is judged as one thing, by what announces it, what most of
its rows name and how many they are (``weights/lists.tsv``); a lone row, a row among rows with sums and a sentence by
their own words and by what the release is about (``weights/sumless.tsv``).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from anslag.parsers.candidates import Candidate, GridReading
from anslag.parsers.cues.places import Text, announced, said_in, whole
from anslag.parsers.cues.structure import nature, of_candidate, of_reading
from anslag.parsers.cues.surroundings import surroundings
from anslag.parsers.cues.words import kinds
from anslag.parsers.document import Line
from anslag.parsers.enumerations import TOLD
from anslag.parsers.invitation import invites
from anslag.parsers.linear import in_use
from anslag.parsers.listed import (
    GETS,
    NEITHER,
    announcement,
    announcing,
    says_who_gets,
    things_in,
)
from anslag.parsers.mentions.labels import heads
from anslag.parsers.mentions.mention import Annotations, within
from anslag.parsers.mentions.numerals import integer
from anslag.parsers.records import BlockKind, Claims
from anslag.parsers.scopes import SPEECH

_NUMBER = re.compile(r"(?<![\w.:/-])\d{1,3}(?![\w:/-])")
"""A small number that stands alone."""
_RIGHT_ABOVE = 240
"""Characters between a number of things and the list of them."""
_LONG = 160
"""Characters from which on a row is more than a name and a line about it."""
_SAID = frozenset(
    (
        "right above: giving",
        "right above: giving and more",
        "list: all words for giving",
        "list: most words for giving",
        "the headline tells: granted",
        "the headline is about giving",
        "the headline is about both",
        "the lede is about giving",
        "the lede is about both",
        "list announced: who gets it",
    )
)
"""One of these at least says that a list is one of grants: names alone, under opening hours, are none."""
_GIVES = frozenset(
    ("grants", "gives", "supports", "goes in with", "goes to", "deals out", "pays out", "decides")
)
"""Rows of the lexicon of fates that say who gave money, or that it was given."""


class Judged(NamedTuple):
    """Candidates that are judged together, a list's or a lone one: their own cues, and those of their release."""

    together: tuple[Candidate, ...]
    own: frozenset[str]
    release: frozenset[str]

    @property
    def is_list(self) -> bool:
        """Whether it is judged as a list."""
        return len(self.together) > 1

    @property
    def cues(self) -> frozenset[str]:
        """All cues."""
        return self.own | self.release


def sumless(
    a: Annotations,
    readings: Sequence[GridReading],
    clauses: Sequence[Candidate],
    claims: Claims,
) -> Mapping[Candidate, float]:
    """The chance of each candidate without a sum."""
    return {
        one: chance
        for found in judged(a, readings, clauses, claims)
        for chance in (chance_of(found),)
        for one in found.together
    }


def chance_of(found: Judged) -> float:
    """How likely what is judged together is granted, by the weights in use."""
    if not found.is_list:
        told = TOLD in found.together[0].cues
        return max(in_use("sumless").chance(found.cues), _SURELY * told)
    if PROPOSED in found.own and _AS_MANY not in found.own:
        return 0.0
    if (_SAID | {PLAIN}).isdisjoint(found.cues):
        return 0.0
    return max(in_use("lists").chance(found.cues), _PLAINLY * (PLAIN in found.own))


PLAIN = "the line right above says who gets money, and the rows name them"
"""The cue of a list that needs no weights."""
_AS_MANY = "the line right above says who gets money, and how many rows there are"
"""The cue of a list that is one of grants whatever the headline proposes: "Dessa tolv har fått bidrag:", and twelve rows."""
_PLAINLY, _SURELY = 0.6, 0.7
"""Its chance at least, and that of who is told plainly by a sentence."""


def judged(
    a: Annotations, readings: Sequence[GridReading], clauses: Sequence[Candidate], claims: Claims
) -> Iterator[Judged]:
    """The candidates without a sum, each with what it is judged by."""
    if all(row.money for reading in readings for row in reading.candidates) and all(c.money for c in clauses):
        return
    text = surroundings(a)
    release = frozenset(_whole(a, text, claims))
    for reading in readings:
        yield from _rows(text, reading, _whole_of(reading, readings), claims, release)
    for clause in clauses:
        if clause.money is None:
            frame = f"frame: {clause.reader.removeprefix('clause.')}"
            own = frozenset((frame, *of_candidate(a, "clause", clause), *_place(text, clause)))
            yield Judged((clause,), own, release)


def _whole_of(reading: GridReading, readings: Sequence[GridReading]) -> GridReading:
    """The list of which ``reading`` cuts a part: what the whole looks like, and who announces it, is said of its parts."""
    few, first = len(reading.candidates), reading.start
    wholes = (
        one
        for one in readings
        if one.start < first and reading.end <= one.end and few < len(one.candidates) <= 2 * few
        if not any(row.money for row in one.candidates)
        if any(row.start <= first < row.end for row in one.candidates)
    )
    return min(wholes, key=lambda one: one.start, default=reading)


def _rows(
    text: Text, reading: GridReading, whole: GridReading, claims: Claims, release: frozenset[str]
) -> Iterator[Judged]:
    """The rows of a reading that have no sum: as the ``whole`` list where none has one, else one by one."""
    a = text.notes
    rows = tuple(row for row in reading.candidates if row.money is None)
    if len(rows) > 1 and len(rows) == len(reading.candidates) and not _holds_sums(a, reading):
        yield Judged(rows, frozenset((*_of_list(text, whole, claims), *_proposed(text))), release)
        return
    together = {f"row: {cue}" for cue in of_reading(a, reading, claims)}
    together.add("a row alone" if len(reading.candidates) == 1 else "some rows have sums")
    for row in rows:
        own = frozenset((*together, *of_candidate(a, "row", row), *_place(text, row)))
        yield Judged((row,), own, release)


PROPOSED = "the headline proposes or appoints, and gives nothing"
"""The cue of a list under a headline that only proposes, or names who sits on boards: what is recommended or nominated is
not yet granted, and bodies that get a board get no money."""
_NO_GIVING = frozenset(("proposed", "appoints"))


def _proposed(text: Text) -> Iterator[str]:
    headline = text.notes.lines[0]
    said = text.spoken.said(headline.start, headline.end)
    if _NO_GIVING & said and said.isdisjoint(GETS | _GIVES):
        yield PROPOSED


def _holds_sums(a: Annotations, reading: GridReading) -> bool:
    """Whether sums stand among rows of which none takes one: they are lines of other rows, and no list without sums."""
    return len(within(a.sums, reading.start, reading.end)) > 1


def _of_list(text: Text, reading: GridReading, claims: Claims) -> Iterator[str]:
    """What a list without sums looks like as a whole."""
    yield from _introduced(text, reading)
    yield from _announced(text, announcement(text.notes, reading.start))
    yield from _counted(text.notes, reading, claims)
    yield from (f"list: {_many(found)} {name}" for name, found in _shares(text, reading).items())
    size = next((name for most, name in _SIZES if len(reading.candidates) <= most), "many rows")
    yield f"list: {size}"
    if above := _plainly_above(text, reading):
        yield PLAIN
        if len(reading.candidates) in map(integer, above.text.split()):
            yield _AS_MANY
    yield f"list: found by {reading.kind.split()[-1][:1]} {reading.kind.split()[0]}"
    yield f"list: rank {min(4, max(-1, int(reading.score // 4)))}"
    third = min(2, 3 * reading.start // max(1, len(text.notes.text)))
    yield f"list: {('first', 'second', 'last')[third]} third of the text"


def _shares(text: Text, reading: GridReading) -> Mapping[str, Sequence[bool]]:
    """For each thing that rows may have, which of them have it."""
    had = [frozenset(_had(text, row)) for row in reading.candidates]
    return {name: [name in one for one in had] for name in _THINGS}


_THINGS = (
    "organisations",
    "persons",
    "recipients",
    "titles",
    "recipients and titles",
    "long rows",
    "full stops",
    "quotations",
    "numbers",
    "counts",
    "words for giving",
    "words for something else",
)


def _had(text: Text, row: Candidate) -> Iterator[str]:
    """What a row of a list has, of :data:`_THINGS`."""
    a = text.notes
    if row.owner is not None:
        yield "recipients"
        yield f"{nature(a, row.owner).partition(' ')[2]}s"
    if row.title is not None:
        yield "titles"
    if row.owner is not None and row.title is not None:
        yield "recipients and titles"
    yield from _in_words(text, row)
    if within(a.counts, row.start, row.end):
        yield "counts"
    said = set(said_in("in a row", text.spoken.said(row.start, row.end)))
    for kind in ("giving", "something else"):
        if f"in a row: a word for {kind}" in said:
            yield f"words for {kind}"


def _in_words(text: Text, row: Candidate) -> Iterator[str]:
    """How a row is written."""
    words = text.notes.text[row.start : row.end]
    if len(words) > _LONG:
        yield "long rows"
    if words.rstrip().endswith("."):
        yield "full stops"
    if words.startswith(SPEECH):
        yield "quotations"
    if _is_numbered(text.notes, row):
        yield "numbers"


def _plainly_above(text: Text, reading: GridReading) -> Line | None:
    """The line right above a list, if it says who gets money, and the rows name recipients, or the projects told of there."""
    lines, rows = text.notes.lines, reading.candidates
    at = bisect_right(lines, reading.start, key=lambda one: one.start) - 1
    listed = lines[at].kind in (BlockKind.ITEM, BlockKind.ROW)
    above = lines[at - 1 - (at > 1 and _names_columns(lines[at - 1], lines[at - 2]))]
    if at < 2 - listed or invites(text.notes) or _tells_else(text, rows, listed):
        return None
    if not says_who_gets(text.notes, above):
        return None
    named = sum(row.owner is not None for row in rows)
    titled = sum(row.title is not None for row in rows) * ("grants" in things_in(above.text))
    return above if max(named, titled) >= _MOST * len(rows) else None


def _names_columns(line: Line, above: Line) -> bool:
    """Whether a line is the column names over a table, "Sökande Insats", and the one above it announces the table."""
    announced = above.kind is BlockKind.HEADING or above.text.rstrip().endswith(":")
    return announced and bool(heads(line.text.replace("\t", " ")))


def _tells_else(text: Text, rows: Sequence[Candidate], listed: bool) -> bool:
    """Whether rows tell how many grants each has, or are sentences and no items."""
    told = sum(text.notes.text[row.start : row.end].rstrip().endswith((".", ":")) for row in rows)
    counted = sum(_is_numbered(text.notes, row) for row in rows)
    return 2 * counted > len(rows) or (not listed and 2 * told > len(rows))


_MOST = 0.8
_SIZES = ((2, "two rows"), (5, "three to five rows"), (15, "six to fifteen rows"))


def _many(found: Sequence[bool]) -> str:
    share = sum(found) / len(found)
    return "all" if share > 0.8 else "most" if share >= 0.5 else "some" if share else "no"


def _introduced(text: Text, reading: GridReading) -> Iterator[str]:
    """What the line right above a list says of it: "Följande föreningar beviljas stöd:"."""
    lines = text.notes.lines
    line = bisect_right(lines, reading.start, key=lambda one: one.start) - 1
    if line < 1:
        return
    above = lines[line - 1]
    place = announcing(text.notes, above)
    said = set(said_in("right above", text.spoken.said(place.start, place.end)))
    colon, heading = above.text.rstrip().endswith(":"), above.kind is BlockKind.HEADING
    end = "colon" if colon else "heading" if heading else "text"
    yield f"right above: a {end}"
    given, other = (f"right above: a word for {kind}" in said for kind in ("giving", "something else"))
    if given or other:
        kind = "giving and more" if given and other else "giving" if given else "something else"
        yield f"right above: {kind}"
        yield f"right above: a {end} of {kind}"


def _announced(text: Text, line: Line | None) -> Iterator[str]:
    """What the line that announces a list says of it, rows and headings of groups between them or not."""
    yield f"list: of {things_in(line.text) if line else NEITHER}"
    if line is None:
        yield "list announced: by nothing"
        return
    place = announcing(text.notes, line)
    said = text.spoken.said(place.start, place.end)
    large = {kinds().get(row) for row in said}
    if said & GETS:
        yield "list announced: who gets it"
    if said & _GIVES:
        yield "list announced: who gives it"
    if "something else" in large:
        yield "list announced: something else"
    elif said & (GETS | _GIVES):
        yield "list announced: a verb of giving alone"
    if "giving" in large and not said & (GETS | _GIVES):
        yield "list announced: giving without a verb"


def _counted(a: Annotations, reading: GridReading, claims: Claims) -> Iterator[str]:
    """How the number of rows stands to the numbers that the release tells: "Tre projekt får stöd", and three rows."""
    many = len(reading.candidates)
    if claims.count is not None:
        yield "as many rows as claimed" if claims.count == many else "another number of rows than claimed"
    above = [one for one in a.counts if one.end <= reading.start and one.value == many]
    if above:
        yield "a number told above is that of the rows"
        if reading.start - above[-1].end < _RIGHT_ABOVE:
            yield "a number told right above is that of the rows"


def _is_numbered(a: Annotations, row: Candidate) -> bool:
    """Whether a row holds a number that is no year and no day: so many projects, members or points."""
    start = row.number_span.end if row.number_span else row.start
    for match in _NUMBER.finditer(a.text, start, row.end):
        if not any(one.start <= match.start() < one.end for one in within(a.periods, row.start, row.end)):
            return True
    return False


def _whole(a: Annotations, text: Text, claims: Claims) -> Iterator[str]:
    yield from whole(text)
    yield f"the release names {'many sums' if len(a.sums) > 3 else 'few sums' if a.sums else 'no sum'}"
    yield "no number of grants is claimed" if claims.count is None else "a number of grants is claimed"
    yield "no total is claimed" if claims.total is None else "a total is claimed"


def _place(text: Text, candidate: Candidate) -> Iterator[str]:
    lines = text.notes.lines
    line = max(0, bisect_right(lines, candidate.start, key=lambda one: one.start) - 1)
    yield f"stands in: {lines[line].kind.value if line else 'headline'}"
    yield from announced(text, line)
    end = min(candidate.end, lines[line].end)
    yield from said_in("its words", text.spoken.said(candidate.start, max(end, candidate.start)))

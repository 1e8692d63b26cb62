"""What speaks for and against a column as owner, as title, as the granted sum: named cues, each a share of the rows."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from anslag.parsers.grids.cuts import Column, Spans
from anslag.parsers.grids.finders import Grid
from anslag.parsers.grids.pieces import LONGEST
from anslag.parsers.grids.slots import Part, Slot
from anslag.parsers.grids.units import letters
from anslag.parsers.mentions.labels import label as known_label
from anslag.parsers.mentions.mention import Annotations, Name, Span, within
from anslag.parsers.mentions.roles import is_area, organisation_score, person_score, place_score
from anslag.parsers.weights import dependent
from anslag.parsers.whereabouts import says_where

Cues = Mapping[str, float]

_ROWS = 16
"""Rows whose texts are judged; more of them say the same."""

_VERB = re.compile(r"\b(?:är|ska|kan|får|har|blir|gör|vill|ges|var|blev)\b")
_SUBORDINATE = re.compile(r"\b(?:som|att|där|när)\b")
_PROJECT = re.compile(r"\w*(?:projekt|förstudie|studie|pilot|etapp|fas)\w*\b|.*[!?]$", re.I)
_AMONG = re.compile(r"[A-ZÅÄÖ]")
_QUOTES = '"”“„«»'
_LEADING = re.compile(r"(?:för|till|att|av|med|från|om|bidrag|stöd|medel)\b", re.I)
_DIGITS = re.compile(r"\d+")
"""What tells "Insatsområde 1" from "Insatsområde 2"."""
_STOP = re.compile(r"[\w”\"][.!?]\s+[A-ZÅÄÖ]")
_PROJECTS = re.compile(r"projekt|förstudi|insatser|satsningar|studier|ansökningar|utställning|\bverk\b", re.I)
_RECIPIENTS = re.compile(
    r"förening|organisation|kommuner|aktörer|företag|mottagare|klubbar|stipendiat|forskare|sökande", re.I
)
_ABOVE = 240
"""Characters above a grid that announce it."""
_MOST_LEFT = 0.4
"""Share of a place from which on what its columns leave is most likely a name, too."""
_ALL_LEFT = 0.9
"""Share of the words from which on nothing of a row is told: a heading is not all that a list names."""
_LITTLE_LEFT = 0.25
"""Share of the words up to which a row is told as a whole."""
_NEAR = 60
"""Characters in which the name beside a text stands."""
_MARK = 4
"""Characters of a marker at most."""
_NAMING = 0.5
"""Score from which on a name is an organisation's or a person's."""


_Marks = tuple[float, ...]
"""What a text looks like by itself; each mark is a cue of its column, as the mean of its texts."""

_OF_TEXTS = (
    "organisation words",
    "organisations",
    "most are organisations",
    "persons",
    "places",
    "one word",
    "two or three words",
    "four to seven words",
    "more than twelve words",
    "capitals",
    "verbs",
    "subordinate words",
    "small letter first",
    "digits",
    "project words",
    "begins with a preposition",
    "two sentences",
    "comma inside",
    "colon inside",
)
"""The cues of the marks that a text has by itself, in their order."""
_ORGANISATIONS, _PERSONS, _PLACES = (_OF_TEXTS.index(name) for name in ("organisations", "persons", "places"))
WHEREABOUTS = "is where a body is"
"""The cue of a municipality that says where the body before it is: "Öjersta Folkets hus, Boda kommun"."""
_OF_PLACES = ("quoted", "is a body of the text", "holds a body", "holds a person", WHEREABOUTS)
"""The cues of the marks that a text has where it stands, in their order."""


_OVER_ROWS = ("group", "heading")
"""Slots of what stands once above several rows."""


@dependent
@lru_cache(maxsize=8192)
def _text(text: str) -> _Marks:
    words = text.split()
    length = len(words)
    score = organisation_score(text)
    return (
        score,
        score > 0.5,
        score > 0.5,
        person_score(text),
        place_score(text),
        length == 1,
        length in (2, 3),
        3 < length < 8,
        length > 12,
        sum(bool(_AMONG.match(w)) for w in words) / max(1, length),
        length > 4 and bool(_VERB.search(text)),
        length > 4 and bool(_SUBORDINATE.search(text)),
        text[:1].islower(),
        any(map(str.isdigit, text)),
        bool(_PROJECT.match(text)),
        bool(_LEADING.match(text)),
        bool(_STOP.search(text)),
        "," in text,
        ":" in text,
    )


@lru_cache(maxsize=8192)
def _numberless(text: str) -> str:
    return _DIGITS.sub("", text.casefold())


def _names_in(a: Annotations, span: Span) -> tuple[bool, bool, bool]:
    """Whether a text is the name of an organisation, holds one and more, and names a person beside more."""
    found = within(a.names, span.start, span.end)
    bodies = [one for one in found if one.organisation > _NAMING]
    alone = any((one.start, one.end) == (span.start, span.end) for one in bodies)
    person = any(one.person > _NAMING and one.end - one.start < span.end - span.start for one in found)
    return alone, bool(bodies) and not alone, person


def columns_cues(a: Annotations, places: Sequence[Slot], every: Sequence[Column]) -> list[Cues]:
    """What speaks for and against each of the columns that ``places`` were cut into."""
    # Many columns are cut out of one slot; the slots of groups and of the home are made for theirs alone.
    slots = {id(column.slot): column.slot for column in every}
    of_slots = {key: _of_slot(places, slot) for key, slot in slots.items()}
    seen = _Seen(a)
    return [_column_cues(a, column, of_slots[id(column.slot)], seen) for column in every]


class _Look(NamedTuple):
    """What a text of a release looks like by itself and where it stands; ``marks`` are its cues, in order."""

    text: str
    numberless: str
    itself: _Marks
    marks: tuple[float, ...]


class _Seen(dict[Span, _Look]):
    """How the texts of a release look, each worked out once: the columns of a grid share many."""

    def __init__(self, a: Annotations) -> None:
        self._notes = a

    def __missing__(self, span: Span) -> _Look:
        a = self._notes
        text = span.of(a.text)
        itself = _text(text)
        quoted = a.text[max(0, span.start - 1)] in _QUOTES
        marks = (*itself, quoted, *_names_in(a, span), says_where(a, span))
        self[span] = found = _Look(text, _numberless(text), itself, marks)
        return found


def _column_cues(a: Annotations, column: Column, of_slot: Cues, seen: _Seen) -> Cues:
    spans = [s for s in column.spans if s is not None]
    step = max(1, len(spans) // _ROWS)
    looks = [seen[s] for s in spans[::step]]
    n = len(looks)

    shares = [sum(marks) / n for marks in zip(*[one.marks for one in looks], strict=True)]
    said = dict(zip(_OF_TEXTS, shares, strict=False))
    said["most are organisations"] = float(said["organisations"] >= 0.5)
    said |= {
        "there": 1.0,
        "said again": 1 - len({one.numberless for one in looks}) / n,
        "same in all rows": float(n > 1 and len({one.text for one in looks}) == 1),
    }
    said |= zip(_OF_PLACES, shares[len(_OF_TEXTS) :], strict=True)
    if column.slot.key in _OVER_ROWS:
        # A county over rows says where those below it are, and gets nothing.
        said[WHEREABOUTS] += sum(is_area(one.text) for one in looks) / n
    said |= _between_names(a, column, step)
    beside = [seen[s].itself for s in column.beside[::step] if s]
    if beside:
        said["organisations beside it"] = sum(t[_ORGANISATIONS] for t in beside) / len(beside)
        said["persons beside it"] = sum(t[_PERSONS] for t in beside) / len(beside)
        said["places beside it"] = sum(t[_PLACES] for t in beside) / len(beside)
    said |= of_slot
    said |= _of_cut(column.slot.key, column.side, column.cut, column.piece, column.glued)
    # A column says as much as it has rows: a quotation in one of three is a third of one.
    rows = len(spans) / len(column.spans)
    return {cue: value * rows for cue, value in said.items() if value} | {"rows without it": 1 - rows}


def _between_names(a: Annotations, column: Column, step: int) -> dict[str, float]:
    """How the texts stand to the names beside them: a text that opens a row before a name, or closes it behind one."""
    rows = [
        (s, part)
        for s, part in zip(column.spans, column.slot.parts, strict=False)
        if s is not None and part is not None
    ][::step]
    if not rows:
        return {}
    opening = closing = 0
    for span, part in rows:
        stop = part.sums[0].start if part.sums and part.sums[0].start >= span.end else part.end
        if span.start - part.start <= _MARK and _is_named(within(a.names, span.end, span.end + _NEAR)[:1]):
            opening += 1
        if stop - span.end <= _MARK and _is_named(
            within(a.names, max(part.start, span.start - _NEAR), span.start)[-1:]
        ):
            closing += 1
    return {
        "opens the row, a name follows": opening / len(rows),
        "closes the row, behind a name": closing / len(rows),
    }


def _is_named(names: Sequence[Name]) -> bool:
    return any(max(one.organisation, one.person) > _NAMING for one in names)


def _of_slot(places: Sequence[Slot], slot: Slot) -> dict[str, float]:
    """What the place of a column says of it: its header, whether it comes first, whether it is running text."""
    said: dict[str, float] = {}
    header = known_label(slot.header) if slot.header else None
    headed = {f.field for p in places if p.header and (f := known_label(p.header))}
    said[f"header {header.field}" if header else "header unknown" if slot.header else "header none"] = 1.0
    for field in ("owner", "title"):
        if field in headed and (header is None or header.field != field):
            said[f"another header {field}"] = 1.0
    said[f"from {slot.key.split()[0]}"] = 1.0
    textual = [p for p in places if not all(part is None or part.prose for part in p.parts)]
    if slot in textual:
        said["first place"] = float(textual.index(slot) == 0)
        said["second place"] = float(textual.index(slot) == 1)
        said["last place"] = float(textual.index(slot) == len(textual) - 1 > 0)
    parts = [p for p in slot.parts if p]
    if parts:
        said["heading"] = sum(p.heading for p in parts) / len(parts)
        said["running text"] = sum(p.prose for p in parts) / len(parts)
    return said


@lru_cache(maxsize=1024)
def _of_cut(key: str, side: str, cut: str, piece: int, glued: bool) -> Cues:
    """How a column was cut out of its place."""
    said: dict[str, float] = {}
    if not cut and key.split()[0] == "cell":
        said["whole cell"] = 1.0
    for part in cut.split():
        if part not in ("first", "last", "all"):
            said[f"cut at {part}"] = 1.0
            if cut.endswith(("first", "last", "all")):
                said[f"piece {min(piece, 2)} at {part}"] = 1.0
    if "last" in cut.split():
        said["cut at the last"] = 1.0
    if not cut:
        said["uncut"] = 1.0
    if side:
        said[f"{side} the sum"] = 1.0
    if glued:
        said["shared words off"] = 1.0
    return said


def _left_over(setting: Setting, columns: Sequence[int]) -> tuple[float, float]:
    """The share of the words that columns leave, and of the rows that begin with something else."""
    letters = opened = 0
    for column in columns:
        one = setting.told[column]
        letters += one.letters
        opened |= one.opened
    left = 1 - min(setting.size, letters) / max(1, setting.size)
    return left, 1 - opened.bit_count() / max(1, setting.rows)


def setting(a: Annotations, grid: Grid, places: Sequence[Slot], columns: Sequence[Column]) -> Setting:
    worded = [place for place in places if _is_worded(a.text, place)]
    short = [place for place in worded if sum(p.prose for p in place.parts if p) * 2 <= _filled(place)]
    openings = [[_opening(part) if part else None for part in place.parts] for place in short or worded[:1]]
    size = sum(stop - start for place in openings for start, stop in filter(None, place))
    rows = sum(part is not None for part in openings[0]) if openings else 0
    return Setting(_announced(a, grid), size, rows, tuple(_told(openings, column) for column in columns))


def _told(openings: Sequence[Sequence[tuple[int, int] | None]], column: Column) -> Told:
    letters = 0
    opened = bytearray(len(column.spans))
    for row, span in enumerate(column.spans):
        for number, place in enumerate(openings):
            here = place[row]
            if span is not None and here is not None and here[0] <= span.start < here[1]:
                letters += span.end - span.start
                if not number and span.start - here[0] <= _MARK:
                    opened[row] = 1
    return Told(letters, int.from_bytes(opened, "big"), _is_running(column))


def _opening(part: Part) -> tuple[int, int]:
    """Where a part begins, and where its first sum or its running text does."""
    stop = part.sums[0].start if part.sums and part.sums[0].start > part.start else part.end
    return part.start, min(stop, part.start + LONGEST)


def _filled(place: Slot) -> int:
    return sum(part is not None for part in place.parts)


def _is_worded(text: str, place: Slot) -> bool:
    """Whether most parts of a place that most rows have hold words before their sums."""
    words = sum(part is not None and letters(text[slice(*_opening(part))]) for part in place.parts)
    return words * 2 > _filled(place) and _filled(place) * 2 > len(place.parts)


def _announced(a: Annotations, grid: Grid) -> str:
    """What the line over a grid, or else the release's count, says that its rows are: projects, recipients or nothing of these."""
    above = a.text[max(0, grid.start - _ABOVE) : grid.start].rstrip().rsplit("\n\n", 1)[-1]
    counted = " ".join(one.noun for one in a.counts)
    for text in (above, counted):
        projects, recipients = _PROJECTS.search(text), _RECIPIENTS.search(text)
        if bool(projects) != bool(recipients):
            return "projects" if projects else "recipients"
    return "nothing"


def _is_running(column: Column) -> bool:
    parts = [part for part in column.slot.parts if part]
    return sum(part.prose for part in parts) * 2 > len(parts)


def with_rivals(every: Sequence[Cues]) -> tuple[Cues, ...]:
    """The cues with what only the others tell: persons are no owners where organisations stand beside them."""
    named = any(
        c.get("organisations", 0) >= 0.5 and c.get("persons", 0) < 0.3 and c.get("rows without it", 0) < 0.4
        for c in every
        if not _is_above(c)
    )
    cue = "persons, organisations in the rows" if named else "persons, no organisation in the rows"
    made = ({**c, cue: 1.0} if c.get("persons", 0) >= 0.5 else c for c in every)
    return tuple(
        {**c, "from above, organisations in the rows": 1.0} if named and _is_above(c) else c for c in made
    )


def _is_above(cues: Cues) -> bool:
    """Whether a column stands over its rows, as a heading or as the home of all."""
    return "from home" in cues or "from group" in cues


class Setting(NamedTuple):
    """What a grid says to all its columns: what the words above call its rows, and how much of its words each tells.

    ``size`` counts the letters of the places with words, up to their sums, and ``rows`` the rows of the first.
    """

    announced: str
    size: int
    rows: int
    told: tuple[Told, ...]


class Told(NamedTuple):
    """What a column tells of the places with words: letters, and a bit for each row that begins with it.

    ``is_running`` is true for a column that is cut out of running text.
    """

    letters: int
    opened: int
    is_running: bool


def _is_over_many(column: Column) -> bool:
    """Whether a column is headings that stand over several rows each: kinds of recipients, not recipients."""
    starts = {span.start for span in column.spans if span is not None}
    return column.slot.key == "group" and 2 * len(starts) <= len(column.spans)


def pair_cues(
    columns: Sequence[Column], owner: int | None, title: int | None, setting: Setting
) -> Cues | None:
    """What speaks for two columns together; None where they overlap, or tell nothing of rows that have words."""
    if owner is None or title is None:
        said = {"no owner": float(owner is None), "no title": float(title is None)}
        missing = "owner" if owner is None else "title"
        said[f"no {missing}, {setting.announced} announced"] = 1.0
        only = [i for i in (owner, title) if i is not None]
        left, opening = _left_over(setting, only)
        if setting.size and left > _ALL_LEFT and owner is not None and _is_over_many(columns[owner]):
            return None
        said[f"{missing} missing, left over"] = left
        said[f"{missing} missing, most left over"] = float(left > _MOST_LEFT)
        said[f"{missing} missing, opening left over"] = opening
        return {cue: value for cue, value in said.items() if value}
    first, second = columns[owner], columns[title]
    together = _together(first.spans, second.spans)
    if together is None:
        return None
    rows, before, near = together
    left, opening = _left_over(setting, (owner, title))
    said = {
        "both": 1.0,
        f"both, {setting.announced} announced": 1.0,
        "left over": left,
        "little left over": float(left < _LITTLE_LEFT),
        "opening left over": opening,
        "owner before title": before / rows,
        "in one place": float(first.slot is second.slot),
        "cut alike": float(first.slot is second.slot and first.cut == second.cut),
        "neighbours": near / rows,
        "title in running text, owner not": float(
            setting.told[title].is_running and not setting.told[owner].is_running
        ),
    }
    return {cue: value for cue, value in said.items() if value}


def _together(owners: Spans, titles: Spans) -> tuple[int, int, int] | None:
    """The rows that have both, those where the owner comes first, and where they are neighbours; None where they overlap."""
    rows = before = near = 0
    for owner, title in zip(owners, titles, strict=True):
        if owner is None or title is None:
            continue
        if owner.start < title.end and title.start < owner.end:
            return None
        rows += 1
        before += owner.start < title.start
        near += abs(title.start - owner.end) < 4 or abs(owner.start - title.end) < 4
    return (rows, before, near) if rows else None

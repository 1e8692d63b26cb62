"""Makes a candidate of each row of a grid whose columns have their roles."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import date

from anslag.parsers.candidates import Candidate
from anslag.parsers.distributives import EACH_ROW, is_announced, shared_sum
from anslag.parsers.grids.borders import is_no_title, over_its_places, workplace_of
from anslag.parsers.grids.cuts import Column
from anslag.parsers.grids.finders import Grid, Record
from anslag.parsers.grids.folded import MARK, without_person
from anslag.parsers.grids.pieces import ENDS_IN_ROLE, ROLE, pieces
from anslag.parsers.grids.slots import Slot
from anslag.parsers.grids.sums import SumColumn
from anslag.parsers.grids.units import Unit, letters
from anslag.parsers.lexicon import words
from anslag.parsers.mentions.labels import label as known_label
from anslag.parsers.mentions.mention import Annotations, Money, Name, Period, Placed, Span, within
from anslag.parsers.mentions.references import OPENING
from anslag.parsers.mentions.roles import place_score

_NAMING = 0.5
"""Score from which on a name is an organisation's."""
_PLACE = 0.9
"""Score from which on a text is a place that everybody knows."""
_LONGEST_SUM = 60
_SENTENCE = 4
"""Words that a sentence has at least."""
_LOST = 0.3
"""The share of the rows that have a sum elsewhere than in its column, for the column to be but a part of it."""
USUAL = 0.6
"""The share of the rows that a part must stand in, for the rows without it to be none."""


def candidates(
    a: Annotations,
    grid: Grid,
    places: Sequence[Slot],
    owner: Column | None,
    title: Column | None,
    sums: SumColumn | None,
    cues: frozenset[str],
) -> tuple[Candidate, ...]:
    """The rows in order, without those that have no sum where most have one, and without edges that are no rows."""
    shared = None if sums else shared_sum(a, grid.start, grid.end)
    if shared and is_announced(a, shared, grid.start, len(grid.records)):
        cues |= {EACH_ROW}
    headed = header_period(a, grid, sums) if sums else None
    own = _own_sums(grid, sums) if sums else ()
    made = []
    for row, record in enumerate(grid.records):
        money = (sums.sums[row] or (own[row] if own else None)) if sums else shared
        owned, titled = _named(
            a, record, owner.spans[row] if owner else None, title.spans[row] if title else None
        )
        taken = [s for s in (owned, titled) if s]
        if len(taken) == 2 and all(known_label(s.of(a.text)) for s in taken):
            # The column names, printed as a row.
            continue
        made.append(
            Candidate(
                f"grid.{grid.key.split()[0]}",
                record[0].start,
                record[-1].end,
                number=_number(record),
                title=titled,
                owner=owned,
                partners=_taking_part(a, record),
                description=_description(a, record, [*taken, *([money] if money else [])]),
                money=money,
                period=_period(places, row, taken) or headed,
                cues=cues.union(_noticed(record, money, shared, taken)),
            )
        )
    return tuple(_edged(_paid(made)))


def _own_sums(grid: Grid, sums: SumColumn) -> Sequence[Money | None]:
    """The first sum of each row, where the column has but a part of them: lines of one place may be long and short."""
    if any(unit.cells for record in grid.records for unit in record):
        return ()
    found = [next((m for unit in record for m in unit.sums if not m.bare), None) for record in grid.records]
    lost = sum(m is not None and own is None for m, own in zip(found, sums.sums, strict=True))
    return found if lost >= _LOST * len(found) else ()


def _noticed(
    record: Record, money: Money | None, shared: Money | None, taken: Sequence[Span]
) -> Iterator[str]:
    """What is noticed in one row beside what its grid is like."""
    yield "row with sum" if money else "row without sum"
    if shared:
        yield "one sum for all"
    if any(unit.prose for unit in record):
        yield "running text in the row"
    if not taken:
        yield "names nobody"


def _named(
    a: Annotations, record: Record, owned: Span | None, titled: Span | None
) -> tuple[Span | None, Span | None]:
    """The owner and the title of a row, with the borders that the row itself gives them."""
    owned = over_its_places(a.text, workplace_of(a, record, owner_of(a, owned)))
    titled = title_of(a, titled)
    if titled and MARK in record[0].shape:
        titled = without_person(a.text, titled)
    if titled and (told := ROLE.search(a.text, titled.start, titled.end)):
        titled, owned = _told(a, titled, told)
    if titled and (_overlap(owned, titled) or is_no_title(a, titled)):
        titled = None
    return owned, titled


def _overlap(one: Span | None, other: Span) -> bool:
    return one is not None and one.start < other.end and other.start < one.end


def _description(a: Annotations, record: Record, taken: Sequence[Placed]) -> Span | None:
    """What a record says of its project: what is labelled so, else its longest running text beside the values."""
    labelled = [u for u in record if u.label and _is_of(u.label, "description")]
    told = [
        u for u in record if not (u.label or u.cells or u.heading) and _tells(a, u) and not _holds(u, taken)
    ]
    best = max(labelled or told, key=lambda u: (u.end - u.begin, -u.start), default=None)
    if best is None:
        return next((span for u in record if u.prose and (span := _rest(a, u, taken))), None)
    return Span(best.begin, best.end) if best.begin < best.end else None


def _rest(a: Annotations, unit: Unit, taken: Sequence[Placed]) -> Span | None:
    """What a line of running text says behind the sentence of its values, labelled sentences excepted."""
    last = max((one.end for one in taken if unit.start <= one.start < unit.end), default=unit.end)
    behind = [
        one
        for one in within(a.sentences, last, unit.end)
        if not known_label(one.of(a.text).partition(":")[0])
    ]
    return Span(behind[0].start, behind[-1].end) if behind else None


def _taking_part(a: Annotations, record: Record) -> tuple[Span, ...]:
    """The partners that a record names under a label of their own, or behind words of joint work to the next stop."""
    found: list[Name] = []
    for unit in record:
        if unit.label and _is_of(unit.label, "partners"):
            found += within(a.names, unit.begin, unit.end)
        elif joint := _TOGETHER.search(a.text, unit.begin, unit.end):
            stop = _STOP.search(a.text, joint.end(), unit.end)
            found += within(a.names, joint.end(), stop.start() if stop else unit.end)
    return tuple(Span(name.start, name.end) for name in found)


def _tells(a: Annotations, unit: Unit) -> bool:
    """Whether a line is running text: a sentence with its full stop."""
    words = unit.of(a.text).split()
    return unit.prose or (len(words) >= _SENTENCE and words[-1].endswith("."))


def _is_of(label: str, field: str) -> bool:
    known = known_label(label)
    return known is not None and known.field == field


def _holds(unit: Unit, taken: Sequence[Placed]) -> bool:
    return any(unit.start <= one.start < unit.end for one in taken)


_JOINTLY = rf"(?:tillsammans|ihop|i\s(?:{'|'.join(sorted(words('words', 'joint')))}))\smed"
_TOGETHER = re.compile(rf"\b{_JOINTLY}\s", re.I)
_STOP = re.compile(r"[.;:()\n\t]|\s(?:får|beviljas|ska|som|för|till)\s|\s\d")
_PARTNERS = re.compile(rf"\s*[,(]?\s*(?:{_JOINTLY}\s(?=[A-ZÅÄÖ])|\(sam(?:arbete|verkan)\smed\b)")
_MONEY_FOR = re.compile(
    r"(?:[Pp]rojekt)?(?:[Mm]edel|[Ss]töd|[Bb]idrag|[Pp]engar|[Ff]inansiering)\s(?:till|för)\s(?:projekt(?:et)?\s)?(?=[A-ZÅÄÖ\"”])"
)
"""What a heading says before its project: "Projektmedel till projektet Isbana"."""
_OTHERS = re.compile(r"\s(?:med\sflera?|m\.?\s?fl\.?)(?=\s*$|[\s,.;])")
"""What says that others take part, behind an owner's name: "Kumlinge fiskelag med flera"."""
_TO = re.compile(r"(?:till|åt)\s(?=\S)")
"""What a heading says before a recipient: "Fyra miljoner till Sömncentrum"."""
_REMARK = re.compile(r"\s*(?:\((?=[a-zåäö])|,\s(?=[a-zåäö]))")
_JOINT = re.compile(r"(?:\s+(?:med|om|på|för|till|av|får|ytterligare|totalt|sammanlagt))+$")


def owner_of(a: Annotations, span: Span | None) -> Span | None:
    """An owner without what is only said of it in its row: its number, its partners, a remark, the next sentence."""
    if span is None:
        return None
    if joined := _TO.match(a.text, span.start, span.end) or OPENING.match(a.text, span.start, span.end):
        span = Span(joined.end(), span.end, span.rule)
    stops = [
        name.end
        for name in within(a.names, span.start, span.end)
        if name.start == span.start
        and name.organisation > _NAMING
        and _REMARK.match(a.text, name.end, span.end)
    ]
    others = _OTHERS.search(a.text, span.start, span.end)
    return _until(
        a.text,
        span,
        [*stops, *_sentence(a, span), *_partners(a.text, span), *([others.start()] if others else [])],
    )


def _sentence(a: Annotations, span: Span) -> Sequence[int]:
    """Where the sentence ends that an owner begins in, unless a name follows: "Fören. Granen" goes on, "SLU. Projektet" ends."""
    at = bisect_right(a.sentences, span.start, key=lambda one: one.start) - 1
    end = a.sentences[at].end if at >= 0 else span.end
    return [end] if span.start < end < span.end and not within(a.names, end, span.end) else []


def title_of(a: Annotations, span: Span | None) -> Span | None:
    """A title without the partners, the persons and the small words behind it in its row."""
    if span is None:
        return None
    stops = _partners(a.text, span)
    every = list(pieces(a.text, span.start, span.end))
    while len(every) > 1 and every[-1].kind == "person":
        every.pop()
        stops.append(every[-1].end)
    start = (
        every[1].start
        if len(every) > 1 and place_score(a.text[span.start : every[0].end]) > _PLACE
        else span.start
    )
    span = Span(start, span.end, span.rule)
    if given := _MONEY_FOR.match(a.text, span.start, span.end):
        span = Span(given.end(), span.end, span.rule)
    joint = _JOINT.search(a.text[span.start : span.end])
    if joint and any(
        one.start - span.end <= 1 for one in within(a.sums, span.end, span.end + _LONGEST_SUM)[:1]
    ):
        stops.append(span.start + joint.start())
    return _until(a.text, span, stops)


def _told(a: Annotations, title: Span, role: re.Match[str]) -> tuple[Span, Span | None]:
    """The title and the owner of a row that names its owner behind a word for that, whatever other rows do."""
    names = within(a.names, role.end(), title.end)
    name = next((one for one in names if one.start - role.end() <= 1), None)
    return _until(a.text, title, [role.start()]), Span(name.start, name.end) if name else Span(
        role.end(), title.end
    )


def _partners(text: str, span: Span) -> list[int]:
    """Where partners begin, and where a word says whose name follows."""
    found = (pattern.search(text, span.start, span.end) for pattern in (_PARTNERS, ENDS_IN_ROLE))
    return [one.start() for one in found if one]


def _until(text: str, span: Span, stops: Sequence[int]) -> Span:
    end = min([stop for stop in stops if stop > span.start], default=span.end)
    return (
        Span(span.start, span.start + len(text[span.start : end].rstrip(" .,;:–-")), span.rule)
        if end < span.end
        else span
    )


def _paid(made: Sequence[Candidate]) -> list[Candidate]:
    """The rows that could be grants: with a sum other than nought where most have one, else with a name."""
    summed = sum(one.money is not None for one in made) >= USUAL * len(made)
    if summed:
        return [one for one in made if one.money is not None and one.money.rule != "money.zero"]
    return [one for one in made if one.owner is not None or one.title is not None]


def _edged(made: list[Candidate]) -> list[Candidate]:
    """The rows without a first or last one that lacks what three quarters of them have."""
    for part in ("owner", "title"):
        have = sum(getattr(one, part) is not None for one in made)
        if len(made) > 3 and have >= 0.75 * len(made):
            while made and getattr(made[0], part) is None:
                made = made[1:]
            while made and getattr(made[-1], part) is None:
                made = made[:-1]
    return made


_YEAR = re.compile(r"(?<![\d.-])(?:19|20)\d\d(?![\d.-])")


def header_period(a: Annotations, grid: Grid, sums: SumColumn) -> Period | None:
    """The year that the header over the granted sums names: "Beviljat belopp 2026"."""
    column = sums.slot.key.removeprefix("cell ")
    if grid.header is None or not column.isdecimal() or int(column) >= len(grid.header.cells):
        return None
    cell = grid.header.cells[int(column)]
    found = _YEAR.search(a.text, cell.start, cell.end)
    if found is None or not letters(cell.of(a.text)):
        return None
    year = int(found[0])
    return Period(*found.span(), date(year, 1, 1), date(year, 12, 31), "period.header", "year")


def _number(record: Record) -> int | None:
    digits = record[0].marker.rstrip(".)")
    return int(digits) if digits.isdecimal() else None


def _period(places: Sequence[Slot], row: int, taken: Sequence[Span]) -> Period | None:
    """The period of a row: what a label says, else the first that stands outside its names, running text last."""
    found: list[tuple[int, Period]] = []
    for slot in places:
        part = slot.parts[row]
        field = known_label(slot.header) if slot.header else None
        for period in part.periods if part else ():
            if any(s.start <= period.start and period.end <= s.end for s in taken):
                continue
            rank = (
                0
                if field and field.field in ("period", "start", "finish")
                else 2
                if part and part.prose
                else 1
            )
            found.append((rank, period))
    return min(found, key=lambda one: one[0])[1] if found else None

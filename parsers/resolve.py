"""Decides what of the candidates is a grant: the fates of the sums, and the release's own arithmetic.

Laid-out regions are taken as a whole, sentences sum by sum. A grant told twice is one; a sum that the arithmetic
shows to be the whole, or too much, is none; where two sums stand for one grant the amount stays empty.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace

from anslag.parsers.areas import AREAS, counts_grants, without_areas
from anslag.parsers.arithmetic import fitting
from anslag.parsers.assignments import for_tasks
from anslag.parsers.borders.respective import doubled
from anslag.parsers.borders.subjects import STUDIED
from anslag.parsers.candidates import Candidate, Fate, GridReading
from anslag.parsers.enumerated import is_framed, told_better, vouched
from anslag.parsers.fates import EVEN
from anslag.parsers.invitation import decides_nothing
from anslag.parsers.lexicon import words
from anslag.parsers.mentions.mention import Annotations, Name, Span, within
from anslag.parsers.merging import Told, key, merged
from anslag.parsers.records import BlockKind, Claims
from anslag.parsers.regions import VOUCHED, Weighed, chance, chosen, whole_lists, worth
from anslag.parsers.scopes import TAKEN_BACK, is_refusal, status_of, status_of_section
from anslag.parsers.verdicts import verdicts

SUMLESS = 0.35
"""Chance from which on what a sentence gives without a sum is a grant: of 65 such in real releases of publishers not seen
it finds 57 with 4 wrong, and 0.44 finds 49 with 2."""
_COMPANY = 3
"""Grants without a sum from which on rows without one are told at even chances: of fewer, most are none."""
_IN_NO_COMPANY = 0.56
"""Chance from which on these few are told."""
LEAST = 0.12
"""Chance of its sum below which a row of an accepted region is none of its grants."""
_STRANGER = 0.05
"""Chance of a name in an enumeration without sums below which the others do not vouch for it."""
_NOT_GRANTED = TAKEN_BACK | {"applied", "earlier", "left", AREAS}
"""What a heading or a line may say of all below it, so that none of it is granted."""
_OF_ALL = ("announced: ", "headline: ")
"""Where a word says something of all sums below it, not of one."""
_NAMED = 0.5
"""Organisation score from which on a name inside an owner is the owner."""
_LEGAL_FORM = 4
"""Letters that an owner has at most where it could be a legal form that lost its name ("AB")."""
_ROLES = words("words", "role")
_RUNNING = 100
"""Characters from which on a line that ends in a full stop is running text."""


@dataclass(frozen=True, slots=True)
class Chances:
    """How likely a candidate is a grant: by its sum's fate (by the sum's start), without a sum by its own cues."""

    fates: Mapping[int, Fate]
    sumless: Mapping[Candidate, float]

    def of(self, candidate: Candidate) -> float:
        """The chance, 0 to 1; 0 where nothing is known of it."""
        if candidate.money is None:
            return self.sumless.get(candidate, 0.0)
        fate = self.fates.get(candidate.money.start)
        return fate.granted if fate else 0.0

    def is_refused(self, candidate: Candidate) -> bool:
        """Whether its sum was refused or taken back: what it says of itself, not of the rows beside it."""
        fate = self.fates.get(candidate.money.start) if candidate.money else None
        return fate is not None and fate.name in TAKEN_BACK and not fate.cue.startswith(_OF_ALL)


@dataclass(frozen=True, slots=True)
class Resolved:
    """The grants of a release in order of the text, and what stayed doubtful: (name of the check, message)."""

    grants: tuple[Told, ...]
    doubts: tuple[tuple[str, str], ...]


def resolved(
    a: Annotations,
    readings: Sequence[GridReading],
    clauses: Sequence[Candidate],
    chances: Chances,
    claims: Claims,
) -> Resolved:
    """The grants among the candidates."""
    if _grants_nothing(a):
        return Resolved((), ())
    sentences = _by_sum(clauses)
    regions = _regions(a.text, readings, chances, claims)
    few = [row for one in regions if len(one.reading.candidates) <= _FEW for row in one.reading.candidates]
    each = told_better(a, _read_by(regions), clauses) | set(_as_sentences(a, few, sentences))
    rows = [
        Told(_told_in_full(a, row, sentences), chances.of(row), True)
        for region in regions
        for row in _staying(a, region, chances)
        if not (row.money and row.money.start in each)
    ]
    told = merged(a.text, [*rows, *_sentences(a, regions, clauses, chances, each)])
    told = without_areas(a, told)
    told = fitting(told, claims) or merged(a.text, _whole(clauses, chances))
    told = [replace(one, candidate=_bounded(a, one.candidate)) for one in told]
    told = doubled(a, _in_company([told[at] for at in each_once(a, told, headed=False)]))
    return Resolved(tuple(_settled(told)), tuple(_doubts(a.text, told)))


def _read_by(regions: Sequence[Weighed]) -> list[Candidate]:
    """The rows of all regions."""
    return [row for region in regions for row in region.reading.candidates]


def _grants_nothing(a: Annotations) -> bool:
    return is_refusal(a) or decides_nothing(a)


def each_once(a: Annotations, told: Sequence[Told], *, headed: bool) -> list[int]:
    """The places of ``told`` without the rows that name only a recipient, no sum, title or person, whom a row before names.

    Commissions and decisions of one agency look like grants without a sum; grants of one recipient are told apart. A row
    whose recipient stands in its heading may name something by its own words, which the choice of owners and titles
    finds: only with ``headed`` it counts as one that names nothing else.
    """
    seen: set[str] = set()
    kept = []
    elsewhere = _elsewhere(a, told)
    for at, one in enumerate(told):
        owner = one.candidate.owner
        alone = owner is not None and (headed or one.candidate.start <= owner.start < one.candidate.end)
        name = key(owner.of(a.text)) if owner and alone and _names_nothing_else(a, one) else ""
        if at not in elsewhere and (not name or name not in seen):
            kept.append(at)
        seen.add(name)
    return kept


def _elsewhere(a: Annotations, told: Sequence[Told]) -> Set[int]:
    """The places of the rows that have nothing but the very name of another grant's recipient, who has a sum there."""
    owners = {one.candidate.owner.start for one in told if one.candidate.owner and one.candidate.money}
    named = (at for at, one in enumerate(told) if one.candidate.owner and one.candidate.owner.start in owners)
    return {at for at in named if _names_nothing_else(a, told[at])}


def _names_nothing_else(a: Annotations, one: Told) -> bool:
    """Whether a row has no sum, no title and names no person beside its recipient."""
    row = one.candidate
    if not one.laid_out or row.money is not None or one.others or row.title is not None:
        return False
    if row.owner is not None and row.owner.rule == STUDIED:
        return False
    return all(name.person < _NAMED for name in within(a.names, row.start, row.end))


def _in_company(told: Sequence[Told]) -> list[Told]:
    """``told`` without the one or two rows that have no sum, unless they are likely."""
    unsummed = sum(one.candidate.money is None and not one.others for one in told)
    return [one for one in told if unsummed >= _COMPANY or not _is_doubtful(one)]


def _is_doubtful(one: Told) -> bool:
    return one.laid_out and one.candidate.money is None and not one.others and one.chance < _IN_NO_COMPANY


def _bounded(a: Annotations, one: Candidate) -> Candidate:
    """``one`` with the border of its owner judged by the names of the release: no verb, no label, no lone legal form."""
    owner = one.owner
    if owner is None or any(name.start == owner.start and name.end == owner.end for name in a.names):
        return one
    inside = [name for name in within(a.names, owner.start, owner.end) if name.organisation >= _NAMED]
    name = inside[0] if len(inside) == 1 else _around(a, owner)
    if name is None or (name in inside and not _is_beside_the_name(a.text, owner, name)):
        return one
    return one._replace(owner=Span(name.start, name.end, owner.rule))


def _around(a: Annotations, owner: Span) -> Name | None:
    """The name that a lone legal form belongs to."""
    if owner.end - owner.start > _LEGAL_FORM:
        return None
    return next((name for name in a.names if name.start <= owner.start and owner.end <= name.end), None)


def _is_beside_the_name(text: str, owner: Span, name: Name) -> bool:
    """Whether what an owner holds beside its only name is small words and labels."""
    beside = (text[owner.start : name.start] + text[name.end : owner.end]).split()
    return bool(beside) and all(
        word[:1].islower() or word[-1:] == ":" or word.lower() in _ROLES for word in beside
    )


def _regions(text: str, readings: Sequence[GridReading], chances: Chances, claims: Claims) -> list[Weighed]:
    weighed = []
    unsummed = [one for one in readings if _is_unsummed(one)]
    for reading, records in whole_lists(readings):
        each = _each_of(reading, unsummed, chances)
        ranked = reading.score or max(
            (one.score for one in readings if one.start < reading.end and reading.start < one.end),
            default=0.0,
        )
        vouching = [
            share for row, share in zip(reading.candidates, each, strict=True) if not chances.is_refused(row)
        ] or each
        weighed.append(
            Weighed(reading, chance(vouching), worth(text, reading, ranked, each, claims) + VOUCHED * records)
        )
    return chosen(weighed)


def _each_of(reading: GridReading, unsummed: Sequence[GridReading], chances: Chances) -> list[float]:
    """The chance of each row of a reading; ``unsummed`` are the lists without sums.

    Whether a list without sums is one of grants is asked of its place, not of the way in which it is cut: all ways to cut
    it have one chance, and which is right the fitted rank decides.
    """
    own = [chances.of(row) for row in reading.candidates]
    if not _is_unsummed(reading):
        return own
    ways = [one for one in unsummed if one.start < reading.end and reading.start < one.end]
    ways = [one for one in ways if _is_same_list(one, reading)]
    return [chance([chances.of(one.candidates[0]) for one in ways])] * len(own)


def _is_unsummed(reading: GridReading) -> bool:
    """Whether a reading is a list that names no sum: its rows have one chance."""
    return len(reading.candidates) > 1 and not any(row.money for row in reading.candidates)


def _is_same_list(one: GridReading, other: GridReading) -> bool:
    """Whether more than half of the rows of either, of the one that has fewer, lie over rows of the other."""
    few, many = sorted((one, other), key=lambda reading: len(reading.candidates))
    starts = [row.start for row in many.candidates]
    over = 0
    for row in few.candidates:
        at = bisect_left(starts, row.end) - 1
        over += at >= 0 and many.candidates[at].end > row.start
    return 2 * over > len(few.candidates)


def _is_refused_above(a: Annotations, start: int) -> bool:
    """Whether a row's own column, or what stands over it, says that it was refused, asked for or given before."""
    verdict = verdicts(a).get(bisect_right(a.release.blocks, start, key=lambda one: one.start) - 1)
    if verdict is not None:
        return verdict == "refused"
    status = status_of(a, start) or status_of_section(a, start)
    return status is not None and status.name in _NOT_GRANTED


def _staying(a: Annotations, region: Weighed, chances: Chances) -> Iterator[Candidate]:
    """The rows of an accepted region that are grants too: not where their own words, or those above them, refuse them."""
    for row in _rows_of(region, chances):
        if not (_is_refused_above(a, row.start) or counts_grants(a, row)) and _is_likely(row, chances):
            yield row


def _is_likely(row: Candidate, chances: Chances) -> bool:
    return chances.of(row) >= (EVEN if chances.is_refused(row) else LEAST)


def _rows_of(region: Weighed, chances: Chances) -> Sequence[Candidate]:
    """The rows of a region that could be grants: not what only stands among sums."""
    rows = region.reading.candidates
    if any(row.money for row in rows):
        rows = tuple(row for row in rows if row.money or chances.of(row) >= EVEN)
    return rows


def _by_sum(clauses: Sequence[Candidate]) -> dict[int, Candidate]:
    """By a sum's start: the sentence that tells whose it is; not where each of several gets it."""
    owned = [one for one in clauses if one.money and one.owner]
    times = Counter(one.money.start for one in owned if one.money)
    return {one.money.start: one for one in owned if one.money and times[one.money.start] == 1}


def _as_sentences(
    a: Annotations, rows: Sequence[Candidate], sentences: Mapping[int, Candidate]
) -> Iterator[int]:
    """The starts of the sums of ``rows`` that a sentence of a paragraph gives by its own verb: there, one or two are no list."""
    for row in rows:
        framed = sentences.get(row.money.start) if row.money else None
        by_verb = framed is not None and "owner.by-verb" in framed.cues and _is_running(a, row, framed)
        if row.money and by_verb and _is_of_a_paragraph(a, row, row.money.start):
            yield row.money.start


def _is_of_a_paragraph(a: Annotations, row: Candidate, sum_start: int) -> bool:
    """Whether a row's sum stands in a paragraph, and no heading opens the row."""
    return _kind(a, sum_start) is BlockKind.PARAGRAPH and _kind(a, row.start) is not BlockKind.HEADING


def _kind(a: Annotations, place: int) -> BlockKind:
    return a.lines[bisect_right(a.lines, place, key=lambda one: one.start) - 1].kind


_FEW = 2


def _told_in_full(a: Annotations, row: Candidate, sentences: Mapping[int, Candidate]) -> Candidate:
    """A row that is running text, as its sentence tells it: shape knows no subject."""
    framed = sentences.get(row.money.start) if row.money else None
    if framed is None:
        return row
    if framed.money and framed.money.start in for_tasks(a):
        return row._replace(owner=framed.owner, title=framed.title)
    if not _is_running(a, row, framed):
        return _with_owner_of(row, framed)
    # It stays a row: what stands below it in its record is its own.
    return row._replace(
        title=framed.title or _set_off(a, row.title),
        owner=_owner_of_both(row, framed),
        partners=framed.partners or row.partners,
        description=row.description or framed.description,
        period=framed.period or row.period,
        cues=row.cues | framed.cues,
    )


def _with_owner_of(row: Candidate, framed: Candidate) -> Candidate:
    """``row`` with the sentence's owner, where shape names nobody."""
    nobody = row.owner is None and row.title is None and is_framed(framed)
    return row._replace(owner=framed.owner) if nobody else row


def _owner_of_both(row: Candidate, framed: Candidate) -> Span | None:
    """The sentence's owner, but for one that stands outside a row which names its own."""
    told = framed.owner
    outside = told is not None and not row.start <= told.start < row.end
    return row.owner if outside and row.owner is not None else told


def _set_off(a: Annotations, title: Span | None) -> Span | None:
    """The title that shape gives a row of running text: parted from what follows by a sign or a line, without a date."""
    if title is None or any(p.precision == "day" for p in within(a.periods, title.start, title.end)):
        return None
    return title if _PARTING.match(a.text, title.end) else None


_PARTING = re.compile(r"[\"”»]|[^\S\n]*(?:$|\n|[.:;,(–—-])", re.MULTILINE)


def _is_running(a: Annotations, row: Candidate, told: Candidate) -> bool:
    """Whether the line of a row's sum is running text: long and closed by a full stop, or a clause with a verb."""
    return any(
        one.kind is not BlockKind.ROW
        and ("owner.by-verb" in told.cues or (one.text.rstrip().endswith(".") and len(one.text) > _RUNNING))
        and row.money is not None
        and one.start <= row.money.start < one.end
        for one in a.lines
        if one.start < row.end and row.start < one.end
    )


def _sentences(
    a: Annotations,
    regions: Sequence[Weighed],
    clauses: Sequence[Candidate],
    chances: Chances,
    each: Set[int],
) -> Iterator[Told]:
    """What sentences tell outside the rows of the regions; ``each`` are sums that the rows tell less well."""
    rows = _read_by(regions)
    taken = {row.money.start for row in rows if row.money} - each
    summed = sorted((row for row in rows if row.money), key=lambda row: row.start)
    together = vouched(a, clauses, chances.of)
    for candidate in clauses:
        likely = chances.of(candidate)
        if likely >= (LEAST if candidate.money else _STRANGER):
            likely = max(likely, together.get(candidate, 0.0))
        bar = _bar(candidate)
        free = candidate.money is None or candidate.money.start not in taken
        if candidate.reader == _BESIDE and _is_another_column(a.text, summed, candidate):
            continue
        is_item = candidate.reader == _BESIDE or _kind(a, candidate.start) is BlockKind.ITEM
        if is_item and _is_refused_above(a, candidate.start):
            continue
        if free and likely >= bar and (candidate.owner or candidate.title or candidate.money):
            yield Told(candidate, likely, False)


_BESIDE = "clause.beside"
"""The reading of a name and a sum that only stand side by side."""


def _is_another_column(text: str, rows: Sequence[Candidate], one: Candidate) -> bool:
    """Whether a name has a sum beside it that stands right beside the sum of its row (of ``rows``, in order), in another
    column: "Boda IF  290 000  145 000"."""
    at = bisect_right(rows, one.start, key=lambda row: row.start) - 1
    money = rows[at].money if at >= 0 and one.end <= rows[at].end else None
    if money is None or one.money is None:
        return False
    first, last = sorted((money, one.money), key=lambda each: each.start)
    return not text[first.end : last.start].strip()


def _bar(candidate: Candidate) -> float:
    """The chance from which on what a sentence tells is a grant."""
    return SUMLESS if candidate.money is None else EVEN


def _whole(clauses: Sequence[Candidate], chances: Chances) -> list[Told]:
    """The one grant of a release whose only sum is its total too: "Fonden ger Norra Kören 3 miljoner kronor"."""
    framed = [one for one in clauses if one.money and is_framed(one) and not one.cues & _NAMES_MORE]
    whole = [
        Told(one, fate.granted + fate.total, False)
        for one in framed
        if one.money and (fate := chances.fates.get(one.money.start)) and _is_whole(fate)
    ]
    return whole if len({one.candidate.money.amount for one in whole if one.candidate.money}) == 1 else []


def _is_whole(fate: Fate) -> bool:
    return fate.granted >= _ALONE and fate.granted + fate.total >= _WHOLE


_NAMES_MORE = frozenset(("shared", "several-sums"))
_ALONE, _WHOLE = 1 / 3, 0.6
"""Chances that a sum is granted, and that it is this or the total, from which the only one of a release is a grant."""


def _settled(told: Sequence[Told]) -> Iterator[Told]:
    for one in told:
        money = one.candidate.money
        if one.others or (money is not None and (money.amount is None or money.high is not None)):
            yield replace(one, candidate=one.candidate._replace(money=None))
        else:
            yield one


def _doubts(text: str, told: Sequence[Told]) -> Iterator[tuple[str, str]]:
    for position, one in enumerate(told, 1):
        money = one.candidate.money
        printed = [text[m.start : m.end] for m in (money, *one.others) if m is not None]
        if one.others:
            yield "amount_contradicted", f"grant {position}: two sums are told for it: {', '.join(printed)}"
        elif money is not None and money.high is not None:
            yield "amount_unclear", f"grant {position}: a range was printed: {printed[0]!r}"
        elif money is not None and money.amount is None:
            yield "amount_unclear", f"grant {position}: the sum cannot be read whole: {printed[0]!r}"


def impossible_dates(told: Sequence[Told]) -> Iterator[tuple[str, str]]:
    """What is doubtful of the grants' periods: (name of the check, message)."""
    for position, one in enumerate(told, 1):
        period = one.candidate.period
        if period is not None and period.impossible:
            yield "date_impossible", f"grant {position}: no calendar has {period.impossible!r}"

"""Chooses a grant's period among all spans of time that its release tells, or none: a fitted choice over named cues.

The weights stand in ``weights/periods.tsv`` (``anslag/fitting/periods.py``). A span in its own row or sentence speaks
for itself; one above a list may hold for all of it; one in another grant's row is never asked.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, replace
from itertools import pairwise

from anslag.parsers.candidates import Candidate
from anslag.parsers.cues.surroundings import surroundings
from anslag.parsers.mentions.mention import Annotations, Money, Period
from anslag.parsers.merging import Told
from anslag.parsers.records import Amount, Block, BlockKind, Claims
from anslag.parsers.scopes import announced, period_for, periods_of_all, stated_for_all, tells_a_decision
from anslag.parsers.timing.list_names import is_of_a_list
from anslag.parsers.timing.paired import by_turns
from anslag.parsers.timing.spans import spans
from anslag.parsers.timing.words import before, said
from anslag.parsers.weights import weights

SILENCE = 0.8
"""What "no period" must lead by: few releases say a period once for many grants, so the fit says none too easily.

By publisher folds 0.6 to 1.0 do equally well, and without it more periods are wrong."""
ANNOUNCED = "in the sentence that announces the list"
SURE = 4.0
"""What that counts for: too few releases do so for a weight of its own, and none of them means another time."""
_OF_ENDS = frozenset(("a start", "an end"))
_ANY_TIME = _OF_ENDS | {"a whole"}
"""What words say of any time; what it is the time of, others say."""
MOST = 60
"""Spans on either side of a grant that it may ask for: far more than releases have, so that time stays linear."""
_PROGRAMME = frozenset(("said right of a programme", "said nearest of a programme"))
"""The cues of a time that a programme or a plan bears as its name ("motionsprogrammet för 2031–2035"): its grants are shorter."""
_REPORT = "said nearest of a report"
"""The cue of a time by which something is reported: no grant's, whatever else is said of it."""
_NEAR = 40
"""Characters between a sum and a period that stand side by side."""
_WORDS = 8
"""Words before a span that are asked what it is said of."""


@dataclass(frozen=True, slots=True)
class PeriodChoice:
    """A span that could be the grant's period, None for none, and what speaks for and against it."""

    period: Period | None
    cues: frozenset[str]


@dataclass(frozen=True, slots=True)
class TimeSpan:
    """A span with what holds of it for every grant: its block and sentence, and its own cues."""

    period: Period
    block: int
    sentence: int
    cues: frozenset[str]


@dataclass(frozen=True, slots=True)
class Scene:
    """A release's grants and spans in order. ``runs`` holds, for each grant, the first grant of its list.

    ``own`` holds where the periods stand that the finders of rows read.
    """

    a: Annotations
    told: Sequence[Candidate]
    starts: Sequence[int]
    runs: Sequence[int]
    own: frozenset[int]
    spans: Sequence[TimeSpan]
    shared: Sequence[int]
    """The places in ``spans`` of those that stand in no row: any grant may ask for them."""
    of_all: Sequence[Period]
    sections: Sequence[int] = ()
    """Where headings begin under which grants stand."""
    local: Set[int] = frozenset()
    """The places in ``spans`` of those in the running text of such a section: they are its own grants'."""


def timed(a: Annotations, told: Sequence[Told], claims: Claims) -> list[Told]:
    """``told``, each grant with the period that the release tells of it, or none; ``claims`` are those of the release."""
    one = scene(a, [grant.candidate for grant in told], claims)
    best = [_best(choices(one, at)).period for at in range(len(told))]
    stated = _of_all(one)
    local = {one.spans[place].period.start for place in one.local}
    turns = by_turns(a, one.told)
    return [
        replace(
            grant,
            candidate=grant.candidate._replace(
                period=turns.get(at) or period or _stated(one, at, stated, local)
            ),
        )
        for at, (grant, period) in enumerate(zip(told, best, strict=True))
    ]


def _of_all(one: Scene) -> Sequence[Period]:
    """The periods that sentences in no row, and in no section of one grant, state for all the money, or all projects."""
    free = {one.spans[place].period.start for place in one.shared}
    grants = Counter(bisect_right(one.sections, start) for start in one.starts)
    found = (period for period in stated_for_all(one.a) if period.start in free)
    return [
        period
        for period in found
        if grants[bisect_right(one.sections, period.start)] != 1 or len(one.told) == 1
    ]


def _stated(one: Scene, at: int, stated: Sequence[Period], local: Set[int]) -> Period | None:
    """What ``stated`` say of the grant ``at``, but for those at ``local`` starts that stand in another's section."""
    here = bisect_right(one.sections, one.told[at].start)
    own = [p for p in stated if p.start not in local or bisect_right(one.sections, p.start) == here]
    return own[0] if own and all(_same_days(own[0], other) for other in own) else None


def scene(a: Annotations, told: Sequence[Candidate], claims: Claims) -> Scene:
    """Everything that is asked for each grant of ``told`` (in order of the text)."""
    if not told:
        return Scene(a, (), (), (), frozenset(), (), (), ())
    runs = [0] * len(told)
    for at, (one, other) in enumerate(pairwise(told), 1):
        runs[at] = runs[at - 1] if one.reader == other.reader and _is_row(one) else at
    every = [one for one in spans(a) if not is_of_a_list(a, one)]
    often = Counter((one.start_day, one.end_day) for one in every)
    told_of = (_span(a, one, often[one.start_day, one.end_day]) for one in every)
    found = [span for span in told_of if not span.cues >= _PROGRAMME and _REPORT not in span.cues]
    own = frozenset(one.period.start for one in told if one.period and _is_row(one))
    starts = [one.start for one in told]
    foreign = others_money(a, told, claims)
    shared = [
        at
        for at, span in enumerate(found)
        if not _is_in_a_row(told, starts, own, span.period.start)
        and span.sentence not in foreign
        and not (a.release.blocks[span.block].header and span.period.precision == "year")
    ]
    sections, of_all = _sections(a, starts), periods_of_all(a)
    said = {one.start for one in of_all}
    local = (at for at, span in enumerate(found) if span.period.start not in said)
    kept = frozenset(at for at in local if _is_local(a, found[at], sections, starts))
    return Scene(a, told, starts, runs, own, found, shared, of_all, sections, kept)


_SEVERAL = 3
"""Rows from which on they are a list: a lone grant's sentence may tell its time beside what its project costs."""


def others_money(a: Annotations, told: Sequence[Candidate], claims: Claims) -> Set[int]:
    """The sentences beside a list whose sums are no row's, nor the whole's: their time is that of other money."""
    if sum(map(_is_row, told)) < _SEVERAL:
        return frozenset()
    sums = [one.money for one in told if one.money]
    wholes = claims.total or 0, sum(one.amount or 0 for one in sums)
    own = {one.start for one in sums}
    kept = {_sentence(a, one.start) for one in a.sums if one.start in own or one.cap or _is_any(one, wholes)}
    others = {_sentence(a, one.start) for one in a.sums} - kept
    return {at for at in others if not tells_a_decision(a, a.sentences[at])}


def _is_any(money: Money, wholes: Sequence[Amount]) -> bool:
    return any(_is_about(money, whole) for whole in wholes)


def _is_about(money: Money, whole: Amount) -> bool:
    return abs((money.amount or 0) - whole) <= max(money.unit, whole / 20)


def _sections(a: Annotations, starts: Sequence[int]) -> Sequence[int]:
    """Where the headings begin that stand over a grant or follow one, in order."""
    headings = [block.start for block in a.release.blocks if block.kind is BlockKind.HEADING]
    under = {bisect_right(headings, start) for start in starts} - {0}
    return [start for at, start in enumerate(headings, 1) if at in under or at - 1 in under]


def _is_in_a_row(told: Sequence[Candidate], starts: Sequence[int], own: Set[int], start: int) -> bool:
    """Whether a span that begins at ``start`` is the business of one row alone."""
    last = bisect_right(starts, start) - 1
    return start in own or (last >= 0 and start < told[last].end and _is_row(told[last]))


def choices(one: Scene, at: int) -> tuple[PeriodChoice, ...]:
    """What the period of the grant ``at`` could be; the first choice is that it has none."""
    first = one.told[one.runs[at]]
    whole = period_for(one.a, first.start, max(one.told[at].end, first.end), one.of_all)
    told = announced(one.a, first.start)
    found = [
        PeriodChoice(span.period, frozenset(cues))
        for span in _offered(one, at)
        if (cues := _cues(one, at, span, whole, told))
    ]
    return (PeriodChoice(None, frozenset(_of_none(one, at, len(found)))), *found)


def _offered(one: Scene, at: int) -> Iterator[TimeSpan]:
    """The spans in the grant's own row, the nearest of those in no row, and what its finder made up of several cells."""
    grant, own = one.told[at], one.told[at].period
    near = bisect_left(one.shared, grant.start, key=lambda place: one.spans[place].period.start)
    places = {*one.shared[max(0, near - MOST) : near + MOST], *_beginning(one, grant.start, grant.end)}
    if own:
        places.update(_beginning(one, own.start, own.start + 1))
    here = bisect_right(one.sections, grant.end - 1)
    yield from (
        one.spans[place]
        for place in sorted(places)
        if place not in one.local or bisect_right(one.sections, one.spans[place].period.start) == here
    )


def _is_local(a: Annotations, span: TimeSpan, sections: Sequence[int], starts: Sequence[int]) -> bool:
    """Whether a span stands in running text under a heading that has grants of its own, which begin at ``starts``."""
    at = bisect_right(sections, span.period.start)
    if at == 0 or a.release.blocks[span.block].kind in (BlockKind.HEADING, BlockKind.HEADLINE):
        return False
    end = sections[at] if at < len(sections) else len(a.text)
    return bisect_left(starts, sections[at - 1]) < bisect_left(starts, end)


def _beginning(one: Scene, start: int, end: int) -> range:
    """The places of the spans that begin in ``[start, end)``."""
    first = bisect_left(one.spans, start, key=lambda span: span.period.start)
    return range(first, bisect_left(one.spans, end, lo=first, key=lambda span: span.period.start))


def _same_days(one: Period, other: Period) -> bool:
    return (one.start_day, one.end_day) == (other.start_day, other.end_day)


def _best(found: Sequence[PeriodChoice]) -> PeriodChoice:
    """The choice that the weights prefer; the first of equals."""
    table = weights("periods")

    def worth(choice: PeriodChoice) -> float:
        lead = SILENCE if choice.period is None else -SURE if ANNOUNCED in choice.cues else 0.0
        return sum(table[cue][0] for cue in sorted(table.keys() & choice.cues)) - lead

    return max(found, key=worth)


def _is_row(one: Candidate) -> bool:
    return not one.reader.startswith("clause.")


# -- what is true of a span for every grant ---------------------------------------------------------------------------------


def _span(a: Annotations, one: Period, times_told: int) -> TimeSpan:
    blocks = a.release.blocks
    block = max(0, bisect_right(blocks, one.start, key=lambda b: b.start) - 1)
    sentence = _sentence(a, one.start)
    cues = set(_own_cues(a, one, _words_before(a, one, block, sentence)))
    if times_told > 1:
        cues.add("told more than once")
    return TimeSpan(one, block, sentence, frozenset(cues))


def _sentence(a: Annotations, place: int) -> int:
    """Which sentence ``place`` stands in."""
    return max(0, bisect_right(a.sentences, place, key=lambda s: s.start) - 1)


def _words_before(a: Annotations, one: Period, block: int, sentence: int) -> Sequence[str]:
    """The words that say what a span is of, the nearest first: those before it; of a cell without any, its header's."""
    for start, end, header in surroundings(a).headers.get(block, ()):
        if start <= one.start < end:
            return (before(a.text, start, one.start) or before(header, 0, len(header)))[:_WORDS]
    return before(a.text, a.sentences[sentence].start if a.sentences else 0, one.start)[:_WORDS]


def _own_cues(a: Annotations, one: Period, words: Sequence[str]) -> Iterator[str]:
    yield f"printed as {one.rule}"
    yield _ends(one)
    yield f"to the {one.precision}, {_ends(one)}"
    between = a.text[one.start : one.end]
    if one.rule.startswith("time.") and ("\n" in between or ". " in between):
        yield f"{one.rule}, over a border"
    names = {name for word in words for name in said(word)}
    yield from (f"said of {name}" for name in names)
    yield from (f"{_ends(one)}, said of {name}" for name in names & _OF_ENDS)
    yield from (f"said right of {name}" for name in {name for word in words[:2] for name in said(word)})
    nearest = next((names for word in words if (names := set(said(word)) - _ANY_TIME)), set())
    yield from (f"said nearest of {name}" for name in nearest)
    if one.start_day and one.end_day:
        years = (one.end_day - one.start_day).days / 365
        yield "lasts " + next((name for most, name in _LENGTHS if years < most), "long")


def _ends(one: Period) -> str:
    return "both ends" if one.start_day and one.end_day else "a start" if one.start_day else "an end"


_LENGTHS = ((0.04, "days"), (0.9, "under a year"), (1.1, "a year"), (5.1, "years"))


# -- what is true of it for one grant -----------------------------------------------------------------------------------------


def _cues(one: Scene, at: int, span: TimeSpan, whole: Period | None, told: Period | None) -> set[str]:
    """The cues of a span as the period of the grant ``at``; empty where it cannot be."""
    place = _place(one, at, span)
    grant = one.told[at]
    # "Campus i Småland 2030" is a name.
    if not place or (grant.title and grant.title.start <= span.period.start < grant.title.end):
        return set()
    kind = "row" if _is_row(grant) else "sentence"
    found = {f"{kind}: {place}", *span.cues, *_distance(one, at, span)}
    found |= {f"{place}: {cue}" for cue in span.cues if cue.startswith(_WITH_PLACE)}
    if grant.period and _same_days(grant.period, span.period):
        found.add(f"{kind}: its finder reads it so")
    if whole and _same_days(whole, span.period):
        found.add("said for all")
    if told and told.start == span.period.start:
        found.add(ANNOUNCED)
    if len(one.told) == 1:
        found.add(f"only grant: {place}")
    return found


def _place(one: Scene, at: int, span: TimeSpan) -> str:
    """Where a span stands as seen from the grant ``at``; empty where it is another's."""
    grant, start = one.told[at], span.period.start
    if grant.start <= start < grant.end:
        runs_over = span.period.end > grant.end and _is_row(grant)
        return "" if runs_over else _own_place(grant, span.period)
    last = bisect_right(one.starts, start) - 1
    holder = one.told[last] if last >= 0 else None
    inside = holder is not None and start < holder.end
    if inside and holder is not None and _is_row(holder):
        return ""
    if grant.money and not _is_row(grant) and _sentence(one.a, grant.money.start) == span.sentence:
        return "same sentence"
    if start < grant.start:
        return _place_above(one, at, span, last)
    if last == len(one.told) - 1 and one.runs[last] <= at and one.runs[last] != last and not inside:
        # The last row of a list is no nearer to what stands below it than the others.
        return "behind its list"
    if last > at:
        return "behind another grant" + (", behind all" if last == len(one.told) - 1 and not inside else "")
    return _place_behind(one, grant, span)


def _own_place(grant: Candidate, period: Period) -> str:
    money = grant.money
    if money is None:
        return "own, no sum"
    if period.start >= money.end:
        return "own, right behind the sum" if period.start - money.end < _NEAR else "own, behind the sum"
    return "own, before the sum"


_WITH_PLACE = ("said of", "said nearest", "both ends", "a start", "an end", "told more", "lasts")


def _place_behind(one: Scene, grant: Candidate, span: TimeSpan) -> str:
    block = bisect_right(one.a.release.blocks, grant.end - 1, key=lambda b: b.start) - 1
    return "behind it, same block" if span.block == block else "behind it"


def _place_above(one: Scene, at: int, span: TimeSpan, last: int) -> str:
    first = one.runs[at]
    block: Block = one.a.release.blocks[span.block]
    if last >= first:
        return "between its list's rows"
    if block.kind in (BlockKind.HEADLINE, BlockKind.HEADING) or block.header:
        return "above, heading"
    return "above, others between" if last >= 0 else "above"


def _distance(one: Scene, at: int, span: TimeSpan) -> Iterator[str]:
    """In what a span stands, and how far behind the grant where both stand in one block."""
    grant, blocks = one.told[one.runs[at]], one.a.release.blocks
    block = bisect_right(blocks, grant.start, key=lambda b: b.start) - 1
    where = "header" if blocks[span.block].header else blocks[span.block].kind.value
    yield f"stands in: {where}"
    if span.block == block and span.period.start >= one.told[at].end:
        yield f"{_few(span.sentence - _sentence(one.a, one.told[at].end - 1))} sentences on"


def _few(count: int) -> str:
    return str(count) if count < 3 else "many"


def _of_none(one: Scene, at: int, rivals: int) -> Iterator[str]:
    grant = one.told[at]
    kind = "row" if _is_row(grant) else "sentence"
    yield "none"
    yield f"none: {kind}"
    yield f"none: {_few(rivals)} spans"
    yield "none: its finder reads one" if grant.period else "none: its finder reads none"
    yield f"none: {_few(len(one.told))} grants"

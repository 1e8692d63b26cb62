"""Reads the grants out of a release: the only way in.

Mentions are found once; grids and clauses propose candidates over them; every sum gets a fate; the release's
arithmetic decides between readings. Pure: no clock, no network, no state.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, replace

from anslag.parsers.abbreviations import completed
from anslag.parsers.assignments import for_tasks
from anslag.parsers.borders import bordered
from anslag.parsers.candidates import Candidate, Fate, GridReading
from anslag.parsers.checks import FOR_EACH, LEFT_OUT, TITLE_DOUBTFUL, checks, renumbered
from anslag.parsers.claims import Rated, claims_of, rated
from anslag.parsers.clauses import clause_candidates
from anslag.parsers.columns import grid_readings
from anslag.parsers.confidence import confidences
from anslag.parsers.counted_titles import uncounted
from anslag.parsers.decisions import decided_by, decided_on, named_funder
from anslag.parsers.distributives import EACH_ROW
from anslag.parsers.fates import fates
from anslag.parsers.forms import form
from anslag.parsers.mentions.annotate import annotated
from anslag.parsers.mentions.mention import Annotations, Money, Span
from anslag.parsers.mentions.roles import is_board
from anslag.parsers.mentions.words import without_full_stop
from anslag.parsers.merging import Told, can_be_one
from anslag.parsers.projects import announced, named, unowned
from anslag.parsers.records import AmountFate, BlockKind, Claims, Evidence, Extraction, Grant, Release
from anslag.parsers.references import referenced
from anslag.parsers.resolve import Chances, Resolved, each_once, impossible_dates, resolved
from anslag.parsers.row_sums import with_sums
from anslag.parsers.scenes import entity, payers
from anslag.parsers.scopes import is_refusal
from anslag.parsers.sumless import sumless
from anslag.parsers.timing.choice import timed

OPENING = 8
"""Blocks of running text in which a release says what it is about, who decided and when."""
MOST_GRANTS = 10_000
"""Grants of one release that are kept; no press release has so many."""
UNLIKELY, UNLIKELY_IN_TEXT = 0.30, 0.32
"""Confidence below which a grant of a row, and one that a sentence tells, is left out, with a failed check, unless its sum
is surely granted. In sentences the title, which is right less often, lowers the confidence of grants that are."""
SURELY_GRANTED = 0.6
"""Chance of its sum from which on a grant with a name stays, however unsure its fields are: nine of ten such are grants, and
their amounts are right. A number without a unit is none such."""


@dataclass(frozen=True, slots=True)
class Proposed:
    """A release with what its rows and sentences propose."""

    notes: Annotations
    readings: tuple[GridReading, ...]
    clauses: tuple[Candidate, ...]
    figures: Rated
    claims: Claims

    @property
    def candidates(self) -> tuple[Candidate, ...]:
        """All rows and sentences."""
        return (*(row for reading in self.readings for row in reading.candidates), *self.clauses)


@dataclass(frozen=True, slots=True)
class Decided:
    """What became of a release's sums, its grants, and what a rule saw but would not store."""

    fates: tuple[Fate, ...]
    told: tuple[Told, ...]
    grants: tuple[Grant, ...]
    doubts: tuple[tuple[str, str], ...]


def extraction(release: Release) -> Extraction:
    """Everything that ``release`` says about granted money, each value with its place and its rule."""
    one = proposed(release)
    everything = decided(one)
    said = checks(one.claims, everything.grants, everything.doubts)
    chances = confidences(one.notes, everything.told, said, one.candidates)
    found, sure = _likely(one, everything, chances)
    grants = tuple(replace(grant, confidence=share) for grant, share in zip(found.grants, sure, strict=True))
    amounts = tuple(_amounts(everything, found))
    claims = claims_of(one.figures, grants)
    told = checks(claims, grants, found.doubts)
    grants, number = referenced(one.notes, grants)
    return _decided(one.notes, Extraction(release, claims, grants, told, amounts), number)


def proposed(release: Release) -> Proposed:
    """The mentions of ``release`` and the grants that it could tell."""
    a = annotated(release)
    clauses = clause_candidates(a)
    figures = Rated() if is_refusal(a) else rated(a)
    return Proposed(a, with_sums(a, grid_readings(a), clauses), clauses, figures, claims_of(figures))


def decided(one: Proposed) -> Decided:
    """What of the proposals is a grant."""
    a = one.notes
    every, found = accepted(one)
    told = tuple(timed(a, found.grants, one.claims))
    return Decided(every, told, grants_of(a, told), (*found.doubts, *impossible_dates(told)))


def _likely(one: Proposed, found: Decided, sure: Sequence[float]) -> tuple[Decided, Sequence[float]]:
    """``found`` without the grants that are likelier wrong than right, each of which leaves a doubt, and how sure the rest is.

    A grant whose sum alone is sure stays, without the title that is likelier wrong.
    """
    kept = [
        at for at, share in enumerate(sure) if share >= _usual(found.told[at]) or _is_sure(found.told[at])
    ]
    stay = set(kept)
    doubts = renumbered(found.doubts, [at + 1 for at in kept])
    doubts += [_left_out(one.notes, told, sure[at]) for at, told in enumerate(found.told) if at not in stay]
    rest = []
    for place, at in enumerate(kept, 1):
        told = found.told[at]
        if sure[at] < _usual(told) and told.candidate.owner and told.candidate.title:
            doubts.append(_untitled(one.notes.text, told.candidate.title, place, sure[at]))
            told = replace(told, candidate=told.candidate._replace(title=None))
        rest.append(told)
    left = Decided(found.fates, tuple(rest), grants_of(one.notes, rest), tuple(doubts))
    return left, [sure[at] for at in kept]


def _usual(told: Told) -> float:
    """The confidence below which a grant is likelier wrong than right, somewhere."""
    return UNLIKELY_IN_TEXT if told.candidate.reader.startswith("clause.") else UNLIKELY


def _is_sure(told: Told) -> bool:
    """Whether a grant stays whatever its confidence is: somebody got its sum, or each row its own."""
    one = told.candidate
    named = one.owner is not None or one.title is not None
    surely = one.money is not None and not one.money.bare and told.chance >= SURELY_GRANTED
    return (named and surely) or EACH_ROW in one.cues


def _untitled(text: str, title: Span, place: int, share: float) -> tuple[str, str]:
    said = f"“{title.of(text)}” is left out as its title: its confidence is {share:.2f}"
    return TITLE_DOUBTFUL, f"grant {place}: {said}"


def _left_out(a: Annotations, one: Told, share: float) -> tuple[str, str]:
    row = one.candidate
    place = row.money or row
    said = f"a grant of {a.text[place.start : place.end]}" if row.money else "a grant without a sum"
    return LEFT_OUT, f"{said} at character {place.start} is left out: its confidence is {share:.2f}"


def accepted(one: Proposed) -> tuple[tuple[Fate, ...], Resolved]:
    """The fates of the sums and the grants that they make, each with the period that its finder proposes."""
    a = one.notes
    every, found = told(one)
    bounded = bordered(a, found.grants, one.candidates)
    givers = _only_givers(one)
    kept = [
        at
        for at in each_once(a, bounded, headed=True)
        if not _decides(a, bounded[at].candidate) and not _gives(a, bounded[at], givers)
    ]
    doubts = renumbered(found.doubts, [at + 1 for at in kept])
    grants: Sequence[Told] = [bounded[at] for at in kept]
    for step in (announced, named, unowned, uncounted):
        grants = step(a, grants)
    return every, Resolved(tuple(_completed(a.text, one) for one in grants), tuple(doubts))


def _only_givers(one: Proposed) -> Set[str]:
    """The bodies that are told as who gives, and of which no sentence says that they get something."""
    text = one.notes.text
    getting = (row.owner for row in one.clauses if row.owner and "owner.by-verb" in row.cues)
    return payers(one.notes) - {entity(owner.of(text)) for owner in getting}


def _gives(a: Annotations, one: Told, givers: Set[str]) -> bool:
    """Whether who would get a lone sum of running text, for no project, is who gives."""
    row = one.candidate
    if row.owner is None or row.title is not None or row.money is None or _is_set_out(a, row.money):
        return False
    return entity(row.owner.of(a.text)) in givers


def _is_set_out(a: Annotations, money: Money) -> bool:
    block = a.release.blocks[bisect_right(a.release.blocks, money.start, key=lambda one: one.start) - 1]
    return block.kind in (BlockKind.ITEM, BlockKind.ROW)


def _decides(a: Annotations, row: Candidate) -> bool:
    """Whether the one who would get a grant, for no project nor task, is a body that decides: it hands the money out."""
    tasked = row.money is not None and row.money.start in for_tasks(a)
    return row.owner is not None and row.title is None and not tasked and is_board(row.owner.of(a.text))


def _completed(text: str, one: Told) -> Told:
    """``one`` with the abbreviation of its title, and its owner without the full stop of a sentence."""
    title, owner = one.candidate.title, one.candidate.owner
    if owner is not None:
        owner = owner._replace(end=without_full_stop(text, owner.start, owner.end))
    if title is not None:
        title = completed(text, title, owner)
    return replace(one, candidate=one.candidate._replace(title=title, owner=owner))


def told(one: Proposed) -> tuple[tuple[Fate, ...], Resolved]:
    """The fates of the sums and the grants as rows and sentences tell them."""
    a = one.notes
    every = fates(a, one.readings, one.clauses, one.claims)
    chances = Chances(
        {fate.money.start: fate for fate in every}, sumless(a, one.readings, one.clauses, one.claims)
    )
    found = resolved(a, one.readings, one.clauses, chances, one.claims)
    return every, Resolved(found.grants[:MOST_GRANTS], found.doubts)


def _amounts(everything: Decided, found: Decided) -> Iterator[AmountFate]:
    """What each sum is; one that was taken for granted and is no told grant's is not understood."""
    position = {one.candidate.money.start: i for i, one in enumerate(found.told, 1) if one.candidate.money}
    meant = {one.candidate.money.start for one in everything.told if one.candidate.money}
    granted = [money for one in found.told for money in (one.candidate.money, *one.others) if money]
    granted.sort(key=lambda money: money.amount or 0)
    for fate in found.fates:
        money = fate.money
        grant = position.get(money.start)
        name = "granted" if grant else "not understood" if money.start in meant else _left(fate, granted)
        yield AmountFate(
            money.start, money.end, money.amount, money.currency, name, fate.cue, fate.granted, grant
        )


def _left(fate: Fate, granted: Sequence[Money]) -> str:
    """What a sum is that is no grant's: told again only where a grant has it; ``granted`` are in order of their amounts."""
    if fate.name != "granted":
        return fate.name
    amount = fate.money.amount or 0
    first = bisect_left(granted, amount * (1 - _ROUNDED), key=lambda money: money.amount or 0)
    near = itertools.takewhile(lambda money: (money.amount or 0) <= amount * (1 + _ROUNDED), granted[first:])
    return "told again" if any(can_be_one(fate.money, other) for other in near) else "not understood"


_ROUNDED = 0.5
"""The share of itself by which a sum is rounded at most: "en miljon" for 1,4."""


def grants_of(a: Annotations, told: Sequence[Told]) -> tuple[Grant, ...]:
    """The records of ``told``, in order."""
    return tuple(_grant(a, grant, position) for position, grant in enumerate(told, 1))


def _value(text: str, span: Span | None) -> str | None:
    return re.sub(r"\s+", " ", span.of(text)) if span else None


def _grant(a: Annotations, told: Told, position: int) -> Grant:
    one, text = told.candidate, a.text
    money, period = one.money, one.period
    return Grant(
        position=position,
        number=one.number,
        title=_value(text, one.title),
        owner=_value(text, one.owner),
        partners=tuple(dict.fromkeys(str(_value(text, span)) for span in one.partners)),
        description=_value(text, _beside(one)),
        amount=money.amount if money else None,
        currency=money.currency if money else None,
        amount_approximate=bool(money and money.approximate),
        period_start=period.start_day if period else None,
        period_end=period.end_day if period else None,
        layout=form(a, one),
        evidence={name: _evidence(text, span) for name, span in _places(one) if span.start < span.end},
    )


def _places(one: Candidate) -> Iterator[tuple[str, Span]]:
    """The places of a candidate's values, by the names of the fields."""
    for name, span in (("title", one.title), ("owner", one.owner), ("description", _beside(one))):
        if span:
            yield name, Span(span.start, span.end, span.rule or one.reader)
    if one.partners:
        first, last = min(s.start for s in one.partners), max(s.end for s in one.partners)
        yield "partners", Span(first, last, one.partners[0].rule or one.reader)
    if one.number_span:
        yield "number", Span(one.number_span.start, one.number_span.end, "number.marker")
    if one.money:
        shared = not one.cues.isdisjoint(("each", "one sum for all"))
        yield "amount", Span(one.money.start, one.money.end, FOR_EACH if shared else one.money.rule)
    if one.period:
        for name, day in (("period_start", one.period.start_day), ("period_end", one.period.end_day)):
            if day:
                yield name, Span(one.period.start, one.period.end, one.period.rule)


def _beside(one: Candidate) -> Span | None:
    """The description, where it is not the words of the title."""
    said, title = one.description, one.title
    if said and title and said.start < title.end and title.start < said.end:
        return None
    return said


def _evidence(text: str, span: Span) -> Evidence:
    return Evidence(span.start, span.end, text[span.start : span.end], span.rule)


def _opening(a: Annotations) -> int:
    """Where the text ends in which a release says what it is about: its first blocks of running text."""
    blocks = [one for one in a.release.blocks if one.kind not in (BlockKind.ITEM, BlockKind.ROW)]
    return blocks[:OPENING][-1].end if blocks else 0


def _decided(a: Annotations, found: Extraction, number: Span | None) -> Extraction:
    """``found`` with who decided, when, who pays, and the ``number`` that it is kept by, as far as it is said."""
    end = _opening(a)
    body = decided_by(a.text, end) if found.grants else None
    when = decided_on(a.text, end, a.release.published) if found.grants else None
    payer = named_funder(a.text, end)
    places = (("decided_by", body), ("decided_on", when[0] if when else None), ("funder", payer))
    evidence = dict(found.claims.evidence) | {
        name: _evidence(a.text, Span(span[0], span[1], f"decision.{name}")) for name, span in places if span
    }
    return replace(
        found,
        funder=a.text[payer[0] : payer[1]] if payer else found.release.publisher,
        decided_on=when[1] if when else None,
        decided_by=a.text[body[0] : body[1]] if body else None,
        reference=number.of(a.text) if number else None,
        evidence=evidence,
    )

"""How sure a grant is: the chance that all of its fields are right.

A logistic model over named cues (``weights/confidence.tsv``): what the fates said, which finder read it, what its names
look like, what is left empty, which checks the release passes. It is fitted on grants of publishers that the reader's
other tables had not seen, so that 0.9 means nine of ten on releases that nobody has tuned for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from anslag.parsers.borders import CHOSEN
from anslag.parsers.candidates import Candidate
from anslag.parsers.cues.structure import of_candidate
from anslag.parsers.linear import Weights, in_use
from anslag.parsers.mentions.mention import Annotations, Span, within
from anslag.parsers.merging import Told, key
from anslag.parsers.records import Check, CheckStatus

_CHANCES = (0.98, 0.95, 0.9, 0.8, 0.65, 0.5)
_MANY = (1, 3, 9)


def confidences(
    a: Annotations,
    told: Sequence[Told],
    checks: Sequence[Check],
    proposed: Iterable[Candidate],
    weights: Weights | None = None,
) -> tuple[float, ...]:
    """The confidence of each grant of a release, from 0 to 1; ``proposed`` are all readings of its rows and sentences."""
    known = weights or in_use("confidence")
    return tuple(round(known.chance(found), 2) for found in cues(a, told, checks, proposed))


def cues(
    a: Annotations, told: Sequence[Told], checks: Sequence[Check], proposed: Iterable[Candidate]
) -> list[frozenset[str]]:
    """The named cues of each grant."""
    whole = {*_release(told), *_checked(checks)}
    readings: dict[int, list[Candidate]] = defaultdict(list)
    for one in proposed:
        if one.money is not None:
            readings[one.money.start].append(one)
    return [frozenset((*whole, *_own(a, one), *_agreement(a.text, one, readings))) for one in told]


def _agreement(text: str, one: Told, readings: Mapping[int, Sequence[Candidate]]) -> Iterator[str]:
    """Whether the other readings of its sum, in other grids and in sentences, say the same of the grant."""
    found = one.candidate
    others = (
        [
            other
            for other in readings.get(found.money.start, ())
            if other.start != found.start or other.reader != found.reader
        ]
        if found.money
        else []
    )
    if not others:
        yield "read in one way"
    for what in ("owner", "title"):
        own: Span | None = getattr(found, what)
        spans: list[Span] = [span for other in others if (span := getattr(other, what)) is not None]
        agreeing = sum(own is not None and key(span.of(text)) == key(own.of(text)) for span in spans)
        if own is None:
            if spans:
                yield f"another reading has a {what}"
        elif agreeing:
            yield f"{'all' if agreeing == len(spans) else 'some'} readings agree on the {what}"
            yield f"the {what} is read more than once"
        elif spans:
            yield f"no other reading has its {what}"


def _release(told: Sequence[Told]) -> Iterator[str]:
    yield "grants: " + next((f"at most {most}" for most in _MANY if len(told) <= most), "ten or more")
    shapes = {_shape(one) for one in told}
    if len(told) > 1:
        yield "all grants have the same fields" if len(shapes) == 1 else "grants have different fields"
    if len({one.laid_out for one in told}) > 1:
        yield "grants from rows and from sentences"


def _shape(one: Told) -> tuple[bool, ...]:
    found = one.candidate
    return found.owner is not None, found.title is not None, found.money is not None, found.period is not None


def _checked(checks: Sequence[Check]) -> Iterator[str]:
    for check in checks:
        if check.status is not CheckStatus.SKIPPED:
            yield f"check {check.status.value}: {check.name}"
    if any(check.status is CheckStatus.FAILED for check in checks):
        yield "a check failed"


def _own(a: Annotations, one: Told) -> Iterator[str]:
    candidate = one.candidate
    kind = "row" if one.laid_out else "clause"
    least = next((f"at least {p}" for p in _CHANCES if one.chance >= p), "less than even")
    yield f"chance of a grant: {least}"
    yield f"reader: {candidate.reader}"
    yield from (cue for cue in candidate.cues if cue.startswith(CHOSEN))
    yield from of_candidate(a, kind, candidate)
    yield f"{kind}: fields {_fields(one)}"
    if candidate.money is None:
        yield "no sum"
    elif candidate.money.bare:
        yield "a sum without a unit"
    if one.others:
        yield "told with another sum"
    yield from _time(a, candidate)
    yield from _span(a, "recipient", candidate.owner)
    yield from _span(a, "title", candidate.title)
    yield from _left(a, candidate.start, candidate.end, one)


def _time(a: Annotations, one: Candidate) -> Iterator[str]:
    """Where the period was read, or that there are some and none is its own."""
    if one.period is not None:
        yield "its own period" if one.start <= one.period.start < one.end else "a period said for all"
    elif a.periods:
        yield "periods in the release, none of them its own"


def _fields(one: Told) -> str:
    names = ("recipient", "title", "sum", "period")
    return ", ".join(name for name, there in zip(names, _shape(one), strict=True) if there) or "none"


def _span(a: Annotations, what: str, span: Span | None) -> Iterator[str]:
    """How a name is bounded: its length, its first sign, what stands in it."""
    if span is None:
        return
    printed = span.of(a.text)
    words = len(printed.split())
    yield f"{what} of {'one word' if words == 1 else 'a few words' if words < 5 else 'many words'}"
    if span.rule:
        yield f"{what}: {span.rule}"
    if printed[:1].islower():
        yield f"{what} begins small"
    if any(one.start == span.start and one.end == span.end for one in within(a.names, span.start, span.end)):
        yield f"{what} is a name as the text has it"
    if any(one.start <= span.start and span.end <= one.end for one in _round(a, span)):
        yield f"{what} is quoted"


def _round(a: Annotations, span: Span) -> Sequence[Span]:
    return within(a.quotes, span.start - 2, span.end + 2)


def _left(a: Annotations, start: int, end: int, one: Told) -> Iterator[str]:
    """What stands in the grant's own words and was not read as one of its fields."""
    candidate = one.candidate
    if len(within(a.sums, start, end)) > 1:
        yield "several sums in its words"
    names = [name for name in within(a.names, start, end) if not _covers(candidate.owner, name.start)]
    names = [name for name in names if not _covers(candidate.title, name.start)]
    if any(name.organisation >= 0.5 for name in names):
        yield "another organisation in its words"
    if any(name.person >= 0.5 for name in names):
        yield "a person in its words"


def _covers(span: Span | None, place: int) -> bool:
    return span is not None and span.start <= place < span.end

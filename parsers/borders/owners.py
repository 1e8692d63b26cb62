"""Who could be the owner of a row's grant, and what speaks for and against each."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set

from anslag.parsers.borders.around import against, fills, line, looks, neighbours, side, sure
from anslag.parsers.borders.choice import ITS_OWN, Choice, Offers, spanning, trimmed
from anslag.parsers.borders.rest import beside, many, unexplained
from anslag.parsers.borders.scene import QUOTATION, Scene, heads_both
from anslag.parsers.candidates import GIVES, Candidate
from anslag.parsers.grids.pieces import Piece
from anslag.parsers.mentions.labels import label
from anslag.parsers.mentions.mention import Name, Span, within
from anslag.parsers.mentions.roles import is_area, is_board, organisation_score, person_score
from anslag.parsers.mentions.words import Ending, ending
from anslag.parsers.organisations import kind
from anslag.parsers.records import BlockKind
from anslag.parsers.scenes import entity
from anslag.parsers.whereabouts import says_where

LONGEST, REACH, MOST = 120, 1500, 14
"""Characters of an owner and of a row that are looked at, and names of a row that are offered."""
_NAMING, _NAMED = 0.2, 0.5
_DISTANCES = ((8, "beside"), (40, "near"), (150, "far"))
_MANY = 0.5


def choices(one: Scene, at: int) -> Sequence[Choice]:
    """Everybody who could be the owner of the grant ``at``, nobody first."""
    grant = one.told[at].candidate
    offers = {place: by for place, by in _offers(one, at).items() if _may_own(one, at, place)}
    if grant.owner and _pays(one, grant.owner.start):
        offers = {}
    own = trimmed(one.text, grant.owner.start, grant.owner.end) if grant.owner else None
    ranks = _ranks(one.text, offers)
    rest = unexplained(one, grant._replace(owner=None))
    found = [
        Choice(
            spanning(grant.owner, place, "borders.owner"),
            place == own,
            frozenset(
                (
                    *_cues(one, at, place, own),
                    *_offered(offers[place], place == own),
                    *ranks[place],
                    *_of_rest(one, rest, place),
                )
            ),
        )
        for place in sorted(offers)
    ]
    return (Choice(None, grant.owner is None, frozenset(_nobody(one, grant, rest))), *found)


def _may_own(one: Scene, at: int, place: tuple[int, int]) -> bool:
    """Whether a name is neither another row's owner, nor a body that decides or pays, nor where another body is."""
    if _is_anothers(one, at, place) or is_board(one.text[slice(*place)]) or _pays(one, place[0]):
        return False
    return not says_where(one.a, Span(*place))


def _pays(one: Scene, start: int) -> bool:
    """Whether a sum comes from who is named there: "738 000 kr från Havsfonden"."""
    found = _FROM.search(one.text, max(0, start - LONGEST), start)
    return found is not None and any(
        money.end == found.start() for money in within(one.a.sums, found.start() - LONGEST, start)
    )


_FROM = re.compile(r" (?:från|ur) $")


def _offers(one: Scene, at: int) -> Offers:
    grant = one.told[at].candidate
    offers: dict[tuple[int, int], set[str]] = defaultdict(set)

    def offer(start: int, end: int, why: str) -> None:
        start, end = trimmed(one.text, start, end)
        if 1 < end - start <= LONGEST:
            offers[start, end].add(why)

    if grant.owner:
        offer(grant.owner.start, grant.owner.end, ITS_OWN)
    for other in one.read_otherwise(grant):
        if other.owner and not _is_of_the_giver(grant, other):
            offer(other.owner.start, other.owner.end, _reader(other))
    names = _names(one, grant)
    for name in names:
        offer(name.start, name.end, "a name")
    if not any(name.organisation >= _NAMED for name in names):
        for name in _heading(one, grant) if grant.owner else ():
            offer(name.start, name.end, "a name above")
    if any(name.person >= _NAMED for name in names) and one.home:
        offer(one.home.start, one.home.end, AT_WORK)
    return offers


AT_WORK = "where persons of the release work"


def _is_of_the_giver(grant: Candidate, other: Candidate) -> bool:
    """Whether a sentence found none but who gives for a sum whose row has an owner of its own."""
    own = grant.owner is not None and not grant.reader.startswith("clause.")
    return own and GIVES in other.cues


def _reader(other: Candidate) -> str:
    if not other.reader.startswith("clause."):
        return f"a {other.reader}"
    return "a frame" if "owner.by-frame" in other.cues else "a sentence"


def _names(one: Scene, grant: Candidate) -> Sequence[Name]:
    """The names of the row, and those that its owner touches."""
    end = min(grant.end, grant.start + REACH)
    found = [name for name in within(one.a.names, grant.start, end) if _is_named(name)][:MOST]
    if grant.owner:
        names = one.a.names
        first = bisect_right(names, grant.owner.start, key=lambda name: name.end)
        last = bisect_left(names, grant.owner.end, key=lambda name: name.start)
        found += names[first:last]
    return found


def _is_named(name: Name) -> bool:
    return max(name.organisation, name.person) >= _NAMING


def _heading(one: Scene, grant: Candidate) -> Iterator[Name]:
    """The name that is all of the heading over a row that names a person, however many rows stand between."""
    blocks, a = one.a.release.blocks, one.a
    if grant.owner is None or person_score(grant.owner.of(a.text)) < _NAMED:
        return
    first = bisect_right(blocks, grant.start, key=lambda block: block.start) - 1
    above = itertools.islice(reversed(blocks[: max(0, first)]), _SECTION)
    # Short rows look like headings.
    heads = (b for b in above if b.kind is BlockKind.HEADING and not within(a.sums, b.start, b.end))
    for block in itertools.islice(heads, 1):
        names = within(a.names, block.start, block.end)
        yield from (one for one in names if one.end - one.start == block.end - block.start and _is_named(one))


_SECTION = 30
"""Blocks above a row among which its heading is looked for."""


def _ranks(text: str, offers: Offers) -> Mapping[tuple[int, int], Sequence[str]]:
    """Which of those offered is the likeliest organisation, the only one, the first, the last."""
    scores = {place: organisation_score(text[slice(*place)]) for place in offers}
    bodies = [place for place in sorted(offers) if scores[place] >= _NAMED]
    likeliest = max(sorted(offers), key=lambda place: scores[place], default=None)
    ranks: dict[tuple[int, int], list[str]] = {place: [] for place in offers}
    for place in bodies:
        ranks[place].append(
            "the only organisation"
            if len(bodies) == 1
            else "the first organisation"
            if place == bodies[0]
            else "the last organisation"
            if place == bodies[-1]
            else "amid organisations"
        )
    if likeliest is not None:
        ranks[likeliest].append("the likeliest organisation")
    return ranks


def _nobody(one: Scene, grant: Candidate, rest: Sequence[Piece]) -> Iterator[str]:
    yield "nobody"
    yield f"nobody, where the column has {'one' if grant.owner else 'none'}"
    if grant.title:
        yield "nobody, beside a title"
    yield f"nobody, {many(rest)} left"
    yield f"nobody, rows {one.named}"
    share = sum(one.owners.values()) / len(one.told)
    yield f"nobody, where {'all' if share > 0.95 else 'most' if share > 0.6 else 'few'} grants have one"


def _of_rest(one: Scene, rest: Sequence[Piece], place: tuple[int, int]) -> Iterator[str]:
    """What of a row is left for a title beside an owner, and whether rows like it name organisations."""
    left = many(beside(rest, *place))
    like = sure(organisation_score(one.text[slice(*place)]))
    yield f"{left} left beside it"
    yield f"{left} left, organisation {like}"
    yield f"rows {one.named}, organisation {like}"


def _offered(by: Set[str], own: bool) -> Iterator[str]:
    yield from by
    if own:
        yield from (f"its own, {who}" for who in by - {ITS_OWN})
    if len(by - {"a name", "a name above"}) > 2:
        yield "read by several"


def _cues(one: Scene, at: int, place: tuple[int, int], own: tuple[int, int] | None) -> Iterator[str]:
    grant, said = one.told[at].candidate, one.text[slice(*place)]
    if place == own:
        yield from _of_its_own(one, grant, place, said)
    else:
        yield from against(one.text, *place, Span(*own) if own else None)
        if own and fills(one.text, *own) == "all":
            yield "its own fills its cell or line"
    yield from looks(said)
    yield from neighbours(one.text, *place)
    yield from _words(one, said)
    yield from _beside_title(one, grant, place, said)
    yield from _beside_sum(one, grant, place)
    yield from _elsewhere(one, at, place, said)
    if filled := fills(one.text, *place):
        yield f"{filled} of a cell or line"
    if field := _labelled(one.text, place[0]):
        yield f"labelled {field}"
    if one.text[max(0, place[0] - 1) : place[0]] in {*QUOTATION}:
        yield "quoted"


def _of_its_own(one: Scene, grant: Candidate, place: tuple[int, int], said: str) -> Iterator[str]:
    yield f"its own, {grant.reader}"
    yield f"its own, organisation {sure(organisation_score(said))}"
    yield f"its own, {kind(said)}"
    if fills(one.text, *place):
        yield "its own, at a border"
    if grant.title and entity(grant.title.of(one.text)) == entity(said):
        yield "its own, the title again"


def _words(one: Scene, said: str) -> Iterator[str]:
    yield f"kind: {kind(said)}"
    found = _ending(said)
    yield f"family: {found.family if found else 'none'}"
    if found and found.plural and said.casefold().split()[-1].endswith(("ar", "er", "na")):
        yield "plural"
    if not said[:1].isupper():
        yield "begins small"
    if "," in said:
        yield "with a comma"
    yield from _who(one, said)


def _who(one: Scene, said: str) -> Iterator[str]:
    if is_area(said):
        yield "an area"
    publisher = one.a.release.publisher
    if publisher and entity(publisher) == entity(said):
        yield "publishes the release"
        yield f"publishes the release, {kind(said)}"


def _ending(said: str) -> Ending | None:
    """The last word of a name that is an organisation's."""
    found = (ending(word.strip('.,"”)(')) for word in reversed(said.casefold().split()))
    return next((one for one in found if one), None)


def _beside_title(one: Scene, grant: Candidate, place: tuple[int, int], said: str) -> Iterator[str]:
    title = grant.title
    if title is None:
        return
    if title.start <= place[0] and place[1] <= title.end:
        yield (
            "is the title"
            if (title.start, title.end) == place
            else "begins the title"
            if place[0] == title.start
            else "stands in the title"
        )
    elif place[0] < title.end and title.start < place[1]:
        yield "overlaps the title"
    else:
        named, own = entity(title.of(one.text)), entity(said)
        yield f"{side(one.text, *place, title)[0]} the title"
        if own in named:
            yield "says the title again" if own == named else "is named in the title"


def _beside_sum(one: Scene, grant: Candidate, place: tuple[int, int]) -> Iterator[str]:
    if grant.money is None:
        return
    sums = Span(grant.money.start, grant.money.end)
    where, between = side(one.text, *place, sums)
    far = next((word for least, word in _DISTANCES if len(between) < least), "very far")
    yield f"{where} the sum, {line(between)}"
    yield f"{where} the sum, {far}"
    if where != "over" and within(one.a.sums, min(place[1], sums.end), max(place[0], sums.start)):
        yield "another sum between"


def _elsewhere(one: Scene, at: int, place: tuple[int, int], said: str) -> Iterator[str]:
    """What the release does with the name elsewhere."""
    key = entity(said)
    yield f"named {_OFTEN[min(one.names.get(key, 0), len(_OFTEN) - 1)]}"
    yield from _owning(one, at, key)
    if one.titles.get(key):
        yield "is a title"
    for other in one.neighbours(at):
        yield from _anothers(one.told[at].candidate, other, place)


_OFTEN = ("never", "once", "twice", "often")


def _owning(one: Scene, at: int, key: str) -> Iterator[str]:
    own = one.told[at].candidate.owner
    mine = own is not None and entity(own.of(one.text)) == key
    owned = one.owners.get(key, 0)
    if owned:
        yield "owns another" if owned > mine else "owns this alone"
    if len(one.told) > 2 and owned > _MANY * len(one.told):
        yield "owns most"


def _anothers(grant: Candidate, other: Candidate, place: tuple[int, int]) -> Iterator[str]:
    if other.start <= place[0] and place[1] <= other.end:
        yield "in another's row"
    if _touches(other.owner, place) and not heads_both(grant, other, place):
        yield "another's owner"


def _is_anothers(one: Scene, at: int, place: tuple[int, int]) -> bool:
    """Whether a name outside the row is the owner of the row before or behind, where it stands."""
    grant = one.told[at].candidate
    inside = grant.start <= place[0] and place[1] <= grant.end
    return not inside and any(
        _touches(other.owner, place) and not heads_both(grant, other, place) for other in one.neighbours(at)
    )


def _touches(span: Span | None, place: tuple[int, int]) -> bool:
    return span is not None and span.start < place[1] and place[0] < span.end


def _labelled(text: str, start: int) -> str:
    """What the label right before a span announces."""
    head = text[text.rfind("\n", max(0, start - LONGEST), start) + 1 : start].rstrip()
    found = label(head[:-1].rpartition(". ")[2].rpartition("\t")[2]) if head.endswith(":") else None
    return found.field if found else ""

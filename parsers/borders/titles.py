"""What could be the title of a row's grant, and what speaks for and against each."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence, Set

from anslag.parsers.borders.around import SMALL, against, fills, line, looks, neighbours, side
from anslag.parsers.borders.choice import ITS_OWN, Choice, Offers, spanning, trimmed
from anslag.parsers.borders.rest import beside, many, unexplained
from anslag.parsers.borders.scene import QUOTATION, Scene, heads_both
from anslag.parsers.candidates import Candidate
from anslag.parsers.grids.pieces import Piece, pieces
from anslag.parsers.lexicon import words
from anslag.parsers.mentions.labels import label
from anslag.parsers.mentions.mention import Placed, Span, within
from anslag.parsers.mentions.references import is_label
from anslag.parsers.scenes import entity
from anslag.parsers.symbols import symbol_of
from anslag.parsers.whereabouts import says_where

LONGEST, REACH, LINE, MOST, PIECES, RUNS_ON = 250, 1200, 700, 24, 6, 200
"""Characters of a title, a row and a line that are looked at; titles and pieces of a line that are offered; characters
behind its title into which it may run on."""
_SIGN = re.compile(r"[,;.(–:]| [-–] ")
_OPENING = words("words", "title")
_ENDS = ".,;:!?" + QUOTATION
_NUMBER = re.compile(r"(?:[A-ZÅÄÖ]{1,4}[ -]?)?[0-9]{2,4}[-/:][0-9]{5,}[ .:–-]+(?=\S)")
"""The number of a matter before a title: "P2025-01871 Kalkugn på vätgas"."""
_VERBS = "RBWDYK"
_GIVES, _UNFINISHED = re.compile(r"[RBWDY]"), re.compile(rf"[{_VERBS}tfmovigcs]$")
"""Of the symbols of a title's words: a verb that gives or gets, a last word that more must follow."""
_TELLING = frozenset("är ska har får kommer vill syftar innebär fick beviljas beviljades tilldelas".split())
_LENGTHS = ((1, "one word"), (2, "two words"), (5, "a few words"), (11, "words"), (24, "many words"))


def choices(one: Scene, at: int) -> Sequence[Choice]:
    """Everything that could be the title of the grant ``at``, nothing first."""
    grant = one.told[at].candidate
    own = _bare(one.text, *trimmed(one.text, grant.title.start, grant.title.end)) if grant.title else None
    told = _offers(one, grant)
    offers = _fewer({place: by for place, by in told.items() if _may_be(one, at, place)})
    rest = unexplained(one, grant)
    found = [
        Choice(
            spanning(grant.title, place, "borders.title"),
            place == own,
            frozenset(
                (
                    *_cues(one, at, place, own),
                    *_offered(offers[place], grant.reader),
                    *_of_rest(rest, place),
                    *_of_quotations(one, at, place),
                )
            ),
        )
        for place in sorted(offers)
    ]
    return (
        Choice(None, grant.title is None, frozenset({*_nothing(one, grant, rest), *_unquoted(one, at)})),
        *found,
    )


def _may_be(one: Scene, at: int, place: tuple[int, int]) -> bool:
    """Whether a span is neither where a body is, nor the title of the row before or behind, where it stands.

    The line above a row in one paragraph with it may be its title, though the columns have cut it off.
    """
    grant = one.told[at].candidate
    own = grant.start <= place[0] and place[1] <= grant.end
    if own or one.text[place[1] : max(place[1], grant.start)] == "\n":
        return not says_where(one.a, Span(*place))
    others = [row for row in one.neighbours(at) if not heads_both(grant, row, place)]
    titles = (row.title for row in others if row.title)
    return not any(title.start < place[1] and place[0] < title.end for title in titles)


def _fewer(offers: Offers) -> Offers:
    """The offers of readers and quotations, and the first of the others."""
    if len(offers) <= MOST:
        return offers
    sure = sorted(place for place in offers if offers[place] & {ITS_OWN, "a clause", "a grid", "a quotation"})
    others = sorted(offers.keys() - {*sure})
    return {place: offers[place] for place in [*sure, *others][:MOST]}


def _offers(one: Scene, grant: Candidate) -> Offers:
    offers: dict[tuple[int, int], set[str]] = defaultdict(set)
    for begun, stop, why in (*_of_readers(one, grant), *_of_the_row(one, grant)):
        start, end = _bare(one.text, *trimmed(one.text, begun, stop))
        if numbered := _NUMBER.match(one.text, start, end):
            start = numbered.end()
        sums = grant.money is not None and start <= grant.money.start < end
        # "Bok: Ljus i norr" is all of a cell, whose header says what it is.
        celled = one.text[start - 1 : start] == "\t" and fills(one.text, start, end) == "all"
        other = not celled and _is_other(one.text[start:end])
        cut = _is_count(one, start, end) or _is_cut_off(one, start, end)
        if 2 < end - start <= LONGEST and not (sums or other or cut):
            offers[start, end].add(why)
    return offers


def _bare(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without the number of its matter at its end, and "av", which only says who is named next."""
    if numbered := _NUMBER_BEHIND.search(text, start, end):
        end = numbered.start()
    found = _BY.search(text, start, end)
    return (start, found.start()) if found and text[end : end + 1] == " " else (start, end)


_BY = re.compile(r" av$")
_NUMBER_BEHIND = re.compile(r"(?:, | \()(?:[Dd]nr\.?:? )?[A-ZÅÄÖ]{1,5}[ -]?[0-9]{2,4}[-/:]?[0-9]{3,}\)?$")
"""The number of a matter behind a title: "Kalkugn på vätgas, MN17-0871", "Kalkugn (RS130482)"."""


def _is_count(one: Scene, start: int, end: int) -> bool:
    """Whether all that a span says is how many there are ("16 anslag")."""
    return any(count.start <= start and end <= count.end for count in one.a.counts)


def _is_cut_off(one: Scene, start: int, end: int) -> bool:
    """Whether a span breaks off before a sum, in a word that must go on: "Merparten av de drygt" before "sju miljonerna"."""
    last = one.text[start:end].rpartition(" ")[2].casefold()
    following = within(one.a.sums, end, end + LINE)[:1]
    return (last in SMALL or symbol_of(last) == "") and any(money.start <= end + 1 for money in following)


def _is_other(said: str) -> bool:
    """Whether a span is a label with its value ("Projekt: Ny is"), or the number that a grant is kept by ("Dnr 304-5512-03")."""
    if label(said.partition(":")[0]) and ":" in said:
        return True
    name, _, number = said.partition(" ")
    return is_label(name) and " " not in number and any(map(str.isdigit, number))


def _of_readers(one: Scene, grant: Candidate) -> Iterator[tuple[int, int, str]]:
    """What the row's column and other readings of its sum give, and where its title could run on."""
    for other in one.read_otherwise(grant):
        if other.title:
            who = "a clause" if other.reader.startswith("clause") else "a grid"
            yield other.title.start, other.title.end, who
    if grant.title:
        yield grant.title.start, grant.title.end, ITS_OWN
        for end in _run_on(one.text, grant.title.end):
            if trimmed(one.text, grant.title.end, end)[1] > grant.title.end + 1:
                yield grant.title.start, end, "longer"


def _of_the_row(one: Scene, grant: Candidate) -> Iterator[tuple[int, int, str]]:
    """The quotations of a row, and the parts of its cells and lines."""
    end = min(grant.end, grant.start + REACH)
    for quote in within(one.a.quotes, grant.start, end):
        yield quote.start + 1, quote.end - 1, "a quotation"
    for start, stop in _cells(one, grant.start, end):
        yield from _parts(one, grant, start, stop)


_CLOSED = re.compile(r"[\n\t]")


def _run_on(text: str, end: int) -> Iterator[int]:
    """The signs of a title's line or cell behind it, and the end of it."""
    closed = _CLOSED.search(text, end, end + RUNS_ON)
    stop = closed.start() if closed else min(len(text), end + RUNS_ON)
    yield from (found.start() for found in _SIGN.finditer(text, end, stop))
    yield stop


def _cells(one: Scene, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The cells and lines of a row, without those as long as a paragraph."""
    first = max(0, bisect_right(one.a.lines, start, key=lambda each: each.start) - 1)
    for each in one.a.lines[first:]:
        if each.start >= end:
            return
        begun, stop = max(each.start, start), min(each.end, end)
        if stop - begun > LINE:
            continue
        for cell in re.finditer(r"[^\t]+", one.text[begun:stop]):
            yield begun + cell.start(), begun + cell.end()


def _parts(one: Scene, grant: Candidate, start: int, end: int) -> Iterator[tuple[int, int, str]]:
    """The parts of a cell or line: at its colon, between owner and sums, its pieces."""
    colon = one.text.find(":", start, end)
    if colon > 0:
        yield start, colon, "before a colon"
        yield colon + 1, end, "behind a label" if label(one.text[start:colon]) else "behind a colon"
    owner = [grant.owner] if grant.owner and start <= grant.owner.start < end else []
    stops: list[Placed] = [*owner, *within(one.a.sums, start, end)]
    stops.sort(key=lambda stop: stop.start)
    at = start
    for stop in stops:
        yield at, stop.start, "between"
        at = stop.end
    yield at, end, "between"
    yield from ((piece.start, piece.end, "a piece") for piece in pieces(one.text, start, end)[:PIECES])


def _nothing(one: Scene, grant: Candidate, rest: Sequence[Piece]) -> Iterator[str]:
    had = f"the column has {'one' if grant.title else 'none'}"
    share = sum(one.titles.values()) / len(one.told)
    yield "nothing"
    yield f"nothing, where {had}"
    yield f"nothing, where {had}, {grant.reader}"
    yield f"nothing, {many(rest)} left"
    yield f"nothing, where {had}, {many(rest)} left"
    longest = max((one.text[piece.start : piece.end] for piece in rest), key=len, default="")
    yield f"nothing, at most {_length(longest)} left"
    yield f"nothing, where {had}, {'all' if share > 0.95 else 'most' if share > 0.6 else 'few'} grants have one"
    if grant.title and grant.title.of(one.text)[:1].islower():
        yield "nothing, where the column's begins small"
    if grant.owner:
        yield "nothing, beside an owner"


def _of_rest(rest: Sequence[Piece], place: tuple[int, int]) -> Iterator[str]:
    """What of a row a title explains that nothing else does."""
    left = beside(rest, *place)
    covered = len(rest) - len(left)
    yield f"explains {'nothing more' if not covered else 'all that is left' if not left else 'a part of what is left'}"
    if covered and rest and place[0] <= rest[0].start:
        yield "explains the first that is left"


def _of_quotations(one: Scene, at: int, place: tuple[int, int]) -> Iterator[str]:
    """Whether a title is the quotation of its row, and whether other rows have one."""
    every = one.quotations[at]
    own = next((i for i, q in enumerate(every) if q.start <= place[0] and place[1] <= q.end), None)
    if own is not None:
        which = "the only" if len(every) == 1 else "another" if own else "the first"
        yield f"{which} quotation"
        yield f"{which} quotation, where {one.quoting} rows have one"
    elif every:
        yield f"no quotation, where the row has one and {one.quoting} rows"


def _unquoted(one: Scene, at: int) -> Iterator[str]:
    if one.quotations[at]:
        yield f"nothing, where the row has a quotation and {one.quoting} rows"


def _offered(by: Set[str], reader: str) -> Iterator[str]:
    for who in by:
        yield who
        yield f"{who}, {reader}"


def _cues(one: Scene, at: int, place: tuple[int, int], own: tuple[int, int] | None) -> Iterator[str]:
    grant, said = one.told[at].candidate, one.text[slice(*place)]
    filled = fills(one.text, *place)
    if place == own:
        yield f"its own, {filled or 'no part'} of a cell or line"
        yield f"its own, {_length(said)}"
        if said[:1].islower():
            yield "its own, begins small"
    else:
        yield from against(one.text, *place, Span(*own) if own else None)
    if filled:
        yield f"{filled} of a cell or line"
    yield from looks(said)
    yield from neighbours(one.text, *place)
    yield from _words(one, said)
    yield from _signs(one, place, said)
    yield from _beside(one, grant, place)
    yield from _elsewhere(one, at, place, said)


def _length(said: str) -> str:
    count = len(said.split())
    return next((word for most, word in _LENGTHS if count <= most), "very many words")


def _words(one: Scene, said: str) -> Iterator[str]:
    every = said.casefold().split()
    first = every[0].strip(QUOTATION)
    yield _length(said)
    if first in _OPENING:
        yield "begins as a title"
    if first in SMALL:
        yield f"begins with {first}"
    begins = "small" if said[0].islower() else "large" if said[0].isupper() else "with a sign"
    yield f"begins {begins}"
    if one.titles:
        yield f"begins {begins} among {'large' if one.capitals else 'small'}"
    yield from _verbs(every)
    if label(said):
        yield "is a label"


def _verbs(every: Sequence[str]) -> Iterator[str]:
    """Whether the words of a title hold a verb, and whether more must follow the last of them."""
    if not _TELLING.isdisjoint(every):
        yield "with a verb"
    classes = "".join(symbol_of(word.strip(_ENDS)) or "_" for word in every)
    if _GIVES.search(classes):
        yield "with a verb of giving"
    if unfinished := _UNFINISHED.search(classes):
        yield f"ends with a {'verb' if unfinished[0] in _VERBS else 'small word'}"


def _signs(one: Scene, place: tuple[int, int], said: str) -> Iterator[str]:
    yield from _quotation(one, place)
    if any(sign in said[1:-1] for sign in QUOTATION):
        yield "with a quotation in it"
    if _NEXT_SENTENCE.search(said):
        yield "several sentences"
    if ":" in said:
        yield "with a colon"
    if said.count("(") > said.count(")"):
        yield "an open bracket"


_NEXT_SENTENCE = re.compile(r"[.!?]\s+\S")


def _quotation(one: Scene, place: tuple[int, int]) -> Iterator[str]:
    opened = one.text[max(0, place[0] - 1) : place[0]] in {*QUOTATION}
    closed = one.text[place[1] : place[1] + 1] in {*QUOTATION}
    if opened or closed:
        yield "quoted" if opened and closed else "half quoted"
    if one.quoted and not opened:
        yield "not quoted among quoted"


def _beside(one: Scene, grant: Candidate, place: tuple[int, int]) -> Iterator[str]:
    if within(one.a.sums, *place):
        yield "with a sum"
    if within(one.a.periods, *place):
        yield "with a period"
    sums = Span(grant.money.start, grant.money.end) if grant.money else None
    for what, other in (("owner", grant.owner), ("sum", sums)):
        if other is not None:
            where, between = side(one.text, *place, other)
            yield f"{where} the {what}, {line(between)}"
            if where != "over" and len(between) < _NEXT:
                yield f"right {where} the {what}"


_NEXT = 5
"""Characters between two spans that stand side by side."""


def _elsewhere(one: Scene, at: int, place: tuple[int, int], said: str) -> Iterator[str]:
    key = entity(said)
    if one.owners.get(key):
        yield "is an owner"
    if one.titles.get(key, 0) > 1:
        yield "title of several"
    if any(other.start < place[1] and place[0] < other.end for other in one.neighbours(at)):
        yield "in another's row"

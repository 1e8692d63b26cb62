"""Where a sum stands: the words and names round it, the shape of its line, its label, what announces it."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from anslag.parsers.cues.turns import turns
from anslag.parsers.cues.words import Spoken, genre, kinds, lexicon, rows_in, spirit
from anslag.parsers.document import Line
from anslag.parsers.invitation import speaks_to_reader
from anslag.parsers.lexicon import words
from anslag.parsers.listed import announcing
from anslag.parsers.mentions.labels import TOTAL, heads
from anslag.parsers.mentions.labels import label as known_label
from anslag.parsers.mentions.mention import Annotations, Money, Span, within
from anslag.parsers.records import Block, BlockKind
from anslag.parsers.scopes import TAKEN_BACK, status_of, status_of_section
from anslag.parsers.verdicts import verdicts

NEAR = 28
"""Characters round a sum in which a word is near it (four words or so; fates.md measured this width)."""
FAR = 1_000
"""Characters of a sentence on each side of a sum that are asked: a longer one is no sentence, but a list."""
SHORT = 120
"""Characters up to which a line is short: an item of a list, not a paragraph."""
_LABEL = 45
VERDICT = "verdict: refused"
"""The cue of a sum in a row that a column of yes and no refuses."""
COST = "its label: a whole cost, or a share of others"
"""That of a sum right behind a label of what the project costs or what others put in."""
SUPPORT = "its label: a sum of support"
"""That of a sum right behind a label that says so, and not that it was granted: "Stödbelopp: 30 000 kr"."""
ACCEPTED = "verdict: granted"
"""That of the only sum in a row that the column says yes to, and of one right behind a label that says so."""
_GIVING = frozenset(("gets", "is granted", "grants", "gives", "goes to", "granted sum", "pays out"))


@dataclass(frozen=True, slots=True)
class Place:
    """A sum with the stretches of text round it: its line, its sentence, and up to the neighbouring sums."""

    index: int
    money: Money
    line: int
    sentence: Span
    clause: Span
    alone: bool
    """No other sum in the sentence."""


@dataclass(frozen=True, slots=True)
class Text:
    """A release with what is asked for every sum."""

    notes: Annotations
    spoken: Spoken
    blocks: Sequence[Block]
    headers: Mapping[int, tuple[tuple[int, int, str], ...]]
    """For each block that is a row: its cells, each with the text that stands over it."""
    runs: Sequence[Sequence[int]]
    """For each line: the lines of its shape, with sums, in the run that it stands in."""
    body: int
    """The first line below headline and lede."""
    announcing: dict[int, int | None] = field(default_factory=dict)
    """The line that announces a line, as far as it was asked: the rows of a list have one."""


def places(a: Annotations) -> list[Place]:
    """Every sum of the release with its surroundings."""
    lines = [line.start for line in a.lines]
    sentences = [one.start for one in a.sentences]
    found: list[Place] = []
    for index, money in enumerate(a.sums):
        line = max(0, bisect_right(lines, money.start) - 1)
        at = bisect_right(sentences, money.start) - 1
        own = a.lines[line]
        sentence = (
            a.sentences[at] if at >= 0 and a.sentences[at].end >= money.end else Span(own.start, own.end)
        )
        if own.kind is BlockKind.ROW:
            sentence = Span(own.start, own.end)
        before = _without_rate(a.text, a.sums[index - 1].end) if index else 0
        behind = a.sums[index + 1].start if index + 1 < len(a.sums) else len(a.text)
        sentence = Span(max(sentence.start, money.start - FAR), min(sentence.end, money.end + FAR))
        clause = Span(max(sentence.start, before), min(sentence.end, behind))
        alone = before <= sentence.start and behind >= sentence.end
        found.append(Place(index, money, line, sentence, clause, alone))
    return found


def _without_rate(text: str, end: int) -> int:
    """Where a sum that ends at ``end`` ends with the unit that it is for: "48 kronor per medlem"."""
    rate = _PER.match(text, end)
    return rate.end() if rate else end


_PER = re.compile(r"\s?(?:per|/)\s?\w+|\s(?:vardera|styck|om året|i månaden)\b")


def around(text: Text, every: Sequence[Place]) -> list[set[str]]:
    """The cues of each sum from its surroundings."""
    repeated = Counter(_lead(text, place) for place in every)
    return [
        {
            *_words(text, place),
            *_beside(text, place),
            *_names(text, place),
            *_shape(text, place, repeated),
            *_labels(text, place),
            *announced(text, place.line),
        }
        for place in every
    ]


@cache
def certain() -> frozenset[str]:
    """The cues of rows whose words no other outweighs: too rare to be weighed by a fit, and too clear to need it."""
    return frozenset(f"in the clause: {row.name}" for row in lexicon().rows if row.certain)


def _words(text: Text, place: Place) -> Iterator[str]:
    money, clause = place.money, place.clause
    asides = _asides(text.notes.text, place)

    def said(start: int, end: int) -> set[str]:
        return set().union(*(text.spoken.said(a, b) for a, b in _without(asides, start, end)))

    before = said(max(clause.start, money.start - NEAR), money.start)
    behind = said(money.end, min(clause.end, money.end + NEAR))
    farther = said(clause.start, clause.end) - before - behind
    aside = set().union(*(text.spoken.said(*one) for one in asides))
    for zone, rows in (("before", before), ("behind", behind), ("farther", farther), ("in an aside", aside)):
        yield from said_in(zone, rows)
    own = before | behind | farther
    yield from said_in("in the clause", own)
    yield from turns(text.notes, clause, money)
    yield from said_in("elsewhere", said(place.sentence.start, place.sentence.end) - own)


_ASIDE = re.compile(
    r",\s(?:som|vilken|vilket|vilka|där|vars)\s[^,.;:()\n]{2,160}(?:,|\.(?=\s|$))"
    r"|\b(?:än|jämfört\smed|i\s?stället\sför|(?:lika|samma)\s(?:\w+\s){0,3}som)\s[^,.;:()\n]{0,60}?"
    r"\b(?:förra\s(?:året|gången|omgången)|i\sfjol|ifjol|fjolåret|året\s(?:före|innan))\b",
    re.M,
)
"""A relative clause between commas, and what is compared with: what they tell is not what the main clause does."""
_AIM = re.compile(
    r"\b(?:(?:så|mot|för)\satt|att\s(?=lägga|använda|spendera|satsa))(?P<aim>[^.;:()\n]{2,160})"
)
"""What a sum is for: "får 2 miljoner så att taket kan läggas om", "att lägga på lön"."""


def _asides(text: str, place: Place) -> Sequence[tuple[int, int]]:
    """The clauses beside a sum, but for one that tells of the sum itself, what it is compared with, and what it is for."""
    found = [one.span() for one in _ASIDE.finditer(text, place.clause.start, place.clause.end)]
    aims = [one.span("aim") for one in _AIM.finditer(text, place.money.end, place.clause.end)]
    return sorted([*(one for one in found if not one[0] < place.money.start < one[1]), *aims])


def _without(asides: Sequence[tuple[int, int]], start: int, end: int) -> Iterator[tuple[int, int]]:
    """The parts of ``[start, end)`` that lie in none of ``asides``."""
    for first, last in asides:
        if start < last and first < end:
            yield start, max(start, first)
            start = last
    if start < end:
        yield start, end


def said_in(zone: str, rows: Iterable[str]) -> Iterator[str]:
    """Each of ``rows`` as a cue of ``zone``, and what it is at large: rare words are judged by that alone."""
    large = kinds()
    for row in rows:
        if row in large:
            yield f"{zone}: {row}"
            if large[row]:
                yield f"{zone}: a word for {large[row]}"


_ENDS = {
    ",": "comma",
    ":": "colon",
    "(": "bracket",
    "–": "dash",
    "-": "dash",
    "\t": "tab",
    ";": "semicolon",
    ".": "full stop",
    ")": "bracket",
}


def _beside(text: Text, place: Place) -> Iterator[str]:
    money, line = place.money, text.notes.lines[place.line]
    known = lexicon()
    before = text.notes.text[line.start : money.start].rstrip(" ")
    if not before:
        yield "opens the line"
    elif before[-1] in _ENDS:
        yield f"right before: {_ENDS[before[-1]]}"
    else:
        word = before[-24:].split()[-1].lower()
        yield f"right before: {word}" if word in known.before else "right before: another word"
    behind = text.notes.text[money.end : line.end].lstrip(" ")
    if not behind.strip(".*"):
        yield "closes the line"
    elif behind[0] in _ENDS:
        yield f"right behind: {_ENDS[behind[0]]}"
    else:
        word = behind[:24].split()[0].strip(".,;:").lower()
        yield f"right behind: {word}" if word in known.behind else "right behind: another word"


def _names(text: Text, place: Place) -> Iterator[str]:
    a, money, clause = text.notes, place.money, place.clause
    before = within(a.names, clause.start, money.start)
    behind = within(a.names, money.end, clause.end)
    for zone, names in (("before", before), ("behind", behind)):
        if names:
            yield f"a name {zone}"
            if any(one.organisation >= 0.5 for one in names):
                yield f"an organisation {zone}"
            if all(one.person >= 0.5 for one in names):
                yield f"only persons {zone}"
    if before and money.start - before[-1].end <= 3:
        yield "a name right before"
    if behind and behind[0].start - money.end <= 6:
        yield "a name right behind"
    if behind and text.spoken.behind(money.end, behind[0].start) in (("till", money.end + 1),):
        yield "to a name"
    if not before and not behind:
        yield "no name in the clause"
    giving = _GIVING & text.spoken.said(clause.start, clause.end)
    if giving and place.alone and (before or behind):
        yield "a verb of giving, a name and no other sum"
    if within(a.quotes, clause.start, clause.end):
        yield "a quotation in the clause"
    if within(a.periods, clause.start, clause.end):
        yield "a period in the clause"
    if within(a.counts, clause.start, clause.end):
        yield "counted things in the clause" + (", with a verb of giving" if giving else "")


def _lead(text: Text, place: Place) -> tuple[str, ...]:
    line = text.notes.lines[place.line]
    return tuple(text.spoken.before(place.money.start, line.start)[:2])


def _shape(text: Text, place: Place, repeated: Mapping[tuple[str, ...], int]) -> Iterator[str]:
    lines, line = text.notes.lines, text.notes.lines[place.line]
    run = text.runs[place.line]
    short = len(line.text) <= SHORT
    listed = is_list(text, place.line)
    yield f"stands in: {line.kind.value if place.line else 'headline'}"
    yield f"{'short' if short else 'long'} line, " + _many_sisters(len(run))
    lead = _lead(text, place)
    if len(lead) == 2 and repeated[lead] >= 3:
        yield "the same two words before it in three places"
    if place.line < text.body:
        yield "in headline or lede"
    # The rows of a list are judged together: by where the list begins, and by what stands over a row inside it.
    begun = lines[run[0]].start if listed else place.money.start
    yield f"{('first', 'second', 'last')[min(2, 3 * begun // max(1, len(text.notes.text)))]} third of the text"
    if place.line and short:
        above = lines[(run[1] if listed else place.line) - 1]
        if len(above.text) <= 80 and above.text[:1].isupper() and above.text[-1] not in ".:!?":
            yield "a line like a name above"
    in_line = within(text.notes.sums, line.start, line.end)
    if len(in_line) > 1:
        yield "several sums in the line"
        if in_line[-1] is place.money:
            yield "the last of several sums in the line"
        if in_line[0] is place.money:
            yield "the first of several sums in the line"


LISTED = 3
"""Lines of one shape, or rows, from which on they are a list and judged together."""


def is_list(text: Text, line: int) -> bool:
    """Whether a line is one of the short like lines of a list."""
    return len(text.runs[line]) >= LISTED and len(text.notes.lines[line].text) <= SHORT


def _many_sisters(sisters: int) -> str:
    if sisters >= 6:
        return "six or more like it"
    return "three to five like it" if sisters >= LISTED else "few like it"


def _labels(text: Text, place: Place) -> Iterator[str]:
    line, money = text.notes.lines[place.line], place.money
    before = text.notes.text[line.start : money.start]
    colon = before.rfind(":")
    if colon >= 0 and len(before) - colon <= 30:
        start = max(before.rfind(sign, 0, colon) for sign in ".,;\t|") + 1
        if colon - start <= _LABEL:
            yield "has a label"
            yield from named("label", text.spoken.said(line.start + start, line.start + colon))
            # "Stödbelopp: ca 450 000 kr": one word may stand between.
            yield from _of_label(before[start:colon]) if len(before[colon + 1 :].split()) < 2 else ()
    elif len(before) <= 3 and place.line and len(line.text) <= _LABEL:
        above = text.notes.lines[place.line - 1]
        if len(above.text) <= _LABEL:
            yield from named("line above", text.spoken.said(above.start, above.end))
    headers = text.headers.get(line.block, ())
    for start, end, header in headers:
        if start <= money.start and money.end <= end and header:
            yield "has a header"
            yield from named("header", rows_in(header))
            yield from _of_header(line, header, [other for _, _, other in headers])
    if line.kind is BlockKind.ROW:
        yield from _first_cell(text, line)
    if _is_refused(text, place):
        yield VERDICT


def _of_header(line: Line, header: str, every: Sequence[str]) -> Iterator[str]:
    """What the header of a sum's column says for certain, where the table counts nothing and is none of areas: that it was
    granted."""
    if every[0].casefold() in _AREAS or any(map(_OF_COUNTS.search, every)):
        return
    if TOTAL.match(line.text) is None:
        yield from (cue for cue in _of_label(header) if cue == ACCEPTED)


def _of_label(words: str) -> Iterator[str]:
    """What a label right before a sum says for certain: what the project costs, or what was granted; not in which year."""
    said = known_label(words)
    if said is None:
        return
    if said.field == "total" and _OF_COSTS.search(words):
        yield COST
    if said.field == "amount" and not _OF_MORE.search(words):
        yield from [ACCEPTED] if _is_granted(words) else [SUPPORT] if _OF_SUPPORT.search(words) else []


_OF_SUPPORT = re.compile(r"stöd|bidrag|anslag|prioriter", re.I)
_GRANTED = frozenset(("granted sum", "is granted", "grants"))
_OF_MORE = re.compile(r"\b(?:(?:19|20)\d\d|totalt|total|sammanlagt|summa|hittills)\b", re.I)
"""What makes a label that of another year, or of all records."""
_AREAS = words("words", "subjects")
_OF_COUNTS = re.compile(r"ansökningar|antal|grad\b|andel", re.I)
"""What in the header of a table says that it counts: it tells how many were granted, and how much in all."""
_OF_COSTS = re.compile(r"kostnad|budget|omslutning|\begen\b|\begna\b", re.I)
"""What others put in may be what was granted ("Statlig medfinansiering"); what a project costs is not."""


def _is_granted(words: str) -> bool:
    return not _GRANTED.isdisjoint(rows_in(words))


def _is_refused(text: Text, place: Place) -> bool:
    """Whether a column of its table, or what announces a list of short lines, says that a sum was refused."""
    line = text.notes.lines[place.line]
    if verdicts(text.notes).get(line.block) == "refused":
        return True
    listed = is_list(text, place.line)
    status = status_of(text.notes, line.start) if listed else status_of_section(text.notes, line.start)
    return status is not None and status.name in TAKEN_BACK


def _first_cell(text: Text, line: Line) -> Iterator[str]:
    """What the first cell of a row says; it is the label of the other, where there are two and it is a known one."""
    cells = text.blocks[line.block].cells
    if not cells:
        return
    said = text.spoken.said(cells[0].start, cells[0].end)
    if len(cells) == 2 and known_label(text.notes.text[cells[0].start : cells[0].end]):
        yield "has a label"
        yield from named("label", said)
    else:
        yield from named("first cell", said)


def _zone(text: Text, zone: str, start: int, end: int) -> Iterator[str]:
    yield from said_in(zone, text.spoken.said(start, end))


def named(zone: str, rows: Iterable[str]) -> Iterator[str]:
    """What a label or header says; which of them says it matters little."""
    yield from said_in(zone, rows)
    yield from said_in("its label", rows)


def whole(text: Text) -> Iterator[str]:
    """What the release as a whole is about: its words at large, its headline, its lede."""
    yield from spirit(text.spoken)
    lines = text.notes.lines
    yield from genre("headline", _of_headline(text))
    lede = lines[1 : text.body]
    if lede:
        yield from genre("lede", text.spoken.said(lede[0].start, lede[-1].end))
    times = speaks_to_reader(text.notes)
    yield from (f"speaks to the reader {often}" for least, often in _OFTEN if times >= least)


_OFTEN = ((1, "once"), (2, "twice"), (4, "often"))


_LOOK_BACK = 60
"""Lines above a list in which it may be announced."""
_HEADING = 60
"""Characters up to which a line can be a heading without being marked as one."""


def announced(text: Text, own: int) -> Iterator[str]:
    """What the headline says, and the nearest line above line ``own`` that ends in a colon or is a heading."""
    lines = text.notes.lines
    yield from said_in("headline", _of_headline(text))
    if len(lines[own].text) > 2 * SHORT:
        return
    index = _announcing(text, own)
    # What becomes of a row that its own column says yes to is not what stands above the list: "Inkomna ansökningar".
    if index is not None and verdicts(text.notes).get(lines[own].block) != "granted":
        yield "announced by a colon" if lines[index].text.endswith(":") else "under a heading"
        said = announcing(text.notes, lines[index])
        yield from _zone(text, "announced", said.start, said.end)


def _of_headline(text: Text) -> set[str]:
    """The rows said in the headline, but for its parts beside one that gives: "… delas ut – Åmål blir utan"."""
    line = text.notes.lines[0]
    joints = [line.start, *(line.start + one.start() for one in _JOINT.finditer(line.text)), line.end]
    parts = [text.spoken.said(start, end) for start, end in itertools.pairwise(joints)]
    giving = [rows for rows in parts if not rows.isdisjoint({*_GIVING, _DEALS})]
    return set().union(*giving) if giving else text.spoken.said(line.start, line.end)


_JOINT = re.compile(r"\s[–-]\s|\smen\s|,\s")
_DEALS = "deals out"


def _announcing(text: Text, own: int) -> int | None:
    """The nearest line above line ``own`` that ends in a colon or is a heading, and no row of the same list."""
    run, lines = text.runs[own], text.notes.lines
    found: int | None = None
    for index in range(own - 1, max(-1, own - _LOOK_BACK), -1):
        if run and text.runs[index] is run:
            if index in text.announcing:
                found = text.announcing[index]
                break
        elif lines[index].text.endswith(":") or _heads(text, index, own):
            found = index
            break
    text.announcing[own] = found
    return found


def _heads(text: Text, index: int, own: int) -> bool:
    """Whether a line is a heading over line ``own``: marked as one, or a short line above a run of sums."""
    line: Line = text.notes.lines[index]
    if line.kind is BlockKind.HEADING:
        return True
    if line.kind is BlockKind.ROW or heads(line.text):
        return False
    if not index or len(line.text) > _HEADING or line.text[-1] in ".,;":
        return False
    return len(text.runs[own]) >= LISTED and not text.runs[index]

"""What speaks for and against a column as owner, as title, as the granted sum: named cues, each a share of the rows."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from math import log
from typing import NamedTuple

from anslag.parsers.candidates import Candidate
from anslag.parsers.grids.cuts import Column, Slot
from anslag.parsers.grids.finders import Grid, granted
from anslag.parsers.grids.pieces import LONGEST
from anslag.parsers.grids.sums import SumColumn
from anslag.parsers.mentions.mention import Annotations, Span, within
from anslag.parsers.mentions.roles import organisation_score, person_score, place_score
from anslag.parsers.phrases.labels import label as known_label
from anslag.parsers.weights import dependent

Cues = Mapping[str, float]

_ROWS = 16
"""Rows whose texts are judged; more of them say the same."""

_VERB = re.compile(r"\b(?:är|ska|kan|får|har|blir|gör|vill|ges|var|blev)\b")
_SUBORDINATE = re.compile(r"\b(?:som|att|där|när)\b")
_PROJECT = re.compile(r"\w*(?:projekt|förstudie|studie|pilot|etapp|fas)\w*\b|.*[!?]$", re.I)
_AMONG = re.compile(r"[A-ZÅÄÖ]")
_QUOTE = re.compile(r"[\"”“„«»]")
_LEADING = re.compile(r"(?:för|till|att|av|med|från|om|bidrag|stöd|medel)\b", re.I)
_STOP = re.compile(r"[\w”\"][.!?]\s+[A-ZÅÄÖ]")
_PROJECTS = re.compile(r"projekt|förstudi|insatser|satsningar|studier|ansökningar|utställning|\bverk\b", re.I)
_RECIPIENTS = re.compile(
    r"förening|organisation|kommuner|aktörer|företag|mottagare|klubbar|stipendiat|forskare|sökande", re.I
)
_MOST_LEFT = 0.4
"""Share of a place from which on what its columns leave is most likely a name, too."""
_MARK = 4
"""Characters of a marker at most."""
_NAMING = 0.5
"""Score from which on a name is an organisation's or a person's."""


class _Text(NamedTuple):
    """What a text looks like by itself."""

    organisation: float
    is_organisation: bool
    person: float
    place: float
    words: int
    is_sentence: bool
    is_subordinate: bool
    is_lower: bool
    has_digit: bool
    is_project: bool
    capitals: float
    is_purpose: bool
    has_stop: bool
    has_comma: bool
    has_colon: bool


@dependent
@lru_cache(maxsize=8192)
def _text(text: str) -> _Text:
    words = text.split()
    score = organisation_score(text)
    return _Text(
        score,
        score > 0.5,
        person_score(text),
        place_score(text),
        len(words),
        len(words) > 4 and bool(_VERB.search(text)),
        len(words) > 4 and bool(_SUBORDINATE.search(text)),
        text[:1].islower(),
        any(c.isdigit() for c in text),
        bool(_PROJECT.match(text)),
        sum(bool(_AMONG.match(w)) for w in words) / max(1, len(words)),
        bool(_LEADING.match(text)),
        bool(_STOP.search(text)),
        "," in text,
        ":" in text,
    )


def _names_in(a: Annotations, span: Span) -> tuple[bool, bool, bool]:
    """Whether a text is the name of an organisation, holds one and more, and names a person beside more."""
    found = within(a.names, span.start, span.end)
    bodies = [one for one in found if one.organisation > _NAMING]
    alone = any((one.start, one.end) == (span.start, span.end) for one in bodies)
    person = any(one.person > _NAMING and one.end - one.start < span.end - span.start for one in found)
    return alone, bool(bodies) and not alone, person


def column_cues(a: Annotations, places: Sequence[Slot], column: Column) -> Cues:
    spans = [s for s in column.spans if s is not None]
    total = len(column.spans)
    step = max(1, len(spans) // _ROWS)
    seen = [(s, _text(s.of(a.text))) for s in spans[::step]]
    n = len(seen)

    def share(of: str) -> float:
        return sum(bool(getattr(t, of)) for _, t in seen) / n

    said = {
        "there": 1.0,
        "rows without it": 1 - len(spans) / total,
        "organisation words": sum(t.organisation for _, t in seen) / n,
        "organisations": share("is_organisation"),
        "most are organisations": float(share("is_organisation") >= 0.5),
        "persons": sum(t.person for _, t in seen) / n,
        "places": sum(t.place for _, t in seen) / n,
        "one word": sum(t.words == 1 for _, t in seen) / n,
        "two or three words": sum(t.words in (2, 3) for _, t in seen) / n,
        "four to seven words": sum(3 < t.words < 8 for _, t in seen) / n,
        "more than twelve words": sum(t.words > 12 for _, t in seen) / n,
        "verbs": share("is_sentence"),
        "subordinate words": share("is_subordinate"),
        "small letter first": share("is_lower"),
        "digits": share("has_digit"),
        "project words": share("is_project"),
        "capitals": sum(t.capitals for _, t in seen) / n,
        "said again": 1 - len({s.of(a.text).casefold() for s, _ in seen}) / n,
        "same in all rows": float(n > 1 and len({s.of(a.text) for s, _ in seen}) == 1),
        "quoted": sum(bool(_QUOTE.match(a.text[max(0, s.start - 1)])) for s, _ in seen) / n,
    }
    said |= {
        "begins with a preposition": share("is_purpose"),
        "two sentences": share("has_stop"),
        "comma inside": share("has_comma"),
        "colon inside": share("has_colon"),
    }
    named = [_names_in(a, s) for s, _ in seen]
    for at, cue in enumerate(("is a body of the text", "holds a body", "holds a person")):
        said[cue] = sum(one[at] for one in named) / n
    beside = [_text(s.of(a.text)) for s in column.beside[::step] if s]
    if beside:
        said["organisations beside it"] = sum(t.is_organisation for t in beside) / len(beside)
        said["persons beside it"] = sum(t.person for t in beside) / len(beside)
        said["places beside it"] = sum(t.place for t in beside) / len(beside)
    said.update(_of_place(places, column))
    return {cue: value for cue, value in said.items() if value}


def _of_place(places: Sequence[Slot], column: Column) -> dict[str, float]:
    slot = column.slot
    said: dict[str, float] = {}
    header = known_label(slot.header) if slot.header else None
    headed = {f.field for p in places if p.header and (f := known_label(p.header))}
    said[f"header {header.field}" if header else "header unknown" if slot.header else "header none"] = 1.0
    for field in ("owner", "title"):
        if field in headed and (header is None or header.field != field):
            said[f"another header {field}"] = 1.0
    kind = slot.key.split()[0]
    said[f"from {kind}"] = 1.0
    textual = [p for p in places if not all(part is None or part.prose for part in p.parts)]
    if slot in textual:
        said["first place"] = float(textual.index(slot) == 0)
        said["second place"] = float(textual.index(slot) == 1)
        said["last place"] = float(textual.index(slot) == len(textual) - 1 > 0)
    parts = [p for p in slot.parts if p]
    if parts:
        said["heading"] = sum(p.heading for p in parts) / len(parts)
        said["running text"] = sum(p.prose for p in parts) / len(parts)
    if kind == "cell" and not column.cut:
        said["whole cell"] = 1.0
    for part in column.cut.split():
        if part not in ("first", "last", "all"):
            said[f"cut at {part}"] = 1.0
            if column.cut.endswith(("first", "last", "all")):
                said[f"piece {min(column.piece, 2)} at {part}"] = 1.0
    if "last" in column.cut.split():
        said["cut at the last"] = 1.0
    if not column.cut:
        said["uncut"] = 1.0
    if column.side:
        said[f"{column.side} the sum"] = 1.0
    if column.glued:
        said["shared words off"] = 1.0
    return said


def _left_over(place: Slot | None, columns: Sequence[Column]) -> tuple[float, float]:
    """The share of a place, up to its sums, that columns leave; the share of the rows that begin with something else."""
    parts = [(row, part) for row, part in enumerate(place.parts) if part is not None] if place else []
    left, opening = 0.0, 0.0
    for row, part in parts:
        stop = part.sums[0].start if part.sums and part.sums[0].start > part.start else part.end
        stop = min(stop, part.start + LONGEST)
        inside = [s for c in columns if (s := c.spans[row]) and part.start <= s.start < stop]
        left += max(0.0, 1 - sum(s.end - s.start for s in inside) / max(1, stop - part.start))
        opening += min((s.start for s in inside), default=stop) - part.start > _MARK
    return left / max(1, len(parts)), opening / max(1, len(parts))


def setting(a: Annotations, grid: Grid, places: Sequence[Slot]) -> Setting:
    return Setting(places[0] if places else None, _announced(a, grid))


def _announced(a: Annotations, grid: Grid) -> str:
    """What the line over a grid, or else the release's count, says that its rows are: projects, recipients or nothing of these."""
    above = a.text[max(0, grid.start - _ABOVE) : grid.start].rstrip().rsplit("\n\n", 1)[-1]
    counted = " ".join(one.noun for one in a.counts)
    for text in (above, counted):
        projects, recipients = _PROJECTS.search(text), _RECIPIENTS.search(text)
        if bool(projects) != bool(recipients):
            return "projects" if projects else "recipients"
    return "nothing"


def _is_told(column: Column) -> bool:
    parts = [part for part in column.slot.parts if part]
    return sum(part.prose for part in parts) * 2 > len(parts)


def with_rivals(every: Sequence[Cues]) -> tuple[Cues, ...]:
    """The cues with what only the others tell: persons are no owners where organisations stand beside them."""
    named = any(
        c.get("organisations", 0) >= 0.5 and c.get("persons", 0) < 0.3 and c.get("rows without it", 0) < 0.4
        for c in every
        if "from home" not in c and "from group" not in c
    )
    cue = "persons, organisations in the rows" if named else "persons, no organisation in the rows"
    return tuple({**c, cue: 1.0} if c.get("persons", 0) >= 0.5 else c for c in every)


class Setting(NamedTuple):
    """What a grid says apart from its columns: its first place, and what the words above call its rows."""

    first: Slot | None
    announced: str


def pair_cues(
    columns: Sequence[Column], owner: int | None, title: int | None, setting: Setting
) -> Cues | None:
    """What speaks for two columns together; None where they overlap."""
    if owner is None or title is None:
        said = {"no owner": float(owner is None), "no title": float(title is None)}
        missing = "owner" if owner is None else "title"
        said[f"no {missing}, {setting.announced} announced"] = 1.0
        only = [columns[i] for i in (owner, title) if i is not None]
        left, opening = _left_over(setting.first, only)
        said[f"{missing} missing, left over"] = left
        said[f"{missing} missing, most left over"] = float(left > _MOST_LEFT)
        said[f"{missing} missing, opening left over"] = opening
        return {cue: value for cue, value in said.items() if value}
    first, second = columns[owner], columns[title]
    both = [(o, t) for o, t in zip(first.spans, second.spans, strict=True) if o and t]
    if not both or any(o.start < t.end and t.start < o.end for o, t in both):
        return None
    before = sum(o.start < t.start for o, t in both) / len(both)
    left, opening = _left_over(setting.first, (first, second))
    said = {
        "both": 1.0,
        f"both, {setting.announced} announced": 1.0,
        "left over": left,
        "opening left over": opening,
        "owner before title": before,
        "in one place": float(first.slot is second.slot),
        "cut alike": float(first.slot is second.slot and first.cut == second.cut),
        "neighbours": sum(abs(t.start - o.end) < 4 or abs(o.start - t.end) < 4 for o, t in both) / len(both),
        "title in running text, owner not": float(_is_told(second) and not _is_told(first)),
    }
    return {cue: value for cue, value in said.items() if value}


def reading_cues(grid: Grid, rows: Sequence[Candidate], roles: float) -> Cues:
    """What speaks for one reading of a region among its rivals."""
    n = max(1, len(rows))
    said = {
        "rows": log(1 + len(rows)),
        "look alike": max(-2.0, min(3.0, grid.score / len(grid.records))),
        "roles": roles / 5,
        "rows left out": 1 - len(rows) / len(grid.records),
        "owner": sum(one.owner is not None for one in rows) / n,
        "title": sum(one.title is not None for one in rows) / n,
        "sum": sum(one.money is not None for one in rows) / n,
        "owner and sum": sum(one.owner is not None and one.money is not None for one in rows) / n,
        "sum twice": 1
        - len({one.money.start for one in rows if one.money}) / max(1, sum(bool(r.money) for r in rows)),
        "one row": float(len(rows) == 1),
        "two rows": float(len(rows) == 2),
        f"found by {grid.key.split()[0]}": 1.0,
        "lines of a row": log(sum(map(len, grid.records)) / len(grid.records)),
        "longest row": log(max(map(len, grid.records)) / (sum(map(len, grid.records)) / len(grid.records))),
        "group headings": float(any(grid.groups)),
        "rows begin blocks": sum(r[0].first for r in grid.records) / len(grid.records),
        "blocks begin in rows": sum(any(u.first and u.many for u in r[1:]) for r in grid.records)
        / len(grid.records),
        "rows begin with headings": sum(r[0].heading for r in grid.records) / len(grid.records),
        "headings in rows": sum(any(u.heading for u in r[1:]) for r in grid.records) / len(grid.records),
    }
    return {cue: value for cue, value in said.items() if value}


_APPLIED = re.compile(r"(?:sökt|ansök)\w*[^.;\t]{0,18}$", re.I)
_COST = re.compile(r"(?:total|budget|kostnad|varav|medfinans|insats|egen|summa)\w*[^.;\t]{0,18}$", re.I)


def sum_cues(a: Annotations, every: Sequence[SumColumn], column: SumColumn) -> Cues:
    found = [m for m in column.sums if m is not None]
    n = len(found)
    amounts = [m.amount for m in found if m.amount is not None]
    header = known_label(column.slot.header) if column.slot.header else None
    headed = {f.field for c in every if c.slot.header and (f := known_label(c.slot.header))}
    before = [a.text[max(0, m.start - 40) : m.start] for m in found]
    said = {
        "there": 1.0,
        "rows without it": 1 - n / len(column.sums),
        f"header {header.field}"
        if header
        else "header unknown"
        if column.slot.header
        else "header none": 1.0,
        "another header amount": float("amount" in headed and (header is None or header.field != "amount")),
        "only column": float(len(every) == 1),
        "first column": float(len(every) > 1 and column.first and column.place == 0),
        "last column": float(len(every) > 1 and column.last and (column.place == -1 or column is every[-1])),
        "second in its place": float(column.place > 0),
        "last in its place": float(column.place == -1),
        "bare": sum(m.bare for m in found) / n,
        "years": sum(1900 < x < 2100 for x in amounts) / n,
        "below hundred": sum(x < 100 for x in amounts) / n,
        "below thousand": sum(x < 1000 for x in amounts) / n,
        "applied for": sum(bool(_APPLIED.search(b)) for b in before) / n,
        "cost or total": sum(bool(_COST.search(b)) for b in before) / n,
        "running text": sum(p.prose for p in column.slot.parts if p)
        / len([p for p in column.slot.parts if p]),
        "counts up": float(n > 2 and all(b - a == 1 for a, b in itertools.pairwise(amounts))),
        "header is a year": float(column.slot.header.strip().isdigit()),
        "header says beviljat": float(
            bool(re.search(r"bevilj|beslut|tilldel|utdel", column.slot.header, re.I))
        ),
        "largest of the row": sum(_largest(m.amount, i, every) for i, m in enumerate(column.sums) if m) / n,
    }
    return {cue: value for cue, value in said.items() if value}


def _largest(amount: float | None, row: int, every: Sequence[SumColumn]) -> bool:
    others = [c.sums[row] for c in every]
    return (
        len(every) > 1 and amount is not None and all(o is None or (o.amount or 0) <= amount for o in others)
    )


_SAID = (
    (
        "refused",
        re.compile(
            r"avsl[åao]\w*|\bnej\b|(?:inte|ej)\s(?:bevilj|priorit|få)\w*|avstyrk\w*|reserv(?:lista|plats)\w*|åter(?:tag|kall)\w*|bordl\w*",
            re.I,
        ),
    ),
    ("applied for", re.compile(r"\bsökt\w*|ansökt\w*|har\s(?:sökt|ansökt)|inkom\w*|ansökningar\w*", re.I)),
    ("proposed", re.compile(r"föresl\w+|förslag\w*|förord\w*|preliminär\w*", re.I)),
    ("on offer", re.compile(r"utlys\w*|kan\s(?:du|ni|man)?\s?sök\w*|går\satt\ssöka", re.I)),
    (
        "given",
        re.compile(
            r"bevilj\w*|tilldel\w*|får|fått|fick|delar\s(?:nu\s)?ut|fördel\w*|bifall\w*|prioriter\w*|\bstöds\b",
            re.I,
        ),
    ),
)
_ABOVE = 240
"""Characters above a grid that announce it."""


def polarity(text: str) -> frozenset[str]:
    """What the words over rows say of them: refused, applied for, proposed, on offer, given."""
    return frozenset(name for name, pattern in _SAID if pattern.search(text))


def grid_cues(
    a: Annotations,
    grid: Grid,
    owner: Column | None,
    title: Column | None,
    sums: SumColumn | None,
    margin: float,
) -> frozenset[str]:
    """What a reader of the whole notices in a grid: for its acceptance, which is not decided here."""
    n = len(grid.records)
    above = a.text[max(0, grid.start - _ABOVE) : grid.start]
    lengths = Counter(len(r) for r in grid.records)
    said = {
        f"found by {grid.key.split()[0]}": True,
        "one row"
        if n == 1
        else "two rows"
        if n == 2
        else "three to five rows"
        if n < 6
        else "six rows or more": True,
        "with sums" if sums is not None else "without sums": True,
        "no owner column": owner is None,
        "owner from heading": owner is not None and owner.slot.key == "group",
        "owner from home": owner is not None and owner.slot.key == "home",
        "no title column": title is None,
        "under group headings": any(grid.groups),
        "clear roles" if margin > 1 else "doubtful roles" if margin < 0.25 else "fair roles": True,
        "amount header": sums is not None and bool(sums.slot.header),
        "sums not granted in rows": any(
            len(granted(a.text, u)) < len(u.sums) for r in grid.records for u in r
        ),
        "rows of one length": lengths.most_common(1)[0][1] == n,
        "rows add up to a sum outside": _adds_up(a, grid, sums),
        "as many rows as counted": any(count.value == n for count in a.counts),
    }
    return frozenset(
        {cue for cue, true in said.items() if true} | {f"{word} above" for word in polarity(above)}
    )


def _adds_up(a: Annotations, grid: Grid, sums: SumColumn | None) -> bool:
    if sums is None or sum(m is not None for m in sums.sums) < 2:
        return False
    total = sum(m.amount or 0 for m in sums.sums if m)
    return any(m.amount == total for m in a.sums if not grid.start <= m.start < grid.end)
